import {QueryError} from "./query-error";
import {throwIfCancelled} from "./run";
import type {Database} from "./database";

/** What a call waits for before it is sent. */
export interface Preparation {
  /**
   * resolves when no relation is being rebuilt; with it, a call that was still queued when its engine stopped is sent again,
   * to the next engine, once this resolves
   */
  whenReady?: () => Promise<void>;
  /**
   * starts creating the next relations that a statement reads, or joins the step that is running; undefined when nothing is
   * missing. It is called again after each step, the last time in the same turn in which the call is sent.
   */
  makeNextStep?: (sql: string) => Promise<void> | undefined;
}

/**
 * A database whose calls wait until `whenReady` resolves, and until everything that their statement reads exists. The wait
 * counts towards a call's time limit, unless its caller awaits `ready` first; a call's signal ends its wait, not the creation
 * of relations.
 */
export function waitingDatabase(db: Database, {whenReady, makeNextStep = () => undefined}: Preparation): Database {
  const ask = async <T>(call: () => Promise<T>, {sql = "", signal}: {sql?: string; signal?: AbortSignal} = {}) => {
    for (;;) {
      try {
        if (whenReady) await unlessCancelled(whenReady(), sql, signal);
        const step = makeNextStep(sql);
        if (!step) return await call();
        await unlessCancelled(step, sql, signal);
      } catch (error) {
        if (!(whenReady && error instanceof QueryError && error.isUnbegun)) throw error;
      }
    }
  };
  return {
    exec: (sql, options) => ask(() => db.exec(sql, options), {sql, ...options}),
    query: (sql, options) => ask(() => db.query(sql, options), {sql, ...options}),
    check: (sql) => ask(() => db.check(sql), {sql}),
    ready: (sql, signal) => ask(() => Promise.resolve(), {sql, signal}),
    keepPlans: (signal) => ask(async () => db.keepPlans(signal)),
    setVariable: (name, value) => ask(() => db.setVariable(name, value)),
    registerFile: (name, file) => ask(() => db.registerFile(name, file)),
    registerBuffer: (name, bytes) => ask(() => db.registerBuffer(name, bytes)),
    readBuffer: (name) => ask(() => db.readBuffer(name)),
    dropFile: (name) => ask(() => db.dropFile(name)),
    restart: () => db.restart(),
    close: () => db.close()
  };
}

async function unlessCancelled(whenReady: Promise<void>, sql: string, signal?: AbortSignal): Promise<void> {
  throwIfCancelled(signal, sql);
  const settled = new AbortController();
  const cancelled = new Promise<void>((resolve) => {
    signal?.addEventListener("abort", () => resolve(), {once: true, signal: settled.signal});
  });
  try {
    await Promise.race([whenReady, cancelled]);
  } finally {
    settled.abort();
  }
  throwIfCancelled(signal, sql);
}
