import {measureByName} from "../../base/words";
import type {Role} from "./role";

/**
 * The role of a column guessed from its name, for columns that no header describes: those of a user's own SQL. When in
 * doubt it hides. Columns of shipped relations are described by their tags (`facts.ts`) only.
 */

const people = /(^|_)(customers|buyers|members|people|persons|users|shoppers|clients)$|^(denominator|hits)$/;
const orders = /(^|_)(orders|purchases|lines|payments)$|_count$/;
const identities =
  /(^|_)(customer|buyer|member|order|user)_(id|key|name|no|number)$|^(customer|buyer|member|identity|address|receiver|contact|contact_mark)$|(^|_)(phone|mobile|email|mail|address|receiver|recipient|consignee|nick|openid|wechat|alipay)(_|$)/;
const growing = /^(purchase_number|top_share|customers_share|days)$|_or_(more|less)$|^cumulative_/;
const definitions = /(^|_)(definition|method|variant)$/;
const whole =
  /^(orders?|purchases|net_sales|gross_sales|net_amount|gross_amount|paid_amount|average_order_value|amount_per_purchase|purchases_per_customer|mean_\w+|median_\w+|\w*days|(from|threshold)_amount|interval_\w+)$/;
/** against the same period a year before */
const yearChange = /^year_(order|sales)_change$/;
const edges = /^(min|max|lowest|highest|smallest|largest|threshold|from|to)_.*(amount|sales|value|price)$/;

/** Names of columns that count the whole group, most reliable first. */
export const wholeCounts = ["customers", "buyers", "members", "denominator", "orders", "purchases", "row_count"];

/** The role of a column of numbers. */
export function roleByName(name: string): Role {
  if (people.test(name)) return "people";
  const {unit, isChange} = measureByName(name);
  if (isChange) return "change";
  if (unit === "percent") return "ratio";
  if (unit === "money") return "money";
  return orders.test(name) ? "orders" : "number";
}

/** Whether a column identifies a person or an order. */
export function isIdentityByName(name: string): boolean {
  return identities.test(name);
}

/** Whether rows along this column are cumulative, each including the one before. */
export function isGrowingByName(name: string): boolean {
  return growing.test(name);
}

/** Whether rows along this column count the same customers under different definitions. */
export function isDefinitionByName(name: string): boolean {
  return definitions.test(name);
}

/** Whether a column describes the row's whole group, of which `main` is the count. */
export function isWholeByName(name: string, main: string | null): boolean {
  const stem = name.replace(/_(share|change)$/, "");
  return stem === main || whole.test(stem) || yearChange.test(name);
}

/** Whether a column is a share of money rather than of customers. */
export function isMoneyShareByName(name: string): boolean {
  return /(sales|amount)(_share)?$/.test(name);
}

/** Whether a column sums money that named buyers spent; unpaid and refunded money is not bounded by that. */
export function isSpentByName(name: string): boolean {
  return /^(net_amount|sales)$/.test(name) || (/_sales$/.test(name) && !/^unknown_/.test(name));
}

/** Whether a column sums what the row's whole group spent. */
export function isSpentByAllByName(name: string): boolean {
  return /^(net_sales|net_amount|sales)$/.test(name);
}

/** Whether a column counts customers outside the row's group. */
export function isApartByName(name: string): boolean {
  return /^previous_|_before$|^other_/.test(name);
}

/** Whether a column is the amount of a single customer at the boundary of a group. */
export function isEdgeByName(name: string): boolean {
  return edges.test(name);
}

/** Whether a boolean or level column marks rows as part of the row above. */
export function isDepthByName(name: string): boolean {
  return /^is_(detail|part)$/.test(name);
}

/** Whether a column is a share reached by the row's day. */
export function isReachedByName(name: string): boolean {
  return /_rate$/.test(name);
}
