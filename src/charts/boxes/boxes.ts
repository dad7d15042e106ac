import type {Row} from "../../base/table";
import {AppError} from "../../base/errors";
import type {LocalText, Unit} from "../../base/words";
import {keyOf, drawableNumber} from "../points";

/** Spec of a box plot, parsed: raw values in `y`, or the five numbers in columns of their own. */
export interface BoxSpec {
  title: LocalText | null;
  select: string | null;
  x: string;
  y: string | null;
  low: string | null;
  q1: string | null;
  median: string | null;
  q3: string | null;
  high: string | null;
  unit: Unit | null;
  colour: string | null;
  height: number | null;
}

/** The five-number summary of one category. */
export interface Box {
  /** the category, as in the rows */
  x: unknown;
  /** the ends of the whiskers */
  low: number;
  high: number;
  q1: number;
  median: number;
  q3: number;
  /** values beyond the whiskers, ascending */
  outliers: number[];
  /** number of values; null where the query gives the five numbers without it */
  count: number | null;
}

/** Maximum number of categories in one chart. */
const boxLimit = 60;

/** The column that names the axis: `y`, or that of the medians. */
export function measureOf({y, median}: BoxSpec): string {
  return y ?? median ?? "";
}

/**
 * One box for each category in order of appearance. Throws `charts.bad_spec {key}` where neither `y` nor all of `low`,
 * `q1`, `median`, `q3`, `high` are named, `charts.no_values`, `charts.too_many_categories`.
 */
export function boxesOf(spec: BoxSpec, rows: readonly Row[]): Box[] {
  const boxes = spec.y === null ? readyBoxes(spec, rows) : rawBoxes(spec.x, spec.y, rows);
  if (!boxes.length) throw new AppError("charts.no_values", {column: measureOf(spec)});
  if (boxes.length > boxLimit)
    throw new AppError("charts.too_many_categories", {categories: boxes.length, limit: boxLimit});
  return boxes;
}

const five = ["low", "q1", "median", "q3", "high"] as const;

function readyBoxes(spec: BoxSpec, rows: readonly Row[]): Box[] {
  const missing = five.find((key) => spec[key] === null);
  if (missing !== undefined) throw new AppError("charts.bad_spec", {kind: "box", key: missing});
  return rows.flatMap((row): Box[] => {
    const numbers = five.map((key) => drawableNumber(row[spec[key] ?? ""])).filter((value) => value !== null);
    if (numbers.length < five.length || row[spec.x] === null) return [];
    // sorted, in case the query gives them in another order
    const [low = 0, q1 = 0, median = 0, q3 = 0, high = 0] = numbers.sort((a, b) => a - b);
    return [{x: row[spec.x], low, q1, median, q3, high, outliers: [], count: null}];
  });
}

function rawBoxes(x: string, y: string, rows: readonly Row[]): Box[] {
  const groups = new Map<string, {x: unknown; values: number[]}>();
  for (const row of rows) {
    const value = drawableNumber(row[y]);
    if (value === null || row[x] === null || row[x] === undefined) continue;
    const group = groups.get(keyOf(row[x])) ?? {x: row[x], values: []};
    group.values.push(value);
    groups.set(keyOf(row[x]), group);
  }
  return [...groups.values()].map((group) => ({x: group.x, ...fiveNumbers(group.values)}));
}

/**
 * The five numbers of some values, and Tukey's outliers: a whisker ends at the last value within one and a half times the
 * box's length from the box; what lies beyond is an outlier. Quartiles are interpolated as by `quantile_cont`.
 */
export function fiveNumbers(values: readonly number[]): Omit<Box, "x"> {
  const sorted = [...values].sort((a, b) => a - b);
  const [q1, median, q3] = [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)];
  const reach = 1.5 * (q3 - q1);
  const inside = sorted.filter((value) => value >= q1 - reach && value <= q3 + reach);
  const outliers = sorted.filter((value) => value < q1 - reach || value > q3 + reach);
  return {low: inside[0] ?? q1, q1, median, q3, high: inside.at(-1) ?? q3, outliers, count: sorted.length};
}

function quantile(sorted: readonly number[], part: number): number {
  const place = (sorted.length - 1) * part;
  const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return below + (above - below) * (place - Math.floor(place));
}
