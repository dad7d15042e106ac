import {readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {parseNotebook} from "../../src/notebook/parse";
import {hashOf, reviewNotebook} from "../../src/notebook/review";
import {revealed, suspectName} from "../../src/notebook/suspicion";

const relations = new Set(["orders", "customers"]);
const text = `---
title: A stranger's
needs: [orders, complaints]
---

See [the shop](https://example.org/a) and <b@example.org>; [here](#top). There are {{top.n}}.

\`\`\`input least
kind: number
\`\`\`

\`\`\`sql top
with mine as (from orders) select count(*) as n from mine join stock using (id) where n > $least
\`\`\`

\`\`\`chart bar
kind: bar
from: top
x: n
y: n
select: stage
\`\`\`

\`\`\`chart raw
kind: table
from: customers
\`\`\`

\`\`\`sql empty
\`\`\`
`;

test("a review lists every cell, what would run and what it reads, in order", () => {
  const {cells, statements} = reviewNotebook(parseNotebook(text), relations);
  expect(cells.map(({id, kind, isStatement}) => [id, kind, isStatement])).toEqual([
    ["text-1", "text", false],
    ["least", "input", false],
    ["top", "sql", true],
    ["bar", "chart", false],
    ["raw", "chart", false],
    ["empty", "sql", false]
  ]);
  expect(statements).toBe(1);
  expect(cells[0]!.links).toEqual(["https://example.org/a", "mailto:b@example.org"]);
  expect(cells[2]!.text).toMatch(/^with mine as .*\$least$/);
  expect(cells.map(({reads}) => reads)).toEqual([
    {relations: [], cells: ["top"], variables: []},
    {relations: [], cells: [], variables: []},
    {relations: ["orders"], cells: [], variables: ["least"]},
    {relations: [], cells: ["top"], variables: ["stage"]},
    {relations: ["customers"], cells: [], variables: []},
    {relations: [], cells: [], variables: []}
  ]);
  expect(cells[5]!.problems).toMatchObject([{code: "notebook.sql_empty"}]);
});

test("a review says what this data does not have, declared or not", () => {
  const review = reviewNotebook(parseNotebook(text), relations);
  expect(review.needs).toEqual([
    {name: "orders", isHere: true},
    {name: "complaints", isHere: false},
    {name: "stock", isHere: false},
    {name: "customers", isHere: true}
  ]);
  expect(review.missing).toEqual(["complaints", "stock"]);
});

test("while there is no data, what any shop's export brings is not missing", () => {
  const review = reviewNotebook(parseNotebook(text), new Set<string>());
  expect(review.needs.map(({name, isHere}) => [name, isHere])).toEqual([
    ["orders", null],
    ["complaints", false],
    ["stock", false],
    ["customers", null]
  ]);
  expect(review.missing).toEqual(["complaints", "stock"]);
});

test("while there is no data, a cell that reads what every shop has has no problem", () => {
  const early = parseNotebook("```sql one\nselect * from orders\n```\n\n```sql two\nselect * from nowhere\n```\n");
  const codesOf = (known: ReadonlySet<string>) =>
    reviewNotebook(early, known).cells.map(({problems}) => problems.map(({code}) => code));
  expect(codesOf(new Set())).toEqual([[], ["notebook.unknown_name"]]);
  expect(codesOf(new Set(["customers"]))).toEqual([["notebook.unknown_name"], ["notebook.unknown_name"]]);
});

test("shipped notebooks are reviewed without a suspicion", () => {
  for (const name of ["checkup", "weekly"]) {
    const review = reviewNotebook(parseNotebook(readFileSync(`notebooks/${name}.md`, "utf8")), new Set(["orders"]));
    expect(review.suspicions).toEqual([]);
    expect(review.statements).toBeGreaterThan(0);
  }
});

// B10
const title = {where: "title", cell: null} as const;
const known = ["Shop check-up", "orders"];
test.each([
  ["Shop check-up", []],
  ["shop CHECK-UP", []],
  ["客户体检 2026 (Q3)", []],
  ["Проверка магазина", []],
  ["Обзор по Excel", []],
  ["Ελλάδα", []],
  ["👩‍👩‍👧 families", []],
  ["क्‍ष", []],
  ["Shop check\u200B-up", ["notebook.suspicious_invisible", "notebook.suspicious_lookalike"]],
  ["Sh\u043Ep check-up", ["notebook.suspicious_mixed", "notebook.suspicious_lookalike"]],
  ["Ｓｈｏｐ check-up", ["notebook.suspicious_lookalike"]],
  ["\u0455\u04BB\u043E\u0440", []],
  ["0rders", ["notebook.suspicious_lookalike"]],
  ["Orders \u202Etxet", ["notebook.suspicious_bidi"]],
  ["a\u3164b", ["notebook.suspicious_invisible"]],
  ["a\u{E0041}b", ["notebook.suspicious_invisible"]]
])("a title %j is suspected of %j", (text, codes) => {
  expect(suspectName(text, known, title).map(({code}) => code)).toEqual(codes);
});

test("suspicions say where: title, name, statement or prose", () => {
  const odd = parseNotebook(
    "---\ntitle: {en: Plain, zh-Hans: 'a\u202Eb'}\n---\nHi\u200Bdden.\n\n" +
      "```sql \u043Erders\nselect 1 /* \u2066 */\n```\n\n```chart stage\nkind: table\nfrom: orders\ntitle: \u202E\n```\n"
  );
  const {suspicions} = reviewNotebook(odd, relations);
  expect(suspicions.map(({code, where, cell}) => [code.replace("notebook.suspicious_", ""), where, cell])).toEqual([
    ["bidi", "title", null],
    ["invisible", "prose", "text-1"],
    ["mixed", "name", "\u043Erders"],
    ["lookalike", "name", "\u043Erders"],
    ["bidi", "statement", "\u043Erders"],
    ["bidi", "statement", "stage"]
  ]);
  expect(suspicions[0]!.details).toEqual({characters: ["U+202E"], count: 1});
});

test("what is shown is what would run: characters that turn or hide are written out", () => {
  expect(revealed("select 1 /* \u202E\u2066 admin */ \u200Bfrom a")).toBe(
    "select 1 /* ⟦U+202E⟧⟦U+2066⟧ admin */ ⟦U+200B⟧from a"
  );
  expect(revealed("普通 text 👩‍👧\n")).toBe("普通 text 👩‍👧\n");
});

test("a hash is of exactly one text", async () => {
  // the well-known digest of "abc"
  expect(await hashOf("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(await hashOf("abc\n")).not.toBe(await hashOf("abc"));
});
