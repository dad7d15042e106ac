import {gammaln} from "simple-statistics";
import {fitModel, type Fit} from "../fitting/fit";
import {countCustomers, logAdd, meanAge, remember, type CustomerGroup} from "./groups";
import {meanOf, outcomeOf, type Outcome, type Process} from "./outcomes";

/** Parameters of both models: gamma (r, alpha) of purchase rates, beta (a, b) of the probability to stop after a purchase. */
export interface BetaGeometric {
  r: number;
  alpha: number;
  a: number;
  b: number;
}

/**
 * `bg_nbd`: a customer may stop after every repeat purchase (Fader, Hardie and Lee, "Counting Your Customers" the Easy Way,
 * Marketing Science 24 (2005)). `mbg_nbd`: after the first purchase too (Batislam, Denizel and Filiztekin, International Journal
 * of Research in Marketing 24 (2007)).
 */
export type BetaGeometricKind = "bg_nbd" | "mbg_nbd";

/** The parameters in the order in which they are fitted. */
export const betaGeometricNames = ["r", "alpha", "a", "b"] as const;

/** Fits a model to customers; `found` only where the likelihood has its maximum inside. */
export function fitBetaGeometric(kind: BetaGeometricKind, groups: readonly CustomerGroup[]): Fit {
  return fitModel({
    names: betaGeometricNames,
    start: [0.5, meanAge(groups) / 3, 0.8, 2],
    customers: countCustomers(groups),
    logLikelihood: ([r, alpha, a, b]) => logLikelihood(kind, {r: r!, alpha: alpha!, a: a!, b: b!}, groups)
  });
}

/** The log-likelihood of parameters, over all customers. */
export function logLikelihood(
  kind: BetaGeometricKind,
  {r, alpha, a, b}: BetaGeometric,
  groups: readonly CustomerGroup[]
): number {
  const fixed = r * Math.log(alpha) - gammaln(r) - betaln(a, b);
  const ofCount = remember((repeats) => fixed + gammaln(r + repeats) + betaln(a, b + repeats + checks(kind)));
  let sum = 0;
  for (const {repeats, recency, age, customers} of groups) {
    const power = r + repeats;
    const staying = -power * Math.log(alpha + age);
    const weight = stoppingWeight(kind, {a, b}, repeats);
    const either = weight === 0 ? staying : logAdd(staying, Math.log(weight) - power * Math.log(alpha + recency));
    sum += customers * (ofCount(repeats) + either);
  }
  return sum;
}

/** The probability that a customer has not stopped. */
export function aliveOf(
  kind: BetaGeometricKind,
  {r, alpha, a, b}: BetaGeometric,
  {repeats, recency, age}: Omit<CustomerGroup, "customers">
): number {
  const odds = stoppingWeight(kind, {a, b}, repeats) * ((alpha + age) / (alpha + recency)) ** (r + repeats);
  return 1 / (1 + odds);
}

/** Purchases of such a customer in a time from now on. */
export function expectPurchases(
  kind: BetaGeometricKind,
  parameters: BetaGeometric,
  customer: Omit<CustomerGroup, "customers">,
  time: number
): Outcome {
  return outcomeOf(processOf(kind, parameters, customer), time);
}

/** Their mean alone. */
export function expectMean(
  kind: BetaGeometricKind,
  parameters: BetaGeometric,
  customer: Omit<CustomerGroup, "customers">,
  time: number
): number {
  return meanOf(processOf(kind, parameters, customer), time);
}

/** Repeat purchases of a customer of whom nothing is known, in a time from the first purchase on. */
export function expectOfNew(kind: BetaGeometricKind, {r, alpha, a, b}: BetaGeometric, time: number): number {
  const stopsAtOnce = kind === "mbg_nbd";
  return meanOf({shape: r, scale: alpha, stopping: a, staying: b, stopsAtOnce, alive: 1}, time);
}

function processOf(
  kind: BetaGeometricKind,
  parameters: BetaGeometric,
  customer: Omit<CustomerGroup, "customers">
): Process {
  const {r, alpha, a, b} = parameters;
  const {repeats, age} = customer;
  const alive = aliveOf(kind, parameters, customer);
  return {shape: r + repeats, scale: alpha + age, stopping: a, staying: b + repeats + checks(kind), alive};
}

/** How many more times than there were repeats a customer might have stopped and did not. */
function checks(kind: BetaGeometricKind): number {
  return kind === "mbg_nbd" ? 1 : 0;
}

/** How much likelier stopping after the last purchase is than staying, were no time gone since. */
function stoppingWeight(kind: BetaGeometricKind, {a, b}: {a: number; b: number}, repeats: number): number {
  const stays = repeats + checks(kind);
  return stays === 0 ? 0 : a / (b + stays - 1);
}

function betaln(a: number, b: number): number {
  return gammaln(a) + gammaln(b) - gammaln(a + b);
}
