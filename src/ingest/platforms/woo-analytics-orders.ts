import type {Platform} from "../columns/platform";

/** The column of numbers, or the one made for reading: `$1,234.50`, and `1.234,50 €` where a comma stands before two last digits. */
const netSales = `coalesce(net_sales_amount, try_cast(case
  when regexp_matches(revenue_text, ',[0-9]{2}[^0-9]*$')
    then replace(regexp_replace(revenue_text, '[^0-9,-]', '', 'g'), ',', '.')
  else regexp_replace(revenue_text, '[^0-9.-]', '', 'g')
end as decimal(18, 2)))`;

/**
 * WooCommerce analytics, orders. The only money is net sales: the items less coupons and refunds, without tax and shipping.
 * So it is taken as what was paid, nothing is taken off it again, and what was refunded is unknown; only rows with negative
 * net sales, which shops list beside the order they belong to, are money back that we can count. Buyers have a display name
 * and nothing else. `Product(s)` is `2× Cup, 1× Plate`.
 */
export default {
  name: "woo_analytics_orders",
  platform: "woocommerce",
  kind: "orders",
  grain: "line",
  currency: null,
  columns: {
    order_id: ["Order #"],
    ordered_at: ["Date"],
    returned_at: ["Date"],
    revenue_text: ["N. Revenue (formatted)"],
    net_sales_amount: ["Net Sales", "N. Revenue", "Net Revenue"],
    status_raw: ["Status"],
    customer: ["Customer"],
    products: ["Product(s)"],
    sold_quantity: ["Items sold"],
    coupon_code: ["Coupon(s)"],
    channel: ["Attribution"]
  },
  otherColumns: ["Customer type"],
  signs: {
    some: [
      ["Order #"],
      ["N. Revenue (formatted)", "N. Revenue", "Net Sales"],
      ["Product(s)", "Items sold", "Customer type"]
    ],
    none: []
  },
  statuses: {
    pending: "unpaid",
    "pending payment": "unpaid",
    "on-hold": "unpaid",
    "on hold": "unpaid",
    processing: "paid",
    completed: "completed",
    cancelled: "closed_unpaid",
    failed: "closed_unpaid",
    refunded: "refunded_full",
    "checkout-draft": "unpaid",
    draft: "unpaid"
  },
  customer: [{value: "customer", quality: "weak"}],
  rejects: {draft_order: "lower(status_raw) in ('checkout-draft', 'draft', 'auto-draft')"},
  returns: `coalesce(${netSales} < 0, false)`,
  items: {
    // a comma ends a product only where the pieces of the next one follow
    from: "string_split(regexp_replace(products, ', ([0-9]+)× ', chr(31) || '\\1× ', 'g'), chr(31))",
    columns: {
      title: "regexp_replace(item, '^[0-9]+× ', '')",
      quantity: "try_cast(regexp_extract(item, '^([0-9]+)× ', 1) as integer)"
    }
  },
  derived: {
    own_amount: netSales,
    taken_amount: "case when not is_return then own_amount end",
    returned_amount: "case when is_return then -own_amount end",
    taken_quantity: "case when not is_return then sold_quantity end"
  },
  sums: ["returned_amount"],
  isPaid: "status_raw is null or mapped_status in ('paid', 'completed', 'refunded_full')",
  rules: {
    buyer_name: "customer",
    ordered_at: "coalesce(ordered_at, returned_at)",
    paid_at: "case when is_paid then coalesce(ordered_at, returned_at) end",
    currency: `case
      when contains(revenue_text, '€') then 'EUR'
      when contains(revenue_text, '£') then 'GBP'
      when contains(revenue_text, '₹') then 'INR'
    end`,
    gross_amount: "coalesce(taken_amount, 0)",
    paid_amount: "case when is_paid then coalesce(taken_amount, 0) else 0 end",
    refund_amount: "case when is_paid then coalesce(returned_amount, 0) else 0 end",
    quantity: "taken_quantity",
    title: "products"
  },
  status: `case
    when coalesce(mapped_status, 'paid') in ('paid', 'completed') and refund_amount > 0
      then case when refund_amount >= paid_amount then 'refunded_full' else 'refunded_part' end
    else coalesce(mapped_status, 'paid')
  end`
} satisfies Platform;
