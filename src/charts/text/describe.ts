import type {LocalText, Unit, Words} from "../../base/words";
import {distinctX, sameX, type PointSet, type Series} from "../points";
import {positionsOf, type Positions} from "../axes/positions";

/** The chart's title, or the names of its columns where it has none. */
export function titleOf(spec: {title: LocalText | null}, columns: readonly string[], words: Words): string {
  return spec.title === null
    ? columns.map((column) => words.column(column)).join(words.t("charts.and"))
    : words.text(spec.title);
}

/** Describes a chart's points: a time series by its ends and extremes, categories by their values. */
export function describePoints(
  title: string,
  xColumn: string,
  {points, series, unit}: PointSet,
  column: string,
  words: Words
): string {
  const positions = positionsOf(
    xColumn,
    points.map(({x}) => x),
    words
  );
  const format = positions.kind === "category" ? describeCategories : describeRun;
  const parts = series.map((one) => {
    const known = points.filter((point) => point.series === one.code && point.y !== null);
    return known.length
      ? format(one, known as Known[], positions, (value) => words.value(column, value, unit), words)
      : "";
  });
  return [title, ...parts.filter((part) => part !== "")].join(words.t("charts.sentence_gap"));
}

type Known = {x: unknown; y: number};
type Format = (value: number) => string;

function describeRun(
  {label}: Series,
  points: readonly Known[],
  positions: Positions,
  format: Format,
  words: Words
): string {
  const run = distinctX(points as never).map((x) => points.find((point) => sameX(point.x, x)) as Known);
  const low = run.reduce((least, point) => (point.y < least.y ? point : least));
  const high = run.reduce((most, point) => (point.y > most.y ? point : most));
  const [first, last] = [run[0] as Known, run.at(-1) as Known];
  return words.t("charts.say_run", {
    label,
    points: run.length,
    from: positions.label(first.x),
    to: positions.label(last.x),
    low: format(low.y),
    lowAt: positions.label(low.x),
    high: format(high.y),
    highAt: positions.label(high.x),
    last: format(last.y)
  });
}

const mostDescribed = 8;

function describeCategories(
  {label}: Series,
  points: readonly Known[],
  positions: Positions,
  format: Format,
  words: Words
): string {
  const pairs = points
    .slice(0, mostDescribed)
    .map(({x, y}) => words.t("charts.pair", {label: positions.label(x), value: format(y)}));
  const more = points.length > mostDescribed ? [words.t("charts.and_more", {n: points.length - mostDescribed})] : [];
  return words.t("charts.say_list", {label, list: [...pairs, ...more].join(words.t("charts.comma"))});
}

/** A change with its sign, plus included. */
export function signed(column: string, value: unknown, words: Words, unit?: Unit): string {
  return (typeof value === "number" && value > 0 ? "+" : "") + words.value(column, value, unit);
}

/** A list of labelled values as one sentence. */
export function describePairs(title: string, pairs: readonly [string, string][], words: Words): string {
  const list = pairs.slice(0, mostDescribed).map(([label, value]) => words.t("charts.pair", {label, value}));
  if (pairs.length > mostDescribed) list.push(words.t("charts.and_more", {n: pairs.length - mostDescribed}));
  return words.t("charts.say_list", {label: title, list: list.join(words.t("charts.comma"))});
}

/** A value beside a mark: money whole or short, shares with one decimal. */
export function markLabel(value: number, column: string, unit: Unit, words: Words): string {
  if (unit === "money") return words.money(value, Math.abs(value) >= 10_000 ? "short" : "whole");
  return words.value(column, value, unit);
}
