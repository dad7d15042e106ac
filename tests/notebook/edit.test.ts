import {expect, test} from "vitest";
import {
  bodyOf,
  duplicateCell,
  idAt,
  insertCell,
  moveCell,
  removeCell,
  renameCell,
  withTitle
} from "../../src/notebook/edit";
import {freeName} from "../../src/notebook/names";
import type {Notebook} from "../../src/notebook/notebook";
import {parseNotebook} from "../../src/notebook/parse";
import {serializeNotebook} from "../../src/notebook/serialize";
import {blankNotebook, newCellSource} from "../../src/notebook/template";

const write = serializeNotebook;
const sqlOf = (text: string) => `\`\`\`sql reader\n${text}\n\`\`\`\n`;
const renamed = (text: string, id: string, name: string) => write(renameCell(parseNotebook(text), id, name));

/** [statement, the same after `stages` is called `steps`] */
const statements: [string, string][] = [
  ["select * from stages", "select * from steps"],
  ["from STAGES", "from steps"],
  ['from "stages" -- not stages', 'from "steps" -- not stages'],
  ["from notebook.stages, main.stages", "from notebook.steps, main.stages"],
  ["select stages.x, stages from stages", "select steps.x, stages from steps"],
  ["select notebook.stages.x, t.stages.x from stages, t", "select notebook.steps.x, t.stages.x from steps, t"],
  ["select s.x, 'stages' from stages as s", "select s.x, 'stages' from steps as s"],
  ["select stages.x from (from stages) as stages", "select stages.x from (from steps) as stages"],
  ["select count(*) as stages from orders", "select count(*) as stages from orders"],
  ["select count(*) as stages, max(stages.x) from stages", "select count(*) as stages, max(steps.x) from steps"],
  ["with stages as (from stages) from stages", "with stages as (from steps) from stages"],
  ["with steps as (from orders) from steps, stages", "with steps as (from orders) from steps, notebook.steps"],
  ["select steps.x from orders as steps, stages", "select steps.x from orders as steps, notebook.steps"],
  ["from a join stages on a.x = stages.x", "from a join steps on a.x = steps.x"],
  ["select $stages, getvariable('stages') from orders", "select $stages, getvariable('stages') from orders"]
];
test.each(statements)("renaming a result follows into SQL: %s", (before, after) => {
  const own = (name: string) => `\`\`\`sql ${name}\nselect 1 as x\n\`\`\`\n\n`;
  expect(renamed(own("stages") + sqlOf(before), "stages", "steps")).toBe(own("steps") + sqlOf(after));
});

test("a new name that SQL takes for its own is quoted", () => {
  const text = "```sql a\nselect 1\n```\n\n" + sqlOf("from a");
  expect(renamed(text, "a", "order")).toBe("```sql order\nselect 1\n```\n\n" + sqlOf('from "order"'));
});

test("renaming a result follows into charts, the source of an input and values in prose, and nowhere else", () => {
  const text = (name: string) => `---
title: About stages
---
There are {{ ${name}.stages | sum }} in {{${name}.x}}, {{other.stages}} and stages.

~~~~sql  ${name}
select 1 as x
~~~~

\`\`\`chart bar
kind: bar
from: ${name} # stages
x: stages
\`\`\`

\`\`\`input cuts
kind: cuts
from: ${name}
\`\`\`

\`\`\`chart broken
from: [stages
\`\`\`
`;
  // one space parts a kind from the name that is given to it
  expect(renamed(text("stages"), "stages", "steps")).toBe(text("steps").replace("sql  steps", "sql steps"));
});

test("renaming an input follows to its variable, in SQL and where a chart sets it", () => {
  const text = (name: string) =>
    `\`\`\`input ${name}\nkind: number\n\`\`\`\n\n` +
    sqlOf(
      `select $${name}, getvariable('${name}'), getvariable('other'), '$least', least from least where x > $leasts`
    ) +
    `\n\`\`\`chart bar\nkind: bar\nfrom: least\nx: least\nselect: ${name}\n\`\`\`\n`;
  expect(renamed(text("least"), "least", "fewest")).toBe(text("fewest"));
});

test("renaming keeps Windows line ends, tildes and a name in Chinese", () => {
  const text = "~~~sql a\r\nselect 1\r\n~~~\r\n\r\n~~~sql b\r\nfrom a\r\n~~~\r\n";
  expect(renamed(text, "a", "订单")).toBe(text.replace("sql a", "sql 订单").replace("from a", "from 订单"));
});

test.each([
  ["", "notebook.name_missing"],
  ["A", "notebook.name_invalid"],
  ["b", "notebook.name_twice"],
  ["window", "notebook.name_reserved"]
])("a cell cannot be called %j", (name, code) => {
  const notebook = parseNotebook("```sql a\nselect 1\n```\n```sql b\nselect 1\n```\n");
  expect(() => renameCell(notebook, "a", name)).toThrow(code);
  expect(renameCell(notebook, "a", "a")).toBe(notebook);
});

test("the second cell of one name is renamed alone", () => {
  const text = "```sql a\nselect 1\n```\n\n```sql a\nselect 2\n```\n\n" + sqlOf("from a");
  expect(renamed(text, "a~2", "c")).toBe(text.replace("sql a\nselect 2", "sql c\nselect 2"));
});

test("a cell without a name gets one", () => {
  expect(renamed("```sql\nselect 1\n```\n", "sql~", "a")).toBe("```sql a\nselect 1\n```\n");
});

test("a copy stands below its cell under a name of its own", () => {
  const notebook = parseNotebook("```sql top_2\nselect 1\n```\n\nProse.\n");
  const {notebook: copied, id} = duplicateCell(notebook, "top_2");
  expect(id).toBe("top_3");
  expect(write(copied)).toBe("```sql top_2\nselect 1\n```\n\n```sql top_3\nselect 1\n```\n\nProse.\n");
});

test("a copy of prose stays a cell of its own, in its language", () => {
  const notebook = parseNotebook("<!-- lang: en -->\nHello.\n\n```sql a\nselect 1\n```\n\nMore.\n");
  const {notebook: copied, id} = duplicateCell(notebook, "text-2");
  expect(id).toBe("text-3");
  expect(copied.cells.map((cell) => [cell.id, cell.kind === "text" ? cell.lang : null, bodyOf(cell)])).toEqual([
    ["text-1", "en", "Hello.\n\n"],
    ["a", null, "select 1"],
    ["text-2", "en", "More.\n\n"],
    ["text-3", "en", "More.\n"]
  ]);
});

const proseOf = ({cells}: Notebook) =>
  cells.map((cell) => (cell.kind === "text" ? `${cell.lang ?? "all"}: ${cell.markdown.trim()}` : cell.id));

test("new prose is a cell of its own beside other prose, and for everyone unless it says", () => {
  const notebook = parseNotebook("<!-- lang: en -->\nOne.\n");
  expect(proseOf(insertCell(notebook, 1, "Two.\n"))).toEqual(["en: One.", "all: Two."]);
  expect(proseOf(insertCell(notebook, 0, "Two.\n"))).toEqual(["all: Two.", "en: One."]);
  const chinese = insertCell(notebook, 1, newCellSource("text", notebook, {lang: "zh-Hans", text: "Two."}));
  expect(proseOf(chinese)).toEqual(["en: One.", "zh-Hans: Two."]);
  const plain = parseNotebook("One.\n");
  expect(write(insertCell(plain, 0, "Two.\n"))).toBe("Two.\n\n<!-- lang: all -->\nOne.\n");
});

test("prose keeps its language when the marker it stood under goes elsewhere", () => {
  const text =
    "<!-- lang: zh-Hans -->\nEins.\n<!-- lang: en -->\nOne.\n<!-- lang: all -->\n\n```sql a\nselect 1\n```\n\nBoth.\n";
  const notebook = parseNotebook(text);
  expect(proseOf(notebook)).toEqual(["zh-Hans: Eins.", "en: One.", "a", "all: Both."]);
  expect(proseOf(removeCell(notebook, "text-2"))).toEqual(["zh-Hans: Eins.", "a", "all: Both."]);
  expect(proseOf(moveCell(notebook, "text-2", 3))).toEqual(["zh-Hans: Eins.", "a", "all: Both.", "en: One."]);
  expect(proseOf(removeCell(notebook, "a"))).toEqual(["zh-Hans: Eins.", "en: One.", "all: Both."]);
});

test("a cell whose fence was never closed does not swallow what comes below it", () => {
  const notebook = parseNotebook("One.\n\n```sql a\nselect 1");
  expect(write(insertCell(notebook, 2, "Two.\n"))).toBe("One.\n\n```sql a\nselect 1\n```\n\nTwo.\n");
  expect(write(moveCell(notebook, "a", 0))).toBe("```sql a\nselect 1\n```\n\nOne.\n\n");
});

test("prose that begins with a rule does not become front matter", () => {
  const notebook = parseNotebook("```sql a\nselect 1\n```\n\n---\ntitle: x\n---\n");
  expect(proseOf(moveCell(notebook, "text-1", 0))).toEqual(["all: ---\ntitle: x\n---", "a"]);
});

test("a move to where a cell stands, or past the end, is as far as it goes", () => {
  const notebook = parseNotebook("```sql a\nselect 1\n```\n\n```sql b\nselect 2\n```\n");
  expect(moveCell(notebook, "b", 9)).toBe(notebook);
  expect(idAt(moveCell(notebook, "a", 9), 1)).toBe("a");
  expect(idAt(notebook, 2)).toBe("");
});

test.each([
  ["Top products", "top_products"],
  ["ORDERS", "orders"],
  ["2026", "_2026"],
  ["", "cell"],
  ["a", "a_2"],
  ["a_2", "a_2"],
  ["window", "window_2"],
  ["活跃 客户", "活跃_客户"]
])("the free name nearest to %j is %s", (wanted, name) => {
  expect(freeName(parseNotebook("```sql a\nselect 1\n```\n"), wanted)).toBe(name);
});

test("a title is set within the front matter, or makes one", () => {
  const text = "---\n# ours\ntitle: Old # why\nmore: 1\n---\n\nProse.\n";
  expect(write(withTitle(parseNotebook(text), "New: one"))).toBe(text.replace("Old # why", '"New: one" # why'));
  expect(write(withTitle(parseNotebook("Prose.\r\n"), "New"))).toBe("---\r\ntitle: New\r\n---\r\n\r\nProse.\r\n");
});

test("a new cell of each kind has nothing wrong with it, and a chart draws the nearest result above", () => {
  let notebook = parseNotebook(blankNotebook({en: "Mine", "zh-Hans": "我的"}, "en"));
  expect(notebook).toMatchObject({title: {en: "Mine", "zh-Hans": "我的"}, lang: "en", needs: ["orders"], cells: []});
  for (const kind of ["sql", "chart", "input", "text", "sql"] as const)
    notebook = insertCell(notebook, notebook.cells.length, newCellSource(kind, notebook));
  expect(notebook.cells.map(({id}) => id)).toEqual(["query", "chart", "number", "text-1", "query_2"]);
  expect(notebook.cells.flatMap(({problems}) => problems)).toEqual([]);
  expect(bodyOf(notebook.cells[0]!)).toBe("select *\nfrom orders\nlimit 100");
  expect(newCellSource("chart", notebook, {index: 2})).toContain("from: query\n");
  expect(newCellSource("chart", notebook)).toContain("from: query_2\n");
  expect(notebook.cells[2]).toMatchObject({spec: {kind: "slider", min: 0, max: 100, default: 50}});
});
