import {errorFunction, median} from "simple-statistics";

/** Whether a series rises or falls. */
export interface Trend {
  /** change from one value to the next: the median of the slopes between all pairs */
  slope: number;
  /** Kendall's S: the number of pairs of values that rise, minus the number that fall */
  score: number;
  /** probability of a score as far from 0 without any trend, two-sided, by the normal approximation with ties */
  probability: number;
}

/**
 * The trend of values that follow each other at equal distances; null for fewer than three. Slope: Theil 1950 and Sen, Journal
 * of the American Statistical Association 63 (1968). Test: Mann 1945 and Kendall 1975, as in Gilbert, Statistical Methods for
 * Environmental Pollution Monitoring (1987), section 16.4.
 */
export function trendOf(values: readonly number[]): Trend | null {
  if (values.length < 3) return null;
  const slopes: number[] = [];
  let score = 0;
  values.forEach((earlier, from) =>
    values.slice(from + 1).forEach((later, distance) => {
      slopes.push((later - earlier) / (distance + 1));
      score += Math.sign(later - earlier);
    })
  );
  return {slope: median(slopes), score, probability: probabilityOf(score, values)};
}

function probabilityOf(score: number, values: readonly number[]): number {
  const pairs = (n: number) => n * (n - 1) * (2 * n + 5);
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const ties = [...counts.values()].reduce((sum, count) => sum + pairs(count), 0);
  const variance = (pairs(values.length) - ties) / 18;
  if (!(variance > 0)) return 1;
  const distance = Math.max(0, Math.abs(score) - 1) / Math.sqrt(variance);
  return Math.max(0, 1 - errorFunction(distance / Math.SQRT2));
}
