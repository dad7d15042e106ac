import {DuckDBDataProtocol} from "@duckdb/duckdb-wasm";
import type {Table} from "apache-arrow";
import type {EngineAssets} from "./assets";
import type {Database, QueryOptions, Value} from "./database";
import {registeredName} from "./connection/lock";
import {CallQueue} from "./connection/queue";
import {KeptPlans} from "./connection/plans";
import {isFatal, QueryError, stopped, toQueryError, queuedAtStop} from "./query-error";
import {runCancellable, runWhole, throwIfCancelled, withGrace} from "./run";
import {variableStatement} from "./sql";
import {startEngine, type Engine} from "./connection/start";

/** Options of `openDatabase`. */
export interface OpenOptions {
  /** called when the engine had to be stopped: later calls go to a new one, without its tables and files */
  onRestart?: (cause: QueryError) => void;
}

/**
 * Starts DuckDB in a worker and locks it. The worker inherits the content policy that the page has at this moment. Rejects
 * with `engine.stopped`.
 */
export async function openDatabase(assets: EngineAssets, {onRestart}: OpenOptions = {}): Promise<Database> {
  const database = new BrowserDatabase(assets, onRestart);
  await database.ready();
  return database;
}

class BrowserDatabase implements Database {
  readonly #assets: EngineAssets;
  readonly #onRestart: (cause: QueryError) => void;
  #engine: Promise<Engine>;
  readonly #queue = new CallQueue();
  readonly #plans = new WeakMap<Engine, KeptPlans>();
  /** the statement that set each variable last, by engine */
  readonly #variables = new WeakMap<Engine, Map<string, string>>();
  /** calls sent to an engine and not yet answered, oldest first; a worker answers in order */
  readonly #unanswered = new WeakMap<Promise<Engine>, Set<Promise<unknown>>>();
  /** rejects running calls when the engine is stopped on purpose */
  #ended = silentResolvers();

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
      await this.#plansOf(engine).forget(inOnePiece(engine));
      await (signal ? runCancellable(engine, sql, signal) : runWhole(engine, sql));
    };
    await this.#run(sql, run, {signal});
  }

  query(sql: string, {signal, isShort = false, live}: QueryOptions = {}): Promise<Table> {
    const inSlices = signal && !isShort;
    const run = (engine: Engine) => {
      const ask = (text: string) => (inSlices ? runCancellable(engine, text, signal) : runWhole(engine, text));
      if (!live) return ask(sql);
      return this.#plansOf(engine).run(sql, {live, isRepeated: isShort}, ask, inOnePiece(engine));
    };
    if (isShort) return this.#run(sql, (engine) => withGrace(() => run(engine), sql, signal), {signal, isShort});
    return this.#run(sql, run, {signal});
  }

  async keepPlans(signal?: AbortSignal): Promise<void> {
    const next = (engine: Engine) => this.#plansOf(engine).prepareNext(inOnePiece(engine));
    while (!signal?.aborted && (await this.#run("", next)));
  }

  check(sql: string): Promise<void> {
    return this.#run(sql, async ({bindings, connection}) => {
      await bindings.closePrepared(connection, await bindings.createPrepared(connection, sql));
    });
  }

  async setVariable(name: string, value: Value): Promise<void> {
    const sql = variableStatement(name, value);
    const run = async (engine: Engine) => {
      const values = this.#variables.get(engine) ?? new Map<string, string>();
      this.#variables.set(engine, values);
      // a plan holds the value that it has already
      if (values.get(name) === sql) return;
      const forgotten = this.#plansOf(engine).forget(inOnePiece(engine), name);
      values.set(name, sql);
      await runWhole(engine, sql).catch((error: unknown) => {
        values.delete(name);
        throw error;
      });
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
    await this.#run(registered, ({bindings}) => bindings.registerFileBuffer(registered, ownBuffer(bytes)));
    return registered;
  }

  readBuffer(name: string): Promise<Uint8Array<ArrayBuffer>> {
    const registered = registeredName(name);
    const read = ({bindings}: Engine) => bindings.copyFileToBuffer(registered) as Promise<Uint8Array<ArrayBuffer>>;
    return this.#run(registered, read);
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

  #plansOf(engine: Engine): KeptPlans {
    const plans = this.#plans.get(engine) ?? new KeptPlans();
    this.#plans.set(engine, plans);
    return plans;
  }

  /** Queues a call for the current engine; rejects when that engine has been replaced before the call begins. */
  #run<T>(sql: string, task: (engine: Engine) => Promise<T>, {signal, isShort}: QueryOptions = {}): Promise<T> {
    const asked = this.#engine;
    const call = async () => {
      throwIfCancelled(signal, sql);
      if (asked !== this.#engine) throw queuedAtStop(sql);
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
      // calls queued behind the one that stopped the engine had not begun
      else if ([...unanswered][0] !== answer) throw queuedAtStop(sql);
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

  /** Replaces an engine that cannot go on, and calls `onRestart`; once for each engine. */
  #replace(ended: Promise<Engine>, cause: QueryError): void {
    if (ended !== this.#engine) return;
    this.#engine = this.#endAnd(() => startEngine(this.#assets));
    this.#onRestart(cause);
  }

  /** Rejects what is running, stops the worker, and only then starts the next: two would need twice the memory. */
  #endAnd(next: () => Promise<Engine>): Promise<Engine> {
    this.#ended.reject(new QueryError("engine.stopped", {sql: ""}));
    this.#ended = silentResolvers();
    const engine = this.#engine
      .then(
        (running) => running.stop(),
        () => undefined
      )
      .then(next);
    return this.#watch(engine);
  }

  /** Replaces an engine that dies between calls, so that the next call is not blamed for it. */
  #watch(engine: Promise<Engine>): Promise<Engine> {
    void engine.then(
      ({crashed}) => crashed.catch((error: unknown) => this.#replace(engine, stopped(error, ""))),
      () => undefined // a failed start is reported by the next call
    );
    return engine;
  }
}

/** Bytes whose whole buffer can be transferred to a worker. */
function ownBuffer(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}

/** How the statements of kept plans are sent. */
function inOnePiece(engine: Engine): (sql: string) => Promise<Table> {
  return (sql) => runWhole(engine, sql);
}

/** A promise to reject later, without an unhandled rejection when nothing awaits it. */
function silentResolvers(): PromiseWithResolvers<never> {
  const resolvers = Promise.withResolvers<never>();
  resolvers.promise.catch(() => undefined);
  return resolvers;
}
