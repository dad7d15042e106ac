import type {Table} from "apache-arrow";

/** A value that a DuckDB variable can have here; `Date` is a calendar date (UTC midnight). */
export type Value = string | number | boolean | Date | null | readonly (string | number)[];

/** Options of a query. */
export interface QueryOptions {
  /** aborting it cancels the query, which then rejects with the code `engine.cancelled` */
  signal?: AbortSignal;
  /**
   * expected to take a moment: runs in one piece and is sent without waiting for earlier answers, so that a busy page
   * does not delay it. Aborting takes effect only before it is sent, or stops the engine after `graceMilliseconds`
   */
  isShort?: boolean;
  /**
   * for a query that is repeated while only these variables change, which it reads with `live_variable` alone: its plan is
   * kept, from the second time on (a short one from the first), until another variable changes or a statement is executed
   */
  live?: readonly string[];
}

/**
 * DuckDB. One statement runs at a time; further calls queue in order. SQL passed here must be ours: text from a user or
 * a notebook goes through `querySelect` (engine/select.ts), which accepts one select.
 */
export interface Database {
  /** runs one or more statements without a result */
  exec(sql: string, options?: QueryOptions): Promise<void>;
  /**
   * runs one statement; big integers arrive as doubles, decimals unchanged, dates as epoch milliseconds; `toRows`
   * converts them
   */
  query(sql: string, options?: QueryOptions): Promise<Table>;
  /** plans one statement without running it; rejects with the error and its place */
  check(sql: string): Promise<void>;
  /** resolves when a statement could be sent at once, where what it reads may first have to be made; left out, it always can */
  ready?(sql: string, signal?: AbortSignal): Promise<void>;
  /** plans again the repeated queries whose plans were dropped, one after another; aborting ends it between two */
  keepPlans(signal?: AbortSignal): Promise<void>;
  /** sets a DuckDB variable, read in SQL as `getvariable('name')`, or as `live_variable('name')` where plans are kept */
  setVariable(name: string, value: Value): Promise<void>;
  /**
   * makes a file readable in SQL without copying it; returns its name for `read_csv`, always under `in/` and safe in a
   * glob pattern
   */
  registerFile(name: string, file: Blob): Promise<string>;
  /** the same for bytes in memory, which are handed over: their buffer is empty afterwards */
  registerBuffer(name: string, bytes: Uint8Array): Promise<string>;
  /** the bytes of a registered buffer, with what DuckDB has written into it */
  readBuffer(name: string): Promise<Uint8Array<ArrayBuffer>>;
  /** unregisters a file or buffer */
  dropFile(name: string): Promise<void>;
  /** stops the engine and starts a new, empty, locked one; the caller has to load its files again */
  restart(): Promise<void>;
  /** stops the engine */
  close(): Promise<void>;
}
