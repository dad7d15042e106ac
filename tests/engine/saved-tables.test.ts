import {beforeAll, describe, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {AttachedTables, saveTables} from "../../src/engine/saved-tables";
import {openBareDatabase} from "../support/database";

/** One row more than is copied per call twice, so that the last call copies a single one. */
const rows = 40_961;

let db: Database;
/** another engine, as after a reload */
let other: Database;
beforeAll(async () => {
  [db, other] = await Promise.all([openBareDatabase(), openBareDatabase()]);
  await db.exec(`create table orders as
select
    range as id,
    'buyer ' || range % 7 as buyer,
    (range / 4)::decimal(18, 2) as amount,
    case when range % 3 = 0 then timestamp '2026-01-31 23:59:59.5' end as paid_at
from range(${rows});
delete from orders where id = 5;
create table "Ärger" as select 1 as "a ""b""" where false`);
});

const hash = async (of: Database, relation: string) =>
  toRows(await of.query(`select count(*) as rows, bit_xor(hash(t)) :: varchar as hash from ${relation} t`))[0];

const databases = async (of: Database) =>
  toRows(await of.query("select database_name as name from duckdb_databases() where not internal")).map(
    ({name}) => name
  );
const save = () => saveTables(db, [{name: "orders"}, {name: "Ärger"}]);

describe("tables saved in a file", () => {
  test("are read in another engine with the same rows, without being copied", async () => {
    const attached = await AttachedTables.attach(other, await save());
    expect([...attached.names].sort()).toEqual(["orders", "Ärger"]);
    await attached.view(attached.names);
    expect(await hash(other, "orders")).toEqual(await hash(db, "orders"));
    expect(await hash(other, "orders")).toMatchObject({rows: rows - 1});
    expect(toRows(await other.query(`select count("a ""b""") as n from "Ärger"`))).toEqual([{n: 0}]);
    expect(toRows(await other.query("select table_name from duckdb_tables() where database_name = 'memory'"))).toEqual(
      []
    );
    await attached.drop(attached.names);
    await attached.detach();
    expect(await databases(other)).toEqual(["memory"]);
  });

  test("become tables of their own before they are changed", async () => {
    const attached = await AttachedTables.attach(other, await save());
    await attached.view(["orders"]);
    await attached.copy(["orders"]);
    await attached.detach();
    expect(await hash(other, "orders")).toEqual(await hash(db, "orders"));
    await other.exec("delete from orders where id > 9; alter table orders drop column paid_at");
    expect(await hash(other, "orders")).toMatchObject({rows: 9});
    await other.exec("drop table orders");
  });

  test("can be saved again from the file that they are read from", async () => {
    const attached = await AttachedTables.attach(other, await save());
    const bytes = await saveTables(other, [{name: "orders", from: AttachedTables.rowsOf("orders")}]);
    await attached.detach();
    const again = await AttachedTables.attach(other, bytes);
    await again.view(["orders"]);
    expect(await hash(other, "orders")).toEqual(await hash(db, "orders"));
    await again.drop(["orders"]);
    await again.detach();
  });

  test("are saved as often as one likes, and leave nothing in the engine", async () => {
    expect((await save()).length).toBe((await save()).length);
    expect(await databases(db)).toEqual(["memory"]);
  });

  test("are not saved once that is aborted between two calls", async () => {
    const abort = new AbortController();
    const query: Database["query"] = (sql, options) => {
      if (sql.startsWith("insert into saving")) abort.abort();
      return db.query(sql, options);
    };
    const saving = saveTables({...db, query}, [{name: "orders"}], abort.signal);
    await expect(saving).rejects.toMatchObject({code: "engine.cancelled"});
    expect(await databases(db)).toEqual(["memory"]);
  });

  test("are not attached where the bytes are something else, and the engine goes on", async () => {
    const attaching = AttachedTables.attach(other, new TextEncoder().encode("order_id,amount\n1,2\n"));
    await expect(attaching).rejects.toMatchObject({name: "QueryError"});
    expect(await databases(other)).toEqual(["memory"]);
  });
});
