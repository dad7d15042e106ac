import {besides, line, repeat, times, type Bench, type Case, type Measurement} from "../case";
import {medianCost} from "../cost";
import {importFile, type Imported} from "../importing";
import {engineReady} from "../page";

const files = 305;
const dailyOrders = 1_700;
const dailyItems = 1_780;

/** A daily export of ten months given at once, against the same rows in one file: a row for each order, and one for each item. */
export default {
  name: "many-files",
  async run(bench) {
    const orders = files * dailyOrders;
    const items = await bench.items(files * dailyItems, files);
    return [
      ...(await compare(bench, `${dailyOrders.toLocaleString("en")} orders`, {
        whole: await bench.wide("utf-8", orders),
        days: await bench.wideParts("utf-8", orders, files)
      })),
      ...(await compare(bench, `${dailyItems.toLocaleString("en")} items`, items))
    ];
  }
} satisfies Case;

async function compare(
  bench: Bench,
  kind: string,
  {whole, days}: {whole: string; days: readonly string[]}
): Promise<Measurement[]> {
  const pairs = await repeat(bench.isQuick ? 1 : bench.repetitions, async () => ({
    one: await importOnce(bench, whole),
    many: await importOnce(bench, days)
  }));
  const what = `${files} files of ${kind} given at once`;
  return (["loaded", "firstScreen", "settled"] as const).map((stage) => {
    const one = medianCost(pairs.map((pair) => pair.one[stage]));
    const many = pairs.map((pair) => pair.many[stage]);
    return line(`${what}: to ${stages[stage]}`, many, {
      ...besides({"one file": one}),
      target: stage === "settled" ? times(1.3, "one file") : undefined
    });
  });
}

const stages = {loaded: "canonical tables", firstScreen: "first screen", settled: "whole check-up"};

async function importOnce(bench: Bench, path: string | readonly string[]): Promise<Imported> {
  const opened = await bench.open();
  try {
    await engineReady(opened);
    return await importFile(opened, path);
  } finally {
    await opened.close();
  }
}
