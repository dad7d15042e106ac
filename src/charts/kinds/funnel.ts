import type {Row} from "../../base/table";
import type {Words} from "../../base/words";
import {AppError} from "../../base/errors";
import {round, svg, svgText} from "../html";
import {makeListing, makeSelectable} from "../interact";
import {column, defineKind, optionalColumn, type DrawContext} from "../kind";
import {shorten, widest} from "../measure";
import {drawableNumber} from "../points";
import {markLabel, describePairs, titleOf} from "../text/describe";

/** A funnel: how many reach each step, which share goes on, and how long it takes. */
export default defineKind({
  name: "funnel",
  channels: {x: column, y: column, median: optionalColumn},
  options: {},
  example: {
    table: {step: ["1", "2", "3", "4+"], customers: [22222, 6890, 2411, 1027], median_days: [null, 46, 38, 33]},
    spec: {x: "step", y: "customers", median: "median_days"}
  },
  render: (spec, rows, context) => drawLadder(spec, stepsOf(spec, rows, context.words), context),
  describe(spec, rows, words) {
    const pairs = stepsOf(spec, rows, words).map(({label, amount, onward}): [string, string] => [
      label,
      [amount, ...onward].join(", ")
    ]);
    return describePairs(titleOf(spec, [spec.y], words), pairs, words);
  }
});

interface Step {
  code: unknown;
  label: string;
  amount: string;
  value: number;
  /** from the step before to this one: share and median time */
  onward: string[];
  row: Row;
}

interface Channels {
  x: string;
  y: string;
  median: string | null;
  select?: string | null;
}

/** The steps; throws `charts.no_values` when none has a number. */
function stepsOf({x, y, median}: Channels, rows: readonly Row[], words: Words): Step[] {
  const values = rows.map((row) => Math.max(0, drawableNumber(row[y]) ?? 0));
  if (rows.every((row) => drawableNumber(row[y]) === null)) throw new AppError("charts.no_values", {column: y});
  return rows.map((row, index) => {
    const value = values[index] ?? 0;
    const before = values[index - 1] ?? 0;
    const days = median === null ? null : drawableNumber(row[median]);
    const share = before > 0 ? [words.t("charts.step_conversion", {rate: words.percent(value / before)})] : [];
    const time = days === null ? [] : [words.t("charts.step_days", {n: Math.round(days)})];
    const amount =
      drawableNumber(row[y]) === null ? words.t("charts.no_value") : markLabel(value, y, words.measure(y).unit, words);
    return {code: row[x], label: words.value(x, row[x]), amount, value, onward: index ? [...share, ...time] : [], row};
  });
}

const barHeight = 22;
const gapHeight = 30;

function drawLadder(spec: Channels, steps: readonly Step[], context: DrawContext): SVGElement {
  const {document, width} = context;
  const left = Math.min(Math.ceil(widest(steps.map(({label}) => label))) + 14, Math.floor(width * 0.35));
  const right = Math.ceil(widest(steps.map(({amount}) => `${amount}i`))) + 12;
  const top = Math.max(1, ...steps.map(({value}) => value));
  const height = steps.length * barHeight + (steps.length - 1) * gapHeight + 4;
  const root = svg(document, "svg", {class: "chart-plot", width, height, viewBox: `0 0 ${width} ${height}`});
  steps.forEach((step, index) => {
    const y = 2 + index * (barHeight + gapHeight);
    const wide = Math.max(step.value > 0 ? 1.5 : 0, (step.value / top) * (width - left - right));
    const onward = shorten(step.onward.join(context.words.t("charts.comma")), width - left - 16);
    const bar = svg(document, "rect", {x: left, y, width: round(wide), height: barHeight, fill: "var(--accent)"});
    if (spec.select) {
      const label = context.words.t("charts.pair", {label: step.label, value: step.amount});
      makeSelectable(bar, {variable: spec.select, value: step.code, selection: context.selection, label});
    }
    const amount = svgText(document, step.amount, {
      x: left + wide + 8,
      y: y + 15,
      fill: "var(--ink)",
      "font-weight": 700
    });
    makeListing(amount, {column: spec.y, rows: [step.row]}, context);
    root.append(
      svgText(document, shorten(step.label, left - 12), {
        x: left - 10,
        y: y + 15,
        fill: "var(--ink)",
        "text-anchor": "end"
      }),
      bar,
      amount
    );
    if (index)
      root.append(
        ...arrow(document, left, y),
        svgText(document, onward, {x: left + 16, y: y - 11, fill: "var(--ink-2)"})
      );
  });
  return root;
}

function arrow(document: Document, x: number, y: number): SVGElement[] {
  const stroke = {fill: "none", stroke: "var(--ink-3)", "stroke-width": 1.2};
  return [svg(document, "path", {d: `M${x + 6},${y - gapHeight + 6}V${y - 6}m-3.5,-3.5l3.5,3.5l3.5,-3.5`, ...stroke})];
}
