import type {Table} from "apache-arrow";
import {AppError} from "../base/errors";
import {selectedBy} from "../charts/spec";
import type {Database, Value} from "../engine/database";
import {
  cellRelation,
  createCellView,
  dropCellView,
  queryCellView,
  querySelect,
  type SelectOptions
} from "../engine/select";
import {quoteIdentifier} from "../engine/sql";
import type {CellGraph} from "./graph";
import {initialValue} from "./inputs";
import type {Cell, ChartCell, Notebook, SqlCell} from "./notebook";

/** The result of a cell with rows, reported on each change. */
export type CellResult =
  | {status: "running"}
  /** aborted by a newer run: the visible result may be outdated */
  | {status: "stale"}
  /** `table` has the first rows, `totalRows` counts all; `isAhead` when it was queried ahead of its turn */
  | {status: "done"; table: Table; milliseconds: number; totalRows: number; isAhead: boolean}
  | {status: "failed"; error: AppError}
  /** `reason` is the notice code of why this data does not support it */
  | {status: "off"; reason: string};

/** Limits of a cell. */
export interface RunLimits {
  /** maximum number of rows fetched; the rest is only counted */
  rows: number;
  /** time limit of a cell's query */
  milliseconds: number;
}

/** Options of a run. */
export interface RunOptions {
  /** the value of every input and selection, by variable name */
  inputs: Readonly<Record<string, Value>>;
  /** the variables to set first; all of `inputs` by default */
  changed?: readonly string[];
  /** rebuilds the tables that depend on changed variables; called before any cell runs */
  rebuild?: (variables: readonly string[]) => Promise<void>;
  /** the SQL of the existing views, by cell; a cell with the same text keeps its view */
  views?: Map<string, string>;
  /** why a capability that a chart needs is off for this data; null when it is on */
  isOff?: (capability: string) => string | null;
  /** the error that running a cell would repeat; null when it may run */
  whyNot?: (id: string) => AppError | null;
  /**
   * whether a cell is expected to be fast, as in the previous step of a slider: such cells are all queried at once,
   * together with setting the variables. Ignored when tables have to be rebuilt first.
   */
  isShort?: (id: string) => boolean;
  /** aborting it leaves cells that have not run stale; the call returns when the current query has stopped */
  signal?: AbortSignal;
  limits?: Partial<RunLimits>;
  /** where time comes from, in milliseconds; the page's clock where left out */
  now?: () => number;
  /** called with every result of a cell */
  onResult: (id: string, result: CellResult) => void;
}

const usualLimits: RunLimits = {rows: 5000, milliseconds: 20_000};

/** Problems with which a cell cannot run; others are shown beside its result. */
const blocking = new Set(["notebook.cycle", "notebook.name_taken"]);

/** The default of every input, and null for every selection, by variable name. */
export function initialInputs({cells}: Pick<Notebook, "cells">): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const cell of cells) {
    const chosen = cell.kind === "chart" && cell.spec && isSound(cell) ? selectedBy(cell.spec) : [];
    for (const variable of chosen) values[variable] ??= null;
    if (cell.kind === "input" && cell.spec && isSound(cell)) values[cell.name] = initialValue(cell.spec);
  }
  return values;
}

/** Excludes names such as `__proto__`, which must not become keys. */
function isSound({problems}: Cell): boolean {
  return !problems.some(({severity}) => severity === "error");
}

/**
 * Runs cells in the order of the graph. An error in a cell is that cell's result, and fails the cells that read it.
 * Throws only when variables cannot be set or tables cannot be rebuilt.
 */
export async function runCells(
  graph: CellGraph,
  ids: Iterable<string>,
  db: Database,
  options: RunOptions
): Promise<void> {
  const wanted = new Set(ids);
  const outside = [...wanted].filter((id) => graph.cells.has(id) && !graph.order.includes(id));
  const cells = [...graph.order.filter((id) => wanted.has(id)), ...outside].map((id) => graph.cells.get(id)!);
  const run = new Run(graph, db, options);
  const set = setVariables(db, options);
  run.askAhead(cells);
  await set;
  for (const cell of cells) await run.cell(cell);
}

/** Not cancellable: a variable set without its tables would give wrong numbers later. */
async function setVariables(db: Database, {inputs, changed = Object.keys(inputs), rebuild}: RunOptions): Promise<void> {
  await Promise.all(changed.map((name) => db.setVariable(name, inputs[name] ?? null)));
  if (changed.length > 0) await rebuild?.(changed);
}

/** Options of a query: cancellable, or short. */
type Urgency = Pick<SelectOptions, "isShort" | "live">;

type Rows = Omit<Extract<CellResult, {status: "done"}>, "status" | "isAhead">;

class Run {
  readonly #graph: CellGraph;
  readonly #db: Database;
  readonly #options: RunOptions;
  readonly #limits: RunLimits;
  readonly #results = new Map<string, CellResult>();
  /** queries sent ahead of their turn, by cell id */
  readonly #asked = new Map<string, Promise<Rows>>();
  /** time of the engine's last answer */
  #answeredAt = 0;

  constructor(graph: CellGraph, db: Database, options: RunOptions) {
    this.#graph = graph;
    this.#db = db;
    this.#options = options;
    this.#limits = {...usualLimits, ...options.limits};
  }

  /** Sends the queries of short cells at once, so that no answer waits for the page to send the next query. */
  askAhead(cells: readonly Cell[]): void {
    const {isShort, signal} = this.#options;
    if (!isShort || signal?.aborted) return;
    // a cell with a new text will get a new view: cells that read it must wait for that
    if (cells.some((cell) => cell.kind === "sql" && !this.#isUpToDate(cell))) return;
    for (const cell of cells) {
      if (cell.kind !== "sql" && cell.kind !== "chart") continue;
      if (!isShort(cell.id) || !this.#isUpToDate(cell) || this.#reasonAgainst(cell)) continue;
      const short = {isShort: true, live: this.#repeatedLive(cell)};
      const rows = cell.kind === "sql" ? this.#rowsOf(cell.name, short) : this.#ask(this.#relationOf(cell), short);
      // the error is handled when the result is awaited
      rows.catch(() => undefined);
      this.#asked.set(cell.id, rows);
    }
  }

  /** The variables that a cell reads live alone: while only they change, its query's plan stays valid. */
  #liveOf({id}: Cell): readonly string[] {
    return this.#graph.live.get(id) ?? [];
  }

  /** The same when nothing else has changed, as while an input is dragged; else a plan would be made for one query. */
  #repeatedLive(cell: Cell): readonly string[] | undefined {
    const {changed = []} = this.#options;
    const live = this.#liveOf(cell);
    return changed.length > 0 && changed.every((name) => live.includes(name)) ? live : undefined;
  }

  /** Whether everything that a cell reads exists, and is not about to be replaced. */
  #isUpToDate(cell: SqlCell | ChartCell): boolean {
    if (cell.kind === "sql") return this.#options.views?.get(cell.name) === cell.sql;
    return cell.spec !== null && !this.#readsCell(cell);
  }

  async cell(cell: Cell): Promise<void> {
    if (cell.kind !== "sql" && cell.kind !== "chart") return;
    const isAborted = this.#options.signal?.aborted ?? false;
    const obstacle = isAborted ? null : this.#reasonAgainst(cell);
    if (!isAborted && !obstacle) this.#options.onResult(cell.id, {status: "running"});
    const result = obstacle ?? (await this.#resultOf(cell));
    this.#results.set(cell.id, result);
    this.#options.onResult(cell.id, result);
  }

  async #resultOf(cell: SqlCell | ChartCell): Promise<CellResult> {
    const {signal} = this.#options;
    if (signal?.aborted) return {status: "stale"};
    try {
      const ahead = this.#asked.get(cell.id);
      const rows = ahead ?? (cell.kind === "sql" ? this.#sql(cell) : this.#chart(cell));
      return {status: "done", isAhead: ahead !== undefined, ...(await rows)};
    } catch (error) {
      return signal?.aborted ? {status: "stale"} : {status: "failed", error: toAppError(error)};
    }
  }

  #reasonAgainst(cell: SqlCell | ChartCell): CellResult | null {
    return this.#off(cell) ?? this.#refusal(cell) ?? this.#errorBefore(cell);
  }

  #off(cell: SqlCell | ChartCell): CellResult | null {
    const need = cell.kind === "chart" ? cell.spec?.need : undefined;
    const reason = need ? this.#options.isOff?.(need) : null;
    return reason ? {status: "off", reason} : null;
  }

  #refusal({id}: Cell): CellResult | null {
    const error = this.#options.whyNot?.(id);
    return error ? {status: "failed", error} : null;
  }

  #errorBefore(cell: SqlCell | ChartCell): CellResult | null {
    const problem =
      cell.problems.find(({severity}) => severity === "error") ??
      this.#graph.problems.get(cell.id)?.find(({code}) => blocking.has(code));
    if (problem) return {status: "failed", error: new AppError(problem.code, problem.details)};
    const broken = this.#graph.edges.get(cell.id)?.find((name) => this.#results.get(name)?.status === "failed");
    return broken === undefined
      ? null
      : {status: "failed", error: new AppError("notebook.upstream_failed", {cell: broken})};
  }

  async #sql(cell: SqlCell): Promise<Rows> {
    const {name, sql} = cell;
    if (this.#options.views?.get(name) !== sql) await this.#createView(name, sql);
    return this.#rowsOf(name, {isShort: false, live: this.#liveOf(cell)});
  }

  #rowsOf(name: string, how: Urgency): Promise<Rows> {
    return this.#fetch(cellRelation(name), (options) => queryCellView(this.#db, name, options), how);
  }

  async #createView(name: string, sql: string): Promise<void> {
    this.#options.views?.delete(name);
    try {
      await createCellView(this.#db, name, sql);
    } catch (error) {
      // an older view of that name would answer for the old text
      await dropCellView(this.#db, name);
      throw error;
    }
    this.#options.views?.set(name, sql);
  }

  #chart(cell: ChartCell): Promise<Rows> | Rows {
    const source = this.#readsCell(cell) ? this.#results.get(cell.spec!.from) : undefined;
    return source?.status === "done"
      ? source
      : this.#ask(this.#relationOf(cell), {isShort: false, live: this.#liveOf(cell)});
  }

  #readsCell({id, spec}: ChartCell): boolean {
    return this.#graph.edges.get(id)?.includes(spec!.from) ?? false;
  }

  #relationOf(cell: ChartCell): string {
    const {from} = cell.spec!;
    return this.#readsCell(cell) ? cellRelation(from) : `main.${quoteIdentifier(from)}`;
  }

  #ask(relation: string, how: Urgency): Promise<Rows> {
    return this.#fetch(relation, (options) => querySelect(this.#db, `from ${relation}`, options), how);
  }

  /** Fetches one row more than the limit, so that only larger results have to be counted. */
  async #fetch(relation: string, query: (options: SelectOptions) => Promise<Table>, how: Urgency): Promise<Rows> {
    const {rows, milliseconds: timeoutMilliseconds} = this.#limits;
    const options = {signal: this.#options.signal, timeoutMilliseconds};
    const start = this.#now();
    const table = await query({...options, ...how, limit: rows + 1});
    if (table.numRows <= rows) return {table, totalRows: table.numRows, milliseconds: this.#since(start)};
    const counted = await querySelect(this.#db, `select count(*) as total from ${relation}`, options);
    const totalRows = Number(counted.getChild("total")?.get(0));
    return {table: table.slice(0, rows), totalRows, milliseconds: this.#since(start)};
  }

  #now(): number {
    return this.#options.now?.() ?? performance.now();
  }

  /** Milliseconds since a query was sent, or since the previous answer, before which it cannot have begun. */
  #since(start: number): number {
    const now = this.#now();
    const begun = Math.max(start, this.#answeredAt);
    this.#answeredAt = now;
    return now - begun;
  }
}

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError(
    "notebook.failed",
    {message: error instanceof Error ? error.message : String(error)},
    {cause: error}
  );
}
