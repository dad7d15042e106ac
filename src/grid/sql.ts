import {measureByName, type Unit} from "../base/words";
import {shippedMeasures} from "../models/library";
import {quoteIdentifier, quoteLiteral} from "../engine/sql";

/** The kind of a column, which decides its filter, summary and alignment. */
export type ColumnKind = "number" | "text" | "date" | "timestamp" | "boolean";

/** One column of a grid. */
export interface GridColumn {
  name: string;
  /** DuckDB's type name: `DECIMAL(12,2)` */
  type: string;
  kind: ColumnKind;
  /** unit of its values; never one that its type contradicts */
  unit: Unit;
}

/** A condition on one column. */
export type Filter =
  | {kind: "contains"; text: string}
  | {kind: "values"; values: readonly (string | boolean)[]}
  /** numbers, or milliseconds of a date or time; `to` is excluded when `isOpen` */
  | {kind: "range"; from: number | null; to: number | null; isOpen?: boolean}
  | {kind: "null"; isNull: boolean};

/** A sort column; nulls come last in either direction. */
export interface SortKey {
  column: string;
  isDescending: boolean;
}

/** Which rows are shown, and their order. */
export interface Question {
  filters: Readonly<Record<string, Filter>>;
  /** searched in every text column, ignoring case; empty for none */
  search: string;
  sort: readonly SortKey[];
}

/** All rows in their own order. */
export const everything: Question = {filters: {}, search: "", sort: []};

const numeric = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL|BIGNUM)/;

/** A column from its name and DuckDB type. */
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

/** The unit from a column's name, unless its type contradicts it: a text called `order_count` has none. */
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

/** A column qualified with `t`, the alias of the relation in all statements here. */
export function placeOf({name}: GridColumn | {name: string}): string {
  return `t.${quoteIdentifier(name)}`;
}

/** The columns of a select list; types that the page cannot display are cast to text. */
export function selectList(columns: readonly GridColumn[]): string {
  return columns.map((column) => `${textOrPlain(column)} as ${quoteIdentifier(column.name)}`).join(", ");
}

/** The same with big integers as text, since they would be rounded to doubles. */
export function exactList(columns: readonly GridColumn[]): string {
  const exact = (column: GridColumn) =>
    /^U?BIGINT$/.test(column.type) ? `cast(${placeOf(column)} as decimal(20, 0))` : textOrPlain(column);
  return columns.map((column) => `${exact(column)} as ${quoteIdentifier(column.name)}`).join(", ");
}

/** A column's values, cast to text when they have no kind. */
export function textOrPlain(column: GridColumn): string {
  return isPlain(column) ? placeOf(column) : `cast(${placeOf(column)} as varchar)`;
}

function isPlain({kind, type}: GridColumn): boolean {
  return kind !== "text" || type === "VARCHAR";
}

/** The condition after `where`; empty for all rows. */
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

/** A bound of a range as SQL; null when absent. */
function literal(bound: number | null, {kind}: GridColumn): string | null {
  if (bound === null || !Number.isFinite(bound)) return null;
  if (kind === "number") return String(bound);
  const time = new Date(bound);
  if (Number.isNaN(time.getTime())) return null;
  return `make_timestamp(${time.getTime()}000)`;
}

/** The sort after `order by`; empty for the rows' own order. */
export function orderOf({sort}: Question): string {
  return sort
    .map(({column, isDescending}) => `${placeOf({name: column})} ${isDescending ? "desc" : "asc"} nulls last`)
    .join(", ");
}
