import {DataType, type Table} from "apache-arrow";

/** One row as plain values: dates and timestamps as `Date`, lists as arrays. */
export type Row = Record<string, unknown>;

/** The rows of an Arrow table as objects; for the few rows that are drawn, never for millions. */
export function toRows(table: Table): Row[] {
  const times = new Set(
    table.schema.fields.filter(({type}) => DataType.isDate(type) || DataType.isTimestamp(type)).map(({name}) => name)
  );
  return table.toArray().map((row) => {
    const plain: Row = {};
    for (const {name} of table.schema.fields) plain[name] = plainValue(row[name], times.has(name));
    return plain;
  });
}

function plainValue(value: unknown, isTime: boolean): unknown {
  if (value === null || value === undefined) return null;
  if (isTime) return new Date(Number(value));
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "object" && Symbol.iterator in value && !(value instanceof Uint8Array)) {
    return [...(value as Iterable<unknown>)].map((item) => plainValue(item, false));
  }
  return value;
}
