import {
  choice,
  column,
  columnOrNumber,
  columns,
  defineKind,
  flag,
  optionalColour,
  optionalColumn,
  optionalNumber,
  optionalText,
  optionalUnit,
  unitIn
} from "../kind";
import {drawLines} from "../lines/lines";
import {pointsOf} from "../points";
import {describePoints, titleOf} from "../text/describe";

/** Lines over time or over a number, labelled at their ends. */
export default defineKind({
  name: "line",
  channels: {
    x: column,
    y: columns,
    series: optionalColumn,
    reference: columnOrNumber,
    low: optionalColumn,
    high: optionalColumn,
    unfinished: optionalColumn,
    event: optionalColumn,
    unitFrom: optionalColumn
  },
  options: {
    referenceLabel: optionalText,
    area: flag,
    zero: choice("auto", "yes", "no"),
    mark: optionalNumber(-1e9, 1e9),
    markLabel: optionalText,
    unit: optionalUnit,
    colour: optionalColour,
    narrowLimit: optionalNumber(1, 500),
    hideX: flag
  },
  hasFacets: true,
  example: {
    table: {
      month: ["2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01", "2026-10-01", "2026-11-01"],
      returning_share: [0.37, 0.376, 0.395, 0.389, 0.332, 0.282],
      industry_share: [0.329, 0.341, 0.346, 0.343, 0.337, 0.33],
      is_unfinished: [false, false, false, false, false, true]
    },
    spec: {x: "month", y: "returning_share", reference: "industry_share", unfinished: "is_unfinished", area: true}
  },
  render: (spec, rows, context) => drawLines({...spec, unit: unitIn(spec, rows)}, rows, context),
  describe: (spec, rows, words) => {
    const points = pointsOf({...spec, unit: unitIn(spec, rows)}, rows, words);
    return describePoints(titleOf(spec, spec.y, words), spec.x, points, spec.y[0] ?? "", words);
  }
});
