import {AsyncDuckDB, VoidLogger} from "@duckdb/duckdb-wasm";
import type {EngineAssets} from "../assets";
import {lockStatements, queryConfig} from "./lock";
import {stopped} from "../query-error";
import {startWorker} from "../trusted";

/** One running DuckDB: a worker and its only connection. */
export interface Engine {
  bindings: AsyncDuckDB;
  /** the connection's id in the bindings */
  connection: number;
  /** rejects with the browser's error when the worker dies; never resolves */
  crashed: Promise<never>;
  /** terminates the worker at once */
  stop(): void;
}

/**
 * Table slots that are added at a time. WebKit fills a table up to the end of its room whenever it grows, and DuckDB's script
 * lets it grow by one for each of about fifty thousand functions: about 7 seconds of processor time for each start of the engine.
 */
const slotsAtATime = 16_384;

/**
 * Makes every table of WebAssembly grow by many slots at a time and say the length that was asked for. The slots beyond it are
 * empty, as new ones are. Made for `grow` without a value to fill in, as DuckDB's script calls it. Runs in the worker, so it
 * sees nothing of this file.
 */
export function growInBlocks(prototype: WebAssembly.Table, block: number): void {
  const {grow} = prototype;
  const actualLength = Object.getOwnPropertyDescriptor(prototype, "length")!.get!;
  const asked = new WeakMap<WebAssembly.Table, number>();
  const lengthOf = (table: WebAssembly.Table): number => asked.get(table) ?? (actualLength.call(table) as number);
  prototype.grow = function (this: WebAssembly.Table, by) {
    const before = lengthOf(this);
    const missing = before + by - (actualLength.call(this) as number);
    if (missing > 0) grow.call(this, Math.max(missing, block));
    asked.set(this, before + by);
    return before;
  };
  Object.defineProperty(prototype, "length", {
    configurable: true,
    get(this: WebAssembly.Table) {
      return lengthOf(this);
    }
  });
}

/**
 * Runs before DuckDB's own script. DuckDB's worker logs every failed query with its values, and customers' data must not
 * reach the console. It would also fetch and compile the WebAssembly itself: it is given the compiled module instead.
 */
const prelude = `
console.log = () => undefined;
(${growInBlocks})(WebAssembly.Table.prototype, ${slotsAtATime});
const compiledModule = new Promise((resolve) => {
  addEventListener("message", function take(event) {
    if (!event.data?.compiledModule) return;
    event.stopImmediatePropagation();
    removeEventListener("message", take);
    resolve(event.data.compiledModule);
  });
});
WebAssembly.instantiateStreaming = async (source, imports) => {
  const module = await compiledModule;
  return {module, instance: await WebAssembly.instantiate(module, imports)};
};
`;

/** Starts a worker, opens an empty database in it and locks it. Rejects with `engine.stopped`. */
export async function startEngine(assets: EngineAssets): Promise<Engine> {
  const worker = startWorker(new Blob([prelude, assets.worker], {type: "text/javascript"}));
  worker.postMessage({compiledModule: assets.module});
  const crashed = new Promise<never>((_, reject) => {
    worker.addEventListener("error", (event) => reject(new Error(event.message || "the worker died")));
  });
  crashed.catch(() => undefined); // running queries race against it; between queries nothing awaits it
  const bindings = new AsyncDuckDB(new VoidLogger(), worker);
  try {
    const connection = await Promise.race([crashed, openLocked(bindings)]);
    return {bindings, connection, crashed, stop: () => worker.terminate()};
  } catch (error) {
    worker.terminate();
    throw stopped(error, "");
  }
}

async function openLocked(bindings: AsyncDuckDB): Promise<number> {
  const nothing = URL.createObjectURL(new Blob([]));
  await bindings.instantiate(nothing);
  URL.revokeObjectURL(nothing);
  await bindings.open({path: ":memory:", query: queryConfig});
  const connection = await bindings.connectInternal();
  for (const statement of lockStatements) await bindings.runQuery(connection, statement);
  return connection;
}
