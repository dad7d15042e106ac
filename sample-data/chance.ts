/**
 * A repeatable source of chance: the same seed gives the same numbers on every machine. Sine and cosine, which engines
 * may round differently, are never used.
 */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A stream of its own for one thing of a family, so that adding one thing leaves the others as they were. */
  static of(seed: number, family: number, index: number): Chance {
    const first = new Chance(Math.imul(seed, 0x9e3779b1) ^ Math.imul(family + 1, 0x85ebca6b)).#bits();
    return new Chance(new Chance(first ^ Math.imul(index + 1, 0xc2b2ae35)).#bits());
  }

  /** uniform in [0, 1) */
  next(): number {
    return this.#bits() / 4294967296;
  }

  /** uniform whole number from `low` to `high`, both included */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** true with that probability */
  happens(probability: number): boolean {
    return this.next() < probability;
  }

  /** one of the items, all equally likely */
  pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.next() * items.length)] as Item;
  }

  /** one of the items, each as likely as its weight says */
  weighted<Item>(items: readonly Item[], weightOf: (item: Item) => number): Item {
    let left = this.next() * items.reduce((sum, item) => sum + weightOf(item), 0);
    return items.find((item) => (left -= weightOf(item)) < 0) ?? (items.at(-1) as Item);
  }

  /** exponential with that mean */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }

  /** standard normal, by the polar method */
  normal(): number {
    for (;;) {
      const x = 2 * this.next() - 1;
      const y = 2 * this.next() - 1;
      const square = x * x + y * y;
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
    }
  }

  /** lognormal: the median, and the standard deviation of the logarithm */
  lognormal(median: number, spread: number): number {
    return median * Math.exp(spread * this.normal());
  }

  /** gamma with that shape and scale (Marsaglia and Tsang 2000) */
  gamma(shape: number, scale = 1): number {
    if (shape < 1) return this.gamma(shape + 1, scale) * Math.exp(-this.exponential(1) / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const x = this.normal();
      const root = 1 + x / Math.sqrt(9 * d);
      const v = root * root * root;
      if (v > 0 && Math.log(1 - this.next()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v * scale;
    }
  }

  /** beta, as a share of two gammas */
  beta(a: number, b: number): number {
    const x = this.gamma(a);
    return x / (x + this.gamma(b));
  }

  /** how many events, when that many are expected; counted event by event, for small means */
  poisson(mean: number): number {
    let count = 0;
    for (let left = mean - this.exponential(1); left > 0; left -= this.exponential(1)) count++;
    return count;
  }

  // splitmix32
  #bits(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  }
}
