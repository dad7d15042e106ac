import Papa from "papaparse";
import {findRules} from "./csv/dialect";
import type {Dialect, Source} from "./plan";
import {openText} from "./background/open";
import {readRecords, type FileRecord} from "./csv/record-reader";
import {commentLength, filledCells, isThin, mainWidth, preambleLength} from "./csv/regions";

const judgedRecords = 400;

/**
 * Converts a file of any encoding and dialect to clean CSV in pieces: UTF-8, commas, doubled quotes, one record a line.
 * Blank lines, text before the table and notes after it are dropped; all other records keep their cells. An empty file
 * yields nothing.
 */
export async function* convertToCsv(file: Blob & {name?: string}): AsyncGenerator<string> {
  const source = await openText(file);
  if (source === null) return;
  const rules = findRules(source.head);
  for await (const records of tableOf(source, {...rules, headerRow: -1}))
    if (records.length > 0) yield `${Papa.unparse(records, {newline: "\n"})}\n`;
}

async function* tableOf(source: Source, dialect: Dialect): AsyncGenerator<string[][]> {
  const width = mainWidth(await firstRecords(source, dialect));
  const table = new Table(width);
  for await (const records of readRecords(source, dialect, width)) yield table.push(records);
  yield table.end();
}

async function firstRecords(source: Source, dialect: Dialect): Promise<string[][]> {
  const head = new Blob([source.head.slice(0, 64 * 1024)]);
  const start: Source = {...source, file: head, size: head.size, encoding: "utf-8"};
  const found: string[][] = [];
  for await (const records of readRecords(start, dialect, 0)) found.push(...records.map(({cells}) => cells));
  return found.slice(0, judgedRecords);
}

/** Minimum number of narrow records of one width that count as a table rather than notes. */
const leastTable = 3;

/** Passes table records on and holds back possible notes around the table. */
class Table {
  readonly #width: number;
  #first: FileRecord[] | null = [];
  /** possible notes, dropped unless a table record follows */
  #kept: FileRecord[] = [];

  constructor(width: number) {
    this.#width = width;
  }

  push(records: readonly FileRecord[]): string[][] {
    const told = records.filter(({cells, text}) => cells.length > 1 || text.trim() !== "");
    if (this.#first === null) return this.#pass(told);
    this.#first.push(...told);
    return this.#first.length >= judgedRecords ? this.#begin() : [];
  }

  end(): string[][] {
    return this.#first === null ? [] : this.#begin();
  }

  #begin(): string[][] {
    const first = this.#first ?? [];
    this.#first = null;
    const told = first.slice(commentLength(first.map(({cells}) => cells)));
    return this.#pass(told.slice(preambleLength(told.slice(0, judgedRecords))));
  }

  #pass(records: readonly FileRecord[]): string[][] {
    const passed: string[][] = [];
    for (const record of records) {
      this.#kept.push(record);
      if (this.#isNote(record)) continue;
      passed.push(...this.#kept.map(({cells}) => cells));
      this.#kept = [];
    }
    return passed;
  }

  /** Whether a record may be a note: almost empty, or after a blank line and unlike the table. */
  #isNote({cells}: FileRecord): boolean {
    if (isThin(cells, this.#width) || (this.#width > 1 && filledCells(cells) === 0)) return true;
    const [first] = this.#kept;
    const isBelow = first !== undefined && first.isAfterBlank && isThin(first.cells, this.#width);
    if (!isBelow || cells.length >= this.#width) return false;
    const last = this.#kept.slice(-leastTable);
    return last.length < leastTable || last.some((record) => record.cells.length !== cells.length || cells.length < 2);
  }
}
