import {readdirSync, readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {currentFormat, mostBytes, mostCells, mostLines, readNotebook} from "../../src/notebook/format";
import {serializeNotebook} from "../../src/notebook/serialize";
import {blankNotebook} from "../../src/notebook/template";

const released = readdirSync("tests/notebook/fixtures", {recursive: true, encoding: "utf8"}).filter((name) =>
  name.endsWith(".md")
);

test("every released version of the format has fixtures", () => {
  const versions = new Set(released.map((name) => Number(/format-(\d+)/.exec(name)?.[1])));
  expect([...versions].sort()).toEqual(Array.from({length: currentFormat}, (_, index) => index + 1));
});

test.each(released)("%s opens, and is written back", (name) => {
  const text = readFileSync(`tests/notebook/fixtures/${name}`, "utf8");
  const {notebook, text: current, migratedFrom} = readNotebook(text);
  const format = Number(/format-(\d+)/.exec(name)?.[1]);
  expect(migratedFrom).toBe(format === currentFormat ? null : format);
  expect(serializeNotebook(notebook)).toBe(current);
  if (format === currentFormat) expect(current).toBe(text);
  const errors = [...notebook.problems, ...notebook.cells.flatMap(({problems}) => problems)];
  expect(errors.filter(({severity}) => severity === "error")).toEqual([]);
});

test("what the fixtures of version 1 mean stays what it is", () => {
  const read = (name: string) =>
    readNotebook(readFileSync(`tests/notebook/fixtures/format-1/${name}`, "utf8")).notebook;
  expect(read("first-products.md")).toMatchObject({
    title: "Which products bring people back",
    lang: "en",
    needs: ["orders", "order_lines"]
  });
  expect(read("first-products.md").cells.map(({id, kind}) => [id, kind])).toEqual([
    ["text-1", "text"],
    ["within_days", "input"],
    ["first_products", "sql"],
    ["product_bar", "chart"],
    ["text-2", "text"]
  ]);
  expect(read("sale.md").cells.map((cell) => (cell.kind === "text" ? cell.lang : cell.id))).toEqual([
    "zh-Hans",
    "en",
    "大促日",
    "大促",
    "对比"
  ]);
  expect(read("windows.md").cells.map(({id}) => id)).toEqual(["text-1", "plain", "note", "text-2"]);
});

const steps = [(text: string) => text.replaceAll("fence", "cell"), (text: string) => `${text}\nThird.\n`];

test("an older document takes every step to the version of today, and says it", () => {
  expect(readNotebook("A fence.\n", steps)).toMatchObject({
    text: "---\nformat: 3\n---\n\nA cell.\n\nThird.\n",
    migratedFrom: 1
  });
  expect(readNotebook("---\nformat: 2 # two\ntitle: a\n---\nA fence.\n", steps)).toMatchObject({
    text: "---\nformat: 3 # two\ntitle: a\n---\nA fence.\n\nThird.\n",
    migratedFrom: 2,
    notebook: {title: "a"}
  });
  expect(readNotebook("---\nformat: 3\n---\nA fence.\n", steps)).toMatchObject({migratedFrom: null});
});

test("a format that is no number is a problem of the front matter, and read as the first", () => {
  const {notebook, migratedFrom} = readNotebook("---\nformat: one\n---\nText.\n");
  expect(notebook.problems).toMatchObject([{code: "notebook.front_matter_value", details: {key: "format"}}]);
  expect(migratedFrom).toBeNull();
});

test("what a new notebook says is of today's format", () => {
  expect(readNotebook(blankNotebook("Mine"))).toMatchObject({
    migratedFrom: null,
    notebook: {title: "Mine", problems: []}
  });
  expect(blankNotebook("Mine")).toContain(`format: ${currentFormat}\n`);
});

test.each([
  ["a newer format", "---\nformat: 2\n---\n", "notebook.too_new"],
  ["a program's file", "\x7fELF\0\0", "notebook.not_text"],
  ["an escape code", "a\x08b", "notebook.not_text"],
  ["too much text", "a".repeat(mostBytes + 1), "notebook.too_large"],
  ["too much text in Chinese", "中".repeat(mostBytes / 2), "notebook.too_large"],
  ["too many lines", "- a\n".repeat(mostLines), "notebook.too_large"],
  ["too many cells", "```sql a\nselect 1\n```\n".repeat(mostCells + 1), "notebook.too_many_cells"]
])("%s is refused with its reason", (_, text, code) => {
  expect(() => readNotebook(text)).toThrow(code);
});

test("as much as is allowed opens", () => {
  expect(readNotebook("a".repeat(mostBytes)).notebook.cells).toHaveLength(1);
  expect(readNotebook("```sql a\nselect 1\n```\n".repeat(mostCells)).notebook.cells).toHaveLength(mostCells);
  expect(readNotebook("").notebook.cells).toEqual([]);
});
