import {measureByName, type Unit} from "../base/words";
import {shippedMeasures} from "../models/library";
import {quoteIdentifier, quoteLiteral} from "../engine/sql";

/** How a column is filtered, summed up and aligned. */
export type ColumnKind = "number" | "text" | "date" | "timestamp" | "boolean";

/** One column of a grid. */
export interface GridColumn {
  name: string;
  /** as DuckDB names it: `DECIMAL(12,2)` */
  type: string;
  kind: ColumnKind;
  /** what its values measure; never one that its type contradicts */
  unit: Unit;
}

/** What a row must have in one column to be shown. */
export type Filter =
  | {kind: "contains"; text: string}
  | {kind: "values"; values: readonly (string | boolean)[]}
  /** numbers, or milliseconds of a date or time; `to` itself is left out where `isOpen` */
  | {kind: "range"; from: number | null; to: number | null; isOpen?: boolean}
  | {kind: "null"; isNull: boolean};

/** One column that rows are sorted by; nulls come last either way. */
export interface SortKey {
  column: string;
  isDescending: boolean;
}

/** Which rows are wanted, in which order. */
export interface Question {
  filters: Readonly<Record<string, Filter>>;
  /** looked for in every text column, in any case; empty for none */
  search: string;
  sort: readonly SortKey[];
}

/** Every row, as it comes. */
export const everything: Question = {filters: {}, search: "", sort: []};

const numeric = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL|BIGNUM)/;

/** A column from its name and DuckDB's type. */
export function toColumn(name: string, type: string): GridColumn {
  const kind = kindOf(type);
  return {name, type, kind, unit: unitFor(kind, (shippedMeasures.get(name) ?? measureByName(name)).unit)};
}

function kindOf(type: string): ColumnKind {
  if (type.endsWith("]")) return "text";
  if (numeric.test(type)) return "number";
  if (type === "BOOLEAN") return "boolean";
  if (type === "DATE") return "date";
  return type.startsWith("TIMESTAMP") ? "timestamp" : "text";
}

const dayUnits: readonly Unit[] = ["date", "month", "week"];

/** A text called `order_count` stays the text it is, and a number called `day` is no date. */
function unitFor(kind: ColumnKind, named: Unit): Unit {
  if (kind === "text" || kind === "boolean") return kind;
  const isDay = dayUnits.includes(named);
  if (kind !== "number") return isDay ? named : "date";
  return isDay || named === "text" || named === "boolean" ? "number" : named;
}

/** Whether its values are whole numbers. */
export function isInteger({type}: GridColumn): boolean {
  return /INT/.test(type) || /^DECIMAL\(\d+,0\)$/.test(type);
}

/** A column of the relation, which every statement here calls `t`: never an alias that a select gives. */
export function placeOf({name}: GridColumn | {name: string}): string {
  return `t.${quoteIdentifier(name)}`;
}

/** The columns as a select names them; what a page cannot show as it is comes as text. */
export function selectList(columns: readonly GridColumn[]): string {
  return columns.map((column) => `${textOrPlain(column)} as ${quoteIdentifier(column.name)}`).join(", ");
}

/** The same with every digit of big whole numbers, which would arrive as the nearest double. */
export function exactList(columns: readonly GridColumn[]): string {
  const exact = (column: GridColumn) =>
    /^U?BIGINT$/.test(column.type) ? `cast(${placeOf(column)} as decimal(20, 0))` : textOrPlain(column);
  return columns.map((column) => `${exact(column)} as ${quoteIdentifier(column.name)}`).join(", ");
}

/** A column's values, as text where they are of no kind that a page knows. */
export function textOrPlain(column: GridColumn): string {
  return isPlain(column) ? placeOf(column) : `cast(${placeOf(column)} as varchar)`;
}

function isPlain({kind, type}: GridColumn): boolean {
  return kind !== "text" || type === "VARCHAR";
}

/** What stands after `where`; empty when every row is wanted. */
export function conditionOf({filters, search}: Question, columns: readonly GridColumn[]): string {
  const wanted = columns.flatMap((column) => {
    const filter = Object.hasOwn(filters, column.name) ? filters[column.name] : undefined;
    return filter ? conditionsOf(filter, column) : [];
  });
  return [...wanted, ...searched(search, columns)].join(" and ");
}

function searched(search: string, columns: readonly GridColumn[]): string[] {
  const text = search.trim().toLowerCase();
  if (text === "") return [];
  const places = columns.filter(({kind}) => kind === "text").map((column) => contains(column, text));
  return [places.length === 0 ? "false" : `(${places.join(" or ")})`];
}

function contains(column: GridColumn, text: string): string {
  return `contains(lower(${textOrPlain(column)}), ${quoteLiteral(text)})`;
}

function conditionsOf(filter: Filter, column: GridColumn): string[] {
  const name = placeOf(column);
  if (filter.kind === "null") return [`${name} is ${filter.isNull ? "" : "not "}null`];
  if (filter.kind === "contains") {
    const text = filter.text.toLowerCase();
    return text === "" ? [] : [contains(column, text)];
  }
  if (filter.kind === "range") {
    const [from, to] = [literal(filter.from, column), literal(filter.to, column)];
    return [...(from ? [`${name} >= ${from}`] : []), ...(to ? [`${name} ${filter.isOpen ? "<" : "<="} ${to}`] : [])];
  }
  const values = filter.values.map((value) => (typeof value === "boolean" ? String(value) : quoteLiteral(value)));
  return [values.length === 0 ? "false" : `${textOrPlain(column)} in (${values.join(", ")})`];
}

/** A bound of a range; null when it is none. */
function literal(bound: number | null, {kind}: GridColumn): string | null {
  if (bound === null || !Number.isFinite(bound)) return null;
  if (kind === "number") return String(bound);
  const time = new Date(bound);
  if (Number.isNaN(time.getTime())) return null;
  return `make_timestamp(${time.getTime()}000)`;
}

/** What stands after `order by`; empty when rows come as they are. */
export function orderOf({sort}: Question): string {
  return sort
    .map(({column, isDescending}) => `${placeOf({name: column})} ${isDescending ? "desc" : "asc"} nulls last`)
    .join(", ");
}
