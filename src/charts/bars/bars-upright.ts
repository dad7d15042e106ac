import type {Markish} from "@observablehq/plot";
import {
  barsOf,
  eventsOf,
  fillOf,
  foldRest,
  hatched,
  isBrushed,
  selecting,
  tipOf,
  withRest,
  type Bar,
  type BarSpec
} from "./bars";
import {brushMarks, slotBrush} from "../brush/brush";
import {bottomMargin, drawFrame, leftMargin, narrowWidth, sideMargin} from "../axes/frame";
import {addHatching, eventMarks, fingerprint} from "../axes/marks";
import type {TipRow} from "../axes/tips";
import {countOf} from "../axes/pointing";
import type {Frame} from "../axes/frame";
import type {DrawContext} from "../kind";
import {addHeadRow, addLines, headRow, type Label} from "../axes/labels";
import {textWidth} from "../measure";
import {labelColour} from "../palette";
import {distinctValues, distinctX, latest, sameX, xOf, type Point, type PointSet, groupByX, keyOf} from "../points";
import {positionsOf, type Positions} from "../axes/positions";
import {markLabel} from "../text/describe";
import {sumOf} from "./stack";
import {valueAxis, type ValueAxis} from "../axes/ticks";

const phoneLimit = 40;

/** Shared state of the functions that draw one vertical bar chart. */
interface Upright {
  spec: BarSpec;
  context: DrawContext;
  set: PointSet;
  /** the values of x, including those of other panels */
  xs: readonly unknown[];
  positions: Positions;
  bars: Bar[];
  axis: ValueAxis;
  hatching: string;
}

/** Draws vertical bars; null when the names of the categories do not fit under them. */
export function drawUpright(spec: BarSpec, points: PointSet, context: DrawContext): SVGSVGElement | null {
  const chart = prepare(spec, points, context);
  const {positions, set} = chart;
  const frame = layOut(chart);
  const inner = context.width - frame.margins.left - frame.margins.right;
  const ticks = positions.ticks(inner);
  const room = inner / Math.max(1, ticks.length) - 6;
  if (positions.kind === "category" && ticks.some(({label}) => textWidth(label) > room)) return null;
  const x = {domain: positions.domain, ticks};
  const bottom = bottomMargin(ticks, spec.hideX);
  const margins = {...frame.margins, bottom};
  const full: Frame = {
    ...frame,
    x,
    margins,
    height: spec.height ?? 112 + margins.top + bottom,
    marks: [
      ...eventMarks(context, eventsOf(set.points, spec.event, positions, context.words), {x, margins}),
      ...barMarks(chart, inner),
      ...valueMarks(chart, inner)
    ],
    top: brushMarks(context, {x: isBrushed(spec, positions) ? slotBrush(spec, positions, chart.xs, context) : null}),
    tips: {rows: tips(chart, inner)}
  };
  const element = drawFrame(context, full);
  addHatching(context.document, element, chart.hatching, hatched(chart.bars));
  addLabels(element, chart, full);
  return element;
}

function prepare(spec: BarSpec, points: PointSet, context: DrawContext): Upright {
  const {words, width, agree} = context;
  const first = positionsOf(spec.x, xOf(points.points), words);
  const shown =
    width < narrowWidth && first.kind !== "category"
      ? latest(points.points, spec.narrowLimit ?? phoneLimit)
      : points.points;
  const set = foldRest({...points, points: shown}, spec, first);
  const xs = agree("x", xOf(set.points));
  const positions = withRest(positionsOf(spec.x, xs, words), xs, words.t.bind(words));
  const bars = barsOf(set, spec);
  const unit = spec.layout === "normalized" ? "percent" : set.unit;
  // on a phone too the scale is that of all periods, so that one chart has one scale
  const amounts = barsOf(shown === points.points ? set : points, spec).flatMap(({low, high}) => [low, high]);
  const axis = valueAxis(agree("amounts", amounts), {unit, words});
  const hatching = fingerprint(JSON.stringify([spec, width, context.panel]));
  return {spec, context, set, xs, positions, bars, axis, hatching};
}

function layOut(chart: Upright): Omit<Frame, "x" | "tips"> {
  const {spec, context, axis} = chart;
  const head = headRow(headLabels(chart), context.width);
  const top = Math.max(...context.agree("head", [head.height]), 10) + (spec.event === null ? 0 : 18);
  const left = leftMargin(context, axis.ticks);
  const margins = {top, left, bottom: 0, right: sideMargin(context, endLines(chart))};
  return {y: axis, height: 0, margins, values: "y", baseline: 0, marks: []};
}

function standsBeside({context, positions}: Upright): boolean {
  return positions.kind !== "category" && context.width >= narrowWidth;
}

// only on a time axis is the last bar the newest and worth a label
function hasNewest({set}: Upright): boolean {
  return set.points.some(({x}) => x instanceof Date);
}

// the last finished period is labelled with its total and its parts
function endLines(chart: Upright): Label[] {
  const last = lastFinished(chart);
  if (!standsBeside(chart) || !hasNewest(chart) || !last.length) return [];
  return [...totalLine(chart, last), ...partLines(chart, last), ...unfinishedLine(chart)];
}

function headLabels(chart: Upright): Label[] {
  if (standsBeside(chart) || (!hasNewest(chart) && chart.set.series.length === 1)) return [];
  const last = lastFinished(chart);
  if (!hasNewest(chart))
    return chart.set.series.map(({label, colour}) => ({text: label, fill: "var(--ink-2)", swatch: `var(--${colour})`}));
  return [...totalLine(chart, last), ...partLines(chart, last)];
}

function lastFinished({bars, set}: Upright): Point[] {
  const finished = bars.filter(({unfinished}) => !unfinished).map(({point}) => point);
  const last = distinctX(finished).at(-1);
  return last === undefined ? [] : set.points.filter(({x, y}) => sameX(x, last) && y !== null);
}

function totalLine({positions, spec, set, context}: Upright, last: readonly Point[]): Label[] {
  const first = last[0];
  if (!first) return [];
  const period = positions.label(first.x);
  const isSum = spec.layout === "stacked";
  const total = last.reduce((sum, {y}) => sum + (y ?? 0), 0);
  const head: Label = {text: period, fill: "var(--ink-2)"};
  return isSum ? [head, {text: format(total, spec, set, context), fill: "var(--ink)", bold: true}] : [head];
}

function partLines({set, spec, context}: Upright, last: readonly Point[]): Label[] {
  if (set.series.length === 1) return [];
  const sum = sumOf(last) || 1;
  return [...set.series].reverse().flatMap(({code, label, colour}) => {
    const point = last.find(({series}) => series === code);
    // a part without any amount (new buyers where no buyer is named) gets no label
    if (!point || !set.points.some(({series, y}) => series === code && y)) return [];
    const y = point.y ?? 0;
    const value = spec.layout === "normalized" ? context.words.percent(y / sum) : format(y, spec, set, context);
    return [{text: `${label} ${value}`, fill: `var(--${labelColour(colour)})`, swatch: `var(--${colour})`}];
  });
}

function unfinishedLine({bars, context}: Upright): Label[] {
  if (!bars.some(({unfinished}) => unfinished)) return [];
  return [{text: context.words.t("charts.hatched"), fill: "var(--ink-3)"}];
}

function format(value: number, spec: BarSpec, set: PointSet, {words}: DrawContext): string {
  return markLabel(value, spec.y[0] ?? "", set.unit, words);
}

// limits the width of a bar, for charts with only a few bars
const widestBar = 96;

/** Where a share of a bar's width is on the x axis. */
function edgeOf({xs, positions, spec, set}: Upright, inner: number): (bar: Bar, share: number) => number {
  const band = inner / Math.max(1, distinctValues(xs).length);
  const usual = positions.kind === "category" ? band * 0.2 : Math.min(band * 0.08, 4);
  const gap = Math.max(usual, (band - widestBar * (spec.layout === "grouped" ? set.series.length : 1)) / 2);
  const split = spec.layout === "grouped" ? set.series.length : 1;
  return (bar, share) => {
    const [start, end] = [positions.start(bar.point.x), positions.end(bar.point.x)];
    const pad = ((end - start) * gap) / band;
    const part = (end - start - 2 * pad) / split;
    return start + pad + part * ((split === 1 ? 0 : bar.order) + share);
  };
}

function barMarks(chart: Upright, inner: number): Markish[] {
  const {context, bars, positions, spec, set, hatching} = chart;
  const edge = edgeOf(chart, inner);
  return [
    context.plot.rect(bars, {
      x1: (bar: Bar) => edge(bar, 0),
      x2: (bar: Bar) => edge(bar, 1),
      y1: "low",
      y2: "high",
      fill: {value: (bar: Bar) => fillOf(bar, hatching), scale: null},
      insetRight: spec.layout === "grouped" && set.series.length > 1 ? 1 : 0,
      render: selecting(bars, spec, positions, context)
    })
  ];
}

const labelledBars = 14;

// when there are few bars, each has its value above it
function valueMarks(chart: Upright, inner: number): Markish[] {
  const {context, bars, positions, set, spec} = chart;
  const few = positions.kind === "category" && set.series.length === 1 && bars.length <= labelledBars;
  const texts = bars.map(({point}) => format(point.y ?? 0, spec, set, context));
  const room = inner / Math.max(1, bars.length);
  if (!few || spec.layout === "normalized" || texts.some((text) => textWidth(text) > room)) return [];
  const data = bars.map((bar, index) => ({
    x: positions.middle(bar.point.x),
    y: Math.max(bar.high, bar.low),
    text: texts[index]
  }));
  return [
    context.plot.text(data, {x: "x", y: "y", text: "text", dy: -8, fill: "var(--ink-2)", fontVariant: "tabular-nums"})
  ];
}

function tips(chart: Upright, inner: number): TipRow[] {
  const {set, positions, spec, context, bars} = chart;
  const edge = edgeOf(chart, inner);
  const of = {columns: spec.y, names: set.series};
  const points = groupByX(set.points, ({x}) => x);
  const stacked = groupByX(bars, ({point}) => point.x);
  return distinctX(set.points).map((x) => {
    const here = points.get(keyOf(x)) ?? [];
    const whole = stacked.get(keyOf(x)) ?? [];
    const high = Math.max(0, ...whole.map((bar) => bar.high));
    const counts = whole.map((bar) => countOf(bar.point, of, [bar.low, bar.high], edge(bar, 0.5)));
    return {
      x: positions.middle(x),
      y: high,
      counts,
      title: () => tipOf(here, set, spec, positions.label(x), context.words)
    };
  });
}

function addLabels(element: SVGSVGElement, chart: Upright, frame: Frame): void {
  const {context} = chart;
  addHeadRow(element, headRow(headLabels(chart), context.width));
  const lines = endLines(chart);
  if (!lines.length) return;
  const x = context.width - frame.margins.right + 10;
  const note = unfinishedLine(chart);
  addLines(element, lines.slice(0, lines.length - note.length), x, frame.margins.top + 6);
  addLines(element, note, x, frame.height - frame.margins.bottom - 2);
}
