import Papa from "papaparse";
import {normalizeHeader, uniqueHeader} from "./header";
import {platforms, recognize, type Platform} from "./platform";
import type {Dialect, Sniff, Source} from "./plan";

const sampleRows = 200;
const headerSearchRows = 50;
const delimiters = [",", "\t", ";", "|", " "] as const;

/** Makes out how a file's records and cells are told apart, which record is the header, and whose export it is. */
export function sniff(source: Source, known: readonly Platform[] = platforms): Sniff {
  const head = source.head.replace(/^\uFEFF/, "");
  const delimiter = findDelimiter(head);
  const isGuarded = /(^|[\t\n\r,;|])="/.test(head);
  const records = readHeadRecords(head, {delimiter, quote: '"', headerRow: -1, isGuarded});
  const headerRow = findHeaderRow(records, known);
  const body = records.slice(headerRow + 1).filter((cells) => cells.some((cell) => cell !== ""));
  const width = headerRow < 0 ? mostCommonWidth(records) : records[headerRow]!.length;
  const header = uniqueHeader(headerRow < 0 ? Array<string>(width).fill("") : records[headerRow]!);
  const match = recognize(header, known);
  return {
    source,
    dialect: {delimiter, quote: '"', headerRow, isGuarded},
    header,
    sample: body.slice(0, sampleRows),
    platform: match?.platform.name ?? null,
    confidence: match?.confidence ?? 0
  };
}

/** The first records of a head, cells as text; guards taken off, runs of blanks taken as one where blanks divide. */
export function readHeadRecords(
  head: string,
  {delimiter, quote, isGuarded}: Dialect,
  limit = sampleRows + headerSearchRows
): string[][] {
  const text = isGuarded ? head.replace(/(^|[\t\n\r,;|])="/g, '$1"') : head;
  const spaced = delimiter === " " ? collapseBlanks(text) : text;
  const {data} = Papa.parse<string[]>(spaced, {delimiter, quoteChar: quote, preview: limit});
  if (data.at(-1)?.length === 1 && data.at(-1)![0] === "") data.pop();
  return data;
}

/** The first records under the header, blank ones left out. */
export function readBody(head: string, dialect: Dialect, limit: number): string[][] {
  const records = readHeadRecords(head.replace(/^\uFEFF/, ""), dialect, limit + dialect.headerRow + 1);
  return records.slice(dialect.headerRow + 1).filter((cells) => cells.some((cell) => cell !== ""));
}

function collapseBlanks(text: string): string {
  return text
    .replace(/[ \t]+/g, " ")
    .replace(/^ | $/gm, "")
    .replace(/ \r/g, "\r");
}

/** The delimiter that cuts the most records into the same number of cells, more than one. */
function findDelimiter(head: string): string {
  const scores = delimiters.map((delimiter) => ({delimiter, score: delimiterScore(head, delimiter)}));
  const best = scores.reduce((a, b) => (b.score > a.score ? b : a));
  return best.score > 0 ? best.delimiter : ",";
}

function delimiterScore(head: string, delimiter: string): number {
  const dialect: Dialect = {delimiter, quote: '"', headerRow: -1, isGuarded: /="/.test(head)};
  const records = readHeadRecords(head, dialect, 100).filter((cells) => cells.some((cell) => cell !== ""));
  const width = mostCommonWidth(records);
  if (width < 2) return 0;
  const share = records.filter((cells) => cells.length === width).length / records.length;
  // blanks stand inside dates and names, so they divide only where nothing else does
  return delimiter === " " ? (share > 0.95 ? 0.5 : 0) : share * (1 + Math.log2(width) / 10);
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
