/** Bytes read, hashed or written at a time: larger blocks block the page, smaller ones cost more calls. */
export const blockSize = 2 * 1024 * 1024;

/** Bytes as web streams and WebCrypto take them. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Progress and cancellation of long work. */
export interface Watch {
  /** bytes done so far */
  onBytes?: (done: number) => void;
  signal?: AbortSignal;
}

/** The bytes of a blob in blocks of `size`; the last may be shorter. */
export async function* blocksOf(blob: Blob, size = blockSize): AsyncGenerator<Bytes> {
  for (let start = 0; start < blob.size; start += size) {
    yield new Uint8Array(await blob.slice(start, start + size).arrayBuffer());
  }
}

/** Bytes compressed or decompressed at a time on the main thread: a few milliseconds. */
const chunkBytes = 128 * 1024;

/**
 * A blob as a stream that yields to the page regularly. The blob's own stream does not, and compressing 100 MB of it
 * would block the page for seconds.
 */
export function yieldingStream(blob: Blob): ReadableStream<Bytes> {
  return streamOf(blocksOf(blob, chunkBytes));
}

/** An async generator of blocks as a stream. */
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

/** The bytes of a stream in blocks of `size`; the last may be shorter. Leaving the loop early cancels the stream. */
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

/** A stream's content as a blob; browsers keep large blobs on disk. */
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
 * A fingerprint of a sequence of bytes: the SHA-256 of the SHA-256s of all blocks of 2 MiB, because WebCrypto has no
 * incremental SHA-256.
 */
export class Fingerprint {
  readonly #digests: ArrayBuffer[] = [];

  /** Adds the next block, which must be full unless it is the last. */
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
