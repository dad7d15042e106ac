import {parquetMetadataAsync, parquetRead, parquetSchema, type AsyncBuffer, type ParquetParsers} from "hyparquet";
import {compressors} from "hyparquet-compressors";
import {AppError} from "../../base/errors";
import {CsvWriter, numberCell} from "../spreadsheets/cells";
import {limits} from "../archive/limits";
import {textFile, type Container} from "../container";

/** Maximum rows of a row group, since a group is read as a whole. */
const groupRows = 4_000_000;

/** A Parquet file. */
const parquet: Container = {
  name: "parquet",
  recognises: ({head}) => new TextDecoder("latin1").decode(head.subarray(0, 4)) === "PAR1",

  async unpack({path, file}, {budget, onProgress, signal}) {
    const buffer = bufferOf(file);
    const metadata = await attempt(() => parquetMetadataAsync(buffer));
    const columns = parquetSchema(metadata).children.map(({element}) => element);
    const names = columns.map(({name}) => name);
    const isShort = columns.map(({type}) => type === "FLOAT");
    const csv = new CsvWriter(names.length, (bytes) => budget.take(bytes));
    csv.add(1, names);
    let row = 0;
    for (const group of metadata.row_groups) {
      signal?.throwIfAborted();
      const rowEnd = row + Number(group.num_rows);
      if (rowEnd - row > groupRows || Number(group.total_byte_size) > 4 * limits.wholeBytes) throw tooLarge();
      const onComplete = (rows: unknown[][]) =>
        rows.forEach((cells, index) =>
          csv.add(
            row + index + 2,
            cells.map((cell, column) => cellText(cell, isShort[column]!))
          )
        );
      const range = {rowStart: row, rowEnd};
      await attempt(() => parquetRead({file: buffer, metadata, compressors, parsers, ...range, onComplete}));
      row = rowEnd;
      onProgress?.(row / Math.max(1, Number(metadata.num_rows)));
    }
    return {texts: [textFile(path, csv.toBlob())], unread: []};
  }
};

export default parquet;

function bufferOf(file: Blob): AsyncBuffer {
  return {byteLength: file.size, slice: (start, end) => file.slice(start, end).arrayBuffer()};
}

function tooLarge(): AppError {
  return new AppError("ingest.too_large_whole", {megabytes: limits.wholeBytes / 1024 ** 2});
}

async function attempt<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError("ingest.damaged", {}, {cause});
  }
}

/** Converts times to text without changing time zones. */
const parsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (millis) => timeText(Number(millis)),
  timestampFromMicroseconds: (micros) => timeText(Number(micros / 1000n)),
  timestampFromNanoseconds: (nanos) => timeText(Number(nanos / 1_000_000n)),
  dateFromDays: (days) => timeText(days * 86_400_000).slice(0, 10)
};

/** A time as text; empty outside the calendar. */
function timeText(millis: number): string {
  const date = new Date(millis);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, 19).replace("T", " ");
}

function cellText(value: unknown, isShort: boolean): string {
  if (value === null || value === undefined) return "";
  // rounds a 32-bit float to its seven significant digits
  if (typeof value === "number") return numberCell(isShort ? Number(value.toPrecision(7)) : value, "number");
  if (typeof value !== "object") return String(value);
  if (value instanceof Date) return timeText(value.getTime());
  return JSON.stringify(value, (_, each: unknown) => (typeof each === "bigint" ? String(each) : each));
}
