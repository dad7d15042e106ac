import type {Row} from "../../base/table";
import type {Words} from "../../base/words";
import {AppError} from "../../base/errors";
import {column, defineKind, optionalColumn} from "../kind";
import {fixedColour, seriesColours} from "../palette";
import {drawableNumber} from "../points";
import {markLabel, describePairs, signed, titleOf} from "../text/describe";
import {drawSegments, type Segment} from "../tables/segments";

/** One stacked bar of everyone, each part labelled with its count and share. */
export default defineKind({
  name: "segments",
  channels: {x: column, y: column, change: optionalColumn, range: optionalColumn},
  options: {},
  example: {
    table: {
      stage: ["active", "silent", "sleeping", "lost", "long_lost"],
      customers: [4562, 2887, 2464, 2327, 9982],
      stage_points: [0.01, -0.013, -0.011, -0.038, 0.052]
    },
    spec: {x: "stage", y: "customers", change: "stage_points"}
  },
  render: (spec, rows, context) => drawSegments(spec, segmentsOf(spec, rows, context.words), context),
  describe(spec, rows, words) {
    const pairs = segmentsOf(spec, rows, words).map(({label, amount, share}): [string, string] => [
      label,
      `${amount}, ${share}`
    ]);
    return describePairs(titleOf(spec, [spec.y], words), pairs, words);
  }
});

interface Channels {
  x: string;
  y: string;
  change: string | null;
  range: string | null;
}

/** The parts of the whole; throws `charts.no_values` when it is empty. */
function segmentsOf({x, y, change, range}: Channels, rows: readonly Row[], words: Words): Segment[] {
  const whole = rows.reduce((sum, row) => sum + Math.max(0, drawableNumber(row[y]) ?? 0), 0);
  if (whole === 0) throw new AppError("charts.no_values", {column: y});
  const codes = rows.map((row) => String(row[x]));
  const free = seriesColours(codes);
  return rows.map((row, index) => {
    const value = Math.max(0, drawableNumber(row[y]) ?? 0);
    return {
      code: row[x],
      label: words.value(x, row[x]),
      row,
      amount: markLabel(value, y, words.measure(y).unit, words),
      share: words.percent(value / whole),
      part: value / whole,
      colour: fixedColour(codes[index] ?? "") ?? free[index] ?? "ink-3",
      change:
        change === null
          ? null
          : signed(change, row[change], words, words.measure(change).unit === "percent" ? "points" : undefined),
      range: range === null ? null : words.value(range, row[range])
    };
  });
}
