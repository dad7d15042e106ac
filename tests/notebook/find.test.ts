import {expect, test} from "vitest";
import {bodyOf} from "../../src/notebook/edit";
import {findInNotebook, replaceInNotebook} from "../../src/notebook/find";
import {parseNotebook} from "../../src/notebook/parse";
import {serializeNotebook} from "../../src/notebook/serialize";

const text = `---
title: Orders
---

<!-- lang: en -->
Orders of the Day, ＯＲＤＥＲＳ（２０２６）.
<!-- lang: zh-Hans -->
订单，Orders
<!-- lang: all -->

\`\`\`sql orders_of
select *
from ORDERS
\`\`\`

\`\`\`chart bar
kind: bar
from: orders_of
\`\`\`
`;
const notebook = parseNotebook(text);
const linesOf = text.split("\n");

test("words are found in every body, whatever their case and width, each at its place", () => {
  const matches = findInNotebook(notebook, "orders");
  expect(matches.map(({cell, line}) => [cell, line])).toEqual([
    ["text-1", 6],
    ["text-1", 6],
    ["text-2", 8],
    ["orders_of", 13],
    ["bar", 18]
  ]);
  for (const {cell, from, to, line, excerpt} of matches) {
    const written = bodyOf(notebook.cells.find(({id}) => id === cell)!).slice(from, to);
    expect(written.normalize("NFKC").toLowerCase()).toBe("orders");
    expect(linesOf[line - 1]).toContain(written);
    expect(excerpt).toBe(linesOf[line - 1]);
  }
});

test("full-width brackets and digits are found by half-width ones, and the other way round", () => {
  expect(findInNotebook(notebook, "(2026)")).toMatchObject([{cell: "text-1"}]);
  expect(findInNotebook(notebook, "Ｄａｙ,")).toMatchObject([{cell: "text-1", from: 14, to: 18}]);
});

test("prose of another language is left out when a language is asked for", () => {
  expect(findInNotebook(notebook, "orders", {lang: "zh-Hans"}).map(({cell}) => cell)).toEqual([
    "text-2",
    "orders_of",
    "bar"
  ]);
});

test("nothing is found of nothing, and no more than asked for", () => {
  expect(findInNotebook(notebook, "")).toEqual([]);
  expect(findInNotebook(notebook, "[a-z]+")).toEqual([]);
  expect(findInNotebook(notebook, "orders", {limit: 2})).toHaveLength(2);
});

test("a letter that stands for several is found whole", () => {
  const odd = parseNotebook("A ㎞ and 🙂 km.\n");
  expect(findInNotebook(odd, "m").map(({from, to}) => [from, to])).toEqual([
    [2, 3],
    [12, 13]
  ]);
});

test("a long line is shown shortened around what was found", () => {
  const long = parseNotebook(`${"a ".repeat(100)}needle${" b".repeat(100)}\n`);
  const [match] = findInNotebook(long, "needle");
  expect(match!.excerpt).toMatch(/^…a .* needle .* b…$/);
  expect(match!.excerpt.length).toBeLessThan(100);
});

test("what is found is replaced, all or chosen, and no other line changes", () => {
  const all = replaceInNotebook(notebook, "orders", "sales");
  expect(all.count).toBe(5);
  expect(serializeNotebook(all.notebook)).toBe(
    text
      .replace("Orders of the Day, ＯＲＤＥＲＳ", "sales of the Day, sales")
      .replace("，Orders", "，sales")
      .replace("from ORDERS", "from sales")
      .replace("from: orders_of", "from: sales_of")
  );
  const [, second] = findInNotebook(notebook, "orders");
  const some = replaceInNotebook(notebook, "orders", "$&", {matches: [second!]});
  expect(serializeNotebook(some.notebook)).toBe(text.replace("ＯＲＤＥＲＳ", () => "$&"));
});

test("what prose becomes may end other cells, and those are still replaced", () => {
  const odd = parseNotebook("One.\n\n```sql a\nselect 1\n```\n\nOne.\n");
  const {notebook: replaced} = replaceInNotebook(odd, "One.", "```sql b\nselect 1\n```");
  expect(serializeNotebook(replaced)).toBe(
    "```sql b\nselect 1\n```\n\n```sql a\nselect 1\n```\n\n```sql b\nselect 1\n```\n"
  );
});
