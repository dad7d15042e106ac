import type {Markish} from "@observablehq/plot";
import type {Row} from "../../base/table";
import type {Unit} from "../../base/words";
import {boxesOf, measureOf, type Box, type BoxSpec} from "./boxes";
import {bottomMargin, drawFrame, leftMargin, narrowWidth, type Frame} from "../axes/frame";
import {dim, makeSelectable, selectedValue} from "../interact";
import type {DrawContext} from "../kind";
import {eachElement} from "../axes/marks";
import type {Tips} from "../axes/tips";
import {shorten, textWidth, widest} from "../measure";
import {fixedColour} from "../palette";
import {categoryPositions, type Positions} from "../axes/positions";
import {markLabel} from "../text/describe";
import {valueAxis, type ValueAxis} from "../axes/ticks";

/** Shared state of the functions that draw one box plot. */
interface Boxes {
  spec: BoxSpec;
  context: DrawContext;
  boxes: Box[];
  positions: Positions;
  axis: ValueAxis;
  unit: Unit;
}

const rowHeight = 34;
const thickness = 0.5;

/** Draws a box plot: vertical where the names fit under the boxes, horizontal on a phone or where they do not. */
export function drawBoxes(spec: BoxSpec, rows: readonly Row[], context: DrawContext): SVGSVGElement {
  const {words, agree, width} = context;
  const boxes = boxesOf(spec, rows);
  const xs = agree(
    "x",
    boxes.map(({x}) => x)
  );
  const positions = categoryPositions(spec.x, xs, words);
  const {unit: written} = words.measure(measureOf(spec));
  const unit = spec.unit ?? (written === "text" ? "number" : written);
  const amounts = agree(
    "amounts",
    boxes.flatMap(({low, high, outliers}) => [low, high, ...outliers.slice(0, 1), ...outliers.slice(-1)])
  );
  const [least, most] = [Math.min(...amounts), Math.max(...amounts)];
  const axis = valueAxis(amounts, {unit, words, count: 4, zero: least <= 0 || least < most * 0.5});
  const chart = {spec, context, boxes, positions, axis, unit};
  const frame = width < narrowWidth ? null : uprightFrame(chart);
  return drawFrame(context, frame ?? lyingFrame(chart));
}

/** The frame of vertical boxes; null when a name does not fit under its box. */
function uprightFrame(chart: Boxes): Frame | null {
  const {context, positions, axis, spec} = chart;
  const margins = {top: 12, right: 12, bottom: bottomMargin([], false), left: leftMargin(context, axis.ticks)};
  const ticks = positions.ticks(0);
  const room = (context.width - margins.left - margins.right) / ticks.length - 6;
  if (ticks.some(({label}) => textWidth(label) > room)) return null;
  const height = spec.height ?? 220 + margins.top + margins.bottom;
  return {
    x: {domain: positions.domain, ticks},
    y: axis,
    height,
    margins,
    values: "y",
    baseline: axis.domain[0] === 0 ? 0 : null,
    marks: boxMarks(chart, "y", room),
    tips: tipsOf(chart, "y")
  };
}

function lyingFrame(chart: Boxes): Frame {
  const {context, positions, axis, spec} = chart;
  const names = positions.ticks(0);
  const left = Math.min(Math.ceil(widest(names.map(({label}) => label))) + 12, Math.floor(context.width * 0.36));
  const margins = {top: 6, right: 16, bottom: bottomMargin([], false), left};
  return {
    x: axis,
    y: {
      domain: [positions.domain[1], 0],
      ticks: names.map(({at, label}) => ({at, label: shorten(label, left - 10)}))
    },
    height: spec.height ?? positions.domain[1] * rowHeight + margins.top + margins.bottom,
    margins,
    values: "x",
    baseline: axis.domain[0] === 0 ? 0 : null,
    marks: boxMarks(chart, "x", 0),
    tips: tipsOf(chart, "x")
  };
}

/** The marks of all boxes, with amounts along x or y. */
function boxMarks(chart: Boxes, along: "x" | "y", room: number): Markish[] {
  const {context, boxes, positions} = chart;
  const {plot} = context;
  const across = along === "x" ? "y" : "x";
  // the width of a box is limited, however wide its column is
  const part = along === "y" ? Math.min(thickness, 72 / Math.max(1, room)) : thickness;
  const middle = ({x}: Box) => positions.middle(x);
  const edges = {
    [`${across}1`]: (box: Box) => middle(box) - part / 2,
    [`${across}2`]: (box: Box) => middle(box) + part / 2
  };
  const [ruleAlong, ruleAcross] = along === "x" ? [plot.ruleY, plot.ruleX] : [plot.ruleX, plot.ruleY];
  const paint = (box: Box) => `var(--${colourOf(box, chart.spec)})`;
  const stroke = {stroke: {value: paint, scale: null}} as const;
  const far = boxes.flatMap((box) => box.outliers.map((value) => ({box, value})));
  return [
    ruleAlong(boxes, {
      [across]: middle,
      [`${along}1`]: "low",
      [`${along}2`]: "high",
      ...stroke,
      strokeWidth: 1.4,
      render: dimming(boxes, chart)
    }),
    plot.rect(boxes, {
      ...edges,
      [`${along}1`]: "q1",
      [`${along}2`]: "q3",
      fill: "var(--paper)"
    }),
    plot.rect(boxes, {
      ...edges,
      [`${along}1`]: "q1",
      [`${along}2`]: "q3",
      fill: {value: paint, scale: null},
      fillOpacity: 0.28,
      ...stroke,
      strokeWidth: 1.4,
      render: selecting(chart)
    }),
    ruleAcross(boxes, {
      [along]: "median",
      ...edges,
      stroke: "var(--ink)",
      strokeWidth: 2.4,
      pointerEvents: "none",
      render: dimming(boxes, chart)
    }),
    plot.dot(far, {
      [across]: ({box}: {box: Box}) => middle(box),
      [along]: "value",
      r: 2.2,
      fill: {value: ({box}: {box: Box}) => paint(box), scale: null},
      fillOpacity: far.length > 200 ? 0.3 : 0.6,
      render: dimming(
        far.map(({box}) => box),
        chart
      )
    })
  ];
}

function tipsOf(chart: Boxes, along: "x" | "y"): Tips {
  const rows = chart.boxes.map((box) => {
    const [a, b] = [chart.positions.middle(box.x), box.median];
    return {x: along === "x" ? b : a, y: along === "x" ? a : b, title: () => tipOf(box, chart)};
  });
  return {rows, direction: along === "x" ? "y" : "x"};
}

function colourOf({x}: Box, {colour}: BoxSpec): string {
  return colour ?? fixedColour(String(x)) ?? "accent";
}

function tipOf({x, low, q1, median, q3, high, outliers}: Box, {positions, spec, unit, context}: Boxes): string {
  const {words} = context;
  const format = (value: number) => markLabel(value, measureOf(spec), unit, words);
  const range = (from: number, to: number) => words.t("charts.range", {from: format(from), to: format(to)});
  return [
    positions.label(x),
    words.t("charts.box_median", {value: format(median)}),
    words.t("charts.box_half", {range: range(q1, q3)}),
    words.t("charts.box_whiskers", {range: range(low, high)}),
    ...(outliers.length ? [words.t("charts.box_outliers", {n: outliers.length})] : [])
  ].join("\n");
}

// whiskers and outliers are dimmed with their box
function dimming(owners: readonly Box[], {spec, context}: Boxes) {
  if (spec.select === null) return undefined;
  return eachElement(owners, (element, {x}) => dim(element, selectedValue(x), context.selection));
}

function selecting({spec, boxes, positions, unit, context}: Boxes) {
  const variable = spec.select;
  if (variable === null) return undefined;
  const {selection, words} = context;
  return eachElement(boxes, (element, {x, median}) => {
    const value = markLabel(median, measureOf(spec), unit, words);
    const label = words.t("charts.pair", {label: positions.label(x), value});
    makeSelectable(element, {variable, value: selectedValue(x), selection, label});
  });
}
