import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database, Value} from "../../src/engine/database";
import {bindInputs} from "../../src/engine/sql";
import {openTestDatabase} from "../support/database";

/** How SQL reads a range that was drawn on a chart; no range is null, and lets everything through. */
const idioms = {
  days: days("order_date"),
  moments: days("paid_at::date"),
  amounts:
    "select order_id from shop where $range is null or amount between ($range::double[])[1] and ($range::double[])[-1]"
};

// the cast says what the list holds while it is null, and that its texts are days
function days(column: string): string {
  return `select order_id from shop where $range is null or ${column} between ($range::date[])[1] and ($range::date[])[-1]`;
}

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
  await db.exec(`create table shop as select * from (values
    (1, date '2026-10-31', timestamp '2026-10-31 23:59:59', 50),
    (2, date '2026-11-01', timestamp '2026-11-01 00:00:00', 100.5),
    (3, date '2026-11-22', timestamp '2026-11-22 21:30:00', 400),
    (4, date '2026-11-23', timestamp '2026-11-23 00:00:00', 400.01),
    (5, null, null, null)) as orders (order_id, order_date, paid_at, amount)`);
});
afterAll(() => db.close());

async function ask(sql: string, range: Value): Promise<unknown[]> {
  await db.setVariable("range", range);
  return toRows(await db.query(`${bindInputs(sql)} order by order_id`)).map(({order_id}) => order_id);
}

describe("a range drawn on a chart, in SQL", () => {
  test.each([
    ["days", idioms.days, ["2026-11-01", "2026-11-22"], [2, 3]],
    ["one day", idioms.days, ["2026-11-22", "2026-11-22"], [3]],
    ["one day that an input kept once", idioms.days, ["2026-11-22"], [3]],
    ["the whole of the last day", idioms.moments, ["2026-11-01", "2026-11-22"], [2, 3]],
    ["amounts, both ends included", idioms.amounts, [100.5, 400], [2, 3]],
    ["whole amounts", idioms.amounts, [50, 400], [1, 2, 3]]
  ] as const)("%s", async (_, sql, range, expected) => {
    expect(await ask(sql, range)).toEqual(expected);
  });

  test.each(Object.entries(idioms))("no range lets all %s through, those without one too", async (_, sql) => {
    expect(await ask(sql, null)).toEqual([1, 2, 3, 4, 5]);
  });

  test("a view follows the range from none to one and back", async () => {
    await db.setVariable("range", null);
    await db.exec(`create or replace temp view picked as ${bindInputs(idioms.days)}`);
    const picked = async () => toRows(await db.query("select count(*) as n from picked"))[0]?.n;
    expect(await picked()).toBe(5);
    await db.setVariable("range", ["2026-11-01", "2026-11-22"]);
    expect(await picked()).toBe(2);
    await db.setVariable("range", null);
    expect(await picked()).toBe(5);
  });
});
