import type {Table} from "apache-arrow";
import type {Database, QueryOptions} from "./database";
import {cellSchema} from "./connection/lock";
import {placeAt, QueryError, toQueryError} from "./query-error";
import {bindInputs, offsetBeforeBinding, quoteIdentifier, quoteLiteral, tokenize} from "./sql";

/** Options of a select written by a user or a notebook. */
export interface SelectOptions extends QueryOptions {
  /** maximum number of rows */
  limit?: number;
  /** milliseconds after which it is cancelled, with the code `engine.timeout` */
  timeoutMilliseconds?: number;
}

/**
 * Runs a select written by a user or a notebook. It must be exactly one select; `$name` means the variable of that
 * name. Anything else rejects with `engine.not_a_select`; places in errors refer to `sql` as written.
 */
export function querySelect(db: Database, sql: string, {limit, ...options}: SelectOptions = {}): Promise<Table> {
  const head = limit === undefined ? "" : ` limit ${Math.max(0, Math.floor(limit))}`;
  return guarded(db, sql, (select) => inTime(`from ${select}${head}`, options, db));
}

/** Rejects as `querySelect` would, without running the select. */
export async function checkSelect(db: Database, sql: string): Promise<void> {
  await guarded(db, sql, (select) => db.check(`from ${select}`));
}

/** DuckDB's plan of the select as JSON: a tree of operators, each above those it reads from. */
export async function explainSelect(db: Database, sql: string): Promise<string> {
  const plan = await guarded(db, sql, (select) => db.query(`explain (format json) from ${select}`));
  return String(plan.toArray()[0]?.explain_value ?? "");
}

/** Makes a select the view `notebook.<name>`, replacing the cell's earlier one; nothing is computed yet. */
export async function createCellView(db: Database, name: string, sql: string): Promise<void> {
  await createSelectView(db, cellRelation(name), sql);
}

/** The same as a view of any schema of ours, in which the select looks for relations first. */
export async function createSelectView(db: Database, relation: string, sql: string): Promise<void> {
  await guarded(db, sql, (select) => db.exec(`create or replace view ${relation} as from ${select}`));
}

/** Whether a schema, in lower case, is that of cells. */
export function isCellSchema(name: string): boolean {
  return name === cellSchema;
}

/** The cell, in lower case, whose view a statement of `createCellView` makes; null for any other statement. */
export function createdCellView(sql: string): string | null {
  const [, name] = createdView.exec(sql) ?? [];
  return name === undefined ? null : name.replaceAll('""', '"').toLowerCase();
}

const createdView = new RegExp(`^create or replace view ${cellSchema}\\."((?:[^"]|"")*)" as `);

/** Reads the view of a cell. Its errors have no place, since they may arise in another view that it reads. */
export async function queryCellView(
  db: Database,
  name: string,
  {limit, ...options}: SelectOptions = {}
): Promise<Table> {
  const head = limit === undefined ? "" : ` limit ${Math.max(0, Math.floor(limit))}`;
  const sql = `from ${cellRelation(name)}${head}`;
  return inTime(sql, options, db).catch((error: unknown) => {
    throw toQueryError(error, sql).withSource(sql);
  });
}

/** Drops one cell's view. */
export async function dropCellView(db: Database, name: string): Promise<void> {
  await db.exec(`drop view if exists ${cellRelation(name)}`);
}

/** Drops every cell's view, as when a notebook is closed. */
export async function dropCellViews(db: Database): Promise<void> {
  await db.exec(`drop schema ${cellSchema} cascade; create schema ${cellSchema}`);
}

/** The qualified name of a cell's view, for our own SQL. */
export function cellRelation(name: string): string {
  return `${cellSchema}.${quoteIdentifier(name)}`;
}

/**
 * Passes the text to DuckDB as a string, in its function `query('…')`, whose parser accepts one select and nothing
 * else, so that there is no quoting to break out of.
 */
async function guarded<T>(db: Database, sql: string, run: (select: string) => Promise<T>): Promise<T> {
  refuseFunctions(sql);
  const bound = bindInputs(sql);
  try {
    return await run(`query(${quoteLiteral(bound)})`);
  } catch (error) {
    throw await explained(db, sql, bound, error);
  }
}

/**
 * Functions that a select may not call: they change settings that the lock does not cover, print queries to the
 * console, read raw memory, or take SQL as a string.
 */
const refused =
  /^((en|dis)able_\w+|(force_)?checkpoint|verify_\w+|truncate_duckdb_logs|write_log|arrow_scan\w*|seq_scan|query(_table)?|(copy|import)_database)$/i;

/** Whether a select that calls this function is refused. */
export function isRefusedFunction(name: string): boolean {
  return refused.test(name);
}

function refuseFunctions(sql: string): void {
  const tokens = tokenize(sql);
  const call = tokens.find(({kind, text}, index) => {
    const isName = kind === "word" || kind === "quoted";
    return isName && isRefusedFunction(text) && tokens[index + 1]?.text === "(";
  });
  if (!call) return;
  throw new QueryError("engine.function_refused", {sql, place: placeAt(sql, call.from), name: call.text});
}

/** The error in terms of the text as written: DuckDB checks the bare text to find the place. */
async function explained(db: Database, sql: string, bound: string, error: unknown): Promise<QueryError> {
  const failure = toQueryError(error, sql);
  if (/single SELECT|^SELECT INTO|needs a SELECT/i.test(String(failure.details.message))) {
    return new QueryError("engine.not_a_select", {sql}, {cause: failure});
  }
  if (/^engine\.(cancelled|timeout|stopped|out_of_memory)$/.test(failure.code)) return failure.withSource(sql);
  const placed = await checkError(db, bound);
  const offset = placed?.code === failure.code ? placed.place.offset : undefined;
  return failure.withSource(sql, offset === undefined ? {} : placeAt(sql, offsetBeforeBinding(sql, offset)));
}

async function checkError(db: Database, bound: string): Promise<QueryError | undefined> {
  try {
    await db.check(bound);
    return undefined;
  } catch (error) {
    return toQueryError(error, bound);
  }
}

/** The time begins when all that the statement reads has been made. */
async function inTime(sql: string, {timeoutMilliseconds, signal, ...options}: SelectOptions, db: Database) {
  if (timeoutMilliseconds !== undefined) await db.ready?.(sql, signal);
  if (timeoutMilliseconds === undefined) return db.query(sql, {...options, signal});
  const timeout = AbortSignal.timeout(timeoutMilliseconds);
  try {
    return await db.query(sql, {...options, signal: signal ? AbortSignal.any([signal, timeout]) : timeout});
  } catch (error) {
    const failure = toQueryError(error, sql);
    const isLate = failure.code === "engine.cancelled" && timeout.aborted && !signal?.aborted;
    throw isLate ? new QueryError("engine.timeout", {sql, milliseconds: timeoutMilliseconds}) : failure;
  }
}
