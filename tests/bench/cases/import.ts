import {stat} from "node:fs/promises";
import type {LargeEncoding} from "../../../sample-data/large";
import {atMost, besides, line, median, repeat, speed, type Bench, type Case, type Measurement} from "../case";
import type {FrozenFile} from "../frozen";
import {readFrozen} from "../frozen-run";
import {importFile, type Imported} from "../importing";
import {engineReady} from "../page";
import {timePapaParse, type PapaColumns} from "../papa";

interface FileToImport {
  what: string;
  kind: FrozenFile;
  path: string;
  /** the same rows as UTF-8, for native DuckDB */
  twin: string;
  encoding: LargeEncoding;
  /** our share of native speed, and whether it is of the processor's time */
  share: number;
  by?: "cpu";
  /** our speed as a multiple of PapaParse's; null where it is only told */
  papa: number | null;
  /** MB */
  peak?: number;
}

const columns: Readonly<Record<FrozenFile, PapaColumns>> = {
  wide: {customer: 1, time: 17, amount: 8},
  narrow: {customer: 1, time: 2, amount: 6}
};

/** From a drop to the canonical tables, against a plain typed `read_csv` in native DuckDB and against PapaParse. */
export default {
  name: "import",
  async run(bench) {
    const measurements: Measurement[] = [];
    for (const file of await filesOf(bench)) {
      measurements.push(...(await measure(bench, file).catch((error: unknown) => [failed(file, error)])));
    }
    return measurements;
  }
} satisfies Case;

async function filesOf(bench: Bench): Promise<FileToImport[]> {
  const small = await wideFiles(bench, 100_000, undefined);
  const large = bench.orders > 100_000 ? await wideFiles(bench, bench.orders, "cpu") : [];
  const narrow = [await narrowFile(bench, 1_000_000)];
  if (bench.narrowRows > 1_000_000) narrow.push({...(await narrowFile(bench, bench.narrowRows)), peak: 2500});
  return [...small, ...large, ...narrow];
}

async function wideFiles(bench: Bench, orders: number, by: "cpu" | undefined): Promise<FileToImport[]> {
  const twin = await bench.wide("utf-8", orders);
  const gb18030 = await bench.wide("gb18030", orders);
  const count = `${orders.toLocaleString("en")} wide orders`;
  const shared = {kind: "wide" as const, twin, by, papa: by ? null : 1};
  return [
    {...shared, what: `UTF-8, ${count}`, path: twin, encoding: "utf-8", share: 0.75},
    {...shared, what: `GB18030, ${count}`, path: gb18030, encoding: "gb18030", share: 0.55}
  ];
}

async function narrowFile(bench: Bench, rows: number): Promise<FileToImport> {
  const path = await bench.narrow(rows);
  const what = `UTF-8, ${rows.toLocaleString("en")} narrow rows`;
  return {what, kind: "narrow", path, twin: path, encoding: "utf-8", share: 0.75, papa: 1.5};
}

/** One file that cannot be imported does not take the others' numbers with it. */
function failed({what}: FileToImport, error: unknown): Measurement {
  const note = String(error).split("\n")[0] ?? "";
  return {what: `${what}: failed`, ours: NaN, unit: "ms", samples: [], target: atMost(0), note};
}

async function measure(bench: Bench, file: FileToImport): Promise<Measurement[]> {
  bench.say(file.what);
  const runs = await repeat(bench.repetitions, () => importOnce(bench, file.path));
  const native = await readFrozen(file.kind, file.twin, bench.repetitions);
  const papaParse = await timePapaParse(file.path, file.encoding, columns[file.kind]);
  const loaded = runs.map((run) => run.loaded);
  const megabytes = (await stat(file.path)).size / 1e6;
  const seconds = median(loaded.map(({wall}) => wall)) / 1000;
  const note = `${(megabytes / seconds).toFixed(0)} MB/s of ${megabytes.toFixed(0)} MB`;
  const what = `${file.what}: to canonical tables`;
  return [
    line(what, loaded, {...besides({native}), target: speed(file.share, "native", file.by), note}),
    line(what, loaded, {
      ...besides({PapaParse: papaParse}),
      target: file.papa === null ? undefined : speed(file.papa, "PapaParse"),
      note: "PapaParse with plain JavaScript, one run"
    }),
    ...followUps(file, runs)
  ];
}

function followUps({what, peak}: FileToImport, runs: readonly Run[]): Measurement[] {
  const tasks = runs.map(({longestTask}) => longestTask);
  const peaks = runs.flatMap((run) => run.peak ?? []);
  const followUp = (name: string, samples: number[], unit: Measurement["unit"], most?: number): Measurement => ({
    what: `${what}: ${name}`,
    ours: median(samples),
    unit,
    samples,
    target: most === undefined ? undefined : atMost(most)
  });
  return [
    line(
      `${what}: to first screen`,
      runs.map(({firstScreen}) => firstScreen)
    ),
    line(
      `${what}: to whole check-up`,
      runs.map(({settled}) => settled)
    ),
    followUp("longest task of the page", tasks, "ms", 50),
    ...(peaks.length > 0 ? [followUp("renderer's peak memory", peaks, "MB", peak)] : [])
  ];
}

type Run = Imported & {peak: number | null};

async function importOnce(bench: Bench, path: string): Promise<Run> {
  const opened = await bench.open();
  try {
    await engineReady(opened);
    return {...(await importFile(opened, path)), peak: await opened.peakMemory()};
  } finally {
    await opened.close();
  }
}
