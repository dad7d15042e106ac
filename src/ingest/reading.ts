import Papa from "papaparse";
import type {Dialect, Source} from "./plan";
import {lineAt, recordAt} from "./records";

/** One record of a file, read the careful way. */
export interface FileRecord {
  /** from 1, header not counted, empty lines neither */
  row: number;
  /** physical line of the file from 1; the row of the sheet where the records are a sheet's rows */
  line: number;
  /** as written */
  text: string;
  /** empty where the record's quotes are broken */
  cells: string[];
  /** `unclosed_quote`, or null */
  problem: string | null;
}

const pieceBytes = 1024 * 1024;
/** an open quote that runs on for longer than this is a mistake, not a remark */
const longestRecord = 256 * 1024;

/**
 * The records of a file with their physical lines, in batches. A record whose quotes do not close loses its first line
 * only: reading goes on with the next one. Without `withCells` cells are left empty and only open quotes are noticed.
 */
export async function* readRecords(source: Source, dialect: Dialect, withCells = true): AsyncGenerator<FileRecord[]> {
  const cursor = new RecordCursor(dialect, withCells, source.origin?.isSheet ?? false);
  const decoder = new TextDecoder(source.encoding);
  for (let from = 0; from < source.size; from += pieceBytes) {
    const bytes = await source.file.slice(from, from + pieceBytes).arrayBuffer();
    const isLast = from + pieceBytes >= source.size;
    yield cursor.push(decoder.decode(bytes, {stream: !isLast}), isLast);
  }
}

class RecordCursor {
  readonly #dialect: Dialect;
  readonly #withCells: boolean;
  readonly #isSheet: boolean;
  #rest = "";
  #line = 1;
  #row: number;

  constructor(dialect: Dialect, withCells: boolean, isSheet: boolean) {
    this.#dialect = dialect;
    this.#withCells = withCells;
    this.#isSheet = isSheet;
    this.#row = -1 - dialect.headerRow;
  }

  push(piece: string, isLast: boolean): FileRecord[] {
    const text = this.#rest + piece;
    const records: FileRecord[] = [];
    let from = 0;
    while (from < text.length) {
      const next = this.#next(text, from, isLast, records);
      if (next === null) break;
      from = next;
    }
    this.#rest = text.slice(from);
    return records;
  }

  /** Takes the record at an offset; null when more text is needed to see its end. */
  #next(text: string, from: number, isLast: boolean, records: FileRecord[]): number | null {
    const {delimiter, quote} = this.#dialect;
    const record = recordAt(text, from, delimiter, quote);
    const isCut = !record.isEnded || record.next === text.length;
    const isTooLong = record.to - from > longestRecord;
    if (isCut && !isLast && !isTooLong) return null;
    const isBroken = record.isOpen || (isTooLong && !record.isEnded);
    const cells = isBroken || !this.#withCells ? [] : readCells(text.slice(from, record.to), this.#dialect);
    const {to, next} = cells === null || isBroken ? lineAt(text, from) : record;
    this.#add(records, text.slice(from, to), cells, cells === null || isBroken);
    this.#line += this.#isSheet ? 1 : lineEnds(text, from, next);
    return next;
  }

  #add(records: FileRecord[], text: string, cells: string[] | null, isBroken: boolean): void {
    const isPreamble = this.#row < 0;
    if (text === "" && !isPreamble) return;
    this.#row++;
    if (isPreamble) return;
    records.push({
      row: this.#row,
      line: this.#line,
      text,
      cells: cells ?? [],
      problem: isBroken ? "unclosed_quote" : null
    });
  }
}

function lineEnds(text: string, from: number, to: number): number {
  return text.slice(from, to).match(/\r\n|\n|\r/g)?.length ?? 0;
}

/** The cells of one record's text; null when its quotes are broken. */
function readCells(text: string, {delimiter, quote}: Dialect): string[] | null {
  const unguarded = text.replaceAll(`${delimiter}="`, `${delimiter}"`).replace(/^="/, '"');
  const spaced = delimiter === " " ? unguarded.trim().replace(/[ \t]+/g, " ") : unguarded;
  // a line end inside quotes must not be taken for the file's own
  const {data, errors} = Papa.parse<string[]>(spaced, {delimiter, quoteChar: quote, newline: "\n"});
  const isBroken = errors.some(({type}) => type === "Quotes");
  return isBroken || data.length !== 1 ? null : data[0]!;
}
