import {AsyncDuckDB, VoidLogger} from "@duckdb/duckdb-wasm";
import type {EngineAssets} from "./assets";
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

/** Starts a worker, opens an empty database in it and locks it. Rejects with `engine.stopped`. */
export async function startEngine(assets: EngineAssets): Promise<Engine> {
  const worker = startWorker(assets.worker);
  const crashed = new Promise<never>((_, reject) => {
    worker.addEventListener("error", (event) => reject(new Error(event.message || "the worker died")));
  });
  crashed.catch(() => undefined); // running queries race against it; between queries nothing awaits it
  const bindings = new AsyncDuckDB(new VoidLogger(), worker);
  try {
    const connection = await Promise.race([crashed, openLocked(bindings, assets.wasm)]);
    return {bindings, connection, crashed, stop: () => worker.terminate()};
  } catch (error) {
    worker.terminate();
    throw stopped(error, "");
  }
}

async function openLocked(bindings: AsyncDuckDB, wasm: string): Promise<number> {
  await bindings.instantiate(wasm);
  await bindings.open({path: ":memory:", query: queryConfig});
  const connection = await bindings.connectInternal();
  for (const statement of lockStatements) await bindings.runQuery(connection, statement);
  return connection;
}
