import {AppError} from "../base/errors";
import {findRules, hasGuards, likelyQuotes} from "./csv/dialect";
import {commentLength, filledCells, isHeading} from "./csv/regions";
import {mergedHeader, uniqueHeader} from "./header";
import {platforms, recognize, type Platform} from "./columns/platform";
import type {CellRules, Dialect, ParseOptions, Sniff, Source} from "./plan";
import {isWhole} from "./background/open";
import {bodyOffset} from "./csv/record-reader";
import {readRecord, scanRecord} from "./csv/lenient-parser";
import {readHead, type FileRecord} from "./csv/record-reader";

const judgedRows = 250;
const headerSearchRows = 50;
/** Columns of the widest table that is read; no export of orders comes near. */
const mostColumns = 2000;

/**
 * Detects how records and cells are separated, which record is the header, and the platform; a person's corrections
 * take precedence. Throws `ingest.too_many_columns`.
 */
export function sniff(source: Source, known: readonly Platform[] = platforms, options: ParseOptions = {}): Sniff {
  const head = source.head.replace(/^\uFEFF/, "");
  const rules = rulesWithOptions(findRules(head), options);
  const records = readHeadRecords(head, rules);
  const width = Math.max(records[0]?.length ?? 0, mostCommonWidth(records));
  if (width > mostColumns) throw new AppError("ingest.too_many_columns", {most: mostColumns});
  const {headerRow, headerRows} = headerWithOptions(records, options, known);
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
      ...(options.footerRows !== undefined && {footerRows: options.footerRows})
    },
    header,
    platform: match?.platform.name ?? null,
    confidence: match?.confidence ?? 0
  };
}

/** How `sniff` reads one layout, to be found again in other files. */
interface KnownLayout extends Omit<Sniff, "source"> {
  /** the text from the file's beginning to the first record under the header */
  start: string;
  encoding: Source["encoding"];
}

/** How many layouts a `LayoutMemory` holds; of files that are given together most have one. */
const rememberedLayouts = 8;

/**
 * Detects what `sniff` detects, in a fraction of the time for a file that begins, up to its first record, with the very
 * characters of an earlier one, where the records of both are regular: their rules can be no others then.
 */
export class LayoutMemory {
  #layouts: KnownLayout[] = [];

  /** As `sniff` without corrections. */
  sniff(source: Source): Sniff {
    const layout = this.#layouts.find((known) => isOfLayout(source, known));
    if (layout) {
      const {dialect, header, platform, confidence} = layout;
      return {source, dialect, header, platform, confidence};
    }
    const found = sniff(source);
    this.#remember(found);
    return found;
  }

  #remember({source, ...found}: Sniff): void {
    const start = source.head.slice(0, bodyOffset(source.head, found.dialect, found.header.length));
    const layout = {...found, start, encoding: source.encoding};
    if (isOfLayout(source, layout)) this.#layouts = [layout, ...this.#layouts].slice(0, rememberedLayouts);
  }
}

/** Records under the header that are compared with it. */
const comparedRows = 50;

/** Whether a text has a layout's header, and under it only regular records, of the header's width, by its rules. */
function isOfLayout({head, encoding}: Source, {dialect, header, start, ...layout}: KnownLayout): boolean {
  const {delimiter, quote, escape, isPadded, isGuarded, headerRow} = dialect;
  if (headerRow < 0 || start === "" || encoding !== layout.encoding || !head.startsWith(start)) return false;
  const isCommon = delimiter.length === 1 && delimiter !== " " && quote === '"' && escape === quote && !isPadded;
  if (!isCommon || header.length < 2 || head.includes(`\\${quote}`)) return false;
  if (hasGuards(head) !== isGuarded || likelyQuotes(head)[0] !== quote) return false;
  let rows = 0;
  for (let at = start.length; at < head.length && rows < comparedRows; rows++) {
    const {cells, next, isEnded, oddities} = scanRecord(head, at, dialect);
    if (cells.length !== header.length || oddities > 0 || !isEnded) return false;
    at = next;
  }
  return rows > 0;
}

/**
 * The last header row and number of header rows. Where only the number is specified, the detected record is the last
 * row when data follows it (as below group titles), and the first when words follow.
 */
function headerWithOptions(
  records: readonly (readonly string[])[],
  {headerRow, headerRows: rows = 1}: ParseOptions,
  known: readonly Platform[]
): {headerRow: number; headerRows: number} {
  const first = headerRow ?? findHeaderRow(records, known);
  if (first < 0) return {headerRow: -1, headerRows: 1};
  const isFoundLast = headerRow === undefined && rows > 1 && !isHeading(records[first + 1] ?? []);
  const last = Math.min(isFoundLast ? Math.max(first, rows - 1) : first + rows - 1, records.length - 1);
  return {headerRow: last, headerRows: Math.min(rows, last + 1)};
}

/** The detected rules with corrections; another delimiter is not padded, and no quoting means no escapes. */
function rulesWithOptions(
  found: CellRules,
  {delimiter = found.delimiter, quote = found.quote}: ParseOptions
): CellRules {
  const isPadded = delimiter === found.delimiter ? found.isPadded : delimiter === " ";
  const escape = quote === found.quote ? found.escape : quote;
  return {...found, delimiter, quote, escape, isPadded};
}

/** The first records of a head including blank lines, guards removed and padding collapsed. */
export function readHeadRecords(head: string, rules: CellRules, limit = judgedRows): string[][] {
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

/** The first records under the header, without blank ones, those with misplaced quotes, and the footer. */
export function readBody(source: Source, dialect: Dialect, limit: number): string[][] {
  const width = mostCommonWidth(readHeadRecords(source.head.replace(/^\uFEFF/, ""), dialect));
  return readBodyRecords(source, dialect, width, limit)
    .filter(({cells, problem}) => problem === null && cells.some((cell) => cell !== ""))
    .map(({cells}) => cells);
}

/** The first records under the header as an import reads them, without the footer. */
export function readBodyRecords(source: Source, dialect: Dialect, width: number, limit: number): FileRecord[] {
  const {footerRows = 0} = dialect;
  const asked = limit + footerRows;
  const records = readHead(source, dialect, width, asked);
  const isEnd = isWhole(source) && records.length < asked;
  return records.slice(0, isEnd ? Math.max(0, records.length - footerRows) : limit);
}

/** The commonest width of records that are not blank. */
function mostCommonWidth(records: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  for (const cells of records) if (!isBlank(cells)) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 0;
}

function isBlank(cells: readonly string[]): boolean {
  return cells.length < 2 && (cells[0] ?? "").trim() === "";
}

/**
 * The index of the header: a record that a platform knows, else the first full record of words above data; −1 for none.
 */
function findHeaderRow(records: readonly (readonly string[])[], known: readonly Platform[]): number {
  const first = records.slice(0, headerSearchRows);
  const recognized = first.findIndex((cells) => recognize(cells, known) !== null);
  if (recognized >= 0) return recognized;
  const width = mostCommonWidth(records);
  const comments = commentLength(first);
  const used = usedColumns(records.filter((cells) => cells.length === width));
  const candidate = first.findIndex(
    (cells, at) => at >= comments && cells.length === width && filledCells(cells) > used / 2
  );
  if (candidate < 0) return -1;
  if (isHeading(first[candidate]!)) return candidate;
  // under a wider header, rows without the empty cells at their end
  const wider = first.slice(0, candidate).findIndex((cells, at) => {
    const isFull = cells.length > width && cells.length <= 2 * width && filledCells(cells) === cells.length;
    return at >= comments && isFull && isHeading(cells);
  });
  return wider;
}

/** Number of columns with a value anywhere. */
function usedColumns(records: readonly (readonly string[])[]): number {
  const used = new Set(records.flatMap((cells) => cells.flatMap((cell, at) => (cell.trim() === "" ? [] : [at]))));
  return used.size;
}
