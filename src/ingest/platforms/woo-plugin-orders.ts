import type {OrderStatus} from "../canonical";
import type {Platform} from "../columns/platform";

const refunds = `coalesce(list_sum(list_transform(
  regexp_extract_all(refund_items, 'amount:\\s*(-?[0-9.]+)', 1), lambda part: abs(try_cast(part as decimal(18, 2))))), 0)`;

/** One part of a `line_item_1` such as `name:Cup|product_id:7|sku:C|quantity:2|total:9.00|sub_total:10.00`. */
const partOf = (name: string) => `nullif(regexp_extract(item.whole, '(?:^|[|])${name}:([^|]*)', 1), '')`;

/**
 * WooCommerce orders as the export plug-in writes them: one row per order, its items in numbered columns. The buyer paid
 * `order_total`, tax, fees and shipping included and coupons taken off; it stays the same when money goes back, which stands
 * in `refund_items`. A cancelled order was never paid unless a payment is dated; carts that were never ordered are left out.
 */
export default {
  name: "woo_plugin_orders",
  platform: "woocommerce",
  kind: "orders",
  grain: "order",
  currency: null,
  columns: {
    order_id: ["order_number", "order_id"],
    ordered_at: ["order_date"],
    paid_at: ["paid_date"],
    status_raw: ["status"],
    shipping_amount: ["shipping_total"],
    tax_amount: ["tax_total"],
    discount_amount: ["discount_total", "cart_discount"],
    total_amount: ["order_total"],
    currency: ["order_currency"],
    customer_id: ["customer_id"],
    customer_email: ["customer_email"],
    billing_email: ["billing_email"],
    billing_phone: ["billing_phone"],
    billing_first: ["billing_first_name"],
    billing_last: ["billing_last_name"],
    city: ["shipping_city", "billing_city"],
    province: ["shipping_state", "billing_state"],
    country: ["shipping_country", "billing_country"],
    coupon_items: ["coupon_items"],
    refund_items: ["refund_items"]
  },
  otherColumns: [
    "order_id",
    "shipping_tax_total",
    "fee_total",
    "fee_tax_total",
    "cart_discount",
    "order_discount",
    "order_subtotal",
    "payment_method",
    "payment_method_title",
    "transaction_id",
    "customer_ip_address",
    "customer_user_agent",
    "shipping_method",
    "customer_user",
    "billing_company",
    "billing_address_1",
    "billing_address_2",
    "billing_postcode",
    "billing_city",
    "billing_state",
    "billing_country",
    "shipping_first_name",
    "shipping_last_name",
    "shipping_company",
    "shipping_phone",
    "shipping_address_1",
    "shipping_address_2",
    "shipping_postcode",
    "customer_note",
    "wt_import_key",
    "shipping_items",
    "fee_items",
    "tax_items",
    "order_notes",
    "download_permissions"
  ],
  signs: {
    some: [
      ["order_number", "order_id"],
      ["order_date", "paid_date"],
      ["order_total"],
      [
        "wt_import_key",
        "billing_email",
        "customer_email",
        "coupon_items",
        "refund_items",
        "customer_user",
        "order_currency"
      ]
    ],
    none: []
  },
  statuses: bothSpellings({
    pending: "unpaid",
    "on-hold": "unpaid",
    processing: "paid",
    completed: "completed",
    cancelled: "closed_unpaid",
    failed: "closed_unpaid",
    refunded: "refunded_full",
    "partially-refunded": "refunded_part",
    shipped: "shipped",
    "checkout-draft": "unpaid"
  }),
  customer: [
    {value: "lower(coalesce(customer_email, billing_email))", quality: "strong"},
    {value: "case when customer_id <> '0' then customer_id end", quality: "strong"},
    {value: "billing_phone", quality: "strong"}
  ],
  rejects: {draft_order: "lower(status_raw) in ('checkout-draft', 'wc-checkout-draft', 'auto-draft')"},
  items: {
    from: {
      title: "Product Item {n} Name",
      product_id: "Product Item {n} id",
      sku: "Product Item {n} SKU",
      quantity: "Product Item {n} Quantity",
      total_amount: "Product Item {n} Total",
      subtotal_amount: "Product Item {n} Subtotal",
      whole: "line_item_{n}"
    },
    columns: {
      title: `coalesce(item.title, ${partOf("name")})`,
      product_id: `coalesce(item.product_id, ${partOf("product_id")})`,
      sku: `coalesce(item.sku, ${partOf("sku")})`,
      quantity: `coalesce(item.quantity, try_cast(${partOf("quantity")} as integer))`,
      unit_price: `coalesce(item.subtotal_amount, try_cast(${partOf("sub_total")} as decimal(18, 2)))
        / nullif(coalesce(item.quantity, try_cast(${partOf("quantity")} as integer)), 0)`,
      line_amount: `coalesce(item.total_amount, try_cast(${partOf("total")} as decimal(18, 2)))`
    }
  },
  isPaid: "paid_at is not null or status_raw is null or mapped_status not in ('unpaid', 'closed_unpaid')",
  rules: {
    buyer_name: "nullif(trim(concat_ws(' ', billing_first, billing_last)), '')",
    buyer_phone: "billing_phone",
    buyer_email: "coalesce(customer_email, billing_email)",
    ordered_at: "coalesce(ordered_at, paid_at)",
    paid_at: "case when is_paid then coalesce(paid_at, ordered_at) end",
    gross_amount: "coalesce(total_amount, 0)",
    coupon_code: "nullif(array_to_string(regexp_extract_all(coupon_items, 'code:([^|;]+)', 1), ', '), '')",
    paid_amount: "case when is_paid then coalesce(total_amount, 0) else 0 end",
    refund_amount: `case
      when not is_paid then 0
      when mapped_status = 'refunded_full' then greatest(coalesce(total_amount, 0), ${refunds})
      else ${refunds}
    end`,
    quantity: "list_sum(list_transform(items, lambda item: item.quantity))",
    line_count: "len(items)",
    title: "array_to_string(list_transform(items, lambda item: item.title), '，')"
  },
  status: `case
    when is_paid and refund_amount > 0 and refund_amount >= paid_amount then 'refunded_full'
    when mapped_status = 'closed_unpaid' then case when is_paid then 'cancelled' else 'closed_unpaid' end
    when not is_paid then coalesce(mapped_status, 'unpaid')
    when refund_amount > 0 then 'refunded_part'
    when mapped_status = 'unpaid' then 'paid'
    else coalesce(mapped_status, 'paid')
  end`
} satisfies Platform;

/** The plug-in writes `wc-completed` or `completed`, as its user chose. */
function bothSpellings(statuses: Readonly<Record<string, OrderStatus>>): Record<string, OrderStatus> {
  return Object.fromEntries(
    Object.entries(statuses).flatMap(([word, status]) => [
      [word, status],
      [`wc-${word}`, status]
    ])
  );
}
