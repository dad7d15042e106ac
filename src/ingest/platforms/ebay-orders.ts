import type {Platform} from "../columns/platform";

const isItem = "(title is not null or product_id is not null)";

/**
 * eBay orders report: a row per item, and above the items of an order with several a row that is the order as a whole, with
 * its total and its buyer and no item. What was never paid has a sales record number and no order number. `Total Price` is
 * what the buyer paid, with the tax that eBay collects unless the report says that it is not included. The report knows no
 * refunds and no fees. Days as `Jul-25-26`; the British layout says `Post To` and `Postage`, and `25-Jul-26`.
 */
export default {
  name: "ebay_orders",
  platform: "ebay",
  kind: "orders",
  grain: "line",
  currency: null,
  columns: {
    order_id: ["Order Number", "Sales Record Number"],
    record_number: ["Sales Record Number"],
    user: ["Buyer Username"],
    full_name: ["Buyer Name"],
    buyer_email: ["Buyer Email"],
    phone: ["Ship To Phone", "Post To Phone"],
    receiver: ["Ship To Name", "Post To Name"],
    city: ["Ship To City", "Post To City", "Buyer City"],
    province: ["Ship To State", "Post To County", "Post To State", "Buyer State"],
    country: ["Ship To Country", "Post To Country", "Buyer Country"],
    product_id: ["Item Number"],
    title: ["Item Title"],
    sku: ["Custom Label"],
    attributes: ["Variation Details"],
    line_id: ["Transaction ID"],
    quantity: ["Quantity"],
    unit_price: ["Sold For"],
    price_text: ["Total Price", "Sold For"],
    shipping_price: ["Shipping And Handling", "Postage And Packaging", "Postage And Handling"],
    seller_tax_amount: ["Seller Collected Tax"],
    ebay_tax_amount: ["eBay Collected Tax"],
    total_price: ["Total Price"],
    tax_included: ["eBay Collected Tax Included in Total", "eBay Collected Tax And Fees Included in Total"],
    ordered_at: ["Sale Date"],
    paid_at: ["Paid On Date"],
    shipped_at: ["Shipped On Date", "Posted On Date", "Dispatched On Date"]
  },
  otherColumns: [
    "Buyer Note",
    "Buyer Tax Identifier Name",
    "Buyer Tax Identifier Value",
    ...["Address 1", "Address 2", "City", "State", "County", "Zip", "Postcode", "Country"].flatMap((part) => [
      `Buyer ${part}`,
      `Ship To ${part}`,
      `Post To ${part}`
    ]),
    "Sold Via Promoted Listings",
    "Item Location",
    "Item Zip Code",
    "Item Postcode",
    "Item Country",
    "Included VAT Rate",
    "eBay Collect And Remit Tax Rate",
    "eBay Collect And Remit Tax Type",
    "eBay Reference Name",
    "eBay Reference Value",
    "Tax Status",
    "Electronic Waste Recycling Fee",
    "Mattress Recycling Fee",
    "Battery Recycling Fee",
    "White Goods Disposal Tax",
    "Tire Recycling Fee",
    "Additional Fee",
    "eBay Collected Charges",
    "Payment Method",
    "Commitment Date",
    "Ship By Date",
    "Post By Date",
    "Minimum Estimated Delivery Date",
    "Maximum Estimated Delivery Date",
    "Feedback Left",
    "Feedback Received",
    "My Item Note",
    "PayPal Transaction ID",
    "Shipping Service",
    "Delivery Service",
    "Tracking Number",
    "Global Shipping Program",
    "Global Shipping Reference ID",
    "Click And Collect",
    "Click And Collect Reference Number",
    "eBay Plus",
    "Authenticity Verification Program",
    "Authenticity Verification Status",
    "Authenticity Verification Outcome Reason",
    "eBay Vault Program",
    "Vault Fulfillment Type",
    "eBay Fulfillment Program",
    "Tax City",
    "Tax State",
    "Tax Zip",
    "Tax Country",
    "eBay International Shipping"
  ],
  signs: {
    some: [
      ["Sales Record Number", "Buyer Username"],
      ["Sold For", "Total Price"],
      ["Sale Date", "Paid On Date"]
    ],
    none: ["Sale Price", "Buyer User ID"]
  },
  statuses: {},
  customer: [
    {value: "user", quality: "strong"},
    {value: "lower(buyer_email)", quality: "strong"}
  ],
  timeForms: ["%b-%d-%y", "%d-%b-%y", "%b-%d-%Y", "%d-%b-%Y"],
  footer: "record\\(s\\) downloaded|^\\s*seller id *:",
  orderAlias: "record_number",
  isItem,
  derived: {
    row_total_amount: "total_price + case when lower(tax_included) = 'no' then coalesce(ebay_tax_amount, 0) else 0 end",
    row_tax_amount: "coalesce(seller_tax_amount, 0) + coalesce(ebay_tax_amount, 0)",
    // what is said of the order as a whole counts alone; where nothing is, its items add up
    whole_amount: `case when not ${isItem} then row_total_amount end`,
    whole_shipping_amount: `case when not ${isItem} then shipping_price end`,
    whole_tax_amount: `case when not ${isItem} then row_tax_amount end`,
    items_amount: `case when ${isItem} then row_total_amount end`,
    items_shipping_amount: `case when ${isItem} then shipping_price end`,
    items_tax_amount: `case when ${isItem} then row_tax_amount end`,
    priced_amount: `case when ${isItem} then unit_price * coalesce(quantity, 1) + coalesce(shipping_price, 0) + row_tax_amount end`,
    item_quantity: `case when ${isItem} then quantity end`
  },
  sums: ["items_amount", "items_shipping_amount", "items_tax_amount", "priced_amount", "item_quantity"],
  isPaid: "not has_paid_at or paid_at is not null",
  rules: {
    buyer_name: "coalesce(full_name, receiver)",
    buyer_phone: "phone",
    ordered_at: "coalesce(ordered_at, paid_at)",
    paid_at: "case when is_paid then coalesce(paid_at, ordered_at) end",
    gross_amount: "coalesce(whole_amount, items_amount, priced_amount, 0)",
    shipping_amount: "coalesce(whole_shipping_amount, items_shipping_amount)",
    tax_amount: "coalesce(whole_tax_amount, items_tax_amount)",
    paid_amount: "case when is_paid then coalesce(whole_amount, items_amount, priced_amount, 0) else 0 end",
    refund_amount: "0",
    quantity: "coalesce(item_quantity, quantity)",
    line_amount: "unit_price * quantity",
    currency: `case
      when contains(price_text, '£') then 'GBP'
      when contains(price_text, '€') then 'EUR'
      when regexp_matches(price_text, '^ *AU') then 'AUD'
      when regexp_matches(price_text, '^ *C') then 'CAD'
      when contains(price_text, '$') then 'USD'
    end`
  },
  status: `case
    when not is_paid then 'unpaid'
    when shipped_at is not null then 'shipped'
    else 'paid'
  end`
} satisfies Platform;
