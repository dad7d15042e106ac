import {beforeAll, beforeEach, describe, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {invalidateModels} from "../../src/models/build";
import {checkModels} from "../../src/models/check";
import {openTestDatabase} from "../support/database";
import {given, givenShop, lines, view} from "../support/given";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
beforeEach(async () => {
  const variables = ["as_of", "returning_window", "repurchase_days", "purchase_unit", "cuts", "industry_share"];
  for (const name of [...variables, "industry_visitors", "industry_conversion"]) await db.setVariable(name, null);
});

const start = Date.UTC(2024, 0, 1);
const dayOf = (day: number) => new Date(start + day * 86_400_000).toISOString().slice(0, 10);

/** Orders of so many customers on these days after 2024-01-01, named after the prefix. */
function ordersOf(prefix: string, count: number, days: readonly number[]): string[] {
  return Array.from({length: count}, (_, number) => `${prefix}${number}`).flatMap((who) =>
    days.map((day, at) => `${who}-${at} | ${who} | ${dayOf(day)} | 10`)
  );
}

const shopOf = (...orders: string[][]) =>
  givenShop(db, ["order_id | customer_key | ordered_at | paid_amount", ...orders.flat()].join("\n"));

describe("the measures of coming back", () => {
  // D is day 800 (2026-03-11), the last 30 days are 770 to 799, the three months begin on 2025-12-11, day 710
  const shop = () =>
    shopOf(
      ordersOf("once", 20, [780]),
      ordersOf("twice", 4, [775, 799]),
      ordersOf("year", 8, [500, 790]),
      ordersOf("long", 5, [100, 780]),
      ordersOf("edge", 3, [420, 785]),
      ordersOf("quarter", 2, [715, 730])
    );

  test("count the same buyers differently: a year back, ever, twice within, in three months, ever twice, in 100 days", async () => {
    await shop();
    expect(await view(db, "int_settings", "as_of")).toBe(dayOf(800));
    expect(await view(db, "returning_measures", "measure, again_buyers, base_buyers, round(again_share, 3)")).toBe(
      lines(`
        within_year | 11 | 40 | 0.275
        ever | 16 | 40 | 0.4
        any | 20 | 40 | 0.5
        three_months | 6 | 42 | 0.143
        all_time | 22 | 42 | 0.524
        hundred_days | 0 | 16 | -`)
    );
  });

  test("say in people what lies between them", async () => {
    await shop();
    expect(await view(db, "returning_explained", "code, moved_buyers, base_buyers, round(again_share, 3)")).toBe(
      lines(`
        told | - | 40 | 0.275
        longer_ago | 5 | 40 | 0.4
        twice_within | 4 | 40 | 0.5
        three_months | - | 42 | 0.143
        all_time | - | 42 | 0.524`)
    );
  });

  test("give no returning share while less than 365 days lie before the 30 days, nor for fewer than 30 buyers", async () => {
    await shopOf(ordersOf("a", 40, [10, 390]), ordersOf("z", 1, [0]));
    // D is day 391: 361 days before the 30
    expect(await view(db, "returning_measures", "again_share", "where measure = 'within_year'")).toBe("-");
    expect(await view(db, "returning_explained", "code", "limit 1")).toBe("censored");
    await shopOf(ordersOf("a", 29, [10, 390]), ordersOf("z", 1, [-10]));
    expect(await view(db, "returning_measures", "base_buyers, again_share", "where measure = 'ever'")).toBe("29 | -");
    expect(await view(db, "returning_explained", "code", "limit 1")).toBe("few");
  });

  test("take somebody watched for 100 whole days, and a second purchase on the hundredth", async () => {
    await shopOf(
      ordersOf("a", 20, [0, 100]),
      ordersOf("b", 15, [0, 101]),
      ordersOf("c", 9, [1]),
      ordersOf("z", 1, [100])
    );
    // D is day 102: those of day 1 are 101 days old and watched for 100, those of day 100 are not
    expect(
      await view(db, "returning_measures", "again_buyers, base_buyers, until_date", "where measure = 'hundred_days'")
    ).toBe(`20 | 44 | ${dayOf(1)}`);
    await db.setVariable("as_of", new Date(start + 101 * 86_400_000));
    expect(await view(db, "returning_measures", "again_buyers, base_buyers", "where measure = 'hundred_days'")).toBe(
      "20 | 35"
    );
  });
});

describe("the daily log", () => {
  test("has every day, new and returning; a second order of a day is no second buyer", async () => {
    await givenShop(
      db,
      `order_id | customer_key | customer_key_quality | ordered_at          | paid_amount | refund_amount
       1        | ann          | strong               | 2024-12-30 10:00:00 | 10          |
       2        | ann          | strong               | 2025-12-30 10:00:00 | 20          |
       3        | ann          | strong               | 2025-12-30 11:00:00 | 30          | 5
       4        | bob          | strong               | 2025-12-30 12:00:00 | 40          |
       5        |              | none                 | 2025-12-30 13:00:00 | 99          |
       6        | bob          | strong               | 2026-01-01 09:00:00 | 7           |`
    );
    expect(
      await view(
        db,
        "day_log",
        "day_date, buyers, new_buyers, returning_buyers, returning_share, orders, known_orders, returning_orders, net_sales, amount_per_buyer",
        "where day_date >= date '2025-12-30' order by 1"
      )
    ).toBe(
      lines(`
        2025-12-30 | 2 | 1 | 1 | 0.5 | 4 | 3 | 2 | 184 | 42.5
        2025-12-31 | 0 | 0 | 0 | - | 0 | 0 | 0 | 0 | -
        2026-01-01 | 1 | 0 | 1 | 1 | 1 | 1 | 1 | 7 | 7`)
    );
    expect(await view(db, "day_log", "count(*)")).toBe("368");
    // the seven days before day 365 + 6 are not all told
    expect(await view(db, "day_log", "count(week_order_share)")).toBe("0");
  });

  test("adds seven days up before it divides", async () => {
    await shopOf(
      ordersOf("a", 1, [0]),
      ordersOf("b", 9, [370]),
      ordersOf("c", 1, [300, 371]),
      ordersOf("d", 2, [300, 373]),
      ordersOf("e", 1, [376])
    );
    // days 370 to 376: 9 new, 1 and 2 returning, 1 new
    expect(await view(db, "day_log", "round(week_order_share, 4)", `where day_date = date '${dayOf(376)}'`)).toBe(
      String(Math.round((3 / 13) * 10_000) / 10_000)
    );
  });

  test("has the platform's visitors where its daily figures are loaded", async () => {
    await shopOf(ordersOf("a", 1, [0]), ordersOf("b", 1, [2]));
    await given(
      db,
      "stg_shop_daily",
      `platform | shop | day_date   | visitor_count | buyer_count
       taobao   | one  | ${dayOf(1)} | 100           | 4
       taobao   | two  | ${dayOf(1)} | 50            | 2`
    );
    await invalidateModels(db);
    expect(await view(db, "day_log", "visitor_count")).toBe(lines("-\n150\n-"));
    expect(await view(db, "last_days", "day_date, conversion_rate")).toBe(
      lines(`${dayOf(2)} | -\n${dayOf(1)} | 0.04\n${dayOf(0)} | -`)
    );
  });
});

describe("how steady the share of returning orders is", () => {
  /** Customers known long before who buy on these 28 days, and newcomers, so many a day. */
  const days = async (shares: (day: number) => [number, number]) => {
    const rows = Array.from({length: 28}, (_, day) => day).flatMap((day) => {
      const [back, fresh] = shares(day);
      return [...ordersOf(`o${day}x`, back, [300, 400 + day]), ...ordersOf(`n${day}x`, fresh, [400 + day])];
    });
    await shopOf(ordersOf("z", 1, [0]), rows);
  };

  test("the same share every day does not vary, and is steady", async () => {
    await days(() => [2, 2]);
    expect(
      await view(db, "returning_stability", "code, known_orders, returning_order_share, variation, chance_variation")
    ).toBe(
      // half of four orders: chance gives a standard deviation of √(0.25 / 4) = 0.25, half of the mean
      "steady | 112 | 0.5 | 0 | 0.5"
    );
  });

  test("three quarters on one day and a quarter on the next is more than chance", async () => {
    await days((day) => (day % 2 === 0 ? [9, 3] : [3, 9]));
    expect(await view(db, "returning_stability", "code, returning_order_share, round(variation, 3)")).toBe(
      // deviations of ±0.25 over 28 days: 0.25 × √(28 / 27) = 0.2546, out of 0.5
      "unsteady | 0.5 | 0.509"
    );
  });

  test("fewer than 30 returning orders, or the first year of data, say nothing", async () => {
    await days(() => [1, 4]);
    expect(await view(db, "returning_stability", "code, returning_orders")).toBe("few | 28");
    await shopOf(ordersOf("a", 40, [0, 20]));
    expect(await view(db, "returning_stability", "code, variation")).toBe("censored | -");
  });
});

test("the last three days: customers and sleepers as they stood at the end of each", async () => {
  await givenShop(
    db,
    `order_id | customer_key | ordered_at | paid_amount
     1        | ann          | 2025-02-28 | 1
     2        | bob          | 2025-11-27 | 1
     3        | bob          | 2026-02-27 | 1
     4        | cy           | 2026-02-28 | 1`
  );
  // at the end of 27 February: last purchase from 28 February 2025 until 27 November
  expect(
    await view(db, "last_days", "day_date, customers, buyers, new_buyers, returning_share, sleeping_customers")
  ).toBe(
    lines(`
      2026-02-28 | 3 | 1 | 1 | - | 0
      2026-02-27 | 2 | 1 | 0 | - | 1
      2026-02-26 | 2 | 0 | 0 | - | 1`)
  );
});

describe("returning customers lost", () => {
  const told = (columns: string, day: string) => view(db, "churn_months", columns, `where month_date = date '${day}'`);

  test("are those active on the first of a month who do not buy in the 90 days from then on", async () => {
    await givenShop(
      db,
      `order_id | customer_key | ordered_at | paid_amount
       1        | ann          | 2025-01-01 | 1
       2        | ann          | 2025-03-31 | 1
       3        | bob          | 2025-01-01 | 1
       4        | bob          | 2025-02-01 | 1
       5        | bob          | 2025-06-29 | 1
       6        | cy           | 2025-01-01 | 1
       7        | cy           | 2025-01-02 | 1
       8        | cy           | 2025-06-30 | 1
       9        | dan          | 2025-03-31 | 1
       10       | eve          | 2025-03-01 | 1
       11       | eve          | 2025-04-01 | 1
       12       | zoe          | 2025-06-29 | 1`
    );
    // on 1 April: Ann, Bob and Cy (89 days ago) have two purchases; Dan has one, Eve's second is of the day itself.
    // Until 29 June, the 90th day, Bob comes back; Cy comes on the 91st, and Ann not at all
    expect(await told("active_customers, lost_90_customers, lost_90_rate, lost_180_customers", "2025-04-01")).toBe(
      "3 | 2 | - | -"
    );
    await db.setVariable("as_of", new Date("2025-06-29"));
    expect(await told("active_customers, lost_90_customers", "2025-04-01")).toBe("3 | -");
  });

  test("out of 30 and more give a rate; a purchase exactly as old as active is long still counts", async () => {
    // 2024-04-01 is day 91
    await shopOf(
      ordersOf("a", 20, [0, 1, 120]),
      ordersOf("b", 10, [0, 1]),
      ordersOf("c", 5, [-1, 0]),
      ordersOf("z", 1, [181])
    );
    expect(await told("active_customers, lost_90_customers, round(lost_90_rate, 4)", "2024-04-01")).toBe(
      "30 | 10 | 0.3333"
    );
  });
});

describe("old and new visitors", () => {
  const withDays = async (days: string) => {
    await shopOf(ordersOf("a", 1, [0]));
    await given(db, "stg_shop_daily", days);
    await invalidateModels(db);
  };
  const months = (visitors: string) =>
    withDays(
      [
        "platform | shop | day_date | visitor_count | buyer_count | new_visitor_count | returning_visitor_count | returning_buyer_count",
        ...Array.from({length: 28}, (_, day) => `taobao | one | ${dayOf(day)} | ${visitors}`)
      ].join("\n")
    );

  test("a week's conversions come from sums; new buyers are all others where the export does not give them", async () => {
    await withDays(
      `platform | shop | day_date   | visitor_count | buyer_count | new_visitor_count | returning_visitor_count | returning_buyer_count
       taobao   | one  | 2024-01-01 | 1000          | 60          | 900               | 100                     | 20
       taobao   | one  | 2024-01-02 | 1100          | 40          | 700               | 400                     | 20
       taobao   | one  | 2024-01-03 |               |             | 5                 |                         |`
    );
    expect(
      await view(
        db,
        "visitor_weeks",
        "days, new_visitor_count, new_buyer_count, new_conversion, returning_conversion, conversion_ratio, returning_buyer_share"
      )
    ).toBe("2 | 1600 | 60 | 0.0375 | 0.08 | 2.1333 | 0.4");
  });

  test("under two times is worth a remark, and fewer than 30 buyers on a side are not compared", async () => {
    await months("1000 | 30 | 900 | 100 | 5");
    // 25 of 900 against 5 of 100: 1.8 times
    expect(await view(db, "traffic_diagnosis", "code, round(conversion_ratio, 3)")).toBe(
      lines("ratio_low | 1.8\nneeds_values | 1.8")
    );
    await months("1000 | 31 | 900 | 100 | 1");
    expect(await view(db, "traffic_diagnosis", "code", "limit 1")).toBe("ratio_few");
    await months("1000 | 30 | 900 | 100 | 10");
    expect(await view(db, "traffic_diagnosis", "code", "limit 1")).toBe("ratio_fine");
  });

  test.each([
    [900, 0.02, 0.3, "high_high_high"],
    [900, 0.02, 0.5, "high_high_low"],
    [900, 0.04, 0.3, "high_low_high"],
    [900, 0.04, 0.5, "high_low_low"],
    [2000, 0.02, 0.3, "low_high_high"],
    [2000, 0.02, 0.5, "low_high_low"],
    [2000, 0.04, 0.3, "low_low_high"],
    [1000, 0.03, 0.4, "low_low_low"]
  ])("an industry of %s visitors, %s conversion and %s returning is %s", async (visitors, conversion, share, code) => {
    // the shop has 1000 a day, 0.03 and 0.4: a value that is the same is not above
    await months("1000 | 30 | 900 | 100 | 12");
    await db.setVariable("industry_visitors", visitors);
    await db.setVariable("industry_conversion", conversion);
    await db.setVariable("industry_share", share);
    expect(await view(db, "traffic_diagnosis", "code", "where position = 2")).toBe(code);
  });
});

test("over no orders, and over orders of unknown buyers, nothing is told and no rule is broken", async () => {
  await givenShop(
    db,
    "order_id | customer_key | customer_key_quality | ordered_at | paid_amount\n1 | | none | 2024-01-01 | 5"
  );
  expect(await view(db, "returning_measures", "count(again_share)")).toBe("0");
  expect(await view(db, "returning_stability", "code")).toBe("censored");
  expect(await view(db, "day_log", "buyers, orders")).toBe("0 | 1");
  expect(await view(db, "churn_months", "*")).toBe("");
  expect(await view(db, "traffic_diagnosis", "*")).toBe("");
  expect(await checkModels(db)).toEqual([]);
});
