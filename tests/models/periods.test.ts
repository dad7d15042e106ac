import {beforeAll, beforeEach, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {checkModels} from "../../src/models/check";
import {openTestDatabase} from "../support/database";
import {givenShop, lines, view} from "../support/given";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
beforeEach(async () => {
  for (const name of ["as_of", "returning_window", "industry_share", "repurchase_days"]) {
    await db.setVariable(name, null);
  }
});

test("a week begins on Monday and takes the year of its Thursday: 2020 has a week 53", async () => {
  await givenShop(
    db,
    `order_id | customer_key | ordered_at | paid_amount
     1        | ann          | 2020-12-31 | 1
     2        | bob          | 2021-01-03 | 2
     3        | cy           | 2021-01-04 | 4
     4        | dan          | 2021-01-17 | 8`
  );
  expect(await view(db, "weeks", "week_date, iso_week, orders, net_sales, days, is_unfinished")).toBe(
    lines(`
      2020-12-28 | 2020-W53 | 2 | 3 | 4 | false
      2021-01-04 | 2021-W01 | 1 | 4 | 7 | false
      2021-01-11 | 2021-W02 | 1 | 8 | 7 | false`)
  );
});

test("the running week is marked unfinished and compared with nothing", async () => {
  await givenShop(
    db,
    `order_id | customer_key | ordered_at | paid_amount
     1        | ann          | 2026-11-02 | 10
     2        | bob          | 2026-11-09 | 15
     3        | cy           | 2026-11-16 | 1`
  );
  expect(await view(db, "weeks", "orders, net_sales_change, is_unfinished, days")).toBe(
    lines("1 | - | false | 7\n1 | - | false | 7\n1 | - | true | 1")
  );
});

test("a week without orders stands there with zeros", async () => {
  await givenShop(
    db,
    `order_id | customer_key | ordered_at | paid_amount
     1        | ann          | 2026-11-02 | 10
     2        | bob          | 2026-11-17 | 15`
  );
  expect(await view(db, "weeks", "orders, buyers, within_year_share")).toBe(lines("1 | 1 | 0\n0 | 0 | -\n1 | 1 | 0"));
});

test("first and second purchase in one month: a new buyer, while the second order is a returning one", async () => {
  await givenShop(
    db,
    `order_id | customer_key | ordered_at | paid_amount
     1        | ann          | 2026-01-05 | 10
     2        | ann          | 2026-01-20 | 20`
  );
  expect(
    await view(db, "months", "buyers, new_buyers, returning_buyers, new_orders, returning_orders, returning_sales")
  ).toBe("1 | 1 | 0 | 1 | 1 | 20");
});

const threeBuyers = `
  order_id | customer_key | ordered_at | paid_amount
  1        | old          | 2024-01-10 | 1
  2        | old          | 2026-01-10 | 1
  3        | year         | 2025-01-10 | 1
  4        | year         | 2026-01-10 | 1
  5        | twice        | 2026-01-10 | 1
  6        | twice        | 2026-01-11 | 1
  7        | once         | 2026-01-10 | 1`;

test.each([
  ["365", "4 | 3 | 1"],
  ["ever", "4 | 2 | 2"],
  ["any", "4 | 1 | 3"]
])("returning by %s: buyers, new and returning of the same month", async (definition, expected) => {
  await db.setVariable("returning_window", definition);
  await givenShop(db, threeBuyers);
  const january = "where month_date = date '2026-01-01'";
  expect(await view(db, "months", "buyers, new_buyers, returning_buyers", january)).toBe(expected);
  expect(await view(db, "months", "within_year_share, ever_share, any_share", january)).toBe("0.25 | 0.5 | 0.75");
  expect(await checkModels(db)).toEqual([]);
});

test("365 days before still counts as returning, 366 does not", async () => {
  await givenShop(
    db,
    `order_id | customer_key | ordered_at | paid_amount
     1        | ann          | 2025-01-10 | 1
     2        | ann          | 2026-01-10 | 1
     3        | bob          | 2025-01-09 | 1
     4        | bob          | 2026-01-10 | 1`
  );
  expect(await view(db, "months", "returning_buyers", "order by month_date desc limit 1")).toBe("1");
});

test("the three definitions stand side by side for the last thirty days", async () => {
  await givenShop(db, threeBuyers);
  expect(await view(db, "returning_definitions", "definition, recent_buyers, recent_returning_buyers, is_chosen")).toBe(
    lines("365 | 4 | 1 | true\never | 4 | 2 | false\nany | 4 | 3 | false")
  );
});

test("a share with less than a year of data before it is marked", async () => {
  await givenShop(
    db,
    `order_id | customer_key | ordered_at | paid_amount
     1        | ann          | 2025-01-01 | 1
     2        | bob          | 2026-01-15 | 1`
  );
  expect(
    await view(
      db,
      "months",
      "is_censored, returning_share",
      "where month_date in (date '2025-01-01', date '2026-01-01')"
    )
  ).toBe(lines("true | -\nfalse | 0"));
});

test("the gap to the industry is in points, and absent until somebody says what the industry has", async () => {
  await givenShop(db, threeBuyers);
  const latest = "order by month_date desc limit 1";
  expect(await view(db, "months", "industry_share, gap_points", latest)).toBe("- | -");
  await db.setVariable("industry_share", 0.3);
  expect(await view(db, "months", "industry_share, gap_points", latest)).toBe("0.3 | -0.05");
});

test("never paid, refunded in full and in part, by all orders and by paid orders", async () => {
  await givenShop(
    db,
    `order_id | ordered_at          | paid_at             | status        | gross_amount | paid_amount | refund_amount
     1        | 2026-01-01 10:00:00 | 2026-01-01 10:00:10 | completed     | 100          | 100         |
     2        | 2026-01-01 10:00:00 | 2026-01-01 10:00:20 | refunded_part | 100          | 100         | 30
     3        | 2026-01-01 11:00:00 | 2026-01-01 11:00:30 | refunded_full | 50           | 50          | 50
     4        | 2026-01-01 11:00:00 |                     | closed_unpaid | 80           | 0           |
     5        | 2026-01-01 11:00:00 | 2026-01-01 11:00:40 | completed     | 50           | 50          |`
  );
  expect(await view(db, "losses", "unpaid_rate, unpaid_amount, refund_rate, refund_amount_share")).toBe(
    "0.2 | 80 | 0.5 | 0.2667"
  );
  expect(await view(db, "losses", "full_refund_orders, part_refund_orders, median_pay_seconds")).toBe("1 | 1 | 25");
  expect(await view(db, "unpaid_hours", "hour, orders, unpaid_orders")).toBe(lines("10 | 2 | 0\n11 | 3 | 1"));
  expect(await view(db, "statuses", "status, orders, has_valid_orders")).toBe(
    lines("completed | 2 | true\nclosed_unpaid | 1 | false\nrefunded_full | 1 | false\nrefunded_part | 1 | true")
  );
});
