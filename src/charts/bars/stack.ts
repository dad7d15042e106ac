import {keyOf, type Point, type Series} from "../points";

/** How the series of one bar or area are arranged. */
export type Layout = "stacked" | "grouped" | "normalized";

/** One piece of a bar: from `low` to `high` on the value axis. */
export interface Piece {
  point: Point;
  series: Series;
  low: number;
  high: number;
  /** its index among the series, for grouped bars */
  order: number;
}

/** The pieces of all bars; negative amounts are stacked downwards. Points without a value have no piece. */
export function piecesOf(points: readonly Point[], series: readonly Series[], layout: Layout): Piece[] {
  const bars = new Map<string, Point[]>();
  for (const point of points) bars.set(keyOf(point.x), [...(bars.get(keyOf(point.x)) ?? []), point]);
  return [...bars.values()].flatMap((bar) => barPieces(bar, series, layout));
}

function barPieces(bar: readonly Point[], series: readonly Series[], layout: Layout): Piece[] {
  const whole = layout === "normalized" ? sumOf(bar) || 1 : 1;
  let [up, down] = [0, 0];
  return series.flatMap((one, order) => {
    const points = bar.filter((point) => point.series === one.code && point.y !== null);
    return points.map((point) => {
      const amount = (point.y ?? 0) / whole;
      const base = layout === "grouped" ? 0 : amount < 0 ? down : up;
      if (amount < 0) down += amount;
      else up += amount;
      return {point, series: one, order, low: base, high: base + amount};
    });
  });
}

/** The sum of the points' amounts; missing ones are skipped. */
export function sumOf(points: readonly Point[]): number {
  return points.reduce((sum, {y}) => sum + Math.abs(y ?? 0), 0);
}
