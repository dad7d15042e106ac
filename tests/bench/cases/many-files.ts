import {besides, line, repeat, times, type Bench, type Case} from "../case";
import {medianCost} from "../cost";
import {importFile, type Imported} from "../importing";
import {engineReady} from "../page";

const files = 305;
const dailyOrders = 1_700;

/** A daily export of ten months given at once, against the same orders in one file. */
export default {
  name: "many-files",
  async run(bench) {
    const orders = files * dailyOrders;
    const whole = await bench.wide("utf-8", orders);
    const days = await bench.wideParts("utf-8", orders, files);
    const pairs = await repeat(bench.isQuick ? 1 : bench.repetitions, async () => ({
      one: await importOnce(bench, whole),
      many: await importOnce(bench, days)
    }));
    const what = `${files} files of ${dailyOrders.toLocaleString("en")} orders given at once`;
    return (["loaded", "firstScreen", "settled"] as const).map((stage) => {
      const one = medianCost(pairs.map((pair) => pair.one[stage]));
      const many = pairs.map((pair) => pair.many[stage]);
      return line(`${what}: to ${stages[stage]}`, many, {
        ...besides({"one file": one}),
        target: stage === "settled" ? times(1.3, "one file") : undefined
      });
    });
  }
} satisfies Case;

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
