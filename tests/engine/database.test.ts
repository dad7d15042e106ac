import {beforeAll, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {QueryError} from "../../src/engine/query-error";
import {openTestDatabase} from "../support/database";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

test("a value set as a variable comes back as it was, quotes and lists included", async () => {
  await db.setVariable("name", 'O\'Brien "x"');
  await db.setVariable("cuts", [90, 180]);
  await db.setVariable("as_of", new Date("2026-11-20"));
  const [row] = (
    await db.query(
      "select getvariable('name') as name, getvariable('cuts')[2] as cut, getvariable('as_of')::varchar as day"
    )
  ).toArray();
  expect(row?.toJSON()).toEqual({name: 'O\'Brien "x"', cut: 180, day: "2026-11-20"});
});

test("an unknown column is named, placed and given candidates", async () => {
  await db.exec("create table orders (order_id varchar)");
  const error = await db.query("select ordr_id\nfrom orders").catch((reason: unknown) => reason);
  QueryError.assert(error, {code: "engine.column_not_found"});
  expect((error as QueryError).candidates).toContain("order_id");
  expect((error as QueryError).place).toMatchObject({offset: 7, line: 1, column: 8});
});
