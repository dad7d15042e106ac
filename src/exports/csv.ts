import type {Table} from "apache-arrow";
import {toRows} from "../base/table";
import type {Words} from "../base/words";

/** What a spreadsheet needs to take the file for UTF-8. */
const byteOrderMark = "\ufeff";

// a cell that begins so is a formula to a spreadsheet; the full-width forms are turned into these by some of them
const formula = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * A table as CSV for spreadsheets: UTF-8 with a byte order mark, CRLF, dates as `2026-11-22`. Numbers stay numbers; a text
 * that a spreadsheet would run as a formula gets an apostrophe in front. With `words`, headings are in the reader's language.
 */
export function toCsv(table: Table, words?: Words): string {
  const names = table.schema.fields.map(({name}) => name);
  const head = names.map((name) => textCell(words ? words.column(name) : name));
  const lines = toRows(table).map((row) => names.map((name) => cell(said(name, row[name], words))));
  return byteOrderMark + [head, ...lines].map((cells) => `${cells.join(",")}\r\n`).join("");
}

// a coded word is written as the reader knows it, a masked name stays masked; figures and dates stay themselves
function said(column: string, value: unknown, words: Words | undefined): unknown {
  return typeof value === "string" && words ? words.value(column, value) : value;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value instanceof Date) return dateCell(value);
  return textCell(Array.isArray(value) ? value.join("; ") : String(value));
}

function dateCell(value: Date): string {
  return Number.isNaN(Number(value))
    ? ""
    : value
        .toISOString()
        .replace(/T00:00:00\.000Z$/, "")
        .replace("T", " ")
        .replace(/\.000Z$/, "");
}

function textCell(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
