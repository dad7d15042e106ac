import {drawFlow, describeFlow} from "../flow/flow";
import {flowOf} from "../flow/flow-links";
import {column, defineKind, optionalColumn, optionalColumns, optionalUnit} from "../kind";

/**
 * Amounts from place to place. `steps` names two or more columns, each a point in time: the same value in two columns
 * is two nodes. Or `source` and `target` name the ends of a network, which must have no cycle.
 */
export default defineKind({
  name: "flow",
  channels: {value: column, steps: optionalColumns, source: optionalColumn, target: optionalColumn},
  options: {unit: optionalUnit},
  example: {
    table: {
      stage_before: ["active", "active", "silent", "silent", "silent", "sleeping", "sleeping", "lost"],
      stage: ["active", "silent", "active", "silent", "sleeping", "active", "lost", "lost"],
      customers: [3900, 610, 240, 1700, 380, 90, 310, 2050]
    },
    spec: {steps: ["stage_before", "stage"], value: "customers"}
  },
  render: (spec, rows, context) => drawFlow(spec, flowOf(spec, rows, context.words), context),
  describe: (spec, rows, words) => describeFlow(spec, flowOf(spec, rows, words), words)
});
