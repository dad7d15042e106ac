import {beforeAll, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {invalidateModels} from "../../src/models/build";
import {checkModels} from "../../src/models/check";
import {openTestDatabase} from "../support/database";
import {emptyStaging, given, lines, view} from "../support/given";

let db: Database;

/** Days of shop A from Monday 5 January to Tuesday 20 January 2026, the 14th left out in `B`; 100 visitors, 5 buyers a day. */
const days = (shop: string, count: number, paid: number, isMissing: (day: number) => boolean = () => false) =>
  Array.from({length: count}, (_, at) => at + 5)
    .filter((day) => !isMissing(day))
    .map((day) => {
      const visitors = day < 12 ? 100 : 150;
      return `taobao | ${shop} | 2026-01-${String(day).padStart(2, "0")} | ${visitors} | 5 | ${paid} | ${day < 12 ? 4.8 : 4.7}`;
    });

/** Two whole weeks of a shop, with so many visitors, buyers and so much money on each day of the first and of the second. */
const wholeWeeks = (shop: string, ...weeks: readonly (readonly [number, number, number])[]) =>
  weeks.flatMap((week, at) =>
    Array.from(
      {length: 7},
      (_, day) => `taobao | ${shop} | 2026-01-${String(5 + 7 * at + day).padStart(2, "0")} | ${week.join(" | ")} |`
    )
  );

beforeAll(async () => {
  db = await openTestDatabase();
  await emptyStaging(db);
  await given(
    db,
    "stg_shop_daily",
    [
      "platform | shop | day_date | visitor_count | buyer_count | paid_amount | description_score",
      ...days("A", 16, 200),
      ...days("B", 14, 100, (day) => day === 14),
      // a day that tells of sales alone is no part of a share
      "taobao | C | 2026-01-05 | 100 | 5 | 50 |",
      "taobao | C | 2026-01-06 | | 5 | 50 |",
      // weeks before of 28 visitors and 28 buyers, and of a tenth of what came then
      ...wholeWeeks("D", [4, 4, 100], [5, 4, 100]),
      ...wholeWeeks("E", [10, 10, 100], [100, 10, 100])
    ].join("\n")
  );
  await invalidateModels(db);
});

test("a week is what its days come to, and is compared with the week before where both are whole", async () => {
  expect(
    await view(
      db,
      "shop_weeks",
      "shop, iso_week, days, visitor_count, visitor_change, buyer_count, conversion_rate, paid_amount, paid_amount_change, average_order_amount, description_score, is_unfinished"
    )
  ).toBe(
    lines(`A | 2026-W02 | 7 | 700  | -   | 35 | 0.05   | 1400 | -  | 40 | 4.8 | false
      A | 2026-W03 | 7 | 1050 | 0.5 | 35 | 0.0333 | 1400 | 0  | 40 | 4.7 | false
      A | 2026-W04 | 2 | 300  | -   | 10 | 0.0333 | 400  | -  | 40 | 4.7 | true
      B | 2026-W02 | 7 | 700  | -   | 35 | 0.05   | 700  | -  | 20 | 4.8 | false
      B | 2026-W03 | 6 | 900  | -   | 30 | 0.0333 | 600  | -  | 20 | 4.7 | true
      C | 2026-W02 | 2 | 100  | -   | 10 | 0.05   | 100  | -  | 10 | -   | true
      D | 2026-W02 | 7 | 28   | -   | 28 | 1      | 700  | -  | 25 | -   | false
      D | 2026-W03 | 7 | 35   | -   | 28 | 0.8    | 700  | -  | 25 | -   | false
      E | 2026-W02 | 7 | 70   | -   | 70 | 1      | 700  | -  | 10 | -   | false
      E | 2026-W03 | 7 | 700  | -   | 70 | 0.1    | 700  | 0  | 10 | -   | false`)
  );
});

test("the weeks are those of the shops looked at", async () => {
  await db.setVariable("shop", ["B"]);
  expect(await view(db, "shop_weeks", "distinct shop")).toBe("B");
  await db.setVariable("shop", null);
});

test("what a shop without orders can tell is said, and which file is missing", async () => {
  expect(
    await view(db, "capabilities", "capability, is_on", "where capability in ('orders', 'shop_days') order by 1")
  ).toBe(lines("orders | false\nshop_days | true"));
  expect(await view(db, "notices", "code")).toBe("no_orders");
  expect(await checkModels(db)).toEqual([]);
});
