/** An interval of 95 %. */
export interface Interval {
  low: number;
  high: number;
}

/** The 97.5 % point of the normal distribution. */
const z = 1.959963984540054;

/** The interval of a share seen as `hits` of `trials`: Wilson 1927, method 3 of Newcombe, Statistics in Medicine 17 (1998) 857. */
export function wilson(hits: number, trials: number): Interval | null {
  if (!(trials > 0)) return null;
  const centre = hits + z ** 2 / 2;
  const spread = z * Math.sqrt((hits * (trials - hits)) / trials + z ** 2 / 4);
  const scale = trials + z ** 2;
  return {low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale)};
}

/** How many of how many. */
export interface Seen {
  hits: number;
  trials: number;
}

/** The interval of the first share less the second: method 10 of Newcombe, Statistics in Medicine 17 (1998) 873. */
export function newcombe(first: Seen, second: Seen): Interval | null {
  const [one, other] = [first, second].map(({hits, trials}) => wilson(hits, trials));
  if (!one || !other) return null;
  const [p, q] = [first.hits / first.trials, second.hits / second.trials];
  return {
    low: p - q - Math.hypot(p - one.low, other.high - q),
    high: p - q + Math.hypot(one.high - p, q - other.low)
  };
}
