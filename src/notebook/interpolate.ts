import type {Table} from "apache-arrow";
import {toRows} from "../base/table";
import type {Unit, Words} from "../base/words";

const aggregates = ["first", "last", "sum", "min", "max", "count"] as const;
const units: ReadonlySet<string> = new Set<Unit>([
  "money",
  "percent",
  "points",
  "count",
  "days",
  "number",
  "date",
  "month",
  "week",
  "boolean",
  "text"
]);

/** How the rows of a column are reduced to one value. */
export type Aggregate = (typeof aggregates)[number];

/** A reference in prose: `{{ cell.column | aggregate | unit }}`. */
export interface ValueReference {
  /** name of the cell to read */
  cell: string;
  column: string;
  /** `first` by default */
  aggregate: Aggregate;
  /** null to use the unit of the column's name */
  unit: Unit | null;
}

/** Why a reference has no value. */
export type ValueProblem = "notebook.value_column" | "notebook.value_cut" | "notebook.value_number";

const place = /\{\{([^{}]*)\}\}/g;
const name = "[\\p{L}_][\\p{L}\\p{N}_]*";
const path = new RegExp(`^(${name})\\.(${name})$`, "u");

/** Parses the text between the braces; null when it is not valid. */
export function parseReference(text: string): ValueReference | null {
  const [target = "", ...words] = text.split("|").map((word) => word.trim());
  const [, cell, column] = path.exec(target) ?? [];
  if (cell === undefined || column === undefined || words.length > 2) return null;
  const aggregate = aggregates.find((each) => each === words[0]);
  const rest = aggregate ? words.slice(1) : words;
  if (rest.length > 1 || rest.some((unit) => !units.has(unit))) return null;
  return {cell, column, aggregate: aggregate ?? "first", unit: (rest[0] as Unit | undefined) ?? null};
}

/** Splits a text at its `{{…}}` references. */
export function splitAtReferences(text: string): {text: string; reference: ValueReference | null; isPlace: boolean}[] {
  const parts: {text: string; reference: ValueReference | null; isPlace: boolean}[] = [];
  let at = 0;
  for (const match of text.matchAll(place)) {
    if (match.index > at) parts.push({text: text.slice(at, match.index), reference: null, isPlace: false});
    parts.push({text: match[0], reference: parseReference(match[1] ?? ""), isPlace: true});
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push({text: text.slice(at), reference: null, isPlace: false});
  return parts;
}

/** The value of a reference in a cell's result; `totalRows` is larger than the table when rows were cut off. */
export function evaluate(
  {column, aggregate}: ValueReference,
  table: Table,
  totalRows: number = table.numRows
): {value: unknown} | {problem: ValueProblem} {
  if (!table.schema.fields.some((field) => field.name === column)) return {problem: "notebook.value_column"};
  if (aggregate !== "first" && totalRows > table.numRows) return {problem: "notebook.value_cut"};
  const values = toRows(table).map((row) => row[column]);
  if (aggregate === "first") return {value: values[0] ?? null};
  if (aggregate === "last") return {value: values.at(-1) ?? null};
  const known = values.filter((value) => value !== null);
  if (aggregate === "count") return {value: known.length};
  return aggregate === "sum" ? sumOf(known) : {value: extremeOf(known, aggregate)};
}

/** The text shown for a reference: the formatted value, or a dash when there is none. */
export function interpolate(reference: ValueReference, table: Table, words: Words, totalRows?: number): string {
  const result = evaluate(reference, table, totalRows);
  if ("problem" in result) return words.value(reference.column, null);
  const unit = reference.unit ?? (reference.aggregate === "count" ? "count" : words.measure(reference.column).unit);
  const text = words.value(reference.column, result.value, unit);
  // a change is shown with its sign
  const isRise = words.measure(reference.column).isChange && typeof result.value === "number" && result.value > 0;
  return isRise ? `+${text}` : text;
}

function sumOf(values: readonly unknown[]): {value: unknown} | {problem: ValueProblem} {
  if (values.some((value) => typeof value !== "number")) return {problem: "notebook.value_number"};
  return {value: (values as number[]).reduce((sum, value) => sum + value, 0)};
}

function extremeOf(values: readonly unknown[], aggregate: "min" | "max"): unknown {
  const isBetter = aggregate === "min" ? isLess : (a: unknown, b: unknown) => isLess(b, a);
  return values.reduce((best, value) => (best === null || isBetter(value, best) ? value : best), null);
}

/** Compares numbers, days or texts; DuckDB never mixes them in one column. */
function isLess(a: unknown, b: unknown): boolean {
  return (a as number) < (b as number);
}
