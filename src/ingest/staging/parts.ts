import type {Database} from "../../engine/database";
import {decodeChunks, type Decode} from "../encoding/decode";
import {decodeInWorker} from "../decode-worker";
import type {CellRules, ImportPlan} from "../plan";
import {bodyOffset, lineEnd} from "../records";
import {endMark} from "./staging";

const sliceBytes = 64 * 1024 * 1024;
const chunkBytes = 32 * 1024 * 1024;

/** Text of whole records that DuckDB can read, and how far into the file it reaches. */
export interface PartText {
  data: Blob | Uint8Array;
  bytesRead: number;
}

/** Whether DuckDB can read such cells at all, the file decoded and cleaned. */
export function isUsual({delimiter, quote, escape}: CellRules): boolean {
  return delimiter.length === 1 && quote !== "" && escape === quote;
}

/** Whether DuckDB can read the file itself. */
export function isPlain({source, dialect}: ImportPlan): boolean {
  return source.encoding === "utf-8" && !dialect.isGuarded && !dialect.isPadded;
}

/**
 * The file as parts that DuckDB reads one after another, each ending in a row that proves it was read to its end: slices
 * of the file itself where it is plain UTF-8, decoded chunks of it otherwise.
 */
export function partTexts(
  plan: ImportPlan,
  decode: Decode = defaultDecode(),
  signal?: AbortSignal
): AsyncIterable<PartText> {
  return isPlain(plan) ? slices(plan) : chunks(plan, decode, signal);
}

/** A worker where there are workers, this thread elsewhere. */
function defaultDecode(): Decode {
  return typeof Worker === "undefined" ? decodeChunks : decodeInWorker;
}

/** The bytes of the row that ends a part. */
function endRow({source, dialect, header}: ImportPlan): string {
  const newline = lineEnd(source.head, dialect.delimiter);
  return newline + endMark + dialect.delimiter.repeat(header.length - 1) + newline;
}

/** UTF-8 bytes before the first record. */
export function bodyStart({source, dialect}: ImportPlan): number {
  return new TextEncoder().encode(source.head.slice(0, bodyOffset(source.head, dialect))).length;
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
 * After the first line end at or after an offset. It may stand inside a quoted cell; then the slice before it ends in an
 * open quote, its last row is not read, and the careful path takes over.
 */
async function recordEndAfter(file: Blob, offset: number): Promise<number> {
  for (let from = offset; from < file.size; from += searchBytes) {
    const bytes = new Uint8Array(await file.slice(from, from + searchBytes).arrayBuffer());
    const found = bytes.indexOf(0x0a);
    if (found >= 0) return from + found + 1;
  }
  return file.size;
}

async function* chunks(plan: ImportPlan, decode: Decode, signal?: AbortSignal): AsyncGenerator<PartText> {
  const {source, dialect} = plan;
  const {encoding, hasBom, file} = source;
  const options = {
    ...dialect,
    encoding,
    hasBom,
    newline: lineEnd(source.head, dialect.delimiter) === "\r" ? "\r" : "\n",
    skipBytes: bodyStart(plan),
    chunkBytes
  };
  const end = new TextEncoder().encode(endRow(plan));
  for await (const {bytes, bytesRead} of decode(file, options, signal)) yield {data: joined(bytes, end), bytesRead};
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** Lets SQL read a part, runs `read` with its name, and forgets it again. */
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
