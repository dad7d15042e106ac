import {beforeEach, describe, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {openTestDatabase} from "../support/database";
import {givenShop, lines, view} from "../support/given";

let db: Database;
beforeEach(async () => {
  db = await openTestDatabase();
});

/**
 * ann keeps both of her orders but for 4 of the second; bob gives everything back, in two credit notes; cid bought before the
 * data begins and gives 9 back; a credit note of nobody gives 1.
 */
const shop = `
  order_id | customer_key | ordered_at          | paid_amount | refund_amount | status
  1        | ann          | 2026-01-05 10:00:00 | 10          | 0             | completed
  2        | bob          | 2026-01-06 10:00:00 | 70          | 0             | completed
  3        | ann          | 2026-02-10 10:00:00 | 20          | 0             | completed
  C4       | bob          | 2026-02-11 10:00:00 | 0           | 50            | refunded_full
  C5       | ann          | 2026-02-17 10:00:00 | 0           | 4             | refunded_full
  C6       | bob          | 2026-02-18 10:00:00 | 0           | 20            | refunded_full
  C7       | cid          | 2026-03-02 10:00:00 | 0           | 9             | refunded_full
  C8       |              | 2026-03-02 11:00:00 | 0           | 1             | refunded_full
`;
const given = () =>
  givenShop(
    db,
    shop
      .split("\n")
      .map((line) => line.trim())
      .join("\n")
  );

describe("documents that only give money back", () => {
  test("they lower net sales wherever it stands, each on its day, and are no orders", async () => {
    await given();
    // 10 + 20 − 4 − 9 − 1
    expect(await view(db, "history", "orders, valid_orders, net_sales")).toBe("3 | 2 | 16");
    expect(await view(db, "headlines", "orders, net_sales, customers")).toBe("2 | 16 | 1");
    expect(await view(db, "months", "month_date, orders, net_sales", "order by month_date")).toBe(
      lines(`
        2026-01-01 | 1 | 10
        2026-02-01 | 1 | 16
        2026-03-01 | 0 | -10
      `)
    );
    expect(await view(db, "weeks", "sum(net_sales), sum(orders)::integer")).toBe("16 | 2");
    // cid and nobody bought nothing, so theirs are of no buyer, new or returning
    expect(await view(db, "weeks", "sum(new_sales), sum(returning_sales)")).toBe("10 | 16");
    expect(await view(db, "losses", "orders, paid_amount, refund_amount, refund_orders, full_refund_orders")).toBe(
      "3 | 100 | 84 | 1 | 1"
    );
  });

  test("whoever gave everything back is no customer; the others are worth what is left", async () => {
    await given();
    expect(await view(db, "customers", "customer_key, purchases, net_amount, mean_amount")).toBe("ann | 2 | 26 | 13");
    expect(await view(db, "orders", "order_id, is_valid, is_return, net_amount", "order by order_id")).toBe(
      lines(`
        1  | true  | false | 10
        2  | false | false | 0
        3  | true  | false | 20
        C4 | false | true  | 0
        C5 | false | true  | -4
        C6 | false | true  | 0
        C7 | false | true  | -9
        C8 | false | true  | -1
      `)
    );
  });

  test("what goes back beyond the purchases stays on the day of return", async () => {
    await givenShop(
      db,
      `order_id | customer_key | ordered_at | paid_amount | refund_amount | status
      1 | ann | 2026-01-05 | 10 | 0 | completed
      C2 | ann | 2026-01-20 | 0 | 25 | refunded_full`
    );
    expect(await view(db, "orders", "order_id, refund_amount, net_amount", "order by order_id")).toBe(
      lines("1 | 10 | 0\nC2 | 15 | -15")
    );
    expect(await view(db, "history", "net_sales")).toBe("-15");
  });

  test("a selection shows what its customers came to, returns included", async () => {
    await given();
    await db.setVariable("stage", ["active"]);
    expect(await view(db, "weeks", "sum(net_sales), sum(new_sales), sum(returning_sales)")).toBe("26 | 10 | 16");
  });

  test("they are no refunds above what was paid", async () => {
    await given();
    expect(await view(db, "health_orders", "count(*)", "where code = 'refund_above_paid'")).toBe("0");
  });
});

describe("the as-of day", () => {
  const dated = (last: string) =>
    givenShop(
      db,
      `order_id | customer_key | ordered_at | paid_amount
      1 | ann | 2026-01-05 | 10
      2 | bob | ${last} | 20`
    );

  test.each(["9999-12-31", "2062-01-05", "2026-03-04"])("an order of %s never moves it", async (last) => {
    await dated(last);
    await db.setVariable("import_day", "2026-03-01");
    expect(await view(db, "history", "as_of, last_date, valid_orders, net_sales")).toBe(
      "2026-01-06 | 2026-01-05 | 1 | 10"
    );
    expect(await view(db, "health", "code, action, row_count", "where code = 'future_orders'")).toBe(
      "future_orders | leave_out | 1"
    );
  });

  test("an order of tomorrow by this clock may be one of today elsewhere", async () => {
    await dated("2026-03-02");
    await db.setVariable("import_day", "2026-03-01");
    expect(await view(db, "history", "as_of, valid_orders")).toBe("2026-03-03 | 2");
  });

  test("where most money went back without an order named, nobody can tell how many orders were refunded", async () => {
    await given();
    // bob's two are of his order 2; those of ann, cid and of nobody are of no order known
    expect(await view(db, "losses", "paid_orders, refund_orders, returns, refund_rate")).toBe("3 | 1 | 3 | -");
    expect(await view(db, "capabilities", "is_on, reason", "where capability like 'refund%' order by capability")).toBe(
      "false | returns_apart\ntrue | -"
    );
    expect(await view(db, "key_figures", "value, note", "where figure = 'refund_rate'")).toBe("- | returns_apart");
    expect(await view(db, "verdicts", "count(*)", "where topic = 'refunds'")).toBe("0");
  });
});
