import {beforeAll, beforeEach, describe, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {invalidateModels} from "../../src/models/build";
import {checkModels} from "../../src/models/check";
import {openTestDatabase} from "../support/database";
import {emptyStaging, given, givenShop, lines, view} from "../support/given";

const variables = ["left_out", "explained_gaps", "import_day", "as_of", "own_event_names"];
let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
beforeEach(async () => {
  for (const name of [...variables, "own_event_kinds", "own_event_from_dates", "own_event_to_dates"])
    await db.setVariable(name, null);
});

/** What is found beside what a few days of data cannot tell. */
const found = (columns: string) =>
  view(db, "health", columns, "where code not like 'short_history%' order by code, item");

const days = (from: string, count: number, step = 1): string[] =>
  Array.from({length: count}, (_, index) =>
    new Date(Date.parse(from) + index * step * 86_400_000).toISOString().slice(0, 10)
  );

/** one paid order on each of these days, each of another buyer */
const ordersOn = (dates: readonly string[]): string =>
  [
    "order_id | customer_key | ordered_at | paid_amount",
    ...dates.map((day, at) => `${at} | c${at} | ${day} | 10`)
  ].join("\n");

test("plain orders are healthy", async () => {
  await givenShop(db, ordersOn(days("2026-01-01", 30)));
  expect(await found("code")).toBe("");
  expect(await checkModels(db)).toEqual([]);
});

test("titles that are no goods are found, titles that merely hold the word are not", async () => {
  await givenShop(
    db,
    `order_id | customer_key | ordered_at       | paid_amount | title
     1        | ann          | 2026-01-01 10:00 | 10          | 测试链接请勿拍
     2        | bob          | 2026-01-01 10:01 | 0.01        | 棉麻衬衫
     3        | cem          | 2026-01-01 10:02 | 5           | 补差价专用
     4        | dan          | 2026-01-01 10:03 | 8           | 邮费链接
     5        | eva          | 2026-01-01 10:04 | 20          | 甲醛测试仪
     6        | fay          | 2026-01-01 10:05 | 20          | 满99免邮费 纯棉袜子
     7        | gus          | 2026-01-01 10:06 | 20          | 衬衫 送赠品
     8        | hal          | 2026-01-01 10:07 | 30          | 棉麻衬衫，补差价专用
     9        | ida          | 2026-01-01 10:08 | 0           | 围巾
     10       | jan          | 2026-01-01 10:09 | 12          | 【赠品】围巾`
  );
  expect(await view(db, "health_orders", "code, order_id", "order by code, order_id::integer")).toBe(
    lines("fee_orders | 3\nfee_orders | 4\ngift_orders | 9\ngift_orders | 10\ntest_orders | 1\ntest_orders | 2")
  );
  expect(await found("code, severity, action, row_count, net_amount")).toBe(
    lines(`
      fee_orders | warning | leave_out | 2 | 13
      gift_orders | info | leave_out | 2 | 12
      test_orders | warning | leave_out | 2 | 10.01`)
  );
});

test("an order that was never paid for is no gift", async () => {
  await givenShop(
    db,
    `order_id | customer_key | ordered_at | paid_amount | gross_amount | status
     1        | ann          | 2026-01-01 | 0           | 0            | cancelled
     2        | bob          | 2026-01-01 | 0           | 0            | closed_unpaid`
  );
  expect(await found("code")).toBe("");
});

test("what is left out is left out of every number, and can be taken in again", async () => {
  await givenShop(
    db,
    `order_id | customer_key | ordered_at       | paid_amount | title
     1        | ann          | 2026-01-01 10:00 | 10          | 衬衫
     2        | ann          | 2026-01-05 10:00 | 90          | 测试商品
     3        | bob          | 2026-01-02 10:00 | 20          | 衬衫`
  );
  expect(await view(db, "history", "orders, customers, net_sales, as_of")).toBe("3 | 2 | 120 | 2026-01-06");
  await db.setVariable("left_out", ["test_orders"]);
  expect(await view(db, "history", "orders, customers, net_sales, as_of")).toBe("2 | 2 | 30 | 2026-01-03");
  expect(await view(db, "weeks", "sum(orders), sum(net_sales)")).toBe("2 | 30");
  expect(await view(db, "customers", "purchases, net_amount", "order by net_amount")).toBe(lines("1 | 10\n1 | 20"));
  // it is still told, and told that it is left out
  expect(await found("code, severity, action, row_count")).toBe("test_orders | info | take_in | 1");
  await db.setVariable("left_out", null);
  expect(await view(db, "history", "orders, customers, net_sales")).toBe("3 | 2 | 120");
});

describe("duplicates", () => {
  test("same buyer, amount and minute: all but the first", async () => {
    await givenShop(
      db,
      `order_id | customer_key | ordered_at          | paid_amount
       1        | ann          | 2026-01-01 10:00:01 | 10
       2        | ann          | 2026-01-01 10:00:59 | 10
       3        | ann          | 2026-01-01 10:01:00 | 10
       4        | ann          | 2026-01-01 10:00:30 | 10.01
       5        | bob          | 2026-01-01 10:00:30 | 10`
    );
    expect(await view(db, "health_orders", "code, order_id")).toBe("duplicate_orders | 2");
  });

  test("by the day, and said so, where the files give no time of day", async () => {
    const shop = (time: string) => `order_id | customer_key | ordered_at | paid_amount
       1 | ann | 2026-01-01 | 10
       2 | ann | 2026-01-01 | 10
       3 | bob | 2026-01-02 ${time} | 5
       4 | bob | 2026-01-02 ${time} | 5`;
    const said = () => found("row_count, is_day_only");
    await givenShop(db, shop(""));
    expect(await said()).toBe("2 | true");
    await givenShop(db, shop("10:00:00"));
    expect(await said()).toBe("2 | false");
  });

  test("not of buyers whom nobody names, nor of orders that nobody paid", async () => {
    await givenShop(
      db,
      `order_id | customer_key | customer_key_quality | ordered_at | paid_amount | status
       1        | a**          | masked               | 2026-01-01 | 10          | completed
       2        | a**          | masked               | 2026-01-01 | 10          | completed
       3        | ann          | strong               | 2026-01-01 | 0           | closed_unpaid
       4        | ann          | strong               | 2026-01-01 | 0           | closed_unpaid`
    );
    expect(await view(db, "health_orders", "code, order_id", "where code = 'duplicate_orders'")).toBe("");
  });
});

describe("dates", () => {
  const orders = `order_id | customer_key | ordered_at | paid_at    | paid_amount
     1        | ann          | 2026-01-01 | 2026-01-01 | 10
     2        | bob          | 1900-01-01 |            | 10
     3        | cem          | 2026-02-02 | 2026-02-02 | 10
     4        | dan          | 2026-01-05 | 2026-01-03 | 10
     5        | eva          |            |            | 10`;

  test("impossible, missing, and after the day of import", async () => {
    await db.setVariable("import_day", new Date("2026-02-01"));
    await givenShop(db, orders);
    expect(await view(db, "health_orders", "code, order_id", "order by code, order_id")).toBe(
      lines("future_orders | 3\nimpossible_dates | 2\nimpossible_dates | 4\nundated_orders | 5")
    );
    expect(await found("code, row_count")).toBe(lines("future_orders | 1\nimpossible_dates | 2\nundated_orders | 1"));
  });

  test("the day of import itself is no future, and without one nothing is", async () => {
    await db.setVariable("import_day", new Date("2026-02-02"));
    await givenShop(db, orders);
    expect(await view(db, "health", "code", "where code = 'future_orders'")).toBe("");
    await db.setVariable("import_day", null);
    expect(await view(db, "health", "code", "where code = 'future_orders'")).toBe("");
  });

  test("a future order never moves the as-of day, left out or not", async () => {
    await db.setVariable("import_day", new Date("2026-01-10"));
    await givenShop(db, "order_id | customer_key | ordered_at | paid_amount\n1|ann|2026-01-01|1\n2|ann|2062-01-01|1");
    expect(await view(db, "history", "as_of")).toBe("2026-01-02");
    await db.setVariable("left_out", ["future_orders"]);
    expect(await view(db, "history", "as_of, orders")).toBe("2026-01-02 | 1");
  });
});

describe("gaps", () => {
  test("a week without orders in a shop that sells every day", async () => {
    await givenShop(db, ordersOn([...days("2025-05-01", 20), ...days("2025-05-28", 20)]));
    expect(await view(db, "health_gaps", "first_date, last_date, days, usual_days, event")).toBe(
      "2025-05-21 | 2025-05-27 | 7 | 1 | -"
    );
    expect(await found("code, severity, action, days")).toBe("gap | warning | explain | 7");
  });

  test("two days are nothing; three are a gap", async () => {
    await givenShop(db, ordersOn([...days("2025-05-01", 20), ...days("2025-05-23", 20)]));
    expect(await found("code")).toBe("");
    await givenShop(db, ordersOn([...days("2025-05-01", 20), ...days("2025-05-24", 20)]));
    expect(await found("code, days")).toBe("gap | 3");
  });

  test("a shop that sells every third day may wait eight days", async () => {
    // waits of 3 days: 9 is not more than three times 3, 10 is
    await givenShop(db, ordersOn([...days("2025-05-01", 30, 3), ...days("2025-08-05", 30, 3)]));
    expect(await found("code")).toBe("");
    await givenShop(db, ordersOn([...days("2025-05-01", 30, 3), ...days("2025-08-06", 30, 3)]));
    expect(await found("code, days")).toBe("gap | 9");
  });

  test("closed at weekends is a rhythm", async () => {
    const workdays = days("2025-03-03", 84).filter((day) => ![0, 6].includes(new Date(day).getUTCDay()));
    await givenShop(db, ordersOn(workdays));
    expect(await found("code")).toBe("");
  });

  test("a dozen days with orders are no rhythm", async () => {
    await givenShop(db, ordersOn([...days("2025-05-01", 6), ...days("2025-06-01", 6)]));
    expect(await found("code")).toBe("");
  });

  test("Chinese New Year is named", async () => {
    // 10 February 2024 was New Year's Day
    await givenShop(db, ordersOn([...days("2024-01-01", 34), ...days("2024-02-17", 20)]));
    expect(await found("code, severity, event, first_date, last_date")).toBe(
      "holiday_gap | info | spring_festival | 2024-02-04 | 2024-02-16"
    );
  });

  test("more than a year without orders asks whether the files are of one shop, whatever holiday lies in it", async () => {
    await givenShop(db, ordersOn([...days("2010-05-01", 20), ...days("2011-05-22", 20)]));
    expect(await found("code, severity, event, days")).toBe("long_gap | warning | - | 366");
    await givenShop(db, ordersOn([...days("2010-05-01", 20), ...days("2011-05-21", 20)]));
    expect(await found("code, days")).toBe("gap | 365");
  });

  test("one's own closure is named before it; one that was explained is not told", async () => {
    await db.setVariable("own_event_names", ["盘点"]);
    await db.setVariable("own_event_kinds", ["closure"]);
    await db.setVariable("own_event_from_dates", ["2025-05-20"]);
    await db.setVariable("own_event_to_dates", ["2025-05-28"]);
    await givenShop(db, ordersOn([...days("2025-05-01", 20), ...days("2025-05-28", 20)]));
    expect(await found("code, event")).toBe("holiday_gap | 盘点");
    await db.setVariable("explained_gaps", ["2025-05-21"]);
    expect(await found("code")).toBe("");
    expect(await view(db, "health_gaps", "days, is_explained")).toBe("7 | true");
  });
});

describe("amounts", () => {
  test("more back than came in, below nothing, above the total", async () => {
    await givenShop(
      db,
      `order_id | customer_key | ordered_at | gross_amount | paid_amount | refund_amount | status
       1        | ann          | 2026-01-01 | 10           | 10          | 10            | refunded_full
       2        | bob          | 2026-01-01 | 10           | 10          | 10.02         | refunded_full
       3        | cem          | 2026-01-01 | -5           | -5          | 0             | completed
       4        | dan          | 2026-01-01 | 10           | 12          | 0             | completed
       5        | eva          | 2026-01-01 | 10           | 10          | 10.01         | refunded_full`
    );
    expect(await view(db, "health_orders", "code, order_id", "order by code, order_id")).toBe(
      lines("negative_amounts | 3\npaid_above_total | 4\nrefund_above_paid | 2")
    );
  });

  test("lines against totals: shipping, tax and discounts are no error", async () => {
    await emptyStaging(db);
    await given(
      db,
      "stg_orders",
      `order_id | customer_key | ordered_at | paid_amount | gross_amount | shipping_amount | tax_amount | discount_amount
       1        | ann          | 2026-01-01 | 110         | 110          | 10              |            |
       2        | bob          | 2026-01-01 | 108         | 108          | 5               | 3          | 20
       3        | cem          | 2026-01-01 | 100         | 100          |                 |            |
       4        | dan          | 2026-01-01 | 100         | 100          |                 |            | 10
       5        | eva          | 2026-01-01 | 100         | 100          |                 |            |`
    );
    await given(
      db,
      "stg_lines",
      `platform | shop | order_id | line_id | line_amount
       other    |      | 1        | 1       | 60
       other    |      | 1        | 2       | 40
       other    |      | 2        | 1       | 120
       other    |      | 3        | 1       | 70
       other    |      | 4        | 1       | 130
       other    |      | 5        | 1       | 140`
    );
    await invalidateModels(db);
    // 3: 30 are missing; 4: 20 above the total before its discount; 5: list prices, nobody says how much was taken off
    expect(await view(db, "health_orders", "code, order_id, lines_amount", "order by order_id")).toBe(
      lines("lines_disagree | 3 | 70\nlines_disagree | 4 | 130")
    );
  });
});

test("ids that a spreadsheet rounded, and rows that were not loaded", async () => {
  await emptyStaging(db);
  await given(
    db,
    "stg_orders",
    `order_id           | source_id | customer_key | ordered_at | paid_amount
     351531311732930000 | a         | ann          | 2026-01-01 | 10
     351531311732940000 | a         | bob          | 2026-01-02 | 10
     351531311732951234 | b         | cem          | 2026-01-02 | 10
     351531311732960000 | b         | dan          | 2026-01-02 | 10`
  );
  await given(
    db,
    "stg_rejects",
    "source_id | row_number | reason\n a | 1 | id_ruined_by_excel\n a | 2 | id_ruined_by_excel\n a | 3 | no_id"
  );
  await invalidateModels(db);
  expect(await found("code, severity, action, row_count")).toBe(
    lines("ids_rounded | error | rows | 2\nids_ruined | error | report | 2\nrejected_rows | warning | report | 1")
  );
});

test("what notices say is said once, with its rows", async () => {
  await givenShop(
    db,
    `order_id | customer_key | customer_key_quality | currency | ordered_at | paid_amount | status_raw | status
     1        | ann          | strong               | CNY      | 2026-01-01 | 10          | 已完成     | completed
     2        | a**          | masked               | CNY      | 2026-01-02 | 10          | 已完成     | completed
     3        | bob          | weak                 | CNY      | 2026-01-02 | 10          | 已完成     | completed
     4        | cem          | strong               | USD      | 2026-01-02 | 10          | 已完成     | completed
     5        | dan          | strong               | CNY      | 2026-01-02 | 10          | 飞走了     | pending_review`
  );
  expect(await found("code, row_count, has_rows, action")).toBe(
    lines(`
      other_currencies | 1 | true | rows
      unclear_statuses | 1 | true | report
      unknown_buyers | 1 | true | rows
      weak_identity | 1 | true | rows`)
  );
  const counts = "select code, count(*) as rows_count from health_orders group by code";
  expect(
    await view(
      db,
      "health",
      "health.code",
      `inner join (${counts}) as counted on counted.code = health.code
      where counted.rows_count <> health.row_count`
    )
  ).toBe("");
});
