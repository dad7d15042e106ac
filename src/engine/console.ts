import type {Row} from "../base/table";
import {toRows} from "../base/table";
import type {Database} from "./database";
import {querySelect} from "./select";

/** The object `huitou` in the browser's console. */
export interface HuitouConsole {
  /** the rows of one select; rejects with a code and DuckDB's message */
  sql(select: string, options?: ConsoleOptions): Promise<Row[]>;
}

/** Options of a select from the console. */
export interface ConsoleOptions {
  /** maximum number of rows; 10,000 by default */
  maxRows?: number;
  /** milliseconds after which it is cancelled; a minute by default */
  timeoutMilliseconds?: number;
  /** cancels it when aborted */
  signal?: AbortSignal;
}

declare global {
  interface Window {
    huitou?: HuitouConsole;
  }
}

/** Options of `installConsole`. */
export interface InstallOptions {
  /** where the object is put */
  target?: {huitou?: HuitouConsole};
  /** resolves when there is something to ask; selects wait for it */
  ready?: Promise<unknown>;
}

/** Installs `huitou`; its selects are restricted like those of a notebook. */
export function installConsole(db: Database, {target = window, ready = Promise.resolve()}: InstallOptions = {}): void {
  target.huitou = {
    async sql(select, {maxRows = 10_000, timeoutMilliseconds = 60_000, signal} = {}) {
      await ready;
      return toRows(await querySelect(db, String(select), {limit: maxRows, timeoutMilliseconds, signal, live: []}));
    }
  };
}
