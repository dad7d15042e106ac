import {gammaln} from "simple-statistics";
import {fitModel, type Fit} from "../fitting/fit";
import {countCustomers, logAdd, meanAge, remember, type CustomerGroup} from "./groups";

/** Gamma (r, alpha) of purchase rates, gamma (s, beta) of the rates at which customers stop, at any time. */
export interface ParetoParameters {
  r: number;
  alpha: number;
  s: number;
  beta: number;
}

/** The parameters in the order in which they are fitted. */
export const paretoNames = ["r", "alpha", "s", "beta"] as const;

/**
 * Fits the Pareto/NBD of Schmittlein, Morrison and Colombo, Counting Your Customers, Management Science 33 (1987), in the form
 * of Fader and Hardie, A Note on Deriving the Pareto/NBD Model (2005).
 */
export function fitPareto(groups: readonly CustomerGroup[]): Fit {
  const start = meanAge(groups) / 3;
  return fitModel({
    names: paretoNames,
    start: [0.5, start, 0.5, start],
    customers: countCustomers(groups),
    logLikelihood: ([r, alpha, s, beta]) => paretoLogLikelihood({r: r!, alpha: alpha!, s: s!, beta: beta!}, groups)
  });
}

/** The log-likelihood of parameters, over all customers. */
export function paretoLogLikelihood(parameters: ParetoParameters, groups: readonly CustomerGroup[]): number {
  const {r, alpha, s, beta} = parameters;
  const fixed = r * Math.log(alpha) + s * Math.log(beta) - gammaln(r);
  const ofCount = remember((repeats) => fixed + gammaln(r + repeats));
  return groups.reduce((sum, group) => {
    const either = logAdd(logStayed(parameters, group), logStopped(parameters, group));
    return sum + group.customers * (ofCount(group.repeats) + either);
  }, 0);
}

/** The probability that a customer has not stopped. */
export function paretoAlive(parameters: ParetoParameters, customer: Omit<CustomerGroup, "customers">): number {
  return 1 / (1 + Math.exp(logStopped(parameters, customer) - logStayed(parameters, customer)));
}

/** Mean number of purchases of such a customer in a time from now on. */
export function paretoExpect(
  parameters: ParetoParameters,
  customer: Omit<CustomerGroup, "customers">,
  time: number
): number {
  const {r, alpha, s, beta} = parameters;
  const {repeats, age} = customer;
  return (
    (paretoAlive(parameters, customer) * (r + repeats) * meanLifetime({s, beta: beta + age}, time)) / (alpha + age)
  );
}

/** Repeat purchases of a customer of whom nothing is known, in a time from the first purchase on. */
export function paretoExpectOfNew({r, alpha, s, beta}: ParetoParameters, time: number): number {
  return (r * meanLifetime({s, beta}, time)) / alpha;
}

/** Mean time until a customer stops, or `time` if that is sooner. */
function meanLifetime({s, beta}: {s: number; beta: number}, time: number): number {
  const growth = Math.log1p(time / beta);
  // (1 - exp(-(s - 1) growth)) / (s - 1), which is growth at s = 1
  return beta * (Math.abs(s - 1) < 1e-9 ? growth : -Math.expm1(-(s - 1) * growth) / (s - 1));
}

function logStayed({r, alpha, s, beta}: ParetoParameters, {repeats, age}: Omit<CustomerGroup, "customers">): number {
  return -(r + repeats) * Math.log(alpha + age) - s * Math.log(beta + age);
}

/**
 * The likelihood of having stopped at some time since the last purchase: an integral, which the literature writes as a
 * difference of two 2F1. Summed as it stands it has only positive terms, and no digits are lost where both are large.
 */
function logStopped(
  {r, alpha, s, beta}: ParetoParameters,
  {repeats, recency, age}: Omit<CustomerGroup, "customers">
): number {
  const origin = Math.min(alpha, beta);
  const power = r + repeats;
  const start = Math.log(origin + recency);
  const end = Math.log(origin + age);
  const most = logDensity(start);
  const width = panelFall / (power + s + 1);
  let sum = 0;
  for (let from = start; from < end; from += width) {
    const part = panel(from, Math.min(end, from + width));
    sum += part;
    if (part < 1e-14 * sum) break;
  }
  return Math.log(s) + most + Math.log(sum);

  function logDensity(logTime: number): number {
    const time = Math.exp(logTime) - origin;
    return logTime - power * Math.log(alpha + time) - (s + 1) * Math.log(beta + time);
  }

  function panel(from: number, to: number): number {
    let area = 0;
    for (const {at, weight} of points) area += weight * Math.exp(logDensity(from + (to - from) * at) - most);
    return area * (to - from);
  }
}

/** The integral is cut where its density has fallen by about exp(6); twelve points then give twelve digits. */
const panelFall = 6;

/** Points and weights of Gauss and Legendre on [0, 1]. */
const points = legendre(12);

/** The roots of the Legendre polynomial of a degree, by Newton's method, with their weights (Abramowitz and Stegun 25.4.29). */
function legendre(degree: number): {at: number; weight: number}[] {
  return Array.from({length: degree}, (_, index) => {
    let root = Math.cos((Math.PI * (index + 0.75)) / (degree + 0.5));
    let slope = 1;
    for (let step = 0; step < 20; step++) {
      let [before, value] = [1, root];
      for (let n = 2; n <= degree; n++) [before, value] = [value, ((2 * n - 1) * root * value - (n - 1) * before) / n];
      slope = (degree * (root * value - before)) / (root ** 2 - 1);
      root -= value / slope;
    }
    return {at: (root + 1) / 2, weight: 1 / ((1 - root ** 2) * slope ** 2)};
  });
}
