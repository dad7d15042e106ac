import {beforeAll, describe, expect, test} from "vitest";
import {toRows, type Row} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {checkModels} from "../../src/models/check";
import {simulateBuyers} from "../support/buyers";
import {openTestDatabase} from "../support/database";
import {givenShop} from "../support/given";

const day = 86_400_000;
const asOf = Date.UTC(2026, 0, 1);
const truth = {r: 0.8, alpha: 9, a: 0.9, b: 4};
const cardsOf = ["customer_forecasts", "forecast_stages", "forecast_summary", "forecast_weeks", "forecast_calibration"];
const related = [...cardsOf, "forecast_tests", "forecast_verdict", "forecast_parameters", "forecast_returns"];

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

/** Orders of simulated customers over 110 weeks to the end of 2025, each of 100 but for how much `amountOf` says. */
async function givenBuyers(count: number, keeps: (day: number) => boolean = () => true, amount = "100"): Promise<void> {
  await db.setVariable("as_of", new Date(asOf));
  const rows = simulateBuyers(truth, {count, seed: 5, ages: [1, 110]}).flatMap(({age, times}, at) =>
    [0, ...times]
      .map((time) => Math.floor((time - age) * 7))
      .filter((days, nth) => days < 0 && (nth === 0 || keeps(days)))
      .map((days, nth) => {
        const date = new Date(asOf + days * day).toISOString().slice(0, 10);
        return `${at}-${nth} | c${at} | ${date} | ${amount === "own" ? 50 + ((at * 37) % 100) + ((nth * 17) % 30) : amount}`;
      })
  );
  await givenShop(db, `order_id | customer_key | ordered_at | paid_amount\n${rows.join("\n")}`);
}

const read = async (from: string): Promise<Row[]> => toRows(await db.query(`from ${from}`));

describe("a shop whose customers buy as the model says", () => {
  let summary: Row;
  beforeAll(async () => {
    await givenBuyers(1500, undefined, "own");
    [summary = {}] = await read("forecast_summary");
  });

  test("passes all three tests", async () => {
    const tests = await read("forecast_tests");
    expect(tests.map(({code}) => code)).toEqual(["total_passed", "groups_passed", "ranking_passed"]);
    expect(await read("forecast_verdict")).toMatchObject([{is_holding: true, tests_passed: 3}]);
    expect(String(summary.code)).toMatch(/^forecast_(just_)?holds$/);
  });

  test("has the parameters that it was made with, within their errors", async () => {
    const found = await read("forecast_parameters where forecast = 'now' and model = 'bg_nbd'");
    expect(found.map(({parameter}) => parameter)).toEqual(["r", "alpha", "a", "b"]);
    for (const {parameter, parameter_value: value, standard_error: error} of found)
      expect(Math.abs(Number(value) - truth[parameter as keyof typeof truth])).toBeLessThan(3 * Number(error));
  });

  test("expects of all what it expects of the stages together, which are its customers", async () => {
    const stages = await read("forecast_stages");
    const all = stages.pop()!;
    const sum = (column: string) => stages.reduce((total, row) => total + Number(row[column]), 0);
    expect(all).toMatchObject({stage: "all", customers: 1500, is_total: true});
    expect(sum("customers")).toBe(1500);
    expect(Math.abs(sum("expected_total") - Number(all.expected_total))).toBeLessThanOrEqual(3);
    expect(sum("expected_amount")).toBeCloseTo(Number(all.expected_amount), 4);
    expect(sum("likely_customers")).toBe(all.likely_customers);
    expect(Number(all.low_total)).toBeLessThan(Number(all.expected_total));
    expect(Number(all.high_total)).toBeGreaterThan(Number(all.expected_total));
    expect(summary.expected_total).toBe(all.expected_total);
  });

  test("gives weeks that add up to the same, and every customer a range", async () => {
    const weeks = await read("forecast_weeks");
    expect(weeks).toHaveLength(26);
    const ahead = weeks.slice(13);
    const total = ahead.reduce((sum, row) => sum + Number(row.expected_purchases), 0);
    expect(total / Number(summary.expected_total)).toBeCloseTo(1, 2);
    expect(weeks[13]!.week_start).toEqual(new Date(asOf));
    const [people] = await read(`(select count(*) as people, bool_and(low_purchases <= expected_purchases + 1
      and high_purchases + 1 >= expected_purchases) as holds from customer_forecasts where horizon_days = 365)`);
    expect(people).toEqual({people: 1500, holds: true});
  });

  test("breaks no rule of its relations", async () => {
    expect(await checkModels(db, {relations: related})).toEqual([]);
  });

  test("purchases that all come to the same are forecast without money", async () => {
    await givenBuyers(600);
    const [row] = await read("forecast_verdict");
    // every purchase comes to the same: the model of amounts has nothing to tell people apart by
    expect(row).toHaveProperty("amount_error", null);
    const [told] = await read("forecast_summary");
    expect(told!.expected_amount).toBeNull();
  });
});

describe("a shop that stopped coming 60 days ago", () => {
  beforeAll(() => givenBuyers(1500, (days) => days < -60));

  test("does not hold: no customer, stage or week is forecast, and the counts stay", async () => {
    expect(await read("forecast_verdict")).toMatchObject([{is_holding: false, code: "forecast_fails"}]);
    expect(await read("customer_forecasts")).toEqual([]);
    const stages = await read("forecast_stages");
    expect(stages.map(({expected_total: total}) => total)).toEqual([null, null, null, null, null, null]);
    expect(stages.at(-1)!.customers).toBe(1500);
    expect(await read("forecast_weeks")).toHaveLength(13);
    const returns = await read("forecast_returns");
    expect(returns.map(({purchases}) => purchases)).toEqual([1, 2, 3]);
    for (const row of returns) {
      expect(row.returned_share).toBe(Number(row.returned_customers) / Number(row.past_customers));
      expect(Number(row.low_share)).toBeLessThan(Number(row.returned_share));
    }
  });
});

describe("a shop that cannot be forecast", () => {
  const isOn = async () => (await read("capabilities where capability = 'forecast'"))[0];

  test("with fewer than 100 second purchases says so and has no rows", async () => {
    await givenBuyers(60);
    expect(await isOn()).toMatchObject({is_on: false, reason: "few_second_purchases"});
    for (const name of related) expect(await read(name)).toEqual([]);
  });

  test("with less than 270 days says so", async () => {
    await givenShop(
      db,
      "order_id | customer_key | ordered_at | paid_amount\n1 | a | 2025-04-07 | 9\n2 | a | 2025-12-31 | 9"
    );
    expect(await isOn()).toMatchObject({is_on: false, reason: "short_forecast_history"});
    await givenShop(
      db,
      "order_id | customer_key | ordered_at | paid_amount\n1 | a | 2025-04-06 | 9\n2 | a | 2025-12-31 | 9"
    );
    expect(await isOn()).toMatchObject({is_on: false, reason: "few_second_purchases"});
  });

  test("without buyers says that", async () => {
    await givenShop(db, "order_id | ordered_at | paid_amount\n1 | 2024-01-01 | 9\n2 | 2025-12-31 | 9");
    expect(await isOn()).toMatchObject({is_on: false, reason: "no_identity"});
  });
});
