import {readdirSync, readFileSync} from "node:fs";
import {beforeAll, describe, expect, test} from "vitest";
import {renderChart} from "../../src/charts/render";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {dropCellViews} from "../../src/engine/select";
import type {Catalog} from "../../src/models/catalog";
import {shippedModels} from "../../src/models/library";
import {analyze} from "../../src/notebook/graph";
import {parseNotebook} from "../../src/notebook/parse";
import {initialInputs, runCells, type CellResult} from "../../src/notebook/run";
import {rebuild} from "../../src/shop/pipeline";
import {contextOf, wordsOf} from "../charts/support";
import {load} from "../ingest/given";
import {openTestDatabase} from "../support/database";

const shipped = readdirSync("notebooks").filter((name) => name.endsWith(".md"));

let db: Database;
let catalog: Catalog;

beforeAll(async () => {
  db = await openTestDatabase();
  const {plan} = await load(db, readFileSync("sample-data/taobao-orders.csv"), {name: "taobao-orders.csv"});
  const days = await load(db, readFileSync("tests/samples/files/sycm-shop-2019.csv"), {name: "sycm.csv"});
  ({catalog} = await rebuild(db, {sourceIds: [plan.source.id, days.plan.source.id], shops: new Map()}));
  await tagSomebody();
}, 120_000);

/** One customer of the sample has a tag and a birthday today, so that what shows them has something to show. */
async function tagSomebody(): Promise<void> {
  const [one] = toRows(await db.query("select customer_key, as_of from customers cross join int_settings limit 1"));
  await db.setVariable("own_customers", [String(one!.customer_key)]);
  await db.setVariable("own_customer_tags", ["熟客"]);
  await db.setVariable("own_birth_dates", [(one!.as_of as Date).toISOString().slice(0, 10)]);
}

/** The messages of a language as the page merges them. */
function allMessages(locale: string): Record<string, string> {
  const folder = `src/i18n/messages/${locale}/`;
  const files = readdirSync(folder).map((file) => JSON.parse(readFileSync(folder + file, "utf8")) as object);
  return Object.assign({}, ...files) as Record<string, string>;
}

describe.each(shipped)("%s over the sample shop", (name) => {
  const notebook = parseNotebook(readFileSync(`notebooks/${name}`, "utf8"));
  const results = new Map<string, CellResult>();

  beforeAll(async () => {
    await dropCellViews(db);
    const graph = analyze(notebook, catalog, {models: shippedModels, isSet: () => false});
    expect([...graph.problems].filter(([, problems]) => problems.length > 0)).toEqual([]);
    await runCells(graph, graph.cells.keys(), db, {
      inputs: initialInputs(notebook),
      // only the orders of the sample shop are imported here
      isOff: (need) => (need === "lines" ? "no_lines" : null),
      onResult: (id, result) => void results.set(id, result)
    });
  }, 120_000);

  test("no cell fails", () => {
    const failed = [...results].filter(([, {status}]) => status === "failed");
    expect(failed).toEqual([]);
    expect(results.size).toBeGreaterThan(5);
  });

  test.each([
    ["en", 960],
    ["zh-Hans", 358]
  ] as const)("every chart is drawn in %s at %i pixels, its columns named", (locale, width) => {
    const messages = allMessages(locale);
    const charts = notebook.cells.flatMap((cell) => (cell.kind === "chart" && cell.spec ? [cell] : []));
    expect(charts.length).toBeGreaterThan(0);
    for (const {id, spec} of charts) {
      const result = results.get(id);
      if (result?.status !== "done") continue;
      const element = renderChart(spec!, result.table, contextOf({words: wordsOf(locale, messages), width}));
      expect(element.outerHTML, id).not.toMatch(/NaN|undefined/);
      // names of buyers are what they are
      if (result.table.schema.fields.some(({name: column}) => column === "customer_key")) continue;
      const said = element.textContent ?? "";
      if (locale === "zh-Hans") expect(said.match(/[a-z]{3,}_?[a-z]*/g) ?? [], id).toEqual([]);
    }
  });
});
