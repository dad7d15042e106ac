import type {Row} from "../base/table";
import {expectAtOnce, expectedColumns} from "./forecast/expected";
import {fitAmounts, fitColumns, fitParetoAlone, fitPurchases} from "./forecast/fits";
import {expectWeeks, weekColumns} from "./forecast/weeks";

/** The types that a computed column may have. */
export type ComputedType = "varchar" | "integer" | "double";

/** A table that is computed here from the rows of a query, since SQL cannot. */
export interface Computation {
  /** its columns, in order */
  columns: Readonly<Record<string, ComputedType>>;
  /** its rows; the same for the same rows in the same order */
  compute: (rows: readonly Row[]) => Row[];
}

/** By the name that `-- @computed` in a model's header gives; the docs of each say which columns its rows have. */
export const computations: Readonly<Record<string, Computation>> = {
  fit_purchases: {columns: fitColumns, compute: fitPurchases},
  fit_pareto: {columns: fitColumns, compute: fitParetoAlone},
  fit_amounts: {columns: fitColumns, compute: fitAmounts},
  expect_purchases: {columns: expectedColumns, compute: expectAtOnce},
  expect_weeks: {columns: weekColumns, compute: expectWeeks}
};
