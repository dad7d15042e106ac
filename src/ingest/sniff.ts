import {findRules} from "./csv/dialect";
import {mergedHeader, normalizeHeader, uniqueHeader} from "./header";
import {platforms, recognize, type Platform} from "./columns/platform";
import type {CellRules, Dialect, Reading, Sniff, Source} from "./plan";
import {isWhole} from "./read";
import {readRecord, scanRecord} from "./csv/tolerant";

const sampleRows = 200;
const headerSearchRows = 50;

/**
 * Detects how records and cells are separated, which record is the header, and the platform; a person's corrections
 * take precedence.
 */
export function sniff(source: Source, known: readonly Platform[] = platforms, said: Reading = {}): Sniff {
  const head = source.head.replace(/^\uFEFF/, "");
  const rules = rulesAsSaid(findRules(head), said);
  const records = readHeadRecords(head, rules);
  const {headerRow, headerRows} = headerAsSaid(records, said, known);
  const body = records.slice(headerRow + 1).filter((cells) => cells.some((cell) => cell !== ""));
  const header = uniqueHeader(
    headerRow < 0
      ? Array<string>(mostCommonWidth(records)).fill("")
      : mergedHeader(records.slice(headerRow + 1 - headerRows, headerRow + 1))
  );
  const match = recognize(header, known);
  return {
    source,
    dialect: {
      ...rules,
      headerRow,
      ...(headerRows > 1 && {headerRows}),
      ...(said.footerRows !== undefined && {footerRows: said.footerRows})
    },
    header,
    sample: body.slice(0, sampleRows),
    platform: match?.platform.name ?? null,
    confidence: match?.confidence ?? 0
  };
}

/**
 * The last header row and number of header rows. Where only the number is specified, the detected record is the last
 * row when data follows it (as below group titles), and the first when words follow.
 */
function headerAsSaid(
  records: readonly (readonly string[])[],
  {headerRow, headerRows: rows = 1}: Reading,
  known: readonly Platform[]
): {headerRow: number; headerRows: number} {
  const first = headerRow ?? findHeaderRow(records, known);
  if (first < 0) return {headerRow: -1, headerRows: 1};
  const isFoundLast = headerRow === undefined && rows > 1 && !looksLikeHeader(records[first + 1] ?? []);
  const last = Math.min(isFoundLast ? Math.max(first, rows - 1) : first + rows - 1, records.length - 1);
  return {headerRow: last, headerRows: Math.min(rows, last + 1)};
}

/** The detected rules with corrections; another delimiter is not padded, and no quoting means no escapes. */
function rulesAsSaid(found: CellRules, {delimiter = found.delimiter, quote = found.quote}: Reading): CellRules {
  const isPadded = delimiter === found.delimiter ? found.isPadded : delimiter === " ";
  const escape = quote === found.quote ? found.escape : quote;
  return {...found, delimiter, quote, escape, isPadded};
}

/** The first records of a head including blank lines, guards removed and padding collapsed. */
export function readHeadRecords(head: string, rules: CellRules, limit = sampleRows + headerSearchRows): string[][] {
  const first: string[][] = [];
  for (let at = 0; at < head.length && first.length < limit;) {
    const record = scanRecord(head, at, rules);
    first.push(record.cells);
    at = record.next;
  }
  const width = mostCommonWidth(first.filter((cells) => cells.length > 1));
  const records: string[][] = [];
  for (let at = 0; at < head.length && records.length < limit;) {
    const record = readRecord(head, at, rules, width);
    records.push(record.cells);
    at = record.next;
  }
  return records;
}

/** The first records under the header, without blank ones and the footer. */
export function readBody(source: Source, dialect: Dialect, limit: number): string[][] {
  const {headerRow, footerRows = 0} = dialect;
  const asked = limit + headerRow + 1 + footerRows;
  const records = readHeadRecords(source.head.replace(/^\uFEFF/, ""), dialect, asked);
  const isEnd = isWhole(source) && records.length < asked;
  const told = records.slice(headerRow + 1).filter((cells) => cells.length > 1 || cells[0] !== "");
  return told
    .slice(0, isEnd ? Math.max(0, told.length - footerRows) : limit)
    .filter((cells) => cells.some((cell) => cell !== ""));
}

function mostCommonWidth(records: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  for (const {length} of records) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 0;
}

/**
 * The index of the header: a record that a platform knows, else the first full record of words above data; −1 for none.
 */
function findHeaderRow(records: readonly (readonly string[])[], known: readonly Platform[]): number {
  const first = records.slice(0, headerSearchRows);
  const recognized = first.findIndex((cells) => recognize(cells, known) !== null);
  if (recognized >= 0) return recognized;
  const width = mostCommonWidth(records);
  const candidate = first.findIndex(
    (cells) => cells.length === width && cells.filter((cell) => cell.trim()).length > width / 2
  );
  if (candidate < 0) return -1;
  return looksLikeHeader(first[candidate]!) ? candidate : -1;
}

function looksLikeHeader(cells: readonly string[]): boolean {
  const words = cells.map(normalizeHeader).filter((word) => word !== "");
  return words.length > 0 && words.every((word) => !/\d{4,}|^[-+¥$(]?\d+([.,]\d+)*\)?$/.test(word));
}
