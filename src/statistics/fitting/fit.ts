import {inverse, type Matrix} from "./matrix";
import {minimize, type Minimum} from "./minimize";

/** A model fitted by maximum likelihood. */
export interface Fit {
  /** by name, in the model's order */
  parameters: Readonly<Record<string, number>>;
  /** standard errors of the same; null where the likelihood does not determine them */
  standardErrors: Readonly<Record<string, number | null>>;
  /** covariances of the logarithms of the parameters; null where the likelihood does not determine them */
  covariance: Matrix | null;
  logLikelihood: number;
  status: Minimum["status"];
}

/** What is fitted. */
export interface Fitting {
  /** names of the parameters, all positive */
  names: readonly string[];
  start: readonly number[];
  /** how many customers the log-likelihood sums */
  customers: number;
  logLikelihood: (parameters: readonly number[]) => number;
}

/** Parameters of the greatest likelihood, with standard errors from the curvature there (delta method on logarithms). */
export function fitModel({names, start, customers, logLikelihood}: Fitting): Fit {
  const loss = (logs: readonly number[]): number => -logLikelihood(logs.map(Math.exp)) / customers;
  const {at, value, hessian, status} = minimize(loss, start.map(Math.log));
  const covariance = status === "found" ? inverse(hessian.map((row) => row.map((each) => each * customers))) : null;
  const values = at.map(Math.exp);
  return {
    parameters: named(names, values),
    standardErrors: named(
      names,
      values.map((each, axis) => covariance && each * Math.sqrt(covariance[axis]![axis]!))
    ),
    covariance,
    logLikelihood: -value * customers,
    status
  };
}

function named<Value>(names: readonly string[], values: readonly Value[]): Record<string, Value> {
  return Object.fromEntries(names.map((name, index) => [name, values[index]!]));
}
