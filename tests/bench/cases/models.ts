import {openAsBlob, readFileSync} from "node:fs";
import type {Database} from "../../../src/engine/database";
import {shippedModels, type Models} from "../../../src/models/library";
import {parseModel, sources} from "../../../src/models/model";
import {makeWhenRead} from "../../../src/models/on-demand";
import {analyze} from "../../../src/notebook/graph";
import {parseNotebook} from "../../../src/notebook/parse";
import {initialInputs, runCells} from "../../../src/notebook/run";
import {loadPlan, planFile, rebuild} from "../../../src/shop/pipeline";
import {openBareDatabase} from "../../support/database";
import type {Bench, Case, Measurement} from "../case";
import {costOf, medianCost, type Cost} from "../cost";

/** How many models are added to those that ship. */
const added = 50;

/**
 * The first check-up with the models that ship, and with fifty more that no page reads: in the page's engine, run in Node, from
 * the loaded file to the last cell.
 */
export default {
  name: "models",
  async run(bench: Bench) {
    const path = await bench.wide("utf-8", Math.min(bench.orders, 100_000));
    const more = withMore(shippedModels);
    // the engine compiles its code as it is first used
    await firstCheckUp(shippedModels, path);
    const shipped: Taken[] = [];
    const fifty: Taken[] = [];
    for (let index = 0; index < bench.repetitions; index++) {
      shipped.push(await firstCheckUp(shippedModels, path));
      fifty.push(await firstCheckUp(more, path));
      bench.say(`${index + 1} of ${bench.repetitions}`);
    }
    return [compare(shipped, fifty)];
  }
} satisfies Case;

/** What a first check-up took. */
interface Taken extends Cost {
  /** statements executed for their effect */
  messages: number;
}

async function firstCheckUp(models: Models, path: string): Promise<Taken> {
  const bare = await openBareDatabase();
  let messages = 0;
  const exec: Database["exec"] = (sql, options) => {
    messages += 1;
    return bare.exec(sql, options);
  };
  const db = makeWhenRead({...bare, exec}, {models});
  const plan = await planFile({file: Object.assign(await openAsBlob(path), {name: "wide.csv"})});
  await loadPlan(db, plan);
  messages = 0;
  const cost = await costOf(() => checkUp(db, plan.source.id, models));
  await db.close();
  return {...cost, messages};
}

async function checkUp(db: Database, sourceId: string, models: Models): Promise<void> {
  const notebook = parseNotebook(readFileSync("notebooks/checkup.md", "utf8"));
  const inputs = initialInputs(notebook);
  const {catalog, capabilities} = await rebuild(db, {sourceIds: [sourceId], shops: new Map()}, inputs);
  const off = new Map(capabilities.map(({name, reason}) => [name, reason]));
  const graph = analyze(notebook, catalog, {models, isSet: (variable) => inputs[variable] != null});
  await runCells(graph, graph.cells.keys(), db, {
    inputs,
    changed: [],
    isOff: (capability) => off.get(capability) ?? null,
    onResult: (id, result) => {
      if (result.status === "failed") throw new Error(`${id}: ${result.error.code}`);
    }
  });
}

/** Tables over orders and reports over those tables, half of each. */
function withMore(models: Models): Models {
  const numbers = Array.from({length: added / 2}, (_, index) => index + 1);
  const files = numbers.flatMap((number) => [
    {
      folder: "marts",
      name: `more_orders_${number}`,
      content: `-- One row per order.\n-- @key order_id\nselect order_id, net_amount * ${number} as amount from orders`
    },
    {
      folder: "reports",
      name: `more_sales_${number}`,
      content: `-- One row: the sum.\nselect sum(amount)::double as net_sales from more_orders_${number}`
    }
  ]);
  const known = new Set([...sources, ...models.keys(), ...files.map(({name}) => name)]);
  return new Map([...models, ...files.map((file) => [file.name, parseModel(file, known)] as const)]);
}

function compare(shipped: readonly Taken[], fifty: readonly Taken[]): Measurement {
  const without = medianCost(shipped);
  const {wall, cpu} = medianCost(fifty);
  return {
    what: `first check-up with ${added} more models`,
    ours: wall,
    cpu,
    unit: "ms",
    samples: fifty.map((taken) => taken.wall),
    beside: {shipped: without.wall},
    besideCpu: {shipped: without.cpu},
    target: {kind: "times", other: "shipped", factor: 1.03, by: "cpu"},
    note: `${fifty[0]!.messages} statements, ${shipped[0]!.messages} without`
  };
}
