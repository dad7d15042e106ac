import {normalizeHeader} from "../header";

/** A record that may be outside the table. */
export interface Region {
  cells: readonly string[];
  /** whether a blank line precedes it */
  isAfterBlank: boolean;
}

/** Number of non-empty cells. */
export function filledCells(cells: readonly string[]): number {
  return cells.reduce((count, cell) => count + Number(cell.trim() !== ""), 0);
}

/** The commonest record width above one; 1 when there is none. */
export function mainWidth(records: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  for (const {length} of records) if (length > 1) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].sort(([wide, a], [other, b]) => b - a || other - wide)[0]?.[0] ?? 1;
}

/** Whether a record has too few cells for a table of this width: a title, a note, an empty row. */
export function isThin(cells: readonly string[], width: number): boolean {
  return width > 2 ? filledCells(cells) <= 1 : width === 2 && cells.length === 1;
}

/** What lines of comments above a table begin with. */
export const commentStart = /^(#|\/\/|--\s)/;

/** Whether a record is a comment or names the delimiter (`sep=;`), if it is not a header that begins with `#`. */
function isComment([first = ""]: readonly string[]): boolean {
  return commentStart.test(first) || /^sep=.?\s*$/i.test(first);
}

/**
 * Number of comments above a table. A comment as wide as the table, above data rather than above a header, is the
 * header: `#,Date,Customer`.
 */
export function commentLength(records: readonly (readonly string[])[]): number {
  const first = records.findIndex((cells) => !isComment(cells));
  if (first <= 0) return 0;
  const [last, next] = [records[first - 1]!, records[first]!];
  const isWide = last.length > 1 && last.length === next.length;
  return isWide && isHeading(last) && !isHeading(next) ? first - 1 : first;
}

/** Whether all cells of a record are words: none is a number, or has one of four digits. */
export function isHeading(cells: readonly string[]): boolean {
  const words = cells.map(normalizeHeader).filter((word) => word !== "");
  return words.length > 0 && words.every((word) => !/\d{4,}|^[-+¥$(]?\d+([.,]\d+)*\)?$/.test(word));
}

const longestKeyBlock = 12;

/** Number of records before the table: titles, notes, and a list of `name, value` above a wide table. */
export function preambleLength(records: readonly Region[]): number {
  const width = mainWidth(records.map(({cells}) => cells));
  let length = 0;
  while (length < records.length && isPreamble(records, length, width)) length++;
  const keys = keyBlockLength(records, length, width);
  return length + keys >= records.length ? 0 : length + keys;
}

function isPreamble(records: readonly Region[], at: number, width: number): boolean {
  const {cells} = records[at]!;
  if (!isThin(cells, width)) return false;
  // in a table of two columns a row may lack one: only a blank line distinguishes a note from it
  if (width > 2) return true;
  const next = records[at + 1];
  return next !== undefined && (next.isAfterBlank || isPreamble(records, at + 1, width));
}

function keyBlockLength(records: readonly Region[], from: number, width: number): number {
  if (width < 5) return 0;
  const isKey = ({cells}: Region) => cells.length <= 2 || filledCells(cells) <= 2;
  let end = from;
  while (end < records.length && isKey(records[end]!)) end++;
  const isApart = records[end]?.isAfterBlank ?? false;
  const isShort = end - from <= longestKeyBlock && records.length - end > 2 * (end - from);
  return isApart && isShort ? end - from : 0;
}
