import {column, defineKind, optionalColour, optionalColumn, optionalVariable} from "../kind";
import {drawScatter, spotsOf, type ScatterSpec} from "../scatter/scatter";
import {describeScatter} from "../scatter/describe-scatter";

/** A dot for every row, by two numbers or dates. */
export default defineKind({
  name: "scatter",
  channels: {x: column, y: column, series: optionalColumn, size: optionalColumn, label: optionalColumn},
  options: {selectY: optionalVariable, colour: optionalColour},
  hasFacets: true,
  example: {
    table: {
      product: [
        "linen",
        "wool",
        "silk",
        "denim",
        "cotton",
        "jersey",
        "fleece",
        "tweed",
        "satin",
        "velvet",
        "lace",
        "cord"
      ],
      average_price: [89, 149, 329, 119, 59, 69, 99, 259, 289, 239, 199, 129],
      repurchase_share: [0.31, 0.26, 0.12, 0.24, 0.38, 0.35, 0.28, 0.15, 0.11, 0.19, 0.2, 0.27],
      buyers: [820, 410, 120, 600, 1900, 1500, 700, 90, 130, 160, 210, 380]
    },
    spec: {x: "average_price", y: "repurchase_share", size: "buyers", label: "product"}
  },
  render: (spec, rows, context) => drawScatter(spec, rows, context),
  describe: (spec: ScatterSpec, rows, words) => describeScatter(spec, spotsOf(spec, rows), words)
});
