import {AppError} from "../base/errors";
import {upstream} from "../base/graph";
import type {Database, Value} from "../engine/database";
import {dropCellView, dropCellViews} from "../engine/select";
import {pageClock, type Clock} from "../base/clock";
import {downstream, type CellGraph} from "./graph";
import {isSameValue} from "./inputs";
import {runCells, type CellResult} from "./run";

/** A run that has lasted longer than this, in milliseconds, is aborted for a newer one; a shorter one finishes, or dragging would starve it. */
export const abortAfterMs = 150;
/** A cell that took longer than this waits while an input is dragged. */
export const slowCellMs = 80;
/** What waits runs once no input moved for so long. */
export const restMs = 120;
/** A cell that took no longer than this is asked for together with others of its kind, and is not stopped half-way. */
export const shortCellMs = 40;

/** The value of every input and selection, by variable name. */
export type Inputs = Readonly<Record<string, Value>>;

/** How an input came to its value: `chosen` where it had none, `moved` once, `dragged` again and again, `undone`. */
export type Move = "chosen" | "moved" | "dragged" | "undone";

/** The relations that cells run over. */
export interface CellRelations {
  /** whether tables have to be made again when these variables change */
  isBuiltFrom(variables: readonly string[]): boolean;
  /** makes again what depends on variables that were changed and are in force */
  rebuild(variables: readonly string[]): Promise<void>;
  /** why a capability is off, as a notice code; null when it is on */
  whyOff(capability: string): string | null;
  /** resolves when no relation is being made */
  standing(): Promise<void>;
}

/** The open document, as it is whenever it is asked for, and who hears of results. */
export interface SchedulerOptions {
  db: Database;
  relations: CellRelations;
  /** null until there is a document and a catalog */
  graph: () => CellGraph | null;
  inputs: () => Inputs;
  /** whether nobody has agreed to run the document: then nothing of it runs */
  isHeld: () => boolean;
  /** called whenever something becomes of a cell */
  onResult: (id: string, result: CellResult) => void;
  /** called with a cell that has nothing to run, once it stands */
  onSettled: (id: string) => void;
  clock?: Clock;
}

/** What is known of a cell: what became of it last, and how long it took. */
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
  /** cells that are to be run */
  readonly #dirty = new Set<string>();
  /** variables whose value the engine does not have yet */
  readonly #changed = new Set<string>();
  /** of the dirty cells, the ones whose input alone moved since they last ran */
  readonly #dragged = new Set<string>();
  /** cells that become dirty once no input moves */
  readonly #waiting = new Set<string>();
  #stopWaiting: () => void = () => undefined;
  /** cells on the screen */
  readonly #visible = new Set<string>();
  /** what the engine's variables hold */
  #inForce: Inputs = {};
  /** the SQL of each cell as its view has it */
  readonly #views = new Map<string, string>();
  /** cells that are no more, whose views must not answer for them */
  readonly #gone = new Set<string>();
  /** whether views of another document, or over other relations, may still stand */
  #isLittered = false;
  /** cells that stopped the engine, with how: they would stop the next one, and run again only when a person says so */
  readonly #fatal = new Map<string, AppError>();
  #run: {abort: AbortController; startedAt: number} | null = null;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? pageClock;
  }

  /** Whether cells run now. */
  get isRunning(): boolean {
    return this.#run !== null;
  }

  /** Begins with the cells of another document. */
  open(ids: Iterable<string>): void {
    this.cancel();
    this.#cells.clear();
    this.#fatal.clear();
    this.#isLittered = true;
    this.#keep(ids);
    this.markInputs();
  }

  /** Goes on with the cells of an edited document; `removed` names the selects that are no more. */
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

  /** Marks the variables that the engine holds otherwise as to be set, and names them. */
  markInputs(): string[] {
    const inputs = this.#options.inputs();
    const changed = [...this.#names()].filter(
      (name) => !isSameValue(this.#inForce[name] ?? null, inputs[name] ?? null)
    );
    for (const name of changed) this.#changed.add(name);
    return changed;
  }

  /** Says that what is shown of cells is older than what was asked for. */
  outdate(ids: Iterable<string>): void {
    for (const id of ids) this.#tell(id, {status: "stale"});
  }

  /**
   * The inputs to build relations with, over new data or in a new engine: they count as in force from now on. What ran over
   * the old relations ends, and no view over them is taken to stand.
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

  /** Says whether a cell is on the screen: while an input is dragged, those that are come first. */
  show(id: string, isVisible: boolean): void {
    if (isVisible) this.#visible.add(id);
    else this.#visible.delete(id);
  }

  /**
   * Runs what reads inputs that changed. What is out of sight waits until inputs rest, and while one is dragged, what is slow
   * as well; a change that is undone comes at once.
   */
  follow(names: readonly string[], how: Move): void {
    const graph = this.#options.graph();
    if (!graph) return;
    for (const name of names) this.#changed.add(name);
    const ids = downstream(graph, names);
    const later = new Set([
      ...(how === "undone" ? [] : this.#outOfSight(ids, graph)),
      ...(how === "dragged" ? this.#slow(ids, graph) : [])
    ]);
    this.outdate(ids.filter((id) => this.#cells.get(id)?.status !== "off"));
    for (const id of later) this.#wait(id);
    for (const id of how === "moved" || how === "dragged" ? ids : []) this.#dragged.add(id);
    void this.run(ids.filter((id) => !later.has(id)));
  }

  /** Cells that nothing on the screen is made of; none when nobody says what is. */
  #outOfSight(ids: readonly string[], graph: CellGraph): string[] {
    if (this.#visible.size === 0) return [];
    const seen = upstream(
      graph.edges,
      ids.filter((id) => this.#visible.has(id))
    );
    return ids.filter((id) => !seen.has(id));
  }

  /** Cells that took long, and all that read them. */
  #slow(ids: readonly string[], graph: CellGraph): string[] {
    const slow = ids.filter((id) => (this.#cells.get(id)?.milliseconds ?? 0) > slowCellMs);
    return downstream(graph, slow);
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

  /** Stops what is running; nothing is to be run any more. */
  cancel(): void {
    this.#stopWaiting();
    this.#waiting.clear();
    this.#dirty.clear();
    this.#run?.abort.abort();
  }

  /** Runs cells, whatever they read that is out of date, and all that reads them. */
  runFrom(ids: readonly string[]): Promise<void> {
    const graph = this.#options.graph();
    if (!graph) return Promise.resolve();
    const needed = [...upstream(graph.edges, ids)].filter((id) => this.#cells.get(id)?.status !== "done");
    return this.run([...needed, ...ids, ...downstream(graph, ids)]);
  }

  /** Runs cells because a person says so, in order, and those that were to be run already. */
  run(ids: Iterable<string>): Promise<void> {
    const wanted = [...ids];
    for (const id of wanted) this.#fatal.delete(id);
    return this.refresh(wanted);
  }

  /** Marks cells as to be run, and runs all that are, but for those that stopped the engine before. */
  async refresh(ids: readonly string[]): Promise<void> {
    // nothing more is asked for: what is running must not be cut short for it
    if (this.#options.isHeld() || ids.length === 0) return;
    for (const id of ids) this.#dirty.add(id);
    if (this.#run) {
      if (this.#clock.now() - this.#run.startedAt > abortAfterMs) this.#run.abort.abort();
      return;
    }
    for (let graph = this.#options.graph(); this.#dirty.size > 0 && graph; graph = this.#options.graph())
      await this.#runOnce(graph);
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
      await relations.standing();
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
          this.#tell(id, result);
        }
      });
    } catch (error) {
      // an input that no table can be made with: what was asked for failed, and is asked for again with the next run
      for (const name of changed) this.#changed.add(name);
      this.#fail(open, graph, error);
    } finally {
      this.#run = null;
    }
    // a run that was cut short for a newer one leaves its rest to it; one that a person stopped leaves it stale
    if (run.abort.signal.aborted && this.#dirty.size > 0) for (const id of open) this.#dirty.add(id);
  }

  #fail(ids: Iterable<string>, graph: CellGraph, cause: unknown): void {
    const error =
      cause instanceof AppError ? cause : new AppError("notebook.failed", {message: String(cause)}, {cause});
    for (const id of ids) {
      const kind = graph.cells.get(id)?.kind;
      if (kind === "sql" || kind === "chart") this.#tell(id, {status: "failed", error});
    }
  }

  /** Drops the views of cells that are no more: they would answer for a text that nobody can see. */
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

  /** Prose and inputs have nothing to run: they are done as soon as they stand. */
  #settle(id: string, graph: CellGraph): void {
    const kind = graph.cells.get(id)?.kind;
    const cell = this.#cells.get(id);
    if (!cell || (kind !== "text" && kind !== "input")) return;
    cell.status = "done";
    this.#options.onSettled(id);
  }

  /** Whether a cell took so little, the last time, that it need not be stopped half-way. */
  #wasShort(id: string): boolean {
    const cell = this.#cells.get(id);
    return cell !== undefined && cell.hasTable && cell.milliseconds <= shortCellMs;
  }

  #tell(id: string, result: CellResult): void {
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

/** All that is in a set, which is empty then. */
function take(set: Set<string>): string[] {
  const all = [...set];
  set.clear();
  return all;
}
