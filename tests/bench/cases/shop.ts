import {besides, line, repeat, times, type Bench, type Case, type Measurement} from "../case";
import type {Cost} from "../cost";
import {runFrozen, type FrozenCosts} from "../frozen-run";
import {importFile, reopen, type Imported, type Reopened} from "../importing";
import {engineReady} from "../page";

const orders = 100_000;
const what = "100,000 orders in GB18030";

/** A shop of the usual size: dropped, and opened again from what the browser kept, against all that frozen native does. */
export default {
  name: "shop",
  async run(bench) {
    const path = await bench.wide("gb18030", orders);
    const twin = await bench.wide("utf-8", orders);
    const runs = await repeat(bench.repetitions, () => dropAndReopen(bench, path));
    const baseline = await runFrozen("baseline", twin, bench.repetitions);
    const byHand = await runFrozen("by hand", twin, bench.repetitions);
    const dropped = runs.map((run) => run.dropped);
    const again = runs.map((run) => run.again);
    const engine = `engine's first answer within ${Math.round(Math.max(...again.map(({answered}) => answered)))} ms`;
    const both = besides({"native sum": baseline.sum, "by hand": byHand.sum});
    const against = (name: string, costs: Cost[], factor: number, note = ""): Measurement[] => [
      line(`${what}, ${name}`, costs, {...both, target: times(factor, "native sum"), note}),
      line(`${what}, ${name}`, costs, {
        ...both,
        target: times(factor, "by hand"),
        note: "the same, against the SQL by hand"
      })
    ];
    return [
      ...against("drop to first screen", costsOf(dropped, "firstScreen"), 0.5, `native sum: ${partsOf(baseline)}`),
      ...against("drop to whole check-up", costsOf(dropped, "settled"), 1, `by hand: ${partsOf(byHand)}`),
      ...against("opened again, to first screen", costsOf(again, "firstScreen"), 0.25, `from navigation; ${engine}`),
      ...against("opened again, to whole check-up", costsOf(again, "settled"), 0.5)
    ];
  }
} satisfies Case;

function partsOf({reading, relations, answers}: FrozenCosts): string {
  const parts = Object.entries({reading, relations, answers});
  return `${parts.map(([name, {wall}]) => `${name} ${Math.round(wall)}`).join(" + ")} ms`;
}

function costsOf<Name extends string>(runs: readonly Record<Name, Cost>[], name: Name): Cost[] {
  return runs.map((run) => run[name]);
}

async function dropAndReopen(bench: Bench, path: string): Promise<{dropped: Imported; again: Reopened}> {
  const opened = await bench.open();
  try {
    await engineReady(opened);
    const dropped = await importFile(opened, path);
    const {times} = await reopen(opened);
    return {dropped, again: times};
  } finally {
    await opened.close();
  }
}
