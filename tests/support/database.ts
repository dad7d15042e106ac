import {createRequire} from "node:module";
import {dirname, join} from "node:path";
import {tableFromIPC, type Table} from "apache-arrow";
import type {Database, QueryOptions, Value} from "../../src/engine/database";
import {lockStatements, queryConfig, registeredName} from "../../src/engine/lock";
import {toQueryError} from "../../src/engine/query-error";
import {throwIfCancelled} from "../../src/engine/run";
import {variableStatement} from "../../src/engine/sql";

const require = createRequire(import.meta.url);
const dist = dirname(require.resolve("@duckdb/duckdb-wasm/dist/duckdb-eh.wasm"));

/** The shipped engine, run in Node: same wasm, same locks, same settings as in the page. */
export async function openTestDatabase(): Promise<Database> {
  const duckdb = require("@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs");
  const bundle = {mainModule: join(dist, "duckdb-eh.wasm"), mainWorker: join(dist, "duckdb-node-eh.worker.cjs")};
  const open = async () => {
    const bindings = await duckdb.createDuckDB({mvp: bundle, eh: bundle}, new duckdb.VoidLogger(), duckdb.NODE_RUNTIME);
    await bindings.instantiate();
    bindings.open({path: ":memory:", query: queryConfig});
    const connection = bindings.connect();
    for (const statement of lockStatements) connection.query(statement);
    return {bindings, connection};
  };
  let engine = await open();
  const run = (sql: string, options?: QueryOptions): Table => {
    throwIfCancelled(options?.signal, sql);
    try {
      const {bindings, connection} = engine;
      return connection.useUnsafe((_: unknown, id: number) => tableFromIPC(bindings.runQuery(id, sql)));
    } catch (error) {
      throw toQueryError(error, sql);
    }
  };
  const plan = (sql: string): void => {
    try {
      const {bindings, connection} = engine;
      connection.useUnsafe((_: unknown, id: number) => bindings.closePrepared(id, bindings.createPrepared(id, sql)));
    } catch (error) {
      throw toQueryError(error, sql);
    }
  };
  const database: Database = {
    exec: async (sql, options) => void run(sql, options),
    query: async (sql, options) => run(sql, options),
    check: async (sql) => plan(sql),
    setVariable: async (name: string, value: Value) => void run(variableStatement(name, value)),
    registerFile: async (name, file) => database.registerBuffer(name, new Uint8Array(await file.arrayBuffer())),
    registerBuffer: async (name, bytes) => {
      engine.bindings.registerFileBuffer(registeredName(name), bytes);
      return registeredName(name);
    },
    dropFile: async (name) => void engine.bindings.dropFile(registeredName(name)),
    restart: async () => {
      engine = await open();
    },
    close: async () => engine.connection.close()
  };
  return database;
}
