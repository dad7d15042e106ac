import {upstream} from "../base/graph";
import {toRows} from "../base/table";
import type {Database} from "../engine/database";
import {QueryError, toQueryError} from "../engine/query-error";
import {findReads, type StatementReads} from "../engine/references";
import {throwIfCancelled} from "../engine/run";
import {createdCellView, isCellSchema} from "../engine/select";
import {quoteIdentifier, quoteLiteral} from "../engine/sql";
import {edgesOf, isBuiltFrom, shippedModels, type Models} from "./library";
import {makeComputed} from "./making/computed";
import {sliceStarts, sliceStatements} from "./making/slices";
import type {Model} from "./model";

/** Progress of creating relations. */
export interface MakeProgress {
  /** the relation created next */
  relation: string;
  done: number;
  total: number;
}

/** Options of `make`. */
export interface MakeOptions {
  onProgress?: (progress: MakeProgress) => void;
  /** aborting it ends the call between two statements to the engine; no relation is left incomplete */
  signal?: AbortSignal;
}

/** Tables of models that stand in an attached file. */
export interface SavedModels {
  names: readonly string[];
  /** the statement that makes a view of one, under its name */
  viewSql: (name: string) => string;
}

/** The models that the engine is creating now. */
interface Making {
  models: readonly Model[];
  settled: Promise<void>;
  /** names invalidated after the statement was sent */
  invalidated: Set<string>;
  /** aborted when the table that is computed outside of the engine is invalidated */
  abort: AbortController;
}

/** Size of the cache of parsed statements; a page repeats the same few dozen. */
const rememberedStatements = 300;

/**
 * Which models exist in a database, and the lazy creation of the others.
 *
 * `madeModelsOf` creates one per database. Nothing is created before the first `invalidateAll`, which says that the sources
 * are loaded. From then on `makeNextStep` creates what a statement reads, dependencies first: each step sends the next views
 * and macros, up to and including the first table; a table with `@slices` that has more than a million rows takes a statement
 * for each million, and nobody reads it before the last; the rows of a table with `@computed` are made of those of its select
 * outside of the engine, in a worker. A table becomes stale when the sources (`invalidateAll`) or a variable that
 * its rows depend on (`invalidateFor`) change; the next step drops it, so that stale rows cannot be read, and it is created
 * again when it is next read. Views and macros stay: their text does not change, and the columns that they read keep their
 * names and types. `invalidateAll` also finds out that the engine was replaced, and that nothing exists any more.
 *
 * One step runs at a time; all readers that need it wait for it, and cancelling a reader does not cancel it. A failed model
 * stays failed, for every reader, until something is invalidated; other models are not affected.
 */
export class MadeModels {
  readonly models: Models;
  readonly #db: Database;
  /** names, dependencies first */
  readonly #order: readonly string[];
  readonly #closures = new Map<string, ReadonlySet<string>>();
  readonly #upToDate = new Set<string>();
  /** stale tables that are not dropped yet */
  readonly #dropping = new Set<string>();
  /** tables that are views of an attached file */
  readonly #adopted = new Set<string>();
  readonly #commented = new Set<string>();
  readonly #failures = new Map<string, QueryError>();
  /** what the views of SQL cells read, by name in lower case */
  readonly #cells = new Map<string, StatementReads>();
  /** by statement */
  readonly #reads = new Map<string, StatementReads>();
  #making: Making | null = null;
  #hasSources = false;
  /** whether a table was made in slices: then each that follows is compressed too */
  #isLarge = false;

  constructor(db: Database, models: Models = shippedModels) {
    this.#db = db;
    this.models = models;
    this.#order = [...models.keys()];
  }

  /** The relations that exist and are not stale, dependencies first; without macros. */
  get upToDate(): string[] {
    return this.#order.filter((name) => this.#upToDate.has(name) && this.#modelOf(name).materialization !== "macro");
  }

  /** Makes all tables stale, since the sources have other rows; their columns are the same. */
  async invalidateAll(): Promise<void> {
    this.#hasSources = true;
    this.#invalidate(() => true);
    if (await this.#isOtherEngine()) {
      this.#upToDate.clear();
      this.#commented.clear();
    }
  }

  /**
   * Takes over tables that were made earlier of the same sources and variables, instead of making them. They are up to date
   * like any other until the sources or a variable change.
   */
  async adopt({names, viewSql}: SavedModels): Promise<void> {
    const tables = names.filter((name) => this.models.get(name)?.materialization === "table");
    if (tables.length === 0) return;
    await this.#db.exec([...this.#dropStatements(), ...tables.map(viewSql)].join(";\n"));
    for (const name of tables) {
      this.#adopted.add(name);
      this.#commented.add(name); // a view has no comment of a table
      this.#upToDate.add(name);
    }
  }

  /** Names of the tables that stand and are up to date. */
  get tables(): string[] {
    return this.upToDate.filter((name) => this.#modelOf(name).materialization === "table");
  }

  /** Makes stale what depends on a variable, since its value changed. */
  invalidateFor(variable: string): void {
    this.#invalidate((name) => isBuiltFrom(name, [variable], this.models));
  }

  /** Records what the view of an SQL cell reads, if the statement creates one; call it before the statement is executed. */
  noteStatement(sql: string): void {
    const cell = createdCellView(sql);
    if (cell !== null) this.#cells.set(cell, findReads(sql));
  }

  /** Starts creating the next models that a statement reads, or joins the step that is running; undefined when all exist. */
  makeNextStep(sql: string): Promise<void> | undefined {
    if (!this.#hasSources) return undefined;
    const reads = this.#readsOf(sql);
    const needed = this.#neededFor(reads);
    return this.#next(needed) ?? (reads.isCatalogRead ? this.#comment(needed) : undefined);
  }

  /** Creates these relations and all that they read; returns the names of those that were missing, dependencies first. */
  async make(relations: Iterable<string>, {onProgress, signal}: MakeOptions = {}): Promise<string[]> {
    const needed = this.#closureOf(relations);
    const made = this.#missingOf(needed).map(({name}) => name);
    for (let step = this.#next(needed); step; step = this.#next(needed)) {
      const missing = this.#missingOf(needed);
      const relation = missing[0]?.name ?? "";
      onProgress?.({relation, done: Math.max(0, made.length - missing.length), total: made.length});
      await step;
      throwIfCancelled(signal, "");
    }
    return made;
  }

  #invalidate(isTouched: (name: string) => boolean): void {
    this.#failures.clear();
    for (const name of this.#upToDate) {
      if (this.#modelOf(name).materialization !== "table" || !isTouched(name)) continue;
      this.#upToDate.delete(name);
      this.#dropping.add(name);
    }
    for (const {name} of this.#making?.models ?? []) if (isTouched(name)) this.#making?.invalidated.add(name);
    if (this.#making?.models.some(({name, computation}) => computation !== null && isTouched(name)))
      this.#making.abort.abort();
  }

  /** Whether the engine was replaced since the views were created. */
  async #isOtherEngine(): Promise<boolean> {
    const views = this.upToDate.filter((name) => this.#modelOf(name).materialization === "view");
    const found = await this.#db.query(
      "select view_name from duckdb_views() where database_name = current_database() and not internal"
    );
    const names = new Set(toRows(found).map(({view_name: name}) => String(name)));
    return !views.every((name) => names.has(name));
  }

  #next(needed: readonly string[]): Promise<void> | undefined {
    const missing = this.#missingOf(needed);
    if (missing.length === 0 && this.#dropping.size === 0) return undefined;
    const failure = missing.map(({name}) => this.#failures.get(name)).find((error) => error !== undefined);
    if (failure) return Promise.reject(failure);
    return this.#making?.settled ?? this.#begin(upToFirstTable(missing));
  }

  #begin(models: readonly Model[]): Promise<void> {
    const abort = new AbortController();
    const making: Making = {models, settled: Promise.resolve(), invalidated: new Set(), abort};
    making.settled = this.#run(making, this.#dropStatements());
    this.#making = making;
    return making.settled;
  }

  async #run(making: Making, drops: readonly string[]): Promise<void> {
    const [first] = making.models;
    const last = making.models.at(-1)?.materialization;
    const packing = this.#isLarge && last === "table" ? ["checkpoint"] : [];
    const sql = [...drops, ...making.models.map(createStatement), ...packing].join(";\n");
    try {
      if (first?.slicedRelation) await this.#makeSliced(making, first, drops);
      else if (first?.computation) await this.#compute(making, first, drops);
      else await this.#db.exec(sql);
      for (const {name, materialization} of making.models) {
        this.#commented.delete(name);
        if (!making.invalidated.has(name)) this.#upToDate.add(name);
        else if (materialization === "table") this.#dropping.add(name);
      }
    } catch (error) {
      this.#fail(making, toQueryError(error, sql));
    } finally {
      this.#making = null;
    }
  }

  /** Creates a table slice by slice where it has many rows; ends early when it becomes stale. */
  async #makeSliced({invalidated}: Making, model: Model, drops: readonly string[]): Promise<void> {
    if (drops.length > 0) await this.#db.exec(drops.join(";\n"));
    const starts = await sliceStarts(this.#db, model.slicedRelation!);
    this.#isLarge = starts.length > 0;
    const messages = this.#isLarge ? sliceStatements(model, starts) : [createStatement(model)];
    for (const sql of messages) if (!invalidated.has(model.name)) await this.#db.exec(sql);
  }

  /** Makes a table of rows that are computed outside of the engine; ends early when it becomes stale. */
  async #compute({invalidated, abort}: Making, model: Model, drops: readonly string[]): Promise<void> {
    if (drops.length > 0) await this.#db.exec(drops.join(";\n"));
    try {
      await makeComputed(this.#db, model, abort.signal);
    } catch (error) {
      if (!invalidated.has(model.name)) throw error;
    }
  }

  /** Remembers the failure of a model, except when the engine stopped, which is not the model's fault. */
  #fail({models, invalidated}: Making, error: QueryError): never {
    const last = models.at(-1);
    if (last?.slicedRelation) this.#dropping.add(last.name); // some of its slices may stand
    const isOver = error.isUnbegun || error.code === "engine.stopped";
    if (last && !isOver && !invalidated.has(last.name)) this.#failures.set(last.name, error);
    throw error;
  }

  #dropStatements(): string[] {
    const kindOf = (name: string) => (this.#adopted.has(name) ? "view" : "table");
    const statements = [...this.#dropping].map((name) => `drop ${kindOf(name)} if exists ${quoteIdentifier(name)}`);
    for (const name of this.#dropping) this.#adopted.delete(name);
    this.#dropping.clear();
    return statements;
  }

  /** Adds comments to relations; only a query of the catalog shows them, so they are added when one is run. */
  #comment(relations: readonly string[]): Promise<void> | undefined {
    const models = relations
      .map((name) => this.#modelOf(name))
      .filter(({name, materialization}) => materialization !== "macro" && !this.#commented.has(name));
    for (const {name} of models) this.#commented.add(name);
    return models.length === 0 ? undefined : this.#db.exec(models.map(commentStatement).join(";\n"));
  }

  #missingOf(needed: readonly string[]): Model[] {
    return needed.filter((name) => !this.#upToDate.has(name)).map((name) => this.#modelOf(name));
  }

  #modelOf(name: string): Model {
    return this.models.get(name)!;
  }

  #readsOf(sql: string): StatementReads {
    const known = this.#reads.get(sql);
    if (known) return known;
    const reads = findReads(sql);
    if (this.#reads.size >= rememberedStatements) this.#reads.clear();
    this.#reads.set(sql, reads);
    return reads;
  }

  #neededFor(reads: StatementReads): readonly string[] {
    if (reads.isCatalogRead) return this.#order;
    return this.#closureOf(this.#namesIn(reads, new Set()));
  }

  /** The models that a statement names, directly or through SQL cells. */
  #namesIn({relations, calls}: StatementReads, seen: Set<string>): string[] {
    const throughCells = relations
      .filter(({name, schema}) => (schema === null || isCellSchema(schema)) && this.#cells.has(name) && !seen.has(name))
      .flatMap(({name}) => this.#namesIn(this.#cells.get(name)!, seen.add(name)));
    const named = relations.filter(({schema}) => schema === null || schema === "main").map(({name}) => name);
    return [...throughCells, ...[...named, ...calls].filter((name) => this.models.has(name))];
  }

  /** Relations and all that they read, dependencies first. */
  #closureOf(relations: Iterable<string>): string[] {
    const all = new Set([...relations].flatMap((name) => [...this.#closure(name)]));
    return this.#order.filter((name) => all.has(name));
  }

  #closure(name: string): ReadonlySet<string> {
    const closure = this.#closures.get(name) ?? upstream(edgesOf(this.models), [name]);
    this.#closures.set(name, closure);
    return closure;
  }
}

/**
 * A table is a message of its own, so that others are answered between two of them; views and macros take no time. A table that
 * is made in slices or computed stands alone: what it reads is there before it begins.
 */
function upToFirstTable(models: readonly Model[]): Model[] {
  const first = models.findIndex(({materialization}) => materialization === "table");
  if (first === -1) return [...models];
  const {slicedRelation, computation} = models[first]!;
  const isAlone = slicedRelation !== null || computation !== null;
  return models.slice(0, first > 0 && isAlone ? first : first + 1);
}

/** A macro's file holds its parameters and its body; a relation's file holds one select. */
function createStatement({name, materialization, sql}: Model): string {
  const head = `create or replace ${materialization} ${quoteIdentifier(name)}`;
  // a header may end in a comment: what follows begins a new line
  return materialization === "macro" ? `${head} ${bodyOf(sql)}\n` : `${head} as\n${sql}\n`;
}

function bodyOf(sql: string): string {
  return sql
    .split("\n")
    .filter((line) => !line.startsWith("--"))
    .join("\n");
}

function commentStatement({name, materialization, description}: Model): string {
  return `comment on ${materialization} ${quoteIdentifier(name)} is ${quoteLiteral(description)}`;
}
