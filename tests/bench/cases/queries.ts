import {readCatalog} from "../../../src/models/catalog";
import {analyze} from "../../../src/notebook/graph";
import {shippedNotebooks} from "../../../src/notebook/library";
import type {Notebook} from "../../../src/notebook/notebook";
import {initialInputs, runCells} from "../../../src/notebook/run";
import {median, repeat, timed, type Case, type Measurement} from "../case";
import type {NativeDatabase} from "../native";
import {openNativeShop} from "../native-shop";
import {engineReady, importFile, type BenchPage} from "../page";

const rounds = 5;

export default {
  name: "queries",
  async run(bench) {
    const path = await bench.wide("utf-8");
    const opened = await bench.open();
    await engineReady(opened);
    const {loaded, built} = await importFile(opened, path);
    const notebook = shippedNotebooks.get("checkup")!.notebook;
    const relations = relationsOf(notebook);
    const ours = await askPage(opened, relations);
    await opened.close();
    const shop = await openNativeShop(path);
    await runNatively(shop.db, notebook);
    const native = await askNative(shop.db, relations);
    await shop.db.close();
    return [
      buildLine(built - loaded, shop.building),
      sumLine(ours, native),
      ...relations.map((relation, index) => relationLine(relation, ours[index]!, native[index]!))
    ];
  }
} satisfies Case;

/** Everything that the check-up's cells show, as SQL names it, once each. */
function relationsOf({cells}: Notebook): string[] {
  const queries = cells.flatMap((cell) => (cell.kind === "sql" ? [cell.name] : []));
  const sources = cells.flatMap((cell) => (cell.kind === "chart" && cell.spec ? [cell.spec.from] : []));
  const models = sources.filter((name) => !queries.includes(name));
  return [...new Set([...queries.map((name) => `notebook."${name}"`), ...models.map((name) => `main."${name}"`)])];
}

/** Milliseconds of each relation in each round, asked as a person in the console asks. */
function askPage({page}: BenchPage, relations: readonly string[]): Promise<number[][]> {
  return page.evaluate(
    async ({names, times}) => {
      const {huitou} = globalThis as unknown as {huitou: {sql(select: string): Promise<unknown>}};
      const samples: number[][] = names.map(() => []);
      for (let round = 0; round < times; round++) {
        for (const [index, name] of names.entries()) {
          const start = performance.now();
          await huitou.sql(`from ${name} limit 5000`);
          samples[index]!.push(performance.now() - start);
        }
      }
      return samples;
    },
    {names: relations, times: rounds}
  );
}

/** Makes the notebook's cells as the page does. */
async function runNatively(db: NativeDatabase, notebook: Notebook): Promise<void> {
  const graph = analyze(notebook, await readCatalog(db));
  const failed: string[] = [];
  await runCells(graph, graph.order, db, {
    inputs: initialInputs(notebook),
    onResult: (id, result) => void (result.status === "failed" && failed.push(`${id}: ${result.error.message}`))
  });
  if (failed.length > 0) throw new Error(`cells that fail natively: ${failed.join("; ")}`);
}

async function askNative(db: NativeDatabase, relations: readonly string[]): Promise<number[][]> {
  const samples: number[][] = relations.map(() => []);
  await repeat(rounds, async () => {
    for (const [index, name] of relations.entries()) {
      samples[index]!.push(await timed(() => db.drain(`from ${name} limit 5000`)));
    }
  });
  return samples;
}

function buildLine(ours: number, native: number): Measurement {
  return {what: "building the models, once per import", ours, unit: "ms", samples: [ours], beside: {native}};
}

function sumLine(ours: readonly number[][], native: readonly number[][]): Measurement {
  const sums = Array.from({length: rounds}, (_, round) => ours.reduce((sum, times) => sum + times[round]!, 0));
  return {
    what: "all queries of the check-up",
    ours: median(sums),
    unit: "ms",
    samples: sums,
    beside: {native: native.reduce((sum, times) => sum + median(times), 0)},
    target: {kind: "times", other: "native", factor: 1.3}
  };
}

function relationLine(relation: string, ours: readonly number[], native: readonly number[]): Measurement {
  return {what: relation, ours: median(ours), unit: "ms", samples: ours, beside: {native: median(native)}};
}
