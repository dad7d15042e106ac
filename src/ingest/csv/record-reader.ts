import type {Dialect, Source} from "../plan";
import {textDecoder} from "../encoding/transcode";
import {readRecord, type ReadRecord} from "./lenient-parser";

/** A record as parsed by the slow path. */
export interface FileRecord {
  /** from 1, not counting the header and empty lines */
  row: number;
  /** line of the file from 1; row number for a sheet */
  line: number;
  /** raw text */
  text: string;
  /** parsed cells, without zero bytes */
  cells: string[];
  /**
   * `unclosed_quote` where quotes are misplaced so that a cell may have been meant differently, `row_too_long` where
   * `withinBounds` cut it; else null
   */
  problem: string | null;
  /** whether a blank line, or a line of delimiters only, precedes it */
  isAfterBlank: boolean;
}

const pieceBytes = 256 * 1024;
/** Characters that are kept for the next piece, since a quoted cell may reach so far. */
const longestRecord = 256 * 1024;
/** After so many records without a reading, misplaced quotes are weighed within their line only. */
const mostUnread = 500;
/** Characters of the longest line that is held in memory; a longer one is divided. */
const longestLine = 64 * 1024 * 1024;

/**
 * The records of a file with their line numbers, in batches, without the header and what precedes it. A record with
 * misplaced quotes is read so that it has `width` cells; where that is impossible it ends with its line.
 */
export async function* readRecords(source: Source, dialect: Dialect, width: number): AsyncGenerator<FileRecord[]> {
  const cursor = new RecordCursor(dialect, width, source.origin?.isSheet ?? false);
  const decoder = textDecoder(source.encoding);
  for (let from = 0; from < source.size; from += pieceBytes) {
    const bytes = await source.file.slice(from, from + pieceBytes).arrayBuffer();
    const isLast = from + pieceBytes >= source.size;
    yield cursor.push(decoder.decode(bytes, {stream: !isLast}), isLast);
  }
}

/** Characters of the longest row that is loaded: DuckDB refuses two million bytes, and quotes are doubled. */
const longestRow = 300_000;
/** Characters that are kept of a longer one. */
const keptOfLonger = 1000;

/** As `readRecords`, without what no row of a table of that width has, and what it would take long to hand on. */
export async function* readRows(source: Source, dialect: Dialect, width: number): AsyncGenerator<FileRecord[]> {
  for await (const records of readRecords(source, dialect, width)) yield withinBounds(records, width);
}

/** Records of which a row that is too long keeps only its beginning, and one that is too wide its further cells as one. */
export function withinBounds(records: readonly FileRecord[], width: number): FileRecord[] {
  return records.map((record): FileRecord => {
    const {text, cells} = record;
    if (text.length > longestRow)
      return {...record, text: text.slice(0, keptOfLonger), cells: [], problem: "row_too_long"};
    if (cells.length <= 2 * width + 100) return record;
    return {...record, cells: [...cells.slice(0, width), cells.slice(width).join(" ").trim()]};
  });
}

/** The records of a source's head under the header, as `readRecords` reads them; at most `limit`. */
export function readHead(source: Source, dialect: Dialect, width: number, limit: number): FileRecord[] {
  const cursor = new RecordCursor(dialect, width, source.origin?.isSheet ?? false);
  return cursor.push(source.head.replace(/^\uFEFF/, ""), true, limit);
}

/** Number of characters of a text before the first record under the header. */
export function bodyOffset(text: string, dialect: Dialect, width: number): number {
  const rules = {...dialect, isGuarded: true};
  let from = 0;
  for (let record = 0; record <= dialect.headerRow && from < text.length; record++)
    from = readRecord(text, from, rules, width).next;
  return from;
}

const endingBytes = 64 * 1024;

/** The cells of a file's last records, read from its end; for a short file only those under the header. */
export async function readEnding(source: Source, dialect: Dialect, width: number, count: number): Promise<string[][]> {
  const from = Math.max(0, source.size - endingBytes);
  const isCut = from > 0;
  // UTF-16 has two bytes a unit
  const tail = source.file.slice(from + (from % 2));
  const text = textDecoder(source.encoding).decode(await tail.arrayBuffer());
  const end = {...source, file: new Blob([isCut ? text.replace(/^.*[\r\n]+/, "") : text])};
  const whole: Source = {...end, size: end.file.size, encoding: "utf-8"};
  const records: string[][] = [];
  for await (const batch of readRecords(whole, isCut ? {...dialect, headerRow: -1} : dialect, width))
    records.push(...batch.map(({cells}) => cells));
  return records.slice(-count);
}

class RecordCursor {
  readonly #dialect: Dialect;
  readonly #width: number;
  readonly #isSheet: boolean;
  #rest = "";
  /** length of text that is waited for, so that a long line is not read again with every piece */
  #wanted = 0;
  /** number of records of which the misplaced quotes had no reading */
  #unread = 0;
  #line = 1;
  #row: number;
  #isAfterBlank = false;

  constructor(dialect: Dialect, width: number, isSheet: boolean) {
    // the first guard may be far down in the file
    this.#dialect = {...dialect, isGuarded: true};
    this.#width = width;
    this.#isSheet = isSheet;
    this.#row = -1 - dialect.headerRow;
  }

  push(piece: string, isLast: boolean, limit = Infinity): FileRecord[] {
    const text = this.#rest + piece;
    const records: FileRecord[] = [];
    let from = 0;
    // a record near the end of the piece may continue in the next
    const left = isLast ? 0 : Math.max(longestRecord, this.#wanted);
    while (text.length - from > left && records.length < limit) {
      const lines = this.#unread > mostUnread ? 0 : undefined;
      const record = readRecord(text, from, this.#dialect, this.#width, lines);
      if (!isLast && !record.isEnded && text.length - from < longestLine) {
        this.#wanted = 2 * (text.length - from);
        break;
      }
      this.#wanted = 0;
      if (record.isOpen || (record.oddities > 0 && record.repair === null)) this.#unread++;
      this.#add(records, text.slice(from, record.to), record);
      this.#line += this.#isSheet ? 1 : lineEnds(text, from, record.next);
      from = record.next;
    }
    this.#rest = text.slice(from);
    return records;
  }

  #add(records: FileRecord[], text: string, {cells, isOpen, repair}: ReadRecord): void {
    const isPreamble = this.#row < 0;
    const isBlank = text.trim() === "";
    if (text === "" && !isPreamble) {
      this.#isAfterBlank = true;
      return;
    }
    this.#row++;
    if (!isPreamble)
      records.push({
        row: this.#row,
        line: this.#line,
        text,
        cells: text.includes("\0") ? cells.map((cell) => cell.replaceAll("\0", "")) : cells,
        problem: isOpen || repair === "doubtful" ? "unclosed_quote" : null,
        isAfterBlank: this.#isAfterBlank
      });
    this.#isAfterBlank = isBlank;
  }
}

function lineEnds(text: string, from: number, to: number): number {
  return text.slice(from, to).match(/\r\n|\n|\r/g)?.length ?? 0;
}
