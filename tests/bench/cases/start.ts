import {resolve} from "node:path";
import {median, repeat, type Bench, type Case, type Measurement} from "../case";
import {engineReady, importFile} from "../page";

const sample = resolve("sample-data/taobao-orders.csv");

export default {
  name: "start",
  async run(bench) {
    const starts = await repeat(bench.repetitions + 2, () => startOnce(bench));
    const line = (what: string, samples: number[], value: number | null): Measurement => ({
      what,
      ours: median(samples),
      unit: "ms",
      samples,
      target: value === null ? undefined : {kind: "at_most", value}
    });
    const small = await bench.wide("gb18030", 100_000);
    const drops = await repeat(bench.repetitions, () => dropOnce(bench, small));
    return [
      line(
        "navigation to usable, cold cache",
        starts.map(({ready}) => ready),
        1000
      ),
      line(
        "navigation to the engine's first answer",
        starts.map(({answered}) => answered),
        3000
      ),
      line(
        "sample shop, from drop to a full check-up",
        starts.map(({settled}) => settled),
        null
      ),
      line("100,000 orders in GB18030, from drop to a full check-up", drops, 3000)
    ];
  }
} satisfies Case;

async function startOnce(bench: Bench): Promise<{ready: number; answered: number; settled: number}> {
  const opened = await bench.open();
  try {
    await engineReady(opened);
    const {ready, answered} = await opened.watched();
    const {settled} = await importFile(opened, sample);
    return {ready: ready ?? NaN, answered: answered ?? NaN, settled};
  } finally {
    await opened.close();
  }
}

async function dropOnce(bench: Bench, path: string): Promise<number> {
  const opened = await bench.open();
  try {
    await engineReady(opened);
    return (await importFile(opened, path)).settled;
  } finally {
    await opened.close();
  }
}
