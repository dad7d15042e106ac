import {beforeAll, beforeEach, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {openTestDatabase} from "../support/database";
import {givenShop, lines, view} from "../support/given";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
beforeEach(async () => {
  for (const name of ["as_of", "cuts", "stage", "tier", "sleeping_months"]) await db.setVariable(name, null);
});

/** one customer per number of days since the last purchase, seen from 2026-01-01 */
async function givenRecencies(days: readonly number[]): Promise<void> {
  const rows = days.map((day) => {
    const date = new Date(Date.UTC(2026, 0, 1) - day * 86_400_000).toISOString().slice(0, 10);
    return `${day} | c${day} | ${date} | ${day}`;
  });
  await db.setVariable("as_of", new Date("2026-01-01"));
  await givenShop(db, `order_id | customer_key | ordered_at | paid_amount\n${rows.join("\n")}`);
}

test("a cut belongs to the earlier stage: 90 is active, 91 silent; 365 lost, 366 long lost", async () => {
  await givenRecencies([1, 90, 91, 180, 181, 270, 271, 365, 366]);
  expect(await view(db, "customers", "recency_days, stage", "order by recency_days")).toBe(
    lines(`
      1 | active
      90 | active
      91 | silent
      180 | silent
      181 | sleeping
      270 | sleeping
      271 | lost
      365 | lost
      366 | long_lost`)
  );
  expect(await view(db, "lifecycle", "stage, from_days, to_days, customers, net_sales")).toBe(
    lines(`
      active | 1 | 90 | 2 | 91
      silent | 91 | 180 | 2 | 271
      sleeping | 181 | 270 | 2 | 451
      lost | 271 | 365 | 2 | 636
      long_lost | 366 | - | 1 | 366`)
  );
});

test("moving the cuts moves customers without rebuilding anything", async () => {
  await givenRecencies([1, 30, 31, 200]);
  await db.setVariable("cuts", [30, 60, 90, 180]);
  expect(await view(db, "lifecycle", "stage, customers", "where customers > 0")).toBe(
    lines("active | 2\nsilent | 1\nlong_lost | 1")
  );
});

test("choosing a stage narrows the page but not the stages themselves", async () => {
  await givenRecencies([1, 100, 400]);
  await db.setVariable("stage", ["silent"]);
  expect(await view(db, "selected_customers", "recency_days")).toBe("100");
  expect(await view(db, "selected_orders", "order_id")).toBe("100");
  expect(await view(db, "essentials", "customers, net_sales")).toBe("1 | 100");
  expect(await view(db, "lifecycle", "sum(customers) as customers")).toBe("3");
  expect(await view(db, "stage_months", "stage, customers", "order by month_date desc limit 1")).toBe("silent | 1");
});

test("choosing a folded tier chooses the two tiers under it", async () => {
  await givenRecencies([1, 100, 400]);
  await db.setVariable("tier", ["key_develop", "key_win_back", "loyal", "ordinary"]);
  expect(await view(db, "essentials", "customers")).toBe("3");
  await db.setVariable("tier", ["no_such_tier"]);
  expect(await view(db, "essentials", "customers")).toBe("0");
});

test("sleeping by calendar months is not sleeping by stage, and both are shown", async () => {
  // seen from 2026-01-01: three months ago is 2025-10-01 (92 days), a year ago 2025-01-01 (365 days)
  await givenRecencies([92, 93, 181, 270, 365, 366]);
  expect(await view(db, "sleeping_definitions", "definition, customers, from_date, to_date")).toBe(
    lines(`
      calendar_months | 4 | 2025-01-01 | 2025-09-30
      stage_sleeping | 2 | 2025-04-06 | 2025-07-04
      dormant | 6 | - | 2025-10-02`)
  );
});

test("three months before the end of May is the end of February, leap year or not", async () => {
  await db.setVariable("as_of", new Date("2024-05-31"));
  await givenShop(
    db,
    `order_id | customer_key | ordered_at | paid_amount
     1        | ann          | 2024-02-28 | 1
     2        | bob          | 2024-02-29 | 1`
  );
  expect(await view(db, "sleeping_definitions", "customers, to_date", "where definition = 'calendar_months'")).toBe(
    "1 | 2024-02-28"
  );
});

test("each month-end sees only the purchases made before it", async () => {
  await givenShop(
    db,
    `order_id | customer_key | ordered_at | paid_amount
     1        | ann          | 2026-01-31 | 1
     2        | ann          | 2026-05-02 | 1
     3        | bob          | 2026-02-01 | 1
     4        | bob          | 2026-05-02 | 1`
  );
  // ann on 1 February is one day away; by 1 May 90 days, still active; bob likewise 89
  expect(await view(db, "stage_months", "month_date, stage, customers, is_unfinished")).toBe(
    lines(`
      2026-01-01 | active | 1 | false
      2026-02-01 | active | 2 | false
      2026-03-01 | active | 2 | false
      2026-04-01 | active | 2 | false
      2026-05-01 | active | 2 | true`)
  );
});

test("the share of 30 days ago is recomputed from the purchases known then", async () => {
  await db.setVariable("as_of", new Date("2026-05-01"));
  await givenShop(
    db,
    `order_id | customer_key | ordered_at | paid_amount
     1        | ann          | 2026-01-01 | 1
     2        | bob          | 2026-01-01 | 1
     3        | bob          | 2026-04-20 | 1`
  );
  // on 1 April both were 90 days away and active; today ann is 120 days away
  expect(await view(db, "lifecycle", "stage, customers, previous_customers, previous_share", "limit 2")).toBe(
    lines("active | 1 | 2 | 1\nsilent | 1 | 0 | 0")
  );
  // two customers are no base for a change in percentage points
  expect(await view(db, "lifecycle", "stage, share_change", "limit 2")).toBe(lines("active | -\nsilent | -"));
});

test.each([
  [29, "active | 1 | 29 | -"],
  [30, "active | 1 | 30 | -0.9667"]
])("the change of a stage's share stands on 30 customers at least, not on %s of them", async (customers, row) => {
  await db.setVariable("as_of", new Date("2026-05-01"));
  const first = Array.from({length: customers}, (_, at) => `${at} | c${at} | 2026-01-01 | 1`);
  const orders = ["order_id | customer_key | ordered_at | paid_amount", ...first, "again | c0 | 2026-04-20 | 1"];
  await givenShop(db, orders.join("\n"));
  // on 1 April all were 90 days away and active; on 1 May one is
  expect(await view(db, "lifecycle", "stage, customers, previous_customers, share_change", "limit 1")).toBe(row);
});
