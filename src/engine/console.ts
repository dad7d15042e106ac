import type {Row} from "../base/table";
import {toRows} from "../base/table";
import type {Database} from "./database";
import {querySelect} from "./select";

/** What a person finds as `huitou` in the browser's console. */
export interface HuitouConsole {
  /** rows of one select, at most `maxRows` (10,000 unless told); rejects with the code and DuckDB's own words */
  sql(select: string, options?: {maxRows?: number; signal?: AbortSignal}): Promise<Row[]>;
}

declare global {
  interface Window {
    huitou?: HuitouConsole;
  }
}

/** Offers the engine to the console, under the same locks as a notebook. */
export function installConsole(db: Database, target: {huitou?: HuitouConsole} = window): void {
  target.huitou = {
    async sql(select, {maxRows = 10_000, signal} = {}) {
      return toRows(await querySelect(db, String(select), {limit: maxRows, signal}));
    }
  };
}
