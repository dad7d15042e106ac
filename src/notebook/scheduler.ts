import {AppError} from "../base/errors";
import {upstream} from "../base/graph";
import type {Database, Value} from "../engine/database";
import {dropCellView, dropCellViews} from "../engine/select";
import {pageClock, type Clock} from "../base/clock";
import {cellsToRun, type CellGraph} from "./graph";
import {isSameValue} from "./inputs";
import type {Cell} from "./notebook";
import {runCells, type CellResult} from "./run";

/**
 * A run older than this, in milliseconds, is aborted by a newer one; a younger one finishes, or dragging would prevent
 * every result.
 */
export const abortAfterMs = 150;
/** Cells slower than this, in milliseconds, wait while an input is dragged. */
export const slowCellMs = 80;
/** Waiting cells run when no input has moved for this long, in milliseconds. */
export const restMs = 120;
/** Queries are planned again when nothing has run for this long, in milliseconds: longer than a hand rests in a drag. */
export const planAfterMs = 1000;
/** Cells at most this slow, in milliseconds, are queried together, and cannot be cancelled individually. */
export const shortCellMs = 40;

/** The value of every input and selection, by variable name. */
export type Inputs = Readonly<Record<string, Value>>;

/** How an input got its value: `chosen` for the first time, `moved` once, `dragged` repeatedly, `undone`. */
export type Move = "chosen" | "moved" | "dragged" | "undone";

/** The relations that cells query. */
export interface CellRelations {
  /** whether a change of these variables requires rebuilding tables */
  isBuiltFrom(variables: readonly string[]): boolean;
  /** rebuilds what depends on changed variables, which are already set */
  rebuild(variables: readonly string[]): Promise<void>;
  /** why a capability is off, as a notice code; null when it is on */
  whyOff(capability: string): string | null;
  /** resolves when no relation is being rebuilt */
  whenReady(): Promise<void>;
}

/** The open document (functions return its current state), and callbacks for results. */
export interface SchedulerOptions {
  db: Database;
  relations: CellRelations;
  /** null until there are a document and a catalog */
  graph: () => CellGraph | null;
  inputs: () => Inputs;
  /** whether the document is untrusted: then nothing runs */
  isHeld: () => boolean;
  /** called with every result of a cell */
  onResult: (id: string, result: CellResult) => void;
  /** called with a cell that has nothing to run */
  onSettled: (id: string) => void;
  clock?: Clock;
}

/** The last result of a cell, and how long it took. */
interface CellLife {
  status: "idle" | CellResult["status"];
  hasTable: boolean;
  milliseconds: number;
}

/**
 * Decides which cells run when. `open` begins with a document; a verb such as `follow` or `run` marks cells as dirty, and one
 * run at a time takes all that are. What is marked while a run goes on makes the next one; a run that has lasted is aborted for
 * it, and leaves what it did not come to. While an input is dragged, cells out of sight and slow ones wait until it rests.
 * `beginBuild` is called before relations are made anew: it ends the run over the old ones, and forgets their views.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #clock: Clock;
  readonly #cells = new Map<string, CellLife>();
  /** cells to run */
  readonly #dirty = new Set<string>();
  /** variables whose value in the engine is outdated */
  readonly #changed = new Set<string>();
  /** dirty cells for which only an input changed */
  readonly #dragged = new Set<string>();
  /** cells to run when no input moves any more */
  readonly #waiting = new Set<string>();
  #stopWaiting: () => void = () => undefined;
  /** cells on the screen */
  readonly #visible = new Set<string>();
  /** the engine's current values of variables */
  #inForce: Inputs = {};
  /** the SQL of each cell's view */
  readonly #views = new Map<string, string>();
  /** deleted cells whose views still exist */
  readonly #gone = new Set<string>();
  /** whether views of another document or over other relations may exist */
  #isLittered = false;
  /** cells that stopped the engine, with the error: they run again only on request */
  readonly #fatal = new Map<string, AppError>();
  #run: {abort: AbortController; startedAt: number} | null = null;
  /** aborted when a run begins */
  #keepingPlans = new AbortController();

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? pageClock;
  }

  /** Whether a run is in progress. */
  get isRunning(): boolean {
    return this.#run !== null;
  }

  /** Starts with the cells of a new document. */
  open(ids: Iterable<string>): void {
    this.cancel();
    this.#keepingPlans.abort();
    this.#cells.clear();
    this.#fatal.clear();
    this.#isLittered = true;
    this.#keep(ids);
    this.markInputs();
  }

  /** Continues with the cells of an edited document; `removed` names deleted SQL cells. */
  revise(ids: Iterable<string>, removed: readonly string[]): void {
    for (const name of removed) this.#gone.add(name);
    this.#dragged.clear();
    this.#keep(ids);
  }

  #keep(ids: Iterable<string>): void {
    const kept = new Set(ids);
    for (const id of [...this.#cells.keys()]) if (!kept.has(id)) this.#cells.delete(id);
    for (const id of kept)
      if (!this.#cells.has(id)) this.#cells.set(id, {status: "idle", hasTable: false, milliseconds: 0});
  }

  /** Marks and returns the variables whose value in the engine differs. */
  markInputs(): string[] {
    const inputs = this.#options.inputs();
    const changed = [...this.#names()].filter(
      (name) => !isSameValue(this.#inForce[name] ?? null, inputs[name] ?? null)
    );
    for (const name of changed) this.#changed.add(name);
    return changed;
  }

  /** Marks cells' results as outdated; prose and inputs have none. */
  outdate(ids: Iterable<string>): void {
    const cells = this.#options.graph()?.cells;
    for (const id of ids) if (!isSettled(cells?.get(id)?.kind)) this.#notify(id, {status: "stale"});
  }

  /**
   * The variables for building relations, over new data or in a new engine; they count as set from now on. Aborts runs
   * over the old relations and forgets their views.
   */
  beginBuild(): Inputs {
    this.#run?.abort.abort();
    this.#views.clear();
    this.#isLittered = true;
    const inputs = this.#options.inputs();
    const all = Object.fromEntries([...this.#names()].map((name) => [name, inputs[name] ?? null]));
    this.#inForce = inputs;
    this.#changed.clear();
    return all;
  }

  /** Variables that are set in the engine, or should be. */
  #names(): Set<string> {
    return new Set([...Object.keys(this.#inForce), ...Object.keys(this.#options.inputs())]);
  }

  /** Reports whether a cell is on the screen: visible cells run first during a drag. */
  show(id: string, isVisible: boolean): void {
    if (isVisible) this.#visible.add(id);
    else this.#visible.delete(id);
  }

  /**
   * Runs what reads the changed inputs. Invisible cells wait until inputs rest, and during a drag slow ones too; an
   * undone change runs at once.
   */
  follow(names: readonly string[], how: Move): void {
    const graph = this.#options.graph();
    if (!graph) return;
    for (const name of names) this.#changed.add(name);
    const ids = cellsToRun(graph, names);
    const later = new Set([
      ...(how === "undone" ? [] : this.#invisible(ids, graph)),
      ...(how === "dragged" ? this.#slow(ids, graph) : [])
    ]);
    this.outdate(ids.filter((id) => this.#cells.get(id)?.status !== "off"));
    for (const id of later) this.#wait(id);
    for (const id of how === "moved" || how === "dragged" ? ids : []) this.#dragged.add(id);
    void this.run(ids.filter((id) => !later.has(id)));
  }

  /** Cells that no visible cell reads; none when visibility is unknown. */
  #invisible(ids: readonly string[], graph: CellGraph): string[] {
    if (this.#visible.size === 0) return [];
    const seen = upstream(
      graph.edges,
      ids.filter((id) => this.#visible.has(id))
    );
    return ids.filter((id) => !seen.has(id));
  }

  /** Slow cells, and all that read them. */
  #slow(ids: readonly string[], graph: CellGraph): string[] {
    const slow = ids.filter((id) => (this.#cells.get(id)?.milliseconds ?? 0) > slowCellMs);
    return cellsToRun(graph, slow);
  }

  #wait(id: string): void {
    this.#stopWaiting();
    this.#waiting.add(id);
    this.#stopWaiting = this.#clock.after(restMs, () => {
      const ids = [...this.#waiting];
      this.#waiting.clear();
      void this.run(ids);
    });
  }

  /** Aborts the current run and clears what is queued. */
  cancel(): void {
    this.#stopWaiting();
    this.#waiting.clear();
    this.#dirty.clear();
    this.#run?.abort.abort();
  }

  /** Runs cells, with outdated cells that they read, and all that read them. */
  runFrom(ids: readonly string[]): Promise<void> {
    const graph = this.#options.graph();
    if (!graph) return Promise.resolve();
    const needed = [...upstream(graph.edges, ids)].filter((id) => this.#cells.get(id)?.status !== "done");
    return this.run([...needed, ...ids, ...cellsToRun(graph, ids)]);
  }

  /** Runs cells at the user's request, in order, with those already queued. */
  run(ids: Iterable<string>): Promise<void> {
    const wanted = [...ids];
    for (const id of wanted) this.#fatal.delete(id);
    return this.refresh(wanted);
  }

  /** Queues cells and runs all that are queued, except those that stopped the engine. */
  async refresh(ids: readonly string[]): Promise<void> {
    // nothing to add: the current run must not be aborted
    if (this.#options.isHeld() || ids.length === 0) return;
    for (const id of ids) this.#dirty.add(id);
    if (this.#run) {
      if (this.#clock.now() - this.#run.startedAt > abortAfterMs) this.#run.abort.abort();
      return;
    }
    this.#keepingPlans.abort();
    for (let graph = this.#options.graph(); this.#dirty.size > 0 && graph; graph = this.#options.graph())
      await this.#runOnce(graph);
    this.#keepPlans();
  }

  /** When nothing has moved for a moment: plans again what is asked again and again, so that the next run need not. */
  #keepPlans(): void {
    const keeping = new AbortController();
    this.#keepingPlans = keeping;
    this.#clock.after(planAfterMs, () => {
      // an engine that was ended has no plans
      void this.#options.db.keepPlans(keeping.signal).catch(() => undefined);
    });
  }

  async #runOnce(graph: CellGraph): Promise<void> {
    const {db, relations} = this.#options;
    const ids = take(this.#dirty);
    const changed = take(this.#changed);
    const dragged = new Set(ids.filter((id) => this.#dragged.delete(id)));
    this.#inForce = this.#options.inputs();
    const run = {abort: new AbortController(), startedAt: this.#clock.now()};
    this.#run = run;
    const open = new Set(ids);
    for (const id of ids) this.#settle(id, graph);
    try {
      await relations.whenReady();
      await this.#sweep();
      await runCells(graph, ids, db, {
        signal: run.abort.signal,
        inputs: this.#options.inputs(),
        changed,
        now: () => this.#clock.now(),
        views: this.#views,
        rebuild: (names) => relations.rebuild(names),
        isShort: relations.isBuiltFrom(changed) ? undefined : (id) => dragged.has(id) && this.#wasShort(id),
        isOff: (capability) => relations.whyOff(capability),
        whyNot: (id) => this.#fatal.get(id) ?? null,
        onResult: (id, result) => {
          if (result.status !== "running" && result.status !== "stale") open.delete(id);
          if (result.status === "failed" && result.error.code === "engine.stopped") this.#fatal.set(id, result.error);
          this.#notify(id, result);
        }
      });
    } catch (error) {
      // an input for which tables cannot be built: what was queued failed, and is queued again with the next run
      for (const name of changed) this.#changed.add(name);
      this.#fail(open, graph, error);
    } finally {
      this.#run = null;
    }
    // an aborted run leaves its remaining cells to the newer one; one cancelled by the user leaves them stale
    if (run.abort.signal.aborted && this.#dirty.size > 0) for (const id of open) this.#dirty.add(id);
  }

  #fail(ids: Iterable<string>, graph: CellGraph, cause: unknown): void {
    const error =
      cause instanceof AppError ? cause : new AppError("notebook.failed", {message: String(cause)}, {cause});
    for (const id of ids) {
      const kind = graph.cells.get(id)?.kind;
      if (kind === "sql" || kind === "chart") this.#notify(id, {status: "failed", error});
    }
  }

  /** Drops the views of deleted cells. */
  async #sweep(): Promise<void> {
    const {db} = this.#options;
    if (this.#isLittered) await dropCellViews(db);
    if (this.#isLittered) this.#views.clear();
    this.#isLittered = false;
    for (const name of this.#gone) {
      await dropCellView(db, name);
      this.#views.delete(name);
    }
    this.#gone.clear();
  }

  /** Prose and inputs have nothing to run and are done at once. */
  #settle(id: string, graph: CellGraph): void {
    const cell = this.#cells.get(id);
    if (!cell || !isSettled(graph.cells.get(id)?.kind)) return;
    cell.status = "done";
    this.#options.onSettled(id);
  }

  /** Whether a cell was fast enough, the last time, to run without being cancellable. */
  #wasShort(id: string): boolean {
    const cell = this.#cells.get(id);
    return cell !== undefined && cell.hasTable && cell.milliseconds <= shortCellMs;
  }

  #notify(id: string, result: CellResult): void {
    const cell = this.#cells.get(id);
    if (!cell) return;
    cell.status = result.status;
    if (result.status === "done") {
      cell.hasTable = true;
      cell.milliseconds = result.milliseconds;
    }
    this.#options.onResult(id, result);
  }
}

/** Whether cells of a kind have nothing to run. */
function isSettled(kind: Cell["kind"] | undefined): boolean {
  return kind === "text" || kind === "input";
}

/** Empties a set and returns its items. */
function take(set: Set<string>): string[] {
  const all = [...set];
  set.clear();
  return all;
}
