import {beforeAll, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {openTestDatabase} from "../support/database";
import {load} from "./given";
import {row} from "./layouts";
import {amazonOrders} from "./western";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

const item = {
  "amazon-order-id": "112-1234567-1234567",
  "purchase-date": "2017-06-17T08:04:21+00:00",
  "order-status": "Shipped",
  "sales-channel": "Amazon.com",
  "product-name": 'Bowl 9" blue',
  sku: "B-9",
  asin: "B00000001",
  "item-status": "Shipped",
  quantity: "2",
  currency: "USD",
  "item-price": "40.00",
  "item-tax": "3.30",
  "shipping-price": "6.00",
  "shipping-tax": "0.50",
  "gift-wrap-price": "2.00",
  "gift-wrap-tax": "0.20",
  "item-promotion-discount": "4.00",
  "ship-promotion-discount": "6.00",
  "ship-city": "LEEDS",
  "ship-country": "US",
  "is-business-order": "false"
};
const second = {...item, sku: "P-1", "product-name": "Plate", quantity: "1", "item-price": "10.00", "item-tax": "0.80"};
const file = (header: readonly string[], ...rows: Record<string, string>[]) =>
  [header, ...rows.map((cells) => row(header, cells))].map((cells) => `${cells.join("\t")}\r\n`).join("");

test("an Amazon order is the sum of its items, each with its own shipping, tax and promotions", async () => {
  // 40 + 6 + 2 − 4 − 6 + 3.30 + 0.50 + 0.20 = 42.00; 10 + 6 + 2 − 4 − 6 + 0.80 + 0.50 + 0.20 = 9.50
  const {report, orders, lines} = await load(db, file(amazonOrders, item, second), {name: "orders.txt"});
  expect(report).toMatchObject({platform: "amazon_orders", rowsRead: 2, rowsLoaded: 2, orders: 1, currency: "USD"});
  expect(report.money).toEqual({gross: 51.5, paid: 51.5, refunded: 0, net: 51.5});
  expect(orders[0]).toMatchObject({
    platform: "amazon",
    order_id: "112-1234567-1234567",
    customer_key: null,
    customer_key_quality: "none",
    status: "shipped",
    ordered_at: new Date("2017-06-17T08:04:21Z"),
    paid_amount: 51.5,
    discount_amount: 20,
    shipping_amount: 12,
    tax_amount: 5.5,
    quantity: 3,
    line_count: 2,
    channel: "Amazon.com",
    city: "LEEDS"
  });
  expect(lines.map(({sku, unit_price, quantity, line_amount}) => [sku, unit_price, quantity, line_amount])).toEqual([
    ["B-9", 20, 2, 36],
    ["P-1", 10, 1, 6]
  ]);
});

test.each([
  ["USD", 42],
  ["CAD", 42],
  ["GBP", 38],
  ["EUR", 38],
  ["JPY", 38]
])("tax is on top of prices in %s only where it is not in them", async (currency, paid) => {
  const {orders} = await load(db, file(amazonOrders, {...item, currency}));
  expect(orders[0]).toMatchObject({paid_amount: paid, tax_amount: 4});
});

test.each([
  ["Pending", "unpaid", 0],
  ["Unshipped", "paid", 42],
  ["PartiallyShipped", "part_shipped", 42],
  ["Shipped", "shipped", 42],
  ["Shipped - Delivered to Buyer", "completed", 42],
  ["Cancelled", "cancelled", 0]
])("Amazon's %s is %s, paid %d", async (status, expected, paid) => {
  const {report, orders} = await load(db, file(amazonOrders, {...item, "order-status": status}));
  expect(orders[0]).toMatchObject({status: expected, paid_amount: paid});
  expect(report.diagnostics.map(({code}) => code)).not.toContain("ingest.unknown_status");
});

test("cancelled items have no amounts and are loaded all the same", async () => {
  const blank = Object.fromEntries(
    ["currency", "item-price", "item-tax", "shipping-price", "shipping-tax"].map((word) => [word, ""])
  );
  const cancelled = {
    "amazon-order-id": "112-2",
    "purchase-date": "2017-06-18T08:00:00-07:00",
    "order-status": "Cancelled",
    "item-status": "Cancelled",
    quantity: "0",
    ...blank
  };
  const {report, orders} = await load(db, file(amazonOrders, item, cancelled));
  expect(report).toMatchObject({rowsRead: 2, rowsLoaded: 2, rowsRejected: 0, currency: "USD"});
  expect(orders[1]).toMatchObject({
    status: "cancelled",
    gross_amount: 0,
    paid_amount: 0,
    currency: null,
    // on the report's own clock
    ordered_at: new Date("2017-06-18T08:00:00Z")
  });
});

test("one cancelled item leaves the rest of a shipped order", async () => {
  const cancelled = {...second, "item-status": "Cancelled", quantity: "0"};
  for (const word of Object.keys(cancelled).filter((name) => /price|tax|discount|currency/.test(name)))
    (cancelled as Record<string, string>)[word] = "";
  const {orders} = await load(db, file(amazonOrders, item, cancelled));
  expect(orders[0]).toMatchObject({status: "shipped", paid_amount: 42, quantity: 2, line_count: 2});
});

test("an order that nobody paid for, such as a replacement, is paid with nothing", async () => {
  const {orders} = await load(
    db,
    file(["amazon-order-id", "purchase-date", "order-status", "sku", "quantity", "currency", "item-price"], {
      ...item,
      "item-price": "0.00"
    })
  );
  expect(orders[0]).toMatchObject({paid_amount: 0, status: "shipped"});
});

test("two marketplaces in one report keep their currencies", async () => {
  const {report, orders} = await load(
    db,
    file(amazonOrders, item, {...item, "amazon-order-id": "113", currency: "CAD"})
  );
  expect(orders.map(({currency}) => currency)).toEqual(["USD", "CAD"]);
  expect(report).toMatchObject({currency: "CAD", money: {gross: 42, paid: 42, refunded: 0, net: 42}});
  expect(report.diagnostics).toContainEqual({
    code: "ingest.several_currencies",
    severity: "warning",
    details: {currencies: "CAD, USD", currency: "CAD"}
  });
});
