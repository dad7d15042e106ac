/** A record that may stand outside the table. */
export interface Region {
  cells: readonly string[];
  /** whether a blank line stands before it */
  isAfterBlank: boolean;
}

/** How many cells of a record say something. */
export function filledCells(cells: readonly string[]): number {
  return cells.reduce((count, cell) => count + Number(cell.trim() !== ""), 0);
}

/** The width that most records have, more than one cell; 1 where there is no other. */
export function mainWidth(records: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  for (const {length} of records) if (length > 1) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].sort(([wide, a], [other, b]) => b - a || other - wide)[0]?.[0] ?? 1;
}

/** Whether a record says next to nothing for a table of such a width: a title, a note, an empty row of delimiters. */
export function isThin(cells: readonly string[], width: number): boolean {
  return width > 2 ? filledCells(cells) <= 1 : width === 2 && cells.length === 1;
}

const longestKeyBlock = 12;

/** How many of a file's first records stand before its table: titles and notes, and a list of `name, value` above a wide table. */
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
  // two columns leave room for a row that lost one: only a blank line tells a note from it
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
