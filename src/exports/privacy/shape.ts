import type {Row} from "../../base/table";
import {wholeCounts} from "./by-name";
import {TableFacts, type Origin} from "./facts";

/** What one column of a shared table is. */
export type Role = "label" | "time" | "flag" | "list" | "people" | "orders" | "ratio" | "change" | "money" | "number";

/** Why a table stays here as a whole. */
export type Withheld =
  /** it lists customers or orders, or names one */
  | "identities"
  /** it has more rows than anyone could have summed */
  | "rows"
  /** it does not say how many customers or orders stand behind its rows */
  | "uncounted";

/** What a table is about, told from its columns' names and values. */
export interface Shape {
  roles: ReadonlyMap<string, Role>;
  /** the columns that tell its rows apart: labels and days first, else one number */
  keys: readonly string[];
  /** the column that counts the whole of a row's group: people, or orders where no people are counted; null when none does */
  main: string | null;
  /** columns that count a part of it */
  parts: readonly string[];
  /** a column of shares of all customers that stands in for the count; null when the count is there */
  implied: string | null;
  /** the number along which the rows grow, each holding the one before; null when they are apart */
  cumulative: string | null;
  /** the rows follow one group along `cumulative`: who is still watched would tell who came back */
  isFollowed: boolean;
  /** of rows that follow a group: the column with the share of it that was reached by then */
  reached: string | null;
  /** rows are other ways to count the same customers */
  isDefinitions: boolean;
  /** rows stand side by side and sum up to nothing */
  isApart: boolean;
  /** what is known of the columns before their values are looked at */
  facts: TableFacts;
  withheld: Withheld | null;
}

/** More rows than this are no summary. */
export const rowLimit = 2000;

/** A person by how it is written: an address of mail, or a number as long as a phone's or an order's. */
export const personal = /[\w.+-]+@[\w-]+\.[\w.-]+|(?<!\d)\d{11,}(?!\d)/;

/**
 * Reads a table's shape; `known` are values that name a customer or an order, whatever the column is called, and `origin`
 * says which relations it is made of.
 */
export function shapeOf(
  columns: readonly string[],
  rows: readonly Row[],
  known: ReadonlySet<string>,
  origin?: Origin
): Shape {
  const facts = new TableFacts(origin);
  const roles = new Map(columns.map((name) => [name, roleOf(name, rows, facts)]));
  const named = (...wanted: Role[]) => columns.filter((name) => wanted.includes(roles.get(name)!));
  const keys = keysOf(rows, named("label", "time"), named("number", "ratio"));
  const counted = named("people").length ? named("people") : named("orders");
  const own = counted.filter((name) => !keys.includes(name));
  const main = facts.countOf(own) ?? mainOf(own, rows);
  const implied =
    main === null ? (facts.countOf(keys) ?? keys.find((name) => name === "customers_share") ?? null) : null;
  const last = keys.at(-1);
  const isNumbered = last !== undefined && !["label", "time"].includes(roles.get(last)!);
  const cumulative = isNumbered && facts.isNestedAlong(last) ? last : null;
  return {
    roles,
    keys,
    main,
    implied,
    parts: own.filter((name) => name !== main),
    cumulative,
    ...(cumulative === null ? {isFollowed: false, reached: null} : facts.reachedAlong(cumulative, columns)),
    isDefinitions: keys.length === 1 && facts.isAlternatives(keys[0]!),
    isApart: facts.isApartRows(keys[0]),
    facts,
    withheld: withheldOf({columns, rows, labels: named("label"), known, facts}, main === null && implied === null)
  };
}

function roleOf(name: string, rows: readonly Row[], facts: TableFacts): Role {
  const value = rows.find((row) => row[name] !== null && row[name] !== undefined)?.[name];
  if (value instanceof Date) return "time";
  if (typeof value === "boolean") return "flag";
  if (Array.isArray(value)) return "list";
  if (typeof value === "string" || (typeof value === "object" && value !== null)) return "label";
  return facts.role(name);
}

/** As few columns as tell the rows apart: words and days in their order, and a number only where those do not suffice. */
function keysOf(rows: readonly Row[], words: readonly string[], numbers: readonly string[]): string[] {
  // a row that stands alone is known by its name in other tables
  if (rows.length < 2) return words.slice(0, 1);
  const keys: string[] = [];
  for (const name of words) {
    const before = distinct(rows, keys);
    if (before === rows.length) return keys;
    if (distinct(rows, [...keys, name]) > before) keys.push(name);
  }
  if (distinct(rows, keys) === rows.length) return keys;
  const telling = (before: readonly string[]) =>
    numbers.find((name) => distinct(rows, [...before, name]) === rows.length);
  const alone = telling([]);
  if (alone !== undefined) return [alone];
  const last = telling(keys);
  return last === undefined ? keys : [...keys, last];
}

function distinct(rows: readonly Row[], names: readonly string[]): number {
  return names.length === 0 ? Math.min(1, rows.length) : new Set(rows.map((row) => placeOf(row, names))).size;
}

/** Where a row stands, as one text. */
export function placeOf(row: Row, names: readonly string[]): string {
  return JSON.stringify(names.map((name) => row[name] ?? null));
}

/** The count of the whole by its plain name, else the largest of the counts. */
function mainOf(counted: readonly string[], rows: readonly Row[]): string | null {
  const plain = wholeCounts.find((name) => counted.includes(name));
  if (plain !== undefined) return plain;
  const sum = (name: string) => rows.reduce((total, row) => total + (Number(row[name]) || 0), 0);
  return counted.reduce<string | null>((best, name) => (best === null || sum(name) > sum(best) ? name : best), null);
}

/** What decides whether a table stays here as a whole. */
interface Judged {
  columns: readonly string[];
  rows: readonly Row[];
  labels: readonly string[];
  known: ReadonlySet<string>;
  facts: TableFacts;
}

function withheldOf({columns, rows, labels, known, facts}: Judged, isUncounted: boolean): Withheld | null {
  const names = (value: unknown) => typeof value === "string" && (known.has(value) || personal.test(value));
  if (columns.some((name) => facts.isIdentity(name))) return "identities";
  if (rows.some((row) => labels.some((name) => names(row[name])))) return "identities";
  if (rows.length > rowLimit) return "rows";
  return isUncounted && rows.length > 0 && columns.length > 0 ? "uncounted" : null;
}
