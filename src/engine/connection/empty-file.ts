/** Size of the part before the first block, which is all that an empty database file has: three headers of 4 KiB. */
const headerSize = 4096;

/** Bytes of an empty database file that are not zero, in hexadecimal, by their offset. DuckDB 1.5.6 wrote them. */
const written: Readonly<Record<number, string>> = {
  // checksum, "DUCK", storage version 64
  0: "942d895a816e8f0f4455434b40",
  // "v1.5.6" and the source id, of the library that made the file
  52: "76312e352e36",
  84: "30363963633966396235",
  ...databaseHeader(headerSize),
  ...databaseHeader(2 * headerSize)
};

/** A database header: checksum, no tables and no free blocks (−1), blocks of 256 KiB, vectors of 2,048 rows, source id. */
function databaseHeader(at: number): Record<number, string> {
  return {
    [at]: "373f4c7165e664df",
    [at + 16]: "ffffffffffffffffffffffffffffffff",
    [at + 42]: "04",
    [at + 49]: "08",
    [at + 56]: "01",
    [at + 84]: "30363963633966396235"
  };
}

/**
 * An empty DuckDB database file. DuckDB-WASM can write only into a file that is registered and that is a database already;
 * one that `attach` makes by itself is never complete (https://github.com/duckdb/duckdb-wasm/issues/1638).
 */
export function emptyDatabaseFile(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(3 * headerSize);
  for (const [offset, hex] of Object.entries(written))
    for (let at = 0; at < hex.length; at += 2) bytes[Number(offset) + at / 2] = parseInt(hex.slice(at, at + 2), 16);
  return bytes;
}
