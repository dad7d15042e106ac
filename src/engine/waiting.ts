import {QueryError} from "./query-error";
import {throwIfCancelled} from "./run";
import type {Database} from "./database";

/**
 * A database whose calls wait until `standing` resolves, for readers of relations that are being rebuilt. A call that
 * was queued in an engine that stopped waits again for the next one. Waiting counts towards a call's time limit; its
 * signal ends it.
 */
export function waitingDatabase(db: Database, standing: () => Promise<void>): Database {
  const ask = async <T>(call: () => Promise<T>, {sql = "", signal}: {sql?: string; signal?: AbortSignal} = {}) => {
    for (;;) {
      await unlessCancelled(standing(), sql, signal);
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof QueryError && error.isUnbegun)) throw error;
      }
    }
  };
  return {
    exec: (sql, options) => ask(() => db.exec(sql, options), {sql, ...options}),
    query: (sql, options) => ask(() => db.query(sql, options), {sql, ...options}),
    check: (sql) => ask(() => db.check(sql), {sql}),
    setVariable: (name, value) => ask(() => db.setVariable(name, value)),
    registerFile: (name, file) => ask(() => db.registerFile(name, file)),
    registerBuffer: (name, bytes) => ask(() => db.registerBuffer(name, bytes)),
    dropFile: (name) => ask(() => db.dropFile(name)),
    restart: () => db.restart(),
    close: () => db.close()
  };
}

async function unlessCancelled(standing: Promise<void>, sql: string, signal?: AbortSignal): Promise<void> {
  throwIfCancelled(signal, sql);
  const settled = new AbortController();
  const cancelled = new Promise<void>((resolve) => {
    signal?.addEventListener("abort", () => resolve(), {once: true, signal: settled.signal});
  });
  await Promise.race([standing, cancelled]);
  settled.abort();
  throwIfCancelled(signal, sql);
}
