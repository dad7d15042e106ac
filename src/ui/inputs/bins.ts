import type {Row} from "../../base/table";
import type {Bin} from "../../charts/bin";

/** Maximum number of bins; more would be thinner than a pixel on a phone. */
const binLimit = 146;

/** Groups counts by whole days into equal bins from 0 to `max`, lower bound exclusive, upper inclusive. */
export function toBins(
  rows: readonly Row[],
  {x, y, max}: {x: string; y: string; max: number}
): {bins: Bin[]; beyond: number} {
  const width = Math.max(1, Math.ceil(max / binLimit));
  const bins: Bin[] = Array.from({length: Math.ceil(max / width)}, (_, index) => ({
    low: index * width,
    high: (index + 1) * width,
    count: 0
  }));
  let beyond = 0;
  for (const row of rows) {
    const bin = bins[Math.ceil(Number(row[x]) / width) - 1];
    if (bin) bin.count += Number(row[y]);
    else beyond += Number(row[y]);
  }
  return {bins, beyond};
}
