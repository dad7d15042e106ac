import {createRequire} from "node:module";
import {dirname, join} from "node:path";
import {tableFromIPC, type Table} from "apache-arrow";
import type {Database, QueryOptions, Value} from "../../src/engine/database";
import {lockStatements, queryConfig, registeredName} from "../../src/engine/connection/lock";
import {KeptPlans} from "../../src/engine/connection/plans";
import {toQueryError} from "../../src/engine/query-error";
import {throwIfCancelled} from "../../src/engine/run";
import {variableStatement} from "../../src/engine/sql";
import type {Engine} from "../../src/engine/connection/start";
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
  const plans = new KeptPlans();
  let prepared = preparing(engine);
  const database: Database = {
    exec: async (sql, options) => {
      void plans.forget(prepared);
      run(sql, options);
    },
    query: async (sql, options) => {
      if (!options?.live) return run(sql, options);
      throwIfCancelled(options.signal, sql);
      return plans.run(prepared, sql, options.live).catch((error: unknown) => {
        throw toQueryError(error, sql);
      });
    },
    check: async (sql) => plan(sql),
    setVariable: async (name: string, value: Value) => {
      void plans.forget(prepared, name);
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
      prepared = preparing(engine);
    },
    close: async () => engine.connection.close()
  };
  return database;
}

/** The calls that keep plans, as the page's worker answers them: later. */
function preparing({bindings, connection}: BlockingEngine): Engine {
  const later = {
    createPrepared: async (id: number, sql: string) => bindings.createPrepared(id, sql),
    runPrepared: async (id: number, statement: number) => bindings.runPrepared(id, statement, []),
    closePrepared: async (id: number, statement: number) => bindings.closePrepared(id, statement)
  };
  const id = connection.useUnsafe((_: unknown, number: number) => number);
  return {bindings: later as unknown as Engine["bindings"], connection: id} as Engine;
}

interface BlockingEngine {
  bindings: {
    createPrepared: (connection: number, sql: string) => number;
    runPrepared: (connection: number, statement: number, parameters: unknown[]) => Uint8Array;
    closePrepared: (connection: number, statement: number) => void;
  };
  connection: {useUnsafe: (use: (_: unknown, connection: number) => number) => number};
}
