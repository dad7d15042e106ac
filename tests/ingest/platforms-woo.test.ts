import {beforeAll, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {openTestDatabase} from "../support/database";
import {csv, load} from "./given";
import {row} from "./layouts";
import {wooAnalyticsOrders, wooPluginOrders} from "./western";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

const listed = {
  Date: "2026-05-01 10:00:00",
  "Order #": "1201",
  "N. Revenue (formatted)": "$1,045.00",
  Status: "completed",
  Customer: "Ann Smith",
  "Customer type": "new",
  "Product(s)": "2× Cup, blue, 1× Plate",
  "Items sold": "3",
  "Coupon(s)": "MAY",
  "Net Sales": "1045",
  Attribution: "Organic: Google"
};
const analytics = (...rows: Record<string, string>[]) =>
  csv([wooAnalyticsOrders, ...rows.map((cells) => row(wooAnalyticsOrders, cells))]);

test("an order of WooCommerce's analytics is its net sales, by a display name", async () => {
  const {report, orders, lines} = await load(db, analytics(listed));
  expect(report).toMatchObject({platform: "woo_analytics_orders", rowsRead: 1, rowsLoaded: 1, orders: 1, lines: 2});
  expect(orders[0]).toMatchObject({
    platform: "woocommerce",
    order_id: "1201",
    customer_key: "Ann Smith",
    customer_key_quality: "weak",
    status: "completed",
    ordered_at: new Date("2026-05-01T10:00:00Z"),
    paid_amount: 1045,
    refund_amount: 0,
    net_amount: 1045,
    quantity: 3,
    line_count: 2,
    coupon_code: "MAY",
    currency: null
  });
  expect(lines.map(({line_id, title, quantity}) => [line_id, title, quantity])).toEqual([
    ["1", "Cup, blue", 2],
    ["2", "Plate", 1]
  ]);
});

test.each([
  ["pending", "unpaid", 0],
  ["on-hold", "unpaid", 0],
  ["processing", "paid", 1045],
  ["completed", "completed", 1045],
  ["cancelled", "closed_unpaid", 0],
  ["failed", "closed_unpaid", 0],
  ["refunded", "refunded_full", 1045]
])("WooCommerce's %s is %s, paid %d", async (status, expected, paid) => {
  const {orders} = await load(db, analytics({...listed, Status: status}));
  expect(orders[0]).toMatchObject({status: expected, paid_amount: paid});
});

test("net sales are already less the refund: nothing is taken off again", async () => {
  const {orders} = await load(
    db,
    analytics({...listed, Status: "refunded", "Net Sales": "0", "N. Revenue (formatted)": "$0.00"})
  );
  expect(orders[0]).toMatchObject({status: "refunded_full", paid_amount: 0, refund_amount: 0, net_amount: 0});
});

test("a row of negative net sales is money back for the order of its number", async () => {
  const back = {
    ...listed,
    Date: "2026-05-09 09:00:00",
    "Net Sales": "-45",
    "N. Revenue (formatted)": "-$45.00",
    "Items sold": "-1",
    "Product(s)": "1× Plate"
  };
  const {report, orders, lines} = await load(db, analytics(back, listed));
  expect(report).toMatchObject({rowsRead: 2, rowsLoaded: 2, orders: 1, lines: 2});
  expect(orders[0]).toMatchObject({
    status: "refunded_part",
    ordered_at: new Date("2026-05-01T10:00:00Z"),
    paid_amount: 1045,
    refund_amount: 45,
    quantity: 3
  });
  expect(lines.map(({title}) => title)).toEqual(["Cup, blue", "Plate"]);
});

test("a cart that was never ordered is left out and said", async () => {
  const {report} = await load(db, analytics(listed, {...listed, "Order #": "1202", Status: "checkout-draft"}));
  expect(report).toMatchObject({rowsLoaded: 1, rejectedByReason: [{reason: "draft_order", rows: 1}]});
});

test.each([
  ["$1,045.50", 1045.5, null],
  ["1.045,50 €", 1045.5, "EUR"],
  ["£12.00", 12, "GBP"],
  ["৳2,999", 2999, null],
  ["₹1,00,000.00", 100000, "INR"]
])("where only the formatted column is there, %s is %d", async (text, paid, currency) => {
  const few = ["Date", "Order #", "N. Revenue (formatted)", "Status", "Customer", "Product(s)", "Items sold"];
  const {report, orders} = await load(db, csv([few, row(few, {...listed, "N. Revenue (formatted)": text})]));
  expect(report.platform).toBe("woo_analytics_orders");
  expect(orders[0]).toMatchObject({paid_amount: paid, currency});
});

test("the older wording of the money column", async () => {
  const older = wooAnalyticsOrders.slice(0, -1).map((word) => word.replace("Net Sales", "N. Revenue"));
  const {orders} = await load(db, csv([older, row(older, {...listed, "N. Revenue": "88.50"})]));
  expect(orders[0]).toMatchObject({paid_amount: 88.5});
});

const header = wooPluginOrders(3);
const order = {
  order_id: "9001",
  order_number: "9001",
  order_date: "2025-09-06 14:03:00",
  paid_date: "2025-09-06 14:05:00",
  status: "completed",
  shipping_total: "5.00",
  shipping_tax_total: "1.00",
  tax_total: "5.00",
  discount_total: "4.00",
  order_total: "31.00",
  order_subtotal: "25.00",
  order_currency: "GBP",
  customer_id: "17",
  customer_email: "Ann@Example.com",
  billing_email: "ann.bills@example.com",
  billing_phone: "+44 20 7946 0100",
  billing_first_name: "Ann",
  billing_last_name: "Smith",
  billing_city: "York",
  shipping_city: "Leeds",
  shipping_country: "GB",
  coupon_items: "code:MAY|description:|amount:4.00",
  line_item_1: "name:Cup|product_id:7|sku:C-7|quantity:2|total:16.00|sub_total:20.00",
  line_item_2: "name:Plate|product_id:8|sku:|quantity:1|total:5.00|sub_total:5.00",
  "Product Item 1 Name": "Cup",
  "Product Item 1 id": "7",
  "Product Item 1 SKU": "C-7",
  "Product Item 1 Quantity": "2",
  "Product Item 1 Total": "16.00",
  "Product Item 1 Subtotal": "20.00",
  "Product Item 2 Name": "Plate",
  "Product Item 2 id": "8",
  "Product Item 2 Quantity": "1",
  "Product Item 2 Total": "5.00",
  "Product Item 2 Subtotal": "5.00"
};
const plugin = (...rows: Record<string, string>[]) => csv([header, ...rows.map((cells) => row(header, cells))]);

test("an order of the plug-in is one row, its items in numbered columns", async () => {
  const {report, orders, lines} = await load(db, plugin(order));
  expect(report).toMatchObject({
    platform: "woo_plugin_orders",
    rowsRead: 1,
    rowsLoaded: 1,
    orders: 1,
    lines: 2,
    currency: "GBP"
  });
  expect(orders[0]).toMatchObject({
    platform: "woocommerce",
    order_id: "9001",
    customer_key: "ann@example.com",
    customer_key_quality: "strong",
    buyer_name: "Ann Smith",
    buyer_phone: "442079460100",
    status: "completed",
    ordered_at: new Date("2025-09-06T14:03:00Z"),
    paid_at: new Date("2025-09-06T14:05:00Z"),
    gross_amount: 31,
    discount_amount: 4,
    shipping_amount: 5,
    tax_amount: 5,
    paid_amount: 31,
    refund_amount: 0,
    quantity: 3,
    line_count: 2,
    title: "Cup，Plate",
    coupon_code: "MAY",
    city: "Leeds"
  });
  expect(lines).toMatchObject([
    {
      order_id: "9001",
      line_id: "1",
      product_id: "7",
      sku: "C-7",
      title: "Cup",
      unit_price: 10,
      quantity: 2,
      line_amount: 16
    },
    {
      order_id: "9001",
      line_id: "2",
      product_id: "8",
      sku: null,
      title: "Plate",
      unit_price: 5,
      quantity: 1,
      line_amount: 5
    }
  ]);
});

test("items are read from their one-cell form where that is all there is", async () => {
  const few = [
    "order_id",
    "order_date",
    "status",
    "order_total",
    "billing_email",
    "line_item_1",
    "line_item_2",
    "line_item_3"
  ];
  const {report, lines} = await load(db, csv([few, row(few, order)]));
  expect(report).toMatchObject({platform: "woo_plugin_orders", lines: 2});
  expect(
    lines.map(({title, sku, quantity, unit_price, line_amount}) => [title, sku, quantity, unit_price, line_amount])
  ).toEqual([
    ["Cup", "C-7", 2, 10, 16],
    ["Plate", null, 1, 5, 5]
  ]);
});

test("without any columns of items an order is an order all the same", async () => {
  const few = ["order_id", "order_date", "status", "order_total", "billing_email"];
  const {report, orders} = await load(db, csv([few, row(few, order)]));
  expect(report).toMatchObject({platform: "woo_plugin_orders", orders: 1, lines: 0, rowsLoaded: 1});
  expect(orders[0]).toMatchObject({paid_amount: 31, customer_key: "ann.bills@example.com"});
});

test.each([
  [{status: "pending", paid_date: ""}, "unpaid", 0, 0],
  [{status: "on-hold", paid_date: ""}, "unpaid", 0, 0],
  [{status: "processing"}, "paid", 31, 0],
  [{status: "wc-processing", paid_date: ""}, "paid", 31, 0],
  [{status: "failed", paid_date: ""}, "closed_unpaid", 0, 0],
  [{status: "cancelled", paid_date: ""}, "closed_unpaid", 0, 0],
  [{status: "cancelled"}, "cancelled", 31, 0],
  [{status: "cancelled", refund_items: "amount:31.00|reason:|date:2025-09-09 10:00:00"}, "refunded_full", 31, 31],
  [{refund_items: "amount:6.00|reason:broken, sorry|date:2025-09-09 10:00:00"}, "refunded_part", 31, 6],
  [{refund_items: "amount:6.00|reason:|date:2025-09-09;amount:25.00|reason:|date:2025-09-10"}, "refunded_full", 31, 31],
  [{status: "refunded"}, "refunded_full", 31, 31],
  [{order_total: "0.00"}, "completed", 0, 0]
])("the plug-in's %o is %s: paid %d, back %d", async (cells, status, paid, refund) => {
  const {orders} = await load(db, plugin({...order, ...cells}));
  expect(orders[0]).toMatchObject({status, paid_amount: paid, refund_amount: refund});
});

test.each([
  [{customer_email: ""}, "ann.bills@example.com", "strong"],
  [{customer_email: "", billing_email: ""}, "17", "strong"],
  [{customer_email: "", billing_email: "", customer_id: "0"}, "+44 20 7946 0100", "strong"],
  [{customer_email: "", billing_email: "", customer_id: "0", billing_phone: ""}, null, "none"]
])("a plug-in buyer given as %o is %s (%s)", async (cells, key, quality) => {
  const {orders} = await load(db, plugin({...order, ...cells}));
  expect(orders[0]).toMatchObject({customer_key: key, customer_key_quality: quality});
});

test("of two states of one order the later stays, with its own items", async () => {
  const earlier = {...order, status: "processing", "Product Item 1 Quantity": "1"};
  const {report, orders, lines} = await load(db, plugin(earlier, order));
  expect(report).toMatchObject({rowsRead: 2, rowsLoaded: 1, rejectedByReason: [{reason: "duplicate_order", rows: 1}]});
  expect(orders[0]).toMatchObject({status: "completed", quantity: 3});
  expect(lines.map(({quantity}) => quantity)).toEqual([2, 1]);
});

test("the plug-in's carts that were never ordered are left out and said", async () => {
  const {report} = await load(
    db,
    plugin(order, {...order, order_id: "9002", order_number: "9002", status: "wc-checkout-draft"})
  );
  expect(report).toMatchObject({rowsLoaded: 1, rejectedByReason: [{reason: "draft_order", rows: 1}]});
});
