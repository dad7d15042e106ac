import {beforeAll, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {registeredName} from "../../src/engine/connection/lock";
import {QueryError} from "../../src/engine/query-error";
import {openTestDatabase} from "../support/database";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
  await db.exec("create table orders as select 1 as id");
});

const url = "http://127.0.0.1:9";

test.each([
  `select * from read_csv('${url}/x.csv')`,
  `from '${url}/x.csv'`,
  `select * from read_text('${url}/x')`,
  `copy orders to '${url}/x.csv'`,
  "copy orders to 'orders.csv'",
  "copy orders to 'in/../orders.csv'",
  `attach '${url}/x.db' as other`,
  "attach 'other.db' as other",
  `export database '${url}/'`,
  "export database 'elsewhere'",
  `import database '${url}/'`,
  "load httpfs",
  "load icu",
  "create secret s (type s3)",
  "create persistent secret s (type s3)",
  "set enable_external_access = true",
  "set allowed_directories = ['/']",
  "set autoload_known_extensions = true",
  `set custom_extension_repository = '${url}'`,
  "set memory_limit = '100GB'",
  "set lock_configuration = false",
  "reset enable_external_access",
  "reset lock_configuration",
  "pragma memory_limit = '100GB'"
])("even our own SQL cannot leave or unlock: %s", async (sql) => {
  const error = await db.exec(sql).catch((reason: unknown) => reason);
  QueryError.assert(error);
  expect(toRows(await db.query("select count(*) as n, 42 as answer from orders"))).toEqual([{n: 1, answer: 42}]);
});

test("a URL made of the data gets no further than a literal one", async () => {
  await db.exec(`set variable target = (select '${url}/?' || id from orders)`);
  const error = await db.query("from read_csv(getvariable('target'))").catch((reason: unknown) => reason);
  QueryError.assert(error, {code: "engine.permission"});
});

test("the locks are what the connection says it has", async () => {
  const settings = await db.query(
    "select name, value from duckdb_settings() where name in ('enable_external_access', 'lock_configuration', 'threads', " +
      "'autoload_known_extensions', 'autoinstall_known_extensions', 'allow_community_extensions', 'max_expression_depth')"
  );
  expect(Object.fromEntries(toRows(settings).map(({name, value}) => [name, value]))).toEqual({
    enable_external_access: "false",
    lock_configuration: "true",
    threads: "1",
    autoload_known_extensions: "false",
    autoinstall_known_extensions: "false",
    allow_community_extensions: "false",
    max_expression_depth: "250"
  });
});

test("a file is registered under a name that is neither a path nor a pattern, and two names stay two", () => {
  expect(registeredName("订单 (1).csv")).toBe("in/订单 (1).csv");
  expect(registeredName("in/orders.csv")).toBe("in/orders.csv");
  expect(registeredName("../a*[b]?.csv")).toBe("in/%2E.%2Fa%2A%5Bb%5D%3F.csv");
  expect(registeredName("a*b")).not.toBe(registeredName("a?b"));
});

test("a registered file is read by the name that came back, and not after it was dropped", async () => {
  const name = await db.registerBuffer("a*'b.csv", new TextEncoder().encode("id\n007\n"));
  const read = `from read_csv('${name}', header = true, all_varchar = true)`;
  expect(toRows(await db.query(read))).toEqual([{id: "007"}]);
  await db.dropFile("a*'b.csv");
  QueryError.assert(await db.query(read).catch((reason: unknown) => reason));
});
