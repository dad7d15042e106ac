import Papa from "papaparse";
import {escapeFormula} from "../base/formula";

/** The type of a column in a table of own facts. */
export type TypedKind = "text" | "date" | "share" | readonly string[];

/** A column of a table of own facts. */
export interface TypedColumn {
  name: string;
  kind: TypedKind;
  /** whether rows without it are invalid */
  isNeeded?: boolean;
  /** alternative names, in any language */
  aliases?: readonly string[];
}

/** A row with all values as text in their normal form. */
export type TypedRow = Readonly<Record<string, string>>;

/** An invalid cell; line from 1, including the header. */
export interface TypedProblem {
  line: number;
  column: string;
  value: string;
}

/** The valid rows and the problems; every non-empty line is in one of both. */
export interface TypedTable {
  rows: TypedRow[];
  problems: TypedProblem[];
}

const longest = 200;

/**
 * Parses a pasted or dropped table with commas, semicolons or tabs; columns by name, or in order where the first line
 * is not a header.
 */
export function readTypedTable(text: string, columns: readonly TypedColumn[]): TypedTable {
  const parsed = Papa.parse<string[]>(text.replace(/^\ufeff/, ""), {skipEmptyLines: "greedy"});
  const [first = []] = parsed.data;
  const places = placesOf(first, columns);
  const start = places ? 1 : 0;
  const table: TypedTable = {rows: [], problems: []};
  for (const [index, cells] of parsed.data.slice(start).entries()) {
    const row = readTypedRow(columns, (column, at) => cells[places ? (places.get(column) ?? -1) : at] ?? "");
    if ("wrong" in row) table.problems.push({line: index + start + 1, ...row.wrong});
    else table.rows.push(row.row);
  }
  return table;
}

/** A row from its cells, or the first invalid cell. */
export function readTypedRow(
  columns: readonly TypedColumn[],
  cellOf: (column: string, at: number) => string
): {row: TypedRow} | {wrong: {column: string; value: string}} {
  const row: Record<string, string> = {};
  for (const [at, {name, kind, isNeeded}] of columns.entries()) {
    const value = cellOf(name, at);
    const read = readTypedCell(kind, value);
    if (read === null || (isNeeded && read === "")) return {wrong: {column: name, value}};
    row[name] = read;
  }
  return {row};
}

/** A cell in normal form; null when invalid. An empty cell stays empty, or is the first of a list of words. */
export function readTypedCell(kind: TypedKind, value: string): string | null {
  const text = value
    .normalize("NFKC")
    .trim()
    .replace(/^'(?=[=+\-@\t])/, "");
  if (typeof kind !== "string") return text === "" ? (kind[0] ?? null) : wordOf(kind, text);
  if (text === "" || kind === "text") return text.length > longest ? null : text;
  return kind === "date" ? dateOf(text) : shareOf(text);
}

const words: Readonly<Record<string, string>> = {
  周: "week",
  月: "month",
  节日: "holiday",
  大促: "promotion",
  活动: "promotion",
  休息: "closure",
  其他: "other"
};

function wordOf(kind: readonly string[], text: string): string | null {
  const word = words[text] ?? text.toLowerCase();
  return kind.includes(word) ? word : null;
}

/**
 * A date as `2026-11-22`, from that form, `2026/11/22`, `2026年11月22日`, a month (its first day) or an ISO week (its
 * Monday).
 */
function dateOf(text: string): string | null {
  const week = /^(\d{4})-?W(\d{1,2})$/i.exec(text);
  if (week) return mondayOf(Number(week[1]), Number(week[2]));
  const parts = /^(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?$/.exec(text);
  if (!parts) return null;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 1)];
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = year >= 1900 && year < 2100 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? written(date) : null;
}

function mondayOf(year: number, week: number): string | null {
  // 4 January is always in ISO week 1
  const fourth = new Date(Date.UTC(year, 0, 4));
  const monday = new Date(fourth.getTime() + ((week - 1) * 7 - ((fourth.getUTCDay() + 6) % 7)) * 86_400_000);
  const thursday = new Date(monday.getTime() + 3 * 86_400_000);
  return week >= 1 && thursday.getUTCFullYear() === year ? written(monday) : null;
}

function written(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** A share as `33.5%`, from that form, `0.335` or `33.5`; a bare 1 means 1 %, as 2 means 2 %. */
function shareOf(text: string): string | null {
  const parts = /^(\d+(?:[.,]\d+)?)\s*(%?)$/.exec(text);
  if (!parts) return null;
  const number = Number(parts[1]!.replace(",", "."));
  const percent = parts[2] === "%" || number >= 1 ? number : number * 100;
  return percent <= 100 ? `${Math.round(percent * 1e4) / 1e4}%` : null;
}

/** The index of each column; null when the first line is not a header. */
function placesOf(first: readonly string[], columns: readonly TypedColumn[]): ReadonlyMap<string, number> | null {
  const names = first.map((cell) => cell.normalize("NFKC").trim().toLowerCase());
  const found = columns.flatMap(({name, aliases = []}) => {
    const at = names.findIndex((each) => [name, ...aliases].some((alias) => alias.toLowerCase() === each));
    return at < 0 ? [] : [[name, at] as const];
  });
  return found.length > 0 ? new Map(found) : null;
}

/** The table as CSV that can be read back, with cells protected against being run as formulas. */
export function writeTypedTable(columns: readonly TypedColumn[], rows: readonly TypedRow[]): string {
  const fields = columns.map(({name}) => name);
  const data = rows.map((row) => fields.map((name) => escapeFormula(row[name] ?? "")));
  return `\ufeff${Papa.unparse({fields, data}, {quotes: (value) => /[;|\t]/.test(String(value))})}\r\n`;
}
