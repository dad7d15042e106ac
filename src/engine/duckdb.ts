import {DuckDBDataProtocol} from "@duckdb/duckdb-wasm";
import type {Table} from "apache-arrow";
import {loadAssets, type EngineAssets, type Progress} from "./assets";
import type {Database, QueryOptions, Value} from "./database";
import {registeredName} from "./lock";
import {CallQueue} from "./queue";
import {KeptPlans} from "./plans";
import {isFatal, QueryError, stopped, toQueryError, unbegun} from "./query-error";
import {runCancellable, runWhole, throwIfCancelled, withGrace} from "./run";
import {variableStatement} from "./sql";
import {startEngine, type Engine} from "./start";

/** What the owner of a database may want to hear. */
export interface OpenOptions {
  /** told while DuckDB is fetched */
  onProgress?: Progress;
  /** told as soon as the engine had to be ended: what is asked from now on goes to a fresh one, without its tables and files */
  onRestart?: (cause: QueryError) => void;
}

/** Fetches DuckDB, starts it in a worker and locks it. Rejects with `engine.not_loaded`. */
export async function openDatabase({onProgress, onRestart}: OpenOptions = {}): Promise<Database> {
  const database = new BrowserDatabase(await loadAssets(onProgress), onRestart);
  await database.ready();
  return database;
}

class BrowserDatabase implements Database {
  readonly #assets: EngineAssets;
  readonly #onRestart: (cause: QueryError) => void;
  #engine: Promise<Engine>;
  readonly #queue = new CallQueue();
  readonly #plans = new KeptPlans();
  /** what was sent to an engine and not answered, the oldest first; a worker takes its calls in turn */
  readonly #unanswered = new WeakMap<Promise<Engine>, Set<Promise<unknown>>>();
  /** ends whatever runs when the engine is ended on purpose */
  #ended = unheard();

  constructor(assets: EngineAssets, onRestart: (cause: QueryError) => void = () => undefined) {
    this.#assets = assets;
    this.#onRestart = onRestart;
    this.#engine = this.#watch(startEngine(assets));
  }

  async ready(): Promise<void> {
    await this.#engine;
  }

  async exec(sql: string, {signal}: QueryOptions = {}): Promise<void> {
    const run = async (engine: Engine) => {
      await this.#plans.forget(engine);
      await (signal ? runCancellable(engine, sql, signal) : runWhole(engine, sql));
    };
    await this.#run(sql, run, {signal});
  }

  query(sql: string, {signal, isShort = false, live}: QueryOptions = {}): Promise<Table> {
    const run = (engine: Engine) => (live ? this.#plans.run(engine, sql, live) : runWhole(engine, sql));
    if (isShort) return this.#run(sql, (engine) => withGrace(() => run(engine), sql, signal), {signal, isShort});
    return this.#run(sql, (engine) => (signal ? runCancellable(engine, sql, signal) : runWhole(engine, sql)), {signal});
  }

  check(sql: string): Promise<void> {
    return this.#run(sql, async ({bindings, connection}) => {
      await bindings.closePrepared(connection, await bindings.createPrepared(connection, sql));
    });
  }

  async setVariable(name: string, value: Value): Promise<void> {
    const sql = variableStatement(name, value);
    const run = async (engine: Engine) => {
      const forgotten = this.#plans.forget(engine, name);
      await runWhole(engine, sql);
      await forgotten;
    };
    await this.#run(sql, run, {isShort: true});
  }

  async registerFile(name: string, file: Blob): Promise<string> {
    const registered = registeredName(name);
    await this.#run(registered, ({bindings}) =>
      bindings.registerFileHandle(registered, file, DuckDBDataProtocol.BROWSER_FILEREADER, true)
    );
    return registered;
  }

  async registerBuffer(name: string, bytes: Uint8Array): Promise<string> {
    const registered = registeredName(name);
    // a copy, because the bytes are handed over to the worker and the caller's would be gone
    await this.#run(registered, ({bindings}) => bindings.registerFileBuffer(registered, bytes.slice()));
    return registered;
  }

  async dropFile(name: string): Promise<void> {
    const registered = registeredName(name);
    await this.#run(registered, ({bindings}) => bindings.dropFile(registered));
  }

  async restart(): Promise<void> {
    this.#engine = this.#endAnd(() => startEngine(this.#assets));
    await this.#engine;
  }

  async close(): Promise<void> {
    this.#engine = this.#endAnd(() => Promise.reject(new QueryError("engine.stopped", {sql: ""})));
    await this.#engine.catch(() => undefined);
  }

  /** Queues a call for the engine of now; an engine that has been replaced meanwhile no longer has what it needs. */
  #run<T>(sql: string, task: (engine: Engine) => Promise<T>, {signal, isShort}: QueryOptions = {}): Promise<T> {
    const asked = this.#engine;
    const call = async () => {
      throwIfCancelled(signal, sql);
      if (asked !== this.#engine) throw unbegun(sql);
      return this.#send(asked, await asked, sql, task);
    };
    return this.#queue.add(call, {isShort});
  }

  async #send<T>(
    asked: Promise<Engine>,
    engine: Engine,
    sql: string,
    task: (engine: Engine) => Promise<T>
  ): Promise<T> {
    const unanswered = this.#unanswered.get(asked) ?? new Set();
    this.#unanswered.set(asked, unanswered);
    const answer = this.#unlessEnded(engine, task);
    unanswered.add(answer);
    try {
      const result = await answer;
      unanswered.delete(answer);
      return result;
    } catch (error) {
      const failure = isFatal(error) ? stopped(error, sql) : toQueryError(error, sql);
      if (failure.code !== "engine.stopped") unanswered.delete(answer);
      // what waited behind the call that ended the engine had not begun
      else if ([...unanswered][0] !== answer) throw unbegun(sql);
      else this.#replace(asked, failure);
      throw failure;
    }
  }

  #unlessEnded<T>(engine: Engine, task: (engine: Engine) => Promise<T>): Promise<T> {
    const crash = engine.crashed.catch((error: unknown) => {
      throw stopped(error, "");
    });
    return Promise.race([crash, this.#ended.promise, task(engine)]);
  }

  /** Puts a fresh engine in place of one that cannot go on, and says so; once for each. */
  #replace(ended: Promise<Engine>, cause: QueryError): void {
    if (ended !== this.#engine) return;
    this.#engine = this.#endAnd(() => startEngine(this.#assets));
    this.#onRestart(cause);
  }

  /** Rejects what is running, stops its worker, and only then starts the next: two would need twice the memory. */
  #endAnd(next: () => Promise<Engine>): Promise<Engine> {
    this.#ended.reject(new QueryError("engine.stopped", {sql: ""}));
    this.#ended = unheard();
    const engine = this.#engine
      .then(
        (running) => running.stop(),
        () => undefined
      )
      .then(next);
    return this.#watch(engine);
  }

  /** An engine that dies while nothing runs is replaced as well: the next call would be taken for what killed it. */
  #watch(engine: Promise<Engine>): Promise<Engine> {
    void engine.then(
      ({crashed}) => crashed.catch((error: unknown) => this.#replace(engine, stopped(error, ""))),
      () => undefined // told to whoever asks next
    );
    return engine;
  }
}

/** A promise to reject later, which is no accident when nobody is listening. */
function unheard(): PromiseWithResolvers<never> {
  const resolvers = Promise.withResolvers<never>();
  resolvers.promise.catch(() => undefined);
  return resolvers;
}
