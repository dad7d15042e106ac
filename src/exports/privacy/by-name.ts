import {measureByName} from "../../base/words";
import type {Role} from "./shape";

/**
 * What the name of a column suggests, for columns that no header of a shipped relation describes: those of a person's own
 * SQL. It errs towards hiding. Columns of shipped relations go by their tags (`facts.ts`), never by these rules.
 */

const people = /(^|_)(customers|buyers|members|people|persons|users|shoppers|clients)$|^(denominator|hits)$/;
const orders = /(^|_)(orders|purchases|lines|payments)$|_count$/;
const identities =
  /(^|_)(customer|buyer|member|order|user)_(id|key|name|no|number)$|^(customer|buyer|member|identity|address|receiver|contact|contact_mark)$|(^|_)(phone|mobile|email|mail|address|receiver|recipient|consignee|nick|openid|wechat|alipay)(_|$)/;
const growing = /^(purchase_number|top_share|customers_share|days)$|_or_(more|less)$|^cumulative_/;
const definitions = /(^|_)(definition|method|variant)$/;
const whole =
  /^(orders?|purchases|net_sales|gross_sales|net_amount|gross_amount|paid_amount|average_order_value|amount_per_purchase|purchases_per_customer|mean_\w+|median_\w+|\w*days|(from|threshold)_amount|interval_\w+)$/;
const edges = /^(min|max|lowest|highest|smallest|largest|threshold|from|to)_.*(amount|sales|value|price)$/;

/** The counts of a whole group, the surest first. */
export const wholeCounts = ["customers", "buyers", "members", "denominator", "orders", "purchases", "row_count"];

/** What a column of numbers is. */
export function roleByName(name: string): Role {
  if (people.test(name)) return "people";
  const {unit, isChange} = measureByName(name);
  if (isChange) return "change";
  if (unit === "percent") return "ratio";
  if (unit === "money") return "money";
  return orders.test(name) ? "orders" : "number";
}

/** Whether it identifies a person or an order. */
export function isIdentityByName(name: string): boolean {
  return identities.test(name);
}

/** Whether rows that it tells apart each hold the one before. */
export function isGrowingByName(name: string): boolean {
  return growing.test(name);
}

/** Whether rows that it tells apart count the same customers in other ways. */
export function isDefinitionByName(name: string): boolean {
  return definitions.test(name);
}

/** Whether it describes all of a row's group, of which `main` is the count. */
export function isWholeByName(name: string, main: string | null): boolean {
  const stem = name.replace(/_(share|change)$/, "");
  return stem === main || whole.test(stem);
}

/** Whether it is a share of money, not of heads. */
export function isMoneyShareByName(name: string): boolean {
  return /(sales|amount)(_share)?$/.test(name);
}

/** Whether it sums what named buyers spent; what was never paid or went back is bounded by nothing they spent. */
export function isSpentByName(name: string): boolean {
  return /^(net_amount|sales)$/.test(name) || (/_sales$/.test(name) && !/^unknown_/.test(name));
}

/** Whether it sums what all of a row's group spent. */
export function isSpentByAllByName(name: string): boolean {
  return /^(net_sales|net_amount|sales)$/.test(name);
}

/** Whether it counts others than the row's group. */
export function isApartByName(name: string): boolean {
  return /^previous_|_before$|^other_/.test(name);
}

/** Whether it is what one customer at the edge of a group spent. */
export function isEdgeByName(name: string): boolean {
  return edges.test(name);
}

/** Whether the rows for which it is true, or a number, stand under the one before. */
export function isDepthByName(name: string): boolean {
  return /^is_(detail|part)$/.test(name);
}

/** Whether it is a share that was reached by the day of its row. */
export function isReachedByName(name: string): boolean {
  return /_rate$/.test(name);
}
