import {describe, expect, test} from "vitest";
import {ownColumns} from "../../src/ingest/own-columns";
import {decodeText} from "../../src/ingest/typed-file";
import {readTypedCell, readTypedTable, writeTypedTable} from "../../src/ingest/typed-table";

describe("a cell", () => {
  test.each([
    ["2026-11-22", "2026-11-22"],
    ["2026/1/2", "2026-01-02"],
    ["2026年11月22日", "2026-11-22"],
    ["2026年11月", "2026-11-01"],
    ["2026-W47", "2026-11-16"],
    ["2020-W53", "2020-12-28"],
    ["2021-W53", null],
    ["2026-02-29", null],
    ["2024-02-29", "2024-02-29"],
    ["0000-00-00", null],
    ["22/11/2026", null]
  ])("a date %s is %s", (text, date) => expect(readTypedCell("date", text)).toBe(date));

  test.each([
    ["33%", "33%"],
    ["0.335", "33.5%"],
    ["33.5", "33.5%"],
    ["33,5 %", "33.5%"],
    ["0", "0%"],
    ["101%", null],
    ["-1%", null],
    ["many", null]
  ])("a share %s is %s", (text, share) => expect(readTypedCell("share", text)).toBe(share));
});

test("columns by their names in either language and any order; what cannot be read is told with its line", () => {
  const text = "行业老客占比\t日期\n33%\t2026-11-16\n\n0.3\t不知道\n31%\t2026-11-23\n";
  expect(readTypedTable(text, ownColumns.benchmarks)).toEqual({
    rows: [
      {period: "week", date: "2026-11-16", share: "33%", name: ""},
      {period: "week", date: "2026-11-23", share: "31%", name: ""}
    ],
    problems: [{line: 3, column: "date", value: "不知道"}]
  });
});

test("without a header, columns in their order; what is needed must be there", () => {
  expect(readTypedTable("店庆,2026-06-18,2026-06-20,大促\n,2026-01-01,,", ownColumns.events)).toEqual({
    rows: [{name: "店庆", from: "2026-06-18", to: "2026-06-20", kind: "promotion"}],
    problems: [{line: 2, column: "name", value: ""}]
  });
});

test("what is written is read back as it was, and is no formula in a spreadsheet", () => {
  const rows = [
    {customer: "=1+1", tag: 'a "b", c', birthday: ""},
    {customer: "王一", tag: "", birthday: "1990-01-01"},
    {customer: "__proto__", tag: "<b>", birthday: ""}
  ];
  const text = writeTypedTable(ownColumns.people, rows);
  expect(text).not.toMatch(/(^|,|\n)=/);
  expect(readTypedTable(text, ownColumns.people)).toEqual({rows, problems: []});
});

test("a file that Excel wrote in China, and one in UTF-8", async () => {
  const gbk = new Uint8Array([0xbf, 0xcd, 0xbb, 0xa7, 0x2c, 0xb1, 0xea, 0xc7, 0xa9]);
  expect(await decodeText(new Blob([gbk]))).toBe("客户,标签");
  expect(await decodeText(new Blob(["客户,标签"]))).toBe("客户,标签");
});
