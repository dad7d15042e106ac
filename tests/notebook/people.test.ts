import {readFileSync} from "node:fs";
import {beforeAll, describe, expect, test} from "vitest";
import {toRows, type Row} from "../../src/base/table";
import type {Database, Value} from "../../src/engine/database";
import {readCatalog, type Catalog} from "../../src/models/catalog";
import type {PeopleRule} from "../../src/models/tags";
import {analyze, type CellGraph} from "../../src/notebook/graph";
import {shippedNotebooks} from "../../src/notebook/library";
import {findValues} from "../../src/notebook/markdown";
import type {Cell} from "../../src/notebook/notebook";
import {parseNotebook} from "../../src/notebook/parse";
import {distinguishing, peopleRules, selectPeople} from "../../src/notebook/people";
import {initialInputs, runCells} from "../../src/notebook/run";
import {openTestDatabase} from "../support/database";
import {importShop} from "../support/numbers";

/** What a page is narrowed by and moved to, beside how it opens. */
const moved: Record<string, Value> = {
  stage: ["silent", "sleeping"],
  returning_window: "any",
  cuts: [60, 120, 240, 300],
  repurchase_days: 60,
  recency_range: [30, 200]
};

let db: Database;
let catalog: Catalog;
beforeAll(async () => {
  db = await openTestDatabase();
  const files = ["taobao-orders.csv", "taobao-items.csv"].map((name) => ({
    name,
    content: readFileSync(`sample-data/${name}`)
  }));
  await importShop(db, files, {
    own_customers: ["ananfei03"],
    own_customer_tags: ["熟客"],
    own_birth_dates: ["1990-11-20"]
  });
  catalog = await readCatalog(db);
});

const pages = [...shippedNotebooks].filter(([name]) => name !== "traffic");

describe.each(pages)("on the page %s", (name, {notebook}) => {
  test.each([
    ["as it opens", {}],
    ["narrowed and moved", moved]
  ])("every count of people, %s, has a list of exactly as many", async (_, changes) => {
    const inputs = {...initialInputs(notebook), ...changes};
    const graph = analyze(notebook, catalog);
    const results = await resultsOf(graph, inputs);
    const counts = notebook.cells.flatMap((cell) => countsOf(cell, graph, results));
    const wrong: unknown[] = [];
    for (const count of counts) wrong.push(...(await wronglyListed(count)));
    expect(wrong).toEqual([]);
    expect(counts.filter(({rule}) => rule === undefined).map(({cell, column}) => `${cell}.${column}`)).toEqual([]);
    if (name === "checkup") expect(counts.length).toBeGreaterThan(15);
  });
});

/** A column of people that a cell shows, and the rule that says who they are. */
interface Count {
  cell: string;
  column: string;
  rule: PeopleRule | undefined;
  rows: readonly Row[];
}

async function resultsOf(graph: CellGraph, inputs: Record<string, Value>): Promise<Map<string, Row[]>> {
  const results = new Map<string, Row[]>();
  await runCells(graph, graph.cells.keys(), db, {
    inputs,
    isOff: () => null,
    limits: {rows: 1_000_000},
    onResult: (id, result) => result.status === "done" && results.set(id, toRows(result.table))
  });
  return results;
}

/** The counts of people that a chart or a paragraph shows. */
function countsOf(cell: Cell, graph: CellGraph, results: ReadonlyMap<string, Row[]>): Count[] {
  if (cell.kind === "chart" && cell.spec) {
    const rows = results.get(cell.id) ?? [];
    const shown = Object.values(cell.spec)
      .flat()
      .filter((each) => typeof each === "string");
    // the numbers of a verdict and of other sentences stand in them
    const said = ["verdicts", "sentences"].includes(cell.spec.kind) ? Object.keys(rows[0] ?? {}) : [];
    return countsIn(cell.id, cell.spec.from, rows, [...shown, ...said], graph);
  }
  if (cell.kind !== "text") return [];
  return findValues(cell.markdown).references.flatMap(({cell: from, column}) =>
    countsIn(cell.id, from, results.get(from) ?? [], [column], graph)
  );
}

function countsIn(
  cell: string,
  from: string,
  rows: readonly Row[],
  shown: readonly string[],
  graph: CellGraph
): Count[] {
  const columns = new Set(Object.keys(rows[0] ?? {}));
  const rules = peopleRules(from, columns, {graph, relations: catalog});
  return [...new Set(shown)]
    .filter((column) => columns.has(column) && (rules.has(column) || /(^|_)(customers|buyers)$/.test(column)))
    .map((column) => ({cell, column, rule: rules.get(column), rows}));
}

/** The rows whose list has another number of people than they say. */
async function wronglyListed({cell, column, rule, rows}: Count): Promise<unknown[]> {
  if (rule === undefined) return [];
  const {listedIn} = rule;
  const isOfPeople = (row: Row) => listedIn === null || [row[listedIn]].flat().includes(column);
  const counted = rows.filter((row) => Number(row[column]) > 0 && isOfPeople(row));
  if (counted.length === 0) return [];
  const lists = counted.map((row, at) => `select ${at} as at, count(*) as listed from (${selectPeople(rule, [row])})`);
  const listed = new Map(toRows(await db.query(lists.join(" union all "))).map((row) => [row.at, Number(row.listed)]));
  return counted.flatMap((row, at) =>
    listed.get(at) === Number(row[column]) ? [] : [{cell, column, counted: row[column], listed: listed.get(at), row}]
  );
}

describe("rules", () => {
  const ruleOf = (from: string): PeopleRule => ({from, listedIn: null});
  const graphOf = (text: string) => analyze(parseNotebook(text), catalog);
  const cell = (sql: string) => graphOf(`\`\`\`sql mine\n${sql}\n\`\`\`\n`);
  const rulesOf = (sql: string, ...columns: string[]) =>
    peopleRules("mine", new Set(columns), {graph: cell(sql), relations: catalog});

  test("pass from a relation to the cells that read it, as long as the row says which people", () => {
    expect(rulesOf("select * from lifecycle", "stage", "customers").get("customers")?.from).toContain("$stage");
    expect(rulesOf("select sum(customers) as customers from lifecycle", "customers").size).toBe(0);
  });

  test("of the cell's own comment win", () => {
    const own =
      "-- @people customers: from customers where tier = $tier\nselect tier, count(*) as customers from lifecycle";
    expect(rulesOf(own, "tier", "customers").get("customers")?.from).toBe("from customers where tier = $tier");
  });

  test("take the values of the row as values", async () => {
    const select = selectPeople(ruleOf("from customers where stage = $stage"), [{stage: "x' or true --"}]);
    expect((await db.query(select)).numRows).toBe(0);
    expect(distinguishing(ruleOf("from customers where stage = $stage and $other"), {stage: "a", more: 1})).toEqual([
      "stage"
    ]);
  });

  test("of several rows give each person once", async () => {
    const rows = ["active", "silent", "active"].map((stage) => ({stage}));
    const counted = toRows(await db.query(`select count(*) as n from customers where stage in ('active', 'silent')`));
    expect((await db.query(selectPeople(ruleOf("from customers where stage = $stage"), rows))).numRows).toBe(
      counted[0]!.n
    );
  });
});
