import {createRequire} from "node:module";
import {dirname, join} from "node:path";
import {tableFromIPC, type Table} from "apache-arrow";
import type {Database, QueryOptions, Value} from "../../src/engine/database";
import {lockStatements, queryConfig, registeredName} from "../../src/engine/connection/lock";
import {KeptPlans} from "../../src/engine/connection/plans";
import {toQueryError} from "../../src/engine/query-error";
import {throwIfCancelled} from "../../src/engine/run";
import {variableStatement} from "../../src/engine/sql";
import type {Models} from "../../src/models/library";
import {makeWhenRead} from "../../src/models/on-demand";

const require = createRequire(import.meta.url);
const dist = dirname(require.resolve("@duckdb/duckdb-wasm/dist/duckdb-eh.wasm"));

/** The shipped engine, run in Node: same wasm, same locks, same settings as in the page; models are made when they are read. */
export async function openTestDatabase(models?: Models): Promise<Database> {
  return makeWhenRead(await openBareDatabase(), {models});
}

/** The engine alone. */
export async function openBareDatabase(): Promise<Database> {
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
  let plans = new KeptPlans();
  // the page's worker answers later too
  const ask = async (sql: string) => run(sql);
  const database: Database = {
    exec: async (sql, options) => {
      void plans.forget(ask);
      run(sql, options);
    },
    query: async (sql, options) => {
      if (!options?.live) return run(sql, options);
      throwIfCancelled(options.signal, sql);
      return plans.run(sql, {live: options.live, isRepeated: options.isShort}, ask);
    },
    keepPlans: async (signal) => {
      while (!signal?.aborted && (await plans.prepareNext(ask)));
    },
    check: async (sql) => plan(sql),
    setVariable: async (name: string, value: Value) => {
      void plans.forget(ask, name);
      run(variableStatement(name, value));
    },
    registerFile: async (name, file) => database.registerBuffer(name, new Uint8Array(await file.arrayBuffer())),
    registerBuffer: async (name, bytes) => {
      engine.bindings.registerFileBuffer(registeredName(name), bytes);
      return registeredName(name);
    },
    dropFile: async (name) => void engine.bindings.dropFile(registeredName(name)),
    restart: async () => {
      engine = await open();
      plans = new KeptPlans();
    },
    close: async () => engine.connection.close()
  };
  return database;
}
