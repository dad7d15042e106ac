import {AppError} from "../base/errors";
import type {Row} from "../base/table";
import {seriesByName, type BuyerSeries, type Unit, type Words} from "../base/words";
import {alone, type Agree} from "./kind";
import {seriesColours, seriesLimit, stages} from "./palette";

/** One value to draw. */
export interface Point {
  x: unknown;
  /** the code of its series; `""` when there is only one */
  series: string;
  /** null for a gap */
  y: number | null;
  /** the row it came from */
  row: Row;
}

/** One series: its code, label, and colour name. */
export interface Series {
  code: string;
  label: string;
  colour: string;
}

/** The channels that choose which values to draw. */
export interface PointChannels {
  x: string;
  /** several columns are several series */
  y: readonly string[];
  series: string | null;
  unit: Unit | null;
  /** the colour of a single series; by default the accent */
  colour?: string | null;
}

/** Points, their series in drawing order, and their unit. */
export interface PointSet {
  points: Point[];
  series: Series[];
  unit: Unit;
}

// beyond this a double has no cents, and sums would overflow
const largest = 1e15;

/** A number that can be drawn, or null for a gap; never NaN. */
export function drawableNumber(value: unknown): number | null {
  return typeof value === "number" && Math.abs(value) <= largest ? value : null;
}

/** The points that the channels choose; throws `charts.no_values` when there is none, `charts.too_many_series`. */
export function pointsOf(channels: PointChannels, rows: readonly Row[], words: Words, agree: Agree = alone): PointSet {
  const points = rows.flatMap((row) => rowPoints(channels, row));
  if (points.every(({y}) => y === null)) throw new AppError("charts.no_values", {column: channels.y.join(", ")});
  return {
    points,
    series: seriesIn(channels, points, words, agree),
    unit: channels.unit ?? words.measure(channels.y[0] ?? "").unit
  };
}

function rowPoints({x, y, series}: PointChannels, row: Row): Point[] {
  if (row[x] === null || row[x] === undefined) return [];
  return y.map((column) => {
    const code = y.length > 1 ? column : series === null ? "" : String(row[series]);
    return {x: row[x], series: code, y: drawableNumber(row[column]), row};
  });
}

function seriesIn(channels: PointChannels, points: readonly Point[], words: Words, agree: Agree): Series[] {
  const own = [...new Set(points.map(({series}) => series))];
  const isAlone = channels.y.length === 1 && channels.series === null;
  const areColumns = isAlone || channels.y.length > 1;
  const seriesOf = (code: string) => (areColumns ? words.measure(code).series : seriesByName(code));
  const codes = inFixedOrder([...new Set(agree("series", own))], seriesOf);
  if (codes.length > seriesLimit)
    throw new AppError("charts.too_many_series", {series: codes.length, limit: seriesLimit});
  const colours = isAlone
    ? [channels.colour ?? seriesColours([channels.y[0] ?? ""], seriesOf)[0]]
    : seriesColours(codes, seriesOf);
  return codes.map((code, index) => ({
    code,
    label: isAlone ? words.column(channels.y[0] ?? "") : seriesLabel(channels, code, words),
    colour: colours[index] ?? "accent"
  }));
}

function seriesLabel({y, series}: PointChannels, code: string, words: Words): string {
  return y.length > 1 ? words.column(code) : words.value(series ?? "", code);
}

// returning below new; stages from warm to cold; other series in their own order
function inFixedOrder(codes: readonly string[], seriesOf: (code: string) => BuyerSeries | null): string[] {
  const first: readonly (BuyerSeries | null)[] = ["returning", "new"];
  const rank = (code: string) => {
    const place = first.indexOf(seriesOf(code));
    return place === -1 ? stages.indexOf(code) + 1 : place - first.length;
  };
  return [...codes].sort((a, b) => rank(a) - rank(b));
}

/** The distinct values of x, in order of appearance; dates and numbers ascending. */
export function distinctX(points: readonly Point[]): unknown[] {
  return distinctValues(xOf(points));
}

/** The distinct values, in order of appearance; dates and numbers ascending. */
export function distinctValues(xs: readonly unknown[]): unknown[] {
  const values = new Map(xs.map((x) => [x instanceof Date ? Number(x) : x, x]));
  const list = [...values.values()];
  return list.every((value) => value instanceof Date || typeof value === "number")
    ? list.sort((a, b) => Number(a) - Number(b))
    : list;
}

/** The x of each point. */
export function xOf(points: readonly Point[]): unknown[] {
  return points.map(({x}) => x);
}

/** Whether two values are the same time, number or text. */
export function sameX(a: unknown, b: unknown): boolean {
  return a instanceof Date && b instanceof Date ? Number(a) === Number(b) : a === b;
}

/** The map key of a value of x. */
export function keyOf(x: unknown): string {
  return x instanceof Date ? String(Number(x)) : String(x);
}

/** Items by their value of x (as `keyOf`). */
export function groupByX<Item>(items: readonly Item[], xOfItem: (item: Item) => unknown): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(xOfItem(item));
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** The points of the last `limit` values of x, for narrow screens. */
export function latest(points: readonly Point[], limit: number): Point[] {
  const kept = new Set(distinctX(points).slice(-limit).map(keyOf));
  return points.filter(({x}) => kept.has(keyOf(x)));
}
