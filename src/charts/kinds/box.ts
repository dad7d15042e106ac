import type {Words} from "../../base/words";
import {drawBoxes} from "../boxes/box-drawing";
import {boxesOf, measureOf, type Box, type BoxSpec} from "../boxes/boxes";
import {column, defineKind, optionalColour, optionalColumn, optionalUnit} from "../kind";
import {markLabel, titleOf} from "../text/describe";

/**
 * Box plot by category: quartiles, median, whiskers and outliers. From raw values in `y`, or from the five numbers in
 * columns, for millions of rows.
 */
export default defineKind({
  name: "box",
  channels: {
    x: column,
    y: optionalColumn,
    low: optionalColumn,
    q1: optionalColumn,
    median: optionalColumn,
    q3: optionalColumn,
    high: optionalColumn
  },
  options: {unit: optionalUnit, colour: optionalColour},
  hasFacets: true,
  example: {
    table: {
      stage: ["active", "silent", "sleeping", "lost", "long_lost"],
      lowest_amount: [39, 35, 29, 29, 19],
      quarter_amount: [128, 109, 99, 89, 79],
      median_amount: [262, 219, 189, 149, 129],
      three_quarter_amount: [489, 399, 329, 259, 219],
      highest_amount: [1018, 832, 669, 512, 428]
    },
    spec: {
      x: "stage",
      low: "lowest_amount",
      q1: "quarter_amount",
      median: "median_amount",
      q3: "three_quarter_amount",
      high: "highest_amount"
    }
  },
  render: (spec, rows, context) => drawBoxes(spec, rows, context),
  describe(spec, rows, words) {
    const boxes = boxesOf(spec, rows);
    const sentences = boxes.slice(0, mostDescribed).map((box) => describeBox(box, spec, words));
    if (boxes.length > mostDescribed) sentences.push(words.t("charts.and_more", {n: boxes.length - mostDescribed}));
    const title = titleOf(spec, [measureOf(spec)], words);
    return words.t("charts.say_list", {label: title, list: sentences.join(words.t("charts.sentence_gap"))});
  }
});

const mostDescribed = 8;

function describeBox({x, low, q1, median, q3, high, outliers}: Box, spec: BoxSpec, words: Words): string {
  const name = measureOf(spec);
  const format = (value: number) => markLabel(value, name, spec.unit ?? words.measure(name).unit, words);
  return words.t("charts.say_box", {
    label: words.value(spec.x, x),
    median: format(median),
    q1: format(q1),
    q3: format(q3),
    low: format(low),
    high: format(high),
    outliers: outliers.length
  });
}
