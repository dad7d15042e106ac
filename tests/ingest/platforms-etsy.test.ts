import {beforeAll, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {openTestDatabase} from "../support/database";
import {csv, load} from "./given";
import {row} from "./layouts";
import {etsyItems, etsyOrders} from "./western";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

const order = {
  "Sale Date": "09/25/26",
  "Order ID": "3456789012",
  "Buyer User ID": "janedoe",
  "Full Name": "Jane Doe",
  "Number of Items": "3",
  "Ship City": "Leeds",
  "Ship Country": "United Kingdom",
  Currency: "GBP",
  "Order Value": "50.00",
  "Coupon Code": "AUTUMN",
  "Discount Amount": "5.00",
  "Shipping Discount": "1.00",
  Shipping: "4.00",
  "Sales Tax": "2.40",
  "Order Total": "50.40",
  "Card Processing Fees": "2.02",
  "Order Net": "48.38",
  Buyer: "Jane Doe (janedoe)"
};

const loadOrder = async (cells: Record<string, string>) =>
  (await load(db, csv([etsyOrders, row(etsyOrders, {...order, ...cells})]))).orders[0];

test("an Etsy order is what its buyer paid: the total, fees not taken off", async () => {
  const {report, orders} = await load(db, csv([etsyOrders, row(etsyOrders, order)]));
  expect(report).toMatchObject({platform: "etsy_orders", rowsRead: 1, rowsLoaded: 1, currency: "GBP"});
  expect(orders[0]).toMatchObject({
    platform: "etsy",
    order_id: "3456789012",
    customer_key: "janedoe",
    customer_key_quality: "strong",
    buyer_name: "Jane Doe",
    status: "paid",
    ordered_at: new Date("2026-09-25T00:00:00Z"),
    gross_amount: 50.4,
    discount_amount: 6,
    shipping_amount: 4,
    tax_amount: 2.4,
    paid_amount: 50.4,
    refund_amount: 0,
    net_amount: 50.4,
    quantity: 3,
    coupon_code: "AUTUMN",
    city: "Leeds"
  });
});

test.each([
  ["nothing adjusted", {}, "paid", 0],
  ["zeros where nothing was adjusted", zeros(), "paid", 0],
  ["shipped", {"Date Shipped": "09/27/26"}, "shipped", 0],
  ["a part given back", {...zeros(), "Adjusted Order Total": "30.40"}, "refunded_part", 20],
  ["all given back, as the fees show", {...zeros(), "Adjusted Card Processing Fees": "0.25"}, "refunded_full", 50.4],
  ["all given back, as the state says", {...zeros(), Status: "Refunded"}, "refunded_full", 50.4],
  [
    "a part given back after shipping",
    {"Adjusted Order Total": "40.40", "Date Shipped": "09/27/26"},
    "refunded_part",
    10
  ],
  ["adjusted to the same", {"Adjusted Order Total": "50.40"}, "paid", 0],
  ["cancelled", {Status: "Canceled"}, "cancelled", 50.4]
] as const)("an Etsy order with %s", async (_, cells, status, refund) => {
  expect(await loadOrder(cells)).toMatchObject({status, paid_amount: 50.4, refund_amount: refund});
});

function zeros(): Record<string, string> {
  return {"Adjusted Order Total": "0.00", "Adjusted Card Processing Fees": "0.00", "Adjusted Net Order Amount": "0.00"};
}

test("an unpaid Etsy order has a total and nothing paid", async () => {
  expect(await loadOrder({Status: "Unpaid"})).toMatchObject({status: "unpaid", gross_amount: 50.4, paid_amount: 0});
});

test("a free Etsy order is paid with nothing", async () => {
  expect(await loadOrder({"Order Total": "0.00", ...zeros()})).toMatchObject({
    paid_amount: 0,
    refund_amount: 0,
    status: "paid"
  });
});

test.each([
  [{}, "janedoe", "strong"],
  [{"Buyer User ID": ""}, "janedoe", "strong"],
  [{"Buyer User ID": "", Buyer: "Jane Doe"}, "Jane Doe", "weak"],
  [{"Buyer User ID": "", Buyer: "", "Full Name": ""}, null, "none"]
])("an Etsy buyer given as %o is %s (%s)", async (cells, key, quality) => {
  expect(await loadOrder(cells)).toMatchObject({customer_key: key, customer_key_quality: quality});
});

test.each([
  ["02/01/26", "2026-02-01"],
  ["12/31/2025", "2025-12-31"],
  ["2026-02-01", "2026-02-01"]
])("Etsy's %s is month before day", async (text, day) => {
  expect((await loadOrder({"Sale Date": text}))?.["ordered_at"]).toEqual(new Date(`${day}T00:00:00Z`));
});

test("a day that is no day of Etsy's is rejected, not turned around", async () => {
  const {report} = await load(
    db,
    csv([etsyOrders, row(etsyOrders, order), row(etsyOrders, {...order, "Order ID": "2", "Sale Date": "25/09/26"})])
  );
  expect(report).toMatchObject({rowsRead: 2, rowsLoaded: 1, rejectedByReason: [{reason: "bad_date", rows: 1}]});
});

test("columns left out by the owner are no hindrance", async () => {
  const few = ["Sale Date", "Order ID", "Buyer User ID", "Order Total"];
  const {report, orders} = await load(db, csv([few, row(few, order)]));
  expect(report).toMatchObject({platform: "etsy_orders", rowsLoaded: 1});
  expect(orders[0]).toMatchObject({paid_amount: 50.4, status: "paid"});
});

test("the British wordings mean the same", async () => {
  const british = etsyOrders.map((word) =>
    word
      .replace("Ship ", "Delivery ")
      .replace("Date Shipped", "Date Posted")
      .replace(/^Shipping/, "Delivery")
  );
  const cells = Object.fromEntries(
    Object.entries(order).map(([word, cell]) => [word.replace(/^Ship(ping)?\b/, "Delivery"), cell])
  );
  const {orders} = await load(db, csv([british, row(british, {...cells, "Date Posted": "09/26/26"})]));
  expect(orders[0]).toMatchObject({shipping_amount: 4, discount_amount: 6, city: "Leeds", status: "shipped"});
});

test("Etsy's items are lines of the orders file, each less its discount", async () => {
  const item = {
    "Sale Date": "09/25/26",
    "Item Name": "Mug, blue",
    Quantity: "2",
    Price: "10.00",
    "Discount Amount": "3.00",
    "Item Total": "20.00",
    "Transaction ID": "77",
    "Listing ID": "1234567890",
    "Order ID": "3456789012",
    Variations: "Colour:Blue"
  };
  const {report, lines} = await load(db, csv([etsyItems, row(etsyItems, item)]));
  expect(report).toMatchObject({platform: "etsy_items", kind: "lines", lines: 1, orders: 0});
  expect(lines[0]).toMatchObject({
    platform: "etsy",
    order_id: "3456789012",
    line_id: "77",
    product_id: "1234567890",
    title: "Mug, blue",
    attributes: "Colour:Blue",
    unit_price: 10,
    quantity: 2,
    line_amount: 17
  });
});
