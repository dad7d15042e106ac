import {AppError} from "../base/errors";

/** Longer addresses are cut by chat programs and refused by some browsers. */
export const linkLimit = 30_000;

/** Maximum size of a notebook in bytes. */
const textLimit = 1_048_576;

/** A longer fragment was not made here, and is ignored. */
const fragmentLimit = 200_000;

/** `#n=1.…`: the format version of the link, and the compressed text. */
const pattern = /^#?n=(\d+)\.(.*)$/s;
const form = 1;

/**
 * A URL with a notebook's text in its fragment, which browsers never send to a server. Rejects with `link.too_long`
 * (`length`, `limit`).
 */
export async function encodeLink(text: string, base: string): Promise<string> {
  const packed = await packText(text);
  const link = `${base.replace(/#.*$/s, "")}#n=${form}.${packed}`;
  if (link.length > linkLimit) throw new AppError("link.too_long", {length: link.length, limit: linkLimit});
  return link;
}

/**
 * The text in a fragment; null when it is not one of ours. Rejects with `link.too_new`, `link.too_large` or
 * `link.damaged`.
 */
export async function decodeLink(fragment: string): Promise<string | null> {
  const [, version, packed = ""] = pattern.exec(fragment) ?? [];
  if (version === undefined) return null;
  if (Number(version) !== form) throw new AppError(Number(version) > form ? "link.too_new" : "link.damaged");
  if (packed.length > fragmentLimit) throw new AppError("link.too_large", {limit: textLimit});
  return unpackText(readBase64(packed), textLimit);
}

/** The fragment of the page's URL. */
export function readFragment(): string {
  return location.hash;
}

/** Removes the fragment from the address bar and the browser's history, because it contains the whole text. */
export function clearFragment(): void {
  history.replaceState(history.state, "", location.pathname + location.search);
}

async function packText(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  // with a checksum, unlike raw deflate: a damaged link must not become another notebook
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
  return writeBase64(new Uint8Array(await new Response(packed).arrayBuffer()));
}

/** Decompresses a text of at most `limit` bytes; stops as soon as there are more. */
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

/** A browser decompresses one piece at a time, up to a thousandfold: small pieces limit the memory. */
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
