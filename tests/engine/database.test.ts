import {beforeAll, describe, expect, test} from "vitest";
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

describe("a plan that is kept", () => {
  const live = ["cut"];
  const ask = async (sql: string) => (await db.query(sql, {isShort: true, live})).toArray().map((row) => row.toJSON());
  beforeAll(async () => {
    await db.exec(`create table days as select range as day from range(10);
      create view cut_days as
      select count(*)::integer as days, any_value(getvariable('word'))::varchar as word
      from days
      where day < (select max(value)::integer from duckdb_variables() where name = 'cut')`);
    await db.setVariable("cut", 4);
    await db.setVariable("word", "few");
  });

  test("answers by the value that a live variable has now", async () => {
    expect(await ask("from cut_days")).toEqual([{days: 4, word: "few"}]);
    await db.setVariable("cut", 7);
    expect(await ask("from cut_days")).toEqual([{days: 7, word: "few"}]);
  });

  test("is made anew when another variable changes, which it holds", async () => {
    await db.setVariable("word", "many");
    expect(await ask("from cut_days")).toEqual([{days: 7, word: "many"}]);
  });

  test("is made anew when a statement changed what it reads, or took it away", async () => {
    await db.exec(
      "insert into days select range + 100 from range(5); update days set day = day - 100 where day >= 100"
    );
    expect(await ask("from cut_days")).toEqual([{days: 12, word: "many"}]);
    await db.exec("create or replace view cut_days as select 1 as one");
    expect(await ask("from cut_days")).toEqual([{one: 1}]);
    await db.exec("drop view cut_days");
    await expect(ask("from cut_days")).rejects.toMatchObject({code: "engine.table_not_found"});
  });

  test("fails as the query does, and is tried again", async () => {
    await expect(ask("select error('no')")).rejects.toMatchObject({code: expect.stringMatching(/^engine\./)});
    await expect(ask("select error('no')")).rejects.toMatchObject({code: expect.stringMatching(/^engine\./)});
    expect(await ask("select 42 as answer")).toEqual([{answer: 42}]);
  });
});
