import {describe, expect, test} from "vitest";
import {utils} from "@e965/xlsx";
import {formOf, numberCell, plainNumber} from "../../src/ingest/spreadsheets/cells";
import type {Unpacked} from "../../src/ingest/container";
import {unpackFile} from "../../src/ingest/archive/unpack";
import {
  gridOf,
  handmade,
  htmlTable,
  serialOf,
  sheetOf,
  textRows,
  workbookOf,
  type HandmadeBook
} from "../support/containers";
import {order, sixOrders} from "../support/orders";

const unpack = (content: BlobPart, name = "book.xlsx"): Promise<Unpacked> =>
  unpackFile(new File([content], name), {askPassword: () => Promise.reject(new Error("no password is needed"))});

const textOf = async ({texts}: Unpacked) => texts[0]!.file.text();
const namesOf = ({texts}: Unpacked) => texts.map(({file}) => file.name);
const notesOf = ({texts}: Unpacked) =>
  texts.flatMap(({origin}) => origin!.notes.map(({code, details}) => [code, details["names"]]));

/** The text of a handmade workbook of one sheet. */
async function textOfSheet(sheetData: string, more: Partial<HandmadeBook> & {after?: string} = {}): Promise<string> {
  const {after = "", ...book} = more;
  const sheets = {Sheet1: `<sheetData>${sheetData}</sheetData>${after}`};
  return textOf(await unpack(await handmade({sheets, ...book})));
}

const head =
  '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row>';
/** One cell under a header of two, with a word beside it. */
const cellText = async (cell: string, more: Partial<HandmadeBook> = {}) => {
  const text = await textOfSheet(`${head}<row r="2">${cell}<c r="B2" t="inlineStr"><is><t>x</t></is></c></row>`, more);
  return text.split("\n")[1]!.replace(/,x$/, "");
};

describe("a cell of a workbook", () => {
  const formats = [
    "yyyy/m/d h:mm:ss",
    "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;",
    "0.00%",
    "[$-804]h:mm",
    "#,##0.00_ "
  ];
  test.each([
    [
      "a text stays a text to its last digit",
      '<c r="A2" t="inlineStr"><is><t>351531314732935793</t></is></c>',
      "351531314732935793"
    ],
    [
      "a whole number that a program wrote keeps every digit",
      '<c r="A2"><v>351531314732935793</v></c>',
      "351531314732935793"
    ],
    ["a number that Excel cut is written in full", '<c r="A2"><v>3.5153131473293501E+17</v></c>', "351531314732935000"],
    ["a small number too", '<c r="A2"><v>1.5E-7</v></c>', "0.00000015"],
    ["what stands behind fifteen digits is noise", '<c r="A2"><v>0.30000000000000004</v></c>', "0.3"],
    ["an amount with a format is its number", '<c r="A2" s="5"><v>1234.5</v></c>', "1234.5"],
    ["a time by its format", `<c r="A2" s="1"><v>${serialOf("2026-03-01 10:01:05")}</v></c>`, "2026-03-01 10:01:05"],
    ["midnight is said where the format has a clock", '<c r="A2" s="1"><v>46082</v></c>', "2026-03-01 00:00:00"],
    ["a day by its format", '<c r="A2" s="2"><v>46082</v></c>', "2026-03-01"],
    ["a percent with its sign", '<c r="A2" s="3"><v>7.0000000000000007E-2</v></c>', "7%"],
    ["a clock alone", '<c r="A2" s="4"><v>0.5</v></c>', "12:00:00"],
    ["a formula by the value it had", '<c r="A2"><f>SUM(C1:C9)</f><v>42.5</v></c>', "42.5"],
    ["a formula that gave a text", '<c r="A2" t="str"><f>A1&amp;B1</f><v>甲乙</v></c>', "甲乙"],
    ["an error is missing", '<c r="A2" t="e"><v>#N/A</v></c>', ""],
    ["yes and no", '<c r="A2" t="b"><v>1</v></c>', "TRUE"],
    ["a time that is written out", '<c r="A2" t="d"><v>2026-03-01T10:00:00.000Z</v></c>', "2026-03-01 10:00:00"],
    ["a guard is taken off", '<c r="A2" t="inlineStr"><is><t>="35153"</t></is></c>', "35153"],
    ["blanks around a text", '<c r="A2" t="inlineStr"><is><t xml:space="preserve"> x </t></is></c>', '" x "'],
    [
      "entities and data sections",
      '<c r="A2" t="inlineStr"><is><t>&lt;b&gt; &amp;&#20803;&#x5143;<![CDATA[<i>]]></t></is></c>',
      "<b> &元元<i>"
    ],
    ["characters that XML has no place for", '<c r="A2" t="inlineStr"><is><t>a_x0009_b</t></is></c>', "a\tb"]
  ])("%s", async (_, cell, expected) => {
    expect(await cellText(cell, {formats})).toBe(expected);
  });

  test("days may be counted from 1904", async () => {
    const book = {formats, workbook: '<workbookPr date1904="1"/>'};
    expect(await cellText('<c r="A2" s="2"><v>44620</v></c>', book)).toBe("2026-03-01");
  });

  test("shared texts with formatted parts and readings beside them are the text alone", async () => {
    const sharedStrings =
      '<si><t>x</t></si><si><r><rPr><b/></rPr><t>棉麻</t></r><r><t xml:space="preserve"> 衬衫</t></r><rPh sb="0" eb="1"><t>mianma</t></rPh></si>';
    expect(await cellText('<c r="A2" t="s"><v>1</v></c>', {sharedStrings})).toBe("棉麻 衬衫");
  });

  test("cells and rows may leave out where they stand", async () => {
    expect(
      await textOfSheet("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c><c><v>4</v></c></row>")
    ).toBe("1,2\n3,4\n");
  });
});

test.each([
  ["General", "number"],
  ["0.00E+00", "number"],
  ["#,##0.00;[Red]-#,##0.00", "number"],
  ['"¥"#,##0.00', "number"],
  ["0.0%", "percent"],
  ["yyyy\\-mm\\-dd", "date"],
  ['yyyy"年"m"月"', "date"],
  ["[$-804]aaaa", "number"],
  ["m/d/yy h:mm", "datetime"],
  ["[h]:mm:ss", "time"],
  ["mmm", "date"],
  ["@", "number"]
])("the format %s makes a %s", (code, form) => {
  expect(formOf(code)).toBe(form);
});

test.each([
  ["1e3", "1000"],
  ["-1.50", "-1.5"],
  ["0012", "12"],
  ["-0.0", "0"],
  ["1.23e-3", "0.00123"],
  ["12345.678e2", "1234567.8"],
  ["1e999", ""],
  ["", ""],
  ["x", ""]
])("the number %s in full is %s", (text, full) => {
  expect(plainNumber(text)).toBe(full);
});

test.each([
  [-1, "-1"],
  [2958466, "2958466"],
  [59, "1900-02-28"],
  [61, "1900-03-01"],
  [2958465, "9999-12-31"],
  [Infinity, ""]
])("the day %s of a spreadsheet's calendar is %s", (serial, text) => {
  expect(numberCell(serial, "date")).toBe(text);
});

describe("a sheet", () => {
  test("keeps its rows where they stand, and loses what is blank behind them", async () => {
    const rows = textRows([["a", "b"]], 3) + textRows([["1", "2"]], 6);
    const phantoms = Array.from(
      {length: 2000},
      (_, index) => `<row r="${index + 10}"><c r="A${index + 10}" s="1"/></row>`
    );
    expect(await textOfSheet(rows + phantoms.join(""), {formats: ["0"]})).toBe("\n\na,b\n\n\n1,2\n");
  });

  test("of a million blank rows and columns without end is its table alone", async () => {
    const far = '<row r="1048576"><c r="XFD1048576" s="1"/></row>';
    expect(
      await textOfSheet(
        textRows([
          ["a", "b"],
          ["1", "2"]
        ]) + far,
        {formats: ["0"]}
      )
    ).toBe("a,b\n1,2\n");
  });

  test("is as wide as its widest row, wherever that stands", async () => {
    const narrow = Array.from({length: 80}, (_, index) => [String(index), "x"]);
    const lines = (await textOfSheet(textRows([["a", "b"], ...narrow, ["1", "2", "3"]]))).trimEnd().split("\n");
    expect([lines[0], lines[1], lines.at(-1)]).toEqual(["a,b,", "0,x,", "1,2,3"]);
  });

  const merges =
    '<mergeCells count="3"><mergeCell ref="A2:A3"/><mergeCell ref="B2:B3"/><mergeCell ref="A1:C1"/></mergeCells>';
  test("with merged cells has a text beside each of its rows, and a number once", async () => {
    const rows =
      textRows([["订单"]]) +
      '<row r="2"><c r="A2" t="inlineStr"><is><t>35-1</t></is></c><c r="B2"><v>20</v></c><c r="C2"><v>1</v></c></row>' +
      '<row r="3"><c r="A3"/><c r="C3"><v>2</v></c></row><row r="4"><c r="C4"><v>3</v></c></row>';
    expect(await textOfSheet(rows, {after: merges})).toBe("订单,,\n35-1,20,1\n35-1,,2\n,,3\n");
  });

  test("of HTML with cells over several rows and columns reads the same", async () => {
    const html =
      '<table><tr><th colspan="3">订单</th></tr><tr><td rowspan="2">35-1</td><td rowspan="2">甲</td><td>1</td></tr><tr><td>2</td></tr><tr><td>35-2</td><td>乙</td><td>1&nbsp;&lt;2</td></tr></table>';
    expect(await textOf(await unpack(html, "a.xls"))).toBe("订单,,\n35-1,甲,1\n35-1,甲,2\n35-2,乙,1 <2\n");
  });
});

describe("sheets are chosen by what they hold", () => {
  const orders = (prefix: string) => sheetOf(gridOf(sixOrders(prefix)));
  const notes = utils.aoa_to_sheet([
    ["说明", "请勿修改"],
    ["导出时间", "2026-03-31"]
  ]);
  const pivot = utils.aoa_to_sheet([["月份", "金额"], ...Array.from({length: 90}, (_, index) => [`${index}`, index])]);

  test.each(["xlsx", "biff8", "ods"] as const)(
    "every sheet of orders is read, the others are said, in %s",
    async (type) => {
      const book = workbookOf(
        {说明: notes, 三月: orders("31"), 透视表: pivot, 四月: orders("32"), 空: {"!ref": "A1"}},
        type
      );
      const unpacked = await unpack(book, "上半年");
      expect(namesOf(unpacked)).toEqual(["上半年 › 三月", "上半年 › 四月"]);
      expect(notesOf(unpacked)).toEqual([["ingest.sheets_left_out", "说明, 透视表"]]);
    }
  );

  test.each(["xlsx", "biff8"] as const)(
    "a hidden sheet is left out, unless nothing else is there, in %s",
    async (type) => {
      const both = workbookOf({一: orders("31"), 旧: orders("32")}, type, {hidden: ["旧"]});
      expect(namesOf(await unpack(both, "a"))).toEqual(["a › 一"]);
      const alone = workbookOf({说明: notes, 旧: orders("32")}, type, {hidden: ["旧"]});
      expect(namesOf(await unpack(alone, "a"))).toEqual(["a › 旧"]);
    }
  );

  test("where none is known, the largest table is read with all that have its header", async () => {
    const month = (count: number) =>
      utils.aoa_to_sheet([
        ["buyer", "day", "total"],
        ...Array.from({length: count}, (_, index) => [`b${index}`, "2026-01-01", index])
      ]);
    const book = workbookOf({Jan: month(3), Notes: notes, Feb: month(40)}, "xlsx");
    const unpacked = await unpack(book, "year.xlsx");
    expect(namesOf(unpacked)).toEqual(["year.xlsx › Jan", "year.xlsx › Feb"]);
    expect(notesOf(unpacked)).toEqual([["ingest.sheets_left_out", "Notes"]]);
  });

  test("a workbook without a table says so", async () => {
    for (const type of ["xlsx", "biff8"] as const) {
      const empty = workbookOf({Sheet1: {"!ref": "A1"}, Sheet2: utils.aoa_to_sheet([["one word"]])}, type);
      await expect(unpack(empty)).rejects.toMatchObject({code: "ingest.no_table"});
    }
  });
});

test("the stream and the library read the same of the same workbook", async () => {
  const rows = Array.from({length: 300}, (_, index) =>
    order(`35${String(index).padStart(16, "0")}`, `买家${index % 17}`, `${(index * 7.13).toFixed(2)}`, "2026-03-01")
  );
  const grid = gridOf(rows);
  const streamed = await textOf(await unpack(workbookOf({Sheet1: sheetOf(grid)}, "xlsx")));
  for (const type of ["xlsb", "biff8", "ods", "xlml"] as const)
    expect(await textOf(await unpack(workbookOf({Sheet1: sheetOf(grid)}, type)))).toBe(streamed);
  expect(await textOf(await unpack(htmlTable(grid, "utf-8")))).toContain(grid[7]![0]!);
});
