import type {Row} from "../../base/table";
import {expectMean} from "../purchases/beta-geometric";
import {byForecast, groupOf, modelOf} from "./rows";

/** A row per forecast and week after its start. */
export const weekColumns = {forecast: "varchar", week_number: "integer", expected_purchases: "double"} as const;

/** How many weeks are told. */
const weeksAhead = 13;

/** All customers' purchases in each week, from rows as `expectAtOnce` takes them. */
export function expectWeeks(rows: readonly Row[]): Row[] {
  return [...byForecast(rows)].flatMap(([forecast, its]) => {
    const {kind, parameters} = modelOf(its[0]!);
    const totals = Array.from({length: weeksAhead + 1}, () => 0);
    for (const customer of its.map(groupOf))
      for (let week = 1; week <= weeksAhead; week++)
        totals[week]! += customer.customers * expectMean(kind, parameters, customer, week);
    return totals.slice(1).map((total, at) => ({
      forecast,
      week_number: at + 1,
      expected_purchases: total - totals[at]!
    }));
  });
}
