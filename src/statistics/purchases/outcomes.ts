/** What a model says of the number of purchases in a span of time. */
export interface Outcome {
  mean: number;
  variance: number;
  /** probability of at least one */
  any: number;
  /** the range that holds the number with a probability of at least 80 %, at most 10 % on either side */
  low: number;
  high: number;
}

/** How purchases go on: their rate and, after each, the chance to stop. */
export interface Process {
  /** the rate's gamma distribution: shape, and inverse scale in units of time */
  shape: number;
  scale: number;
  /** beta distribution of the probability to stop after a purchase */
  stopping: number;
  staying: number;
  /** whether a customer may already stop before the first purchase that is counted */
  stopsAtOnce?: boolean;
  /** probability that the process goes on at all */
  alive: number;
}

const maxPurchases = 20_000;
const negligible = 1e-13;

/**
 * The distribution of the number of purchases in a time, by its tail: the k-th happens if the rate alone gave k and the
 * customer stayed after each of the k - 1 before. Rates and probabilities of stopping are independent given that the customer
 * is alive, so that the tail is a product; its sum is the mean that Fader, Hardie and Lee (2005) write with 2F1.
 */
export function outcomeOf(process: Process, time: number): Outcome {
  let mean = 0;
  let square = 0;
  let any = 0;
  let low = 0;
  let high = 0;
  forEachTail(process, time, (count, tail) => {
    mean += tail;
    square += (2 * count - 1) * tail;
    if (count === 1) any = tail;
    if (tail > 0.9) low = count;
    if (tail > 0.1) high = count;
  });
  return {mean, variance: Math.max(0, square - mean ** 2), any, low, high};
}

/** The mean alone, which is quicker. */
export function meanOf(process: Process, time: number): number {
  let mean = 0;
  forEachTail(process, time, (_, tail) => (mean += tail));
  return mean;
}

/** Calls back with the probability of at least 1, 2, 3 … purchases, until it is negligible. */
function forEachTail(process: Process, time: number, use: (count: number, tail: number) => void): void {
  const {shape, scale, stopping, staying, stopsAtOnce = false, alive} = process;
  const success = time / (scale + time);
  let logExactly = shape * Math.log(scale / (scale + time));
  let more = 1 - Math.exp(logExactly);
  let stays = stopsAtOnce ? staying / (stopping + staying) : 1;
  const before = stopsAtOnce ? 0 : 1;
  for (let count = 1; count <= maxPurchases; count++) {
    const tail = alive * stays * more;
    if (!(tail > negligible)) return;
    use(count, tail);
    stays *= (staying + count - before) / (stopping + staying + count - before);
    logExactly += Math.log(((shape + count - 1) / count) * success);
    more -= Math.exp(logExactly);
  }
}
