/** Bytes that are read, hashed and written at a time: more hold the page up, fewer cost more calls. */
export const blockSize = 2 * 1024 * 1024;

/** Bytes as web streams and WebCrypto take them. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** What long work tells of itself, and how it is stopped. */
export interface Watch {
  /** bytes done so far */
  onBytes?: (done: number) => void;
  signal?: AbortSignal;
}

/** The bytes of a blob, in order, `size` at a time; the last block may be shorter. */
export async function* blocksOf(blob: Blob, size = blockSize): AsyncGenerator<Bytes> {
  for (let start = 0; start < blob.size; start += size) {
    yield new Uint8Array(await blob.slice(start, start + size).arrayBuffer());
  }
}

/** Bytes that are packed or unpacked at a time, which the page does itself: a few milliseconds each. */
const gulp = 128 * 1024;

/**
 * The bytes of a blob as a stream that gives the page a turn after every few. A blob's own stream does not: what is there is
 * there at once, and packing 100 MB of it holds the page up for seconds.
 */
export function calmStream(blob: Blob): ReadableStream<Bytes> {
  return streamOf(blocksOf(blob, gulp));
}

/** Blocks as a stream. */
export function streamOf(blocks: AsyncGenerator<Bytes>): ReadableStream<Bytes> {
  return new ReadableStream({
    async pull(controller) {
      const {done, value} = await blocks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => void (await blocks.return(undefined))
  });
}

/** The bytes of a stream in blocks of `size`; the last may be shorter. Leaving the loop early ends the stream. */
export async function* inBlocks(stream: ReadableStream<Uint8Array>, size = blockSize): AsyncGenerator<Bytes> {
  const reader = stream.getReader();
  let block = new Uint8Array(size);
  let filled = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      for (let rest = next.value; rest.length > 0;) {
        const part = rest.subarray(0, size - filled);
        block.set(part, filled);
        filled += part.length;
        rest = rest.subarray(part.length);
        if (filled < size) continue;
        yield block;
        block = new Uint8Array(size);
        filled = 0;
      }
    }
    if (filled > 0) yield block.slice(0, filled);
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** Everything a stream gives, as a blob: the browser moves large ones out of memory by itself. */
export async function toBlob(stream: ReadableStream<Uint8Array>, {onBytes, signal}: Watch = {}): Promise<Blob> {
  const parts: Blob[] = [];
  let done = 0;
  for await (const block of inBlocks(stream)) {
    signal?.throwIfAborted();
    parts.push(new Blob([block]));
    done += block.length;
    onBytes?.(done);
  }
  return new Blob(parts);
}

/**
 * Tells whether bytes are the same ones, as they pass by: the SHA-256 of the SHA-256s of every block of 2 MiB, because the
 * browser has no SHA-256 that takes more than one piece.
 */
export class Fingerprint {
  readonly #digests: ArrayBuffer[] = [];

  /** The next block: full, unless it is the last. */
  async add(block: Bytes): Promise<void> {
    this.#digests.push(await crypto.subtle.digest("SHA-256", block));
  }

  /** The fingerprint of all blocks, in hexadecimal. */
  async finish(): Promise<string> {
    const all = await new Blob(this.#digests).arrayBuffer();
    return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", all)));
  }
}

/** The fingerprint of a whole blob. */
export async function fingerprintOf(blob: Blob, {onBytes, signal}: Watch = {}): Promise<string> {
  const fingerprint = new Fingerprint();
  let done = 0;
  for await (const block of blocksOf(blob)) {
    signal?.throwIfAborted();
    await fingerprint.add(block);
    done += block.length;
    onBytes?.(done);
  }
  return fingerprint.finish();
}

function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
