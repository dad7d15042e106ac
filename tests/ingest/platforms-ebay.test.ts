import {beforeAll, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {openTestDatabase} from "../support/database";
import {csv, load} from "./given";
import {row} from "./layouts";
import {ebayOrders} from "./western";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

const single = {
  "Sales Record Number": "501",
  "Order Number": "05-14001-10001",
  "Buyer Username": "amber_22",
  "Buyer Name": "Amber Lee",
  "Buyer Email": "Amber@example.com",
  "Ship To Phone": "+1 212 555 0100",
  "Ship To City": "Austin",
  "Ship To State": "TX",
  "Ship To Country": "United States",
  "Item Number": "316000000001",
  "Item Title": 'Mixing bowl, "large"',
  "Custom Label": "SKU-4001",
  Quantity: "2",
  "Sold For": "$1,018.00",
  "Shipping And Handling": "$9.50",
  "Seller Collected Tax": "$0.00",
  "eBay Collected Tax": "$1.93",
  "Total Price": "$2,047.43",
  "eBay Collected Tax Included in Total": "Yes",
  "Sale Date": "Jul-25-26",
  "Paid On Date": "Jul-25-26",
  "Transaction ID": "1007"
};
const whole = {
  ...single,
  "Sales Record Number": "502",
  "Order Number": "05-14001-10002",
  "Item Number": "",
  "Item Title": "",
  "Custom Label": "",
  "Transaction ID": "",
  Quantity: "3",
  "Sold For": "$40.00",
  "Shipping And Handling": "$5.00",
  "eBay Collected Tax": "$2.00",
  "Total Price": "$47.00",
  "Shipped On Date": "Jul-27-26"
};
const item = (title: string, quantity: string, price: string, numbers = {}) => ({
  "Sales Record Number": "502",
  "Item Number": "31",
  "Item Title": title,
  Quantity: quantity,
  "Sold For": price,
  ...numbers
});
const file = (...rows: Record<string, string>[]) => csv([ebayOrders, ...rows.map((cells) => row(ebayOrders, cells))]);

test("an eBay order of one item is its row", async () => {
  const {report, orders, lines} = await load(db, file(single));
  expect(report).toMatchObject({platform: "ebay_orders", rowsRead: 1, orders: 1, lines: 1, currency: "USD"});
  expect(orders[0]).toMatchObject({
    platform: "ebay",
    order_id: "05-14001-10001",
    customer_key: "amber_22",
    customer_key_quality: "strong",
    buyer_name: "Amber Lee",
    buyer_phone: "2125550100",
    buyer_email: "amber@example.com",
    status: "paid",
    ordered_at: new Date("2026-07-25T00:00:00Z"),
    gross_amount: 2047.43,
    shipping_amount: 9.5,
    tax_amount: 1.93,
    paid_amount: 2047.43,
    refund_amount: 0,
    quantity: 2,
    line_count: 1,
    city: "Austin"
  });
  expect(lines[0]).toMatchObject({
    line_id: "1007",
    product_id: "316000000001",
    sku: "SKU-4001",
    unit_price: 1018,
    quantity: 2,
    line_amount: 2036
  });
});

test.each([
  ["only the record number", {}],
  ["both numbers", {"Order Number": "05-14001-10002"}]
])("the row of a whole order counts once, its items with %s are its lines", async (_, numbers) => {
  const {report, orders, lines} = await load(
    db,
    file(whole, item("Cup", "2", "$10.00", numbers), item("Plate", "1", "$20.00", numbers), single)
  );
  expect(report).toMatchObject({rowsRead: 4, rowsLoaded: 4, rowsRejected: 0, orders: 2, lines: 3});
  expect(orders[0]).toMatchObject({
    order_id: "05-14001-10002",
    customer_key: "amber_22",
    status: "shipped",
    gross_amount: 47,
    paid_amount: 47,
    shipping_amount: 5,
    tax_amount: 2,
    quantity: 3,
    line_count: 2,
    title: "Cup，Plate"
  });
  expect(lines.map(({order_id, title, line_amount}) => [order_id, title, line_amount])).toEqual([
    ["05-14001-10002", "Cup", 20],
    ["05-14001-10002", "Plate", 20],
    ["05-14001-10001", 'Mixing bowl, "large"', 2036]
  ]);
});

test("items without a row of their whole order add up", async () => {
  const first = {...single, Quantity: "1", "Total Price": "$12.00", "Shipping And Handling": "$2.00"};
  const second = {...first, "Item Title": "Lid", "Transaction ID": "1008", "Total Price": "$7.00"};
  const {orders} = await load(db, file(first, second));
  expect(orders).toHaveLength(1);
  expect(orders[0]).toMatchObject({paid_amount: 19, shipping_amount: 4, quantity: 2, line_count: 2});
});

test("what was committed to and never paid has no order number", async () => {
  const {orders} = await load(
    db,
    file({...single, "Order Number": "", "Paid On Date": "", "Sales Record Number": "777"})
  );
  expect(orders[0]).toMatchObject({order_id: "777", status: "unpaid", gross_amount: 2047.43, paid_amount: 0});
});

test("tax that eBay collects is paid by the buyer even where the total leaves it out", async () => {
  const {orders} = await load(
    db,
    file({...single, "eBay Collected Tax Included in Total": "No", "Total Price": "$2,045.50"})
  );
  expect(orders[0]).toMatchObject({paid_amount: 2047.43});
});

test.each([
  ["Jul-25-26", "2026-07-25T00:00:00Z"],
  ["25-Jul-26", "2026-07-25T00:00:00Z"],
  ["Jul-25-2026", "2026-07-25T00:00:00Z"],
  ["Sep-30-26 23:45:00", "2026-09-30T23:45:00Z"]
])("eBay's day %s", async (text, time) => {
  const {orders} = await load(db, file({...single, "Sale Date": text}));
  expect(orders[0]?.["ordered_at"]).toEqual(new Date(time));
});

test.each([
  ["$12.00", "USD"],
  ["£12.00", "GBP"],
  ["AU $12.00", "AUD"],
  ["C $12.00", "CAD"]
])("%s is %s", async (text, currency) => {
  const {orders} = await load(db, file({...single, "Total Price": text}));
  expect(orders[0]).toMatchObject({currency, paid_amount: 12});
});

test.each([
  [
    "commas and blanks",
    `${",".repeat(50)}\r\n`,
    `"",,\r\n2,record(s) downloaded,"from Jul-01-26 to Jul-31-26"\r\nSeller ID : my-shop\r\n`
  ],
  ["`sep=` and quotes", `sep=,\r\n\r\n`, `\r\n"2 record(s) downloaded"\r\n"Seller ID : my-shop"\r\n`],
  [
    "footers as wide as the table",
    "",
    `2,record(s) downloaded${",".repeat(49)}\r\nSeller ID : my-shop${",".repeat(50)}\r\n`
  ]
])("preamble and footer of eBay's file are no orders: %s", async (_, preamble, footer) => {
  const padding = `${",".repeat(50)}\r\n`;
  const [header, ...rows] = csv([
    ebayOrders,
    row(ebayOrders, single),
    row(ebayOrders, {...single, "Order Number": "2", "Sales Record Number": "2"})
  ]).split(/(?<=\r\n)/);
  const {report} = await load(db, preamble + header + padding + rows.join("") + footer);
  expect(report).toMatchObject({platform: "ebay_orders", orders: 2, rowsLoaded: 2});
  expect(report.rejectedByReason.map(({reason}) => reason)).toEqual(["blank_row"]);
  expect(report.rowsRead).toBe(report.rowsLoaded + report.rowsRejected);
});
