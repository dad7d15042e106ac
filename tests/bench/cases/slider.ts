import {median, quantile, type Bench, type Case, type Measurement} from "../case";
import {engineReady, importFile, type BenchPage} from "../page";
import type {Watched} from "../watch";

const steps = 80;

/** One step of a slider: milliseconds from the key to the last change in the page, and to the frame that shows it. */
interface Step {
  changed: number;
  shown: number;
}

export default {
  name: "slider",
  async run(bench: Bench) {
    const opened = await bench.open();
    await engineReady(opened);
    await importFile(opened, await bench.wide("utf-8"));
    const before = await opened.watched();
    const taken = await dragBySteps(opened);
    const after = await opened.watched();
    const runs = Math.round((after.runs - before.runs) / steps);
    const longest = after.longTasks.slice(before.longTasks.length).map(({milliseconds}) => milliseconds);
    await opened.close();
    return [
      ...lines(
        "last dependant redrawn",
        taken.map(({changed}) => changed),
        `${runs} cells a step`
      ),
      ...lines(
        "next frame after it",
        taken.map(({shown}) => shown)
      ),
      {
        what: "slider: longest task of the page",
        ours: Math.max(0, ...longest),
        unit: "ms",
        samples: longest,
        target: {kind: "at_most", value: 100}
      }
    ];
  }
} satisfies Case;

function lines(name: string, samples: number[], note = ""): Measurement[] {
  const p95 = quantile(samples, 0.95);
  return [
    {what: `slider to ${name}, p50`, ours: median(samples), unit: "ms", samples, note},
    {what: `slider to ${name}, p95`, ours: p95, unit: "ms", samples, target: {kind: "at_most", value: 50}}
  ];
}

function dragBySteps({page}: BenchPage): Promise<Step[]> {
  return page.evaluate(async (count) => {
    const {watched} = globalThis as unknown as {watched: Watched};
    const handle = document.querySelector<HTMLElement>("[data-cell] [role=slider]");
    if (!handle) throw new Error("no slider to move");
    const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    // nothing has changed for a while: whatever depended on the step has been drawn
    const quiet = async () => {
      while (performance.now() - watched.lastChange < 250) await pause(25);
    };
    const taken: {changed: number; shown: number}[] = [];
    for (let index = 0; index < count; index++) {
      await quiet();
      const start = performance.now();
      const runs = watched.runs;
      const key = index % 20 < 10 ? "ArrowRight" : "ArrowLeft";
      handle.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
      while (watched.runs === runs && performance.now() - start < 5000) await pause(10);
      await quiet();
      taken.push({changed: watched.lastChange - start, shown: watched.lastFrame - start});
    }
    return taken;
  }, steps);
}
