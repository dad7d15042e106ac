import {expect, test} from "vitest";
import {platforms, recognize} from "../../src/ingest/columns/platform";
import {shopifyOrders} from "./layouts";
import {
  amazonOrders,
  ebayOrders,
  etsyItems,
  etsyOrders,
  shopifyCustomers2022,
  shopifyCustomers2024,
  squareTransactions,
  stripePayments,
  wooAnalyticsCustomers,
  wooAnalyticsOrders,
  wooPluginOrders
} from "./western";

/** Published layouts, how many columns they are known to have, and what owners often make of them. */
const layouts: readonly (readonly [string, number, readonly string[]])[] = [
  ["shopify_orders", 79, shopifyOrders],
  ["shopify_customers", 20, shopifyCustomers2024],
  ["shopify_customers", 20, shopifyCustomers2022],
  ["shopify_customers", 21, [...shopifyCustomers2024, "Accepts WhatsApp Marketing"]],
  ["shopify_customers", 8, "Customer ID|First Name|Last Name|Email|Phone|Total Spent|Total Orders|Tags".split("|")],
  ["amazon_orders", 32, amazonOrders],
  [
    "amazon_orders",
    8,
    "amazon-order-id|purchase-date|order-status|sku|quantity|currency|item-price|ship-city".split("|")
  ],
  ["etsy_orders", 36, etsyOrders],
  ["etsy_orders", 39, [...etsyOrders, "Date Paid", "VAT Paid by Buyer", "Buyer Receipt Message"]],
  [
    "etsy_orders",
    9,
    "Sale Date|Order ID|Buyer User ID|Full Name|Number of Items|Order Value|Order Total|Status|Currency".split("|")
  ],
  ["etsy_items", 16, etsyItems],
  ["ebay_orders", 51, ebayOrders],
  ["ebay_orders", 6, "Order Number|Buyer Username|Item Title|Quantity|Total Price|Sale Date".split("|")],
  ["square_transactions", 55, squareTransactions],
  ["square_transactions", 55, squareTransactions.map((word) => (word === "Tender Note" ? "Other Tender Note" : word))],
  ["square_transactions", 6, "Date|Time|Total Collected|Transaction ID|Event Type|Customer ID".split("|")],
  ["stripe_payments", 38, stripePayments],
  ["stripe_payments", 7, "id|Created (UTC)|Amount|Amount Refunded|Currency|Status|Customer Email".split("|")],
  ["woo_analytics_orders", 11, wooAnalyticsOrders],
  ["woo_analytics_orders", 7, "Date|Order #|N. Revenue (formatted)|Status|Customer|Product(s)|Items sold".split("|")],
  ["woo_analytics_customers", 15, wooAnalyticsCustomers],
  ["woo_analytics_customers", 8, "Name|Username|Last Active|Sign Up|Email|Orders|Total Spend|AOV".split("|")],
  ["woo_plugin_orders", 62, wooPluginOrders(1)],
  ["woo_plugin_orders", 139, wooPluginOrders(12)],
  ["woo_plugin_orders", 5, "order_id|order_date|status|order_total|billing_email".split("|")]
];

test.each(layouts)("%s of %i columns is known whole, by its platform alone", (name, width, header) => {
  expect(header).toHaveLength(width);
  expect(recognize(header)).toMatchObject({platform: {name}, confidence: 1});
  expect(platforms.filter((platform) => recognize(header, [platform])).map((platform) => platform.name)).toEqual([
    name
  ]);
});

test.each(layouts)("%s of %i columns is known in any order, case and spacing", (name, _, header) => {
  const changed = [...header].reverse().map((word) => ` ${word.toUpperCase()} `);
  expect(recognize(changed)).toMatchObject({platform: {name}, confidence: 1});
});

/** Tables of western shops that look a little like an export of ours. */
const strangers = [
  "Order ID|Date|Customer|Total",
  "id|Amount|Currency|Status|Description",
  "Transaction ID|Date|Amount|Event Type",
  "Sale Date|Order Number|Customer|Total",
  "Name|Email|Orders|Total Spent",
  "Order #|Date|Customer|Total",
  "order_id|order_date|order_total|customer_id"
];

test.each(strangers)("%s is claimed by nobody", (header) => {
  expect(recognize(header.split("|"))).toBeNull();
});
