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

/** What became of a cell that has rows to show, each time it changes. */
export type CellResult =
  | {status: "running"}
  /** cut short by a newer run: what is shown may be out of date */
  | {status: "stale"}
  /** `table` holds the first rows, `totalRows` counts all; `isAhead` where it was asked for ahead of its turn */
  | {status: "done"; table: Table; milliseconds: number; totalRows: number; isAhead: boolean}
  | {status: "failed"; error: AppError}
  /** `reason` is the code of why this data cannot answer it */
  | {status: "off"; reason: string};

/** How far a cell may go. */
export interface RunLimits {
  /** rows fetched of a result; the rest is only counted */
  rows: number;
  /** after which a cell's query is stopped */
  milliseconds: number;
}

/** What a run needs to know, and whom it tells. */
export interface RunOptions {
  /** the value of every input and selection, by variable name */
  inputs: Readonly<Record<string, Value>>;
  /** the variables to set before; all of `inputs` when it does not say */
  changed?: readonly string[];
  /** makes the tables that depend on changed variables again; called before any cell runs */
  rebuild?: (variables: readonly string[]) => Promise<void>;
  /** the SQL of the views that stand, by cell; a cell whose text is the same keeps its view */
  views?: Map<string, string>;
  /** why a capability that a chart needs is off for this data; null when it is on */
  isOff?: (capability: string) => string | null;
  /** the failure that a cell would only repeat, were it run; null when it may be */
  whyNot?: (id: string) => AppError | null;
  /**
   * whether a cell is known to be over in a moment, as when it was so a step of a slider ago: such cells are asked for all at
   * once, behind the changed variables. Left out when tables have to be made again first.
   */
  isShort?: (id: string) => boolean;
  /** aborting it leaves the cells not yet run stale; the call then returns as soon as the engine lets go */
  signal?: AbortSignal;
  limits?: Partial<RunLimits>;
  /** called whenever something becomes of a cell */
  onResult: (id: string, result: CellResult) => void;
}

const usualLimits: RunLimits = {rows: 5000, milliseconds: 20_000};

/** Problems that leave nothing sensible to run; the others are shown beside a result. */
const blocking = new Set(["notebook.cycle", "notebook.name_taken"]);

/** The value of every input before anyone touched it, and null for every selection, by variable name. */
export function initialInputs({cells}: Pick<Notebook, "cells">): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const cell of cells) {
    const chosen = cell.kind === "chart" && cell.spec && isSound(cell) ? selectedBy(cell.spec) : [];
    for (const variable of chosen) values[variable] ??= null;
    if (cell.kind === "input" && cell.spec && isSound(cell)) values[cell.name] = initialValue(cell.spec);
  }
  return values;
}

/** A name such as `__proto__` must not become a key. */
function isSound({problems}: Cell): boolean {
  return !problems.some(({severity}) => severity === "error");
}

/**
 * Runs cells in the order of their graph. What goes wrong in a cell is that cell's result; those that read it fail too.
 * Throws only when variables cannot be set or tables not be made again.
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

/** Not cancellable: a variable that is set while its tables are not would be a wrong number later. */
async function setVariables(db: Database, {inputs, changed = Object.keys(inputs), rebuild}: RunOptions): Promise<void> {
  await Promise.all(changed.map((name) => db.setVariable(name, inputs[name] ?? null)));
  if (changed.length > 0) await rebuild?.(changed);
}

/** How the engine is asked: as usual, or for what is over in a moment. */
type Urgency = Pick<SelectOptions, "isShort" | "live">;

type Rows = Omit<Extract<CellResult, {status: "done"}>, "status" | "isAhead">;

class Run {
  readonly #graph: CellGraph;
  readonly #db: Database;
  readonly #options: RunOptions;
  readonly #limits: RunLimits;
  readonly #results = new Map<string, CellResult>();
  /** what was asked for before its turn came */
  readonly #asked = new Map<string, Promise<Rows>>();
  /** when the engine last answered */
  #answeredAt = 0;

  constructor(graph: CellGraph, db: Database, options: RunOptions) {
    this.#graph = graph;
    this.#db = db;
    this.#options = options;
    this.#limits = {...usualLimits, ...options.limits};
  }

  /** Sends the questions of short cells to the engine at once: its answers then never wait for the page to ask again. */
  askAhead(cells: readonly Cell[]): void {
    const {isShort, signal} = this.#options;
    if (!isShort || signal?.aborted) return;
    // a cell whose text is new is about to get its view: whatever reads it would be answered by the old one
    if (cells.some((cell) => cell.kind === "sql" && !this.#stands(cell))) return;
    for (const cell of cells) {
      if (cell.kind !== "sql" && cell.kind !== "chart") continue;
      if (!isShort(cell.id) || !this.#stands(cell) || this.#reasonAgainst(cell)) continue;
      const short = {isShort: true, live: this.#liveOf(cell)};
      const rows = cell.kind === "sql" ? this.#rowsOf(cell.name, short) : this.#ask(this.#relationOf(cell), short);
      // whoever awaits it later hears of it
      rows.catch(() => undefined);
      this.#asked.set(cell.id, rows);
    }
  }

  /** The variables that may change under a plan of the cell's, where they are all that has changed. */
  #liveOf({id}: Cell): readonly string[] | undefined {
    const {changed = []} = this.#options;
    const live = this.#graph.live.get(id) ?? [];
    return changed.length > 0 && changed.every((name) => live.includes(name)) ? live : undefined;
  }

  /** Whether the engine has all that a cell is read from, and reading it is not another cell's task. */
  #stands(cell: SqlCell | ChartCell): boolean {
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
    return this.#off(cell) ?? this.#spared(cell) ?? this.#obstacle(cell);
  }

  #off(cell: SqlCell | ChartCell): CellResult | null {
    const need = cell.kind === "chart" ? cell.spec?.need : undefined;
    const reason = need ? this.#options.isOff?.(need) : null;
    return reason ? {status: "off", reason} : null;
  }

  #spared({id}: Cell): CellResult | null {
    const error = this.#options.whyNot?.(id);
    return error ? {status: "failed", error} : null;
  }

  #obstacle(cell: SqlCell | ChartCell): CellResult | null {
    const problem =
      cell.problems.find(({severity}) => severity === "error") ??
      this.#graph.problems.get(cell.id)?.find(({code}) => blocking.has(code));
    if (problem) return {status: "failed", error: new AppError(problem.code, problem.details)};
    const broken = this.#graph.edges.get(cell.id)?.find((name) => this.#results.get(name)?.status === "failed");
    return broken === undefined
      ? null
      : {status: "failed", error: new AppError("notebook.upstream_failed", {cell: broken})};
  }

  async #sql({name, sql}: SqlCell): Promise<Rows> {
    if (this.#options.views?.get(name) !== sql) await this.#createView(name, sql);
    return this.#rowsOf(name);
  }

  #rowsOf(name: string, how: Urgency = {isShort: false}): Promise<Rows> {
    return this.#fetch(cellRelation(name), (options) => queryCellView(this.#db, name, options), how);
  }

  async #createView(name: string, sql: string): Promise<void> {
    this.#options.views?.delete(name);
    try {
      await createCellView(this.#db, name, sql);
    } catch (error) {
      // an older view of that name would answer for a text that is no longer there
      await dropCellView(this.#db, name);
      throw error;
    }
    this.#options.views?.set(name, sql);
  }

  #chart(cell: ChartCell): Promise<Rows> | Rows {
    const source = this.#readsCell(cell) ? this.#results.get(cell.spec!.from) : undefined;
    return source?.status === "done" ? source : this.#ask(this.#relationOf(cell));
  }

  #readsCell({id, spec}: ChartCell): boolean {
    return this.#graph.edges.get(id)?.includes(spec!.from) ?? false;
  }

  #relationOf(cell: ChartCell): string {
    const {from} = cell.spec!;
    return this.#readsCell(cell) ? cellRelation(from) : `main.${quoteIdentifier(from)}`;
  }

  #ask(relation: string, how: Urgency = {isShort: false}): Promise<Rows> {
    return this.#fetch(relation, (options) => querySelect(this.#db, `from ${relation}`, options), how);
  }

  /** One row more than the limit tells whether there are more, so that most results are never counted. */
  async #fetch(relation: string, query: (options: SelectOptions) => Promise<Table>, how: Urgency): Promise<Rows> {
    const {rows, milliseconds: timeoutMilliseconds} = this.#limits;
    const options = {signal: this.#options.signal, timeoutMilliseconds};
    // what a relation takes to be made says nothing of the cell
    await this.#db.ready?.(`from ${relation}`, options.signal);
    const start = performance.now();
    const table = await query({...options, ...how, limit: rows + 1});
    if (table.numRows <= rows) return {table, totalRows: table.numRows, milliseconds: this.#since(start)};
    const counted = await querySelect(this.#db, `select count(*) as total from ${relation}`, options);
    const totalRows = Number(counted.getChild("total")?.get(0));
    return {table: table.slice(0, rows), totalRows, milliseconds: this.#since(start)};
  }

  /** Milliseconds since a question was asked, or since the one before it was answered: it was not begun earlier. */
  #since(start: number): number {
    const now = performance.now();
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
