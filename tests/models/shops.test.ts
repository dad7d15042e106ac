import {beforeAll, beforeEach, describe, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {invalidateModels} from "../../src/models/build";
import {shippedModels} from "../../src/models/library";
import {openTestDatabase} from "../support/database";
import {emptyStaging, given, givenShop, lines, view} from "../support/given";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
beforeEach(async () => {
  for (const name of ["as_of", "shop", "platform", "currency"]) await db.setVariable(name, null);
});

const three = `platform | shop | order_id | customer_key | ordered_at          | paid_amount | currency | status
  taobao   | East | 1        | ann          | 2026-01-01 10:00:00 | 100         | CNY      | completed
  taobao   | East | 2        | ann          | 2026-03-01 10:00:00 | 50          | CNY      | completed
  taobao   | East | 3        | ben          | 2026-03-05 10:00:00 | 30          | CNY      | refunded_full
  taobao   | West | 1        | ann          | 2026-02-01 10:00:00 | 20          | CNY      | completed
  taobao   | West | 2        | cid          | 2026-03-09 10:00:00 | 70          | CNY      | shipped
  shopify  |      | 1        | ann          | 2026-03-10 10:00:00 | 9           | USD      | completed
  shopify  |      | 2        | dee          | 2026-03-11 10:00:00 | 8           | CNY      | completed`;

const choose = async (values: Readonly<Record<string, string[] | string | null>>) => {
  for (const [name, value] of Object.entries(values)) await db.setVariable(name, value);
};
const totals = () => view(db, "history", "orders, customers, net_sales, currency, first_date, last_date, as_of");

describe("the shops looked at", () => {
  test("nothing chosen is everything in the commonest currency", async () => {
    await givenShop(db, three);
    expect(await totals()).toBe(lines("6 | 3 | 248 | CNY | 2026-01-01 | 2026-03-11 | 2026-03-12"));
    expect(await view(db, "shops", "platform, shop, orders, first_date, last_date")).toBe(
      ["taobao | East | 3 | 2026-01-01 | 2026-03-05", "shopify |  | 2 | 2026-03-10 | 2026-03-11"]
        .concat("taobao | West | 2 | 2026-02-01 | 2026-03-09")
        .join("\n")
    );
  });

  test("a customer of two shops is counted in each with what was bought there; the as-of day stays", async () => {
    await givenShop(db, three);
    await choose({shop: ["East"]});
    expect(await totals()).toBe(lines("3 | 1 | 150 | CNY | 2026-01-01 | 2026-03-05 | 2026-03-12"));
    expect(await view(db, "customers", "customer_key, purchases, net_amount, recency_days")).toBe("ann | 2 | 150 | 11");
    await choose({shop: ["West"]});
    expect(await view(db, "customers", "customer_key, purchases, net_amount", "order by 1")).toBe(
      lines("ann | 1 | 20\ncid | 1 | 70")
    );
    await choose({shop: ["East", "West"]});
    expect(await view(db, "customers", "customer_key, purchases, net_amount", "order by 1")).toBe(
      lines("ann | 3 | 170\ncid | 1 | 70")
    );
  });

  test("a platform, the shop without a name, and a shop that is not there", async () => {
    await givenShop(db, three);
    await choose({platform: ["shopify"]});
    expect(await view(db, "history", "orders, currency")).toBe("1 | CNY");
    await choose({platform: null, shop: [""]});
    expect(await view(db, "history", "orders, currency")).toBe("1 | CNY");
    await choose({shop: ["North"]});
    expect(await view(db, "history", "orders, customers")).toBe("0 | 0");
    expect(await view(db, "notices", "code")).toBe("no_orders");
    await choose({shop: null});
    expect(await totals()).toBe(lines("6 | 3 | 248 | CNY | 2026-01-01 | 2026-03-11 | 2026-03-12"));
  });

  // a filter that one report forgets would be a wrong number: what is chosen must read as if nothing else were there
  test("every report of one shop is what it would be if that shop stood alone", async () => {
    const days = Array.from({length: 120}, (_, index) => new Date(Date.UTC(2025, 0, 1 + index * 4)).toISOString());
    const row = (day: string, index: number) =>
      `taobao | ${index % 3 === 0 ? "West" : "East"} | ${index} | buyer${index % 17} | ${day.slice(0, 19)} | ${day.slice(0, 19)}
        | ${10 + ((index * 7) % 90)} | ${index % 11 === 0 ? 5 : 0} | ${index % 13 === 0 ? "unpaid" : "completed"}`.replace(
        /\n\s+/,
        " "
      );
    const header =
      "platform | shop | order_id | customer_key | ordered_at | paid_at | paid_amount | refund_amount | status";
    const item = (each: string) => `${each.split("|").slice(0, 3).join("|")} | 1 | 5 | 1 | 5`;
    const all = days.map(row);
    const fill = async (some: readonly string[]) => {
      await emptyStaging(db);
      await given(db, "stg_orders", [header, ...some].join("\n"));
      await given(
        db,
        "stg_lines",
        ["platform | shop | order_id | line_id | unit_price | quantity | line_amount", ...some.map(item)].join("\n")
      );
      await invalidateModels(db);
    };
    const reports = [...shippedModels.values()].filter(({name, layer}) => layer === "reports" && name !== "shops");
    const everything = async () => {
      const found: Record<string, unknown> = {};
      for (const {name} of [...reports, {name: "order_lines"}])
        found[name] = toRows(
          await db.query(`select * ${name === "order_lines" ? "exclude (customer_id)" : ""} from ${name} order by all`)
        );
      return found;
    };
    await db.setVariable("as_of", new Date("2026-05-01T00:00:00Z"));
    await fill(all.filter((each) => each.includes("West")));
    const alone = await everything();
    await fill(all);
    const together = await everything();
    await choose({shop: ["West"]});
    expect(await everything()).toEqual(alone);
    expect(together).not.toEqual(alone);
  });
});

describe("currencies", () => {
  test("are counted apart, never summed together, and one is chosen", async () => {
    await givenShop(db, three);
    expect(await view(db, "currencies", "currency, orders, orders_share, is_summed")).toBe(
      lines("CNY | 6 | 0.8571 | true\nUSD | 1 | 0.1429 | false")
    );
    expect(await view(db, "notices", "code, row_count", "where code = 'other_currencies'")).toBe(
      "other_currencies | 1"
    );
    await choose({currency: "USD"});
    expect(await totals()).toBe(lines("1 | 1 | 9 | USD | 2026-03-10 | 2026-03-10 | 2026-03-12"));
    expect(await view(db, "notices", "code, row_count", "where code = 'other_currencies'")).toBe(
      "other_currencies | 6"
    );
    expect(await view(db, "currencies", "currency, is_summed")).toBe(lines("CNY | false\nUSD | true"));
  });

  test("the commonest currency is that of the shops looked at", async () => {
    await givenShop(
      db,
      `${three}\n  shopify  |      | 3        | eve          | 2026-03-11 11:00:00 | 4           | USD      | completed`
    );
    await choose({platform: ["shopify"]});
    expect(await view(db, "history", "orders, net_sales, currency")).toBe("2 | 13 | USD");
  });

  test("orders that name none are summed with the rest, and that is said", async () => {
    await givenShop(db, three.replaceAll("USD", "   "));
    expect(await view(db, "history", "orders, net_sales, currency")).toBe("7 | 257 | CNY");
    expect(await view(db, "notices", "code, row_count", "where code like '%currenc%'")).toBe("bare_currency | 1");
  });
});

test("the headlines are the page's own numbers, by hand", async () => {
  // as of 11 March: ann bought 2 and 400 days before it, ben 100 days before, cid 200 days before, dee 300, eve 399
  await givenShop(
    db,
    `order_id | customer_key | ordered_at          | paid_amount
     1        | ann          | 2025-02-04 10:00:00 | 10
     2        | ann          | 2026-03-09 10:00:00 | 10
     3        | ben          | 2025-12-01 10:00:00 | 20
     4        | cid          | 2025-08-23 10:00:00 | 30
     5        | dee          | 2025-05-15 10:00:00 | 40
     6        | eve          | 2025-02-05 10:00:00 | 50
     7        | fay          | 2026-03-10 10:00:00 | 5`
  );
  expect(
    await view(
      db,
      "headlines",
      `as_of, currency, orders, net_sales, customers, repeat_rate, returning_share, active_customers, silent_customers,
       sleeping_customers, lost_customers, long_lost_customers`
    )
  ).toBe("2026-03-11 | CNY | 7 | 165 | 6 | 0.1667 | 0 | 2 | 1 | 1 | 1 | 1");
});
