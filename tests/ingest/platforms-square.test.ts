import {beforeAll, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {openTestDatabase} from "../support/database";
import {csv, load} from "./given";
import {row} from "./layouts";
import {squareTransactions} from "./western";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

const payment = {
  Date: "2026-09-13",
  Time: "22:02:11",
  "Time Zone": "Eastern Time (US & Canada)",
  "Gross Sales": "$30.00",
  Discounts: "-$3.00",
  "Net Sales": "$27.00",
  Tax: "$2.16",
  Tip: "$2.00",
  "Total Collected": "$31.16",
  Source: "Point of Sale",
  Fees: "-$0.93",
  "Net Total": "$30.23",
  "Transaction ID": "T1",
  "Payment ID": "P1",
  Description: "2 x Mug, Print",
  "Event Type": "Payment",
  Location: "Autumn Fair",
  "Customer ID": "CUST1",
  "Customer Name": "Dee Example",
  "Transaction Status": "Complete"
};
const refund = {
  ...payment,
  Date: "2026-09-20",
  Time: "09:00:00",
  "Gross Sales": "-$10.00",
  Discounts: "$1.00",
  "Net Sales": "-$9.00",
  Tax: "-$0.72",
  Tip: "$0.00",
  "Total Collected": "-$9.72",
  Fees: "$0.00",
  "Net Total": "-$9.72",
  "Payment ID": "P2",
  "Event Type": "Refund"
};
const file = (...rows: Record<string, string>[]) =>
  csv([squareTransactions, ...rows.map((cells) => row(squareTransactions, cells))]);

test("a Square payment is what was collected, tip and tax included and fees not taken off", async () => {
  const {report, orders} = await load(db, file(payment));
  expect(report).toMatchObject({platform: "square_transactions", rowsRead: 1, rowsLoaded: 1, orders: 1, lines: 0});
  expect(orders[0]).toMatchObject({
    platform: "square",
    order_id: "T1",
    customer_key: "CUST1",
    customer_key_quality: "strong",
    buyer_name: "Dee Example",
    status: "completed",
    ordered_at: new Date("2026-09-13T22:02:11Z"),
    gross_amount: 31.16,
    discount_amount: 3,
    tax_amount: 2.16,
    paid_amount: 31.16,
    refund_amount: 0,
    title: "2 x Mug, Print"
  });
});

test.each([
  ["behind", [payment, refund]],
  ["before", [refund, payment]]
])("a refund %s its payment is money back from it, at the payment's time", async (_, rows) => {
  const {report, orders} = await load(db, file(...rows));
  expect(report).toMatchObject({rowsRead: 2, rowsLoaded: 2, orders: 1});
  expect(orders[0]).toMatchObject({
    status: "refunded_part",
    ordered_at: new Date("2026-09-13T22:02:11Z"),
    gross_amount: 31.16,
    discount_amount: 3,
    tax_amount: 2.16,
    paid_amount: 31.16,
    refund_amount: 9.72,
    net_amount: 21.44
  });
});

test("two refunds of one payment add up to all of it", async () => {
  const rest = {...refund, "Total Collected": "($21.44)", "Payment ID": "P3"};
  const {orders} = await load(db, file(payment, refund, rest));
  expect(orders[0]).toMatchObject({status: "refunded_full", refund_amount: 31.16, net_amount: 0});
});

test("a refund whose payment is in no row stands alone: nothing paid, money back", async () => {
  const {report, orders} = await load(db, file(payment, {...refund, "Transaction ID": "T9"}));
  expect(report.money).toEqual({gross: 31.16, paid: 31.16, refunded: 9.72, net: 21.44});
  expect(orders[1]).toMatchObject({
    order_id: "T9",
    status: "refunded_full",
    paid_amount: 0,
    refund_amount: 9.72,
    net_amount: -9.72,
    ordered_at: new Date("2026-09-20T09:00:00Z")
  });
});

test("a payment in two parts is one transaction", async () => {
  const {orders} = await load(db, file(payment, {...payment, "Payment ID": "P9", "Total Collected": "$10.00"}));
  expect(orders).toHaveLength(1);
  expect(orders[0]).toMatchObject({paid_amount: 41.16});
});

test.each([
  ["2026-09-13", "22:02:11", "2026-09-13T22:02:11Z"],
  ["09/13/26", "22:02:11", "2026-09-13T22:02:11Z"],
  ["10/05/2026", "2:30:00 PM", "2026-10-05T14:30:00Z"],
  ["10/05/2026", "", "2026-10-05T00:00:00Z"]
])("Square's %s %s", async (day, clock, time) => {
  const {orders} = await load(db, file({...payment, Date: day, Time: clock}));
  expect(orders[0]?.["ordered_at"]).toEqual(new Date(time));
});

test.each([
  ["Complete", "completed", 31.16],
  ["", "completed", 31.16],
  ["Pending", "unpaid", 0],
  ["Failed", "closed_unpaid", 0],
  ["Canceled", "closed_unpaid", 0]
])("Square's %s is %s", async (text, status, paid) => {
  const {orders} = await load(db, file({...payment, "Transaction Status": text}));
  expect(orders[0]).toMatchObject({status, paid_amount: paid});
});

test.each([
  [{"Customer ID": "", "Customer Reference ID": "R-7"}, "R-7", "strong"],
  [{"Customer ID": ""}, null, "none"]
])("a Square buyer given as %o is %s (%s); a name alone is nobody", async (cells, key, quality) => {
  const {orders} = await load(db, file({...payment, ...cells}));
  expect(orders[0]).toMatchObject({customer_key: key, customer_key_quality: quality});
});

test("without the kind of its rows, a negative amount is a refund; the older wording is known", async () => {
  const header = squareTransactions
    .filter((word) => word !== "Event Type")
    .map((word) => word.replace(/^Tender Note$/, "Other Tender Note"));
  const {report, orders} = await load(db, csv([header, row(header, payment), row(header, refund)]));
  expect(report.platform).toBe("square_transactions");
  expect(orders[0]).toMatchObject({paid_amount: 31.16, refund_amount: 9.72});
});
