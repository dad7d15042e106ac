import {beforeAll, describe, expect, test} from "vitest";
import type {Words} from "../../src/base/words";
import type {Database} from "../../src/engine/database";
import {readFunctions} from "../../src/engine/functions";
import {QueryError} from "../../src/engine/query-error";
import {checkSelect, createCellView} from "../../src/engine/select";
import {loadMessages} from "../../src/i18n/messages";
import {makeWords} from "../../src/i18n/translate";
import type {CatalogRelation} from "../../src/models/catalog";
import {parseNotebook} from "../../src/notebook/parse";
import {chartForms, inputForms, nameEverything, type EditorNames} from "../../src/session/completion";
import {completeMarkdown} from "../../src/ui/editor/complete-markdown";
import {completeSql} from "../../src/ui/editor/complete-sql";
import {completeYaml} from "../../src/ui/editor/complete-yaml";
import type {CompletionList} from "../../src/ui/editor/completions";
import {problemsOf} from "../../src/ui/editor/problems";
import {openTestDatabase} from "../support/database";

const relation = (name: string, columns: Record<string, string>, doc = ""): CatalogRelation => ({
  name,
  layer: "marts",
  description: doc,
  columns: Object.entries(columns).map(([name, type]) => ({
    name,
    type,
    doc: name === "net_sales" ? "Paid less refunds" : ""
  })),
  key: [],
  tags: null,
  sql: "",
  variables: [],
  references: []
});

const notebook = parseNotebook(`---
title: t
---

\`\`\`input active_days
kind: slider
label: {zh-Hans: 活跃天数, en: Active for (days)}
min: 15
max: 180
default: 90
\`\`\`

\`\`\`sql stages
select stage, count(*) as customers from customers group by stage
\`\`\`

\`\`\`sql 沉默客户
select customer_key as 客户编号, net_sales as "Net Sales" from customers
\`\`\`

\`\`\`chart stage_bar
from: stages
kind: bar
x: stage
y: customers
select: tier
\`\`\`
`);

let db: Database;
let chinese: Words;
let english: Words;
let names: EditorNames;
let inEnglish: EditorNames;
beforeAll(async () => {
  db = await openTestDatabase();
  await db.exec("create table customers as select 'a' as customer_key, 1.5 as net_sales, 'active' as stage");
  await db.exec(
    "create table orders as select 'A1' as order_id, 'a' as customer_key, date '2026-11-11' as ordered_date"
  );
  await createCellView(db, "stages", "select stage, count(*) as customers from customers group by stage");
  await createCellView(db, "沉默客户", 'select customer_key as 客户编号, net_sales as "Net Sales" from customers');
  const [zh, en] = [await loadMessages("zh-Hans"), await loadMessages("en")];
  chinese = makeWords("zh-Hans", zh, en);
  english = makeWords("en", en);
  const columns: Record<string, {name: string; type: string}[]> = {
    stages: [
      {name: "stage", type: "Utf8"},
      {name: "customers", type: "Float64"}
    ],
    沉默客户: [
      {name: "客户编号", type: "Utf8"},
      {name: "Net Sales", type: "Decimal[18e+2]"}
    ]
  };
  const functions = await readFunctions(db);
  const sources = (words: Words) => ({
    catalog: new Map(
      [
        relation(
          "customers",
          {customer_key: "VARCHAR", net_sales: "DECIMAL(18,2)", stage: "VARCHAR"},
          "One row per customer."
        ),
        relation("orders", {order_id: "VARCHAR", customer_key: "VARCHAR", ordered_date: "DATE"})
      ].map((each) => [each.name, each])
    ),
    notebook,
    columnsOf: (cell: string) => columns[cell] ?? [],
    inputs: {active_days: 75, tier: null},
    functions,
    words
  });
  names = nameEverything(sources(chinese));
  inEnglish = nameEverything(sources(english));
});

/** What is offered where the bar stands. */
function offer(text: string, complete = completeSql, among = names): CompletionList | null {
  return complete(text.replace("|", ""), text.indexOf("|"), among);
}
const offered = (text: string, complete = completeSql, among = names) =>
  offer(text, complete, among)?.completions.map(({name}) => name) ?? [];
/** The text after the best offer was taken. */
function taken(text: string, complete = completeSql, among = names): string {
  const {from, to, completions} = offer(text, complete, among)!;
  const plain = text.replace("|", "");
  return plain.slice(0, from) + completions[0]!.insert + plain.slice(to);
}

describe("what can be named", () => {
  test("relations have the reader's titles, cells their columns", () => {
    expect(names.relations.map(({name, kind, title}) => [name, kind, title])).toEqual([
      ["customers", "relation", "客户"],
      ["orders", "relation", "订单"],
      ["stages", "cell", ""],
      ["沉默客户", "cell", ""]
    ]);
    const [customers] = inEnglish.relations;
    expect(customers?.title).toBe("Customers");
    expect(customers?.columns[1]).toMatchObject({name: "net_sales", type: "number", doc: "Paid less refunds"});
    // headers are in English, so a Chinese reader has the heading alone
    expect(names.relations[0]?.columns[1]).toMatchObject({heading: "净销售额", type: "数字", doc: ""});
  });
  test("inputs and selections have their label and their present value", () => {
    expect(names.inputs).toEqual([
      {name: "active_days", label: "活跃天数", value: chinese.value("active_days", 75)},
      {name: "tier", label: chinese.column("tier"), value: ""}
    ]);
    expect(inEnglish.inputs[0]?.label).toBe("Active for (days)");
  });
  test("a function says how it is called", () => {
    expect(names.functions.find(({name}) => name === "round")?.signature).toBe("round(x, [precision])");
  });
});

describe("a select is completed", () => {
  test("relations, cells and tables of its own after from", () => {
    expect(offered("select * from |").slice(0, 4).sort()).toEqual(["customers", "orders", "stages", "沉默客户"]);
    expect(offered("with x as (select 1 as a) select * from |")).toContain("x");
    expect(offered("select * from stages, cust|")[0]).toBe("customers");
    expect(offered("select * from orders join st|")[0]).toBe("stages");
  });
  test("by a Chinese title, or a Chinese name", () => {
    expect(offered("select * from 客户|")).toEqual(["customers", "沉默客户"]);
    expect(taken("select * from 沉默|")).toBe("select * from 沉默客户");
    expect(offered("select 客户| from 沉默客户")[0]).toBe("客户编号");
    expect(offered("select 净销售| from customers")[0]).toBe("net_sales");
  });
  test("columns of what is read come first", () => {
    expect(offered("select c| from orders")[0]).toBe("customer_key");
    expect(offered("select | from orders").slice(0, 3).sort()).toEqual(["customer_key", "order_id", "ordered_date"]);
    expect(offered("select net| from customers where net_sales > 0")[0]).toBe("net_sales");
    expect(offered("from stages where s|")[0]).toBe("stage");
    // nothing is read yet: any relation's column may be meant
    expect(offered("select order_i|")[0]).toBe("order_id");
    // a column before the functions that few selects use, and after those that most do
    expect(offered("select sta|")[0]).toBe("stage");
    expect(offered("select cou|")[0]).toBe("count");
  });
  test("after a dot, those of the alias only", () => {
    expect(offered("select o.| from orders o join customers as c on c.customer_key = o.customer_key").sort()).toEqual([
      "customer_key",
      "order_id",
      "ordered_date"
    ]);
    expect(offered("select * from orders o join customers c on c.|")).toContain("stage");
    expect(offered("select notebook.|").sort()).toEqual(["stages", "沉默客户"]);
    expect(offered("select x.| from orders o")).toEqual([]);
  });
  test("through common tables and subqueries", () => {
    const sql = "with a as (select order_id, count(*) as n from orders group by all), b as (select * from a) select |";
    expect(offered(`${sql} from b`).slice(0, 2).sort()).toEqual(["n", "order_id"]);
    expect(offered("select t.| from (select stage, 1 as one from customers) as t").sort()).toEqual(["one", "stage"]);
    // within the brackets the inner select is meant, then the outer
    const nested = offered("select * from orders where exists (select 1 from customers where st|)");
    expect(nested[0]).toBe("stage");
  });
  test("names that need quotes get them", () => {
    expect(taken("select net s| from 沉默客户".replace("net s", "Net"))).toBe('select "Net Sales" from 沉默客户');
    expect(taken('select "Net| from 沉默客户'.replace('"Net|', '"Net|"'))).toBe('select "Net Sales" from 沉默客户');
  });
  test("inputs after their sign, by name or label", () => {
    expect(offered("select * from orders where x > $|")).toEqual(["tier", "active_days"]);
    expect(taken("select $act|")).toBe("select $active_days");
    expect(taken("select $活跃|")).toBe("select $active_days");
    expect(offer("select $act|")?.completions[0]).toMatchObject({
      title: "活跃天数",
      detail: chinese.value("active_days", 75)
    });
  });
  test("functions with their parentheses, keywords as they are", () => {
    expect(offer("select date_tr|")?.completions[0]).toMatchObject({
      name: "date_trunc",
      insert: "date_trunc()",
      back: 1
    });
    expect(offer("select date_tr|")?.completions[0]?.detail).toBe("date_trunc(part, timestamp)");
    expect(offer("select row_num|")?.completions[0]).toMatchObject({insert: "row_number()", back: 0});
    expect(offered("select * from orders wher|")[0]).toBe("where");
  });
  test.each([
    "select 'cust|",
    "select 'customers|'",
    "-- cust|",
    "select 1 -- cust|\nfrom x",
    "/* cust| */ select 1",
    "select 12|"
  ])("nothing is offered in a text, a comment or a number: %s", (text) => expect(offered(text)).toEqual([]));
  test("a name that the query gives is not completed", () => {
    expect(offer("select 1 as sta|")).toBeNull();
    expect(offer("select (1 + 1) as 一|")).toBeNull();
    expect(offer("select 1 as |")).toBeNull();
    expect(offer("select stage from customers as cust|")).toBeNull();
    expect(offered("with a as (select sta| from customers) select * from a")[0]).toBe("stage");
  });
  test("any place in any text can be asked about", () => {
    const texts = [
      "with a as (select * from ((b))) select a.* from a, (",
      "from from join on )(",
      "select\n\n'",
      '"',
      "$",
      "a.b.c."
    ];
    for (const text of texts)
      for (let at = 0; at <= text.length; at += 1) expect(() => completeSql(text, at, names)).not.toThrow();
  });
});

describe("YAML is completed", () => {
  const chart = (text: string) => offered(text, completeYaml, {...names, forms: chartForms()});
  const input = (text: string) => offered(text, completeYaml, {...names, forms: inputForms()});
  test("a chart's keys, kinds, cells and columns", () => {
    expect(chart("f|")[0]).toBe("from");
    expect(chart("from: sta|")).toEqual(["stages"]);
    expect(chart("from: 客户|")).toEqual(["customers", "沉默客户"]);
    expect(chart("from: stages\nkind: ba|")).toContain("bar");
    expect(chart("from: stages\nkind: bar\nx: |")).toEqual(["stage", "customers"]);
    expect(chart("from: stages\nkind: bar\ny: [customers, st|]")).toEqual(["stage"]);
    expect(chart("from: stages\nkind: table\ncolumns:\n  - cu|")).toEqual(["customers"]);
    expect(chart("from: stages\nkind: line\nzero: |").sort()).toEqual(["auto", "no", "yes"]);
    expect(chart("from: stages\nkind: bar\nfr|")).not.toContain("from");
  });
  test("what YAML would read otherwise is quoted", () => {
    const text = "from: 沉默客户\nkind: bar\nx: Net|";
    expect(taken(text, completeYaml, {...names, forms: chartForms()})).toBe(
      'from: 沉默客户\nkind: bar\nx: "Net Sales"'
    );
  });
  test("an input's keys by its kind", () => {
    expect(input("kind: sl|")).toEqual(["slider"]);
    expect(input("kind: slider\nst|")).toEqual(["step"]);
    expect(input("kind: number\nunit: mo|")).toEqual(["money"]);
    expect(input("# fr|")).toEqual([]);
  });
});

test("prose is completed within the braces of a value", () => {
  expect(offered("有{{sta|", completeMarkdown)).toEqual(["stages"]);
  expect(offered("{{ stages.| }}", completeMarkdown)).toEqual(["stage", "customers"]);
  expect(
    offered("{{stages.customers | s|}}".replace("| s|", "\u0000 s|").replace("\u0000", ""), completeMarkdown)
  ).toEqual([]);
  expect(completeMarkdown("{{stages.customers | s", 22, names)?.completions.map(({name}) => name)).toEqual(["sum"]);
  expect(offered("sta|", completeMarkdown)).toEqual([]);
});

describe("what is wrong", () => {
  const wrong = async (sql: string, words = chinese) => {
    const error = await checkSelect(db, sql).then(
      () => null,
      (reason: unknown) => reason as QueryError
    );
    return problemsOf(error!, sql, words);
  };
  /** The text with the first repair made. */
  const repaired = async (sql: string) => {
    const [problem] = await wrong(sql);
    const {from, to, insert} = problem!.fixes[0]!;
    return sql.slice(0, from) + insert + sql.slice(to);
  };
  test.each([
    ["select stge from customers", "select stage from customers"],
    ["select c.stge from customers as c", "select c.stage from customers as c"],
    ["select 1 as 一\nfrom custmers", "select 1 as 一\nfrom customers"],
    ["from notebook.沉默客", "from notebook.沉默客户"],
    ["select 客户号 from 沉默客户", "select 客户编号 from 沉默客户"],
    ['select "NetSales" from 沉默客户', 'select "Net Sales" from 沉默客户'],
    ["select cont(*) from customers", "select count(*) from customers"],
    ["select x.stage from customers as c", "select c.stage from customers as c"],
    ["select stage from customers wher stage > 'a'", "select stage from customers where stage > 'a'"],
    ["select stage from customers order bye stage", "select stage from customers order by stage"]
  ])("%s is repaired", async (sql, right) => {
    expect(await repaired(sql)).toBe(right);
    await expect(checkSelect(db, right)).resolves.toBeUndefined();
  });
  test("a name that shares a word with what was written comes before one that shares letters", () => {
    const failure = new QueryError("engine.column_not_found", {
      sql: "select net_sales from orders",
      name: "net_sales",
      candidates: ["month_date", "net_amount"]
    });
    const [problem] = problemsOf(failure, "select net_sales from orders", chinese);
    expect(problem!.fixes.map(({insert}) => insert)).toEqual(["net_amount", "month_date"]);
  });
  test("the word is underlined, and said in the reader's language", async () => {
    const sql = "select\n    $active_days + stge\nfrom customers";
    const [problem] = await wrong(sql);
    expect(sql.slice(problem!.from, problem!.to)).toBe("stge");
    expect(problem).toMatchObject({severity: "error", message: "这里没有名为“stge”的列。"});
    expect(problem!.fixes[0]!.label).toBe("改成stage");
    expect((await wrong(sql, english))[0]!.message).toBe("There is no column called “stge” here.");
  });
  test.each([
    ["select stage from customers where", "where", "末尾还没有写完。"],
    ["select 'a", "'", "引号只有开头，没有结尾。"],
    ["select stage from from customers", "from", "这里不能写“from”。"]
  ])("grammar: %s", async (sql, underlined, message) => {
    const [problem] = await wrong(sql);
    expect(sql.slice(problem!.from, problem!.to)).toBe(underlined);
    expect(problem!.message).toBe(message);
  });
  test("a finding of the graph is placed by its name and repaired by its suggestion", () => {
    const body = "select * from x where d > $activ_days";
    const found = {
      code: "notebook.input_missing",
      severity: "error" as const,
      details: {name: "activ_days", suggestion: "active_days"}
    };
    const [problem] = problemsOf(found, body, chinese);
    expect(body.slice(problem!.from, problem!.to)).toBe("$activ_days");
    expect(problem!.fixes[0]).toMatchObject({insert: "$active_days"});
  });
  test.each([
    ["charts.unknown_kind", {kind: "bart"}, "bart", "bar"],
    ["charts.unknown_key", {key: "serie", kind: "bar"}, "serie", "series"],
    ["charts.bad_value", {key: "x", value: "[1]"}, "[1]", null],
    ["notebook.unknown_name", {name: "stags", suggestion: "stages"}, "stags", "stages"],
    ["notebook.input_kind", {kind: "bart", known: ["chart", "bar"]}, "bart", "bar"]
  ])("YAML: %s", (code, details, underlined, insert) => {
    const body = "from: stags\nkind: bart\nserie: a\nx: [1]\n";
    const [problem] = problemsOf({code, severity: "error", details}, body, chinese, {language: "yaml"});
    expect(body.slice(problem!.from, problem!.to)).toBe(underlined);
    expect(problem!.fixes[0]?.insert ?? null).toBe(insert);
  });
  test("a line of the document is the whole line; what has no place has no underline", () => {
    const body = "from: a\n  kind: [\n";
    const found = {code: "notebook.yaml_invalid", severity: "error" as const, details: {reason: "x"}, at: {line: 12}};
    const [problem] = problemsOf(found, body, chinese, {language: "yaml", firstLine: 11});
    expect(body.slice(problem!.from, problem!.to)).toBe("kind: [");
    expect(problemsOf(found, body, chinese, {language: "yaml"})[0]).toMatchObject({from: 0, to: 0});
  });
});
