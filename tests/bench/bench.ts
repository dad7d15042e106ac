import {execFileSync} from "node:child_process";
import {existsSync} from "node:fs";
import {mkdir, rename, writeFile} from "node:fs/promises";
import {cpus, loadavg} from "node:os";
import {join, resolve} from "node:path";
import {parseArgs} from "node:util";
import {writeItems, writeNarrow, writeWide, writeWideParts} from "../../sample-data/large";
import {serveFolder} from "../support/servers";
import {atMost, type Bench, type Case, type Measurement} from "./case";
import {openBenchPage} from "./page";
import {toTable} from "./table";

const folder = resolve("tests/bench/.data");

/** Counts up when `sample-data` writes other bytes, so that files of before are written anew. */
const dataVersion = 2;

const cases = Object.values(import.meta.glob<Case>("./cases/*.ts", {eager: true, import: "default"}));

/** Runs the cases that the arguments ask for and prints what came out. */
export async function bench(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  const chosen = cases.filter(({name}) => options.only === undefined || options.only.split(",").includes(name));
  if (chosen.length === 0) throw new Error(`no such case; there are ${cases.map(({name}) => name).join(", ")}`);
  await mkdir(folder, {recursive: true});
  const server = await serveFolder(resolve(options.dist ?? buildPage()), "/shops/check-up/");
  try {
    await runCases(chosen, makeBench(options, server.url));
  } finally {
    await server.close();
  }
}

type Options = ReturnType<typeof readOptions>;

function readOptions(args: readonly string[]) {
  const {values} = parseArgs({
    args: [...args],
    options: {
      quick: {type: "boolean", default: false},
      only: {type: "string"},
      orders: {type: "string"},
      repetitions: {type: "string"},
      dist: {type: "string"}
    }
  });
  return values;
}

/** The page as it stands now, in a folder of its own: a built page that lies about may be an older one. */
function buildPage(): string {
  const target = join(folder, "dist");
  // the loader that runs this has called itself a development server
  const env = {...process.env, NODE_ENV: "production"};
  const args = ["vite", "build", "--outDir", target, "--emptyOutDir", "--logLevel", "warn"];
  execFileSync("npx", args, {stdio: "inherit", env});
  return target;
}

function makeBench({quick, orders, repetitions}: Options, url: string): Bench {
  const bench: Bench = {
    isQuick: quick,
    orders: Number(orders ?? (quick ? 100_000 : 1_000_000)),
    narrowRows: quick ? 1_000_000 : 10_000_000,
    repetitions: Number(repetitions ?? 3),
    wide: (encoding, count = bench.orders, [from, end] = [0, count]) => {
      const part = from === 0 && end === count ? "" : `-${from}-${end}`;
      return written(`wide-${count}${part}.${encoding}.csv`, (path) => writeWide(path, count, encoding, [from, end]));
    },
    wideParts: (encoding, count, files) =>
      writtenParts(`wide-${count}-in-${files}.${encoding}`, files, (paths) => writeWideParts(paths, count, encoding)),
    items: async (rows, days) => ({
      whole: await written(`items-${rows}-of-${days}.csv`, (path) => writeItems([path], rows, days)),
      days: await writtenParts(`items-${rows}-in-${days}`, days, (paths) => writeItems(paths, rows, days))
    }),
    narrow: (rows = bench.narrowRows) => written(`narrow-${rows}.csv`, (path) => writeNarrow(path, rows)),
    open: () => openBenchPage(url),
    say: (text) => console.error(`  ${text}`)
  };
  return bench;
}

/** A data file by name; written beside its place first, so that half a file never counts as one. */
async function written(name: string, write: (path: string) => Promise<void>): Promise<string> {
  const path = join(folder, `${dataVersion}-${name}`);
  if (existsSync(path)) return path;
  await write(`${path}.part`);
  await rename(`${path}.part`, path);
  return path;
}

/** Data files of a folder by name, in order; the folder is written beside its place first. */
async function writtenParts(
  name: string,
  count: number,
  write: (paths: readonly string[]) => Promise<void>
): Promise<string[]> {
  const path = join(folder, `${dataVersion}-${name}`);
  const pathsIn = (place: string) =>
    Array.from({length: count}, (_, index) => join(place, `orders-${String(index + 1).padStart(4, "0")}.csv`));
  if (existsSync(path)) return pathsIn(path);
  await mkdir(`${path}.part`, {recursive: true});
  await write(pathsIn(`${path}.part`));
  await rename(`${path}.part`, path);
  return pathsIn(path);
}

async function runCases(chosen: readonly Case[], bench: Bench): Promise<void> {
  const results: Record<string, Measurement[]> = {};
  const before = machine();
  for (const {name, run} of chosen) {
    console.error(name);
    results[name] = await run(bench).catch((error: unknown) => [failed(name, error)]);
    console.error(toTable(results[name]));
  }
  const report = {before, after: machine(), orders: bench.orders, narrowRows: bench.narrowRows, results};
  await writeFile(join(folder, "results.json"), `${JSON.stringify(report, null, 2)}\n`);
  console.log(`\n${describeRun(report)}\n\n${toTable(Object.values(results).flat())}`);
}

/** A case that breaks does not take the others' numbers with it. */
function failed(name: string, error: unknown): Measurement {
  const note = String(error).split("\n")[0] ?? "";
  return {what: `${name}: failed`, ours: NaN, unit: "ms", samples: [], target: atMost(0), note};
}

interface Machine {
  time: string;
  processor: string;
  cores: number;
  /** over the last minute */
  load: number;
  node: string;
}

function machine(): Machine {
  const [first] = cpus();
  return {
    time: new Date().toISOString(),
    processor: first?.model ?? "unknown",
    cores: cpus().length,
    load: loadavg()[0] ?? NaN,
    node: process.version
  };
}

function describeRun({before, after, orders}: {before: Machine; after: Machine; orders: number}): string {
  return [
    `${before.time.slice(0, 16)}Z, ${before.processor}, ${before.cores} cores, Node ${before.node},`,
    `load ${before.load.toFixed(2)} before and ${after.load.toFixed(2)} after; ${orders} orders; medians.`
  ].join(" ");
}
