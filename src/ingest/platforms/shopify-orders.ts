import type {Platform} from "../columns/platform";

/**
 * Shopify orders export. The first row of an order says everything about the order; further rows of the same `Name`
 * carry only an item. Times are read as the shop's own clock, their offset dropped.
 */
export default {
  name: "shopify_orders",
  platform: "shopify",
  kind: "orders",
  grain: "line",
  currency: null,
  columns: {
    order_id: ["Name"],
    email: ["Email"],
    customer_phone: ["Phone"],
    shipping_phone: ["Shipping Phone"],
    billing_phone: ["Billing Phone"],
    billing_name: ["Billing Name"],
    shipping_name: ["Shipping Name"],
    status_raw: ["Financial Status"],
    fulfillment: ["Fulfillment Status"],
    ordered_at: ["Created at"],
    paid_at: ["Paid at"],
    shipped_at: ["Fulfilled at"],
    cancelled_at: ["Cancelled at"],
    currency: ["Currency"],
    subtotal_amount: ["Subtotal"],
    shipping_amount: ["Shipping"],
    tax_amount: ["Taxes"],
    total_amount: ["Total"],
    discount_amount: ["Discount Amount"],
    refunded_amount: ["Refunded Amount"],
    outstanding_amount: ["Outstanding Balance"],
    coupon_code: ["Discount Code"],
    channel: ["Source"],
    city: ["Shipping City"],
    province: ["Shipping Province"],
    country: ["Shipping Country"],
    line_quantity: ["Lineitem quantity"],
    line_title: ["Lineitem name"],
    unit_price: ["Lineitem price"],
    sku: ["Lineitem sku"],
    line_discount_amount: ["Lineitem discount"],
    line_status: ["Lineitem fulfillment status"]
  },
  otherColumns: [
    "Accepts Marketing",
    "Shipping Method",
    "Lineitem compare at price",
    "Lineitem requires shipping",
    "Lineitem taxable",
    ...["Name", "Street", "Address1", "Address2", "Company", "City", "Zip", "Province", "Country", "Phone"].flatMap(
      (part) => [`Billing ${part}`, `Shipping ${part}`]
    ),
    "Notes",
    "Note Attributes",
    "Payment Method",
    "Payment Reference",
    "Vendor",
    "Employee",
    "Location",
    "Device ID",
    "Id",
    "Tags",
    "Risk Level",
    ...[1, 2, 3, 4, 5].flatMap((number) => [`Tax ${number} Name`, `Tax ${number} Value`]),
    "Receipt Number",
    "Duties",
    "Billing Province Name",
    "Shipping Province Name",
    "Payment ID",
    "Payment Terms Name",
    "Next Payment Due At",
    "Payment References"
  ],
  signs: {
    some: [["Name"], ["Created at", "Paid at"], ["Total", "Subtotal"], ["Financial Status", "Lineitem name"]],
    none: ["Order ID", "Customer ID"]
  },
  statuses: {
    pending: "unpaid",
    authorized: "unpaid",
    unpaid: "unpaid",
    partially_paid: "paid",
    paid: "paid",
    partially_refunded: "refunded_part",
    refunded: "refunded_full",
    voided: "closed_unpaid",
    expired: "closed_unpaid"
  },
  customer: [
    {value: "lower(email)", quality: "strong"},
    {value: "coalesce(customer_phone, shipping_phone, billing_phone)", quality: "strong"}
  ],
  isPaid: `case
    when mapped_status is not null then mapped_status in ('paid', 'refunded_part', 'refunded_full')
    else not has_paid_at or paid_at is not null
  end`,
  rules: {
    buyer_name: "coalesce(billing_name, shipping_name)",
    buyer_phone: "coalesce(customer_phone, billing_phone, shipping_phone)",
    buyer_email: "email",
    ordered_at: "coalesce(ordered_at, paid_at)",
    paid_at: "case when is_paid then coalesce(paid_at, ordered_at) end",
    gross_amount: "coalesce(total_amount, subtotal_amount)",
    // an outstanding balance counts only while the order is part-paid: after a refund it says something else
    paid_amount: `case
      when is_paid then coalesce(total_amount, subtotal_amount, 0)
        - case when lower(status_raw) = 'partially_paid' then coalesce(outstanding_amount, 0) else 0 end
      else 0
    end`,
    refund_amount: `case
      when not is_paid then 0
      when not has_refunded_amount and mapped_status = 'refunded_full' then coalesce(total_amount, subtotal_amount, 0)
      else coalesce(refunded_amount, 0)
    end`,
    quantity: "line_quantity",
    title: "line_title",
    line_amount: "unit_price * line_quantity - coalesce(line_discount_amount, 0)"
  },
  status: `case
    when cancelled_at is not null then 'cancelled'
    when mapped_status is null and not is_paid then 'unpaid'
    when coalesce(mapped_status, 'refunded_part') = 'refunded_part' and refund_amount >= paid_amount and refund_amount > 0
      then 'refunded_full'
    when mapped_status is null and refund_amount > 0 then 'refunded_part'
    when coalesce(mapped_status, 'paid') = 'paid' and fulfillment = 'fulfilled' then 'shipped'
    when coalesce(mapped_status, 'paid') = 'paid' and fulfillment = 'partial' then 'part_shipped'
    else coalesce(mapped_status, 'paid')
  end`,
  sums: ["line_quantity"]
} satisfies Platform;
