import {beforeAll, beforeEach, describe, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {invalidateModels} from "../../src/models/build";
import {checkModels} from "../../src/models/check";
import {openTestDatabase} from "../support/database";
import {emptyStaging, given, givenShop, lines, view} from "../support/given";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
beforeEach(async () => {
  for (const name of ["as_of", "cohort_days", "purchase_unit"]) await db.setVariable(name, null);
});

/** Orders of so many customers, `at` days after 2024-01-01 each; named after the prefix. */
function ordersOf(prefix: string, count: number, days: readonly number[], paid = 10): string[] {
  return Array.from({length: count}, (_, number) => `${prefix}${number}`).flatMap((who) =>
    days.map((day, at) => {
      const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
      return `${who}-${at} | ${who} | ${date} | ${paid}`;
    })
  );
}

const shopOf = (...orders: string[][]) =>
  givenShop(db, ["order_id | customer_key | ordered_at | paid_amount", ...orders.flat()].join("\n"));

describe("what is known of a first purchase", () => {
  test("its day, amount, channel, coupon and place are those of that day's first valid order that tells them", async () => {
    await givenShop(
      db,
      `order_id | customer_key | ordered_at          | status    | paid_amount | channel | coupon_code | province | country
       1        | ann          | 2024-03-01 08:00:00 | cancelled | 5           | ads     | NO          | A        |
       2        | ann          | 2024-03-01 09:00:00 | completed | 10          |         | TEN         | B        | C
       3        | ann          | 2024-03-01 10:00:00 | completed | 20          | search  | OTHER       | D        |
       4        | ann          | 2024-05-01 10:00:00 | completed | 40          | mail    | LATE        | E        |
       5        | bob          | 2024-04-01 10:00:00 | completed | 7           |         |             |          | F`
    );
    expect(
      await view(
        db,
        "int_acquisitions",
        "first_date, first_amount, channel, coupon_code, region, second_days, third_days",
        "order by first_date"
      )
    ).toBe(lines("2024-03-01 | 30 | search | TEN | B | 61 | -\n2024-04-01 | 7 | - | - | F | - | -"));
  });

  test("its item is the one that came to most that day, of two alike the first by name", async () => {
    await emptyStaging(db);
    await given(
      db,
      "stg_orders",
      `order_id | customer_key | ordered_at | paid_amount
       1        | ann          | 2024-01-01 | 30
       2        | bob          | 2024-01-01 | 20
       3        | bob          | 2024-01-02 | 99`
    );
    await given(
      db,
      "stg_lines",
      `platform | shop | order_id | line_id | title | line_amount
       other    |      | 1        | 1       | cup   | 10
       other    |      | 1        | 2       | plate | 20
       other    |      | 2        | 1       | plate | 10
       other    |      | 2        | 2       | cup   | 10
       other    |      | 3        | 1       | vase  | 99`
    );
    await invalidateModels(db);
    expect(await view(db, "int_acquisitions", "first_amount, product", "order by first_amount")).toBe(
      lines("20 | cup\n30 | plate")
    );
  });

  test("sizes are quarters of customers by amount, and equal amounts share one", async () => {
    await shopOf(
      ordersOf("a", 1, [0], 1),
      ordersOf("b", 1, [0], 2),
      ordersOf("c", 2, [0], 3),
      ordersOf("d", 4, [0], 9)
    );
    expect(await view(db, "int_acquisitions", "first_amount, size_band, count(*)", "group by all order by all")).toBe(
      lines("1 | size_1 | 1\n2 | size_1 | 1\n3 | size_2 | 2\n9 | size_3 | 4")
    );
  });

  test("what no first purchase tells is no way to group; what one does not tell is a group of its own", async () => {
    await givenShop(
      db,
      `order_id | customer_key | ordered_at | paid_amount | channel
       1        | ann          | 2024-12-31 | 10          | ads
       2        | bob          | 2025-01-01 | 20          |`
    );
    expect(
      await view(
        db,
        "int_acquired_groups",
        "acquisition, acquired_group, closed_date",
        "where acquisition <> 'size' order by all"
      )
    ).toBe(
      lines(`
        channel | ads | -
        channel | unknown | -
        month | 2024-12 | 2025-01-01
        month | 2025-01 | 2025-02-01
        week | 2024-12-30 | 2025-01-06
        week | 2024-12-30 | 2025-01-06`)
    );
    expect(await view(db, "cohort_gaps", "acquisition, code", "where code like 'missing%'")).toBe(
      lines("coupon | missing_coupon\nplace | missing_place\nproduct | missing_product")
    );
  });
});

describe("groups by age", () => {
  const ofMonth = (columns: string, month = "2024-01") =>
    view(db, "cohort_ages", columns, `where acquisition = 'month' and acquired_group = '${month}' order by age_days`);

  test("day 30 belongs to the first 30 days, day 31 to the next; the day of purchase is its own", async () => {
    await shopOf(
      ordersOf("a", 10, [0, 30]),
      ordersOf("b", 10, [0, 31, 61]),
      ordersOf("c", 10, [0]),
      ordersOf("z", 1, [121])
    );
    await db.setVariable("cohort_days", 90);
    expect(
      await ofMonth("age_days, customers, bought_customers, returned_customers, orders, net_sales, value_per_customer")
    ).toBe(
      lines(`
        0 | 30 | 30 | 0 | 30 | 300 | 10
        30 | 30 | 10 | 10 | 10 | 100 | 13.3333
        60 | 30 | 10 | 20 | 10 | 100 | 16.6667
        90 | 30 | 10 | 20 | 10 | 100 | 20`)
    );
    expect(await ofMonth("bought_share, came_back_share")).toBe(
      lines("1 | 0\n0.3333 | 0.3333\n0.3333 | 0.6667\n0.3333 | 0.6667")
    );
  });

  test("a cell stands only when the last customer of the month was watched for all of its days", async () => {
    // the last of January's customers came on day 30 (the 31st); the newest order is of day 90, so D is day 91
    await shopOf(ordersOf("a", 1, [0, 20]), ordersOf("b", 1, [30]), ordersOf("z", 1, [90]));
    expect(await ofMonth("age_days")).toBe(lines("0\n30\n60"));
    await db.setVariable("as_of", new Date("2024-03-31"));
    // D is day 90: 60 whole days after day 30 are days 31 to 90, and day 90 is not in the data
    expect(await ofMonth("age_days")).toBe(lines("0\n30"));
  });

  test("the running month has no cells, since others may still join it", async () => {
    await shopOf(ordersOf("a", 1, [0]), ordersOf("b", 1, [70]));
    expect(await ofMonth("age_days", "2024-03")).toBe("");
    expect(await view(db, "cohort_groups", "customers, is_unfinished", "where acquired_group = '2024-03'")).toBe(
      "1 | true"
    );
  });

  test("other groups take only customers who were watched for all of the days", async () => {
    await givenShop(
      db,
      `order_id | customer_key | ordered_at | paid_amount | channel
       1        | ann          | 2024-01-01 | 10          | ads
       2        | bob          | 2024-03-01 | 10          | ads
       3        | bob          | 2024-03-05 | 10          | ads
       4        | cy           | 2024-03-31 | 10          | ads`
    );
    await db.setVariable("cohort_days", 90);
    // D is 1 April: Ann is 91 days old
    expect(await view(db, "cohort_ages", "age_days, customers", "where acquisition = 'channel'")).toBe(
      lines("0 | 1\n30 | 1\n60 | 1\n90 | 1")
    );
    await db.setVariable("as_of", new Date("2024-03-31"));
    expect(await view(db, "cohort_ages", "age_days", "where acquisition = 'channel'")).toBe("");
    expect(await view(db, "cohort_gaps", "code", "where acquisition = 'channel'")).toBe("young");
  });

  test("a return without its order lowers the 30 days in which it came; all ages add up to the customer", async () => {
    await givenShop(
      db,
      `order_id | customer_key | ordered_at | status        | paid_amount | refund_amount
       1        | ann          | 2024-01-01 | completed     | 100         |
       2        | ann          | 2024-02-10 | refunded_part | 50          | 20
       R1       | ann          | 2024-01-20 | refunded_full | 0           | 30
       9        | zoe          | 2024-12-31 | completed     | 1           |`
    );
    expect(
      await view(
        db,
        "int_age_sales",
        "age_days, purchases, net_amount",
        "where purchases + age_days > 0 and customer_id = (select customer_id from customers where customer_key = 'ann') order by age_days"
      )
    ).toBe(lines("0 | 1 | 100\n30 | 0 | -30\n60 | 1 | 30"));
    expect(await view(db, "customers", "net_amount", "where customer_key = 'ann'")).toBe("100");
  });

  test("fewer than 30 customers get no share and no amount per head", async () => {
    await shopOf(ordersOf("a", 29, [0, 5]), ordersOf("z", 1, [200]));
    expect(
      await ofMonth("age_days, returned_customers, came_back_share, value_per_customer, net_sales").then(
        (text) => text.split("\n")[1]
      )
    ).toBe("30 | 29 | - | - | 290");
    expect(
      await view(
        db,
        "cohort_groups",
        "watched_customers, came_back_share, is_small",
        "where acquired_group = '2024-01'"
      )
    ).toBe("29 | - | true");
  });
});

describe("groups against each other", () => {
  const byChannel = async (...channels: [string, number, number][]) => {
    const rows = channels.flatMap(([channel, customers, back]) =>
      Array.from({length: customers}, (_, at) => [
        `${channel}${at} | ${channel}${at} | 2024-01-01 | 10 | ${channel}`,
        ...(at < back ? [`${channel}${at}b | ${channel}${at} | 2024-01-11 | 10 | mail`] : [])
      ]).flat()
    );
    await givenShop(
      db,
      [
        "order_id | customer_key | ordered_at | paid_amount | channel",
        ...rows,
        "end | zoe | 2025-01-01 | 10 | zoe"
      ].join("\n")
    );
  };

  test("the interval is Wilson's, and a share beyond three standard errors of the others stands above or below", async () => {
    await byChannel(["ads", 40, 10], ["shop", 40, 32]);
    expect(
      await view(
        db,
        "cohort_groups",
        "acquired_group, watched_customers, returned_customers, came_back_share, share_low, share_high, median_days, standing",
        "where acquisition = 'channel' and acquired_group <> 'zoe' order by acquired_group"
      )
    ).toBe(
      lines("ads | 40 | 10 | 0.25 | 0.1419 | 0.4019 | 10 | below\nshop | 40 | 32 | 0.8 | 0.6524 | 0.895 | 10 | above")
    );
  });

  test("a difference of two standard errors is within chance when many are compared", async () => {
    await byChannel(["ads", 40, 10], ["shop", 40, 19]);
    // 0.225 apart; the standard error is the root of 0.25 × 0.75 / 40 + 0.475 × 0.525 / 40, 0.1044
    expect(
      await view(db, "cohort_groups", "standing", "where acquisition = 'channel' and acquired_group <> 'zoe'")
    ).toBe(lines("within\nwithin"));
  });
});

describe("newer customers against older ones", () => {
  // first purchases count from day 365 on; with 90 days to watch, 120 more days make two sides of 60
  const told = (columns: string) => view(db, "cohort_verdict", columns, "order by position");
  const early = ordersOf("e", 1, [0]);
  const end = ordersOf("z", 1, [365 + 90 + 120 - 1]);

  test("are split in two where a year before is out of reach, and the season is named", async () => {
    await shopOf(
      early,
      ordersOf("o", 40, [365]),
      ordersOf("n", 30, [425, 425 + 90]),
      ordersOf("m", 10, [484, 484 + 91]),
      end
    );
    await db.setVariable("as_of", new Date(Date.UTC(2024, 0, 1 + 575)));
    await db.setVariable("cohort_days", 90);
    expect(
      await view(
        db,
        "cohort_comparison",
        "side, base, from_date, until_date, customers, returned_customers, value_per_customer"
      )
    ).toBe(
      lines(`
        newer | before | 2025-03-01 | 2025-04-29 | 40 | 30 | 17.5
        older | before | 2024-12-31 | 2025-02-28 | 40 | 0 | 10`)
    );
    expect(await told("code")).toBe(lines("share_more\nvalue_more\nbase_before"));
  });

  test("a difference that may be chance is called one", async () => {
    await shopOf(
      early,
      ordersOf("o", 20, [366, 370]),
      ordersOf("p", 20, [366]),
      ordersOf("n", 23, [430, 440]),
      ordersOf("m", 17, [430]),
      end
    );
    await db.setVariable("cohort_days", 90);
    expect(await told("code, round(share_points, 4)")).toBe(
      lines("share_same | 0.075\nvalue_same | 0.075\nbase_before | 0.075")
    );
    // Newcombe, from the Wilson intervals 0.4220–0.7149 and 0.3520–0.6480
    expect(await view(db, "cohort_verdict", "points_low, points_high", "limit 1")).toBe("-0.1379 | 0.2787");
  });

  test("fewer than 30 on one side, or too short a history, give no verdict", async () => {
    await shopOf(early, ordersOf("o", 29, [366]), ordersOf("n", 40, [430]), end);
    await db.setVariable("cohort_days", 90);
    expect(await told("code, customers, older_customers")).toBe("few | 40 | 29");
    await db.setVariable("cohort_days", 180);
    expect(await told("code")).toBe("short");
    expect(await view(db, "cohort_comparison", "customers")).toBe(lines("0\n0"));
  });

  test("are set beside the same weekdays a year before where the data reaches", async () => {
    await shopOf(early, ordersOf("z", 1, [365 + 90 + 364 + 60 - 1]));
    await db.setVariable("cohort_days", 90);
    // 60 days that end 90 days before D, which is day 879: days 729 to 788, and 364 before
    expect(await view(db, "cohort_comparison", "side, base, from_date, until_date")).toBe(
      lines(`
        newer | year | 2025-12-30 | 2026-02-27
        older | year | 2024-12-31 | 2025-02-28`)
    );
  });
});

test("over no orders, and over orders of unknown buyers, every cohort is empty and no rule is broken", async () => {
  await givenShop(
    db,
    "order_id | customer_key | customer_key_quality | ordered_at | paid_amount\n1 | | none | 2024-01-01 | 5"
  );
  for (const relation of ["cohort_ages", "cohort_groups", "cohort_gaps"])
    expect(await view(db, relation, "*")).toBe("");
  expect(await view(db, "cohort_verdict", "code")).toBe("short");
  expect(await checkModels(db)).toEqual([]);
});
