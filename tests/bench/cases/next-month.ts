import {besides, line, repeat, times, type Bench, type Case} from "../case";
import {medianCost, type Cost} from "../cost";
import {importFile} from "../importing";
import {engineReady} from "../page";

const before = 100_000;
const monthly = 40_000;

/** Next month's export dropped on a shop that stands, against the same file alone. */
export default {
  name: "next-month",
  async run(bench) {
    const whole = before + monthly;
    const base = await bench.wide("utf-8", whole, [0, before]);
    const next = await bench.wide("utf-8", whole, [before, whole]);
    const pairs = await repeat(bench.repetitions, async () => ({
      alone: await importInto(bench, [], next),
      onTop: await importInto(bench, [base], next)
    }));
    const alone = medianCost(pairs.map((pair) => pair.alone));
    const onTop = pairs.map((pair) => pair.onTop);
    const what = "40,000 orders on top of 100,000, drop to whole check-up";
    return [line(what, onTop, {...besides({alone}), target: times(1.5, "alone")})];
  }
} satisfies Case;

/** What the last file takes when the others stand already. */
async function importInto(bench: Bench, standing: readonly string[], path: string): Promise<Cost> {
  const opened = await bench.open();
  try {
    await engineReady(opened);
    for (const earlier of standing) await importFile(opened, earlier);
    return (await importFile(opened, path)).settled;
  } finally {
    await opened.close();
  }
}
