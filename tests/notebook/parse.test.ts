import {describe, expect, test} from "vitest";
import {parseNotebook} from "../../src/notebook/parse";
import {serializeNotebook} from "../../src/notebook/serialize";

const checkup = `---
title:
  en: Check-up
  zh-Hans: 体检
needs: [orders]
made_by: hand # unknown keys stay
---

How many customers are still with us.

\`\`\`input active_days
kind: slider
label: Active for
min: 15
max: 180
step: 5
default: 90
\`\`\`

\`\`\`sql stages
select stage, count(*) as customers
from lifecycle
\`\`\`

<!-- lang: zh-Hans -->
中文说明。

<!-- lang: en -->
In English.

<!-- lang: all -->

\`\`\`js
alert(1) // an unknown fence is prose
\`\`\`
`;

test("a document is its front matter and its cells in order", () => {
  const {title, needs, lang, cells, problems} = parseNotebook(checkup);
  expect({title, needs, lang, problems}).toEqual({
    title: {en: "Check-up", "zh-Hans": "体检"},
    needs: ["orders"],
    lang: null,
    problems: []
  });
  expect(cells.map(({id, kind, line}) => [id, kind, line])).toEqual([
    ["text-1", "text", 9],
    ["active_days", "input", 11],
    ["stages", "sql", 20],
    ["text-2", "text", 25],
    ["text-3", "text", 28],
    ["text-4", "text", 31]
  ]);
  expect(cells.flatMap((cell) => cell.problems)).toEqual([]);
});

test("an SQL cell is the text between its fences, an input cell a checked spec", () => {
  const {cells} = parseNotebook(checkup);
  expect(cells[2]).toMatchObject({sql: "select stage, count(*) as customers\nfrom lifecycle"});
  expect(cells[1]).toMatchObject({spec: {kind: "slider", min: 15, max: 180, step: 5, default: 90}});
});

test("prose is for the readers of one language between its markers, and for everyone after the last", () => {
  const {cells} = parseNotebook(checkup);
  const prose = cells.flatMap((cell) => (cell.kind === "text" ? [[cell.lang, cell.markdown.trim().slice(0, 10)]] : []));
  expect(prose).toEqual([
    [null, "How many c"],
    ["zh-Hans", "中文说明。"],
    ["en", "In English"],
    [null, "```js\naler"]
  ]);
});

test.each([
  ["nothing", ""],
  ["only blank lines", "\n \n\t\n"],
  ["no last line break", "```sql a\nselect 1\n```"],
  ["CRLF", checkup.replaceAll("\n", "\r\n")],
  ["CR alone", checkup.replaceAll("\n", "\r")],
  ["mixed line ends", "a\r\n```sql a\nselect 1\r```\r\n\rb\n"],
  ["a byte order mark", `\uFEFF${checkup}`],
  ["a byte order mark after the front matter", "---\ntitle: a\n---\n\uFEFFtext\n```sql a\nselect 1\n```\n"],
  ["an unclosed fence", "text\n```sql a\nselect 1\n\nmore"],
  ["unclosed front matter", "---\ntitle: a\n\n```sql a\nselect 1\n```\n"],
  ["four ticks", "````sql a\nselect '\n```\n'\n````\n"],
  ["tildes", "~~~sql a\nselect 1\n~~~   \n"],
  ["an indented fence", "  ```sql a\n  select\n\t1\n  ```\t\n"],
  ["a fence in a list", "- item\n\n  ```sql a\n  select 1\n  ```\n"],
  ["a fence in a quotation", "> ```sql a\n> select 1\n> ```\n"],
  ["a fence in a comment", "<!--\n```sql a\nselect 1\n```\n-->\n"],
  ["trailing spaces", "a  \n```sql  a \t\nselect 1  \n```  \n   \nb  "],
  ["NUL and lone surrogates", "a\0b\uD800\n```sql a\nselect '\0'\n```\n"],
  ["tabs", "\ta\n\t```sql a\n\tselect 1\n\t```\n"],
  ["broken YAML", "---\n: : :\n  - [\n---\n```chart a\n{{{\n```\n```input b\n- - -\n```"],
  ["a marker at the end", "```sql a\nselect 1\n```\n<!-- lang: en -->"],
  ["a marker in a paragraph", "one <!-- lang: en --> two\nthree\n"]
])("a document with %s is written back byte for byte", (_, text) => {
  expect(serializeNotebook(parseNotebook(text))).toBe(text);
});

test.each([
  ["four ticks", "````sql a\nselect '\n```\n'\n````\n", "select '\n```\n'"],
  ["tildes", "~~~sql a\nselect 1\n~~~\n", "select 1"],
  ["indentation", "  ```sql a\n  select\n   1\n  ```\n", "select\n 1"],
  ["CRLF", "```sql a\r\nselect\r\n1\r\n```\r\n", "select\r\n1"],
  ["no closing fence", "```sql a\nselect 1\n", "select 1"]
])("SQL in a fence with %s is read as Markdown says", (_, text, sql) => {
  expect(parseNotebook(text).cells).toMatchObject([{kind: "sql", name: "a", sql}]);
});

test.each([
  ["a list", "- item\n\n  ```sql a\n  select 1\n  ```\n"],
  ["a quotation", "> ```sql a\n> select 1\n> ```\n"],
  ["a comment", "<!--\n```sql a\nselect 1\n```\n-->\n"],
  ["an indented block", "    ```sql a\n    select 1\n    ```\n"],
  ["another fence", "````text\n```sql a\nselect 1\n```\n````\n"]
])("a fence in %s is prose, not a cell", (_, text) => {
  expect(parseNotebook(text).cells.map(({kind}) => kind)).toEqual(["text"]);
});

const problemsOf = (text: string) =>
  parseNotebook(text).cells.flatMap(({problems}) => problems.map(({code, at}) => [code, at?.line]));

test("what is wrong with a cell is said at its line", () => {
  expect(problemsOf("a\n\n```sql\nselect 1\n```\n")).toEqual([["notebook.name_missing", 3]]);
  expect(problemsOf("```sql a\nselect 1\n```\n```sql a\nselect 2\n```\n")).toEqual([["notebook.name_twice", 4]]);
  expect(problemsOf("```sql Top 10\nselect 1\n```\n")).toEqual([["notebook.name_invalid", 1]]);
  expect(problemsOf("```sql __proto__\nselect 1\n```\n")).toEqual([["notebook.name_reserved", 1]]);
  expect(problemsOf("```sql a\nselect 1\n")).toEqual([["notebook.fence_open", 1]]);
  expect(problemsOf("```sql a\n\n```\n")).toEqual([["notebook.sql_empty", 2]]);
  expect(problemsOf("```input a\nkind: slider\nmin: 1\n```\n")).toEqual([["notebook.input_value", 2]]);
  expect(problemsOf("```input a\nkind: dial\n```\n")).toEqual([["notebook.input_kind", 2]]);
  expect(problemsOf("```chart a\n- 1\n```\n").map(([, line]) => line)).toEqual([2]);
  expect(problemsOf("```input a\nkind: text\n\nkind: list\n```\n")).toEqual([["notebook.yaml_duplicate_key", 4]]);
});

test.each(["constructor", "toString", "hasOwnProperty", "window", "document", "location", "main", "notebook"])(
  "no cell may be called %s",
  (name) => {
    expect(problemsOf(`\`\`\`sql ${name.toLowerCase()}\nselect 1\n\`\`\`\n`)).toEqual([["notebook.name_reserved", 1]]);
  }
);

test.each(["top", "status", "复购", "orders_2", "_draft"])("a cell may be called %s", (name) => {
  expect(problemsOf(`\`\`\`sql ${name}\nselect 1\n\`\`\`\n`)).toEqual([]);
});

describe("what was read before", () => {
  const chart = (body: string) => `\`\`\`chart shown\n${body}\n\`\`\`\n`;

  test("is not read again: a chart beside the cell that changed keeps its spec", () => {
    const [before] = parseNotebook(chart("kind: table\nfrom: months")).cells;
    const after = parseNotebook(`Some words.\n\n${chart("kind: table\nfrom: months")}`).cells[1];
    expect(after).toMatchObject({kind: "chart", line: 3, spec: {from: "months"}});
    expect(after?.kind === "chart" && before?.kind === "chart" && after.spec === before.spec).toBe(true);
  });

  test("is read again when something is wrong with it, for its lines are others now", () => {
    const lineOf = (text: string) => parseNotebook(text).cells.at(-1)?.problems[0]?.at?.line;
    const wrong = chart("kind: no_such_kind\nfrom: months");
    expect(lineOf(`Some words.\n\n${wrong}`)).toBe(lineOf(wrong)! + 2);
  });
});
