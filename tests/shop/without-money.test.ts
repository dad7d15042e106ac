import {expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import {checkModels} from "../../src/models/check";
import {openTestDatabase} from "../support/database";
import {makeShop} from "../support/shop";
import {view} from "../support/given";

/** Eight purchases of four members: two of each, a month apart. */
const visits = new File(
  [
    [
      "cust,date",
      ...[1, 2, 3, 4].flatMap((member) => [`${member},2026-01-0${member}`, `${member},2026-02-0${member}`])
    ].join("\n")
  ],
  "visits.csv"
);

test("a file that says who and when, and nothing about money, counts purchases and tells no amount", async () => {
  const db = await openTestDatabase();
  const shop = makeShop(db);
  await shop.add([visits]);
  expect(shop.state.failures).toEqual([]);
  expect(shop.state.waiting[0]!.mapping).toMatchObject({
    amountFrom: "none",
    columns: {customer_key: "cust", ordered_at: "date"}
  });
  await shop.confirm(shop.state.waiting[0]!);
  expect(shop.state.summary).toMatchObject({valid_orders: 8, customers: 4, net_sales: null});
  const {engine} = shop;
  expect(await view(engine, "headlines", "orders, customers, repeat_rate, net_sales")).toBe("8 | 4 | 1 | -");
  expect(await view(engine, "customers", "distinct purchases, net_amount, mean_amount")).toBe("2 | - | -");
  expect(await view(engine, "months", "orders, buyers, net_sales, new_sales, average_order_value")).toBe(
    "4 | 4 | - | - | -\n4 | 4 | - | - | -"
  );
  expect(await view(engine, "weeks", "sum(orders)::integer, sum(net_sales), max(net_sales_change)")).toBe("8 | - | -");
  expect(await view(engine, "lifecycle", "sum(customers)::integer, sum(net_sales)")).toBe("4 | -");
  expect(await view(engine, "losses", "orders, paid_orders, paid_amount, refund_amount, unpaid_amount")).toBe(
    "8 | 8 | - | - | -"
  );
  expect(await view(engine, "tiers", "sum(customers)::integer, sum(net_sales)", "where is_total")).toBe("4 | -");
  expect(await view(engine, "essentials", "net_sales, amount_per_purchase, median_purchase_amount")).toBe("- | - | -");
  // M is absent: tiers differ by recency and frequency only
  const tiers = toRows(await engine.query("select distinct is_monetary_high from customers"));
  expect(tiers.map((row) => row["is_monetary_high"])).toEqual([false]);
  expect(await view(engine, "health", "code", "where code in ('gift_orders', 'test_orders')")).toBe("");
  expect(await checkModels(db, {relations: ["orders", "customers", "purchases", "int_customers_scored"]})).toEqual([]);
});

test("beside a file with amounts, its purchases count and its money is unknown", async () => {
  const db = await openTestDatabase();
  const shop = makeShop(db);
  const paid = new File(["Order,Customer ID,Date,Total\nA1,1,2026-03-01,10.00\nA2,9,2026-03-02,30.00"], "paid.csv");
  await shop.add([visits, paid]);
  while (shop.state.waiting.length > 0) await shop.confirm(shop.state.waiting[0]!);
  expect(shop.state.summary).toMatchObject({valid_orders: 10, customers: 5, net_sales: 40});
});
