import type {Row} from "../../base/table";
import type {Fit} from "../fitting/fit";
import {fitBetaGeometric} from "../purchases/beta-geometric";
import {fitPareto} from "../purchases/pareto";
import {fitGammaGamma} from "../value/gamma-gamma";
import {byForecast, groupOf} from "./rows";

/** A row per parameter of each model, and per forecast. */
export const fitColumns = {
  forecast: "varchar",
  model: "varchar",
  position: "integer",
  parameter: "varchar",
  parameter_value: "double",
  standard_error: "double",
  /** the row of the covariances of the parameters' logarithms, with blanks between them */
  covariances: "varchar",
  log_likelihood: "double",
  fit_status: "varchar"
} as const;

/** BG/NBD and MBG/NBD, from rows `forecast, repeats, recency_days, age_days, customers`. */
export function fitPurchases(rows: readonly Row[]): Row[] {
  return [...byForecast(rows)].flatMap(([forecast, its]) => {
    const groups = its.map(groupOf);
    return (["bg_nbd", "mbg_nbd"] as const).flatMap((kind) => rowsOf(forecast, kind, fitBetaGeometric(kind, groups)));
  });
}

/** Pareto/NBD, from the same rows. */
export function fitParetoAlone(rows: readonly Row[]): Row[] {
  return [...byForecast(rows)].flatMap(([forecast, its]) =>
    rowsOf(forecast, "pareto_nbd", fitPareto(its.map(groupOf)))
  );
}

/** From rows `forecast, repeats, mean_amount, customers`, of customers with repeat purchases and amounts above 0. */
export function fitAmounts(rows: readonly Row[]): Row[] {
  return [...byForecast(rows)].flatMap(([forecast, its]) => {
    const groups = its.map((row) => ({
      repeats: Number(row.repeats),
      meanAmount: Number(row.mean_amount),
      customers: Number(row.customers)
    }));
    return rowsOf(forecast, "gamma_gamma", fitGammaGamma(groups));
  });
}

function rowsOf(forecast: string, model: string, fit: Fit): Row[] {
  const {parameters, standardErrors, covariance, logLikelihood, status} = fit;
  return Object.entries(parameters).map(([parameter, value], at) => ({
    forecast,
    model,
    position: at + 1,
    parameter,
    parameter_value: value,
    standard_error: standardErrors[parameter] ?? null,
    covariances: covariance?.[at]?.join(" ") ?? null,
    log_likelihood: logLikelihood,
    fit_status: status
  }));
}
