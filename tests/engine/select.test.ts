import {beforeAll, beforeEach, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {QueryError} from "../../src/engine/query-error";
import {
  checkSelect,
  createCellView,
  dropCellView,
  dropCellViews,
  explainSelect,
  queryCellView,
  querySelect
} from "../../src/engine/select";
import {openTestDatabase} from "../support/database";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
beforeEach(async () => {
  await db.exec(
    "create or replace table orders as select * from (values ('A1', 10.5), ('A2', 30)) as t(order_id, amount)"
  );
  await dropCellViews(db);
});

const rows = async (sql: string, limit?: number) => toRows(await querySelect(db, sql, {limit}));

async function failure(promise: Promise<unknown>): Promise<QueryError> {
  const error = await promise.then(
    (value) => new Error(`answered ${String(value)}`),
    (reason: unknown) => reason
  );
  QueryError.assert(error);
  return error as QueryError;
}

test("a select answers in its own order, at most as many rows as asked", async () => {
  expect(await rows("select order_id from orders order by amount desc;")).toEqual([{order_id: "A2"}, {order_id: "A1"}]);
  expect(await rows("from orders order by amount desc", 1)).toEqual([{order_id: "A2", amount: 30}]);
});

test("describe, summarize, values and with are selects too", async () => {
  expect((await rows("describe orders")).map(({column_name}) => column_name)).toEqual(["order_id", "amount"]);
  expect(await rows("summarize orders")).toHaveLength(2);
  expect(await rows("with big as (from orders where amount > 20) select count(*) as n from big")).toEqual([{n: 1}]);
  expect(await rows("values (1)")).toEqual([{col0: 1}]);
});

test.each([
  "drop table orders",
  "delete from orders",
  "update orders set amount = 0",
  "insert into orders values ('A3', 1)",
  "create table more as from orders",
  "create temp table orders as select 1",
  "create macro sum(x) as 0",
  "select 1; drop table orders",
  "(select 1); drop table orders; --",
  "select 1) ; drop table orders; --",
  "select 1') ; drop table orders; --",
  "select E'\\'' ; drop table orders --'",
  "select 1 /* /* */ ; */ ; drop table orders",
  "select * into more from orders",
  "with gone as (delete from orders returning *) from gone",
  "copy orders to 'in/orders.csv'",
  "export database 'in/'",
  "import database 'in/'",
  "attach ':memory:' as other",
  "use notebook",
  "set threads = 2",
  "set variable as_of = 1",
  "reset threads",
  "set search_path = 'notebook'",
  "pragma version",
  "call pragma_version()",
  "load httpfs",
  "install httpfs",
  "prepare p as select 1",
  "begin",
  "checkpoint",
  "explain select 1",
  "create secret s (type s3)",
  "",
  "-- nothing",
  ";"
])("no statement but one select gets through: %s", async (sql) => {
  const error = await failure(querySelect(db, sql));
  expect(["engine.not_a_select", "engine.syntax"]).toContain(error.code);
  expect((await failure(createCellView(db, "cell", sql))).code).toBe(error.code);
  expect((await failure(checkSelect(db, sql))).code).toBe(error.code);
  expect(await rows("select count(*) as n, sum(amount) as total from orders")).toEqual([{n: 2, total: 40.5}]);
  expect(await rows("show tables")).toEqual([{name: "orders"}]);
});

test.each([
  "select * from enable_profiling()",
  'select * from "enable_logging" ()',
  "from system.main.disable_logging /* so */ ()",
  "select * from checkpoint()",
  "select * from force_checkpoint()",
  "select * from arrow_scan(null, null, null)",
  "select write_log('x')",
  "select * from query('select * from check' || 'point()')",
  "select * from Query_Table(['orders'])"
])("a function that reaches behind the locks is refused: %s", async (sql) => {
  const error = await failure(querySelect(db, sql));
  expect(error.code).toBe("engine.function_refused");
  expect(error.place.offset).toBeGreaterThan(0);
});

test.each([
  ["select * from read_csv('http://127.0.0.1:9/x.csv')", "engine.permission"],
  ["from 'https://127.0.0.1:9/x.csv'", "engine.permission"],
  ["select * from read_text('/etc/passwd')", "engine.permission"],
  ["select * from read_blob('in/../secret')", "engine.permission"],
  ["select * from glob('*')", "engine.permission"],
  ["select * from sniff_csv('http://127.0.0.1:9/x.csv')", "engine.permission"],
  ["select json_object('a', 1)", "engine.extension_needed"],
  ["select current_date", "engine.extension_needed"],
  ["select timestamp '2026-01-01' at time zone 'Asia/Shanghai'", "engine.extension_needed"],
  ["select no_such(1)", "engine.function_not_found"],
  ["from nowhere", "engine.table_not_found"],
  ["select 'x'::int", "engine.conversion"],
  ["select 1 +", "engine.syntax"]
])("what is out of reach or wrong has its own code: %s", async (sql, code) => {
  expect((await failure(querySelect(db, sql))).code).toBe(code);
  expect(await rows("select 42 as answer")).toEqual([{answer: 42}]);
});

test("an error points into the text that was written, behind Chinese, emoji and inputs", async () => {
  const sql = "select '金额💰' as 名, $as_of,\n  ordr_id from orders";
  const error = await failure(querySelect(db, sql));
  expect(error.code).toBe("engine.column_not_found");
  expect(error.place).toEqual({offset: sql.indexOf("ordr_id"), line: 2, column: 3});
  expect(error.candidates).toContain("order_id");
  expect(error.sql).toBe(sql);
  expect((await failure(createCellView(db, "cell", sql))).place).toEqual(error.place);
});

test("a syntax error and an unknown table are placed too", async () => {
  expect((await failure(querySelect(db, "select 1\nfrm orders"))).place).toMatchObject({line: 2});
  expect((await failure(querySelect(db, "select *\nfrom ordes"))).place).toEqual({offset: 14, line: 2, column: 6});
});

test("a cell is a view that follows its inputs without being made again", async () => {
  await createCellView(db, "big orders", "select order_id from orders where amount >= $least");
  await db.setVariable("least", 20);
  expect(toRows(await queryCellView(db, "big orders"))).toEqual([{order_id: "A2"}]);
  await db.setVariable("least", 0);
  expect((await queryCellView(db, "big orders")).numRows).toBe(2);
  expect((await queryCellView(db, "big orders", {limit: 1})).numRows).toBe(1);
});

test("a cell called like a model wins in other cells and touches neither the model nor our own queries", async () => {
  await db.exec("create or replace view order_count as select count(*) as n from orders");
  await createCellView(db, "orders", "select 1 as fake");
  await createCellView(db, "reader", "from orders");
  expect(toRows(await queryCellView(db, "reader"))).toEqual([{fake: 1}]);
  expect(toRows(await db.query("from order_count"))).toEqual([{n: 2}]);
  expect((await db.query("from orders")).numRows).toBe(2);
  await db.exec("drop view order_count");
});

test("a forgotten cell is gone, and any name will do for a cell", async () => {
  const name = 'a"; drop table orders; --\u202e\n';
  await createCellView(db, name, "select 1 as one");
  expect(toRows(await queryCellView(db, name))).toEqual([{one: 1}]);
  await dropCellView(db, name);
  expect((await failure(queryCellView(db, name))).code).toBe("engine.table_not_found");
});

test("the plan of a select can be read", async () => {
  expect(await explainSelect(db, "select sum(amount) from orders")).toMatch(/AGGREGATE/);
});

test("an aborted select never starts", async () => {
  const error = await failure(querySelect(db, "select 1", {signal: AbortSignal.abort()}));
  expect(error.code).toBe("engine.cancelled");
});

test.each(['a"b', "line\nbreak", "<script>", "__proto__", "right\u202eleft", "x".repeat(10_000)])(
  "a column may be called anything: %j",
  async (name) => {
    const table = await querySelect(db, `select 1 as "${name.replaceAll('"', '""')}"`);
    expect(table.schema.fields.map((field) => field.name)).toEqual([name]);
  }
);

test("a text with a zero byte is refused whole", async () => {
  expect((await failure(querySelect(db, "select 1 \0; drop table orders"))).code).toMatch(/^engine\./);
  expect((await failure(createCellView(db, "a\0b", "select 1"))).code).toMatch(/^engine\./);
  expect(await rows("select count(*) as n from orders")).toEqual([{n: 2}]);
});

test.each([
  ["select o.amout from orders as o", "engine.column_not_found", "amout", ["amount"]],
  ["select * exclude (amout) from orders", "engine.column_not_found", "amout", []],
  ["select x.amount from orders as o", "engine.table_not_found", "x", ["o"]],
  ["select order_id, sum(amount) from orders", "engine.not_grouped", "order_id", []],
  ["select sum(order_id) from orders", "engine.arguments", "sum(VARCHAR)", []]
])("what DuckDB says only in its message is understood: %s", async (sql, code, name, candidates) => {
  const error = await failure(checkSelect(db, sql));
  expect(error.code).toBe(code);
  expect(error.details.name).toBe(name);
  expect(error.candidates).toEqual(expect.arrayContaining(candidates));
  // forms of a function are no names
  expect(error.candidates.filter((candidate) => candidate.includes("("))).toEqual([]);
});
