import type {Words} from "../../base/words";
import {directionOf, fewestPairs, rankCorrelation} from "./correlation";
import {titleOf} from "../text/describe";
import type {ScatterSpec, Spot} from "./scatter";

/** Describes a scatter plot: how many dots, the ranges, and whether one rises with the other. */
export function describeScatter(spec: ScatterSpec, spots: readonly Spot[], words: Words): string {
  const range = (name: string, values: readonly number[], raw: readonly unknown[]) => {
    const at = (value: number) => words.value(name, raw[values.indexOf(value)]);
    const [low, high] = values.reduce(
      ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
      [Infinity, -Infinity]
    );
    return words.t("charts.say_range", {label: words.column(name), from: at(low), to: at(high)});
  };
  const ranges = [
    range(
      spec.x,
      spots.map(({x}) => x),
      spots.map(({row}) => row[spec.x])
    ),
    range(
      spec.y,
      spots.map(({y}) => y),
      spots.map(({row}) => row[spec.y])
    )
  ];
  return words.t("charts.say_scatter", {
    title: titleOf(spec, [spec.y, spec.x], words),
    n: spots.length,
    ranges: ranges.join(words.t("charts.comma")),
    direction: describeDirection(spots, words)
  });
}

function describeDirection(spots: readonly Spot[], words: Words): string {
  const pairs = spots.map(({x, y}) => [x, y] as const);
  const value = pairs.length < fewestPairs ? null : rankCorrelation(pairs);
  if (value === null) return words.t("charts.direction.unknown");
  // no minus sign before a value that rounds to zero
  const rounded = Math.round(value * 100) / 100 || 0;
  return words.t(`charts.direction.${directionOf(value)}`, {value: rounded.toFixed(2).replace("-", "−")});
}
