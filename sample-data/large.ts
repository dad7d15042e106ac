import {open, type FileHandle} from "node:fs/promises";
import {Gb18030Encoder} from "./gb18030";
import {narrowHeader, narrowRows} from "./narrow";
import {wideHeader, wideRows} from "./wide";

/** Which bytes a large file is written in. */
export type LargeEncoding = "utf-8" | "gb18030";

/** The text of the row at a place; asked in order, once each. */
export type RowAt = (place: number) => string;

type Encode = (text: string) => Uint8Array;

const chunkRows = 4000;

/** Writes an order report of that many orders, about five for each customer; for measuring, not for looking at. */
export async function writeWide(path: string, orders: number, encoding: LargeEncoding): Promise<void> {
  await writeRows(path, wideHeader, orders, wideRows(orders), encoderOf(encoding));
}

/** Writes a plain eight-column order table of that many rows. */
export async function writeNarrow(path: string, rows: number): Promise<void> {
  await writeRows(path, narrowHeader, rows, narrowRows(rows), encoderOf("utf-8"));
}

function encoderOf(encoding: LargeEncoding): Encode {
  const encoder = encoding === "utf-8" ? new TextEncoder() : new Gb18030Encoder();
  return (text) => encoder.encode(text);
}

async function writeRows(path: string, header: string, rows: number, rowAt: RowAt, encode: Encode): Promise<void> {
  const file = await open(path, "w");
  try {
    await file.write(encode(header));
    for (let start = 0; start < rows; start += chunkRows) {
      await writeChunk(file, start, Math.min(start + chunkRows, rows), rowAt, encode);
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
