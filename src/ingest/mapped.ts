import {phoneLike} from "./contacts";
import {statusWords} from "./status-words";
import type {Platform} from "./platform";
import type {Mapping} from "./plan";

/** The canonical name of any file that a person had to explain. */
export const otherPlatform = "other";

/** A mapping as if it were a platform of its own, and the file's column for each of its fields. */
export function mappedPlatform(
  mapping: Mapping,
  header: readonly string[]
): {platform: Platform; columns: Record<string, string | null>} {
  const {columns, amountFrom, grain} = mapping;
  const isProduct = amountFrom === "quantity_times_price";
  return {
    platform: {
      ...description,
      grain: columns.order_id === null ? "order" : grain,
      currency: header.some((word) => /\p{Script=Han}/u.test(word)) ? "CNY" : null,
      derived: {
        value_amount: `case when quantity < 0 then -abs(${isProduct ? product : "total_amount"}) else ${isProduct ? product : "total_amount"} end`,
        taken_amount: "greatest(value_amount, 0)",
        returned_amount: "greatest(-value_amount, 0) + abs(coalesce(refund_amount, 0))"
      }
    },
    columns: {
      order_id: columns.order_id,
      buyer: columns.customer_key,
      ordered_at: columns.ordered_at,
      paid_at: columns.paid_at,
      status_raw: columns.status,
      total_amount: isProduct ? null : columns.amount,
      quantity: columns.quantity,
      unit_price: columns.unit_price,
      refund_amount: columns.refund_amount,
      title: columns.title,
      sku: columns.sku,
      product_id: columns.product_id,
      province: columns.province,
      city: columns.city,
      shop: columns.shop,
      currency: columns.currency
    }
  };
}

const product = "(unit_price * quantity)::decimal(18, 2)";

const description: Platform = {
  name: otherPlatform,
  platform: otherPlatform,
  kind: "orders",
  grain: "order",
  currency: null,
  columns: {},
  otherColumns: [],
  signs: {some: [], none: []},
  statuses: statusWords,
  customer: [{value: "buyer", quality: "strong"}],
  isPaid: `case
    when mapped_status is not null
      then mapped_status not in ('unpaid', 'closed_unpaid', 'cancelled', 'pending_review')
    when has_paid_at then paid_at is not null
    else true
  end`,
  rules: {
    buyer_phone: phoneLike("buyer"),
    buyer_email: "buyer",
    ordered_at: "coalesce(ordered_at, paid_at)",
    paid_at: "case when is_paid then coalesce(paid_at, ordered_at) end",
    gross_amount: "taken_amount",
    paid_amount: "case when is_paid then taken_amount else 0 end",
    // `refunded` without an amount means all of it
    refund_amount: `case
      when not is_paid then 0
      when mapped_status = 'refunded_full' and returned_amount = 0 then taken_amount
      else returned_amount
    end`,
    line_amount: "value_amount"
  },
  status: `case
    when mapped_status is null and not is_paid then 'unpaid'
    when is_paid and refund_amount > 0 and refund_amount >= paid_amount then 'refunded_full'
    when coalesce(mapped_status, 'completed') = 'completed' and refund_amount > 0 then 'refunded_part'
    else coalesce(mapped_status, 'paid')
  end`,
  sums: ["taken_amount", "returned_amount", "quantity"]
};
