import type {Markish} from "@observablehq/plot";
import type {Row} from "../../base/table";
import type {Unit} from "../../base/words";
import {tipOf} from "../bars/bars";
import {brushMarks, slotBrush} from "../brush/brush";
import {bottomMargin, drawFrame, leftMargin, narrowWidth} from "../axes/frame";
import {countOf} from "../axes/pointing";
import type {DrawContext} from "../kind";
import {addEndLabels, addHeadRow, endMargin, headRow, type Label} from "../axes/labels";
import {labelColour} from "../palette";
import {distinctValues, distinctX, groupByX, keyOf, latest, pointsOf, sameX, type PointSet, xOf} from "../points";
import {positionsOf, type Positions} from "../axes/positions";
import {markLabel} from "../text/describe";
import {piecesOf, type Layout, type Piece} from "../bars/stack";
import {valueAxis} from "../axes/ticks";

/** Spec of an area chart, parsed. */
export interface AreaSpec {
  select: string | null;
  x: string;
  y: readonly string[];
  series: string | null;
  layout: Layout;
  unit: Unit | null;
  height: number | null;
  /** maximum number of periods on a phone; null for forty */
  narrowLimit: number | null;
  hideX: boolean;
}

/** Draws stacked areas, each labelled at its right edge. */
export function drawAreas(spec: AreaSpec, rows: readonly Row[], context: DrawContext): SVGSVGElement {
  const {words, width, agree} = context;
  const isNarrow = width < narrowWidth;
  const all = pointsOf(spec, rows, words, agree);
  const set = isNarrow ? {...all, points: latest(all.points, spec.narrowLimit ?? 40)} : all;
  const xs = agree("x", xOf(set.points));
  const positions = positionsOf(spec.x, xs, words);
  const pieces = piecesOf(set.points, set.series, spec.layout);
  const unit = spec.layout === "normalized" ? "percent" : set.unit;
  // on a phone too the scale is that of all periods, so that one chart has one scale
  const amounts = piecesOf(all.points, all.series, spec.layout).flatMap(({low, high}) => [low, high]);
  const y = valueAxis(agree("amounts", amounts), {unit, words, count: 4});
  const last = lastPieces(pieces, set);
  const labels = last.map((piece) => labelOf(piece, spec, set, context));
  const head = headRow(isNarrow ? labels.map((label) => ({...label, bold: false})) : [], width);
  const left = leftMargin(context, y.ticks);
  const right = isNarrow ? 8 : endMargin(labels);
  const ticks = positions.ticks(width - left - right);
  const margins = {
    top: Math.max(...agree("head", [head.height]), 12),
    right,
    left,
    bottom: bottomMargin(ticks, spec.hideX)
  };
  const height = spec.height ?? 200 + margins.top + margins.bottom - 12;
  // areas reach from the middle of the first period to that of the last; half a period of margin would be empty
  const middles = distinctValues(xs).map(positions.middle);
  const domain: [number, number] = middles.length > 1 ? [Math.min(...middles), Math.max(...middles)] : positions.domain;
  const element = drawFrame(context, {
    x: {domain, ticks: ticks.filter(({at}) => at >= domain[0] && at <= domain[1])},
    y,
    height,
    margins,
    values: "y",
    baseline: 0,
    marks: layers(set, pieces, positions, context),
    top: brushMarks(context, {x: slotBrush(spec, positions, xs, context)}),
    tips: {rows: tips(set, pieces, positions, spec, context)}
  });
  addHeadRow(element, head);
  const foot = height - margins.bottom;
  const pixel = (value: number) => foot - ((value - y.domain[0]) / (y.domain[1] - y.domain[0])) * (foot - margins.top);
  const ends = last.map((piece, index) => ({y: pixel((piece.low + piece.high) / 2), lines: [labels[index] as Label]}));
  if (!isNarrow) addEndLabels(element, ends, width - right + 10, [margins.top, foot]);
  return element;
}

function layers(set: PointSet, pieces: readonly Piece[], positions: Positions, {plot}: DrawContext): Markish[] {
  return set.series.map(({code, colour}) =>
    plot.areaY(
      pieces.filter(({series}) => series.code === code),
      {
        x: ({point}: Piece) => positions.middle(point.x),
        y1: "low",
        y2: "high",
        fill: `var(--${colour})`,
        stroke: "var(--paper)",
        strokeWidth: 0.75
      }
    )
  );
}

function lastPieces(pieces: readonly Piece[], set: PointSet): Piece[] {
  const last = distinctX(set.points).at(-1);
  return pieces.filter(({point}) => sameX(point.x, last)).reverse();
}

function labelOf(piece: Piece, spec: AreaSpec, set: PointSet, {words}: DrawContext): Label {
  const share = spec.layout === "normalized";
  const value = share
    ? words.percent(piece.high - piece.low)
    : markLabel(piece.point.y ?? 0, spec.y[0] ?? "", set.unit, words);
  return {
    text: `${piece.series.label} ${value}`,
    fill: `var(--${labelColour(piece.series.colour)})`,
    bold: true,
    swatch: `var(--${piece.series.colour})`
  };
}

function tips(set: PointSet, pieces: readonly Piece[], positions: Positions, spec: AreaSpec, {words}: DrawContext) {
  const points = groupByX(set.points, ({x}) => x);
  const stacked = groupByX(pieces, ({point}) => point.x);
  return distinctX(set.points).map((x) => {
    const here = points.get(keyOf(x)) ?? [];
    const whole = stacked.get(keyOf(x)) ?? [];
    const high = Math.max(0, ...whole.map((piece) => piece.high));
    const of = {columns: spec.y, names: set.series};
    const counts = whole.map(({point, low, high}) => countOf(point, of, [low, high]));
    return {x: positions.middle(x), y: high, counts, title: () => tipOf(here, set, spec, positions.label(x), words)};
  });
}
