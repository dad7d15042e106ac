import {tableFromIPC, type Table} from "apache-arrow";
import type {Database, QueryOptions, Value} from "../../src/engine/database";
import {registeredName} from "../../src/engine/connection/lock";
import {KeptPlans} from "../../src/engine/connection/plans";
import {toQueryError} from "../../src/engine/query-error";
import {throwIfCancelled} from "../../src/engine/run";
import {variableStatement} from "../../src/engine/sql";
import type {Models} from "../../src/models/library";
import {makeWhenRead} from "../../src/models/on-demand";
import {takeEngine, type OpenedEngine} from "./engines";

/** The shipped engine, run in Node: same wasm, same locks, same settings as in the page; models are made when they are read. */
export async function openTestDatabase(models?: Models): Promise<Database> {
  return makeWhenRead(await openBareDatabase(), {models});
}

/** The engine alone. */
export async function openBareDatabase(): Promise<Database> {
  const engine = await takeEngine();
  const run = (sql: string, options?: QueryOptions): Table => {
    throwIfCancelled(options?.signal, sql);
    return attempt(engine, sql, () => tableFromIPC(engine.bindings.runQuery(engine.connection, sql)));
  };
  const plan = (sql: string): void => {
    const {bindings, connection} = engine;
    attempt(engine, sql, () => bindings.closePrepared(connection, bindings.createPrepared(connection, sql)));
  };
  // the page's worker answers later too; what goes on when its test is over never hears an answer
  const later = async <Result>(work: () => Result | Promise<Result>): Promise<Result> =>
    engine.isGivenBack ? new Promise<never>(() => {}) : work();
  let plans = new KeptPlans();
  const ask = (sql: string) => later(() => run(sql));
  const database: Database = {
    exec: (sql, options) =>
      later(() => {
        void plans.forget(ask);
        run(sql, options);
      }),
    query: (sql, options) =>
      later(() => {
        if (!options?.live) return run(sql, options);
        throwIfCancelled(options.signal, sql);
        return plans.run(sql, {live: options.live, isRepeated: options.isShort}, ask);
      }),
    keepPlans: async (signal) => {
      while (!signal?.aborted && (await plans.prepareNext(ask)));
    },
    check: (sql) => later(() => plan(sql)),
    setVariable: (name: string, value: Value) =>
      later(() => {
        void plans.forget(ask, name);
        run(variableStatement(name, value));
      }),
    registerFile: async (name, file) => database.registerBuffer(name, new Uint8Array(await file.arrayBuffer())),
    registerBuffer: (name, bytes) =>
      later(() => {
        engine.bindings.registerFileBuffer(registeredName(name), bytes);
        return registeredName(name);
      }),
    readBuffer: (name) => later(() => engine.bindings.copyFileToBuffer(registeredName(name))),
    dropFile: (name) => later(() => void engine.bindings.dropFile(registeredName(name))),
    restart: () =>
      later(() => {
        engine.reopen();
        plans = new KeptPlans();
      }),
    close: async () => engine.giveBack()
  };
  return database;
}

/** Does something in the engine; throws what fails there as the page does. */
function attempt<Result>(engine: OpenedEngine, sql: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) engine.abandon();
    throw toQueryError(error, sql);
  }
}
