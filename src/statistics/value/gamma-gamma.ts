import {gammaln} from "simple-statistics";
import {fitModel, type Fit} from "../fitting/fit";
import {remember} from "../purchases/groups";

/** Parameters: amounts are gamma (p, v), their v gamma (q, gamma) among customers. */
export interface GammaGamma {
  p: number;
  q: number;
  gamma: number;
}

/** Customers with the same number of repeat purchases and the same mean amount of them. */
export interface AmountGroup {
  repeats: number;
  /** above 0 */
  meanAmount: number;
  customers: number;
}

/** The parameters in the order in which they are fitted. */
export const gammaGammaNames = ["p", "q", "gamma"] as const;

/**
 * Fits the gamma-gamma model of amounts: Fader, Hardie and Lee, RFM and CLV, Journal of Marketing Research 42 (2005), as in
 * Fader and Hardie, The Gamma-Gamma Model of Monetary Value (2013).
 */
export function fitGammaGamma(groups: readonly AmountGroup[]): Fit {
  const customers = groups.reduce((sum, group) => sum + group.customers, 0);
  const mean = groups.reduce((sum, group) => sum + group.meanAmount * group.customers, 0) / customers;
  // amounts as multiples of their mean, so that every currency is fitted alike
  const scaled = groups.map((group) => ({...group, meanAmount: group.meanAmount / mean}));
  const fit = fitModel({
    names: gammaGammaNames,
    start: [4, 3, 0.5],
    customers,
    logLikelihood: ([p, q, gamma]) => gammaGammaLogLikelihood({p: p!, q: q!, gamma: gamma!}, scaled)
  });
  const {gamma} = fit.parameters;
  return {
    ...fit,
    parameters: {...fit.parameters, gamma: gamma! * mean},
    standardErrors: {...fit.standardErrors, gamma: scale(fit.standardErrors.gamma!, mean)},
    logLikelihood: fit.logLikelihood - customers * Math.log(mean)
  };
}

/** The log-likelihood of parameters, over all customers. */
export function gammaGammaLogLikelihood({p, q, gamma}: GammaGamma, groups: readonly AmountGroup[]): number {
  const fixed = q * Math.log(gamma) - gammaln(q);
  const ofCount = remember((x) => fixed + gammaln(p * x + q) - gammaln(p * x) + p * x * Math.log(x));
  return groups.reduce((sum, {repeats, meanAmount, customers}) => {
    const px = p * repeats;
    const value = (px - 1) * Math.log(meanAmount) - (px + q) * Math.log(gamma + meanAmount * repeats);
    return sum + customers * (ofCount(repeats) + value);
  }, 0);
}

/** The mean amount of a customer of whom nothing is known; null where the model has none. */
export function meanOfAll({p, q, gamma}: GammaGamma): number | null {
  return q > 1 ? (p * gamma) / (q - 1) : null;
}

/** The mean amount of a customer with `repeats` purchases of this mean: between their own and that of all. */
export function expectAmount(
  parameters: GammaGamma,
  {repeats, meanAmount}: Omit<AmountGroup, "customers">
): number | null {
  const all = meanOfAll(parameters);
  if (all === null) return null;
  const {p, q} = parameters;
  const own = (p * repeats) / (p * repeats + q - 1);
  return own * meanAmount + (1 - own) * all;
}

function scale(value: number | null, by: number): number | null {
  return value === null ? null : value * by;
}
