import type {Row} from "../../base/table";
import {wholeCounts} from "./by-name";
import {TableFacts, type Origin} from "./facts";
import type {Role} from "./role";

/** Why a whole table is withheld. */
export type Withheld =
  /** it lists customers or orders, or names one */
  | "identities"
  /** it has too many rows to be a summary */
  | "rows"
  /** it does not say how many customers or orders its rows count */
  | "uncounted"
  /** it is a person's own SQL, and nothing says for certain how many people stand behind its values */
  | "unjudged";

/** The structure of a table, inferred from its columns' names and values. */
export interface Shape {
  roles: ReadonlyMap<string, Role>;
  /** columns that identify a row: labels and dates first, else a number */
  keys: readonly string[];
  /** the column that counts the row's whole group: people, or orders where no people are counted; null for none */
  main: string | null;
  /** columns that count a part of it */
  parts: readonly string[];
  /** a column of shares of all customers, used when there is no count; else null */
  implied: string | null;
  /** the number along which rows are cumulative, each including the one before; null when they are disjoint */
  cumulative: string | null;
  /** whether rows follow one group over time along `cumulative` */
  isFollowed: boolean;
  /** for rows that follow a group: the column with the share reached by then */
  reached: string | null;
  /** whether rows count the same customers under different definitions */
  isDefinitions: boolean;
  /** whether rows are side by side without a common sum */
  isApart: boolean;
  /** what is known of the columns from headers and names */
  facts: TableFacts;
  withheld: Withheld | null;
}

/** Maximum number of rows of a summary. */
export const rowLimit = 2000;

/** Text that identifies a person: an e-mail address, or a number as long as a phone or order number. */
export const personal = /[\w.+-]+@[\w-]+\.[\w.-]+|(?<!\d)\d{11,}(?!\d)/;

/**
 * Infers a table's shape; `known` are values that identify a customer or an order, and `origin` says which relations it
 * is made of.
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

/** The fewest columns that identify the rows: text and dates in order, a number only when these do not suffice. */
function keysOf(rows: readonly Row[], words: readonly string[], numbers: readonly string[]): string[] {
  // a single row is identified by its name across tables
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

/** The key of a row as one text. */
export function placeOf(row: Row, names: readonly string[]): string {
  return JSON.stringify(names.map((name) => row[name] ?? null));
}

/** The count of the whole: the plainest name, else the largest count. */
function mainOf(counted: readonly string[], rows: readonly Row[]): string | null {
  const plain = wholeCounts.find((name) => counted.includes(name));
  if (plain !== undefined) return plain;
  const sum = (name: string) => rows.reduce((total, row) => total + (Number(row[name]) || 0), 0);
  return counted.reduce<string | null>((best, name) => (best === null || sum(name) > sum(best) ? name : best), null);
}

/** Input of the decision whether a table is withheld. */
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
