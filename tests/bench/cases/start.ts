import {resolve} from "node:path";
import {atMost, median, repeat, type Bench, type Case, type Measurement} from "../case";
import {importFile} from "../importing";
import {engineReady} from "../page";

const sample = resolve("sample-data/taobao-orders.csv");

export default {
  name: "start",
  async run(bench) {
    const starts = await repeat(bench.repetitions + 2, () => startOnce(bench));
    const startLine = (what: string, samples: number[], most: number | null): Measurement => ({
      what,
      ours: median(samples),
      unit: "ms",
      samples,
      target: most === null ? undefined : atMost(most)
    });
    const usable = starts.map(({ready}) => ready);
    const answered = starts.map((start) => start.answered);
    const settled = starts.map((start) => start.settled);
    return [
      startLine("navigation to usable, cold cache", usable, 1000),
      startLine("navigation to the engine's first answer", answered, 3000),
      startLine("sample shop, drop to whole check-up", settled, null)
    ];
  }
} satisfies Case;

async function startOnce(bench: Bench): Promise<{ready: number; answered: number; settled: number}> {
  const opened = await bench.open();
  try {
    await engineReady(opened);
    const {ready, answered} = await opened.watched();
    const {settled} = await importFile(opened, sample);
    return {ready: ready ?? NaN, answered: answered ?? NaN, settled: settled.wall};
  } finally {
    await opened.close();
  }
}
