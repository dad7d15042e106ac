import type {Row} from "../../base/table";
import type {BarSpec} from "../bars/bars";
import {drawLying} from "../bars/bars-lying";
import {drawUpright} from "../bars/bars-upright";
import {choice, columns, defineKind, flag, optionalColour, optionalColumn, optionalNumber, optionalUnit} from "../kind";
import {pointsOf} from "../points";
import {describePoints, titleOf} from "../text/describe";

/** Bars over time or categories; horizontal when the category is `y` or its names are long. */
export default defineKind({
  name: "bar",
  channels: {x: columns, y: columns, series: optionalColumn, unfinished: optionalColumn, event: optionalColumn},
  options: {
    layout: choice("stacked", "grouped", "normalized"),
    unit: optionalUnit,
    colour: optionalColour,
    limit: optionalNumber(1, 200),
    narrowLimit: optionalNumber(1, 500),
    hideX: flag
  },
  hasFacets: true,
  example: {
    table: {
      month: ["2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01", "2026-10-01", "2026-11-01"],
      returning_orders: [610, 590, 640, 655, 610, 372],
      new_orders: [820, 800, 790, 860, 830, 696],
      is_unfinished: [false, false, false, false, false, true]
    },
    spec: {x: "month", y: ["returning_orders", "new_orders"], unfinished: "is_unfinished"}
  },
  render(spec, rows, context) {
    const bars = settle(spec, rows);
    const points = pointsOf(bars, rows, context.words, context.agree);
    return (bars.lying ? null : drawUpright(bars, points, context)) ?? drawLying(bars, points, context);
  },
  describe(spec, rows, words) {
    const bars = settle(spec, rows);
    return describePoints(titleOf(bars, bars.y, words), bars.x, pointsOf(bars, rows, words), bars.y[0] ?? "", words);
  }
});

/** The spec with x as the category and y as the amounts, whichever way the author wrote it. */
function settle(spec: Omit<BarSpec, "x" | "lying"> & {x: string[]}, rows: readonly Row[]): BarSpec {
  const lying = spec.y.some((name) => holdsWords(name, rows)) && !spec.x.some((name) => holdsWords(name, rows));
  return lying ? {...spec, x: spec.y[0] ?? "", y: spec.x, lying} : {...spec, x: spec.x[0] ?? "", lying};
}

function holdsWords(name: string, rows: readonly Row[]): boolean {
  return rows.some((row) => typeof row[name] === "string");
}
