import {beforeAll, beforeEach, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {openTestDatabase} from "../support/database";
import {givenShop, lines, view} from "../support/given";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
beforeEach(async () => {
  for (const name of ["as_of", "cuts", "repurchase_days", "returning_window"]) await db.setVariable(name, null);
});

const dayOf = (day: number): string => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);

/** So many orders of 100 a day, each of another buyer, on the days after 1 January 2024 from one to another. */
const daily = (from: number, to: number, each: number, name: string | null = "c"): string[] =>
  Array.from({length: to - from + 1}, (_, index) => from + index).flatMap((day) =>
    Array.from(
      {length: each},
      (_, place) => `${day}-${place} | ${name ? `${name}${day}-${place}` : ""} | ${dayOf(day)} | 100`
    )
  );

const shop = (rows: readonly string[]) => ["order_id | customer_key | ordered_at | paid_amount", ...rows].join("\n");

test("the five figures stand beside the same weekdays a year ago and the 30 days before, and end their small lines", async () => {
  // as of day 820; the last 30 days are 790 to 819, a year ago 426 to 455, the 30 days before 760 to 789
  await givenShop(db, shop([...daily(0, 759, 2), ...daily(760, 789, 4), ...daily(790, 819, 3)]));
  expect(
    await view(
      db,
      "key_figures",
      "figure, value, previous, year_ago, previous_change, year_change, year_news",
      "limit 2"
    )
  ).toBe(lines("net_sales | 9000 | 12000 | 6000 | -0.25 | 0.5 | good\nbuyers | 90 | 120 | 60 | -0.25 | 0.5 | good"));
  const ends = "figure, len(trend) as points, trend[-1] = value as ends_alike, trend[1] = year_ago as begins_alike";
  expect(await view(db, "key_figures", ends, "limit 3")).toBe(
    lines("net_sales | 53 | true | true\nbuyers | 53 | true | true\nreturning_share | 53 | true | true")
  );
});

test("what is given depends on the data: nothing is compared with fewer than thirty, nor with days before the data", async () => {
  await givenShop(db, shop([...daily(0, 28, 1), ...daily(30, 59, 2)]));
  expect(await view(db, "key_figures", "figure, value, note, previous_note, previous_change, year_note")).toBe(
    lines(`
      net_sales | 6000 | - | small | - | short
      buyers | 60 | - | small | - | short
      returning_share | - | censored | short | - | short
      repurchase_rate | - | young | short | - | short
      refund_rate | - | no_refunds | small | - | short`)
  );
});

test("without buyers the figures are those of orders", async () => {
  await givenShop(db, shop(daily(0, 70, 2, null)));
  expect(await view(db, "key_figures", "figure, value, note")).toBe(
    lines("net_sales | 6000 | -\norders | 60 | -\norder_value | 100 | -\nrefund_rate | - | no_refunds")
  );
});

test("a change within chance has no colour", async () => {
  await givenShop(db, shop([...daily(0, 789, 2), ...daily(790, 818, 2), ...daily(819, 819, 8)]));
  // 66 orders beside 60 a year ago: a sum of 66 moves by ±8 by itself
  expect(await view(db, "key_figures", "year_change, year_news", "limit 1")).toBe("0.1 | -");
});

test("a week is compared with the week before and with that of the same number last year, and names what it had", async () => {
  // Monday 4 November 2024 has day 308; Double 11 is the Monday after; as of Monday 18 November
  const rows = [...daily(0, 314, 6), ...daily(315, 321, 12)];
  await givenShop(db, shop(rows));
  const columns = "code, week_date, orders, previous_orders, order_change, year_ago_orders, event";
  expect(await view(db, "week_review", columns)).toBe(
    lines(`
      buyers | 2024-11-11 | 84 | 42 | 1 | - | -
      before_with_event | 2024-11-11 | 84 | 42 | 1 | - | double_11
      year_none | 2024-11-11 | 84 | 42 | 1 | - | -`)
  );
  await givenShop(db, shop([...rows, ...daily(322, 328, 6)]));
  expect(await view(db, "week_review", "code, order_change, event", "where position = 2")).toBe(
    "before_after_event | -0.5 | double_11"
  );
});

test("a week is not compared with one of fewer than thirty orders", async () => {
  await givenShop(db, shop([...daily(0, 20, 1), ...daily(21, 27, 20)]));
  expect(await view(db, "weeks", "orders, order_change, net_sales_change")).toBe(
    lines("7 | - | -\n7 | - | -\n7 | - | -\n140 | - | -")
  );
  expect(await view(db, "week_review", "code, previous_orders", "where position = 2")).toBe("before_small | 7");
});

test("a week is not compared with one of less than a tenth of it, however many orders that had", async () => {
  // 35 orders, then 350, then 349: ten times as many is no comparison, nearly as many is one
  await givenShop(db, shop([...daily(0, 6, 5), ...daily(7, 13, 50), ...daily(14, 19, 50), ...daily(20, 20, 49)]));
  expect(await view(db, "weeks", "orders, round(order_change, 4) as order_change")).toBe(
    lines("35 | -\n350 | -\n349 | -0.0029")
  );
  await givenShop(db, shop([...daily(0, 6, 5), ...daily(7, 12, 50), ...daily(13, 13, 49)]));
  expect(await view(db, "week_review", "code, previous_orders, order_change", "where position = 2")).toBe(
    "before_after_event | 35 | 8.9714"
  );
});

test("the week of the same number last year", async () => {
  // ISO week 10: from 4 March 2024 (day 63) and from 3 March 2025 (day 427)
  await givenShop(db, shop([...daily(0, 433, 5), ...daily(434, 440, 1)]));
  expect(
    await view(
      db,
      "weeks",
      "year_ago_orders, year_order_change",
      `where week_date in ('${dayOf(427)}', '${dayOf(434)}')`
    )
  ).toBe(lines("35 | 0\n35 | -0.8"));
});

test("a cohort's rate stands only when all of its month were watched so long, and over all of them", async () => {
  // as of 1 May 2024, day 121: who first bought on 31 January has been watched for 90 days, on 1 March for 60, on 31 March for 30
  await givenShop(db, shop(daily(0, 120, 1)));
  expect(
    await view(db, "cohorts", "month_date, new_customers, day_30_rate, day_60_rate, day_90_rate, repurchase_rate")
  ).toBe(
    lines(`
      2024-01-01 | 31 | 0 | 0 | 0 | -
      2024-02-01 | 29 | 0 | 0 | - | -
      2024-03-01 | 31 | 0 | - | - | -
      2024-04-01 | 30 | - | - | - | -`)
  );
  // a day less, and nobody of 31 January has been watched for 90 days
  await db.setVariable("as_of", new Date("2024-04-30"));
  expect(await view(db, "cohorts", "day_30_rate, day_90_rate", "limit 1")).toBe("0 | -");
});

test("the top 20 % is the same number of customers in every place: rounded up", async () => {
  await givenShop(
    db,
    shop(Array.from({length: 11}, (_, place) => `${place} | c${place} | 2024-01-${10 + place} | ${100 + place}`))
  );
  // 20 % of eleven are 2.2: three customers, with 110 + 109 + 108 of 1155
  expect(await view(db, "value_bands", "customers, net_sales", "where band = 'top'")).toBe("3 | 327");
  expect(await view(db, "concentration", "customers, net_sales", "where top_share = 0.2")).toBe("3 | 327");
  expect(await view(db, "pareto", "net_sales_share", "where customers_share = 0.2")).toBe("0.2831");
  expect(await view(db, "verdicts", "denominator, value", "where topic = 'concentration'")).toBe("");
  expect(
    await view(db, "verdict_customers", "count(*)", "where topic = 'concentration' and part = 'denominator'")
  ).toBe("3");
});

test("the window is that of first returns, and suggested only of a year and the window, and a hundred returns", async () => {
  // of 240 buyers, one each day, every second returns: 100 after 40 days, 20 after 200
  const buyers = Array.from({length: 240}, (_, day) => {
    const rows = [`${day} | c${day} | ${dayOf(day)} | 1`];
    if (day % 2 === 0) rows.push(`${day}b | c${day} | ${dayOf(day + (day % 12 === 0 ? 200 : 40))} | 1`);
    return rows;
  }).flat();
  await givenShop(db, shop([...buyers, `last | c0 | ${dayOf(700)} | 1`]));
  const columns = "window_days, returned_share, still_return_rate, is_suggested";
  // everybody was watched for a year: 100 of 240 by day 50, 120 by day 270; then 20 of the 140 who were silent at day 50
  expect(await view(db, "window_adviser", columns, "where window_days in (30, 50, 270)")).toBe(
    lines("30 | 0 | 0.5 | false\n50 | 0.4167 | 0.1429 | true\n270 | 0.5 | 0 | false")
  );
  expect(await view(db, "window_advice", "code, window_days, active_days, second_customers")).toBe(
    "window_suggested | 50 | 90 | 120"
  );
  await db.setVariable("cuts", [50, 180, 270, 365]);
  expect(await view(db, "window_advice", "code")).toBe("window_fits");
  // the data ends on the day before as_of: a year and the window are 415 days
  await db.setVariable("as_of", new Date(dayOf(415)));
  expect(await view(db, "window_advice", "code, window_days, history_days")).toBe("window_fits | 50 | 415");
  await db.setVariable("as_of", new Date(dayOf(414)));
  expect(await view(db, "window_advice", "code, window_days, history_days")).toBe("window_short_history | - | 414");
});

test("places, and items, by what they brought", async () => {
  await givenShop(
    db,
    `order_id | customer_key | ordered_at | paid_amount | refund_amount | province
     1        | a            | 2024-01-01 | 100         | 0             | 浙江
     2        | b            | 2024-01-02 | 50          | 10            | 浙江
     3        | c            | 2024-01-03 | 30          | 0             | `
  );
  expect(await view(db, "provinces", "province, orders, net_sales, average_order_value")).toBe("浙江 | 2 | 140 | 70");
});

test("one time for order and payment tells no time to pay, and days without times no hours", async () => {
  const capability = (shop: string) =>
    givenShop(db, shop).then(() =>
      view(db, "capabilities", "capability, reason", "where capability in ('hours', 'payment_times') order by 1")
    );
  const header = "order_id | customer_key | ordered_at | paid_at | paid_amount";
  expect(await capability(`${header}\n1 | a | 2026-01-05 | 2026-01-05 | 10`)).toBe(
    "hours | no_hours\npayment_times | no_payment_times"
  );
  expect(await capability(`${header}\n1 | a | 2026-01-05 10:00:00 | 2026-01-05 10:00:09 | 10`)).toBe(
    "hours | -\npayment_times | -"
  );
});
