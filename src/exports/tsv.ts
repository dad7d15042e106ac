import {escapeFormula} from "../base/formula";
import type {Row} from "../base/table";
import {leave, type Cell, type LeaveOptions, type LeavingTable} from "./table";
import {plainText} from "./files/text";

/** Rows that a clipboard still takes in one go. */
export const clipboardRows = 100_000;

/**
 * Some rows as a spreadsheet takes them from the clipboard: cells parted by tabs, numbers and dates plain, texts guarded as in
 * a CSV, because a pasted formula runs like a typed one.
 */
export function toTsv(
  rows: readonly Row[],
  columns: readonly string[],
  {hasHead = false, formatText}: {hasHead?: boolean; formatText?: LeaveOptions["formatText"]} = {}
): string {
  const line = (row: Row) =>
    columns.map((name) => {
      const value = row[name];
      return tsvCell(typeof value === "string" && formatText ? formatText(name, value) : toCell(value));
    });
  const head = hasHead ? [columns.map(tsvCell)] : [];
  return [...head, ...rows.map(line)].map((cells) => cells.join("\t")).join("\n");
}

/** Whole results as the same text, headings first. */
export async function toTsvText(table: LeavingTable, options?: LeaveOptions): Promise<string> {
  const lines = [table.columns.map(({name}) => tsvCell(name)).join("\t")];
  for await (const {count, cells} of leave(table, options)) {
    for (let row = 0; row < count; row += 1) lines.push(cells.map((read) => tsvCell(read(row))).join("\t"));
  }
  return lines.join("\n");
}

function toCell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.join("; ");
  return typeof value === "object" && !(value instanceof Date) ? String(value) : (value as Cell);
}

function tsvCell(value: Cell): string {
  if (value === null) return "";
  if (typeof value !== "string") return plainText(value);
  const safe = escapeFormula(value);
  return /[",;|\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
