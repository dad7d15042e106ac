import {describe, expect, test} from "vitest";
import {convertToCsv} from "../../src/ingest/convert";
import {pollute, scoreOf, type Writing} from "../support/pollution";

async function converted(content: Uint8Array | string): Promise<string> {
  let text = "";
  for await (const piece of convertToCsv(new Blob([content as BlobPart]))) text += piece;
  return text;
}

/** A till's receipts: numbers, days, hours, names, sentences with commas, quotes and line ends, addresses, gaps. */
function receipts(count: number): string[][] {
  const goods = ["Cup", "Saucer, blue", 'Screen 15"', "茶壶（紫砂）", "O'Neill scarf", "Tea; green"];
  const remarks = ["", "call first", 'she said "soon"', "two lines\nof text", "价格, 含税", "a; b; c", "it's fine"];
  const rows = Array.from({length: count}, (_, at) => [
    `R${20_000 + at * 7}`,
    `2024-0${1 + (at % 9)}-${String(1 + (at % 28)).padStart(2, "0")}`,
    remarks[at % remarks.length]!,
    `${9 + (at % 9)}:${String((at * 11) % 60).padStart(2, "0")}`,
    goods[at % goods.length]!,
    String(1 + (at % 4)),
    at % 5 === 0 ? "" : (at * 2.75 + 1.2).toFixed(2),
    `${at} High Street, second floor`
  ]);
  return [["receipt", "day", "remark", "hour", "goods", "pieces", "sum", "address"], ...rows];
}

const writings: Readonly<Record<string, Writing>> = {
  "cells quoted where they must be": {},
  "every cell quoted": {isQuotedThroughout: true}
};

/** What cannot be told from the text alone: which of two cells a lost delimiter stood between. */
const isAmbiguous = (name: string) => name.startsWith("a delimiter missing");

describe.each(Object.entries(writings))("polluted, with %s", (_, how) => {
  test("every file comes out as it was meant", async () => {
    const scores: {name: string; score: number}[] = [];
    for (const {name, expected, bytes} of pollute(receipts(44), how))
      scores.push({name, score: scoreOf(expected, await converted(bytes))});
    const mean = scores.reduce((sum, {score}) => sum + score, 0) / scores.length;
    expect(scores.length).toBeGreaterThan(200);
    expect(scores.filter(({name, score}) => score < 9.98 && !isAmbiguous(name))).toEqual([]);
    expect(mean).toBeGreaterThanOrEqual(9.97);
  });
});

test("the score punishes what is lost, invented or torn", () => {
  const table = [
    ["a", "b"],
    ["1", "2"],
    ["3", "4"]
  ];
  expect(scoreOf(table, "a,b\n1,2\n3,4\n")).toBe(10);
  // header and cells are there, one record of two is torn: precision, recall and F1 of records are a half
  expect(scoreOf(table, "a,b\n1,2\n3\n4\n")).toBeCloseTo(1 + 3 + (1 / 2 + 1 / 3 + 2 / 5) + 3, 10);
  expect(scoreOf(table, "")).toBe(1);
});

describe("files as people make them", () => {
  test.each<[string, string, string]>([
    ["an empty file", "", ""],
    ["blank lines alone", "\n\r\n  \n", ""],
    ["one cell", "total", "total\n"],
    ["one cell that is quoted", '"a ""b"""\r\n', '"a ""b"""\n'],
    ["one column", "name\nAnn\nBob\n", "name\nAnn\nBob\n"],
    ["one column of numbers with decimal commas", "price\n1,5\n2,75\n", "price\n1,5\n2,75\n"],
    ["one row", "a;b;c", "a,b,c\n"],
    ["a first line that names the delimiter", "sep=;\r\na;b\r\n1;2,5\r\n", 'a,b\n1,"2,5"\n'],
    [
      "decimal commas between semicolons",
      "day;sum\n1.2.2024;1.234,50\n2.2.2024;7,00\n",
      'day,sum\n1.2.2024,"1.234,50"\n2.2.2024,"7,00"\n'
    ],
    [
      "guards of a back end",
      '订单,买家\n="123456789012345678",="红,红"\n="2",白\n',
      '订单,买家\n123456789012345678,"红,红"\n2,白\n'
    ],
    ["comments above", "# made by a till\n# in 2024\nday,sum\n1,2\n3,4\n", "day,sum\n1,2\n3,4\n"],
    ["blanks around quotes", 'a, "b, c" ,d\n1, "2, 3" ,4\n', 'a,"b, c",d\n1,"2, 3",4\n'],
    ["inches", "item,size,price\nscreen,15\",99\ncable,3',5\n", 'item,size,price\nscreen,"15""",99\ncable,3\',5\n'],
    ["a remark over two lines", 'id,note\n1,"two\nlines"\n2,none\n', 'id,note\n1,"two\nlines"\n2,none\n'],
    [
      "columns filled up with blanks",
      "id    day       sum\n1     20240101    7\n22    20240102   11\n",
      "id,day,sum\n1,20240101,7\n22,20240102,11\n"
    ],
    ["the same name twice", "a,a,b\n1,2,3\n", "a,a,b\n1,2,3\n"],
    ["rows of too many cells and too few", "a,b,c\n1,2,3,4\n1,2\n1,2,3\n", "a,b,c\n1,2,3,4\n1,2\n1,2,3\n"],
    [
      "a table of names and values above the table",
      "Shop,Some shop\nFrom,1.1.2024\n\nday,visits,orders,sum,returns\n1,9,2,20,0\n2,8,1,10,0\n3,7,3,30,1\n4,7,3,30,1\n5,7,3,30,1\n",
      "day,visits,orders,sum,returns\n1,9,2,20,0\n2,8,1,10,0\n3,7,3,30,1\n4,7,3,30,1\n5,7,3,30,1\n"
    ],
    [
      "a sum below the table",
      "day,visits,sum\n1,9,20\n2,8,10\n,17,30\n\nfigures of the till\n",
      "day,visits,sum\n1,9,20\n2,8,10\n,17,30\n"
    ],
    [
      "notes below the table, with commas in them",
      "year,month,sales\n2012,Jan,5\nTotal,,11\n\nNotes:\n1. provisional, subject to change\n2. none\n",
      "year,month,sales\n2012,Jan,5\nTotal,,11\n"
    ],
    [
      "a second table under a title",
      "a,b,c\n1,2,3\n4,5,6\n\nPrices\nd,e\n7,8\n9,1\n",
      "a,b,c\n1,2,3\n4,5,6\nPrices\nd,e\n7,8\n9,1\n"
    ],
    [
      "a delimiter too many before a remark over two lines",
      'id,buyer,sum,note\n,1,"Lee, A.",4,"one\ntwo"\n2,"Kim, B.",5,"say ""hi"", twice"\n3,"Roe, C.",6,none\n',
      'id,buyer,sum,note\n,1,"Lee, A.",4,"one\ntwo"\n2,"Kim, B.",5,"say ""hi"", twice"\n3,"Roe, C.",6,none\n'
    ],
    [
      "a quote too many before a remark over two lines",
      'id,buyer,sum,note\n1,"Lee, A.",4,""one\ntwo"\n2,"Kim, B.",5,"say ""hi"", twice"\n3,"Roe, C.",6,none\n',
      'id,buyer,sum,note\n1,"Lee, A.",4,"""one\ntwo"\n2,"Kim, B.",5,"say ""hi"", twice"\n3,"Roe, C.",6,none\n'
    ],
    [
      "blanks between the cells of one row, its remark over two lines",
      'id,buyer,sum,note\n1,"Lee, A.",4,none\n2 "Kim, B." 5 "one\ntwo"\n3,"Roe, C.",6,none\n4,"Ott, D.",7,none\n',
      'id,buyer,sum,note\n1,"Lee, A.",4,none\n2,"Kim, B.",5,"one\ntwo"\n3,"Roe, C.",6,none\n4,"Ott, D.",7,none\n'
    ],
    [
      "a delimiter missing in front of a cell that quotes",
      'id,buyer,sum,note\n1,"Lee, A.",4"say ""hi"", twice"\n2,"Kim, B.",5,none\n3,"Roe, C.",6,none\n',
      'id,buyer,sum,note\n1,"Lee, A.",4,"say ""hi"", twice"\n2,"Kim, B.",5,none\n3,"Roe, C.",6,none\n'
    ],
    [
      "a delimiter missing elsewhere",
      'id,buyer,sum,note\n1,"Lee, A.",4,none\n23,"say ""hi"", twice"\n3,"Roe, C.",6,"one\ntwo"\n4,"Ott, D.",7,none\n',
      'id,buyer,sum,note\n1,"Lee, A.",4,none\n23,"say ""hi"", twice"\n3,"Roe, C.",6,"one\ntwo"\n4,"Ott, D.",7,none\n'
    ],
    ["names that are not English", "größe;naïveté;цена\n1;2;3\n", "größe,naïveté,цена\n1,2,3\n"]
  ])("%s", async (_, dirty, clean) => {
    expect(await converted(dirty)).toBe(clean);
  });

  test("a header of six hundred thousand letters, and a thousand columns", async () => {
    const long = "HEADER".repeat(100_000);
    expect(await converted(`${long},b\n1,2\n`)).toBe(`${long},b\n1,2\n`);
    const wide = Array.from({length: 1024}, (_, at) => `c${at}`).join(";");
    expect(await converted(`${wide}\n${wide}\n`)).toBe(`${wide}\n${wide}\n`.replaceAll(";", ","));
  });
});
