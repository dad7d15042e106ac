import {open, type FileHandle} from "node:fs/promises";
import {Gb18030Encoder} from "./gb18030";
import {itemRows, itemsHeader} from "./items";
import {narrowHeader, narrowRows} from "./narrow";
import {wideHeader, wideRows} from "./wide";

/** Which bytes a large file is written in. */
export type LargeEncoding = "utf-8" | "gb18030";

/** The text of the row at a place; asked in order, once each. */
export type RowAt = (place: number) => string;

type Encode = (text: string) => Uint8Array;

const chunkRows = 4000;

/** Which of a file's rows are written: from the first to before the second, counted from 0. */
export type RowRange = readonly [from: number, end: number];

/**
 * Writes an order report of that many orders, about five for each customer, oldest first; for measuring, not for looking
 * at. A range of it is the same shop's export of a part of the time.
 */
export async function writeWide(
  path: string,
  orders: number,
  encoding: LargeEncoding,
  range: RowRange = [0, orders]
): Promise<void> {
  const rowAt = wideRows(orders);
  for (let place = 0; place < range[0]; place++) rowAt(place);
  await writeRows(path, wideHeader, range, rowAt, encoderOf(encoding));
}

/** Writes such a report as that many files, each the rows that follow those of the file before; `orders` is a multiple of it. */
export async function writeWideParts(paths: readonly string[], orders: number, encoding: LargeEncoding): Promise<void> {
  const rowAt = wideRows(orders);
  const size = orders / paths.length;
  for (const [index, path] of paths.entries()) {
    await writeRows(path, wideHeader, [index * size, (index + 1) * size], rowAt, encoderOf(encoding));
  }
}

/** Writes a list of items as that many files, one for each day; one file has them all. `rows` is a multiple of `days`. */
export async function writeItems(paths: readonly string[], rows: number, days: number): Promise<void> {
  const rowAt = itemRows(rows, days);
  const size = rows / paths.length;
  for (const [index, path] of paths.entries()) {
    await writeRows(path, itemsHeader, [index * size, (index + 1) * size], rowAt, encoderOf("utf-8"));
  }
}

/** Writes a plain eight-column order table of that many rows. */
export async function writeNarrow(path: string, rows: number): Promise<void> {
  await writeRows(path, narrowHeader, [0, rows], narrowRows(rows), encoderOf("utf-8"));
}

function encoderOf(encoding: LargeEncoding): Encode {
  const encoder = encoding === "utf-8" ? new TextEncoder() : new Gb18030Encoder();
  return (text) => encoder.encode(text);
}

async function writeRows(
  path: string,
  header: string,
  [from, end]: RowRange,
  rowAt: RowAt,
  encode: Encode
): Promise<void> {
  const file = await open(path, "w");
  try {
    await file.write(encode(header));
    for (let start = from; start < end; start += chunkRows) {
      await writeChunk(file, start, Math.min(start + chunkRows, end), rowAt, encode);
    }
  } finally {
    await file.close();
  }
}

async function writeChunk(file: FileHandle, start: number, end: number, rowAt: RowAt, encode: Encode): Promise<void> {
  let text = "";
  for (let place = start; place < end; place++) text += rowAt(place);
  await file.write(encode(text));
}
