import {tableFromArrays} from "apache-arrow";
import {expect, test} from "vitest";
import zhHans from "../../src/i18n/languages/zh-Hans";
import en from "../../src/i18n/languages/en";
import {makeWords} from "../../src/i18n/translate";
import {evaluate, interpolate, parseReference} from "../../src/notebook/interpolate";
import {parseMarkdown} from "../../src/notebook/markdown";

const table = tableFromArrays({
  stage: ["active", "lost", null],
  customers: [12000, 345, null],
  net_sales: [10.5, 20, null]
});
const show = (text: string, words = makeWords("en", en)) => {
  const reference = parseReference(text);
  return reference && interpolate(reference, table, words);
};

test.each([
  ["stages.customers", "12,000"],
  ["stages.customers | sum", "12,345"],
  ["stages.customers|count", "2"],
  ["stages.customers | min", "345"],
  ["stages.customers | max", "12,000"],
  ["stages.customers | last", "–"],
  ["stages.net_sales | sum", "¥30.50"],
  ["stages.net_sales | sum | number", "30.5"],
  ["stages.customers | money", "¥12,000.00"],
  ["stages.stage | max | text", "Lost"],
  ["stages.weather", "–"],
  ["stages.stage | sum", "–"]
])("{{%s}} shows %s", (text, shown) => {
  expect(show(text)).toBe(shown);
});

test("a Chinese reader sees the same value in their forms", () => {
  expect(show("a.net_sales | sum", makeWords("zh-Hans", zhHans, en))).toBe("¥30.50");
});

test.each([
  "",
  "stages",
  "stages.",
  ".customers",
  "a.b.c",
  "a.b | average",
  "a.b | sum | sum",
  "a.b | money | sum",
  "a.b | sum | money | x",
  "a.b[0]",
  "a.b + 1",
  "a.constructor()",
  "a b.c",
  "select 1"
])("{{%s}} is not of the grammar", (text) => {
  expect(parseReference(text)).toBeNull();
});

test("what cannot be summed up says why", () => {
  const reference = (text: string) => parseReference(text)!;
  expect(evaluate(reference("a.weather"), table)).toEqual({problem: "notebook.value_column"});
  expect(evaluate(reference("a.stage | sum"), table)).toEqual({problem: "notebook.value_number"});
  expect(evaluate(reference("a.customers | sum"), table, 9000)).toEqual({problem: "notebook.value_cut"});
  expect(evaluate(reference("a.customers"), table, 9000)).toEqual({value: 12000});
});

test("prose holds a value where it stands, between its words", () => {
  expect(parseMarkdown("We have **{{stages.customers | sum}}** customers, {{not so}}.")).toEqual([
    {
      type: "paragraph",
      children: [
        {type: "text", value: "We have "},
        {
          type: "strong",
          children: [{type: "value", cell: "stages", column: "customers", aggregate: "sum", unit: null}]
        },
        {type: "text", value: " customers, "},
        {type: "text", value: "{{not so}}"},
        {type: "text", value: "."}
      ]
    }
  ]);
});

test("a value within code is code", () => {
  expect(parseMarkdown("`{{a.b}}`")).toEqual([{type: "paragraph", children: [{type: "inlineCode", value: "{{a.b}}"}]}]);
});

test("tables, lists and quotes keep their shape", () => {
  const [list, quote, grid] = parseMarkdown("1. one\n2. two\n\n> quiet\n\n| a | b |\n|---|---|\n| 1 | 2 |\n");
  expect(list).toMatchObject({type: "list", ordered: true, children: [{type: "listItem"}, {type: "listItem"}]});
  expect(quote).toMatchObject({type: "blockquote"});
  expect(grid).toMatchObject({type: "table", children: [{type: "tableRow"}, {type: "tableRow"}]});
});
