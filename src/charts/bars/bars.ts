import {AppError} from "../../base/errors";
import type {LocalText, Unit, Words} from "../../base/words";
import {eachElement, type EventLine} from "../axes/marks";
import {makeSelectable} from "../interact";
import type {DrawContext} from "../kind";
import {markLabel} from "../text/describe";
import {fixedColour, stages} from "../palette";
import {distinctX, keyOf, sameX, type Point, type PointSet} from "../points";
import type {Positions} from "../axes/positions";
import {piecesOf, type Layout, type Piece} from "./stack";

/** Spec of a bar chart, parsed and with its direction decided. */
export interface BarSpec {
  kind: string;
  from: string;
  title: LocalText | null;
  select: string | null;
  height: number | null;
  /** the category or period */
  x: string;
  /** the amounts */
  y: readonly string[];
  series: string | null;
  /** a boolean column: true while the period is not over */
  unfinished: string | null;
  /** a text column: an event in the period */
  event: string | null;
  layout: Layout;
  unit: Unit | null;
  colour: string | null;
  /** maximum number of categories, the rest being summed in one bar; null for thirty */
  limit: number | null;
  /** maximum number of periods on a phone; null for forty */
  narrowLimit: number | null;
  hideX: boolean;
  /** whether the bars are horizontal */
  lying: boolean;
}

const defaultLimit = 30;
const additive: ReadonlySet<Unit> = new Set(["count", "money", "number"]);

/** The largest categories and one for the rest; throws `charts.too_many_categories` when amounts cannot be added. */
export function foldRest(set: PointSet, spec: BarSpec, positions: Positions): PointSet {
  const limit = spec.limit ?? defaultLimit;
  const categories = distinctX(set.points);
  if (positions.kind !== "category" || categories.length <= limit) return set;
  if (!additive.has(set.unit)) {
    throw new AppError("charts.too_many_categories", {categories: categories.length, limit});
  }
  const kept = new Set(largest(set.points, limit - 1));
  const rest = set.points.filter(({x}) => !kept.has(keyOf(x)));
  const folded = set.series.map(({code}) => restPoint(rest, code, categories.length - kept.size));
  return {...set, points: [...set.points.filter(({x}) => kept.has(keyOf(x))), ...folded]};
}

/** The value of x that represents all categories without a bar of their own. */
export class Rest {
  /** number of categories in it */
  readonly count: number;

  constructor(count: number) {
    this.count = count;
  }

  toString(): string {
    return "\u0000rest";
  }
}

function largest(points: readonly Point[], count: number): string[] {
  const sums = new Map<string, number>();
  for (const {x, y} of points) sums.set(keyOf(x), (sums.get(keyOf(x)) ?? 0) + (y ?? 0));
  return [...sums]
    .sort((a, b) => b[1] - a[1])
    .slice(0, count)
    .map(([key]) => key);
}

function restPoint(rest: readonly Point[], series: string, count: number): Point {
  const y = rest.filter((point) => point.series === series).reduce((sum, point) => sum + (point.y ?? 0), 0);
  return {x: new Rest(count), series, y, row: {}};
}

/** One piece of a bar with everything needed to draw it. */
export interface Bar extends Piece {
  /** the name of its colour */
  colour: string;
  unfinished: boolean;
}

/** The bars of some points. A single series uses the fixed colours of its categories where they have one. */
export function barsOf(set: PointSet, spec: BarSpec): Bar[] {
  const alone = set.series.length === 1;
  return piecesOf(set.points, set.series, spec.layout).map((piece) => ({
    ...piece,
    colour: (alone && categoryColour(piece.point.x)) || piece.series.colour,
    unfinished: spec.unfinished !== null && piece.point.row[spec.unfinished] === true
  }));
}

function categoryColour(x: unknown): string | null {
  return typeof x === "string" && (stages.includes(x) || fixedColour(x) !== null) ? fixedColour(x) : null;
}

/** The fill of a bar: its colour, or hatching in that colour while its period is not over. */
export function fillOf({colour, unfinished}: Bar, hatching: string): string {
  return unfinished ? `url(#${hatching}-${colour})` : `var(--${colour})`;
}

/** The events with their x values, each once. */
export function eventsOf(
  points: readonly Point[],
  event: string | null,
  positions: Positions,
  words: Words
): EventLine[] {
  if (event === null) return [];
  const events = points.filter(({row}) => typeof row[event] === "string" && row[event] !== "");
  const unique = distinctX(events).map((x) => events.find((point) => sameX(point.x, x)) as Point);
  return unique.map(({x, row}) => ({at: positions.middle(x), label: words.value(event, row[event])}));
}

/** The tooltip for one value of x: its name, then the series from top to bottom. */
export function tipOf(
  points: readonly Point[],
  set: PointSet,
  spec: {y: readonly string[]},
  head: string,
  words: Words
): string {
  const format = (point: Point) => markLabel(point.y ?? 0, spec.y[0] ?? "", set.unit, words);
  const lines = [...set.series].reverse().flatMap(({code, label}) => {
    const point = points.find(({series, y}) => series === code && y !== null);
    return point ? [words.t("charts.pair", {label, value: format(point)})] : [];
  });
  return [head, ...lines].join("\n");
}

/**
 * Whether `select` asks for a range over time or numbers. When it is the series that is selected, bars are clicked
 * instead.
 */
export function isBrushed({select, series}: BarSpec, {kind}: Positions): boolean {
  return select !== null && kind !== "category" && select !== series;
}

/** A render transform that makes bars toggle the variable in `select`; undefined when there is none. */
export function selecting(bars: readonly Bar[], spec: BarSpec, positions: Positions, {selection, words}: DrawContext) {
  const variable = spec.select;
  if (variable === null || isBrushed(spec, positions)) return undefined;
  return eachElement(bars, (element, {point, series}) => {
    if (point.x instanceof Rest) return;
    const value = positions.kind === "category" || series.code === "" ? point.x : series.code;
    const label = words.t("charts.pair", {
      label: positions.label(point.x),
      value: markLabel(point.y ?? 0, spec.y[0] ?? "", spec.unit ?? "count", words)
    });
    makeSelectable(element, {variable, value, selection, label});
  });
}

/** The positions of categories, of which the last may be the rest. */
export function withRest(
  positions: Positions,
  xs: readonly unknown[],
  t: (key: string, values: {n: number}) => string
): Positions {
  const rest = xs.find((x) => x instanceof Rest);
  if (!rest) return positions;
  const label = (x: unknown) => (x instanceof Rest ? t("charts.rest", {n: x.count}) : positions.label(x));
  const ticks = (pixels: number) =>
    positions
      .ticks(pixels)
      .map((tick) => ({...tick, label: tick.at === positions.middle(rest) ? label(rest) : tick.label}));
  return {...positions, label, ticks};
}

/** The colours that need a hatching pattern. */
export function hatched(bars: readonly Bar[]): string[] {
  return [...new Set(bars.filter(({unfinished}) => unfinished).map(({colour}) => colour))];
}
