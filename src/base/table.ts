import {DataType, type Table} from "apache-arrow";

/** One row as plain values: dates and timestamps as `Date`, decimals as the nearest number, lists as arrays. */
export type Row = Record<string, unknown>;

type Convert = (value: unknown) => unknown;

/** The rows of an Arrow table as objects. Slow per row: for tables that are drawn, not for millions of rows. */
export function toRows(table: Table): Row[] {
  const columns = table.schema.fields.map(
    ({name, type}, index) => [name, table.getChildAt(index), nullable(converterOf(type))] as const
  );
  return Array.from({length: table.numRows}, (_, at) => {
    // without a prototype, so that a column may be called `__proto__` or `constructor`
    const plain = Object.create(null) as Row;
    for (const [name, values, convert] of columns) plain[name] = convert(values?.get(at));
    return plain;
  });
}

function nullable(convert: Convert): Convert {
  return (value) => (value === null || value === undefined ? null : convert(value));
}

function converterOf(type: DataType): Convert {
  if (DataType.isDate(type) || DataType.isTimestamp(type)) return (value) => new Date(Number(value));
  if (DataType.isDecimal(type)) return (value) => toNumber(value as Uint32Array, type.scale);
  if (DataType.isList(type)) {
    const convert = nullable(converterOf(type.children[0]!.type));
    return (value) => Array.from(value as Iterable<unknown>, convert);
  }
  return (value) => (typeof value === "bigint" ? Number(value) : value);
}

/**
 * A 128-bit decimal (least significant word first) as the nearest double: one division, so that 12.34 is exactly 12.34.
 */
function toNumber(words: Uint32Array, scale: number): number {
  const unsigned = words.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);
  return Number(BigInt.asIntN(32 * words.length, unsigned)) / 10 ** scale;
}
