/** Reads a range of a file's bytes, shorter at its end. */
export type ReadBytes = (from: number, length: number) => Promise<Uint8Array>;

const smallBytes = 1024 * 1024;

/**
 * Reads ranges of one file. The browser asks another process for each read, which takes about as long for a kilobyte as for a
 * megabyte: a file up to a megabyte is read at once.
 */
export function bytesReader(file: Blob): ReadBytes {
  let whole: Promise<Uint8Array> | undefined;
  return async (from, length) => {
    if (file.size > smallBytes) return new Uint8Array(await file.slice(from, from + length).arrayBuffer());
    whole ??= file.arrayBuffer().then((buffer) => new Uint8Array(buffer));
    return (await whole).subarray(from, from + length);
  };
}

/** Decodes bytes to text in pieces; a character cut at the end is held for the next call. */
export interface Decoder {
  decode(bytes: AllowSharedBufferSource, options?: {stream?: boolean}): string;
}

/** Bytes as they are decoded one by one. */
export function bytesOf(source: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}
