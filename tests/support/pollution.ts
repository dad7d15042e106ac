import Papa from "papaparse";

/** A table as somebody meant it, and a text that says it in a dirty way. */
export interface Polluted {
  name: string;
  /** rows as they should come out, the header first */
  expected: string[][];
  bytes: Uint8Array;
}

/** How a table is written. */
export interface Writing {
  delimiter?: string;
  quote?: string;
  /** what stands before a quote within quotes */
  escape?: string;
  newline?: string;
  /** whether every cell is quoted, or only those that must be */
  isQuotedThroughout?: boolean;
}

const utf8 = (text: string) => new TextEncoder().encode(text);

/** A cell as a program would write it. */
export function writeCell(
  text: string,
  {delimiter = ",", quote = '"', escape = quote, isQuotedThroughout = false}: Writing = {}
): string {
  const must = text.includes(delimiter) || text.includes(quote) || /[\r\n]/.test(text);
  return isQuotedThroughout || must ? quote + text.replaceAll(quote, escape + quote) + quote : text;
}

function writeRow(cells: readonly string[], how: Writing = {}): string {
  return cells.map((cell) => writeCell(cell, how)).join(how.delimiter ?? ",") + (how.newline ?? "\r\n");
}

function write(rows: readonly (readonly string[])[], how: Writing = {}): string {
  return rows.map((cells) => writeRow(cells, how)).join("");
}

/** Every pollution of a table that we know of, one file each. */
export function* pollute(table: readonly (readonly string[])[], how: Writing = {}): Generator<Polluted> {
  const rows = table.map((cells) => [...cells]);
  const file = (name: string, text: string, expected = rows): Polluted => ({name, expected, bytes: utf8(text)});
  const text = write(rows, how);
  yield file("as it is", text);
  yield file("no line end at the end", text.replace(/\r\n$/, ""));
  yield file("two line ends at the end", `${text}\r\n`);
  yield file("a byte order mark", `\uFEFF${text}`);
  yield file("no header", write(rows.slice(1), how), rows.slice(1));
  yield file("a header alone", write(rows.slice(0, 1), how), rows.slice(0, 1));
  yield file("one row of data", write(rows.slice(0, 2), how), rows.slice(0, 2));
  yield* delimiters(rows, how);
  yield* quotations(rows, how);
  for (const [name, newline] of Object.entries({LF: "\n", CR: "\r"}))
    yield file(`record ends ${name}`, write(rows, {...how, newline}));
  const mixed = rows.map((cells, at) => writeRow(cells, {...how, newline: at % 3 === 0 ? "\n" : "\r\n"})).join("");
  yield file("record ends of two kinds", mixed);
  yield* surroundings(rows, how);
  for (let row = 0; row < rows.length; row += 7) yield* rowPollutions(rows, row, how);
}

function* delimiters(rows: string[][], how: Writing): Generator<Polluted> {
  for (const delimiter of [";", "\t", "|", " ", ", "])
    yield {name: `delimiter "${delimiter}"`, expected: rows, bytes: utf8(write(rows, {...how, delimiter}))};
}

function* quotations(rows: string[][], how: Writing): Generator<Polluted> {
  const written = (name: string, writing: Writing): Polluted => ({
    name,
    expected: rows,
    bytes: utf8(write(rows, {...how, ...writing}))
  });
  yield written("single quotes", {quote: "'"});
  yield written("backslash before quotes", {escape: "\\"});
  yield written("quotes that nothing escapes", {escape: ""});
}

function* surroundings(rows: string[][], how: Writing): Generator<Polluted> {
  const text = write(rows, how);
  const width = rows[0]!.length;
  const padding = (how.delimiter ?? ",").repeat(width - 1);
  const file = (name: string, dirty: string, expected = rows): Polluted => ({name, expected, bytes: utf8(dirty)});
  yield file("a preamble and a blank line", `Sales report\r\nmade by hand\r\n\r\n${text}`);
  yield file("a preamble in delimiters", `Sales report${padding}\r\nby hand${padding}\r\n${padding}\r\n${text}`);
  yield file("a preamble right above", `Sales report of the year\r\n${text}`);
  yield file("a footer", `${text}\r\nEnd of the report\r\n`);
  yield file("a footer in delimiters", `${text}end${padding}\r\n`);
  const header = rows[0]!.map((cell) => cell.toUpperCase());
  yield file("a header of two rows", write([rows[0]!, header, ...rows.slice(1)], how), [
    rows[0]!,
    header,
    ...rows.slice(1)
  ]);
  for (const [name, count] of Object.entries({narrower: width - 3, "as wide": width, wider: width + 3})) {
    const other = Array.from({length: 8}, (_, row) =>
      Array.from({length: count}, (_, column) => (row === 0 ? `name ${column}` : `${row * 100 + column}`))
    );
    yield file(`a second table, ${name}`, `${text}\r\n${write(other, how)}`, [...rows, ...other]);
    yield file(`a first table, ${name}`, `${write(other, how)}\r\n${text}`, [...other, ...rows]);
  }
}

function* rowPollutions(rows: string[][], row: number, how: Writing): Generator<Polluted> {
  const {delimiter = ",", quote = '"'} = how;
  const cells = rows[row]!;
  const replaced = (line: string) => utf8(rows.map((each, at) => (at === row ? line : writeRow(each, how))).join(""));
  const expecting = (changed: string[]) => rows.map((each, at) => (at === row ? changed : each));
  const written = cells.map((cell) => writeCell(cell, how));
  for (let column = 0; column < cells.length; column++) {
    const more = [...written.slice(0, column), "", ...written.slice(column)];
    yield {
      name: `an extra delimiter, row ${row} column ${column}`,
      expected: expecting([...cells.slice(0, column), "", ...cells.slice(column)]),
      bytes: replaced(`${more.join(delimiter)}\r\n`)
    };
    const cell = written[column]!;
    const quoted = cell.startsWith(quote) ? quote + cell : quote + cell;
    yield {
      name: `an extra quote, row ${row} column ${column}`,
      expected: expecting(cells.map((each, at) => (at === column ? quote + each : each))),
      bytes: replaced(`${written.map((each, at) => (at === column ? quoted : each)).join(delimiter)}\r\n`)
    };
    if (column === 0) continue;
    const fewer = `${written.slice(0, column).join(delimiter)}${written.slice(column).join(delimiter)}\r\n`;
    const merged = [...cells.slice(0, column - 1), cells[column - 1]! + cells[column]!, ...cells.slice(column + 1)];
    yield {
      name: `a delimiter missing, row ${row} column ${column}`,
      expected: expecting(merged),
      bytes: replaced(fewer)
    };
  }
  yield {
    name: `another delimiter in row ${row}`,
    expected: rows,
    bytes: replaced(`${cells.map((cell) => writeCell(cell, {...how, delimiter: " "})).join(" ")}\r\n`)
  };
  yield {name: `an empty row ${row}`, expected: [...rows], bytes: replaced(`\r\n${writeRow(cells, how)}`)};
}

type Scores = [precision: number, recall: number, f1: number];

/**
 * The score of a loaded text against the table that it should be, 0 to 10: one for success, and precision, recall and F1 of
 * the header's cells, of the records and of all cells, each counted as often as it stands. After Vitagliano, Hameed, Jiang,
 * Reisener, Wu and Naumann, "Pollock: A Data Loading Benchmark", VLDB 2023.
 */
export function scoreOf(expected: readonly (readonly string[])[], loaded: string): number {
  const rows = Papa.parse<string[]>(loaded.replace(/\n$/, ""), {delimiter: ",", quoteChar: '"'}).data;
  const records = (table: readonly (readonly string[])[]) => table.slice(1).map((cells) => cells.map(plain).join(""));
  const parts = [
    measure(expected[0]!.map(plain), (rows[0] ?? []).map(plain)),
    measure(records(expected), records(rows)),
    measure(expected.flat().map(lineEnds), rows.flat().map(lineEnds))
  ];
  return 1 + parts.flat().reduce((sum, part) => sum + part, 0);
}

const lineEnds = (text: string) => text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
const plain = (text: string) => lineEnds(text).trim();

function measure(expected: readonly string[], loaded: readonly string[]): Scores {
  if (expected.length === 0) return [1, 1, 1];
  const left = new Map<string, number>();
  for (const each of expected) left.set(each, (left.get(each) ?? 0) + 1);
  let common = 0;
  for (const each of loaded) {
    const count = left.get(each) ?? 0;
    if (count === 0) continue;
    left.set(each, count - 1);
    common++;
  }
  if (common === 0) return [0, 0, 0];
  const precision = common / expected.length;
  const recall = common / loaded.length;
  return [precision, recall, (2 * precision * recall) / (precision + recall)];
}
