import {beforeAll, beforeEach, describe, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {QueryError} from "../../src/engine/query-error";
import {createCellView, queryCellView, querySelect} from "../../src/engine/select";
import {invalidateModels} from "../../src/models/build";
import {readCatalog, readWholeCatalog} from "../../src/models/catalog";
import {readModels} from "../../src/models/library";
import {madeModelsOf, makeWhenRead} from "../../src/models/on-demand";
import {openTestDatabase} from "../support/database";

const models = readModels({
  "./marts/sales.sql":
    "-- One row per order.\n-- @key order_id\nselect order_id, amount, coalesce(getvariable('unit')::varchar, 'CNY') as unit from stg_orders",
  "./macros/doubled.sql": "-- Twice a number.\n(number) as number * 2",
  "./reports/totals.sql":
    "-- One row: what was sold.\nselect sum(doubled(amount))::integer as total, first(unit) as unit from sales",
  "./marts/unread.sql": "-- One row per order.\n-- @key order_id\nselect order_id from stg_orders"
});

/** the engine below, and what is sent to it for its effect */
let bare: Database;
let sent: string[];
let failure: QueryError | null;
let db: Database;

beforeAll(async () => {
  const real = await openTestDatabase();
  const exec: Database["exec"] = (sql, options) => {
    sent.push(sql);
    return failure && sql.includes('"sales"') ? Promise.reject(failure) : real.exec(sql, options);
  };
  bare = {...real, exec};
});

beforeEach(async () => {
  sent = [];
  failure = null;
  await bare.exec(
    "drop view if exists totals; drop table if exists sales; drop table if exists unread; drop macro if exists doubled"
  );
  db = makeWhenRead({...bare}, {models});
  await orders([1, 10]);
  sent = [];
});

async function orders(...rows: [number, number][]): Promise<void> {
  const values = rows.map(([id, amount]) => `(${id}, ${amount})`).join(", ");
  await bare.exec(`create or replace table stg_orders as select * from (values ${values}) as t(order_id, amount)`);
  await invalidateModels(db);
}

const ask = async (sql: string) => toRows(await db.query(sql));
const standing = () => madeModelsOf(db).upToDate;

describe("what a query reads", () => {
  test("is made before it, once, and nothing else is", async () => {
    expect(standing()).toEqual([]);
    expect(await ask("select * from totals")).toEqual([{total: 20, unit: "CNY"}]);
    expect(standing()).toEqual(["sales", "totals"]);
    const messages = sent.length;
    await ask("select total from totals");
    expect(sent).toHaveLength(messages);
  });

  test("takes a message for each table, and one for what follows the last", async () => {
    await ask("from totals");
    expect(sent).toHaveLength(2);
  });

  test.each([
    "from totals",
    "select 1 where exists (from main.totals)",
    "with a as (from totals) from a",
    "from (values (1)) v, totals",
    'select * from "Totals"',
    "from 'totals'",
    "describe totals",
    "summarize totals"
  ])("a person's select: %s", async (sql) => {
    await querySelect(db, sql);
    expect(standing()).toContain("totals");
  });

  test("a table of the select's own is none of ours", async () => {
    await querySelect(db, "with totals as (select 1 as total) from totals");
    expect(standing()).toEqual([]);
  });

  test("a formula alone", async () => {
    expect(await ask("select doubled(4)::integer as eight")).toEqual([{eight: 8}]);
  });

  test("through the views of cells, one above the other", async () => {
    await createCellView(db, "mine", "select total + 1 as more from totals");
    await createCellView(db, "yours", "select more + 1 as most from mine");
    await orders([1, 100]);
    expect(toRows(await queryCellView(db, "yours"))).toEqual([{most: 202}]);
  });

  test("lists of tables show every relation, with what it is", async () => {
    const listed = await querySelect(db, "select table_name, comment from duckdb_tables() order by 1");
    expect(toRows(listed)).toEqual([
      {table_name: "sales", comment: "One row per order."},
      {table_name: "stg_orders", comment: null},
      {table_name: "unread", comment: "One row per order."}
    ]);
    const named = await querySelect(
      db,
      "select table_name as name from information_schema.tables where table_schema = 'main' order by 1"
    );
    expect(toRows(named).map(({name}) => name)).toEqual(["sales", "stg_orders", "totals", "unread"]);
  });
});

describe("what is out of date", () => {
  test("after an import only tables are made again, when they are read", async () => {
    await ask("from totals");
    sent = [];
    await orders([1, 10], [2, 20]);
    sent = [];
    expect(standing()).toEqual(["totals"]);
    expect(await ask("select total from totals")).toEqual([{total: 60}]);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatch(/^drop table if exists "sales";\ncreate or replace table "sales"/);
  });

  test("a table that no longer holds is dropped before anybody else is answered", async () => {
    await ask("from sales");
    await orders([1, 10], [2, 20]);
    await ask("select 1");
    await expect(bare.query("from sales")).rejects.toMatchObject({code: "engine.table_not_found"});
  });

  test("a variable that a table depends on, and the same value again", async () => {
    await ask("from totals");
    await db.setVariable("unit", "EUR");
    expect(standing()).toEqual(["totals"]);
    expect(await ask("select unit from totals")).toEqual([{unit: "EUR"}]);
    await db.setVariable("unit", "EUR");
    await db.setVariable("other", 1);
    expect(standing()).toEqual(["sales", "totals"]);
    await db.setVariable("unit", null);
    expect(await ask("select unit from totals")).toEqual([{unit: "CNY"}]);
  });

  test("a variable that is set while the table is made", async () => {
    const early = ask("select unit from totals");
    await Promise.resolve();
    await db.setVariable("unit", "USD");
    await early;
    expect(await ask("select unit from totals")).toEqual([{unit: "USD"}]);
    await db.setVariable("unit", null);
  });

  test("everything, where the engine is another one", async () => {
    await ask("from totals");
    await bare.restart();
    await orders([1, 3]);
    expect(standing()).toEqual([]);
    expect(await ask("select total from totals")).toEqual([{total: 6}]);
  });
});

describe("while something is made", () => {
  test("two readers wait for the same", async () => {
    await Promise.all([ask("from totals"), ask("from sales"), ask("from totals")]);
    expect(sent.filter((sql) => sql.includes('table "sales"'))).toHaveLength(1);
  });

  test("a reader that is cancelled leaves at once, and what it began is whole", async () => {
    const abort = new AbortController();
    const reading = db.query("from totals", {signal: abort.signal});
    await Promise.resolve();
    abort.abort();
    await expect(reading).rejects.toMatchObject({code: "engine.cancelled"});
    expect(await ask("select total from totals")).toEqual([{total: 20}]);
    expect(sent.filter((sql) => sql.includes('table "sales"'))).toHaveLength(1);
  });

  test("a failure is told to its readers, once tried, and to nobody else, until the shop is another", async () => {
    failure = new QueryError("engine.out_of_memory", {sql: ""});
    await expect(ask("from totals")).rejects.toMatchObject({code: "engine.out_of_memory"});
    await expect(ask("from sales")).rejects.toMatchObject({code: "engine.out_of_memory"});
    expect(sent).toHaveLength(1);
    expect(await ask("select count(*)::integer as orders from unread")).toEqual([{orders: 1}]);
    failure = null;
    await expect(ask("from totals")).rejects.toMatchObject({code: "engine.out_of_memory"});
    await orders([1, 4]);
    expect(await ask("select total from totals")).toEqual([{total: 8}]);
  });

  test("whoever changes the shop holds up those who read it", async () => {
    let end: () => void = () => undefined;
    const change = new Promise<void>((resolve) => (end = resolve));
    const reader = makeWhenRead(db, {whenReady: () => change});
    const answer = reader.query("select total from totals");
    await orders([1, 50]);
    expect(standing()).toEqual([]);
    end();
    expect(toRows(await answer)).toEqual([{total: 100}]);
  });
});

describe("the catalog", () => {
  test("has every relation although none is made, with the columns that its header explains", async () => {
    const catalog = await readCatalog(db);
    expect([...catalog.keys()]).toEqual(["stg_orders", "sales", "totals", "unread"]);
    expect(catalog.get("totals")).toMatchObject({description: "One row: what was sold.", columns: []});
    expect(standing()).toEqual([]);
  });

  test("keeps the columns of what stood once, and learns the rest when asked to", async () => {
    await ask("from sales");
    await readCatalog(db);
    await orders([1, 1]);
    const names = (catalog: Awaited<ReturnType<typeof readCatalog>>, relation: string) =>
      catalog.get(relation)?.columns.map(({name, type}) => `${name} ${type}`);
    expect(names(await readCatalog(db), "sales")).toEqual(["order_id INTEGER", "amount INTEGER", "unit VARCHAR"]);
    expect(names(await readWholeCatalog(db), "totals")).toEqual(["total INTEGER", "unit VARCHAR"]);
  });
});
