import {beforeAll, beforeEach, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {openTestDatabase} from "../support/database";
import {givenShop, lines, view} from "../support/given";

const variables = ["as_of", "rfm_method", "rfm_flag", "rfm_monetary", "repurchase_days", "tier", "stage"];

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
beforeEach(async () => {
  for (const name of variables) await db.setVariable(name, null);
});

async function choose(name: string, value: string): Promise<void> {
  await db.setVariable(name, value);
}

/** ten customers who each bought once, on ten days, for 10, 20 … 100 */
const ten = `order_id | customer_key | ordered_at | paid_amount\n${Array.from({length: 10}, (_, index) => {
  const day = String(index + 1).padStart(2, "0");
  return `${index} | c${day} | 2026-01-${day} | ${10 * (index + 1)}`;
}).join("\n")}`;

test("fifths of ten different customers hold two each; customers who tie share a score", async () => {
  await givenShop(db, ten);
  expect(await view(db, "customers", "recency_score, count(*) as n", "group by recency_score order by 1")).toBe(
    lines("1 | 2\n2 | 2\n3 | 2\n4 | 2\n5 | 2")
  );
  // all ten bought once: nobody bought less often than anybody
  expect(await view(db, "customers", "distinct frequency_score")).toBe("1");
  expect(await view(db, "customers", "monetary_score", "order by monetary_value")).toBe(
    lines("1\n1\n2\n2\n3\n3\n4\n4\n5\n5")
  );
});

test("fixed breaks: 30 days still score 5, 31 score 4; an amount on a break takes the higher score", async () => {
  await db.setVariable("as_of", new Date("2026-05-01"));
  await db.setVariable("rfm_method", "breaks");
  await givenShop(
    db,
    `order_id | customer_key | ordered_at | paid_amount
     1        | a            | 2026-04-01 | 49.99
     2        | b            | 2026-03-31 | 50
     3        | c            | 2026-01-01 | 200
     4        | d            | 2026-01-01 | 199.99`
  );
  expect(await view(db, "customers", "customer_key, recency_days, recency_score, monetary_score", "order by 1")).toBe(
    lines("a | 30 | 5 | 1\nb | 31 | 4 | 2\nc | 120 | 2 | 5\nd | 120 | 2 | 4")
  );
});

test("the flags of one customer under the three rules", async () => {
  await db.setVariable("as_of", new Date("2026-05-01"));
  await givenShop(
    db,
    `order_id | customer_key | ordered_at | paid_amount
     1        | a            | 2026-04-30 | 10
     2        | b            | 2026-04-01 | 10
     3        | c            | 2026-01-01 | 90`
  );
  // scores by fifths of three: R 5 → 1 + 5·2/3 = 4, 2, 1; M 1, 1, 1 + 5·2/3 = 4; means 7/3 and 2; days 1, 30, 120, mean 50.3
  const flags = "customer_key, is_recency_high, is_monetary_high";
  expect(await view(db, "customers", flags, "order by 1")).toBe(
    lines("a | true | false\nb | false | false\nc | false | true")
  );
  await choose("rfm_flag", "mean_value");
  expect(await view(db, "customers", flags, "order by 1")).toBe(
    lines("a | true | false\nb | true | false\nc | false | true")
  );
  await choose("rfm_flag", "score_4");
  expect(await view(db, "customers", "customer_key, tier, tier_group", "order by 1")).toBe(
    lines(`
      a | general_develop | ordinary
      b | general_win_back | ordinary
      c | important_win_back | key_win_back`)
  );
});

test("eight tiers fold to four, and both levels add up to all customers", async () => {
  await givenShop(db, ten);
  expect(
    await view(db, "tiers", "sum(customers) filter (where is_total), sum(customers) filter (where not is_total)")
  ).toBe("10 | 10");
  const flags =
    "(true, true, true), (true, false, true), (false, true, true), (false, false, true), (true, true, false), (true, false, false), (false, true, false), (false, false, false)";
  expect(
    await view(db, `(values ${flags}) as cases (r, f, m)`, "tier_of(r, f, m), tier_group_of(tier_of(r, f, m))")
  ).toBe(
    lines(`
      important_value | key_develop
      important_develop | key_develop
      important_keep | key_win_back
      important_win_back | key_win_back
      general_value | loyal
      general_develop | ordinary
      general_keep | loyal
      general_win_back | ordinary`)
  );
});

test("the best tenth of ten customers is one, and brings 100 of 550", async () => {
  await givenShop(db, ten);
  expect(await view(db, "concentration", "top_share, customers, threshold_amount, net_sales_share")).toBe(
    lines(
      "0.01 | 1 | 100 | 0.1818\n0.05 | 1 | 100 | 0.1818\n0.1 | 1 | 100 | 0.1818\n0.2 | 2 | 90 | 0.3455\n0.5 | 5 | 60 | 0.7273"
    )
  );
  expect(await view(db, "value_bands", "band, customers, net_sales")).toBe(
    lines("top | 2 | 190\nmiddle | 3 | 210\nrest | 5 | 150")
  );
  expect(await view(db, "pareto", "customers_share, net_sales_share", "where customers_share in (0, 0.2, 1)")).toBe(
    lines("0 | 0\n0.2 | 0.3455\n1 | 1")
  );
});

test("the top customers of a selection are ranked among themselves", async () => {
  await givenShop(db, ten);
  await db.setVariable("stage", ["active"]);
  expect(await view(db, "concentration", "customers, net_sales_share", "where top_share = 0.2")).toBe("2 | 0.3455");
  await db.setVariable("stage", ["lost"]);
  expect(await view(db, "concentration", "customers")).toBe("");
});

const firstBuyers = `
  order_id | customer_key | ordered_at | paid_amount
  1        | in_time      | 2026-01-01 | 1
  2        | in_time      | 2026-04-11 | 1
  3        | late         | 2026-01-01 | 1
  4        | late         | 2026-04-12 | 1
  5        | never        | 2026-01-01 | 1
  6        | young        | 2026-04-01 | 1
  7        | young        | 2026-04-02 | 1`;

test("repurchase within 100 days: day 100 counts, day 101 does not, and the too young are left out", async () => {
  await givenShop(db, firstBuyers);
  const columns = "month_date, new_customers, mature_customers, repurchased_customers, repurchase_rate, is_unfinished";
  expect(await view(db, "cohorts", columns)).toBe(
    lines("2026-01-01 | 3 | 3 | 1 | 0.3333 | false\n2026-04-01 | 1 | 0 | 0 | - | true")
  );
  await db.setVariable("repurchase_days", 101);
  expect(await view(db, "cohorts", "repurchased_customers", "limit 1")).toBe("2");
});

test("the repurchase curve counts a young buyer for as long as it could be watched", async () => {
  await givenShop(db, firstBuyers);
  // Kaplan–Meier by hand: day 1 one of four returns (3/4 left); day 100 one of three (1/2 left); day 101 one of two (1/4)
  const points = "where cohort = 'all' and days in (0, 1, 99, 100, 101)";
  expect(await view(db, "repurchase_curve", "days, repurchase_rate, at_risk_customers", points)).toBe(
    lines("0 | 0 | 4\n1 | 0.25 | 4\n99 | 0.25 | 3\n100 | 0.5 | 3\n101 | 0.75 | 2")
  );
});

test("the ladder: how many got to each step, and the median wait", async () => {
  await givenShop(
    db,
    `order_id | customer_key | ordered_at | paid_amount
     1        | a            | 2026-01-01 | 1
     2        | a            | 2026-01-11 | 1
     3        | a            | 2026-01-31 | 1
     4        | b            | 2026-01-01 | 1
     5        | b            | 2026-01-21 | 1
     6        | c            | 2026-01-01 | 1
     7        | d            | 2026-01-01 | 1`
  );
  expect(await view(db, "ladder", "purchase_number, customers, step_rate, median_days")).toBe(
    lines("1 | 4 | - | -\n2 | 2 | 0.5 | 15\n3 | 1 | 0.5 | 20")
  );
});

/** sixty customers with one to five purchases each, spread over three years without chance */
const many = `order_id | customer_key | ordered_at | paid_amount\n${Array.from({length: 180}, (_, index) => {
  const day = new Date(Date.UTC(2023, 0, 1) + ((index * 617) % 1090) * 86_400_000).toISOString().slice(0, 10);
  return `${index} | c${(index * 7 + (index % 5)) % 60} | ${day} | ${10 + (index % 9)}`;
}).join("\n")}`;

test.each([1, 10, 100, 365, 1000])(
  "what is added up beforehand is what is counted one by one: %i days",
  async (days) => {
    await db.setVariable("as_of", new Date("2026-01-01"));
    await givenShop(db, many);
    await db.setVariable("repurchase_days", days);
    const read = () => Promise.all(["cohorts", "ladder"].map((name) => view(db, name, "*")));
    const added = await read();
    // every tier is chosen, so everybody is, but customer by customer
    await db.setVariable("tier", ["key_develop", "key_win_back", "loyal", "ordinary"]);
    expect(await read()).toEqual(added);
    const [row] = (await view(db, "cohorts", "sum(mature_customers), sum(repurchased_customers)")).split("\n");
    expect(row).toBe(
      await view(
        db,
        "customers cross join int_settings",
        `count(*) filter (where as_of - customers.first_date > ${days}),
      count(*) filter (where as_of - customers.first_date > ${days} and repurchase_days <= ${days})`
      )
    );
  }
);

test("buyers of the last three calendar months by number of purchases, and the share of two and more", async () => {
  await db.setVariable("as_of", new Date("2026-05-01"));
  await givenShop(
    db,
    `order_id | customer_key | ordered_at | paid_amount
     1        | a            | 2026-01-31 | 1
     2        | a            | 2026-02-01 | 1
     3        | b            | 2026-02-01 | 1
     4        | b            | 2026-04-30 | 1
     5        | c            | 2026-03-01 | 1
     6        | d            | 2026-01-31 | 1`
  );
  expect(await view(db, "recent_frequency", "frequency_band, buyers, buyers_share, repeat_rate, from_date")).toBe(
    lines("1 | 2 | 0.6667 | 0.3333 | 2026-02-01\n2 | 1 | 0.3333 | 0.3333 | 2026-02-01")
  );
});

test("a single customer with a single purchase makes a whole check-up", async () => {
  await givenShop(db, "order_id | customer_key | ordered_at | paid_amount\n1 | ann | 2026-01-01 | 9.90");
  expect(await view(db, "essentials", "customers, repeat_rate, amount_per_purchase")).toBe("1 | 0 | 9.9");
  expect(await view(db, "tiers", "tier, customers", "where not is_total")).toBe("general_win_back | 1");
  expect(await view(db, "verdicts", "code, confidence", "order by code")).toBe(
    lines("active_alone | 1\nreturning_share_alone | 1")
  );
});
