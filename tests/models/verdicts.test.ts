import {beforeAll, beforeEach, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
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

const header = "order_id | customer_key | ordered_at | paid_amount | refund_amount | status";

const dayOf = (day: number): string => new Date(Date.UTC(2025, 0, 1 + day)).toISOString().slice(0, 10);

type Buyer = readonly [buyer: string, days: readonly number[], paid?: number];

/** An order a line: a buyer, the days after 1 January 2025 on which they bought, and what each came to. */
function orders(buyers: readonly Buyer[]): string {
  const rows = [...buyers].flatMap(([buyer, days, paid = 100]) =>
    days.map((day) => `${buyer}-${day} | ${buyer} | ${dayOf(day)} | ${paid} | 0 | completed`)
  );
  return [header, ...rows].join("\n");
}

const people = (count: number, name: string, daysOf: (index: number) => readonly number[]): Buyer[] =>
  Array.from({length: count}, (_, index) => [`${name}${index}`, daysOf(index)]);

/** A shop of 400 days: 93 of 100 bought once, spread evenly; 7 came back after 60 days. */
const onceShop = orders([
  ...people(93, "once", (index) => [index * 4]),
  ...people(7, "again", (index) => [index * 40, index * 40 + 60]),
  ["last", [399, 399]]
]);

test("a shop of which 93 in 100 bought once hears that first", async () => {
  await givenShop(db, onceShop);
  expect(await view(db, "verdicts", "code, tone, hits, denominator, days", "limit 1")).toBe(
    "one_time | bad | 94 | 101 | 400"
  );
});

test("how long second purchases take is not said of fewer than thirty", async () => {
  await givenShop(db, onceShop);
  expect(await view(db, "verdicts", "list_count, wait_days, advice", "where topic = 'one_time'")).toBe("- | - | -");
  await givenShop(
    db,
    orders([...people(200, "once", (index) => [index]), ...people(32, "again", (index) => [index, index + 10 + index])])
  );
  // waits of 10 to 41 days: the 16th of 32 is 25 days, the 24th is 33; as of day 200, those first seen from day 167 on
  expect(await view(db, "int_second_waits", "second_customers, half_days, most_days")).toBe("32 | 25 | 33");
  expect(await view(db, "verdicts", "hits, list_count, wait_days, advice", "where topic = 'one_time'")).toBe(
    "200 | 33 | 33 | once_in_time"
  );
});

test("nobody new for ninety days is told, with the day of the last and those who still buy", async () => {
  const shop = (newest: number) => orders([...people(12, "old", () => [0, 300]), ["new", [newest]]]);
  await givenShop(db, shop(211));
  expect(await view(db, "verdicts", "days, since_date, hits, other_count", "where topic = 'no_new_customers'")).toBe(
    "90 | 2025-07-31 | 12 | 12"
  );
  await givenShop(db, shop(212));
  expect(await view(db, "verdicts", "code", "where topic = 'no_new_customers'")).toBe("");
});

/** Fifteen complete months from January 2025, and the first day of the next; so many orders of 100 in each. */
function monthly(counts: readonly number[]): string {
  const starts = Array.from({length: 15}, (_, month) => Date.UTC(2025, month, 1));
  const rows = counts.flatMap((count, month) =>
    Array.from({length: count}, (_, place) => {
      const day = new Date(starts[month]! + (place % 28) * 86_400_000).toISOString().slice(0, 10);
      return `${month}-${place} | c${month}-${place} | ${day} | 100 | 0 | completed`;
    })
  );
  return [header, ...rows, "last | last | 2026-04-01 | 100 | 0 | completed"].join("\n");
}

test("a slow decline over fifteen months is found, though no month falls much below the one before", async () => {
  await givenShop(db, monthly([60, 58, 57, 55, 54, 52, 51, 49, 48, 46, 45, 44, 42, 41, 40]));
  // means of three months: 58⅓ orders at first, 41 at last; every pair of months falls: (−105 + 1) / √(15·14·35/18)
  expect(await view(db, "int_sales_trend", "months, score, sales_before, sales_now")).toBe(
    "15 | -5.1467 | 5833.3333 | 4100"
  );
  const columns = "code, tone, value, previous, change, other_count, trend[-1] = value as ends_alike";
  expect(await view(db, "verdicts", columns, "where topic = 'sales_trend'")).toBe(
    "sales_falling | bad | 4100 | 5833.3333 | -0.2971 | 15 | true"
  );
});

test("sales that go up and down, or move by less than 15 %, are no trend; too few months say nothing", async () => {
  await givenShop(db, monthly([50, 60, 40, 55, 45, 60, 40, 50, 60, 45, 55, 40, 60, 50, 45]));
  expect(await view(db, "verdicts", "code", "where topic = 'sales_trend'")).toBe("");
  await givenShop(db, monthly([60, 60, 60, 59, 59, 59, 58, 58, 58, 57, 57, 57, 56, 56, 56]));
  expect(await view(db, "verdicts", "code", "where topic = 'sales_trend'")).toBe("");
  await db.setVariable("as_of", new Date("2025-08-15"));
  await givenShop(db, monthly([60, 55, 50, 45, 40, 35, 30, 25, 0, 0, 0, 0, 0, 0, 0]));
  expect(await view(db, "int_sales_trend", "count(*)")).toBe("0");
});

test("active customers that rose say how many are new, and whether the earlier ones grew fewer", async () => {
  // on day 169, 100 were active; of them 40 have fallen silent since, and 200 new ones came
  await givenShop(
    db,
    orders([...people(40, "gone", () => [85]), ...people(60, "kept", () => [150]), ...people(200, "new", () => [198])])
  );
  const columns = "code, tone, value, previous, new_count, other_count, list_count";
  expect(await view(db, "verdicts", columns, "where topic = 'active_customers'")).toBe(
    "active_up_new | neutral | 260 | 100 | 200 | 40 | 40"
  );
});

test("who returns after more than a year is no returning buyer by default, and not called new either", async () => {
  await givenShop(
    db,
    orders([
      ["back", [0, 790]],
      ["new", [795]],
      ["regular", [700, 798]]
    ])
  );
  expect(await view(db, "verdicts", "denominator, hits, list_count", "where topic = 'returning_share'")).toBe(
    "3 | 1 | 1"
  );
  expect(
    await view(
      db,
      "verdict_customers join customers using (customer_id)",
      "customer_key",
      "where topic = 'returning_share' and part = 'list_count'"
    )
  ).toBe("new");
});

test("the first 365 days of data compare no returning share, and draw none", async () => {
  await givenShop(db, orders(people(80, "c", (index) => [300 + index, 340 + (index % 40)])));
  expect(
    await view(db, "verdicts", "code, previous, trend is null as has_no_trend", "where topic = 'returning_share'")
  ).toBe("returning_share_alone | - | true");
});

test.each([{}, {cuts: [40, 80, 120, 200], repurchase_days: 30}])(
  "each number of people in a verdict has exactly its people, each once: %j",
  async (variables) => {
    for (const [name, value] of Object.entries(variables)) await db.setVariable(name, value);
    const days = (index: number) => [
      index,
      ...(index % 3 ? [] : [index + 20 + (index % 50)]),
      ...(index % 7 ? [] : [420])
    ];
    await givenShop(db, orders(people(400, "c", days)));
    const parts = ["denominator", "hits", "new_count", "list_count"];
    const said = toRows(
      await db.query(`select topic, part, people from (
        unpivot (select topic, ${parts.join(", ")} from verdicts where topic not in ('unpaid', 'refunds', 'sales_trend'))
        on ${parts.join(", ")} into name part value people) where people > 0 order by all`)
    );
    const listed = toRows(
      await db.query(`select topic, part, count(distinct customer_id)::integer as people, count(*)::integer as rows
        from verdict_customers semi join verdicts using (topic)
        where part <> 'other_count' and topic <> 'sales_trend' group by topic, part order by topic, part`)
    );
    expect(listed.map(({topic, part, people}) => ({topic, part, people}))).toEqual(said);
    expect(listed.every(({people, rows}) => people === rows)).toBe(true);
    expect(said.length).toBeGreaterThan(9);
  }
);

test("each number of orders in a verdict has exactly its orders", async () => {
  const rows = Array.from({length: 90}, (_, index) => {
    const [status, paid, refund] = index % 9 === 7 ? ["unpaid", 0, 0] : ["completed", 50, index % 5 ? 0 : 20];
    return `${index} | c${index} | ${dayOf(index)} | ${paid} | ${refund} | ${status}`;
  });
  await givenShop(db, [header, ...rows].join("\n"));
  const said = await view(
    db,
    "verdicts",
    "topic, denominator, hits, list_count",
    "where unit = 'percent' and topic in ('refunds', 'unpaid') order by 1"
  );
  const pivot =
    "pivot (select topic, part from verdict_orders) on part in ('denominator', 'hits', 'list_count') using count(*)";
  expect(await view(db, `(${pivot})`, "topic, denominator, hits, list_count", "order by 1")).toBe(said);
  // the last 30 days are those from 60 to 89: four were not paid, of which that of day 88 is still to be reminded of, for it is
  // not three days old; five of the paid ones had money back
  expect(said).toBe(lines("refunds | 26 | 5 | 5\nunpaid | 30 | 4 | 1"));
});
