import type {BetaGeometric} from "../../src/statistics/purchases/beta-geometric";

/** A customer of a simulated shop. */
export interface Buyer {
  /** time from the first purchase to the end */
  age: number;
  /** repeat purchases, by time since the first, in order */
  times: number[];
}

/** Customers of BG/NBD, or of MBG/NBD where they may stop after the first purchase too; in the parameters' unit of time. */
export function simulateBuyers(
  {r, alpha, a, b, stopsAtOnce = false}: BetaGeometric & {stopsAtOnce?: boolean},
  {count, seed, ages: [youngest, oldest]}: {count: number; seed: number; ages: readonly [number, number]}
): Buyer[] {
  const chance = generator(seed);
  return Array.from({length: count}, () => {
    const age = youngest + (oldest - youngest) * chance();
    const rate = gammaOf(r, chance) / alpha;
    const stop = betaOf(a, b, chance);
    const times: number[] = [];
    let now = 0;
    for (let isOn = !stopsAtOnce || chance() > stop; isOn; isOn = chance() > stop) {
      now -= Math.log(chance()) / rate;
      if (now > age) break;
      times.push(now);
    }
    return {age, times};
  });
}

/** Numbers between 0 and 1 (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 || 2 ** -33;
  };
}

/** A gamma variate of a shape: Marsaglia and Tsang, ACM Transactions on Mathematical Software 26 (2000). */
export function gammaOf(shape: number, chance: () => number): number {
  if (shape < 1) return gammaOf(shape + 1, chance) * chance() ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(chance())) * Math.cos(2 * Math.PI * chance());
    const v = (1 + normal / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(chance()) < normal ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** A beta variate. */
export function betaOf(a: number, b: number, chance: () => number): number {
  const [x, y] = [gammaOf(a, chance), gammaOf(b, chance)];
  return x / (x + y);
}
