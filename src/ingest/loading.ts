import {AppError} from "../base/errors";
import type {Database} from "../engine/database";
import type {Decode} from "./encoding/decode";
import type {Layout} from "./columns/layout";
import type {ImportPlan, ImportProgress} from "./plan";
import {lineEnd} from "./records";
import {endReason, ordersFromPartSql, rowsSql, type Part} from "./staging/staging";
import type {SourceTables} from "./staging/tables";

/** Options of an import. */
export interface LoadOptions {
  /** aborting leaves no trace of the file; the call rejects with `engine.cancelled` or the abort's reason */
  signal?: AbortSignal;
  onProgress?: (progress: ImportProgress) => void;
  /** decodes text that DuckDB cannot read itself; a worker by default, or this thread where there are none */
  decode?: Decode;
  /** current time in milliseconds */
  clock?: () => number;
}

/** The state of one import. */
export interface Loading extends LoadOptions {
  db: Database;
  plan: ImportPlan;
  layout: Layout;
  tables: SourceTables;
}

/** Reports the progress of an import. */
export function progress(
  {onProgress, plan}: Loading,
  phase: ImportProgress["phase"],
  bytesRead: number,
  rows: number
): void {
  onProgress?.({phase, bytesRead, bytesTotal: plan.source.size, rows});
}

/** Inserts one registered part into the table of rows. */
export async function insertPart(
  loading: Loading,
  part: Pick<Part, "file"> & Partial<Part>,
  isNext: boolean
): Promise<void> {
  const {db, plan, layout, tables, signal} = loading;
  const {dialect, header, source} = plan;
  const newline = lineEnd(source.head, dialect.delimiter);
  const whole: Part = {dialect, newline, width: header.length, offset: 0, ...part};
  const sql = layout.platform.grain === "order" ? ordersFromPartSql : rowsSql;
  const target = isNext ? `insert into ${tables.rows}` : `create or replace table ${tables.rows} as`;
  await db.exec(`${target}\n${sql(plan.source.id, layout, whole)}`, {signal});
}

/**
 * Removes the end-marker rows of parts. Throws `ingest.open_quote` when one is missing, since then other rows are
 * missing too.
 */
export async function removeEndMarkers({db, tables}: Loading, parts: number): Promise<void> {
  const ends = await countRows(db, `${tables.rows} where reject_reason = '${endReason}'`);
  if (ends !== parts) throw new AppError("ingest.open_quote");
  await db.exec(`delete from ${tables.rows} where reject_reason = '${endReason}'`);
}

/** The row count of a relation. */
export async function countRows(db: Database, relation: string): Promise<number> {
  const table = await db.query(`select count(*) as count_of_rows from ${relation}`);
  return Number(table.get(0)?.["count_of_rows"] ?? 0);
}
