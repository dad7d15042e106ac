import Papa from "papaparse";
import {findRules} from "./dialect";
import type {Dialect, Source} from "./plan";
import {openText} from "./read";
import {readRecords, type FileRecord} from "./reading";
import {filledCells, isThin, mainWidth, preambleLength} from "./regions";

const judgedRecords = 400;

/**
 * A file of any encoding and dialect as clean CSV, piece by piece: UTF-8, commas, doubled quotes, one record a line. Blank
 * lines, what stands before the table and the notes below it are left out; every other record keeps the cells it has, as
 * they stand. An empty file gives nothing.
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

/** Lets the records of a table pass, keeps back what may stand around it. */
class Table {
  readonly #width: number;
  #first: FileRecord[] | null = [];
  /** thin records that are notes unless something follows them */
  #kept: string[][] = [];

  constructor(width: number) {
    this.#width = width;
  }

  push(records: readonly FileRecord[]): string[][] {
    const told = records.filter(({cells, text}) => cells.length > 1 || text.trim() !== "");
    if (this.#first === null) return this.#pass(told.map(({cells}) => cells));
    this.#first.push(...told);
    return this.#first.length >= judgedRecords ? this.#begin() : [];
  }

  end(): string[][] {
    return this.#first === null ? [] : this.#begin();
  }

  #begin(): string[][] {
    const first = this.#first ?? [];
    this.#first = null;
    const isComment = first.findIndex(({text}) => !/^#|^"?sep=.?"?\s*$/i.test(text));
    const told = isComment > 0 ? first.slice(isComment) : first;
    const start = preambleLength(told.slice(0, judgedRecords));
    return this.#pass(told.slice(start).map(({cells}) => cells));
  }

  #pass(records: readonly string[][]): string[][] {
    const passed: string[][] = [];
    for (const cells of records) {
      if (isThin(cells, this.#width) || (this.#width > 1 && filledCells(cells) === 0)) {
        this.#kept.push(cells);
        continue;
      }
      passed.push(...this.#kept, cells);
      this.#kept = [];
    }
    return passed;
  }
}
