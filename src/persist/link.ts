import {AppError} from "../base/errors";

/** Addresses longer than this are cut by chat programs and refused by some browsers. */
export const linkLimit = 30_000;

/** No notebook is longer than this, in bytes. */
const textLimit = 1_048_576;

/** A fragment longer than this was not made here; it is not even looked into. */
const fragmentLimit = 200_000;

/** `#n=1.…`: the form of the link, and the text, packed. */
const pattern = /^#?n=(\d+)\.(.*)$/s;
const form = 1;

/**
 * An address that carries a notebook's text behind its `#`, which browsers never send to a server. Rejects with
 * `link.too_long` (`length`, `limit`) when the address would be too long to be passed on.
 */
export async function encodeLink(text: string, base: string): Promise<string> {
  const packed = await packText(text);
  const link = `${base.replace(/#.*$/s, "")}#n=${form}.${packed}`;
  if (link.length > linkLimit) throw new AppError("link.too_long", {length: link.length, limit: linkLimit});
  return link;
}

/**
 * The text that a fragment carries; null when it is not one of ours. Rejects with `link.too_new`, `link.too_large` or
 * `link.damaged`, whatever it is given.
 */
export async function decodeLink(fragment: string): Promise<string | null> {
  const [, version, packed = ""] = pattern.exec(fragment) ?? [];
  if (version === undefined) return null;
  if (Number(version) !== form) throw new AppError(Number(version) > form ? "link.too_new" : "link.damaged");
  if (packed.length > fragmentLimit) throw new AppError("link.too_large", {limit: textLimit});
  return unpackText(readBase64(packed), textLimit);
}

/** The fragment of the page's address. */
export function readFragment(): string {
  return location.hash;
}

/** Takes the fragment out of the address and of the page's history: the text it carries is nobody else's business. */
export function clearFragment(): void {
  history.replaceState(history.state, "", location.pathname + location.search);
}

async function packText(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  // with a checksum, unlike the raw form: a link that lost a letter on its way must not become another notebook
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
  return writeBase64(new Uint8Array(await new Response(packed).arrayBuffer()));
}

/** Unpacks a text of at most so many bytes; stops as soon as there are more, however many there would be. */
export async function unpackText(packed: Uint8Array<ArrayBuffer>, limit: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    const unpacked = inSmallPieces(packed).pipeThrough(new DecompressionStream("deflate"));
    for (const reader = unpacked.getReader(); ;) {
      const {value, done} = await reader.read();
      if (done) return readText(parts);
      length += value.length;
      parts.push(value);
      if (length > limit) {
        void reader.cancel().catch(() => {});
        throw new AppError("link.too_large", {limit});
      }
    }
  } catch (error) {
    throw error instanceof AppError ? error : new AppError("link.damaged", {}, {cause: error});
  }
}

/** A browser unpacks a piece as a whole, and a thousandfold at most: small pieces keep what is unpacked at once small. */
const pieceSize = 512;

function inSmallPieces(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream(
    {
      pull(controller) {
        if (at >= bytes.length) return controller.close();
        controller.enqueue(bytes.slice(at, at + pieceSize));
        at += pieceSize;
      }
    },
    {highWaterMark: 0}
  );
}

function readText(parts: readonly Uint8Array[]): string {
  const decoder = new TextDecoder("utf-8", {fatal: true, ignoreBOM: true});
  return parts.map((part) => decoder.decode(part, {stream: true})).join("") + decoder.decode();
}

function writeBase64(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary)
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/={1,2}$/, "");
}

function readBase64(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new AppError("link.damaged");
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch (cause) {
    throw new AppError("link.damaged", {}, {cause});
  }
}
