import {describe, expect, test} from "vitest";
import {AppError} from "../../src/base/errors";
import {convertToCsv} from "../../src/ingest/convert";
import {readRecords, readRows} from "../../src/ingest/csv/record-reader";
import {findRejects} from "../../src/ingest/rejects";
import {openTestDatabase} from "../support/database";
import {processorTime} from "../support/processor-time";
import {file, load, planOf} from "./given";

const header = "order,buyer,date,total\n";
const row = "A1,ann,2024-03-01,5.00\n";

/** Texts that are made to take long: quotes that never close, or close at every place, long lines, many cells. */
const texts: Readonly<Record<string, string>> = {
  "300,000 quotes": header + '"'.repeat(300_000),
  "2,000,000 quotes": header + '"'.repeat(2_000_000),
  "an odd number of quotes, and rows below": `${header}${'"'.repeat(300_001)}\n${row.repeat(50)}`,
  "an open quote on each of many lines": header + '"a\n'.repeat(15_000),
  "quotes of which each may be an end": header + '"a"",'.repeat(80_000),
  "quotes between delimiters": header + '","'.repeat(150_000),
  "an open quote above doubled ones": header + '""x\n'.repeat(12_000),
  "a quote in every cell": header + `${'x"y,'.repeat(4)}\n`.repeat(3_000),
  "quotes and backslashes": header + '"a\\"b",'.repeat(60_000),
  "a line of two million letters": header + "a".repeat(2_000_000),
  "a row of a million delimiters": header + ",".repeat(1_000_000),
  blanks: header + " ".repeat(1_000_000),
  "quotes and blanks": header + '" '.repeat(200_000)
};

describe.each(Object.entries(texts))("a header and %s", (_, text) => {
  test("is planned, read and converted in less than five seconds", async () => {
    const started = processorTime();
    const plan = await planOf(text);
    let count = 0;
    for await (const records of readRecords(plan.source, plan.dialect, plan.header.length)) count += records.length;
    for await (const piece of convertToCsv(file(text))) count += piece.length;
    expect(count).toBeGreaterThan(0);
    expect(processorTime() - started).toBeLessThan(5000);
  });
});

test("a row of quotes takes none of the rows below down with it", async () => {
  const plan = await planOf(texts["an odd number of quotes, and rows below"]!);
  const records = [];
  for await (const batch of readRecords(plan.source, plan.dialect, plan.header.length)) records.push(...batch);
  expect(records.filter(({cells}) => cells[0] === "A1" && cells.length === 4)).toHaveLength(50);
});

test("a line that is longer than what is read at a time is one record", async () => {
  const plan = await planOf(texts["2,000,000 quotes"]!);
  let count = 0;
  for await (const batch of readRecords(plan.source, plan.dialect, plan.header.length)) count += batch.length;
  expect(count).toBe(1);
});

test("a hundred thousand columns are refused with the reason", async () => {
  const names = Array.from({length: 100_000}, (_, at) => `c${at}`).join(",");
  const refused = await planOf(`${names}\n${names}\n`).catch((reason: unknown) => reason);
  AppError.assert(refused, {code: "ingest.too_many_columns"});
});

test("a row that is too long to be read is rejected with the reason, and the rows around it are loaded", async () => {
  const text = `${header}${row}A2,bea,2024-03-02,${"9".repeat(3_000_000)}\nA3,cy,2024-03-03,7.00\n`;
  const db = await openTestDatabase();
  const {report, orders, plan} = await load(db, text);
  expect(orders.map((order) => order["order_id"])).toEqual(["A1", "A3"]);
  expect(report).toMatchObject({rowsRead: 3, rowsLoaded: 2, rejectedByReason: [{reason: "row_too_long", rows: 1}]});
  const [rejected] = await findRejects(plan, report);
  expect([rejected?.row, rejected?.line, rejected?.text.length]).toEqual([2, 3, 500]);
});

test("a row of many more cells than the table has is held as one cell more", async () => {
  const plan = await planOf(`${header}${row}A2,bea,2024-03-02,6.00${",x".repeat(50_000)}\n`);
  const records = [];
  for await (const batch of readRows(plan.source, plan.dialect, plan.header.length)) records.push(...batch);
  expect(records.map(({cells}) => cells.length)).toEqual([4, 5]);
});

test("a hundred thousand blank lines below a few rows are no table of one column", async () => {
  const db = await openTestDatabase();
  const {report, plan} = await load(db, `${header}${row}${"\n".repeat(100_000)}A2,bea,2024-03-02,6.00\n`);
  expect(plan.header).toEqual(["order", "buyer", "date", "total"]);
  expect(report).toMatchObject({orders: 2, rowsRejected: 0});
});
