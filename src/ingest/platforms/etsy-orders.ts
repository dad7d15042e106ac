import type {Platform} from "../columns/platform";

/**
 * Etsy sold orders: one row per order, days as MM/DD/YY. The buyer paid `Order Total` (items − discounts + shipping + tax).
 * `Order Net` is that less Etsy's fees and never read. After a refund `Adjusted Order Total` says what is left of the total; 0
 * or blank says that nothing was adjusted, unless the adjusted fees or the state show that all of it went back.
 */
export default {
  name: "etsy_orders",
  platform: "etsy",
  kind: "orders",
  grain: "order",
  currency: null,
  columns: {
    order_id: ["Order ID"],
    ordered_at: ["Sale Date"],
    paid_at: ["Date Paid"],
    shipped_at: ["Date Shipped", "Date Posted"],
    user: ["Buyer User ID"],
    buyer: ["Buyer"],
    full_name: ["Full Name"],
    quantity: ["Number of Items"],
    city: ["Ship City", "Delivery City"],
    province: ["Ship State", "Delivery State"],
    country: ["Ship Country", "Delivery Country"],
    currency: ["Currency"],
    value_amount: ["Order Value"],
    coupon_code: ["Coupon Code"],
    discount_amount: ["Discount Amount"],
    shipping_discount_amount: ["Shipping Discount", "Delivery Discount"],
    shipping_amount: ["Shipping", "Delivery"],
    tax_amount: ["Sales Tax"],
    total_amount: ["Order Total"],
    status_raw: ["Status"],
    adjusted_amount: ["Adjusted Order Total"],
    adjusted_fee_amount: ["Adjusted Card Processing Fees"],
    adjusted_net_amount: ["Adjusted Net Order Amount"],
    channel: ["Order Type"]
  },
  otherColumns: [
    "First Name",
    "Last Name",
    "Payment Method",
    "Street 1",
    "Street 2",
    "Ship Zipcode",
    "Delivery Zipcode",
    "Coupon Details",
    "Card Processing Fees",
    "Order Net",
    "Payment Type",
    "InPerson Discount",
    "InPerson Location",
    "SKU",
    "VAT Paid by Buyer",
    "Buyer Receipt Message"
  ],
  signs: {
    some: [["Order ID"], ["Sale Date"], ["Order Value", "Order Total", "Order Net"]],
    none: ["Transaction ID", "Item Name", "Sales Record Number"]
  },
  statuses: {
    open: "paid",
    paid: "paid",
    processing: "paid",
    processed: "paid",
    "not shipped": "paid",
    shipped: "shipped",
    completed: "completed",
    complete: "completed",
    delivered: "completed",
    unpaid: "unpaid",
    "payment processing": "unpaid",
    "partially refunded": "refunded_part",
    refunded: "refunded_full",
    "fully refunded": "refunded_full",
    canceled: "cancelled",
    cancelled: "cancelled"
  },
  customer: [
    {value: "user", quality: "strong"},
    {value: "nullif(regexp_extract(buyer, '\\(([^()]+)\\)\\s*$', 1), '')", quality: "strong"},
    {value: "coalesce(buyer, full_name)", quality: "weak"}
  ],
  timeForms: ["%m/%d/%y", "%m/%d/%Y"],
  isPaid: "status_raw is null or mapped_status <> 'unpaid'",
  rules: {
    buyer_name: "coalesce(full_name, buyer)",
    paid_at: "case when is_paid then coalesce(paid_at, ordered_at) end",
    discount_amount: "abs(coalesce(discount_amount, 0)) + abs(coalesce(shipping_discount_amount, 0))",
    gross_amount: `coalesce(total_amount, value_amount - abs(coalesce(discount_amount, 0)) - abs(coalesce(shipping_discount_amount, 0))
      + coalesce(shipping_amount, 0) + coalesce(tax_amount, 0))`,
    paid_amount: `case when is_paid then coalesce(total_amount, value_amount - abs(coalesce(discount_amount, 0))
      - abs(coalesce(shipping_discount_amount, 0)) + coalesce(shipping_amount, 0) + coalesce(tax_amount, 0), 0) else 0 end`,
    refund_amount: `case
      when not is_paid then 0
      when adjusted_amount > 0 then greatest(coalesce(total_amount, 0) - adjusted_amount, 0)
      when mapped_status in ('refunded_full', 'cancelled') or adjusted_fee_amount <> 0 or adjusted_net_amount <> 0
        then coalesce(total_amount, 0)
      else 0
    end`
  },
  status: `case
    when mapped_status = 'cancelled' then 'cancelled'
    when not is_paid then 'unpaid'
    when refund_amount > 0 and refund_amount >= paid_amount then 'refunded_full'
    when refund_amount > 0 then 'refunded_part'
    when coalesce(mapped_status, 'paid') = 'paid' and shipped_at is not null then 'shipped'
    else coalesce(mapped_status, 'paid')
  end`
} satisfies Platform;
