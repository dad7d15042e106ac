import {atMost, line, type Bench, type Case, type Measurement} from "../case";
import type {Cost} from "../cost";
import {importFile, type Imported} from "../importing";
import {engineReady} from "../page";

const usual = 1_000_000;
const most = 10_000_000;

/** Ten million narrow rows until the check-up stands, one run: memory, and what a row costs against a million of them. */
export default {
  name: "ten-million",
  async run(bench) {
    const million = await importOnce(bench, await bench.narrow(usual));
    const all = await importOnce(bench, await bench.narrow(most));
    const what = "10,000,000 narrow rows";
    return [
      line(`${what}: to canonical tables`, [all.loaded]),
      line(`${what}: to first screen`, [all.firstScreen]),
      perRow(`${what}: to whole check-up`, all.settled, million.settled),
      {
        what: `${what}: renderer's peak memory`,
        ours: all.peak ?? NaN,
        unit: "MB",
        samples: [all.peak ?? NaN],
        target: atMost(2500)
      }
    ];
  }
} satisfies Case;

/** A time beside ten times that of a tenth of the rows. */
function perRow(what: string, all: Cost, part: Cost): Measurement {
  const factor = most / usual;
  const other = "10 × 1,000,000 rows";
  return line(what, [all], {
    beside: {[other]: factor * part.wall},
    besideCpu: {[other]: factor * part.cpu},
    target: {kind: "times", other, factor: 1.3}
  });
}

async function importOnce(bench: Bench, path: string): Promise<Imported & {peak: number | null}> {
  const opened = await bench.open();
  try {
    opened.page.setDefaultTimeout(1_800_000);
    await engineReady(opened);
    return {...(await importFile(opened, path)), peak: await opened.peakMemory()};
  } finally {
    await opened.close();
  }
}
