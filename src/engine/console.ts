import type {Row} from "../base/table";
import {toRows} from "../base/table";
import type {Database} from "./database";
import {querySelect} from "./select";

/** What a person finds as `huitou` in the browser's console. */
export interface HuitouConsole {
  /** the rows of one select; rejects with a code and DuckDB's own words */
  sql(select: string, options?: ConsoleOptions): Promise<Row[]>;
}

/** How a select from the console is run. */
export interface ConsoleOptions {
  /** at most so many rows; 10,000 unless told */
  maxRows?: number;
  /** milliseconds after which it is cancelled; a minute unless told */
  timeoutMilliseconds?: number;
  /** cancels it when aborted */
  signal?: AbortSignal;
}

declare global {
  interface Window {
    huitou?: HuitouConsole;
  }
}

/** Offers the engine to the console, under the same locks as a notebook. */
export function installConsole(db: Database, target: {huitou?: HuitouConsole} = window): void {
  target.huitou = {
    async sql(select, {maxRows = 10_000, timeoutMilliseconds = 60_000, signal} = {}) {
      return toRows(await querySelect(db, String(select), {limit: maxRows, timeoutMilliseconds, signal}));
    }
  };
}
