import {QueryError} from "./query-error";
import {throwIfCancelled} from "./run";
import type {Database} from "./database";

/** What a call waits for before it is sent. */
export interface Preparation {
  /**
   * resolves when nobody is changing what the call asks about; with it, a call that an engine left in its queue when it ended
   * has not begun, and waits again, for what stands in the next one
   */
  standing?: () => Promise<void>;
  /**
   * begins the next step of making what a statement reads, or joins the one that is under way; undefined when nothing is
   * missing. It is asked again after each step, the last time in the same turn in which the call is sent.
   */
  makeNext?: (sql: string) => Promise<void> | undefined;
}

/**
 * A database whose calls wait until `standing` resolves, for readers of relations that are being rebuilt, and until all that
 * their statement reads has been made. Waiting counts towards a call's time limit, unless its caller waits for `ready`
 * first; its signal ends the waiting, not what is being made.
 */
export function waitingDatabase(db: Database, {standing, makeNext = () => undefined}: Preparation): Database {
  const ask = async <T>(call: () => Promise<T>, {sql = "", signal}: {sql?: string; signal?: AbortSignal} = {}) => {
    for (;;) {
      try {
        if (standing) await unlessCancelled(standing(), sql, signal);
        const step = makeNext(sql);
        if (!step) return await call();
        await unlessCancelled(step, sql, signal);
      } catch (error) {
        if (!(standing && error instanceof QueryError && error.isUnbegun)) throw error;
      }
    }
  };
  return {
    exec: (sql, options) => ask(() => db.exec(sql, options), {sql, ...options}),
    query: (sql, options) => ask(() => db.query(sql, options), {sql, ...options}),
    check: (sql) => ask(() => db.check(sql), {sql}),
    ready: (sql, signal) => ask(() => Promise.resolve(), {sql, signal}),
    keepPlans: (signal) => ask(async () => db.keepPlans?.(signal)),
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
  try {
    await Promise.race([standing, cancelled]);
  } finally {
    settled.abort();
  }
  throwIfCancelled(signal, sql);
}
