import Papa from "papaparse";
import {expect, test} from "vitest";
import {findRules} from "../../src/ingest/csv/dialect";

/** A text and how its cells are divided; null for text of one column. */
interface Example {
  text: string;
  delimiter: string | null;
}

const goods = ["green tea", "tea pot, small", "mug", "two cups; blue", 'lid 5" wide', "O'Neill scarf"];
const people = ["Ann Lee", "Bo Roe", "Müller, Jörg", "Zoë", "van der Berg", "李 雷"];
const remarks = ["", "ring twice, please", "at 10:30", "a|b", "left at the door", "ok"];
const days = ["2024-03-01", "2024-03-02 10:15", "2024-04-11", "2024-05-30 23:59:01", "2024-06-07", "2024-06-08"];

const cell = (text: string, delimiter: string) =>
  text.includes(delimiter) || text.includes('"') ? `"${text.replaceAll('"', '""')}"` : text;
const write = (rows: readonly (readonly string[])[], delimiter: string, end = "\n") =>
  rows.map((cells) => cells.map((each) => cell(each, delimiter)).join(delimiter) + end).join("");

/** Rows of an order list, `at` varying what stands in them. */
function orders(count: number, at = 0, isDecimalComma = false): string[][] {
  const rows = Array.from({length: count}, (_, row) => {
    const amount = (row * 3.25 + at + 1).toFixed(2);
    return [
      `N${at}${row}`,
      people[(row + at) % people.length]!,
      goods[(row * 2 + at) % goods.length]!,
      days[(row + at) % days.length]!,
      isDecimalComma ? amount.replace(".", ",") : amount,
      remarks[(row + 2 * at) % remarks.length]!
    ];
  });
  return [["order no", "buyer", "title of goods", "time of order", "total", "remark"], ...rows];
}

const common = [",", ";", "\t", "|"];
const each = (make: (delimiter: string, at: number) => string): Example[] =>
  common.flatMap((delimiter) => [0, 1, 2, 3, 4, 5].map((at) => ({text: make(delimiter, at), delimiter})));
const oneColumn = (texts: readonly string[]): Example[] => texts.map((text) => ({text, delimiter: null}));

const sets: Readonly<Record<string, Example[]>> = {
  "order lists": each((delimiter, at) => write(orders(30, at), delimiter, at % 2 ? "\r\n" : "\n")),
  "short order lists": each((delimiter, at) => write(orders(1 + at, at), delimiter)),
  "two or three columns": each((delimiter, at) =>
    write(
      orders(9, at).map((cells) => (at % 2 ? [cells[1]!, cells[4]!] : [cells[0]!, cells[2]!, cells[3]!])),
      delimiter
    )
  ),
  "words alone": each((delimiter, at) =>
    write(
      orders(12, at).map((cells) => [cells[1]!, cells[2]!, cells[5]!]),
      delimiter
    )
  ),
  "decimal commas": each((delimiter, at) => write(orders(12, at, true), delimiter)),
  "comments above a table": each((delimiter, at) => {
    const comments = ["# made by a till, in spring, for all", "# one shop only; all goods", "#", "# a | b | c"];
    return comments.slice(0, 1 + (at % 4)).join("\n") + "\n" + write(orders(8 + at, at), delimiter);
  }),
  "a title and notes above a table": each(
    (delimiter, at) => `Sales of our shop${at % 2 ? ", all of them" : ""}\n\n${write(orders(15, at), delimiter)}`
  ),
  "some rows of another width": each((delimiter, at) =>
    write(
      orders(30, at).map((cells, row) => (row % 11 === 5 + (at % 3) ? cells.slice(0, 4) : cells)),
      delimiter
    )
  ),
  "text of one column": oneColumn([
    "name\nAnn Lee\nBo Roe\nZoë Ray\n",
    "full name\nAnn Lee\nBo Roe\nZoë Ray\n",
    "first line of a letter\nthen a second one of other length\nthe end\n",
    "# a comment\n# another comment of words\nvalue\n12\n13\n14\n",
    "time\n10:30\n11:45\n12:00\n",
    "a heading\nwords here\nmore words\nother words\n",
    "tag\n~a\n~b\nc\n",
    "goods\ngreen tea\nblue mug\nred pot\n"
  ]),
  "words with blanks": each((delimiter, at) =>
    write(
      Array.from({length: 10}, (_, row) => ["two words", `item ${row} of ${at}`, "some more words"]),
      delimiter
    )
  ),
  "columns between blanks": [3, 4, 5, 9].map((count) => ({
    text: orders(count)
      .slice(1)
      .map(([, , , day, total], at) => `${100 + at} ${day!.slice(0, 10)} ${total}\n`)
      .join(""),
    delimiter: " "
  })),
  "signs of a mainframe": ["\u001F", "\u001E"].flatMap((delimiter) =>
    [0, 1, 2].map((at) => ({text: write(orders(10, at), delimiter), delimiter}))
  )
};

function isRight(delimiter: string, {text, delimiter: expected}: Example): boolean {
  return expected === null
    ? !text.includes(delimiter) || !dividesRows(text, delimiter)
    : delimiter.trim() === expected.trim();
}

/** Whether a delimiter stands in a line that is no comment. */
function dividesRows(text: string, delimiter: string): boolean {
  return text.split("\n").some((line) => !line.startsWith("#") && line.includes(delimiter));
}

test.each(Object.entries(sets))("of %s we divide at least as many rightly as PapaParse", (_, examples) => {
  const wrong = examples.filter((example) => !isRight(findRules(example.text).delimiter, example));
  const papa = examples.filter((example) => !isRight(Papa.parse(example.text, {preview: 20}).meta.delimiter, example));
  expect(wrong.length).toBeLessThanOrEqual(papa.length);
  expect(wrong.map(({text}) => text)).toEqual([]);
});
