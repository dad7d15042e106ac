/** Bytes. */
export const mebibyte = 1024 ** 2;

/**
 * What one dropped file may unpack to. `streamedBytes` holds for the XML of one sheet, which is never kept, `wholeBytes` for
 * what is held in memory as a whole; a stretch under `smallBytes` is never taken for a bomb.
 */
export const limits = {
  entries: 1000,
  bytes: 2048 * mebibyte,
  ratio: 200,
  smallBytes: 16 * mebibyte,
  streamedBytes: 8192 * mebibyte,
  wholeBytes: 200 * mebibyte
};
