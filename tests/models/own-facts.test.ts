import {beforeAll, beforeEach, describe, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {invalidateModels} from "../../src/models/build";
import {factVariables} from "../../src/shop/facts/fact-book";
import {noOwnFacts, type OwnFacts} from "../../src/shop/own-facts";
import {setVariables} from "../../src/shop/pipeline";
import {openTestDatabase} from "../support/database";
import {emptyStaging, given, givenShop, lines, view} from "../support/given";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
beforeEach(async () => {
  await knowing({});
  for (const name of ["industry_share", "as_of"]) await db.setVariable(name, null);
});

async function knowing(facts: Partial<OwnFacts>): Promise<void> {
  await setVariables(db, factVariables({...noOwnFacts, ...facts}));
}

describe("industry values", () => {
  const orders = `order_id | customer_key | ordered_at | paid_amount
    1 | ann | 2026-01-05 | 1
    2 | ann | 2026-01-12 | 1
    3 | bob | 2026-02-02 | 1`;

  test("a week's own value wins over its month's, and that over the single number", async () => {
    // before the first 365 days are over, nobody can tell who returns
    await givenShop(db, `${orders}\n    4 | old | 2024-12-02 | 1`);
    await db.setVariable("industry_share", 0.1);
    await knowing({
      benchmarks: [
        {period: "month", date: "2026-01-31", share: 0.3, name: ""},
        {period: "week", date: "2026-01-14", share: 0.4, name: "同行"}
      ]
    });
    expect(
      await view(db, "weeks", "week_date, industry_share", "where week_date >= '2026-01-05' order by week_date")
    ).toBe(
      lines(`
        2026-01-05 | 0.3
        2026-01-12 | 0.4
        2026-01-19 | 0.3
        2026-01-26 | 0.3
        2026-02-02 | 0.1`)
    );
    const columns = "month_date, industry_share, gap_points";
    expect(await view(db, "months", columns, "where month_date >= '2026-01-01' order by month_date")).toBe(
      lines("2026-01-01 | 0.3 | -0.3\n2026-02-01 | 0.1 | -0.1")
    );
    expect(await view(db, "capabilities", "is_on", "where capability = 'industry'")).toBe("true");
  });

  test("a week of two months is the month's of its Thursday; of two values the later day's stands", async () => {
    await givenShop(db, orders);
    await knowing({
      benchmarks: [
        {period: "month", date: "2026-01-01", share: 0.3, name: ""},
        {period: "month", date: "2026-02-01", share: 0.5, name: ""},
        {period: "week", date: "2026-01-07", share: 0.2, name: ""},
        {period: "week", date: "2026-01-06", share: 0.9, name: ""}
      ]
    });
    // Monday 26 January to Sunday 1 February 2026: its Thursday is the 29th
    expect(
      await view(
        db,
        "weeks",
        "week_date, industry_share",
        "where week_date in ('2026-01-05', '2026-01-26', '2026-02-02')"
      )
    ).toBe(lines("2026-01-05 | 0.2\n2026-01-26 | 0.3\n2026-02-02 | 0.5"));
  });

  test("none at all is none", async () => {
    await givenShop(db, orders);
    expect(await view(db, "weeks", "count(industry_share)")).toBe("0");
    expect(await view(db, "capabilities", "reason", "where capability = 'industry'")).toBe("no_industry_value");
  });
});

describe("tags and birthdays", () => {
  async function givenPeople(): Promise<void> {
    await emptyStaging(db);
    await given(
      db,
      "stg_orders",
      `platform | order_id | customer_key | buyer_phone | buyer_email | ordered_at | paid_amount
       youzan   | 1        | ann          | 13800000001 |             | 2027-02-13 | 30
       youzan   | 2        | bob          | 13800000002 | b@x.cn      | 2027-02-14 | 10
       youzan   | 3        | cem          | 13800000003 |             | 2027-02-14 | 60`
    );
    await given(
      db,
      "stg_customers",
      `platform | shop | customer_key | buyer_phone | tags       | birth_date
       youzan   |      | ann          |             | 大码，VIP  | 1990-02-29
       youzan   |      | other        | 13800000002 | VIP        | 1985-12-31
       youzan   |      | nobody       | 13999999999 | VIP        | 1999-02-20`.replace("1990-02-29", "1992-02-29")
    );
    await invalidateModels(db);
  }

  test("from an export by key or phone, by hand by name, phone or e-mail; who never bought is nobody", async () => {
    await knowing({
      people: [
        {customer: "B@x.cn", tag: "老板", birthday: ""},
        {customer: "13800000003", tag: "VIP", birthday: "1970-02-15"},
        {customer: "无此人", tag: "VIP", birthday: ""}
      ]
    });
    await givenPeople();
    expect(await view(db, "tag_sales", "tag, customers, net_sales, customers_share", "order by tag")).toBe(
      lines("VIP | 3 | 100 | 1\n大码 | 1 | 30 | 0.3333\n老板 | 1 | 10 | 0.3333")
    );
  });

  test("the next 30 days from the as-of day; 29 February is the 28th in a year without one", async () => {
    await knowing({
      people: [
        {customer: "cem", tag: "", birthday: "1970-02-15"},
        {customer: "bob", tag: "", birthday: "1985-03-17"}
      ]
    });
    await givenPeople();
    // as of 2027-02-15: the day itself counts, 17 March is the 30th day after it
    expect(await view(db, "birthdays", "customer_key, birthday_date, until_days")).toBe(
      lines("cem | 2027-02-15 | 0\nann | 2027-02-28 | 13")
    );
    await db.setVariable("as_of", new Date("2028-02-15"));
    await invalidateModels(db);
    expect(await view(db, "birthdays", "customer_key, birthday_date", "where customer_key = 'ann'")).toBe(
      "ann | 2028-02-29"
    );
  });

  test("over the turn of the year, and what is typed wins over the export", async () => {
    await db.setVariable("as_of", new Date("2027-12-20"));
    await knowing({people: [{customer: "bob", tag: "", birthday: "1985-01-02"}]});
    await givenPeople();
    expect(await view(db, "birthdays", "customer_key, birthday_date, until_days")).toBe("bob | 2028-01-02 | 13");
  });

  test("without any, what needs them is off", async () => {
    await givenShop(db, "order_id | customer_key | ordered_at | paid_amount\n1|ann|2026-01-01|1");
    expect(await view(db, "capabilities", "capability, reason", "where capability in ('tags', 'birthdays')")).toBe(
      lines("tags | no_tags\nbirthdays | no_birthdays")
    );
  });
});
