import type {Platform} from "../columns/platform";

/** Etsy sold order items: what was in the orders of the orders file. `Item Total` is price times pieces, before the discount. */
export default {
  name: "etsy_items",
  platform: "etsy",
  kind: "lines",
  grain: "line",
  currency: null,
  columns: {
    order_id: ["Order ID"],
    line_id: ["Transaction ID"],
    ordered_at: ["Sale Date"],
    title: ["Item Name"],
    quantity: ["Quantity"],
    unit_price: ["Price"],
    discount_amount: ["Discount Amount"],
    total_amount: ["Item Total"],
    product_id: ["Listing ID"],
    attributes: ["Variations"],
    sku: ["SKU"]
  },
  otherColumns: [
    "Buyer",
    "Coupon Code",
    "Coupon Details",
    "Shipping Discount",
    "Delivery Discount",
    "Order Shipping",
    "Order Delivery",
    "Order Sales Tax",
    "Currency",
    "Date Paid",
    "Date Shipped",
    "Date Posted",
    ...["Name", "Address1", "Address2", "City", "State", "Zipcode", "Country"].flatMap((part) => [
      `Ship ${part}`,
      `Delivery ${part}`
    ]),
    "Order Type",
    "Listings Type",
    "Payment Type",
    "InPerson Discount",
    "InPerson Location",
    "VAT Paid by Buyer"
  ],
  signs: {
    some: [["Order ID"], ["Item Name"], ["Transaction ID", "Listing ID", "Item Total"], ["Sale Date", "Price"]],
    none: []
  },
  statuses: {},
  customer: [],
  timeForms: ["%m/%d/%y", "%m/%d/%Y"],
  isPaid: "true",
  rules: {
    line_amount: "coalesce(total_amount, unit_price * quantity) - abs(coalesce(discount_amount, 0))"
  },
  status: "mapped_status"
} satisfies Platform;
