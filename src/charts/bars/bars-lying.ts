import type {Markish} from "@observablehq/plot";
import {barsOf, fillOf, foldRest, hatched, selecting, tipOf, withRest, type Bar, type BarSpec} from "./bars";
import {drawFrame, type Frame} from "../axes/frame";
import {addHatching, fingerprint} from "../axes/marks";
import type {TipRow} from "../axes/tips";
import {countOf} from "../axes/pointing";
import type {DrawContext} from "../kind";
import {addHeadRow, headRow, type Label} from "../axes/labels";
import {shorten, widest} from "../measure";
import {labelColour} from "../palette";
import {distinctValues, distinctX, sameX, type PointSet, xOf, groupByX, keyOf} from "../points";
import {categoryPositions, type Positions} from "../axes/positions";
import {markLabel} from "../text/describe";
import {valueAxis} from "../axes/ticks";

const rowHeight = 28;
const groupedBar = 20;

/** Draws horizontal bars, names left and amounts at their ends. */
export function drawLying(spec: BarSpec, points: PointSet, context: DrawContext): SVGSVGElement {
  const {words, width, agree} = context;
  const plain = categoryPositions(spec.x, xOf(points.points), words);
  const set = foldRest(points, spec, plain);
  const xs = agree("x", xOf(set.points));
  const positions = withRest(categoryPositions(spec.x, xs, words), xs, words.t.bind(words));
  const bars = barsOf(set, spec);
  const totals = totalsOf(set, bars, positions, spec, words.percent.bind(words), context);
  const count = distinctValues(xs).length;
  const head = headRow(headLabels(set), width);
  const left =
    context.marginLeft ??
    Math.min(Math.ceil(widest(positions.ticks(0).map(({label}) => label))) + 12, Math.floor(width * 0.4));
  const margins = {
    top: Math.max(...agree("head", [head.height])) + 2,
    right:
      Math.ceil(
        widest(
          agree(
            "totals",
            totals.map(({text}) => text)
          )
        )
      ) + 12,
    bottom: 2,
    left
  };
  const ticks = positions.ticks(0).map(({at, label}) => ({at, label: shorten(label, left - 10)}));
  const amounts = agree(
    "amounts",
    bars.flatMap((bar) => [bar.low, bar.high])
  );
  const axis = valueAxis(amounts, {unit: set.unit, words});
  const [low, high] = [Math.min(0, ...amounts), Math.max(0, ...amounts)];
  const hatching = fingerprint(JSON.stringify([spec, width, context.panel]));
  const frame: Frame = {
    x: {domain: low === high ? axis.domain : [low, high], ticks: []},
    y: {domain: [count, 0], ticks},
    height: spec.height ?? count * rowHeightOf(spec, set) + margins.top + margins.bottom,
    margins,
    values: "x",
    baseline: 0,
    marks: lyingMarks({spec, set, positions, bars, totals, hatching}, context),
    tips: {rows: tips({set, positions, spec, bars}, context), direction: "y"}
  };
  const element = drawFrame(context, frame);
  addHatching(context.document, element, hatching, hatched(bars));
  addHeadRow(element, head);
  return element;
}

// grouped bars have one line of text each
function rowHeightOf({layout}: BarSpec, {series}: PointSet): number {
  return layout === "grouped" && series.length > 1 ? groupedBar * series.length + 6 : rowHeight;
}

interface Lying {
  spec: BarSpec;
  set: PointSet;
  positions: Positions;
  bars: Bar[];
  totals: {x: number; y: number; text: string}[];
  hatching: string;
}

function lyingMarks({spec, set, positions, bars, totals, hatching}: Lying, context: DrawContext): Markish[] {
  return [
    context.plot.rect(bars, {
      ...edges(spec, set, positions),
      x1: "low",
      x2: "high",
      fill: {value: (bar: Bar) => fillOf(bar, hatching), scale: null},
      render: selecting(bars, spec, positions, context)
    }),
    context.plot.text(totals, {
      x: "x",
      y: "y",
      text: "text",
      textAnchor: "start",
      dx: 6,
      fill: totalColour(spec, set),
      fontVariant: "tabular-nums"
    })
  ];
}

function headLabels({series}: PointSet): Label[] {
  return series.length === 1
    ? []
    : series.map(({label, colour}) => ({text: label, fill: "var(--ink-2)", swatch: `var(--${colour})`}));
}

function edges(spec: BarSpec, set: PointSet, positions: Positions) {
  const at = edgeOf({spec, set, positions});
  return {y1: (bar: Bar) => at(bar, 0), y2: (bar: Bar) => at(bar, 1)};
}

/** Where a share of a bar's height is on the y axis. */
function edgeOf({spec, set, positions}: Pick<Lying, "spec" | "set" | "positions">) {
  const split = spec.layout === "grouped" ? set.series.length : 1;
  return ({point, order}: Bar, share: number) =>
    positions.start(point.x) + 0.18 + (0.64 / split) * ((split === 1 ? 0 : order) + share);
}

function totalsOf(
  set: PointSet,
  bars: readonly Bar[],
  positions: Positions,
  spec: BarSpec,
  percent: (value: number) => string,
  {words}: DrawContext
) {
  const format = (value: number) => markLabel(value, spec.y[0] ?? "", set.unit, words);
  if (spec.layout === "grouped" && set.series.length > 1) {
    const height = 0.64 / set.series.length;
    return bars.map((bar) => ({
      x: Math.max(0, bar.high),
      y: positions.start(bar.point.x) + 0.18 + height * (bar.order + 0.5),
      text: format(bar.high)
    }));
  }
  return distinctX(set.points).map((x) => {
    const own = bars.filter(({point}) => sameX(point.x, x));
    const sum = own.reduce((total, {point}) => total + (point.y ?? 0), 0);
    const text = !own.length
      ? "–"
      : spec.layout === "normalized"
        ? percent(shareOf(own.find(({order}) => order === 0)))
        : format(sum);
    return {x: Math.max(0, ...own.map(({high}) => high)), y: positions.middle(x), text};
  });
}

function shareOf(bar: Bar | undefined): number {
  return bar ? bar.high - bar.low : 0;
}

// normalised bars all end at one line: the label is the share of the first part, in its colour
function totalColour({layout}: BarSpec, {series: [first, ...others]}: PointSet): string {
  return layout === "normalized" && first && others.length ? `var(--${labelColour(first.colour)})` : "var(--ink)";
}

function tips(chart: Pick<Lying, "set" | "positions" | "spec" | "bars">, {words}: DrawContext): TipRow[] {
  const {set, positions, spec, bars} = chart;
  const points = groupByX(set.points, ({x}) => x);
  const drawn = groupByX(bars, ({point}) => point.x);
  const edge = edgeOf(chart);
  const of = {columns: spec.y, names: set.series};
  return distinctX(set.points).map((x) => {
    const here = points.get(keyOf(x)) ?? [];
    const total = here.reduce((sum, {y}) => sum + Math.max(0, y ?? 0), 0);
    const at = spec.layout === "normalized" ? 0.5 : spec.layout === "grouped" ? 0 : total / 2;
    const own = drawn.get(keyOf(x)) ?? [];
    const counts = own.map((bar) => countOf(bar.point, of, [bar.low, bar.high], edge(bar, 0.5)));
    return {x: at, y: positions.middle(x), counts, title: () => tipOf(here, set, spec, positions.label(x), words)};
  });
}
