import type {SchemaElement} from "hyparquet";
import {ByteWriter, ParquetWriter} from "hyparquet-writer";
import {Decimal, leave, type Cell, type LeaveOptions, type LeavingColumn, type LeavingTable} from "./table";

/** Rows per row group: enough to compress well, few enough for memory. */
const groupRows = 100_000;

interface Written {
  schema: SchemaElement;
  /** converts a value for the writer */
  convert: (value: Exclude<Cell, null>) => unknown;
}

/** Any number of rows as Parquet with their types: decimals exact, times to the millisecond. */
export async function toParquetBlob(table: LeavingTable, options?: LeaveOptions): Promise<Blob> {
  const written = table.columns.map(writtenAs);
  const writer = new ByteWriter();
  const root = {name: "root", num_children: table.columns.length};
  const parquet = new ParquetWriter({
    writer,
    schema: [root, ...written.map(({schema}) => schema)],
    createdBy: "huitou"
  });
  const group = () => written.map((): unknown[] => []);
  let data = group();
  const flush = () => {
    if (data[0] === undefined || data[0].length === 0) return;
    const columnData = table.columns.map(({name}, index) => ({name, data: data[index]!}));
    void parquet.write({columnData, rowGroupSize: groupRows});
    data = group();
  };
  for await (const {count, cells} of leave(table, options)) {
    cells.forEach((read, index) => {
      const {convert} = written[index]!;
      for (let row = 0; row < count; row += 1) {
        const value = read(row);
        data[index]!.push(value === null ? null : convert(value));
      }
    });
    if (data[0]!.length >= groupRows) flush();
  }
  flush();
  void parquet.finish();
  return new Blob([writer.getBytes() as Uint8Array<ArrayBuffer>], {type: "application/vnd.apache.parquet"});
}

function writtenAs({name, type}: LeavingColumn): Written {
  const element = (schema: Omit<SchemaElement, "name" | "repetition_type">): SchemaElement => ({
    name,
    repetition_type: "OPTIONAL",
    ...schema
  });
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(type);
  if (type === "BOOLEAN") return {schema: element({type: "BOOLEAN"}), convert: (value) => value};
  if (decimal) return asDecimal(element, Number(decimal[1]), Number(decimal[2]));
  if (type === "UBIGINT") return asDecimal(element, 20, 0);
  if (type === "BIGINT" || type === "UINTEGER") return {schema: element({type: "INT64"}), convert: toBigInt};
  if (/^U?(TINY|SMALL)INT$|^INTEGER$/.test(type)) return {schema: element({type: "INT32"}), convert: Number};
  if (/^(FLOAT|DOUBLE|U?HUGEINT)/.test(type)) return {schema: element({type: "DOUBLE"}), convert: toNumber};
  if (type === "DATE") {
    return {schema: element({type: "INT32", converted_type: "DATE", logical_type: {type: "DATE"}}), convert: toDay};
  }
  if (type.startsWith("TIMESTAMP")) {
    const isAdjustedToUTC = type.endsWith("TIME ZONE");
    const logical = {type: "TIMESTAMP", isAdjustedToUTC, unit: "MILLIS"} as const;
    return {schema: element({type: "INT64", logical_type: logical}), convert: toTime};
  }
  const utf8 = {type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: {type: "STRING"}} as const;
  return {schema: element(utf8), convert: String};
}

function asDecimal(
  element: (schema: Omit<SchemaElement, "name" | "repetition_type">) => SchemaElement,
  precision: number,
  scale: number
): Written {
  const physical =
    precision <= 18 ? ({type: "INT64"} as const) : ({type: "FIXED_LEN_BYTE_ARRAY", type_length: 16} as const);
  const logical_type = {type: "DECIMAL", precision, scale} as const;
  return {
    schema: element({...physical, converted_type: "DECIMAL", precision, scale, logical_type}),
    convert: toBigInt
  };
}

/** The digits of a decimal, or a whole number. */
function toBigInt(value: Exclude<Cell, null>): bigint {
  if (value instanceof Decimal) return value.unscaled;
  return BigInt(value as number | bigint);
}

function toNumber(value: Exclude<Cell, null>): number {
  return Number(value instanceof Decimal ? value.toString() : value);
}

// null for an invalid time
function toDay(value: Exclude<Cell, null>): Date | null {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value : null;
}

function toTime(value: Exclude<Cell, null>): bigint | null {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? BigInt(value.getTime()) : null;
}
