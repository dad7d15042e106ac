import type {Row} from "../../base/table";
import {aliveOf, expectMean, expectPurchases} from "../purchases/beta-geometric";
import {byForecast, daysPerWeek, errorsOf, groupOf, modelOf, type FittedModel} from "./rows";

/** A row per group of customers and span of time. */
export const expectedColumns = {
  forecast: "varchar",
  repeats: "integer",
  recency_days: "integer",
  age_days: "integer",
  horizon_days: "integer",
  alive_probability: "double",
  any_probability: "double",
  expected_purchases: "double",
  low_purchases: "integer",
  high_purchases: "integer",
  /** of one customer's number of purchases, were the parameters known */
  purchases_variance: "double",
  /** what `errorsOf` gives for the expected purchases */
  error_1: "double",
  error_2: "double",
  error_3: "double",
  error_4: "double"
} as const;

/** From rows `forecast, repeats, recency_days, age_days, customers, horizon_days` with the columns of `modelOf`. */
export function expectAtOnce(rows: readonly Row[]): Row[] {
  return [...byForecast(rows).values()].flatMap((its) => {
    const model = modelOf(its[0]!);
    return its.map((row) => expectRow(row, model));
  });
}

function expectRow(row: Row, model: FittedModel): Row {
  const customer = groupOf(row);
  const time = Number(row.horizon_days) / daysPerWeek;
  const {mean, variance, any, low, high} = expectPurchases(model.kind, model.parameters, customer, time);
  const errors = errorsOf(model, (parameters) => expectMean(model.kind, parameters, customer, time));
  return {
    forecast: row.forecast,
    repeats: row.repeats,
    recency_days: row.recency_days,
    age_days: row.age_days,
    horizon_days: row.horizon_days,
    alive_probability: aliveOf(model.kind, model.parameters, customer),
    any_probability: any,
    expected_purchases: mean,
    low_purchases: low,
    high_purchases: high,
    purchases_variance: variance,
    ...Object.fromEntries(errors.map((error, at) => [`error_${at + 1}`, error]))
  };
}
