import {beforeAll, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {openTestDatabase} from "../support/database";
import {csv, load} from "./given";
import {row} from "./layouts";
import {stripePayments} from "./western";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

const charge = {
  id: "ch_1A2b3C",
  Description: "Pot, glazed",
  "Created (UTC)": "2019-03-31 23:30",
  Amount: "1,250.00",
  "Amount Refunded": "0.00",
  Currency: "eur",
  "Converted Amount": "1400.00",
  Fee: "36.50",
  "Converted Currency": "usd",
  Mode: "Live",
  Status: "Paid",
  "Customer ID": "cus_9",
  "Customer Email": "Ann@Example.com",
  Captured: "true",
  "Card Name": "Ann Smith"
};
const file = (...rows: Record<string, string>[]) =>
  csv([stripePayments, ...rows.map((cells) => row(stripePayments, cells))]);

test("a Stripe charge is its amount in its own currency, at a time in UTC", async () => {
  const {report, orders} = await load(db, file(charge));
  expect(report).toMatchObject({platform: "stripe_payments", rowsRead: 1, rowsLoaded: 1, currency: "EUR"});
  expect(orders[0]).toMatchObject({
    platform: "stripe",
    order_id: "ch_1A2b3C",
    customer_key: "ann@example.com",
    customer_key_quality: "strong",
    buyer_email: "ann@example.com",
    buyer_name: "Ann Smith",
    status: "paid",
    ordered_at: new Date("2019-03-31T23:30:00Z"),
    gross_amount: 1250,
    paid_amount: 1250,
    refund_amount: 0,
    net_amount: 1250,
    title: "Pot, glazed"
  });
});

test.each([
  [{}, "paid", 1250, 0],
  [{Status: "succeeded"}, "paid", 1250, 0],
  [{"Amount Refunded": "250.00"}, "refunded_part", 1250, 250],
  [{Status: "Refunded", "Amount Refunded": "1,250.00"}, "refunded_full", 1250, 1250],
  [{Status: "Failed"}, "closed_unpaid", 0, 0],
  [{Status: "canceled"}, "closed_unpaid", 0, 0],
  [{Status: "requires_payment_method"}, "unpaid", 0, 0],
  [{Captured: "false"}, "unpaid", 0, 0],
  [{Amount: "0.00"}, "paid", 0, 0],
  [{Status: "Something new"}, "pending_review", 0, 0]
])("Stripe's %o is %s: paid %d, back %d", async (cells, status, paid, refund) => {
  const {orders} = await load(db, file({...charge, ...cells}));
  expect(orders[0]).toMatchObject({status, paid_amount: paid, refund_amount: refund});
});

test("a charge in test mode is left out and said", async () => {
  const {report} = await load(db, file(charge, {...charge, id: "ch_2", Mode: "Test"}));
  expect(report).toMatchObject({
    rowsRead: 2,
    rowsLoaded: 1,
    rejectedByReason: [{reason: "test_payment", rows: 1}]
  });
});

test.each([
  [{"Customer Email": ""}, "cus_9", "strong"],
  [{"Customer Email": "", "Customer ID": ""}, null, "none"]
])("a Stripe buyer given as %o is %s (%s); the name on a card is nobody", async (cells, key, quality) => {
  const {orders} = await load(db, file({...charge, ...cells}));
  expect(orders[0]).toMatchObject({customer_key: key, customer_key_quality: quality});
});

test("several currencies stay apart", async () => {
  const dollars = {...charge, Currency: "usd", Amount: "10.00"};
  const {report, orders} = await load(db, file(charge, {...dollars, id: "ch_2"}, {...dollars, id: "ch_3"}));
  expect(orders.map(({currency}) => currency)).toEqual(["EUR", "USD", "USD"]);
  expect(report).toMatchObject({currency: "USD", money: {gross: 20, paid: 20, refunded: 0, net: 20}});
});
