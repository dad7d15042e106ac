import {AppError} from "../../base/errors";
import type {Database} from "../../engine/database";
import {decodeChunks, type Decode} from "../encoding/decode";
import {decodeInWorker} from "../decode-worker";
import type {CellRules, ImportPlan} from "../plan";
import {bodyOffset} from "../csv/record-reader";
import {lineEnd} from "../records";
import {endMark} from "./staging";

const sliceBytes = 64 * 1024 * 1024;
const chunkBytes = 32 * 1024 * 1024;

/** A text of complete records for DuckDB, and the file position that it reaches. */
export interface PartText {
  data: Blob | Uint8Array;
  bytesRead: number;
}

/** Whether DuckDB can parse such cells, once the file is decoded and cleaned. */
export function isUsual({delimiter, quote, escape}: CellRules): boolean {
  return delimiter.length === 1 && quote !== "" && escape === quote;
}

/** Whether DuckDB can read the file as it is. */
export function isPlain({source, dialect}: ImportPlan): boolean {
  return source.encoding === "utf-8" && !dialect.isGuarded && !dialect.isPadded && !source.head.includes("\0");
}

/**
 * The file as parts that DuckDB reads one after another, each ending in an end-marker row that proves it was read
 * completely: slices of the file where it is plain UTF-8, decoded chunks otherwise.
 */
export function partTexts(
  plan: ImportPlan,
  decode: Decode = defaultDecode(),
  signal?: AbortSignal
): AsyncIterable<PartText> {
  return isPlain(plan) ? slices(plan) : chunks(plan, decode, signal);
}

/** A worker where available, this thread elsewhere. */
function defaultDecode(): Decode {
  return typeof Worker === "undefined" ? decodeChunks : decodeInWorker;
}

/** The bytes of the end-marker row. */
function endRow({source, dialect, header}: ImportPlan): string {
  const newline = lineEnd(source.head, dialect.delimiter);
  return newline + endMark + dialect.delimiter.repeat(header.length - 1) + newline;
}

/** Number of UTF-8 bytes before the first record. */
export function bodyStart({source, dialect, header}: ImportPlan): number {
  const offset = bodyOffset(source.head, dialect, header.length);
  return new TextEncoder().encode(source.head.slice(0, offset)).length;
}

async function* slices(plan: ImportPlan): AsyncGenerator<PartText> {
  const {file, size, hasBom} = plan.source;
  const end = endRow(plan);
  let from = bodyStart(plan) + (hasBom ? 3 : 0);
  while (from < size) {
    const to = await recordEndAfter(file, from + sliceBytes);
    yield {data: new Blob([file.slice(from, to), end]), bytesRead: to};
    from = to;
  }
}

const searchBytes = 64 * 1024;

/**
 * The offset after the first line end at or after an offset. If that is inside a quoted cell, the slice ends in an open
 * quote, its end marker is not read, and the slow path takes over.
 */
async function recordEndAfter(file: Blob, offset: number): Promise<number> {
  for (let from = offset; from < file.size; from += searchBytes) {
    const bytes = new Uint8Array(await file.slice(from, from + searchBytes).arrayBuffer());
    const found = bytes.indexOf(0x0a);
    if (found >= 0) return from + found + 1;
  }
  return file.size;
}

/** Throws `ingest.unreadable_text` where characters cannot be decoded: the slow path tells in which rows. */
async function* chunks(plan: ImportPlan, decode: Decode, signal?: AbortSignal): AsyncGenerator<PartText> {
  const {source, dialect} = plan;
  const {encoding, hasBom, file} = source;
  const options = {
    ...dialect,
    encoding,
    hasBom,
    newline: lineEnd(source.head, dialect.delimiter) === "\r" ? "\r" : "\n",
    skipBytes: bodyStart(plan),
    chunkBytes,
    tail: new TextEncoder().encode(endRow(plan))
  };
  for await (const {bytes, bytesRead, hasUnreadable} of decode(file, options, signal)) {
    if (hasUnreadable) throw new AppError("ingest.unreadable_text");
    yield {data: bytes, bytesRead};
  }
}

/** Registers a part, calls `read` with its name, and unregisters it. */
export async function withPart(
  db: Database,
  name: string,
  {data}: PartText,
  read: (file: string) => Promise<void>
): Promise<void> {
  const file = data instanceof Uint8Array ? await db.registerBuffer(name, data) : await db.registerFile(name, data);
  try {
    await read(file);
  } finally {
    await db.dropFile(name);
  }
}
