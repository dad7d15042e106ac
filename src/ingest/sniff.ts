import {findRules} from "./dialect";
import {normalizeHeader, uniqueHeader} from "./header";
import {platforms, recognize, type Platform} from "./platform";
import type {CellRules, Dialect, Reading, Sniff, Source} from "./plan";
import {readRecord, scanRecord} from "./tolerant";

const sampleRows = 200;
const headerSearchRows = 50;

/**
 * Makes out how a file's records and cells are told apart, which record is the header, and whose export it is; what a
 * person said about it is taken as said.
 */
export function sniff(source: Source, known: readonly Platform[] = platforms, said: Reading = {}): Sniff {
  const head = source.head.replace(/^\uFEFF/, "");
  const rules = rulesAsSaid(findRules(head), said);
  const records = readHeadRecords(head, rules);
  const headerRow = Math.min(said.headerRow ?? findHeaderRow(records, known), records.length - 1);
  const body = records.slice(headerRow + 1).filter((cells) => cells.some((cell) => cell !== ""));
  const width = headerRow < 0 ? mostCommonWidth(records) : records[headerRow]!.length;
  const header = uniqueHeader(headerRow < 0 ? Array<string>(width).fill("") : records[headerRow]!);
  const match = recognize(header, known);
  return {
    source,
    dialect: {...rules, headerRow},
    header,
    sample: body.slice(0, sampleRows),
    platform: match?.platform.name ?? null,
    confidence: match?.confidence ?? 0
  };
}

/** What was found, but for what a person said; another delimiter is not padded, and what quotes nothing escapes nothing. */
function rulesAsSaid(found: CellRules, {delimiter = found.delimiter, quote = found.quote}: Reading): CellRules {
  const isPadded = delimiter === found.delimiter ? found.isPadded : delimiter === " ";
  const escape = quote === found.quote ? found.escape : quote;
  return {...found, delimiter, quote, escape, isPadded};
}

/** The first records of a head, blank lines among them, cells as text: guards taken off, padding taken as one blank. */
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

/** The first records under the header, blank ones left out. */
export function readBody(head: string, dialect: Dialect, limit: number): string[][] {
  const records = readHeadRecords(head.replace(/^\uFEFF/, ""), dialect, limit + dialect.headerRow + 1);
  return records.slice(dialect.headerRow + 1).filter((cells) => cells.some((cell) => cell !== ""));
}

function mostCommonWidth(records: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  for (const {length} of records) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 0;
}

/** Which record is the header: one that a platform knows, else the first full one of words above data; −1 for none. */
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
