import {beforeAll, beforeEach, describe, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {buildModels, invalidateModels} from "../../src/models/build";
import {checkModels} from "../../src/models/check";
import {shippedModels} from "../../src/models/library";
import {openTestDatabase} from "../support/database";
import {emptyStaging, given, givenShop, lines, view} from "../support/given";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
beforeEach(async () => {
  for (const name of ["as_of", "purchase_unit", "count_refunded", "currency", "cuts"]) await db.setVariable(name, null);
});

const shown = (columns: string, relation = "customers", rest = "order by all"): Promise<string> =>
  view(db, relation, columns, rest);

describe("what counts as a purchase", () => {
  test("two orders of one customer on one day are one purchase, on two days two", async () => {
    await givenShop(
      db,
      `order_id | customer_key | ordered_at          | paid_amount
       1        | ann          | 2026-03-01 09:00:00 | 10
       2        | ann          | 2026-03-01 21:00:00 | 5.50
       3        | ann          | 2026-03-02 00:00:00 | 7`
    );
    expect(
      await view(db, "purchases", "purchase_number, orders, net_amount, interval_days", "order by purchase_number")
    ).toBe(lines("1 | 2 | 15.5 | -\n2 | 1 | 7 | 1"));
  });

  test("a reader can count every order as a purchase; the second of a day then waits no days", async () => {
    await givenShop(
      db,
      `order_id | customer_key | ordered_at          | paid_amount
       2        | ann          | 2026-03-01 21:00:00 | 5
       1        | ann          | 2026-03-01 09:00:00 | 10`
    );
    await db.setVariable("purchase_unit", "order");
    expect(await view(db, "purchases", "purchase_number, net_amount, interval_days", "order by purchase_number")).toBe(
      lines("1 | 10 | -\n2 | 5 | 0")
    );
  });

  test("unpaid, cancelled and fully refunded orders are no purchases; a partial refund lowers the net", async () => {
    await givenShop(
      db,
      `order_id | customer_key | ordered_at | status        | paid_amount | refund_amount
       1        | ann          | 2026-01-01 | completed     | 10          |
       2        | bob          | 2026-01-01 | closed_unpaid | 0           |
       3        | cy           | 2026-01-01 | refunded_full | 30          | 30
       4        | dan          | 2026-01-01 | refunded_part | 40          | 15
       5        | eve          | 2026-01-01 | cancelled     | 50          |
       6        | fay          | 2026-01-01 | completed     | 60          | 60
       7        | gus          | 2026-01-01 | completed     | 0           |`
    );
    expect(await shown("customer_key, net_amount")).toBe(lines("ann | 10\ndan | 25"));
  });

  test("a reader can count fully refunded orders as purchases of nothing", async () => {
    await givenShop(
      db,
      `order_id | customer_key | ordered_at | status        | paid_amount | refund_amount
       3        | cy           | 2026-01-01 | refunded_full | 30          | 30`
    );
    expect(await shown("customer_key")).toBe("");
    await db.setVariable("count_refunded", "yes");
    expect(await shown("customer_key, purchases, net_amount")).toBe("cy | 1 | 0");
  });
});

describe("who a customer is", () => {
  test("a masked or missing name identifies nobody, but the order still sells", async () => {
    await givenShop(
      db,
      `order_id | customer_key | customer_key_quality | ordered_at | paid_amount
       1        | a***n        | masked               | 2026-01-01 | 10
       2        |              | none                 | 2026-01-02 | 20
       3        | ann          | strong               | 2026-01-03 | 30`
    );
    expect(await shown("customer_key, net_amount")).toBe("ann | 30");
    expect(await view(db, "months", "orders, unknown_orders, buyers, net_sales")).toBe("3 | 2 | 1 | 60");
  });

  test("the same name on two platforms is two customers", async () => {
    await givenShop(
      db,
      `order_id | platform | customer_key | ordered_at | paid_amount
       1        | taobao   | ann          | 2026-01-01 | 10
       1        | shopify  | ann          | 2026-01-02 | 20`
    );
    expect(await shown("platform, customer_key, net_amount")).toBe(lines("shopify | ann | 20\ntaobao | ann | 10"));
  });

  test("the weaker of two ways to name somebody does not hide the stronger one", async () => {
    await givenShop(
      db,
      `order_id | customer_key | customer_key_quality | ordered_at | paid_amount
       1        | ann          | weak                 | 2026-01-01 | 10
       2        | ann          | strong               | 2026-01-02 | 10`
    );
    expect(await shown("customer_key_quality")).toBe("strong");
  });
});

describe("the as-of day", () => {
  const orders = `
    order_id | customer_key | ordered_at          | paid_amount
    1        | ann          | 2024-02-29 10:00:00 | 10
    2        | bob          | 2024-03-10 23:59:59 | 20
    3        | cy           | 2024-03-11 00:00:00 | 30`;

  test("is the day after the newest order, so that order is one day old", async () => {
    await givenShop(db, orders);
    expect(await view(db, "history", "as_of, first_date, last_date, history_days")).toBe(
      "2024-03-12 | 2024-02-29 | 2024-03-11 | 12"
    );
    expect(await shown("customer_key, recency_days")).toBe(lines("ann | 12\nbob | 2\ncy | 1"));
  });

  test("set earlier, it leaves out orders on and after it, and says how many", async () => {
    await givenShop(db, orders);
    await db.setVariable("as_of", new Date("2024-03-11"));
    expect(await shown("customer_key, recency_days")).toBe(lines("ann | 11\nbob | 1"));
    expect(await view(db, "notices", "code, row_count", "where code = 'orders_after_as_of'")).toBe(
      "orders_after_as_of | 1"
    );
  });

  test("set before every order, it leaves an empty shop and no error", async () => {
    await givenShop(db, orders);
    await db.setVariable("as_of", new Date("2020-01-01"));
    expect(await view(db, "history", "orders, customers, history_days")).toBe("0 | 0 | -");
    expect(await checkModels(db)).toEqual([]);
  });
});

test("only the commonest currency is summed; the others are counted aloud", async () => {
  await givenShop(
    db,
    `order_id | customer_key | ordered_at | currency | paid_amount
     1        | ann          | 2026-01-01 | USD      | 10
     2        | ann          | 2026-01-02 | USD      | 20
     3        | bob          | 2026-01-03 | EUR      | 99`
  );
  expect(await view(db, "history", "currency, orders, net_sales")).toBe("USD | 2 | 30");
  expect(await view(db, "notices", "code, row_count", "where code = 'other_currencies'")).toBe("other_currencies | 1");
  await db.setVariable("currency", "EUR");
  expect(await view(db, "history", "currency, orders, net_sales")).toBe("EUR | 1 | 99");
});

test("a line belongs to its order, and counts only when the order does", async () => {
  await emptyStaging(db);
  await given(db, "stg_orders", "order_id | customer_key | ordered_at | paid_amount\n 1 | ann | 2026-01-01 | 10");
  await given(
    db,
    "stg_lines",
    "platform | shop | order_id | line_id | title\nother | | 1 | 1 | cup\nother | | 9 | 1 | lost"
  );
  await invalidateModels(db);
  expect(await view(db, "order_lines", "order_id, title, is_valid")).toBe("1 | cup | true");
});

test("every model builds over no orders at all, and breaks no rule of its own", async () => {
  await emptyStaging(db);
  const {violations} = await buildModels(db);
  expect(violations).toEqual([]);
  const relations = [...shippedModels.values()].filter(({layer}) => layer !== "macros");
  for (const {name} of relations) await db.query(`select * from ${name}`);
});

test("a shop whose orders were never paid has no customers, and an unpaid rate of one", async () => {
  await givenShop(
    db,
    `order_id | customer_key | ordered_at | status        | gross_amount | paid_amount
     1        | ann          | 2026-01-01 | closed_unpaid | 12.50        | 0
     2        | bob          | 2026-01-02 | unpaid        | 7.50         | 0`
  );
  expect(await checkModels(db)).toEqual([]);
  expect(await shown("customer_key")).toBe("");
  expect(await view(db, "losses", "orders, unpaid_orders, unpaid_rate, unpaid_amount, refund_rate")).toBe(
    "2 | 2 | 1 | 20 | -"
  );
});
