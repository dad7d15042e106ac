import type {Table} from "apache-arrow";
import {SvelteMap} from "svelte/reactivity";
import {AppError, type Diagnostic} from "../base/errors";
import type {Database, Value} from "../engine/database";
import {toRows} from "../base/table";
import type {LocalText, Words} from "../base/words";
import {readFunctions, type EngineFunction} from "../engine/functions";
import {checkSelect, explainSelect} from "../engine/select";
import {quoteIdentifier} from "../engine/sql";
import {findIdentities, readLargestBuyers} from "../exports/known";
import type {SuppressOptions} from "../exports/suppress";
import {analyze, downstream, type CellGraph} from "../notebook/graph";
import {InputHistory} from "../notebook/input-history";
import {coerceValue, isSameValue} from "../notebook/inputs";
import {interpolate} from "../notebook/interpolate";
import type {ProseNode, ValueNode} from "../notebook/markdown";
import type {Cell, InputCell, Notebook} from "../notebook/notebook";
import {initialInputs, type CellResult} from "../notebook/run";
import {Scheduler, type CellRelations, type Inputs} from "../notebook/scheduler";
import type {Catalog} from "../models/catalog";

/** What is out of date is shown as such after so many milliseconds: a step of a drag is over before. */
const oldAfterMs = 250;
/** A cell that runs for longer is shown as slow. */
const slowAfterMs = 1000;

/** What became of one cell, as the page shows it. */
export class CellState {
  status: "idle" | "running" | "done" | "stale" | "failed" | "off" = $state("idle");
  /** the newest result; stays while a newer one is being computed. Replaced whole, never mutated. */
  table: Table | null = $state.raw(null);
  /** rows of the whole result, where `table` holds only its beginning */
  totalRows: number = $state(0);
  error: AppError | null = $state.raw(null);
  /** capability or notice code that switched the cell off */
  reason: string | null = $state(null);
  milliseconds: number = $state(0);
  /** asked for together with all that is wanted on the screen: no question waits for its drawing */
  isAhead: boolean = $state(false);
  /** running for more than a second */
  isSlow: boolean = $state(false);
  /** out of date for so long that it has to be seen */
  isOld: boolean = $state(false);
  /** out of date because its own text was edited, not because of something that it reads */
  isEdited: boolean = $state(false);

  #timer: ReturnType<typeof setTimeout> | undefined;
  #aging: ReturnType<typeof setTimeout> | undefined;

  /** Takes the next step of the cell's life. */
  apply(result: CellResult): void {
    clearTimeout(this.#timer);
    this.isSlow = false;
    this.status = result.status;
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

  /** Prose and inputs have nothing to run: they are done as soon as they stand. */
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

/** The relations that a notebook runs over. */
export interface ShopRelations extends CellRelations {
  /** null until relations were made; reactive */
  readonly catalog: Catalog | null;
}

/**
 * The open notebook: its document, its inputs, and what its cells came to. `open` begins with a document, `revise` goes on
 * with an edited one; what runs when is decided by a `Scheduler`, whose results become the states that components read.
 */
export class NotebookSession {
  /** which notebook is open */
  name: string = $state("");
  notebook: Notebook | null = $state.raw(null);
  /** the value of every input and selection, by variable name */
  inputs: Inputs = $state.raw({});
  /** a stranger's document that nobody has agreed to run: whatever is asked, nothing of it reaches the engine */
  isHeld: boolean = $state(false);
  /** what a select may call; empty until `learnFunctions` has asked */
  functions: readonly EngineFunction[] = $state.raw([]);
  /** whether `undo` has something to take back */
  canUndo: boolean = $state(false);
  readonly graph: CellGraph | null = $derived.by(() => {
    if (!this.notebook || !this.#shop.catalog) return null;
    const set = new Set(this.#setVariables.split(" "));
    return analyze(this.notebook, this.#shop.catalog, {isSet: (variable) => set.has(variable)});
  });

  /** one text, so that a dragged slider, which was set before, does not make the graph again */
  readonly #setVariables: string = $derived.by(() =>
    Object.keys(this.inputs)
      .filter((name) => this.inputs[name] !== null)
      .join(" ")
  );
  readonly #db: Database;
  readonly #shop: ShopRelations;
  #defaults: Inputs = {};
  readonly #states = new SvelteMap<string, CellState>();
  readonly #history = new InputHistory();
  readonly #scheduler: Scheduler;

  constructor(db: Database, shop: ShopRelations) {
    this.#db = db;
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

  /** Opens a notebook; its inputs take their defaults. It runs when `refresh` is called, and a held one not at all. */
  open(name: string, notebook: Notebook, {isHeld = false} = {}): void {
    this.#states.clear();
    this.name = name;
    this.isHeld = isHeld;
    this.notebook = notebook;
    for (const cell of this.notebook.cells) this.#states.set(cell.id, new CellState());
    this.#defaults = isHeld ? {} : initialInputs(this.notebook);
    this.inputs = this.#defaults;
    this.#history.clear();
    this.canUndo = false;
    this.#scheduler.open(this.#ids());
  }

  /**
   * Takes an edited document in place of the open one. Cells whose text is the same keep what they came to; the others,
   * and all that read them, become stale. Returns the ids of what would have to run.
   */
  revise(notebook: Notebook): string[] {
    const before = this.notebook;
    if (!before) return [];
    const sources = new Map(before.cells.map(({id, source}) => [id, source]));
    const removed = before.cells.filter(({id}) => !notebook.cells.some((cell) => cell.id === id));
    const orphans = this.graph
      ? downstream(
          this.graph,
          removed.map(({id}) => id)
        )
      : [];
    this.notebook = notebook;
    this.#keepStates(notebook);
    const gone = removed.flatMap((cell) => (cell.kind === "sql" ? [cell.name] : []));
    this.#scheduler.revise(this.#ids(), gone);
    const variables = this.#reviseInputs(notebook);
    const edited = notebook.cells.filter(({id, source}) => sources.get(id) !== source).map(({id}) => id);
    const touched = [...edited, ...orphans.filter((id) => this.#states.has(id)), ...variables];
    const ids = this.graph ? downstream(this.graph, touched) : edited;
    // a cell in a circle is in no order, but what it came to is no longer true either
    const all = [...new Set([...ids, ...edited])];
    for (const id of all) this.#outdate(id, edited.includes(id) && sources.has(id));
    return all;
  }

  #keepStates(notebook: Notebook): void {
    const ids = new Set(notebook.cells.map(({id}) => id));
    for (const id of [...this.#states.keys()]) if (!ids.has(id)) this.#states.delete(id);
    for (const id of ids) if (!this.#states.has(id)) this.#states.set(id, new CellState());
  }

  /** Inputs that were touched keep their values where they are still allowed; returns the variables that changed. */
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

  /** What is shown of a cell is older than what was asked for. */
  #outdate(id: string, isEdited: boolean): void {
    const state = this.#states.get(id);
    const kind = this.notebook?.cells.find((cell) => cell.id === id)?.kind;
    if (!state || (kind !== "sql" && kind !== "chart")) return;
    this.#scheduler.outdate([id]);
    state.isEdited = isEdited;
  }

  /** Agrees to run what was held. */
  release(): Promise<void> {
    if (!this.notebook || !this.isHeld) return Promise.resolve();
    this.isHeld = false;
    this.#reviseInputs(this.notebook);
    return this.refresh();
  }

  /**
   * The inputs to build relations with, over new data or in a new engine: they count as in force from now on. What ran over
   * the old relations ends.
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

  /** What is wrong with a cell's text or its place in the graph. */
  problemsOf(cell: Cell): readonly Diagnostic[] {
    const found = this.graph?.problems.get(cell.id) ?? [];
    return [...cell.problems, ...found].filter(({severity}) => severity === "error");
  }

  /** Runs cells, whatever they read that is out of date, and all that reads them. */
  runFrom(ids: readonly string[]): Promise<void> {
    return this.#scheduler.runFrom(ids);
  }

  /** Runs everything, after the data or the notebook changed, but for what ended the engine before. */
  refresh(): Promise<void> {
    return this.#scheduler.refresh(this.#ids());
  }

  /** Runs everything, because a person says so. */
  runAll(): Promise<void> {
    return this.run(this.#ids());
  }

  #ids(): string[] {
    return this.notebook?.cells.map(({id}) => id) ?? [];
  }

  /** Gives an input its value and runs what reads it. A drag is one step of `undo`. */
  setInput(name: string, given: Value): void {
    const value = this.#allowed(name, given);
    if (isSameValue(this.inputs[name] ?? null, value)) return;
    const isDragging = this.#history.remember(name, this.inputs);
    this.canUndo = this.#history.canUndo;
    // what a cell took tells nothing of the first choice that narrows it
    const isMoved = isDragging || (value !== null && (this.inputs[name] ?? null) !== null);
    this.inputs = {...this.inputs, [name]: value};
    this.#scheduler.follow([name], isDragging ? "dragged" : isMoved ? "moved" : "chosen");
  }

  /** Narrows the page to a stage, a tier …, or to a range `[from, to]`; the same value again, or null, widens it. */
  select(variable: string, value: string | number | readonly (string | number)[] | null): void {
    // a range is dragged, and one drag is one step of `undo`
    if (typeof value === "object" && value !== null) return this.setInput(variable, value);
    const selected = this.inputs[variable];
    const isOn = Array.isArray(selected) && selected.length === 1 && selected[0] === value;
    this.#history.endDrag();
    this.setInput(variable, value === null || isOn ? null : [value]);
    this.#history.endDrag();
  }

  /** Gives an input its default back. */
  reset(name: string): void {
    this.setInput(name, this.#defaults[name] ?? null);
  }

  /** Inputs and selections that differ from their defaults, for the line on top. */
  changedInputs(): {name: string; values: Value[]}[] {
    return Object.entries(this.inputs)
      .filter(([name, value]) => value !== null && !isSameValue(value, this.#defaults[name] ?? null))
      .map(([name, value]) => ({name, values: Array.isArray(value) ? value : [value]}));
  }

  /** The SQL or the relation that a cell shows; null for prose and inputs. */
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

  /** The newest result of a cell, by its name; null when it has none. */
  tableOf(name: string): Table | null {
    return this.#states.get(name)?.table ?? null;
  }

  /** Whether a select of this name is in the notebook. */
  hasCell(name: string): boolean {
    return this.notebook?.cells.some((cell) => cell.kind === "sql" && cell.name === name) ?? false;
  }

  /** What the engine would refuse in a select, without running it; null when nothing, or when it has better to do. */
  async check(sql: string): Promise<AppError | null> {
    if (this.isHeld || this.#scheduler.isRunning || !this.#shop.catalog || sql.trim() === "") return null;
    try {
      await checkSelect(this.#db, sql);
      return null;
    } catch (error) {
      return error instanceof AppError ? error : null;
    }
  }

  /** Asks the engine once which functions a select may call, for completion. */
  async learnFunctions(): Promise<void> {
    if (this.functions.length === 0) this.functions = await readFunctions(this.#db).catch(() => []);
  }

  /** What the data know of the buyers in these results, so that nothing of a single one is shared. */
  async learnBuyers(): Promise<SuppressOptions> {
    if (!this.#shop.catalog) return {};
    const tables = [...this.#states.values()].flatMap(({table}) => (table ? [{rows: toRows(table)}] : []));
    return {identities: await findIdentities(this.#db, tables), largest: await readLargestBuyers(this.#db)};
  }

  /** How the engine would run a select. Throws as running it would. */
  explain(sql: string): ReturnType<typeof explainSelect> {
    return explainSelect(this.#db, sql);
  }

  /** The title of a chart cell in the reader's language; empty for any other cell. */
  titleOf(id: string, words: Words): string {
    const cell = this.notebook?.cells.find((other) => other.id === id);
    return cell?.kind === "chart" && cell.spec?.title ? words.text(cell.spec.title) : "";
  }

  /** Whether a variable holds from where to where, as a range drawn on a chart does, and not a list. */
  isRange(variable: string): boolean {
    const value = this.inputs[variable];
    if (this.#inputOf(variable) || !Array.isArray(value) || value.length !== 2) return false;
    return value.every((each) => typeof each === "number" || /^\d{4}-\d\d-\d\d/.test(String(each)));
  }

  /** What an input is called, in the reader's language. */
  labelOf(variable: string, words: Words): string {
    const spec = this.#inputOf(variable)?.spec;
    return spec ? words.text(spec.label) : words.column(variable);
  }

  /** One value of an input as the reader knows it: an option by its label, any other by its unit. */
  valueOf(variable: string, value: unknown, words: Words): string {
    const spec = this.#inputOf(variable)?.spec;
    const options = (spec?.options ?? []) as readonly (string | number | {value: unknown; label?: LocalText})[];
    const option = options.find((each) => typeof each === "object" && each.value === value);
    if (typeof option === "object" && option.label !== undefined) return words.text(option.label);
    return spec?.unit === "percent" ? words.percent(Number(value)) : words.value(variable, value);
  }

  /** What was typed or dragged, within what the input allows; its present value where it allows nothing like it. */
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

  /** The inputs that a cell or relation depends on, through all it reads. */
  variablesOf(id: string): readonly string[] {
    return [...(this.graph?.variables.get(id) ?? [])];
  }

  /** How SQL names a cell's result. */
  nameOf(cell: string): string {
    return `notebook.${quoteIdentifier(cell)}`;
  }

  /** A value within prose, as text; a dash until its cell has run. */
  textOf(node: ValueNode, words: Words): string {
    const table = this.#states.get(node.cell)?.table;
    return table ? interpolate(node, table, words) : "–";
  }

  /** A heading as plain text, values filled in. */
  plainText(nodes: readonly ProseNode[], words: Words): string {
    return nodes
      .map((node) => {
        if (node.type === "value") return this.textOf(node, words);
        if ("children" in node) return this.plainText(node.children, words);
        return "value" in node ? node.value : "";
      })
      .join("");
  }

  /** Takes the last change of an input or a selection back. */
  undo(): void {
    const previous = this.#history.undo();
    if (!previous) return;
    const changed = Object.keys(this.inputs).filter(
      (name) => !isSameValue(this.inputs[name] ?? null, previous[name] ?? null)
    );
    this.canUndo = this.#history.canUndo;
    this.inputs = previous;
    this.#scheduler.follow(changed, "undone");
  }

  /** Stops what is running. */
  cancel(): void {
    this.#scheduler.cancel();
  }

  /** Runs cells, in order, and those that were to be run already. */
  run(ids: Iterable<string>): Promise<void> {
    return this.#scheduler.run(ids);
  }

  /** Says whether a cell is on the screen: while an input is dragged, those that are come first. */
  show(id: string, isVisible: boolean): void {
    this.#scheduler.show(id, isVisible);
  }
}
