import type {Table} from "apache-arrow";

/** What a DuckDB variable can hold here; `Date` is a calendar date (UTC midnight). */
export type Value = string | number | boolean | Date | null | readonly (string | number)[];

/** How a query is run. */
export interface QueryOptions {
  /** aborting it cancels the query, which then rejects with the code `engine.cancelled` */
  signal?: AbortSignal;
  /**
   * known to be over in a moment: it runs in one piece and is sent without waiting for the answers to those before it, so
   * that a busy page does not hold it up. Aborting it takes effect only before it is sent, or ends the engine after a grace.
   */
  isShort?: boolean;
  /**
   * for a short query that is asked again and again while only these variables change: it reads them with `live_variable`
   * alone, so the plan it was first given is kept, and answers until another variable changes or a statement is executed
   */
  live?: readonly string[];
}

/**
 * DuckDB behind one door. One statement runs at a time; further calls queue in order. Everything here is trusted SQL
 * of ours; text that a person or a notebook wrote goes through `querySelect` (engine/select.ts), which accepts one select.
 */
export interface Database {
  /** runs one or more statements for their effect */
  exec(sql: string, options?: QueryOptions): Promise<void>;
  /** runs one statement; big integers arrive as doubles, decimals as they are, dates as epoch milliseconds; `toRows` makes them plain */
  query(sql: string, options?: QueryOptions): Promise<Table>;
  /** plans one statement without running it; rejects with what is wrong with it, and where */
  check(sql: string): Promise<void>;
  /** sets a DuckDB variable, read in SQL as `getvariable('name')`, or as `live_variable('name')` where plans are kept */
  setVariable(name: string, value: Value): Promise<void>;
  /** lets SQL read a file without holding it; returns its name for `read_csv`, always under `in/` and safe in a pattern */
  registerFile(name: string, file: Blob): Promise<string>;
  /** the same for bytes in memory */
  registerBuffer(name: string, bytes: Uint8Array): Promise<string>;
  /** forgets a registered file or buffer */
  dropFile(name: string): Promise<void>;
  /** ends the engine and starts a fresh, empty, locked one; the caller loads its files again */
  restart(): Promise<void>;
  /** ends the engine */
  close(): Promise<void>;
}
