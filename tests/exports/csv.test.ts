import {expect, test} from "vitest";
import {toCsv} from "../../src/exports/csv";
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
        "'\tx,2",
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
