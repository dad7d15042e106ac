import {DataType, type RecordBatch, type Table} from "apache-arrow";
import {AppError} from "../base/errors";

/** An exported column, with DuckDB's name of its type. */
export interface LeavingColumn {
  name: string;
  type: string;
}

/** A table to export, of any size: its rows are streamed. */
export interface LeavingTable {
  columns: readonly LeavingColumn[];
  totalRows: number;
  /** the rows in pages, as Arrow tables with these columns in this order */
  pages(signal?: AbortSignal): AsyncIterable<Table>;
}

/** Options of an export. */
export interface LeaveOptions {
  /** called after each page */
  onProgress?: (rows: number, totalRows: number) => void;
  /** aborting it ends the export, which then rejects with `exports.cancelled` */
  signal?: AbortSignal;
  /** formats a text, such as a buyer's masked name; the text itself by default */
  formatText?: (column: string, text: string) => string;
}

/** An exact decimal number: 12.34 is 1234 with a scale of 2. */
export class Decimal {
  readonly unscaled: bigint;
  readonly scale: number;

  constructor(unscaled: bigint, scale: number) {
    this.unscaled = unscaled;
    this.scale = scale;
  }

  toString(): string {
    if (this.scale === 0) return String(this.unscaled);
    const isNegative = this.unscaled < 0n;
    const digits = String(isNegative ? -this.unscaled : this.unscaled).padStart(this.scale + 1, "0");
    return `${isNegative ? "-" : ""}${digits.slice(0, -this.scale)}.${digits.slice(-this.scale)}`;
  }
}

/** The exact value of a cell: dates and times as `Date`, big integers as bigint. */
export type Cell = string | number | bigint | boolean | Date | Decimal | null;

/** Some rows, by column. */
export interface LeavingRows {
  count: number;
  /** the cell of a row, for each column */
  cells: readonly ((row: number) => Cell)[];
}

/** The rows piece by piece, as they should leave. Rejects with `exports.cancelled`. */
export async function* leave(
  table: LeavingTable,
  {onProgress, signal, formatText}: LeaveOptions = {}
): AsyncGenerator<LeavingRows> {
  let done = 0;
  onProgress?.(0, table.totalRows);
  try {
    for await (const page of table.pages(signal)) {
      for (const batch of page.batches) {
        if (signal?.aborted) throw new AppError("exports.cancelled");
        yield {count: batch.numRows, cells: readersOf(batch, formatText)};
      }
      done += page.numRows;
      onProgress?.(done, table.totalRows);
    }
  } catch (error) {
    throw signal?.aborted ? new AppError("exports.cancelled", {}, {cause: error}) : error;
  }
}

function readersOf(batch: RecordBatch, formatText?: LeaveOptions["formatText"]): ((row: number) => Cell)[] {
  return batch.schema.fields.map(({name, type}, index) => {
    const vector = batch.getChildAt(index);
    const convert = converterOf(name, type, formatText);
    return (row) => {
      const value: unknown = vector?.get(row);
      return value === null || value === undefined ? null : convert(value);
    };
  });
}

function converterOf(name: string, type: DataType, formatText: LeaveOptions["formatText"]): (value: unknown) => Cell {
  if (DataType.isDate(type) || DataType.isTimestamp(type)) return (value) => new Date(Number(value));
  if (DataType.isDecimal(type)) return (value) => toDecimal(value as Uint32Array, type.scale);
  return (value) => {
    if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") return value;
    const text = String(value);
    return formatText ? formatText(name, text) : text;
  };
}

/** From a 128-bit number, least word first; most fit into a double, which is much faster. */
function toDecimal(words: Uint32Array, scale: number): Decimal {
  const high = words[1]! | 0;
  const sign = high < 0 ? 0xffff_ffff : 0;
  const isSmall = Math.abs(high) < 2 ** 20 && words[2] === sign && words[3] === sign;
  if (isSmall) return new Decimal(BigInt(high * 2 ** 32 + words[0]!), scale);
  const unsigned = words.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);
  return new Decimal(BigInt.asIntN(32 * words.length, unsigned), scale);
}
