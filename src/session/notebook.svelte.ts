import type {Table} from "apache-arrow";
import {SvelteMap} from "svelte/reactivity";
import {AppError, type Diagnostic} from "../base/errors";
import type {Database, Value} from "../engine/database";
import type {LocalText, Words} from "../base/words";
import {readFunctions, type EngineFunction} from "../engine/functions";
import {isSameSelect} from "../engine/keywords";
import {checkSelect, explainSelect} from "../engine/select";
import {quoteIdentifier} from "../engine/sql";
import {learnBuyers} from "../exports/known";
import type {PageToShare} from "../exports/page";
import type {SuppressOptions} from "../exports/suppress";
import {analyze, cellsToRun, type CellGraph} from "../notebook/graph";
import {InputHistory} from "../notebook/input-history";
import {coerceValue, isSameValue} from "../notebook/inputs";
import {interpolate} from "../notebook/interpolate";
import type {ProseNode, ValueNode} from "../notebook/markdown";
import type {Cell, InputCell, Notebook} from "../notebook/notebook";
import {peopleRules} from "../notebook/people";
import {initialInputs, type CellResult} from "../notebook/run";
import {Scheduler, type CellRelations, type Inputs} from "../notebook/scheduler";
import type {Catalog} from "../models/catalog";
import type {PeopleRules} from "../models/tags";

/** Delay after which an outdated result is greyed, in milliseconds: longer than a step of a drag. */
const oldAfterMs = 250;
/** A cell running longer than this, in milliseconds, is shown as slow. */
const slowAfterMs = 1000;

/** The state of one cell, as components show it. */
export class CellState {
  status: "idle" | "running" | "done" | "stale" | "failed" | "off" = $state("idle");
  /** the latest result, kept while a newer one is computed; replaced, never mutated */
  table: Table | null = $state.raw(null);
  /** row count of the whole result, of which `table` may have only the first */
  totalRows: number = $state(0);
  error: AppError | null = $state.raw(null);
  /** capability or notice code that turned the cell off; null when it is on */
  reason: string | null = $state(null);
  milliseconds: number = $state(0);
  /** whether it was queried together with all visible cells, so that drawing it delays no query */
  isAhead: boolean = $state(false);
  /** whether it has been running for more than a second */
  isSlow: boolean = $state(false);
  /** whether it has been outdated for long enough to be greyed */
  isOld: boolean = $state(false);
  /** whether it is outdated because its own text was edited */
  isEdited: boolean = $state(false);
  /** whether it has had an outcome; before, there is nothing that could be out of date */
  #hasRun = false;

  #timer: ReturnType<typeof setTimeout> | undefined;
  #aging: ReturnType<typeof setTimeout> | undefined;

  /** Updates the state with a result. */
  apply(result: CellResult): void {
    clearTimeout(this.#timer);
    this.isSlow = false;
    this.#hasRun ||= result.status !== "stale" && result.status !== "running";
    this.status = result.status === "stale" && !this.#hasRun ? "idle" : result.status;
    if (result.status === "running") this.#timer = setTimeout(() => (this.isSlow = true), slowAfterMs);
    this.#age(result.status === "stale" || result.status === "running");
    if (result.status !== "stale") this.isEdited = false;
    if (result.status === "done") {
      this.table = result.table;
      this.totalRows = result.totalRows;
      this.milliseconds = result.milliseconds;
      this.isAhead = result.isAhead;
    }
    this.error = result.status === "failed" ? result.error : null;
    this.reason = result.status === "off" ? result.reason : null;
  }

  /** Prose and inputs have nothing to run and are done at once. */
  settle(): void {
    this.#age(false);
    this.status = "done";
  }

  #age(isOutOfDate: boolean): void {
    if (isOutOfDate) {
      this.#aging ??= setTimeout(() => (this.isOld = true), oldAfterMs);
      return;
    }
    clearTimeout(this.#aging);
    this.#aging = undefined;
    this.isOld = false;
  }
}

/** The value of an input that is kept for the next visit. */
export type KeptValue = number | string | number[];

/** Where changed inputs are kept, by the notebook's name. */
export interface InputMemory {
  read(notebook: string): Readonly<Record<string, KeptValue>>;
  /** replaces what is kept for the inputs in `known`; those without a value have their default */
  write(notebook: string, values: Readonly<Record<string, KeptValue>>, known: ReadonlySet<string>): void;
}

/**
 * Kinds of inputs that are settings. Names from the data and texts are not kept, and no days: next month's file would be read
 * as of an old one.
 */
const keptKinds: ReadonlySet<unknown> = new Set(["cuts", "slider", "choice", "number", "list"]);

/** The relations that a notebook queries. */
export interface ShopRelations extends CellRelations {
  /** null until relations were made; reactive */
  readonly catalog: Catalog | null;
}

/**
 * The open notebook: its document, inputs, and results.
 *
 * `openApp` creates one per page. `open` sets a document, `revise` an edited version of it; `refresh` runs everything
 * after the data changed, `runFrom` and `setInput` what depends on a change. A `Scheduler` decides what runs when, and
 * its results become the states that components read (`stateOf`). `open` with another notebook ends the one before; the
 * session itself ends with the page.
 */
export class NotebookSession {
  /** name of the open notebook */
  name: string = $state("");
  notebook: Notebook | null = $state.raw(null);
  /** the value of every input and selection, by variable name */
  inputs: Inputs = $state.raw({});
  /** whether it is untrusted: then nothing of it is sent to the engine */
  isHeld: boolean = $state(false);
  /** functions that a select may call; empty until `learnFunctions` has resolved */
  functions: readonly EngineFunction[] = $state.raw([]);
  /** whether there is a change to undo */
  canUndo: boolean = $state(false);
  readonly graph: CellGraph | null = $derived.by(() => {
    if (!this.notebook || !this.#shop.catalog) return null;
    const set = new Set(this.#setVariables.split(" "));
    return analyze(this.notebook, this.#shop.catalog, {isSet: (variable) => set.has(variable)});
  });

  /** as one text, so that dragging an input that was set before does not recompute the graph */
  readonly #setVariables: string = $derived.by(() =>
    Object.keys(this.inputs)
      .filter((name) => this.inputs[name] !== null)
      .join(" ")
  );
  readonly #db: Database;
  readonly #shop: ShopRelations;
  #defaults: Inputs = {};
  /** the buyers behind a page, and the notebook, tables and inputs that it showed */
  #learned: {shown: readonly unknown[]; buyers: Promise<SuppressOptions>} | null = null;
  readonly #states = new SvelteMap<string, CellState>();
  readonly #history = new InputHistory();
  readonly #scheduler: Scheduler;

  readonly #memory: InputMemory | null;

  constructor(db: Database, shop: ShopRelations, memory: InputMemory | null = null) {
    this.#db = db;
    this.#memory = memory;
    this.#shop = shop;
    this.#scheduler = new Scheduler({
      ...{db, relations: shop},
      graph: () => this.graph,
      inputs: () => this.inputs,
      isHeld: () => this.isHeld,
      onResult: (id, result) => this.#states.get(id)?.apply(result),
      onSettled: (id) => this.#states.get(id)?.settle()
    });
  }

  /** Opens a notebook with its default inputs. It runs when `refresh` is called; an untrusted one does not run. */
  open(name: string, notebook: Notebook, {isHeld = false} = {}): void {
    this.#states.clear();
    this.name = name;
    this.isHeld = isHeld;
    this.notebook = notebook;
    for (const cell of this.notebook.cells) this.#states.set(cell.id, new CellState());
    this.#defaults = isHeld ? {} : initialInputs(this.notebook);
    this.inputs = this.#defaults;
    if (!isHeld) this.inputs = {...this.#defaults, ...this.#keptInputs()};
    this.#history.clear();
    this.canUndo = false;
    this.#scheduler.open(this.#ids());
  }

  /** What was chosen in an earlier visit, where it is still a valid value. */
  #keptInputs(): Inputs {
    const kept = this.#memory?.read(this.name) ?? {};
    const settings = this.#settings().filter((name) => Object.hasOwn(kept, name));
    return Object.fromEntries(settings.map((name) => [name, this.#allowed(name, kept[name]!)]));
  }

  /** Keeps what differs from the defaults for the next visit. */
  #keepInputs(): void {
    if (!this.#memory || this.isHeld) return;
    const settings = this.#settings();
    const changed = settings.filter((name) => !isSameValue(this.inputs[name] ?? null, this.#defaults[name] ?? null));
    const values = changed.map((name) => [name, this.inputs[name] as KeptValue | null] as const);
    const known = new Set(settings);
    this.#memory.write(this.name, Object.fromEntries(values.filter(isPresent)), known);
  }

  /** The variables of inputs whose values are kept. */
  #settings(): string[] {
    const cells = this.notebook?.cells ?? [];
    return cells.flatMap((cell) => (cell.kind === "input" && keptKinds.has(cell.spec?.kind) ? [cell.name] : []));
  }

  /**
   * Replaces the open document by an edited version. Cells with the same text keep their results; the others, and all
   * that read them, become stale. Returns the ids of cells that would have to run.
   */
  revise(notebook: Notebook): string[] {
    const before = this.notebook;
    if (!before) return [];
    const sources = new Map(before.cells.map((cell) => [cell.id, cell]));
    const removed = before.cells.filter(({id}) => !notebook.cells.some((cell) => cell.id === id));
    const orphans = this.graph
      ? cellsToRun(
          this.graph,
          removed.map(({id}) => id)
        )
      : [];
    this.notebook = notebook;
    this.#keepStates(notebook);
    const gone = removed.flatMap((cell) => (cell.kind === "sql" ? [cell.name] : []));
    this.#scheduler.revise(this.#ids(), gone);
    const variables = this.#reviseInputs(notebook);
    const edited = notebook.cells.filter((cell) => !this.#isKept(cell, sources.get(cell.id))).map(({id}) => id);
    const touched = [...edited, ...orphans.filter((id) => this.#states.has(id)), ...variables];
    const ids = this.graph ? cellsToRun(this.graph, touched) : edited;
    // a cell in a cycle is not in the order, but its result is outdated too
    const all = [...new Set([...ids, ...edited])];
    for (const id of all) this.#outdate(id, edited.includes(id) && sources.has(id));
    return all;
  }

  /** Whether a cell's result stays: its text is the same, or its result is there and formatting or a comment changed. */
  #isKept(cell: Cell, before: Cell | undefined): boolean {
    if (!before || cell.source === before.source) return before !== undefined;
    if (cell.kind !== "sql" || before.kind !== "sql" || cell.name !== before.name) return false;
    return this.stateOf(cell.id).status === "done" && isSameSelect(cell.sql, before.sql);
  }

  #keepStates(notebook: Notebook): void {
    const ids = new Set(notebook.cells.map(({id}) => id));
    for (const id of [...this.#states.keys()]) if (!ids.has(id)) this.#states.delete(id);
    for (const id of ids) if (!this.#states.has(id)) this.#states.set(id, new CellState());
  }

  /** Keeps changed inputs whose values are still valid; returns the variables that changed. */
  #reviseInputs(notebook: Notebook): string[] {
    if (this.isHeld) return [];
    const before = this.inputs;
    const defaults = initialInputs(notebook);
    const isTouched = (name: string) => !isSameValue(before[name] ?? null, this.#defaults[name] ?? null);
    const kept = Object.keys(defaults).map((name) => {
      const isKept = Object.hasOwn(before, name) && isTouched(name);
      return [name, isKept ? this.#allowed(name, before[name] ?? null) : defaults[name]!] as const;
    });
    this.#defaults = defaults;
    this.inputs = Object.fromEntries(kept);
    return this.#scheduler.markInputs();
  }

  /** Marks a cell's result as outdated. */
  #outdate(id: string, isEdited: boolean): void {
    const state = this.#states.get(id);
    const kind = this.notebook?.cells.find((cell) => cell.id === id)?.kind;
    if (!state || (kind !== "sql" && kind !== "chart")) return;
    this.#scheduler.outdate([id]);
    state.isEdited = isEdited;
  }

  /** Accepts an untrusted notebook and runs it. */
  release(): Promise<void> {
    if (!this.notebook || !this.isHeld) return Promise.resolve();
    this.isHeld = false;
    this.#reviseInputs(this.notebook);
    return this.refresh();
  }

  /**
   * The variables for building relations, over new data or in a new engine; they count as set from now on. Aborts runs
   * over the old relations.
   */
  beginBuild(): Inputs {
    return this.#scheduler.beginBuild();
  }

  /** The state of one cell. */
  stateOf(id: string): CellState {
    const state = this.#states.get(id);
    if (!state) throw new Error(`no cell ${id}`);
    return state;
  }

  /** The problems of a cell's text and dependencies. */
  problemsOf(cell: Cell): readonly Diagnostic[] {
    const found = this.graph?.problems.get(cell.id) ?? [];
    return [...cell.problems, ...found].filter(({severity}) => severity === "error");
  }

  /** Runs cells, with outdated cells that they read, and all that read them. */
  runFrom(ids: readonly string[]): Promise<void> {
    return this.#scheduler.runFrom(ids);
  }

  /** Runs everything after the data or notebook changed, except cells that stopped the engine. */
  refresh(): Promise<void> {
    return this.#scheduler.refresh(this.#ids());
  }

  /** Runs everything at the user's request. */
  runAll(): Promise<void> {
    return this.run(this.#ids());
  }

  #ids(): string[] {
    return this.notebook?.cells.map(({id}) => id) ?? [];
  }

  /** Sets an input and runs what reads it. A drag is one step of `undo`. */
  setInput(name: string, given: Value): void {
    const value = this.#allowed(name, given);
    if (isSameValue(this.inputs[name] ?? null, value)) return;
    const isDragging = this.#history.remember(name, this.inputs);
    this.canUndo = this.#history.canUndo;
    // earlier timings do not apply to the first choice that filters
    const isMoved = isDragging || (value !== null && (this.inputs[name] ?? null) !== null);
    this.inputs = {...this.inputs, [name]: value};
    this.#keepInputs();
    this.#scheduler.follow([name], isDragging ? "dragged" : isMoved ? "moved" : "chosen");
  }

  /** Sets a selection (stage, tier, …) or a range `[from, to]`; the same value again, or null, clears it. */
  select(variable: string, value: string | number | readonly (string | number)[] | null): void {
    // dragging a range is one step of `undo`
    if (typeof value === "object" && value !== null) return this.setInput(variable, value);
    const selected = this.inputs[variable];
    const isOn = Array.isArray(selected) && selected.length === 1 && selected[0] === value;
    this.#history.endDrag();
    this.setInput(variable, value === null || isOn ? null : [value]);
    this.#history.endDrag();
  }

  /** Resets an input to its default. */
  reset(name: string): void {
    this.setInput(name, this.#defaults[name] ?? null);
  }

  /** Inputs and selections that differ from their defaults, for the chips. */
  changedInputs(): {name: string; values: Value[]}[] {
    return Object.entries(this.inputs)
      .filter(([name, value]) => value !== null && !isSameValue(value, this.#defaults[name] ?? null))
      .map(([name, value]) => ({name, values: Array.isArray(value) ? value : [value]}));
  }

  /** The SQL or relation that a cell shows; null for prose and inputs. */
  behind(
    id: string
  ): {kind: "relation"; name: string} | {kind: "sql"; name: string; sql: string; reads: readonly string[]} | null {
    const cell = this.notebook?.cells.find((other) => other.id === id);
    if (cell?.kind === "chart" && cell.spec)
      return this.behind(cell.spec.from) ?? {kind: "relation", name: cell.spec.from};
    if (cell?.kind === "sql")
      return {kind: "sql", name: cell.name, sql: cell.sql, reads: [...(this.graph?.reads.get(cell.id) ?? [])]};
    return null;
  }

  /** Which people these columns of a cell's or relation's result count, by column. */
  peopleRules(id: string, columns: ReadonlySet<string>): PeopleRules {
    const [graph, relations] = [this.graph, this.#shop.catalog];
    return graph && relations ? peopleRules(id, columns, {graph, relations}) : new Map();
  }

  /** The latest result of a cell, by name; null when it has none. */
  tableOf(name: string): Table | null {
    return this.#states.get(name)?.table ?? null;
  }

  /** Whether the notebook has a SQL cell of this name. */
  hasCell(name: string): boolean {
    return this.notebook?.cells.some((cell) => cell.kind === "sql" && cell.name === name) ?? false;
  }

  /** DuckDB's error about a select, without running it; null when there is none, or when the engine is busy. */
  async check(sql: string): Promise<AppError | null> {
    if (this.isHeld || this.#scheduler.isRunning || !this.#shop.catalog || sql.trim() === "") return null;
    try {
      await checkSelect(this.#db, sql);
      return null;
    } catch (error) {
      return error instanceof AppError ? error : null;
    }
  }

  /** Loads the functions that a select may call, once, for completion. */
  async learnFunctions(): Promise<void> {
    if (this.functions.length === 0) this.functions = await readFunctions(this.#db).catch(() => []);
  }

  /**
   * What the database knows about the buyers behind a page, for suppression; read once for the report, the picture and
   * every choice of what is let out, as long as the page shows the same.
   */
  learnBuyers(page: Omit<PageToShare, "known">): Promise<SuppressOptions> {
    const {catalog} = this.#shop;
    if (!catalog || !this.graph) return Promise.resolve({});
    const tables = [...page.outcomes.values()].map(({table}) => table);
    const shown = [page.notebook, catalog, this.graph, ...tables, ...page.inputs.map(({value}) => value)];
    if (!this.#learned || !isSameList(this.#learned.shown, shown)) {
      const buyers = learnBuyers(this.#db, page, {graph: this.graph, relations: catalog});
      this.#learned = {shown, buyers};
      buyers.catch(() => (this.#learned = null));
    }
    return this.#learned.buyers;
  }

  /** The texts that were chosen from the rows of a cell, for a selection or an input that offers them; null for other values. */
  chosenOf(variable: string): readonly string[] | null {
    const from = this.#inputOf(variable)?.spec?.from;
    const isOfRows = this.#inputOf(variable) === null || (typeof from === "string" && this.hasCell(from));
    if (!isOfRows) return null;
    return [this.inputs[variable] ?? []].flat().filter((value) => typeof value === "string");
  }

  /** The query plan of a select. Throws as running it would. */
  explain(sql: string): ReturnType<typeof explainSelect> {
    return explainSelect(this.#db, sql);
  }

  /** The title of a chart cell in the reader's language; empty for other cells. */
  titleOf(id: string, words: Words): string {
    const cell = this.notebook?.cells.find((other) => other.id === id);
    return cell?.kind === "chart" && cell.spec?.title ? words.text(cell.spec.title) : "";
  }

  /** Whether a variable holds a range from a chart, rather than a list. */
  isRange(variable: string): boolean {
    const value = this.inputs[variable];
    if (this.#inputOf(variable) || !Array.isArray(value) || value.length !== 2) return false;
    return value.every((each) => typeof each === "number" || /^\d{4}-\d\d-\d\d/.test(String(each)));
  }

  /** The label of an input, in the reader's language. */
  labelOf(variable: string, words: Words): string {
    const spec = this.#inputOf(variable)?.spec;
    return spec ? words.text(spec.label) : words.column(variable);
  }

  /** One value of an input as text: an option's label, or formatted by its unit. */
  valueOf(variable: string, value: unknown, words: Words): string {
    const spec = this.#inputOf(variable)?.spec;
    const options = (spec?.options ?? []) as readonly (string | number | {value: unknown; label?: LocalText})[];
    const option = options.find((each) => typeof each === "object" && each.value === value);
    if (typeof option === "object" && option.label !== undefined) return words.text(option.label);
    return spec?.unit === "percent" ? words.percent(Number(value)) : words.value(variable, value);
  }

  /** The nearest valid value of an input; the current value where there is none. */
  #allowed(name: string, given: Value): Value {
    const spec = this.#inputOf(name)?.spec;
    if (!spec) return given;
    try {
      return coerceValue(given, spec);
    } catch (error) {
      if (error instanceof AppError) return this.inputs[name] ?? null;
      throw error;
    }
  }

  #inputOf(variable: string): InputCell | null {
    const cell = this.notebook?.cells.find((each) => each.kind === "input" && each.name === variable);
    return cell?.kind === "input" ? cell : null;
  }

  /** The inputs that a cell or relation depends on, directly or indirectly. */
  variablesOf(id: string): readonly string[] {
    return [...(this.graph?.variables.get(id) ?? [])];
  }

  /** A cell's result in SQL. */
  nameOf(cell: string): string {
    return `notebook.${quoteIdentifier(cell)}`;
  }

  /** A reference in prose as text; a dash until its cell has run. */
  textOf(node: ValueNode, words: Words): string {
    const table = this.#states.get(node.cell)?.table;
    return table ? interpolate(node, table, words) : "–";
  }

  /** A heading as plain text with its references filled in. */
  plainText(nodes: readonly ProseNode[], words: Words): string {
    return nodes
      .map((node) => {
        if (node.type === "value") return this.textOf(node, words);
        if ("children" in node) return this.plainText(node.children, words);
        return "value" in node ? node.value : "";
      })
      .join("");
  }

  /** Undoes the last change of an input or selection. */
  undo(): void {
    const previous = this.#history.undo();
    if (!previous) return;
    const changed = Object.keys(this.inputs).filter(
      (name) => !isSameValue(this.inputs[name] ?? null, previous[name] ?? null)
    );
    this.canUndo = this.#history.canUndo;
    this.inputs = previous;
    this.#keepInputs();
    this.#scheduler.follow(changed, "undone");
  }

  /** Aborts the current run. */
  cancel(): void {
    this.#scheduler.cancel();
  }

  /** Runs cells in order, with those already queued. */
  run(ids: Iterable<string>): Promise<void> {
    return this.#scheduler.run(ids);
  }

  /** Reports whether a cell is on the screen: visible cells run first during a drag. */
  show(id: string, isVisible: boolean): void {
    this.#scheduler.show(id, isVisible);
  }
}

function isPresent(entry: readonly [string, KeptValue | null]): entry is readonly [string, KeptValue] {
  return entry[1] !== null;
}

function isSameList(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((each, at) => each === others[at]);
}
