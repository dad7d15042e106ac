import {AppError} from "../../base/errors";
import {bytesReader, type ReadBytes} from "../encoding/bytes";
import {detectEncoding, encodingOfText} from "../encoding/encoding";
import type {Encoding, Origin, Source} from "../plan";
import {textDecoder} from "../encoding/transcode";

const headBytes = 256 * 1024;

/** Opens a text: detects its encoding and reads its head. Throws the codes of `detectEncoding`. */
export async function openSource(file: Blob & {name?: string}, origin: Origin | null = null): Promise<Source> {
  const read = bytesReader(file);
  const {encoding, hasBom} = await detectEncoding(file, read);
  const head = await readHead(file, encoding, read);
  if (head.trim() === "") throw new AppError("ingest.empty", {name: file.name});
  const name = file.name ?? "";
  return {id: await sourceId(file, name, read), name, size: file.size, encoding, hasBom, head, file, origin};
}

/** The same for a file known to be text; null when it has none. */
export async function openText(file: Blob & {name?: string}): Promise<Source | null> {
  const {encoding, hasBom} = await encodingOfText(file);
  const head = await readHead(file, encoding);
  const name = file.name ?? "";
  return head.trim() === "" ? null : {id: "", name, size: file.size, encoding, hasBom, head, file, origin: null};
}

/** The same source decoded in another encoding. */
export async function reopenSource(source: Source, encoding: Encoding): Promise<Source> {
  const {hasBom, encoding: found} = source;
  const head = await readHead(source.file, encoding);
  return {...source, encoding, hasBom: hasBom && found === encoding, head};
}

/** Whether the head is the whole file. */
export function isWhole({size}: Pick<Source, "size">): boolean {
  return size <= headBytes;
}

async function readHead(file: Blob, encoding: Encoding, read = bytesReader(file)): Promise<string> {
  const text = textDecoder(encoding).decode(await read(0, headBytes), {stream: !isWhole(file)});
  return isWhole(file) ? text : text.slice(0, lastRecordEnd(text));
}

/** The offset after the last line end outside quotes; the whole head when there is none. */
function lastRecordEnd(text: string): number {
  let end = 0;
  for (let from = 0, isQuoted = false; from <= text.length; isQuoted = !isQuoted) {
    const quote = text.indexOf('"', from);
    const to = quote < 0 ? text.length : quote;
    if (!isQuoted) end = lastLineEnd(text, from, to) || end;
    from = to + 1;
  }
  return end || text.length;
}

/** The offset after the last line end of a part of a text; 0 where it has none. */
function lastLineEnd(text: string, from: number, to: number): number {
  for (let at = to - 1; at >= from; at--) {
    if (text[at] === "\n" || (text[at] === "\r" && text[at + 1] !== "\n")) return at + 1;
  }
  return 0;
}

/** A source's id, from name, size and samples: the same file dropped twice has the same id. */
async function sourceId({size}: Blob, name: string, read: ReadBytes): Promise<string> {
  const windows = await Promise.all(
    [0, 0.5, 1].map((share) => read(Math.floor(Math.max(0, size - 4096) * share), 4096))
  );
  const bytes = [new TextEncoder().encode(`${name}\n${size}\n`), ...windows];
  return `s${hash(bytes, 0x811c9dc5)}${hash(bytes, 0x01234567)}`;
}

/** FNV-1a, for identification only. */
function hash(parts: readonly Uint8Array[], seed: number): string {
  let value = seed;
  for (const part of parts) for (const byte of part) value = Math.imul(value ^ byte, 0x01000193);
  return (value >>> 0).toString(36);
}
