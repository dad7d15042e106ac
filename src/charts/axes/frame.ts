import type {Markish} from "@observablehq/plot";
import type {DrawContext} from "../kind";
import {svgText} from "../html";
import {endMargin, type Label} from "./labels";
import {fontSize, lineHeight, widest} from "../measure";
import type {Tick} from "./ticks";
import {tipMarks, type Tips} from "./tips";
import {listCounts, type Placing} from "./pointing";

/**
 * Charts narrower than this many CSS pixels use the phone layout: fewer ticks, fewer periods, labels above instead of
 * beside.
 */
export const narrowWidth = 480;

/** One axis: its domain from left to right or bottom to top, and its ticks. */
export interface Axis {
  domain: [number, number];
  ticks: readonly Tick[];
}

/** What `drawFrame` draws: axes, grid and marks. */
export interface Frame {
  x: Axis;
  y: Axis;
  /** CSS pixels from top to bottom, including margins */
  height: number;
  margins: Margins;
  /** the axis of amounts, to which the grid lines belong */
  values: "x" | "y";
  /** the amount at which a line in ink is drawn (bars and areas start there); null for none */
  baseline: number | null;
  /** label under the x axis */
  xLabel?: string;
  /** drawn over the grid, in this order */
  marks: Markish[];
  /** drawn over everything else, including the baseline: brushes */
  top?: Markish[];
  /** drawn over all of it; the counts of people that they tell lead to them */
  tips: Tips;
}

/** CSS pixels outside the plot. */
export interface Margins {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** The left margin that the y labels need, or the margin shared by the charts of a section. */
export function leftMargin(context: DrawContext, ticks: readonly Tick[]): number {
  return context.marginLeft ?? Math.max(30, Math.ceil(widest(ticks.map(({label}) => label))) + 10);
}

/** The room beside a chart for labels of usual length, such as the days of a week in Chinese, in CSS pixels. */
const usualSide = 172;

/** The right margin: the same for every chart whose labels are of usual length, so that the axes of a section align. */
export function sideMargin(context: DrawContext, lines: readonly Label[]): number {
  if (!lines.length) return 12;
  return context.marginRight ?? Math.max(Math.min(usualSide, Math.floor(context.width * 0.18)), endMargin(lines));
}

/** The bottom margin that the x labels need: none when hidden, two lines when a year stands under a month. */
export function bottomMargin(ticks: readonly Tick[], hidden: boolean, xLabel = ""): number {
  if (hidden) return 4;
  return (ticks.some(({label}) => label.includes("\n")) ? 40 : 26) + (xLabel ? lineHeight : 0);
}

/** Draws the axes, the grid and the marks. */
export function drawFrame(context: DrawContext, frame: Frame): SVGSVGElement {
  const {plot, document, width} = context;
  const {x, y, height, margins, marks, top = [], tips} = frame;
  const element = plot.plot({
    document,
    width,
    height,
    marginTop: margins.top,
    marginRight: margins.right,
    marginBottom: margins.bottom,
    marginLeft: margins.left,
    className: "chart-plot",
    style: {fontSize: `${fontSize}px`, background: "none", overflow: "visible"},
    x: {type: "linear", domain: x.domain, axis: null},
    y: {type: "linear", domain: y.domain, axis: null},
    marks: [
      ...grid(context, frame),
      ...axes(context, frame),
      ...marks,
      ...baseline(context, frame),
      ...top,
      ...tipMarks(context, tips)
    ]
  }) as SVGSVGElement;
  if (frame.xLabel) addAxisLabel(document, element, frame, width, frame.xLabel);
  withoutAria(element);
  listCounts(element, tips.rows, placingOf(frame, width), context);
  return element;
}

function placingOf({x, y, height, margins, values}: Frame, width: number): Placing {
  const columns = [margins.left, width - margins.right] as const;
  const lines = [height - margins.bottom, margins.top] as const;
  const valueAt = values === "y" ? linear(lines, y.domain) : linear(columns, x.domain);
  return {values, across: linear(x.domain, columns), up: linear(y.domain, lines), valueAt};
}

function linear([a, b]: readonly [number, number], [from, to]: readonly [number, number]): (value: number) => number {
  return (value) => from + ((value - a) / (b - a)) * (to - from);
}

function grid({plot}: DrawContext, {values, x, y}: Frame): Markish[] {
  const style = {stroke: "var(--rule)", strokeOpacity: 1, ariaHidden: "true"};
  const at = (axis: Axis) => axis.ticks.map(({at}) => at);
  return values === "y" ? [plot.gridY(at(y), style)] : [plot.gridX(at(x), style)];
}

function axes({plot, width}: DrawContext, {values, x, y, margins}: Frame): Markish[] {
  const style = {fill: "var(--ink-3)", stroke: "var(--rule-2)", label: null, fontVariant: "tabular-nums"};
  const inner = width - margins.left - margins.right;
  const pixel = (at: number) => margins.left + ((at - x.domain[0]) / (x.domain[1] - x.domain[0])) * inner;
  const ticks = values === "y" ? x.ticks.filter(({at, label}) => fits(pixel(at), label, width)) : x.ticks;
  return [
    plot.axisY(at(y), {...style, tickSize: 0, tickPadding: 6, tickFormat: labelOf(y)}),
    ...(ticks.length && margins.bottom > 8
      ? [
          plot.axisX(at({...x, ticks}), {
            ...style,
            tickSize: values === "y" ? 4 : 0,
            tickPadding: 4,
            tickFormat: labelOf(x)
          })
        ]
      : [])
  ];
}

function fits(pixel: number, label: string, width: number): boolean {
  const half = widest(label.split("\n")) / 2;
  return pixel - half >= -1 && pixel + half <= width + 1;
}

function at({ticks}: Axis): number[] {
  return ticks.map(({at}) => at);
}

function labelOf({ticks}: Axis): (value: number) => string {
  const labels = new Map(ticks.map(({at, label}) => [at, label]));
  return (value) => labels.get(value) ?? "";
}

function baseline({plot}: DrawContext, {values, baseline}: Frame): Markish[] {
  if (baseline === null) return [];
  return [
    values === "y" ? plot.ruleY([baseline], {stroke: "var(--ink)"}) : plot.ruleX([baseline], {stroke: "var(--ink)"})
  ];
}

function addAxisLabel(document: Document, element: SVGSVGElement, frame: Frame, width: number, label: string): void {
  const {margins, height} = frame;
  const middle = margins.left + (width - margins.left - margins.right) / 2;
  element.append(svgText(document, label, {x: middle, y: height - 4, fill: "var(--ink-3)", "text-anchor": "middle"}));
}

// Plot names its groups in English ("y-axis tick label"); the chart's own description replaces that
function withoutAria(element: SVGSVGElement): void {
  for (const group of element.querySelectorAll("g:not([role])")) {
    for (const name of ["aria-label", "aria-description", "aria-roledescription"]) group.removeAttribute(name);
  }
  for (const style of element.querySelectorAll("style")) style.remove();
}
