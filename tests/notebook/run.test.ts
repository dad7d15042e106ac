import {afterAll, beforeEach, expect, test, vi} from "vitest";
import {toRows} from "../../src/base/table";
import type {QueryOptions, Value} from "../../src/engine/database";
import {dropCellViews} from "../../src/engine/select";
import {analyze, cellsToRun, type CellGraph, type Relations} from "../../src/notebook/graph";
import {parseNotebook} from "../../src/notebook/parse";
import {initialInputs, runCells, type CellResult, type RunOptions} from "../../src/notebook/run";
import {openTestDatabase} from "../support/database";

const db = await openTestDatabase();
afterAll(() => db.close());
beforeEach(async () => {
  await dropCellViews(db);
  await db.exec(`
    create or replace table customers as
    from (values ('ann', 'active', 120.5), ('ben', 'lost', 30), ('cleo', 'active', 9.5)) as t (customer_id, stage, net_sales)`);
});

const relations: Relations = new Map([["customers", {variables: ["as_of"]}]]);
const sql = (name: string, text: string) => `\`\`\`sql ${name}\n${text}\n\`\`\`\n\n`;
const chart = (name: string, from: string, more = "") =>
  `\`\`\`chart ${name}\nfrom: ${from}\nkind: bar\nx: stage\ny: customers\n${more}\`\`\`\n\n`;
const stages = sql("stages", "select stage, count(*) as customers from customers group by stage order by stage");

interface Told {
  id: string;
  result: CellResult;
}

async function run(text: string, options: Partial<RunOptions> & {ids?: (graph: CellGraph) => Iterable<string>} = {}) {
  const notebook = parseNotebook(text);
  const graph = analyze(notebook, relations, {models: new Map()});
  const told: Told[] = [];
  await runCells(graph, options.ids?.(graph) ?? graph.cells.keys(), db, {
    inputs: initialInputs(notebook),
    onResult: (id, result) => told.push({id, result}),
    ...options
  });
  return {told, final: new Map(told.map(({id, result}) => [id, result]))};
}

const rowsOf = (result: CellResult | undefined) => (result?.status === "done" ? toRows(result.table) : result);
const failureOf = (result: CellResult | undefined) =>
  result?.status === "failed" ? [result.error.code, result.error.details] : result;

test("a cell's rows go to the chart that draws it, whichever stands first", async () => {
  const {told, final} = await run(chart("bar", "stages") + stages);
  expect(told.map(({id, result}) => `${id} ${result.status}`)).toEqual([
    "stages running",
    "stages done",
    "bar running",
    "bar done"
  ]);
  const rows = [
    {stage: "active", customers: 2},
    {stage: "lost", customers: 1}
  ];
  expect(rowsOf(final.get("stages"))).toEqual(rows);
  expect(rowsOf(final.get("bar"))).toEqual(rows);
});

test("a chart may draw a relation without a query of its own", async () => {
  const {final} = await run(chart("bar", "customers"));
  expect(final.get("bar")).toMatchObject({status: "done", totalRows: 3});
});

test("a cell reads an input by its name, and follows it without being written again", async () => {
  const text =
    "```input least\nkind: number\ndefault: 100\n```\n\n" +
    sql("big", "select customer_id from customers where net_sales >= $least order by customer_id");
  expect(rowsOf((await run(text)).final.get("big"))).toEqual([{customer_id: "ann"}]);
  const {final, told} = await run(text, {
    inputs: {least: 10},
    changed: ["least"],
    ids: (graph) => cellsToRun(graph, ["least"])
  });
  expect(rowsOf(final.get("big"))).toEqual([{customer_id: "ann"}, {customer_id: "ben"}]);
  expect(told.map(({id}) => id)).toEqual(["big", "big"]);
});

test("a selection narrows the cells that read it, and null widens them again", async () => {
  const text =
    chart("bar", "stages", "select: stage\n") +
    stages +
    sql(
      "of_stage",
      "select customer_id from customers where $stage is null or list_contains($stage::varchar[], stage) order by all"
    );
  expect(rowsOf((await run(text)).final.get("of_stage"))).toHaveLength(3);
  const {final} = await run(text, {inputs: {stage: ["lost"]}});
  expect(rowsOf(final.get("of_stage"))).toEqual([{customer_id: "ben"}]);
});

test("tables that depend on a changed variable are made again before any cell runs", async () => {
  const order: string[] = [];
  await run(stages, {
    inputs: {as_of: new Date("2026-11-22"), other: 1},
    changed: ["as_of"],
    rebuild: async (variables) => {
      const set = await db.query("select getvariable('as_of')::varchar as as_of");
      order.push(`${variables.join()} ${String(toRows(set)[0]?.as_of)}`);
    },
    onResult: (id) => order.push(id)
  });
  expect(order).toEqual(["as_of 2026-11-22", "stages", "stages"]);
});

test("what reads a failed cell fails with that cell's name, the rest runs", async () => {
  const {final} = await run(sql("broken", "select nowhere from customers") + chart("bar", "broken") + stages);
  expect(failureOf(final.get("broken"))).toMatchObject(["engine.column_not_found", {name: "nowhere"}]);
  expect(failureOf(final.get("bar"))).toEqual(["notebook.upstream_failed", {cell: "broken"}]);
  expect(final.get("stages")?.status).toBe("done");
});

test("a cell that no longer works does not leave its old rows to those that read it", async () => {
  await run(sql("a", "select 1 as x"));
  await run(sql("a", "select nowhere from customers"));
  const {final} = await run(sql("b", "select * from a"));
  expect(final.get("b")).toMatchObject({status: "failed"});
});

test("cells in a circle, cells that take a relation's name and cells without a name do not run", async () => {
  const {final} = await run(
    sql("a", "from b") + sql("b", "from a") + sql("customers", "select 1") + "```sql\nselect 1\n```\n" + stages
  );
  expect(failureOf(final.get("a"))?.toString()).toMatch(/^notebook.cycle/);
  expect(failureOf(final.get("customers"))).toEqual(["notebook.name_taken", {name: "customers"}]);
  expect(failureOf(final.get("sql~"))).toEqual(["notebook.name_missing", {name: ""}]);
  expect(rowsOf(final.get("stages"))).toHaveLength(2);
});

test("a chart that the data cannot answer is off, and says why; nothing is asked for it", async () => {
  const {final} = await run(chart("bar", "nowhere", "need: refunds\n"), {
    isOff: (capability) => (capability === "refunds" ? "no_refund_column" : null)
  });
  expect(final.get("bar")).toEqual({status: "off", reason: "no_refund_column"});
});

test("of a long result only the beginning is fetched, and the whole is counted", async () => {
  const {final} = await run(sql("many", "from range(12)") + sql("few", "from range(10)"), {limits: {rows: 10}});
  const many = final.get("many");
  expect(many).toMatchObject({status: "done", totalRows: 12});
  expect(rowsOf(many)).toHaveLength(10);
  expect(final.get("few")).toMatchObject({status: "done", totalRows: 10});
});

test("a cell may take 20 seconds, or what it is told", async () => {
  const timeout = vi.spyOn(AbortSignal, "timeout");
  await run(stages);
  await run(stages, {limits: {milliseconds: 40_000}});
  expect(new Set(timeout.mock.calls.flat())).toEqual(new Set([20_000, 40_000]));
  timeout.mockRestore();
});

test("a newer run leaves the cells of the older one stale, without a failure", async () => {
  const abort = new AbortController();
  const results: string[] = [];
  await run(sql("a", "select 1 as x") + sql("b", "select 2 as x"), {
    signal: abort.signal,
    onResult: (id, result) => {
      results.push(`${id} ${result.status}`);
      if (id === "a" && result.status === "done") abort.abort();
    }
  });
  expect(results).toEqual(["a running", "a done", "b stale"]);
});
test("a statement that is not a select fails as that cell's failure", async () => {
  const {final} = await run(sql("a", "drop table customers") + stages);
  expect(failureOf(final.get("a"))?.toString()).toMatch(/^engine.not_a_select/);
  expect(final.get("stages")?.status).toBe("done");
});

test("an input begins at its default, a selection at none", () => {
  const text = "```input cuts\nkind: cuts\ndefault: [90, 180]\n```\n" + chart("bar", "stages", "select: stage\n");
  expect(initialInputs(parseNotebook(text))).toEqual({cuts: [90, 180], stage: null});
});

test("a variable that would reach into objects is no input", () => {
  const text = "```input __proto__\nkind: cuts\ndefault: [1]\n```\n" + chart("bar", "stages", "select: __proto__\n");
  const inputs = initialInputs(parseNotebook(text));
  expect(Object.keys(inputs)).toEqual([]);
  expect(Object.getPrototypeOf(inputs)).toBe(Object.prototype);
});

test("short cells are asked for behind the variables before anything is answered, and say the same", async () => {
  const text =
    "```input least\nkind: number\ndefault: 100\n```\n\n" +
    sql("big", "select customer_id from customers where net_sales >= $least order by customer_id") +
    sql("known", "select count(*) as customers from big") +
    chart("bar", "customers");
  const views = new Map<string, string>();
  await run(text, {views});
  const asked: string[] = [];
  const answered: string[] = [];
  const watched = {
    ...db,
    setVariable: async (name: string, value: Value) => {
      asked.push(name);
      await db.setVariable(name, value);
      answered.push(name);
    },
    query: async (statement: string, options?: QueryOptions) => {
      asked.push(`${statement.split(" limit")[0]!} ${String(options?.isShort)}`);
      await Promise.resolve();
      answered.push(`after ${asked.length}`);
      return db.query(statement, options);
    }
  };
  const notebook = parseNotebook(text);
  const graph = analyze(notebook, relations, {models: new Map()});
  const final = new Map<string, CellResult>();
  await runCells(graph, graph.order, watched, {
    inputs: {least: 10},
    changed: ["least"],
    views,
    isShort: (id) => id !== "known",
    onResult: (id, result) => final.set(id, result)
  });
  expect(asked.slice(0, 3)).toEqual([
    "least",
    'from notebook."big" true',
    "from query('from main.\"customers\"') true"
  ]);
  expect(answered.slice(0, 2)).toEqual(["least", "after 3"]);
  expect(asked.slice(3)).toEqual(['from notebook."known" false']);
  expect(rowsOf(final.get("big"))).toEqual([{customer_id: "ann"}, {customer_id: "ben"}]);
  expect(rowsOf(final.get("known"))).toEqual([{customers: 2}]);
  expect(final.get("bar")).toMatchObject({status: "done", totalRows: 3});
});

test("a cell whose text is new is not asked for ahead: the view that stands would answer for the old one", async () => {
  const views = new Map<string, string>();
  await run(sql("a", "select 1 as x"), {views});
  const {final} = await run(sql("a", "select 2 as x"), {views, isShort: () => true});
  expect(rowsOf(final.get("a"))).toEqual([{x: 2}]);
});

test("nor is what reads such a cell: it would be answered by the old view of that cell", async () => {
  const views = new Map<string, string>();
  await run(sql("a", "select 1 as x") + sql("b", "select x * 10 as x from a"), {views});
  const {final} = await run(sql("a", "select 2 as x") + sql("b", "select x * 10 as x from a"), {
    views,
    isShort: () => true
  });
  expect(rowsOf(final.get("b"))).toEqual([{x: 20}]);
});

test("when a variable cannot be set, what was asked for ahead is not shown", async () => {
  const text = "```input least\nkind: number\ndefault: 1\n```\n\n" + sql("a", "select $least as x");
  const views = new Map<string, string>();
  await run(text, {views});
  const broken = {...db, setVariable: () => Promise.reject(new Error("no"))};
  const notebook = parseNotebook(text);
  const told: string[] = [];
  const running = runCells(analyze(notebook, relations, {models: new Map()}), ["a"], broken, {
    inputs: {least: 2},
    views,
    isShort: () => true,
    onResult: (id, {status}) => told.push(`${id} ${status}`)
  });
  await expect(running).rejects.toThrow("no");
  expect(told).toEqual([]);
});
