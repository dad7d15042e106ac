import {beforeAll, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {openTestDatabase} from "../support/database";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

const value = async (sql: string) => toRows(await db.query(`select ${sql} as value`))[0]?.value;

test.each([
  ["4634734.60::decimal(18,2)", 4634734.6],
  ["-0.01::decimal(18,2)", -0.01],
  ["sum(amount) from (values (485578.10::decimal(18,2)), (0.05)) as paid(amount)", 485578.15],
  ["12345678901234.56::decimal(38,2)", 12345678901234.56],
  ["0::decimal(18,2)", 0]
])("money arrives to the cent: %s", async (sql, expected) => {
  const [expression, from = ""] = sql.split(" from ");
  const rows = toRows(await db.query(`select ${expression} as value ${from && `from ${from}`}`));
  expect(rows[0]?.value).toBe(expected);
});

test("counts and sums of counts are numbers", async () => {
  expect(await value("count(*)")).toBe(1);
  expect(await value("sum(3)")).toBe(3);
  expect(await value("9007199254740991::bigint")).toBe(9007199254740991);
});

test("days and times are dates in UTC, whatever clock the reader has", async () => {
  expect(await value("date '2024-02-29'")).toEqual(new Date("2024-02-29T00:00:00Z"));
  expect(await value("timestamp '2026-11-11 23:59:58'")).toEqual(new Date("2026-11-11T23:59:58Z"));
});

test("lists are arrays of the same plain values, gaps included", async () => {
  expect(await value("[1.25::decimal(4,2), null]")).toEqual([1.25, null]);
  expect(await value("[date '2026-01-01']")).toEqual([new Date("2026-01-01T00:00:00Z")]);
});

test("nothing is null", async () => {
  expect(await value("null::decimal(18,2)")).toBeNull();
});

test("a column may be called like a part of every object", async () => {
  const [row] = toRows(await db.query(`select 1 as "__proto__", 'a' as "constructor", null as "toString"`));
  expect(Object.entries(row!)).toEqual([
    ["__proto__", 1],
    ["constructor", "a"],
    ["toString", null]
  ]);
  expect(row!.valueOf).toBeUndefined();
});
