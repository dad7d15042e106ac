/** Minimum number of pairs for a direction to be described. */
export const fewestPairs = 10;

/**
 * Spearman's rank correlation, −1 to 1. Equal values share the mean of their ranks. Null for fewer than three pairs, or
 * where one of the two is constant.
 */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): number | null {
  if (pairs.length < 3) return null;
  return correlation(ranks(pairs.map(([x]) => x)), ranks(pairs.map(([, y]) => y)));
}

function ranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const found = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1] ?? 0] === values[order[from] ?? 0]) to += 1;
    for (let at = from; at <= to; at += 1) found[order[at] ?? 0] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return found;
}

function correlation(xs: readonly number[], ys: readonly number[]): number | null {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [middleX, middleY] = [mean(xs), mean(ys)];
  let [both, x, y] = [0, 0, 0];
  xs.forEach((value, index) => {
    const [across, up] = [value - middleX, (ys[index] ?? 0) - middleY];
    both += across * up;
    x += across * across;
    y += up * up;
  });
  return x === 0 || y === 0 ? null : both / Math.sqrt(x * y);
}

/** The strength of a correlation: `none`, or `rise_weak` to `fall_strong`. */
export function directionOf(value: number): string {
  const size = Math.abs(value);
  if (size < 0.1) return "none";
  const strength = size < 0.3 ? "weak" : size < 0.6 ? "fair" : "strong";
  return `${value > 0 ? "rise" : "fall"}_${strength}`;
}
