import {parquetMetadataAsync, parquetReadObjects} from "hyparquet";
import {beforeAll, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {toParquetBlob} from "../../src/exports/parquet";
import {openTestDatabase} from "../support/database";
import {hardRows, leaving} from "./leaving";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
  await db.exec(`create table hard as ${hardRows}`);
});

const written = async (from: string) => (await toParquetBlob(await leaving(db, from))).arrayBuffer();

test("every column has its own type", async () => {
  const {schema} = await parquetMetadataAsync(await written("hard"));
  const types = schema
    .slice(1)
    .map(({name, type, logical_type}) => [name, type, logical_type?.type ?? ""].join(" ").trim());
  expect(types).toEqual([
    "whole INT32",
    "big INT64",
    "money INT64 DECIMAL",
    "share DOUBLE",
    "is_new BOOLEAN",
    "day INT32 DATE",
    "paid_at INT64 TIMESTAMP",
    "note BYTE_ARRAY STRING"
  ]);
});

test("values come back as they were, nothing as nothing", async () => {
  const rows = await parquetReadObjects({file: await written("hard")});
  expect(rows).toHaveLength(8);
  expect(rows[0]).toEqual({
    whole: 1,
    big: 9007199254740993n,
    money: 12.34,
    share: 0.1,
    is_new: true,
    day: new Date("2026-11-22"),
    paid_at: new Date("2026-11-22T09:08:07.123Z"),
    note: "=1+1"
  });
  expect(rows[1]).toMatchObject({big: -9223372036854775808n, money: -0.05, share: 1e308, note: ""});
  expect(Object.values(rows[2]!)).toEqual([null, null, null, null, null, null, null, null]);
  expect(rows[3]).toMatchObject({money: 9999999999.99, day: new Date("9999-12-31"), note: "'=already"});
});

test("many rows, and the decimals and numbers that need more than eight bytes", async () => {
  await db.exec(
    `create or replace table many as
     select i::integer as i, i::decimal(38, 4) / 3 as third, i::hugeint as huge, i::ubigint as large, ['a', 'b'] as list
     from range(230000) t(i)`
  );
  const rows = await parquetReadObjects({file: await written("many")});
  expect(rows).toHaveLength(230_000);
  expect(rows[200_000]).toMatchObject({i: 200_000, huge: 200_000, large: 200_000, list: "[a, b]"});
  expect(rows.every(({i}, index) => i === index)).toBe(true);
});

test("no rows at all are still a file with columns", async () => {
  await db.exec("create or replace table none as from hard where false");
  const file = await written("none");
  expect(await parquetReadObjects({file})).toEqual([]);
  expect((await parquetMetadataAsync(file)).schema).toHaveLength(9);
});
