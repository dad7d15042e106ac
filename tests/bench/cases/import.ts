import {stat} from "node:fs/promises";
import type {LargeEncoding} from "../../../sample-data/large";
import {median, repeat, timed, type Bench, type Case, type Measurement} from "../case";
import {NativeDatabase} from "../native";
import {loadNatively, planOf} from "../native-shop";
import {engineReady, importFile, type Imported} from "../page";
import {timePapaParse, type PapaColumns} from "../papa";

interface FileToImport {
  what: string;
  path: string;
  /** the same rows as UTF-8, for native DuckDB */
  twin: string;
  encoding: LargeEncoding;
  columns: PapaColumns;
  /** our share of native speed */
  share: number | null;
  /** MB */
  peak: number | null;
}

const wideColumns = {customer: 1, time: 17, amount: 8};
const narrowColumns = {customer: 1, time: 2, amount: 6};

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
  const twin = await bench.wide("utf-8");
  const wide = {twin, columns: wideColumns, peak: null};
  const narrow = await bench.narrow();
  const count = bench.orders.toLocaleString("en");
  return [
    {...wide, what: `UTF-8, ${count} wide orders`, path: twin, encoding: "utf-8", share: 0.75},
    {
      ...wide,
      what: `GB18030, ${count} wide orders`,
      path: await bench.wide("gb18030"),
      encoding: "gb18030",
      share: 0.55
    },
    {
      what: `UTF-8, ${bench.narrowRows.toLocaleString("en")} narrow rows`,
      path: narrow,
      twin: narrow,
      encoding: "utf-8",
      columns: narrowColumns,
      share: null,
      peak: 2500
    }
  ];
}

/** One file that cannot be imported does not take the others' numbers with it. */
function failed({what}: FileToImport, error: unknown): Measurement {
  const note = String(error).split("\n")[0] ?? "";
  return {what: `${what}: failed`, ours: NaN, unit: "ms", samples: [], target: {kind: "at_most", value: 0}, note};
}

async function measure(bench: Bench, file: FileToImport): Promise<Measurement[]> {
  bench.say(file.what);
  const runs = await repeat(bench.repetitions, () => importOnce(bench, file.path));
  const native = median(await repeat(bench.repetitions, () => loadOnce(file.twin)));
  const papaParse = await timePapaParse(file.path, file.encoding, file.columns);
  const loaded = runs.map(({loaded}) => loaded);
  const megabytes = (await stat(file.path)).size / 1e6;
  const speed = `${(megabytes / (median(loaded) / 1000)).toFixed(0)} MB/s of ${megabytes.toFixed(0)} MB`;
  return [
    {
      what: `${file.what}: to canonical tables`,
      ours: median(loaded),
      unit: "ms",
      samples: loaded,
      beside: {native, PapaParse: papaParse},
      target: file.share === null ? undefined : {kind: "speed_of", other: "native", share: file.share},
      note: speed
    },
    ...followUps(file, runs)
  ];
}

function followUps({what, peak}: FileToImport, runs: readonly Run[]): Measurement[] {
  const line = (name: string, samples: number[], unit: Measurement["unit"], most: number | null): Measurement => ({
    what: `${what}: ${name}`,
    ours: median(samples),
    unit,
    samples,
    target: most === null ? undefined : {kind: "at_most", value: most}
  });
  const peaks = runs.flatMap((run) => run.peak ?? []);
  return [
    line(
      "to a full check-up",
      runs.map(({settled}) => settled),
      "ms",
      null
    ),
    line(
      "longest task of the page",
      runs.map(({longestTask}) => longestTask),
      "ms",
      100
    ),
    ...(peaks.length > 0 ? [line("renderer's peak memory", peaks, "MB", peak)] : [])
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

async function loadOnce(path: string): Promise<number> {
  const db = await NativeDatabase.open();
  const plan = await planOf(path);
  const milliseconds = await timed(() => loadNatively(db, path, plan));
  await db.close();
  return milliseconds;
}
