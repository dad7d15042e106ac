import {toRows, type Row} from "../../base/table";
import type {Database} from "../../engine/database";
import {quoteIdentifier, quoteLiteral} from "../../engine/sql";
import {computations, type Computation} from "../../statistics/computations";
import {computeRows} from "../computing";
import type {Model} from "../model";

/** How many tables were computed: no two files have one name. */
let files = 0;

/**
 * Makes the table of a model with `@computed`: its select's rows are computed into others, which are read back as a file in
 * memory. Rejects with the signal's reason once aborted, and with the errors of `computeRows`.
 */
export async function makeComputed(db: Database, {name, sql, computation}: Model, signal: AbortSignal): Promise<void> {
  const {columns} = computations[computation!]!;
  const rows = await computeRows(computation!, toRows(await db.query(sql)), signal);
  const file = rows.length === 0 ? null : await db.registerBuffer(`computed-${files++}.csv`, toCsv(columns, rows));
  try {
    await db.exec(tableStatement(name, columns, file));
  } finally {
    if (file !== null) await db.dropFile(file);
  }
}

/** Numbers in full, texts in quotes, nothing for null. */
function toCsv(columns: Computation["columns"], rows: readonly Row[]): Uint8Array {
  const names = Object.keys(columns);
  const lines = rows.map((row) => names.map((name) => cellOf(row[name])).join(","));
  return new TextEncoder().encode(lines.join("\n"));
}

function cellOf(value: unknown): string {
  if (typeof value === "string") return `"${value.replaceAll('"', '""')}"`;
  return typeof value === "number" && Number.isFinite(value) ? String(value) : "";
}

function tableStatement(name: string, columns: Computation["columns"], file: string | null): string {
  const head = `create or replace table ${quoteIdentifier(name)}`;
  const typed = Object.entries(columns);
  if (file === null)
    return `${head} (${typed.map(([column, type]) => `${quoteIdentifier(column)} ${type}`).join(", ")})`;
  const types = typed.map(([column, type]) => `${quoteLiteral(column)}: ${quoteLiteral(type)}`).join(", ");
  return `${head} as from read_csv(${quoteLiteral(file)}, header = false, delim = ',', quote = '"', escape = '"',
    nullstr = '', columns = {${types}})`;
}
