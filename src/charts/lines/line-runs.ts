import type {Row} from "../../base/table";
import type {LocalText, Unit} from "../../base/words";
import {narrowWidth} from "../axes/frame";
import type {DrawContext} from "../kind";
import {
  distinctX,
  latest,
  drawableNumber,
  pointsOf,
  sameX,
  xOf,
  type Point,
  type PointSet,
  type Series
} from "../points";
import {positionsOf, type Positions} from "../axes/positions";
import {valueAxis, type ValueAxis} from "../axes/ticks";

/** Spec of a line chart, parsed. */
export interface LineSpec {
  from: string;
  select: string | null;
  x: string;
  y: readonly string[];
  series: string | null;
  /** a level to compare with: a column, or one number */
  reference: string | number | null;
  referenceLabel: LocalText | null;
  /** the columns between which a band is drawn, such as the range of an expectation */
  low: string | null;
  high: string | null;
  /** a boolean column: true while the period is not over */
  unfinished: string | null;
  /** a text column: an event in the period */
  event: string | null;
  /** fills between the line and the reference, or the bottom of the plot where there is none */
  area: boolean;
  /** whether the axis begins at zero; `auto`: unless all values are far from zero */
  zero: "auto" | "yes" | "no";
  /** a value of x marked by a dotted line, with a dot and the value on every line */
  mark: number | null;
  markLabel: LocalText | null;
  unit: Unit | null;
  colour: string | null;
  height: number | null;
  /** maximum number of periods on a phone; null for forty */
  narrowLimit: number | null;
  hideX: boolean;
}

/** A point of a line. */
export interface Spot {
  x: number;
  y: number | null;
  /** the reference there, or the bottom of the plot */
  foot: number | null;
  point: Point;
}

/** One line: its finished part, and its unfinished end, which is dashed. */
export interface Run {
  series: Series;
  solid: Spot[];
  dashed: Spot[];
}

/** Shared state of the functions that draw one line chart. */
export interface LineChart {
  spec: LineSpec;
  context: DrawContext;
  set: PointSet;
  /** the values of x, including those of other panels */
  xs: readonly unknown[];
  positions: Positions;
  axis: ValueAxis;
  runs: Run[];
  /** the reference line's points, left to right */
  reference: {x: number; y: number}[];
  /** the band's edges, left to right */
  band: {x: number; low: number; high: number}[];
  isNarrow: boolean;
}

const phoneLimit = 40;

/** The lines of some rows, split where the unfinished part begins. */
export function prepareLines(spec: LineSpec, rows: readonly Row[], context: DrawContext): LineChart {
  const {words, width, agree} = context;
  const isNarrow = width < narrowWidth;
  const all = pointsOf(spec, rows, words, agree);
  const isTime = all.points.some(({x}) => x instanceof Date);
  const points = isNarrow && isTime ? latest(all.points, spec.narrowLimit ?? phoneLimit) : all.points;
  const set = {...all, points};
  const xs = agree("x", xOf(points));
  const positions = positionsOf(spec.x, xs, words);
  const reference = referenceOf(spec, points, positions);
  // on a phone too the scale is that of all periods, so that one chart has one scale
  const band = bandOf(spec, points, positions);
  const edges = [...reference.map(({y}) => y), ...band.flatMap(({low, high}) => [low, high])];
  const own = [...all.points.flatMap(({y}) => (y === null ? [] : [y])), ...edges];
  const values = agree("amounts", own);
  const axis = valueAxis(values, {unit: set.unit, words, zero: fromZero(spec, values), count: 4});
  const runs = set.series.map((series) => runOf(series, spec, points, positions, axis));
  return {spec, context, set, xs, positions, axis, runs, reference, band, isNarrow};
}

// far from zero: the lowest value is over half of the highest
function fromZero({zero}: LineSpec, values: readonly number[]): boolean {
  if (zero !== "auto") return zero === "yes";
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return !(low > 0 && low > high * 0.5);
}

function referenceAt({reference}: LineSpec, {row}: Point): number | null {
  return typeof reference === "number" ? reference : reference === null ? null : drawableNumber(row[reference]);
}

function referenceOf(spec: LineSpec, points: readonly Point[], positions: Positions): {x: number; y: number}[] {
  if (typeof spec.reference === "number") return positions.domain.map((x) => ({x, y: spec.reference as number}));
  return distinctX(points).flatMap((x) => {
    const point = points.find((one) => sameX(one.x, x));
    const y = point ? referenceAt(spec, point) : null;
    return y === null ? [] : [{x: positions.middle(x), y}];
  });
}

function bandOf({low, high}: LineSpec, points: readonly Point[], positions: Positions): LineChart["band"] {
  if (low === null || high === null) return [];
  return distinctX(points).flatMap((x) => {
    const {row} = points.find((one) => sameX(one.x, x))!;
    const [from, to] = [drawableNumber(row[low]), drawableNumber(row[high])];
    return from === null || to === null ? [] : [{x: positions.middle(x), low: from, high: to}];
  });
}

function runOf(series: Series, spec: LineSpec, points: readonly Point[], positions: Positions, axis: ValueAxis): Run {
  const own = points.filter((point) => point.series === series.code);
  const spots = own
    .map((point) => ({
      x: positions.middle(point.x),
      y: point.y,
      foot: referenceAt(spec, point) ?? axis.domain[0],
      point
    }))
    .sort((a, b) => a.x - b.x);
  const open = spots.findIndex(({point}) => spec.unfinished !== null && point.row[spec.unfinished] === true);
  if (open === -1) return {series, solid: spots, dashed: []};
  return {series, solid: spots.slice(0, open), dashed: spots.slice(Math.max(0, open - 1))};
}
