import {readCatalog} from "../../../src/models/catalog";
import {analyze} from "../../../src/notebook/graph";
import {shippedNotebooks, type ShippedNotebook} from "../../../src/notebook/library";
import type {Notebook} from "../../../src/notebook/notebook";
import {initialInputs, runCells} from "../../../src/notebook/run";
import {atMost, besides, line, median, quantile, repeat, times, type Case, type Measurement} from "../case";
import {costOf, totalOf, type Cost} from "../cost";
import {runFrozen} from "../frozen-run";
import {importFile} from "../importing";
import type {NativeDatabase} from "../native";
import {openNativeShop} from "../native-shop";
import {engineReady, type BenchPage} from "../page";

const rounds = 5;

/** Every relation that a shipped page shows, against the same SQL in native DuckDB, and each page's first screen. */
export default {
  name: "queries",
  async run(bench) {
    const path = await bench.wide("utf-8");
    const opened = await bench.open();
    const shop = await openNativeShop(path);
    const measurements: Measurement[] = [];
    try {
      await engineReady(opened);
      const {loaded, built} = await importFile(opened, path);
      measurements.push(buildLine(built - loaded.wall, shop.building, await runFrozen("by hand", path, 1)));
      for (const shipped of shippedNotebooks.values()) {
        bench.say(shipped.name);
        measurements.push(...(await measurePage(opened, shop.db, shipped)));
      }
    } finally {
      await shop.db.close();
      await opened.close();
    }
    return measurements;
  }
} satisfies Case;

async function measurePage(
  opened: BenchPage,
  db: NativeDatabase,
  {name, title, notebook}: ShippedNotebook
): Promise<Measurement[]> {
  const screen = await openNotebook(opened, typeof title === "string" ? title : title.en!);
  await opened.page.waitForFunction(isWhole);
  const relations = relationsOf(notebook);
  const before = await opened.cpuTime();
  const ours = await askPage(opened, relations);
  const cpu = ((await opened.cpuTime()) - before) / rounds;
  await runNatively(db, notebook);
  const native = await askNative(db, relations);
  return [
    {
      what: `${name}: opened to first screen`,
      ours: screen,
      unit: "ms",
      samples: [screen],
      target: atMost(150),
      note: "after the check-up stands"
    },
    ...sumLines(name, ours, cpu, native),
    ...relations.map((relation, index) => relationLine(`${name}: ${relation}`, ours[index]!, native[index]!))
  ];
}

/** Everything that a page's cells show, as SQL names it, once each. */
function relationsOf({cells}: Notebook): string[] {
  const queries = cells.flatMap((cell) => (cell.kind === "sql" ? [cell.name] : []));
  const sources = cells.flatMap((cell) => (cell.kind === "chart" && cell.spec ? [cell.spec.from] : []));
  const models = sources.filter((name) => !queries.includes(name));
  return [...new Set([...queries.map((name) => `notebook."${name}"`), ...models.map((name) => `main."${name}"`)])];
}

/** In the page: every cell has its result, those out of sight too. */
function isWhole(): boolean {
  const cells = [...document.querySelectorAll<HTMLElement>("[data-cell]")];
  return cells.length > 0 && cells.every(({dataset}) => /done|off|failed/.test(dataset.state ?? ""));
}

/** Opens a page from the list on the left; milliseconds until every cell of it on the screen has its result. */
function openNotebook({page}: BenchPage, title: string): Promise<number> {
  return page.evaluate(async (title) => {
    const buttons = [...document.querySelectorAll<HTMLButtonElement>("nav.rail button")];
    const button = buttons.find(({textContent}) => textContent?.trim() === title);
    if (!button) throw new Error(`no page called ${title}`);
    const settled = () => {
      const cells = [...document.querySelectorAll<HTMLElement>("[data-cell]")].filter((cell) => {
        const {top, bottom, width} = cell.getBoundingClientRect();
        return width > 0 && bottom > 0 && top < innerHeight;
      });
      return cells.length > 0 && cells.every(({dataset}) => /done|off|failed/.test(dataset.state ?? ""));
    };
    const heading = () => document.querySelector("main h1")?.textContent?.trim();
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const start = performance.now();
    button.click();
    while (heading() !== title || !settled()) await frame();
    return performance.now() - start;
  }, title);
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

async function askNative(db: NativeDatabase, relations: readonly string[]): Promise<Cost[][]> {
  const samples: Cost[][] = relations.map(() => []);
  await repeat(rounds, async () => {
    for (const [index, name] of relations.entries()) {
      samples[index]!.push(await costOf(() => db.drain(`from ${name} limit 5000`)));
    }
  });
  return samples;
}

function buildLine(ours: number, sameSql: Cost, {relations}: {relations: Cost}): Measurement {
  const what = "making the models, once per import";
  const beside = besides({"by hand": relations, "same SQL natively": sameSql});
  return {what, ours, unit: "ms", samples: [ours], ...beside};
}

/** All relations of a page: a round of them together, and the middle and the slow end of one of them. */
function sumLines(
  name: string,
  ours: readonly number[][],
  cpu: number,
  native: readonly (readonly Cost[])[]
): Measurement[] {
  const roundsOf = Array.from({length: rounds}, (_, round) => ours.reduce((sum, samples) => sum + samples[round]!, 0));
  const theirs = Array.from({length: rounds}, (_, round) => totalOf(native.map((samples) => samples[round]!)));
  const sameSql = {wall: median(theirs.map(({wall}) => wall)), cpu: median(theirs.map((cost) => cost.cpu))};
  const [each, natively] = [ours.flat(), native.flat().map(({wall}) => wall)];
  const share = (of: number, label: string): Measurement => ({
    what: `${name}: one relation, ${label}`,
    ours: quantile(each, of),
    unit: "ms",
    samples: each,
    beside: {"same SQL natively": quantile(natively, of)}
  });
  const costs = roundsOf.map((wall) => ({wall, cpu}));
  const target = times(1, "same SQL natively");
  return [
    line(`${name}: all ${ours.length} relations`, costs, {...besides({"same SQL natively": sameSql}), target}),
    share(0.5, "p50"),
    share(0.95, "p95")
  ];
}

function relationLine(what: string, ours: readonly number[], native: readonly Cost[]): Measurement {
  const wall = median(native.map((cost) => cost.wall));
  return {what, ours: median(ours), unit: "ms", samples: ours, beside: {"same SQL natively": wall}};
}
