import {describe, expect, test} from "vitest";
import {
  aliveOf,
  expectMean,
  expectOfNew,
  expectPurchases,
  fitBetaGeometric,
  type BetaGeometric,
  type BetaGeometricKind
} from "../../src/statistics/purchases/beta-geometric";
import {countCustomers, type CustomerGroup} from "../../src/statistics/purchases/groups";
import {fitPareto, paretoAlive, paretoExpect, paretoExpectOfNew} from "../../src/statistics/purchases/pareto";
import {betaOf, gammaOf, generator, simulateBuyers} from "../support/buyers";

/** Published parameters of the CDNOW sample, in weeks: Fader, Hardie and Lee 2005, and the documentation of `lifetimes`. */
const published: BetaGeometric = {r: 0.242593, alpha: 4.413532, a: 0.792887, b: 2.425754};
/** Those with which the manual of the R package BTYD prints its expectations. */
const paretoPublished = {r: 0.55, alpha: 10.56, s: 0.61, beta: 11.64};

describe("BG/NBD with published parameters", () => {
  test.each([
    [0.1429, 0.0078],
    [1, 0.0532],
    [3, 0.1506],
    [31.8571, 1.0405],
    [32, 1.0437]
  ])("repeat purchases of a new customer in %d weeks: %d", (weeks, expected) => {
    expect(expectOfNew("bg_nbd", published, weeks)).toBeCloseTo(expected, 4);
  });

  test("of 78 weeks 1.8576 is published, which is where 150 terms of the series end; all of them come to 1.8580", () => {
    expect(hypergeometricMean(78, 150)).toBeCloseTo(1.8576, 4);
    expect(expectOfNew("bg_nbd", published, 78)).toBeCloseTo(hypergeometricMean(78, 20_000), 9);
  });

  test.each([
    [26, 30.86, 31, 0.710623],
    [29, 37.71, 38, 0.662396],
    [17, 28.43, 28.86, 0.486526],
    [19, 34, 34.14, 0.474738],
    [18, 35.14, 35.86, 0.424877]
  ])("purchases in a week after %d repeats, the last at %d of %d weeks: %d", (repeats, recency, age, expected) => {
    expect(expectMean("bg_nbd", published, {repeats, recency, age}, 1)).toBeCloseTo(expected, 5);
  });

  test("the customer of the paper", () => {
    const customer = {repeats: 2, recency: 30.43, age: 38.86};
    expect(expectMean("bg_nbd", published, customer, 39)).toBeCloseTo(1.226, 3);
    expect(aliveOf("bg_nbd", published, customer)).toBeCloseTo(0.72661, 4);
    expect(aliveOf("bg_nbd", published, {repeats: 0, recency: 0, age: 38.86})).toBe(1);
  });
});

describe("Pareto/NBD with published parameters", () => {
  test.each([
    [0, 0],
    [1, 0.05077821],
    [2, 0.09916088],
    [3, 0.14542507],
    [4, 0.1897993]
  ])("repeat purchases of a new customer in %d weeks: %d", (weeks, expected) => {
    expect(paretoExpectOfNew(paretoPublished, weeks)).toBeCloseTo(expected, 6);
  });

  test("stopping at a rate of exactly 1 is no gap", () => {
    const at = (s: number) => paretoExpectOfNew({...paretoPublished, s}, 10);
    expect(at(1)).toBeCloseTo((at(1 - 1e-6) + at(1 + 1e-6)) / 2, 8);
  });

  test("who bought long ago is less likely to be alive, and buys less", () => {
    const [long, late] = [20, 38].map((recency) => ({repeats: 4, recency, age: 38.86}));
    expect(paretoAlive(paretoPublished, long!)).toBeLessThan(paretoAlive(paretoPublished, late!));
    expect(paretoExpect(paretoPublished, long!, 39)).toBeLessThan(paretoExpect(paretoPublished, late!, 39));
  });
});

describe("the range of one customer's purchases", () => {
  const customer = {repeats: 6, recency: 40, age: 42};

  test("agrees with a simulation of the model", () => {
    const chance = generator(7);
    const counts = Array.from({length: 20_000}, () => simulateOn(customer, 26, chance)).sort((a, b) => a - b);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
    const outcome = expectPurchases("bg_nbd", published, customer, 26);
    expect(mean / outcome.mean).toBeCloseTo(1, 1);
    expect(variance / outcome.variance).toBeCloseTo(1, 1);
    expect(counts.filter((count) => count > 0).length / counts.length).toBeCloseTo(outcome.any, 2);
    expect(outcome.low).toBe(counts[Math.floor(counts.length * 0.1)]);
    expect(outcome.high).toBe(counts[Math.floor(counts.length * 0.9)]);
  });

  test("holds for a customer of thousands of purchases", () => {
    const busy = expectPurchases("bg_nbd", published, {repeats: 9000, recency: 300, age: 300}, 300);
    expect(busy.mean).toBeGreaterThan(5000);
    expect(busy.mean).toBeLessThan(9500);
    expect(busy.low).toBeLessThan(busy.high);
  });

  test("is empty for no time", () => {
    expect(expectPurchases("bg_nbd", published, customer, 0)).toEqual({mean: 0, variance: 0, any: 0, low: 0, high: 0});
  });
});

describe("fitting", () => {
  const truth: BetaGeometric = {r: 0.8, alpha: 12, a: 1.1, b: 3};

  test.each<BetaGeometricKind>(["bg_nbd", "mbg_nbd"])("%s: finds the parameters of simulated customers", (kind) => {
    const fit = fitBetaGeometric(kind, simulate(kind, 2500));
    expect(fit.status).toBe("found");
    for (const name of ["r", "alpha", "a", "b"] as const) {
      const error = fit.standardErrors[name]!;
      expect(error).toBeGreaterThan(0);
      expect(Math.abs(fit.parameters[name]! - truth[name])).toBeLessThan(2.6 * error);
    }
  });

  test("customers who never stop, and all buy at one rate, have no such parameters", () => {
    const groups = Array.from({length: 7}, (_, repeats) => ({
      repeats: repeats + 3,
      recency: 50,
      age: 52,
      customers: [1, 3, 6, 8, 6, 3, 1][repeats]!
    }));
    expect(fitBetaGeometric("bg_nbd", groups).status).not.toBe("found");
    expect(fitBetaGeometric("bg_nbd", groups).covariance).toBeNull();
  });

  test("customers of whom nobody came back have none either", () => {
    const once = [10, 20, 30].map((age) => ({repeats: 0, recency: 0, age, customers: 100}));
    expect(fitBetaGeometric("bg_nbd", once).status).not.toBe("found");
    expect(fitPareto(once).status).not.toBe("found");
  });

  /** Customers of the model, who came one by one over a year and a half, in weeks. */
  function simulate(kind: BetaGeometricKind, count: number): CustomerGroup[] {
    const buyers = simulateBuyers({...truth, stopsAtOnce: kind === "mbg_nbd"}, {count, seed: 11, ages: [10, 78]});
    return buyers.map(({age, times}) => ({repeats: times.length, recency: times.at(-1) ?? 0, age, customers: 1}));
  }
});

test("customers of a group are counted", () => {
  const group = {repeats: 0, recency: 0, age: 1};
  expect(
    countCustomers([
      {...group, customers: 2},
      {...group, customers: 3}
    ])
  ).toBe(5);
});

/** The mean as Fader, Hardie and Lee write it, with so many terms of 2F1. */
function hypergeometricMean(time: number, terms: number): number {
  const {r, alpha, a, b} = published;
  let [term, sum] = [1, 1];
  for (let k = 0; k < terms; k++) {
    term *= (((r + k) * (b + k)) / ((a + b - 1 + k) * (k + 1))) * (time / (alpha + time));
    sum += term;
  }
  return ((a + b - 1) / (a - 1)) * (1 - (alpha / (alpha + time)) ** r * sum);
}

/** The purchases that a customer of the published BG/NBD goes on to make, by chance. */
function simulateOn(customer: Omit<CustomerGroup, "customers">, weeks: number, chance: () => number): number {
  const {r, alpha, a, b} = published;
  if (chance() > aliveOf("bg_nbd", published, customer)) return 0;
  const rate = gammaOf(r + customer.repeats, chance) / (alpha + customer.age);
  const stop = betaOf(a, b + customer.repeats, chance);
  let count = 0;
  for (let now = -Math.log(chance()) / rate; now < weeks; now -= Math.log(chance()) / rate) {
    count += 1;
    if (chance() < stop) break;
  }
  return count;
}
