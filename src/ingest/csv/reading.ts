import type {Dialect, Source} from "../plan";
import {textDecoder} from "../encoding/transcode";
import {readRecord, type ReadRecord} from "./tolerant";

/** One record of a file, read the careful way. */
export interface FileRecord {
  /** from 1, header not counted, empty lines neither */
  row: number;
  /** physical line of the file from 1; the row of the sheet where the records are a sheet's rows */
  line: number;
  /** as written */
  text: string;
  /** as well as they can be told */
  cells: string[];
  /** `unclosed_quote` where quotes are out of place, so that cells may be other than they were meant; null else */
  problem: string | null;
  /** whether a blank line, or a line of delimiters alone, stands before it */
  isAfterBlank: boolean;
}

const pieceBytes = 1024 * 1024;
/** what a record may need to be seen whole: an open quote that runs on for longer is a mistake, not a remark */
const longestRecord = 256 * 1024;

/**
 * The records of a file with their physical lines, in batches, the header's and what stands before it left out. A record
 * whose quotes are out of place is read as what gives it `width` cells; one that cannot be read so ends with its line.
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

const endingBytes = 64 * 1024;

/** The cells of a file's last records, read from its end; of a file of few records those under the header alone. */
export async function readEnding(source: Source, dialect: Dialect, width: number, count: number): Promise<string[][]> {
  const from = Math.max(0, source.size - endingBytes);
  const isCut = from > 0;
  // two bytes make a letter of UTF-16
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
  #line = 1;
  #row: number;
  #isAfterBlank = false;

  constructor(dialect: Dialect, width: number, isSheet: boolean) {
    // a guard may stand only far down in the file
    this.#dialect = {...dialect, isGuarded: true};
    this.#width = width;
    this.#isSheet = isSheet;
    this.#row = -1 - dialect.headerRow;
  }

  push(piece: string, isLast: boolean): FileRecord[] {
    const text = this.#rest + piece;
    const records: FileRecord[] = [];
    let from = 0;
    while (from < text.length) {
      // a record near the end of the text may go on in the next piece
      if (!isLast && text.length - from < longestRecord) break;
      const record = readRecord(text, from, this.#dialect, this.#width);
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
        cells,
        problem: isOpen || repair === "quote" ? "unclosed_quote" : null,
        isAfterBlank: this.#isAfterBlank
      });
    this.#isAfterBlank = isBlank;
  }
}

function lineEnds(text: string, from: number, to: number): number {
  return text.slice(from, to).match(/\r\n|\n|\r/g)?.length ?? 0;
}
