import {expect, test} from "vitest";
import {shippedModels, variablesOf} from "../../src/models/library";
import {parseModel} from "../../src/models/model";
import {analyze, cellsToRun, type Relations} from "../../src/notebook/graph";
import {bodyOf} from "../../src/notebook/edit";
import {parseNotebook} from "../../src/notebook/parse";
import {findRelations} from "../../src/engine/references";

const relations: Relations = new Map([
  ["orders", {variables: []}],
  ["customers", {variables: ["as_of"]}],
  ["lifecycle", {variables: ["as_of", "cuts"]}]
]);
const graphOf = (text: string) => analyze(parseNotebook(text), relations, {models: new Map()});
const sql = (name: string, text: string) => `\`\`\`sql ${name}\n${text}\n\`\`\`\n\n`;
const input = (name: string) => `\`\`\`input ${name}\nkind: number\n\`\`\`\n\n`;
const chart = (name: string, from: string, more = "") =>
  `\`\`\`chart ${name}\nfrom: ${from}\nkind: bar\nx: stage\ny: customers\n${more}\`\`\`\n\n`;
const problemsOf = (text: string) =>
  [...graphOf(text).problems].flatMap(([id, problems]) => problems.map(({code, details}) => [id, code, details]));

// [statement, the relations it reads]; forms that DuckDB accepts
const statements: [string, string[]][] = [
  ["select * from stages", ["stages"]],
  ["from stages", ["stages"]],
  ["from stages select customers where customers > 1", ["stages"]],
  ["select stages from orders", ["orders"]],
  ["select count(*) as stages from orders order by stages", ["orders"]],
  ["select * from a, b as c, (select * from d) as e", ["a", "b", "d"]],
  ["select * from a left join b using (id, day), c", ["a", "b", "c"]],
  ["select * from a join b on a.x = b.x and b.y in (1, 2), c", ["a", "b", "c"]],
  ["select * from (a join b using (id))", ["a", "b"]],
  ["select * from a asof join b using (day) positional join c", ["a", "b", "c"]],
  ["select * from a where x in (select x from b) and exists (from c)", ["a", "b", "c"]],
  ["select (select max(x) from a) as most, [1, 2] as list from b, c", ["a", "b", "c"]],
  ["with a as (select * from b) select * from a", ["b"]],
  ["with a (x, y) as materialized (select 1, 2), c as (from a) from c, d", ["d"]],
  ["with orders as (select * from orders) select * from orders", ["orders"]],
  ["with recursive a as (select 1 as n union all select n + 1 from a where n < 9) select * from a", []],
  ["select * from a union all by name select * from b except from c", ["a", "b", "c"]],
  ["pivot stages on month using sum(customers) group by stage", ["stages"]],
  ["summarize stages", ["stages"]],
  ["from (pivot a on b using first(c))", ["a"]],
  ["unpivot a on b, c into name d value e", ["a"]],
  ["select extract(year from stages), trim(both from b), substring(c from 2) from a", ["a"]],
  ["select a is distinct from b, a is not distinct from c from d", ["d"]],
  ["select * from range(10), unnest([1, 2]) as t(x), a", ["a"]],
  ["select * from 'in/file.csv'", []],
  ["select * from \"Stages\" -- from comments\n/* from nowhere */ where x = ' from b '", ["stages"]],
  ["select * from main.orders, notebook.stages", ["orders", "stages"]],
  ["select * from 订单明细 as o", ["订单明细"]],
  ["select * from a, lateral (select a.x + 1) as b", ["a"]],
  ["select list_transform(xs, lambda x: x + 1) from a tablesample 10%", ["a"]],
  ["select first(x order by y) filter (where z) over (partition by p, q) from a window w as (order by r, s)", ["a"]],
  ["values (1, 2)", []],
  ["", []]
];
test.each(statements)("%s reads %j", (statement, names) => {
  expect([...new Set(findRelations(statement).map(({name}) => name))].sort()).toEqual([...names].sort());
});

test("cells run after what they read, wherever they stand", () => {
  const graph = graphOf(chart("picture", "top") + sql("top", "from stages") + sql("stages", "from lifecycle"));
  expect(graph.order).toEqual(["stages", "top", "picture"]);
  expect(graph.reads.get("stages")).toEqual(["lifecycle"]);
  expect([...graph.problems.values()].flat()).toEqual([]);
});

test("moving an input runs what reads it, through cells and through relations, and nothing else", () => {
  const graph = graphOf(
    input("cuts") +
      input("least") +
      sql("stages", "from lifecycle") +
      sql("many", "from stages where customers > $least") +
      sql("plain", "from orders") +
      chart("picture", "many") +
      "There are {{many.customers | sum}} of them.\n"
  );
  expect(cellsToRun(graph, ["cuts"])).toEqual(["cuts", "stages", "many", "picture", "text-1"]);
  expect(cellsToRun(graph, ["least"])).toEqual(["least", "many", "picture", "text-1"]);
  expect(cellsToRun(graph, ["plain"])).toEqual(["plain"]);
  expect(graph.variables.get("picture")).toEqual(["least", "as_of", "cuts"]);
});

test("a click on a chart is an input for the others, not a circle", () => {
  const graph = graphOf(
    chart("bar", "stages", "select: stage\n") +
      sql("stages", "from lifecycle") +
      sql("of_stage", "from customers where list_contains($stage, stage)")
  );
  expect(graph.defines.get("stage")).toEqual(["bar"]);
  expect(cellsToRun(graph, ["stage"])).toEqual(["of_stage"]);
  expect([...graph.problems.values()].flat()).toEqual([]);
});

test("a chart may draw a relation itself", () => {
  const graph = graphOf(chart("bar", "lifecycle"));
  expect(graph.reads.get("bar")).toEqual(["lifecycle"]);
  expect(cellsToRun(graph, ["cuts"])).toEqual(["bar"]);
});

test("cells that read each other in a circle say so, and the rest still has an order", () => {
  const graph = graphOf(sql("a", "from b") + sql("b", "from a") + sql("c", "from a") + sql("d", "from orders"));
  expect(graph.order).toEqual(["c", "d"]);
  for (const id of ["a", "b"])
    expect(graph.problems.get(id)).toMatchObject([{code: "notebook.cycle", severity: "error"}]);
  expect(graph.problems.get("d")).toEqual([]);
});

test("a column called like a cell is no circle", () => {
  const graph = graphOf(
    sql("buyers", "select count(*) as buyers from orders") +
      sql("all_of_them", "select sum(buyers) as buyers from buyers")
  );
  expect(graph.order).toEqual(["buyers", "all_of_them"]);
  expect([...graph.problems.values()].flat()).toEqual([]);
});

test("an unknown name is shown with the one that was probably meant", () => {
  expect(problemsOf(sql("a", "from lifecycel"))).toEqual([
    ["a", "notebook.unknown_name", {name: "lifecycel", suggestion: "lifecycle"}]
  ]);
  expect(problemsOf(sql("stages", "from orders") + chart("b", "stage"))).toEqual([
    ["b", "notebook.unknown_name", {name: "stage", suggestion: "stages"}]
  ]);
  expect(problemsOf(chart("b", "weather"))).toEqual([
    ["b", "notebook.unknown_name", {name: "weather", suggestion: null}]
  ]);
  expect(problemsOf("{{order.net_sales}}\n")).toEqual([
    ["text-1", "notebook.unknown_name", {name: "order", suggestion: "orders"}]
  ]);
});

test("what a notebook declares to need is no typing error while no file is open", () => {
  expect(problemsOf(`---\nneeds: [stock]\n---\n${sql("a", "from stock")}`)).toEqual([]);
});

test("an input without a cell is shown where it is read, with the one that was probably meant", () => {
  expect(problemsOf(input("least") + sql("a", "from orders where x > $leest"))).toEqual([
    ["a", "notebook.input_missing", {name: "leest", suggestion: "least"}]
  ]);
});

test("a cell cannot take the place of a relation", () => {
  expect(problemsOf(sql("orders", "select 1 as x"))).toEqual([["orders", "notebook.name_taken", {name: "orders"}]]);
});

test("a value that is not of the grammar is shown at its line", () => {
  const graph = graphOf(`${sql("a", "from orders")}One\n\ntwo {{a.b * 2}} three\n`);
  expect(graph.problems.get("text-1")).toEqual([
    {
      code: "notebook.value_syntax",
      severity: "error",
      details: {text: "{{a.b * 2}}"},
      at: {line: 7, offset: 9, end: 20}
    }
  ]);
});

test("a cut reaches what a stage narrows only while a stage is chosen", () => {
  const notebook = parseNotebook("```chart weekly\nkind: table\nfrom: weeks\n```\n");
  const catalog = new Map([...shippedModels.keys()].map((name) => [name, {variables: variablesOf(name)}]));
  const reached = (chosen: readonly string[]) =>
    cellsToRun(analyze(notebook, catalog, {isSet: (variable) => chosen.includes(variable)}), ["cuts"]);
  expect(reached([])).toEqual([]);
  expect(reached(["stage"])).toEqual(["weekly"]);
});

test("a plan may stand under a dragged cut, unless a stage is chosen or the cell reads the cut itself", () => {
  const text = `${sql("stages", "from lifecycle")}${sql("own", "select * from lifecycle where to_days < $cuts[2]")}`;
  const catalog = new Map([...shippedModels.keys()].map((name) => [name, {variables: variablesOf(name)}]));
  const live = (cell: string, set: readonly string[] = []) =>
    analyze(parseNotebook(`${text}${chart("trend", "stage_months")}`), catalog, {
      isSet: (name) => set.includes(name)
    }).live.get(cell);
  expect([live("stages"), live("trend"), live("own")]).toEqual([["cuts"], ["cuts"], []]);
  const months = analyze(parseNotebook(sql("months", "from cohorts")), catalog, {isSet: () => false});
  expect(months.live.get("months")).toEqual(["repurchase_days"]);
  // who stands in the chosen stage is decided by cuts that the plan holds
  expect(live("trend", ["stage"])).toEqual([]);
});

test("a formula that reads an input makes its cell follow it", () => {
  const content = "-- The stage of a customer.\n(days) as if(days < getvariable('cuts')[1], 'active', 'lost')";
  const model = parseModel({folder: "macros", name: "stage_of", content}, new Set());
  const graph = analyze(parseNotebook(sql("a", "select stage_of(recency_days) as stage from customers")), relations, {
    models: new Map([["stage_of", model]])
  });
  expect(cellsToRun(graph, ["cuts"])).toEqual(["a"]);
});

test("what is unknown is shown where it stands, so that it can be underlined and replaced", () => {
  const text =
    "<!-- lang: en -->\nThere are\n{{ stagez.customers }} of {{?}}.\n\n" +
    sql("stages", "select *\nfrom lifecycel, \"Ordrs\" where x > $leest and y > getvariable('leest')") +
    input("least") +
    '```chart bar\nkind: bar\n# quoted\nfrom: "stagse"\nx: stage\ny: customers\n```\n';
  const notebook = parseNotebook(text);
  const lines = text.split("\n");
  const found = [...graphOf(text).problems].flatMap(([id, problems]) =>
    problems.map(({code, at, details}) => {
      const body = bodyOf(notebook.cells.find((cell) => cell.id === id)!);
      const written = body.slice(at?.offset, at?.end);
      expect(lines[at!.line! - 1]).toContain(written);
      return [id, code.replace("notebook.", ""), written, details.suggestion];
    })
  );
  expect(found).toEqual([
    ["text-1", "unknown_name", "stagez", "stages"],
    ["text-1", "value_syntax", "{{?}}", undefined],
    ["stages", "unknown_name", "lifecycel", "lifecycle"],
    ["stages", "unknown_name", '"Ordrs"', "orders"],
    ["stages", "input_missing", "$leest", "least"],
    ["bar", "unknown_name", '"stagse"', "stages"]
  ]);
});
