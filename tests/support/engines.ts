import {createRequire} from "node:module";
import {dirname, join} from "node:path";
import {lockStatements, queryConfig} from "../../src/engine/connection/lock";

const require = createRequire(import.meta.url);
const dist = dirname(require.resolve("@duckdb/duckdb-wasm/dist/duckdb-eh.wasm"));

/** DuckDB's own calls into one instance of the engine, as the blocking build for Node has them. */
export interface Bindings {
  instantiate(): Promise<unknown>;
  open(config: object): void;
  connect(): Connection;
  dropFile(name: string): unknown;
  dropFiles(): unknown;
  registerFileBuffer(name: string, bytes: Uint8Array): void;
  copyFileToBuffer: (name: string) => Uint8Array<ArrayBuffer>;
  runQuery(connection: number, sql: string): Uint8Array;
  createPrepared(connection: number, sql: string): number;
  closePrepared(connection: number, statement: number): void;
}

interface Connection {
  query(sql: string): unknown;
  useUnsafe<Result>(use: (bindings: Bindings, connection: number) => Result): Result;
}

/** An empty, locked database in an instance that nobody else has. */
export interface OpenedEngine {
  /** the bindings; throws once the instance is given back or abandoned */
  readonly bindings: Bindings;
  /** whether the instance is somebody else's now */
  readonly isGivenBack: boolean;
  /** DuckDB's number of the connection */
  readonly connection: number;
  /** Begins anew with an empty database; what was prepared is gone. */
  reopen(): void;
  /** Lets others have the instance; later calls do nothing. */
  giveBack(): void;
  /** Lets nobody have the instance, since what failed in it was the engine and not a statement. */
  abandon(): void;
}

interface Instances {
  free: Bindings[];
  taken: Set<OpenedEngine>;
}

/**
 * The instances of this process. Making one takes a second of processor time, opening an empty database in one 25 ms, and
 * compiled code stays; so test files that run in one process hand them on. It hangs on `globalThis` because each file has
 * modules of its own.
 */
const {free, taken} = ((globalThis as {huitouTestEngines?: Instances}).huitouTestEngines ??= {
  free: [],
  taken: new Set()
});

/** Opens an empty database in an instance that is free or a new one. */
export async function takeEngine(): Promise<OpenedEngine> {
  const engine = new TakenEngine(free.pop() ?? (await makeInstance()));
  engine.reopen();
  taken.add(engine);
  return engine;
}

/** The engines that are taken now. */
export function takenEngines(): OpenedEngine[] {
  return [...taken];
}

/** Gives every engine back that is taken, except these. */
export function giveBackEngines(except: readonly OpenedEngine[] = []): void {
  for (const engine of taken) if (!except.includes(engine)) engine.giveBack();
}

class TakenEngine implements OpenedEngine {
  #bindings: Bindings | undefined;
  #connection = 0;
  isGivenBack = false;

  constructor(bindings: Bindings) {
    this.#bindings = bindings;
  }

  get bindings(): Bindings {
    if (!this.#bindings) throw new Error("this engine was given back, or failed");
    return this.#bindings;
  }

  get connection(): number {
    return this.#connection;
  }

  /** Opened, configured and locked as the page does it. */
  reopen(): void {
    // the database before it may hold files that it has attached
    this.bindings.open({path: ":memory:", query: queryConfig});
    this.bindings.dropFiles();
    const connection = this.bindings.connect();
    for (const statement of lockStatements) connection.query(statement);
    this.#connection = connection.useUnsafe((_, number) => number);
  }

  giveBack(): void {
    if (this.#bindings) free.push(this.#bindings);
    this.isGivenBack = true;
    this.abandon();
  }

  abandon(): void {
    this.#bindings = undefined;
    taken.delete(this);
  }
}

async function makeInstance(): Promise<Bindings> {
  const duckdb = require("@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs");
  const bundle = {mainModule: join(dist, "duckdb-eh.wasm"), mainWorker: join(dist, "duckdb-node-eh.worker.cjs")};
  const bindings = await duckdb.createDuckDB({mvp: bundle, eh: bundle}, new duckdb.VoidLogger(), duckdb.NODE_RUNTIME);
  await bindings.instantiate();
  return bindings as Bindings;
}
