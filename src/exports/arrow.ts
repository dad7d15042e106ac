import {
  Bool,
  Field,
  Float64,
  List,
  Table,
  TimestampMillisecond,
  Utf8,
  vectorFromArray,
  type DataType,
  type Vector
} from "apache-arrow";
import type {Row} from "../base/table";
import type {SharedTable} from "./suppress";

const types: Readonly<Record<string, () => DataType>> = {
  time: () => new TimestampMillisecond(),
  flag: () => new Bool(),
  list: () => new List(new Field("item", new Float64(), true)),
  label: () => new Utf8()
};

/** Rows of a shared table as charts read them. */
export function arrowOf({columns, shape}: SharedTable, rows: readonly Row[]): Table {
  const vectors = columns.map((name): [string, Vector] => {
    const role = shape.roles.get(name) ?? "number";
    const type = (types[role] ?? (() => new Float64()))();
    return [
      name,
      vectorFromArray(
        rows.map((row) => valueOf(row[name], role)),
        type
      )
    ];
  });
  return new Table(Object.fromEntries(vectors));
}

function valueOf(value: unknown, role: string): unknown {
  if (value === null || value === undefined) return null;
  if (role === "label") return typeof value === "string" ? value : JSON.stringify(value);
  if (role !== "list") return value;
  return (value as unknown[]).map((each) => (typeof each === "number" ? each : null));
}
