import type {Table} from "apache-arrow";
import {escapeFormula} from "../base/formula";
import {toRows} from "../base/table";
import type {Words} from "../base/words";
import {leave, type Cell, type LeaveOptions, type LeavingTable} from "./table";
import {dateText, plainText} from "./files/text";

/** The byte order mark by which spreadsheets recognise UTF-8. */
const byteOrderMark = "\ufeff";

const type = "text/csv;charset=utf-8";

/**
 * A table as CSV for spreadsheets: UTF-8 with a byte order mark, CRLF, dates as `2026-11-22`. Text that a spreadsheet
 * would run as a formula is prefixed with an apostrophe, wherever its list separator would begin a cell. With `words`, headings are translated.
 */
export function toCsv(table: Table, words?: Words): string {
  const names = table.schema.fields.map(({name}) => name);
  const head = names.map((name) => textCell(words ? words.column(name) : name));
  const lines = toRows(table).map((row) => names.map((name) => cell(valueText(name, row[name], words))));
  return byteOrderMark + [head, ...lines].map((cells) => `${cells.join(",")}\r\n`).join("");
}

/**
 * Any number of rows as CSV for other programs, with the original column names and all digits. An empty text is `""`,
 * null is empty.
 */
export async function toCsvBlob(table: LeavingTable, options?: LeaveOptions): Promise<Blob> {
  const pieces: Blob[] = [new Blob([byteOrderMark, `${table.columns.map(({name}) => textCell(name)).join(",")}\r\n`])];
  for await (const {count, cells} of leave(table, options)) {
    const lines: string[] = [];
    for (let row = 0; row < count; row += 1) lines.push(`${cells.map((read) => exactCell(read(row))).join(",")}\r\n`);
    // separate blobs, which the browser can store on disk
    pieces.push(new Blob([lines.join("")]));
  }
  return new Blob(pieces, {type});
}

// coded words are translated and masked names stay masked; numbers and dates are unchanged
function valueText(column: string, value: unknown, words: Words | undefined): unknown {
  return typeof value === "string" && words ? words.value(column, value) : value;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value instanceof Date) return dateText(value);
  return textCell(Array.isArray(value) ? value.join("; ") : String(value));
}

function exactCell(value: Cell): string {
  if (value === null) return "";
  if (typeof value !== "string") return plainText(value);
  return value === "" ? '""' : textCell(value);
}

function textCell(text: string): string {
  const safe = escapeFormula(text);
  return /[",;|\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
