import {Cleaner, type CleanOptions} from "./clean";
import {transcoder} from "./transcode";
import type {Encoding} from "../plan";

/** Options of decoding. */
export interface DecodeOptions extends CleanOptions {
  encoding: Encoding;
  hasBom: boolean;
  /** UTF-8 bytes to skip at the start: the header and everything before it */
  skipBytes: number;
  /** approximate chunk size in bytes */
  chunkBytes: number;
  /** bytes that are put behind every chunk; none by default */
  tail?: Uint8Array;
  /** bytes read from the file at a time */
  readBytes?: number;
}

/** Clean UTF-8 text of complete records, without a header, in a buffer of its own. */
export interface Chunk {
  bytes: Uint8Array;
  /** bytes of the file read so far */
  bytesRead: number;
  /** whether some characters could not be decoded, or are zero */
  hasUnreadable: boolean;
}

/** Decodes a file in chunks, in this thread or a worker. */
export type Decode = (file: Blob, options: DecodeOptions, signal?: AbortSignal) => AsyncIterable<Chunk>;

const noBytes = new Uint8Array();
const defaultReadBytes = 4 * 1024 * 1024;
/** Maximum length of a record in chunks; a longer one is an unclosed quote. */
const longestRecord = 4;

/**
 * Reads a file in pieces and yields chunks of clean UTF-8, each ending at a record's end, except perhaps the last. The
 * first chunk is small, so that its reader can begin while the next is decoded.
 */
export async function* decodeChunks(file: Blob, options: DecodeOptions, signal?: AbortSignal): AsyncGenerator<Chunk> {
  const {encoding, hasBom, skipBytes, chunkBytes, tail = noBytes, readBytes = defaultReadBytes} = options;
  const toUtf8 = transcoder(encoding);
  const cleaner = new Cleaner(options);
  const buffer = new ChunkBuffer(chunkBytes + 4 * readBytes);
  let toSkip = skipBytes;
  let wantedBytes = Math.min(readBytes, chunkBytes);
  const markBytes = hasBom ? (encoding === "utf-8" ? 3 : 2) : 0;
  for (let from = markBytes; from < file.size; from += readBytes) {
    signal?.throwIfAborted();
    const to = Math.min(file.size, from + readBytes);
    const piece = new Uint8Array(await file.slice(from, to).arrayBuffer());
    const text = toUtf8(piece, to === file.size);
    const skipped = Math.min(toSkip, text.length);
    toSkip -= skipped;
    buffer.push(cleaner, text.subarray(skipped));
    if (buffer.length >= wantedBytes && buffer.recordEnd > 0) {
      yield chunkOf(buffer.take(tail), to, encoding);
      wantedBytes = chunkBytes;
    } else if (buffer.length > longestRecord * chunkBytes + readBytes) break;
  }
  if (buffer.length > 0) yield chunkOf(buffer.takeAll(tail), file.size, encoding);
}

/** U+FFFD in UTF-8. */
const replacement = [0xef, 0xbf, 0xbd] as const;

/** A chunk of a text; a U+FFFD that is written in UTF-8 was there before. */
function chunkOf(bytes: Uint8Array, bytesRead: number, encoding: Encoding): Chunk {
  return {bytes, bytesRead, hasUnreadable: bytes.includes(0) || (encoding !== "utf-8" && hasReplacement(bytes))};
}

function hasReplacement(bytes: Uint8Array): boolean {
  const [first, second, third] = replacement;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1))
    if (bytes[at + 1] === second && bytes[at + 2] === third) return true;
  return false;
}

/** A byte buffer that knows where its last complete record ends. */
class ChunkBuffer {
  #bytes: Uint8Array;
  length = 0;
  recordEnd = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  push(cleaner: Cleaner, text: Uint8Array): void {
    this.#reserve(this.length + text.length + 1);
    const {end, recordEnd} = cleaner.push(text, this.#bytes, this.length);
    this.length = end;
    if (recordEnd >= 0) this.recordEnd = recordEnd;
  }

  /** Removes and returns the complete records, with a tail behind them. */
  take(tail: Uint8Array): Uint8Array {
    const taken = new Uint8Array(this.recordEnd + tail.length);
    taken.set(this.#bytes.subarray(0, this.recordEnd));
    taken.set(tail, this.recordEnd);
    this.#bytes.copyWithin(0, this.recordEnd, this.length);
    this.length -= this.recordEnd;
    this.recordEnd = 0;
    return taken;
  }

  takeAll(tail: Uint8Array): Uint8Array {
    this.recordEnd = this.length;
    return this.take(tail);
  }

  #reserve(capacity: number): void {
    if (capacity <= this.#bytes.length) return;
    const larger = new Uint8Array(capacity * 2);
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
  }
}
