import {median, medianAbsoluteDeviation} from "simple-statistics";

/**
 * How far each value is from the median, in robust standard deviations; beyond 3.5 it is an outlier. Iglewicz and Hoaglin, How
 * to Detect and Handle Outliers (1993). All are null where more than half of the values are the same.
 */
export function robustScores(values: readonly number[]): (number | null)[] {
  if (values.length === 0) return [];
  const middle = median([...values]);
  const deviation = medianAbsoluteDeviation([...values]);
  return values.map((value) => (deviation === 0 ? null : (0.6745 * (value - middle)) / deviation));
}
