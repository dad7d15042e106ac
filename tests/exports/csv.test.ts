import Papa from "papaparse";
import {beforeAll, describe, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {toCsv, toCsvBlob} from "../../src/exports/csv";
import {escapeFormula, unescapeFormula} from "../../src/base/formula";
import {openTestDatabase} from "../support/database";
import {hardRows, leaving} from "./leaving";
import {tableOf, wordsOf} from "../charts/support";

test("figures stay figures and formulas are put to sleep", () => {
  const notes = ["=1+1", "+86 138", "-2", "@sum", "\tx", "＝1", "plain", 'say "hi", twice', "two\nlines", null];
  const table = tableOf({note: notes, paid_amount: [-1.5, 1e21, 0, 1, 2, 3, 4, 5, 6, null]});
  expect(toCsv(table)).toBe(
    "\ufeff" +
      [
        "note,paid_amount",
        "'=1+1,-1.5",
        "'+86 138,1e+21",
        "'-2,0",
        "'@sum,1",
        '"\'\tx",2',
        "'＝1,3",
        "plain,4",
        '"say ""hi"", twice",5',
        '"two\nlines",6',
        ","
      ]
        .map((line) => `${line}\r\n`)
        .join("")
  );
});

test("dates are written as every spreadsheet reads them, headings in the reader's language where wanted", () => {
  const table = tableOf({month: ["2026-11-01"], customers: [12]});
  const words = wordsOf("zh-Hans", {"column.month": "月份", "column.customers": "=客户"});
  expect(toCsv(table, words)).toBe("\ufeff月份,'=客户\r\n2026-11-01,12\r\n");
});

describe("any number of rows", () => {
  let db: Database;
  beforeAll(async () => {
    db = await openTestDatabase();
    await db.exec(`create table hard as ${hardRows}`);
  });

  test("are written with every digit, and guarded", async () => {
    const blob = await toCsvBlob(await leaving(db, "hard"));
    expect([...new Uint8Array(await blob.arrayBuffer()).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = (await blob.text()).split("\r\n");
    expect(lines[0]).toBe("whole,big,money,share,is_new,day,paid_at,note");
    expect(lines[1]).toBe("1,9007199254740993,12.34,0.1,true,2026-11-22,2026-11-22 09:08:07.123,'=1+1");
    expect(lines[2]).toBe('-2,-9223372036854775808,-0.05,1e+308,false,1899-12-31,1970-01-01,""');
    expect(lines[3]).toBe(",,,,,,,");
    expect(lines[4]).toBe("4,20,9999999999.99,-0.000001,true,9999-12-31,2024-02-29 23:59:59,''=already");
    expect(lines[6]).toBe("6,1,1.00,12345678901234567000,true,2000-01-01,2000-01-01 12:00:00,00123");
  });

  test("come back as they were, texts without their guards", async () => {
    const name = await db.registerFile("hard.csv", await toCsvBlob(await leaving(db, "hard")));
    await db.exec(
      `create table back as from read_csv('${name}', header = true, delim = ',', quote = '"', escape = '"',
         auto_detect = false, allow_quoted_nulls = false, columns = {whole: 'integer', big: 'bigint',
         money: 'decimal(12, 2)', share: 'double', is_new: 'boolean', day: 'date', paid_at: 'timestamp', note: 'varchar'})`
    );
    const figures = "select * exclude (note)";
    expect(toRows(await db.query(`${figures} from back except all ${figures} from hard`))).toEqual([]);
    expect(toRows(await db.query(`${figures} from hard except all ${figures} from back`))).toEqual([]);
    const notes = async (from: string) => toRows(await db.query(`select note from ${from}`)).map(({note}) => note);
    const back = (await notes("back")).map((note) => (typeof note === "string" ? unescapeFormula(note) : note));
    expect(back).toEqual(await notes("hard"));
  });

  test("are masked where buyers are, page after page", async () => {
    await db.exec("create or replace table many as select 'buyer' || i as customer_key, i from range(120000) t(i)");
    const seen: number[] = [];
    const blob = await toCsvBlob(await leaving(db, "many"), {
      formatText: (column, text) => (column === "customer_key" ? text.slice(0, 2) : text),
      onProgress: (rows) => seen.push(rows)
    });
    const {data} = Papa.parse<string[]>((await blob.text()).trim());
    expect(data).toHaveLength(120_001);
    expect(new Set(data.slice(1).map(([buyer]) => buyer))).toEqual(new Set(["bu"]));
    expect(data.slice(1).map(([, number]) => Number(number))).toEqual(Array.from({length: 120_000}, (_, row) => row));
    expect(seen).toEqual([0, 50_000, 100_000, 120_000]);
  });

  test("stop when asked to", async () => {
    await db.exec("create or replace table many as select i from range(120000) t(i)");
    const abort = new AbortController();
    const onProgress = (rows: number) => rows > 0 && abort.abort();
    const writing = toCsvBlob(await leaving(db, "many"), {signal: abort.signal, onProgress});
    await expect(writing).rejects.toMatchObject({code: "exports.cancelled"});
  });
});

/** The cells of one line as a spreadsheet splits it at `separator`: quotes count where they begin a cell. */
function splitLine(line: string, separator: string): string[] {
  const quoted = new RegExp(`^"((?:[^"]|"")*)"([^${separator}\r\n]*)(?:[${separator}\r\n]|$)`);
  const plain = new RegExp(`^([^${separator}\r\n]*)(?:[${separator}\r\n]|$)`);
  const cells: string[] = [];
  for (let rest = line; rest !== "";) {
    const match = quoted.exec(rest) ?? plain.exec(rest)!;
    cells.push((match[1] ?? "").replaceAll('""', '"') + (match[0].startsWith('"') ? match[2]! : ""));
    rest = rest.slice(match[0].length);
  }
  return cells;
}

const hidden = ["a;=1+1", "a\t=1+1", "a,=1+1", "a|@x", "a\n=1+1", 'a;"=1+1"', "a; =1+1", "a;'=1+1", ";=1;=2", "a;＝1"];

describe.each([";", "\t", ",", "|"])("where lists are parted by %j", (separator) => {
  test.each(hidden)("no cell of %j is a formula", (text) => {
    const csv = toCsv(tableOf({first: ["x"], note: [text], last: ["y"]})).slice(1);
    for (const cell of splitLine(csv, separator)) expect(cell.trim()).not.toMatch(/^"*[=+\-@＝＋－＠]/);
  });
});

/** Blanks that a spreadsheet may drop. */
const blank = [" =1", "\u00a0=1", "\u3000＝1", " ' =1", "' =1", "\n =1"];

test.each([
  ...hidden,
  ...["=1", "'=1", "''=1", "+86 138", "-2", "@a", "\ta", "＝1", "'a", "a", "", "'", "1-2"],
  ...blank
])("a guard on %j comes off again", (text) => {
  expect(unescapeFormula(escapeFormula(text))).toBe(text);
  expect(escapeFormula(text)).not.toMatch(/^\s*[=+\-@\t\r\n＝＋－＠]/);
});
