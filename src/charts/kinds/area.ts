import {drawAreas} from "../lines/areas";
import {choice, column, columns, defineKind, flag, optionalColumn, optionalNumber, optionalUnit} from "../kind";
import {pointsOf} from "../points";
import {describePoints, titleOf} from "../text/describe";

/** Areas over time: the composition of a whole and how it changes. */
export default defineKind({
  name: "area",
  channels: {x: column, y: columns, series: optionalColumn},
  options: {
    layout: choice("stacked", "normalized"),
    unit: optionalUnit,
    narrowLimit: optionalNumber(1, 500),
    hideX: flag
  },
  hasFacets: true,
  example: {
    table: {
      month: ["2026-07-01", "2026-07-01", "2026-08-01", "2026-08-01", "2026-09-01", "2026-09-01"],
      stage: ["active", "long_lost", "active", "long_lost", "active", "long_lost"],
      customers: [4200, 8100, 4310, 8600, 4562, 9100]
    },
    spec: {x: "month", y: "customers", series: "stage"}
  },
  render: (spec, rows, context) => drawAreas(spec, rows, context),
  describe: (spec, rows, words) =>
    describePoints(titleOf(spec, spec.y, words), spec.x, pointsOf(spec, rows, words), spec.y[0] ?? "", words)
});
