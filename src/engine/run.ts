import {tableFromIPC, type Table} from "apache-arrow";
import {QueryError} from "./query-error";
import type {Engine} from "./connection/start";

/** How long a cancelled query may take to stop before its engine is stopped. */
export const graceMilliseconds = 2000;

/**
 * Runs a statement in one piece: one message to the worker and one back, 0.6 ms for a small query. As a pending query
 * it would take 1.1 ms, and 500,000 rows 107 ms instead of 79, because they come in pieces of 2,048 rows.
 */
export async function runWhole({bindings, connection}: Engine, sql: string): Promise<Table> {
  return tableFromIPC(await bindings.runQuery(connection, sql));
}

/**
 * Runs something in one piece that may be aborted: when it does not settle within the grace after that, rejects with
 * `engine.stopped`.
 */
export async function withGrace<T>(run: () => Promise<T>, sql: string, signal?: AbortSignal): Promise<T> {
  if (!signal) return run();
  const settled = new AbortController();
  try {
    return await Promise.race([graceOver(sql, signal, settled.signal), run()]);
  } finally {
    settled.abort();
  }
}

/**
 * Runs a statement in slices of 20 ms and cancels between two of them. Where one slice takes long (a nested loop join
 * is a single task for DuckDB) it rejects with `engine.stopped` after the grace, and the engine has to be stopped.
 */
export async function runCancellable(engine: Engine, sql: string, signal: AbortSignal): Promise<Table> {
  return withGrace(() => runInSlices(engine, sql, signal), sql, signal);
}

async function runInSlices({bindings, connection}: Engine, sql: string, signal: AbortSignal): Promise<Table> {
  let header = await bindings.startPendingQuery(connection, sql);
  while (header === null) {
    if (signal.aborted) await bindings.cancelPendingQuery(connection);
    throwIfCancelled(signal, sql);
    header = await bindings.pollPendingQuery(connection);
  }
  const pieces = [header];
  for (;;) {
    throwIfCancelled(signal, sql);
    const piece = await bindings.fetchQueryResults(connection);
    if (piece?.length === 0) return tableFromIPC(pieces);
    if (piece !== null) pieces.push(piece);
  }
}

/** Throws `engine.cancelled` when the signal has been aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined, sql: string): void {
  if (signal?.aborted) throw new QueryError("engine.cancelled", {sql});
}

/** Rejects when the query has not settled within the grace after it was cancelled. */
function graceOver(sql: string, signal: AbortSignal, settled: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const startClock = () => {
      const clock = setTimeout(() => reject(new QueryError("engine.stopped", {sql})), graceMilliseconds);
      settled.addEventListener("abort", () => clearTimeout(clock), {once: true});
    };
    if (signal.aborted) startClock();
    else signal.addEventListener("abort", startClock, {once: true, signal: settled});
  });
}
