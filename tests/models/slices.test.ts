import {beforeAll, beforeEach, describe, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {invalidateModels} from "../../src/models/build";
import {readModels} from "../../src/models/library";
import {madeModelsOf, makeWhenRead} from "../../src/models/on-demand";
import {openTestDatabase} from "../support/database";

const models = readModels({
  "./intermediate/int_chosen.sql": "-- One row per order.\n-- @materialize view\nfrom stg_orders",
  "./marts/sales.sql": `-- One row per order, but the third.
-- @slices int_chosen
-- @key row_number
with
named as (
    select row_number, row_number * 2 as amount, getvariable('unit')::varchar as unit
    from int_chosen
    where row_number <> 3
)
select * from named`
});

/** the engine below, and the messages that make `sales` */
let bare: Database;
let sent: string[];
let onSent: (count: number) => void;
let db: Database;

beforeAll(async () => {
  const real = await openTestDatabase();
  const exec: Database["exec"] = async (sql, options) => {
    if (sql.includes('"sales"')) onSent(sent.push(sql));
    await real.exec(sql, options);
  };
  bare = {...real, exec};
});

beforeEach(async () => {
  await bare.exec("drop view if exists int_chosen; drop table if exists sales; reset variable unit");
  sent = [];
  onSent = () => undefined;
  db = makeWhenRead({...bare}, {models});
});

/** Orders of which each row number of these ranges is one. */
async function orders(...ranges: [from: number, end: number][]): Promise<void> {
  const rows = ranges.map(([from, end]) => `select range as row_number from range(${from}, ${end})`);
  await bare.exec(`create or replace view stg_orders as ${rows.join(" union all ")}`);
  await invalidateModels(db);
}

const summary = async () =>
  toRows(await db.query("select count(*) as rows, sum(amount)::double as amount, min(unit) as unit from sales"));

/** 2 × (1 + 2 + … + n) without the third */
const doubled = (count: number) => count * (count + 1) - 6;

describe("a table that is made in slices", () => {
  test("of few rows is made at once", async () => {
    await orders([1, 1_000_001]);
    expect(await summary()).toEqual([{rows: 999_999, amount: doubled(1_000_000), unit: null}]);
    expect(sent).toHaveLength(1);
  });

  test("of many rows holds each of them once, in their order", async () => {
    await orders([1, 1_600_001]);
    expect(await summary()).toEqual([{rows: 1_599_999, amount: doubled(1_600_000), unit: null}]);
    expect(sent).toHaveLength(2);
    expect(
      toRows(await db.query("select row_number from sales where rowid in (0, 2, 1599998) order by rowid"))
    ).toEqual([1, 4, 1_600_000].map((row_number) => ({row_number})));
  });

  test("reads the same row numbers of several files together", async () => {
    await orders([1, 400_001], [1, 400_001], [1, 400_001], [1, 400_001]);
    expect(await summary()).toEqual([{rows: 1_599_996, amount: 4 * doubled(400_000), unit: null}]);
    expect(sent).toHaveLength(2);
  });

  test("goes out of date half-way: it is made anew, whole", async () => {
    await orders([1, 1_600_001]);
    onSent = (count) => {
      if (count === 1) void db.setVariable("unit", "CNY");
    };
    expect(await summary()).toEqual([{rows: 1_599_999, amount: doubled(1_600_000), unit: "CNY"}]);
    // the first, then both again
    expect(sent.filter((sql) => sql.startsWith("create") || sql.startsWith("insert"))).toHaveLength(3);
  });

  test("fails half-way: no part of it stands", async () => {
    await orders([1, 1_600_001]);
    onSent = (count) => {
      if (count === 2) throw new Error("Out of Memory Error");
    };
    await expect(summary()).rejects.toThrow();
    expect(madeModelsOf(db).upToDate).not.toContain("sales");
    await invalidateModels(db);
    expect(await summary()).toEqual([{rows: 1_599_999, amount: doubled(1_600_000), unit: null}]);
  });
});
