import type {Row} from "../../base/table";
import {AppError} from "../../base/errors";
import {cellKey, drawTriangle, describeTriangle, type Triangle} from "../tables/triangle";
import {column, defineKind, flag, optionalColumn, optionalNumbers, optionalUnit, unitIn} from "../kind";
import {distinctX, keyOf, drawableNumber} from "../points";

/** Cohorts by age: a row for each group that began together, a column for each period. */
export default defineKind({
  name: "cohort",
  channels: {
    x: column,
    y: column,
    value: column,
    size: optionalColumn,
    unfinished: optionalColumn,
    unitFrom: optionalColumn
  },
  options: {mean: flag, breaks: optionalNumbers, unit: optionalUnit},
  example: {
    table: {
      month_date: [
        ...["2026-08-01", "2026-08-01", "2026-08-01", "2026-08-01"],
        ...["2026-09-01", "2026-09-01", "2026-09-01"],
        ...["2026-10-01", "2026-10-01"],
        "2026-11-01"
      ],
      months_later: [0, 1, 2, 3, 0, 1, 2, 0, 1, 0],
      customers: [400, 400, 400, 400, 500, 500, 500, 300, 300, 210],
      active_share: [1, 0.22, 0.16, 0.07, 1, 0.18, 0.09, 1, 0.08, 1],
      is_unfinished: [false, false, false, true, false, false, true, false, true, true]
    },
    spec: {
      x: "months_later",
      y: "month_date",
      value: "active_share",
      size: "customers",
      unfinished: "is_unfinished",
      mean: true
    }
  },
  render: (spec, rows, context) => drawTriangle({...spec, unit: unitIn(spec, rows)}, triangleOf(spec, rows), context),
  describe: (spec, rows, words) => describeTriangle({...spec, unit: unitIn(spec, rows)}, triangleOf(spec, rows), words)
});

interface Channels {
  x: string;
  y: string;
  value: string;
  size: string | null;
  unfinished: string | null;
}

/** The cohorts of some rows; throws `charts.no_values`. */
function triangleOf({x, y, value, size, unfinished}: Channels, rows: readonly Row[]): Triangle {
  const cells = new Map(
    rows.map((row) => [
      cellKey(row[y], row[x]),
      {value: drawableNumber(row[value]), isUnfinished: unfinished !== null && row[unfinished] === true}
    ])
  );
  if ([...cells.values()].every((cell) => cell.value === null)) throw new AppError("charts.no_values", {column: value});
  const groups = new Map<string, Triangle["groups"][number]>();
  for (const row of rows) {
    const known = groups.get(keyOf(row[y]))?.size ?? null;
    groups.set(keyOf(row[y]), {code: row[y], size: known ?? (size === null ? null : drawableNumber(row[size])), row});
  }
  const periods = distinctX(rows.map((row) => ({x: row[x], series: "", y: null, row})));
  return {groups: [...groups.values()], periods, cells};
}
