import type {Platform} from "../columns/platform";

/**
 * Amazon All Orders report (flat file, tab-separated): one row per item, its amounts for all pieces of the item. The buyer
 * paid the items, their shipping and wrapping, less both promotions; tax comes on top where prices are shown without it
 * (dollars of the United States and Canada) and is inside them everywhere else. Cancelled items have no amounts. The
 * report names no buyer and tells of no refund. Times are read as written, their offset dropped.
 */
export default {
  name: "amazon_orders",
  platform: "amazon",
  kind: "orders",
  grain: "line",
  currency: null,
  columns: {
    order_id: ["amazon-order-id"],
    ordered_at: ["purchase-date"],
    status_raw: ["order-status"],
    line_status: ["item-status"],
    channel: ["sales-channel"],
    title: ["product-name"],
    sku: ["sku"],
    product_id: ["asin"],
    quantity: ["quantity"],
    currency: ["currency"],
    item_amount: ["item-price"],
    item_tax_amount: ["item-tax"],
    shipping_price: ["shipping-price"],
    shipping_tax_amount: ["shipping-tax"],
    wrap_amount: ["gift-wrap-price"],
    wrap_tax_amount: ["gift-wrap-tax"],
    item_off_amount: ["item-promotion-discount"],
    shipping_off_amount: ["ship-promotion-discount"],
    city: ["ship-city"],
    province: ["ship-state"],
    country: ["ship-country"],
    coupon_code: ["promotion-ids"]
  },
  otherColumns: [
    "merchant-order-id",
    "last-updated-date",
    "fulfillment-channel",
    "order-channel",
    "url",
    "ship-service-level",
    "ship-postal-code",
    "is-business-order",
    "purchase-order-number",
    "price-designation",
    "is-iba",
    "is-replacement-order",
    "is-exchange-order",
    "original-order-id",
    "is-transparency",
    "buyer-company-name",
    "customized-url",
    "customized-page",
    "signature-confirmation-recommended"
  ],
  signs: {some: [["amazon-order-id"], ["purchase-date"]], none: ["order-item-id"]},
  statuses: {
    Pending: "unpaid",
    PendingAvailability: "unpaid",
    "Pending - Waiting for Pick Up": "paid",
    Unshipped: "paid",
    InvoiceUnconfirmed: "paid",
    PartiallyShipped: "part_shipped",
    Shipping: "shipped",
    Shipped: "shipped",
    "Shipped - Picked Up": "shipped",
    "Shipped - Out for Delivery": "shipped",
    "Shipped - Delivered to Buyer": "completed",
    "Shipped - Rejected by Buyer": "shipped",
    "Shipped - Returning to Seller": "shipped",
    "Shipped - Returned to Seller": "shipped",
    "Shipped - Lost in Transit": "shipped",
    "Shipped - Undeliverable": "shipped",
    "Shipped - Damaged": "shipped",
    Complete: "completed",
    Cancelled: "cancelled",
    Canceled: "cancelled",
    Unfulfillable: "cancelled"
  },
  customer: [],
  derived: {
    own_tax_amount: "coalesce(item_tax_amount, 0) + coalesce(shipping_tax_amount, 0) + coalesce(wrap_tax_amount, 0)",
    own_off_amount: "abs(coalesce(item_off_amount, 0)) + abs(coalesce(shipping_off_amount, 0))",
    own_shipping_amount: "coalesce(shipping_price, 0)",
    own_total_amount: `coalesce(item_amount, 0) + coalesce(shipping_price, 0) + coalesce(wrap_amount, 0)
      - abs(coalesce(item_off_amount, 0)) - abs(coalesce(shipping_off_amount, 0))
      + case when upper(currency) in ('USD', 'CAD')
          then coalesce(item_tax_amount, 0) + coalesce(shipping_tax_amount, 0) + coalesce(wrap_tax_amount, 0) else 0 end`
  },
  sums: ["quantity", "own_tax_amount", "own_off_amount", "own_shipping_amount", "own_total_amount"],
  isPaid: "status_raw is null or mapped_status not in ('unpaid', 'cancelled')",
  rules: {
    paid_at: "case when is_paid then ordered_at end",
    gross_amount: "own_total_amount",
    discount_amount: "own_off_amount",
    shipping_amount: "own_shipping_amount",
    tax_amount: "own_tax_amount",
    paid_amount: "case when is_paid then own_total_amount else 0 end",
    refund_amount: "0",
    unit_price: "case when quantity > 0 then item_amount / quantity end",
    line_amount: "coalesce(item_amount, 0) - abs(coalesce(item_off_amount, 0))"
  },
  status: "coalesce(mapped_status, 'paid')"
} satisfies Platform;
