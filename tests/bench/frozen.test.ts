import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {narrowHeader, narrowRows} from "../../sample-data/narrow";
import {wideHeader, wideRows} from "../../sample-data/wide";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {stageShop} from "../../src/shop/pipeline";
import {openTestDatabase} from "../support/database";
import {load} from "../ingest/given";
import {frozenAnswers, frozenRead, frozenRelations} from "./frozen";

const orders = 4000;
const rowAt = wideRows(orders);
const text = wideHeader + Array.from({length: orders}, (_, place) => rowAt(place)).join("");

let ours: Database;
let frozen: Database;

beforeAll(async () => {
  ours = await openTestDatabase();
  const {report} = await load(ours, text, {name: "wide.csv"});
  expect(report).toMatchObject({rowsLoaded: orders, rowsRejected: 0});
  await stageShop(ours, {sourceIds: [report.sourceId], shops: new Map()}, {});

  frozen = await openTestDatabase();
  const file = await frozen.registerBuffer("wide.csv", new TextEncoder().encode(text));
  for (const {sql} of [...frozenRead("wide", file), ...frozenRelations]) await frozen.exec(sql);
});
afterAll(() => Promise.all([ours.close(), frozen.close()]));

/** What a frozen answer says, some columns and rows of it. */
async function answer(name: string, columns: string, where: string): Promise<unknown[]> {
  const {sql} = frozenAnswers.find((statement) => statement.name === name)!;
  return rowsOf(
    frozen,
    `select ${columns} from (${sql.replace(/^--.*$/gm, "")}) as answer where ${where} order by all`
  );
}

async function rowsOf(db: Database, sql: string): Promise<unknown[]> {
  return toRows(await db.query(sql)).map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)]))
  );
}

/** Counts come as bigint or number, sums as decimal or double: compared to the thousandth. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  return typeof value === "number" ? Math.round(value * 1000) / 1000 : value;
}

/** Each answer, the columns that are compared, the same of one of our relations, and which rows; all when left out. */
const pairs: readonly [answer: string, columns: string, ours: string, where?: string][] = [
  [
    "verdicts",
    "period, buyers, returning_buyers",
    // a year ago is now 364 days ago, the same weekdays, and not 365
    `select
       case days_ago when 0 then 'recent' else 'previous' end as period,
       buyers,
       returning_buyers
     from int_past_windows
     where days_ago in (0, 30)`,
    "period <> 'year_ago'"
  ],
  ["shops", "shop, orders", "select shop, orders from shops"],
  [
    "essentials",
    "customers, repeat_rate, purchases, net_sales, mean_interval_days, quarters[2] as p50, median_purchase_amount",
    `select customers, repeat_rate, purchases, net_sales, mean_interval_days, interval_p50_days as p50, median_purchase_amount
     from essentials`
  ],
  [
    "lifecycle",
    "stage, customers, net_sales, previous_customers, amount_per_purchase",
    "select stage, customers, net_sales, previous_customers, amount_per_purchase from lifecycle"
  ],
  [
    "recency_days",
    "recency_days, customers",
    "select recency_days, sum(customers) as customers from int_recency_days group by recency_days"
  ],
  ["stage_months", "month_date, stage, customers", "select month_date, stage, customers from stage_months"],
  [
    "sleeping_definitions",
    "calendar_months, stage_sleeping, dormant",
    "pivot (select definition, customers from sleeping_definitions) on definition using first(customers)"
  ],
  [
    "weeks",
    "week_date, orders, buyers, returning_buyers, net_sales, average_order_value, returning_share",
    `select week_date, orders, buyers, returning_buyers, net_sales, average_order_value, within_year_share as returning_share
     from weeks where orders > 0`
  ],
  [
    "months",
    "month_date, orders, buyers, returning_buyers, net_sales, returning_share",
    "select month_date, orders, buyers, returning_buyers, net_sales, within_year_share as returning_share from months"
  ],
  [
    "returning_definitions",
    "period, within_year / buyers as within_year, ever / buyers as ever, any_before / buyers as any_before",
    `select
       replace(period, '_share', '') as period,
       first(share) filter (where definition = '365') as within_year,
       first(share) filter (where definition = 'ever') as ever,
       first(share) filter (where definition = 'any') as any_before
     from (
       unpivot (select definition, recent_share, previous_share, year_ago_share from returning_definitions)
       on recent_share, previous_share into name period value share
     )
     group by period`,
    "period <> 'year_ago'"
  ],
  [
    "recency_frequency",
    "recency_score, purchases_up_to_five, customers, net_sales",
    `select recency_score, left(frequency_band, 1)::integer as purchases_up_to_five, customers, net_sales
     from recency_frequency`
  ],
  [
    "tiers",
    "tier, customers, net_sales, amount_per_purchase, mean_recency_days",
    "select tier, customers, net_sales, amount_per_purchase, mean_recency_days from tiers where not is_total"
  ],
  [
    "repurchase_curve",
    `distinct
       cohort,
       max(at_risk) over (partition by cohort) as customers`,
    "select cohort, max(at_risk_customers) as customers from repurchase_curve group by cohort"
  ],
  [
    "recent_frequency",
    "purchases_up_to_five, buyers",
    "select left(frequency_band, 1)::integer as purchases_up_to_five, buyers from recent_frequency"
  ],
  [
    "cohorts",
    // the other columns are of months watched in full, and of buyers watched to the day before as_of: `value.test.ts`
    "month_date, new_customers",
    "select month_date, new_customers from cohorts"
  ],
  ["ladder", "purchase_number, customers, median_days", "select purchase_number, customers, median_days from ladder"],
  ["intervals", "ten, purchases", "select interval_days as ten, purchases from intervals"],
  [
    "best_customers",
    "buyer, stage, tier, recency_days, purchases, net_amount",
    `select customer_key as buyer, stage, tier, recency_days, purchases, net_amount
     from customers order by net_amount desc, customer_id limit 100`
  ],
  [
    "concentration",
    "top_share, customers, threshold_amount, net_sales, dormant_customers",
    "select top_share, customers, threshold_amount, net_sales, dormant_customers from concentration"
  ],
  // the top 20% are rounded up to a customer now, in the bands and the curve as in `concentration`: `figures.test.ts`
  [
    "losses",
    "orders, unpaid_orders, unpaid_amount, paid_orders, paid_amount, refund_orders, full_refund_orders, refund_amount",
    `select orders, unpaid_orders, unpaid_amount, paid_orders, paid_amount, refund_orders, full_refund_orders, refund_amount
     from losses`
  ],
  [
    "loss_weeks",
    "week_date, orders, unpaid_orders, refund_orders, unpaid_rate, refund_rate",
    "select week_date, orders, unpaid_orders, refund_orders, unpaid_rate, refund_rate from loss_weeks"
  ],
  ["unpaid_hours", "hour, orders, unpaid_orders", "select hour, orders, unpaid_orders from unpaid_hours"],
  [
    "statuses",
    "status, orders, gross_amount, net_amount",
    "select status, orders, gross_amount, net_amount from statuses"
  ]
];

test("every frozen answer can be asked", async () => {
  for (const {name, sql} of frozenAnswers) expect((await frozen.query(sql)).numRows, name).toBeGreaterThan(0);
});

test("the narrow file is read whole, with its money", async () => {
  const rows = narrowRows(500);
  const narrow = narrowHeader + Array.from({length: 500}, (_, place) => rows(place)).join("");
  const file = await frozen.registerBuffer("narrow.csv", new TextEncoder().encode(narrow));
  const [read] = frozenRead("narrow", file);
  await frozen.exec(read!.sql.replace("create table read_orders", "create table narrow_orders"));
  const amounts = narrow
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => Number(line.split(",")[6]));
  const [row] = await rowsOf(
    frozen,
    "select count(*) as orders, sum(gross_amount)::double as gross, max(ordered_at) is not null as is_timed from narrow_orders"
  );
  expect(row).toEqual({orders: 500, gross: plain(amounts.reduce((sum, amount) => sum + amount, 0)), is_timed: true});
});

describe("the frozen SQL comes to the numbers of our models", () => {
  test.each(pairs)("%s", async (name, columns, sql, where = "true") => {
    const theirs = await answer(name, columns, where);
    const mine = await rowsOf(ours, `from (${sql}) as mine order by all`);
    expect(theirs).toEqual(mine);
    expect(theirs.length).toBeGreaterThan(0);
  });
});
