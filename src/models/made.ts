import {upstream} from "../base/graph";
import {toRows} from "../base/table";
import type {Database} from "../engine/database";
import {QueryError, toQueryError} from "../engine/query-error";
import {findReads, type StatementReads} from "../engine/references";
import {throwIfCancelled} from "../engine/run";
import {createdCellView, isCellSchema} from "../engine/select";
import {quoteIdentifier, quoteLiteral} from "../engine/sql";
import {edgesOf, isBuiltFrom, shippedModels, type Models} from "./library";
import {sliceStarts, sliceStatements} from "./making/slices";
import type {Model} from "./model";

/** How far a making is. */
export interface MakeProgress {
  /** the relation that is made next */
  relation: string;
  done: number;
  total: number;
}

/** How relations are made. */
export interface MakeOptions {
  onProgress?: (progress: MakeProgress) => void;
  /** aborting it ends the call between two messages to the engine; nothing is left half made */
  signal?: AbortSignal;
}

/** What is under way in the engine. */
interface Making {
  models: readonly Model[];
  settled: Promise<void>;
  /** names that went out of date after the engine was asked for them */
  outdated: Set<string>;
}

/** How many statements' reads are remembered; the page asks the same few dozen again and again. */
const rememberedStatements = 300;

/**
 * Which of the models stand in one database, and the making of those that do not.
 *
 * Life cycle: nothing is ever made until `outdateAll` says that there is something to make it of. From then on `makeNext` makes
 * what a statement reads, in order of reference: per message the views and macros that come next, up to the first table. A
 * table with `@slices` takes a message for each million rows where it has more; until the last, nobody reads it. A table goes
 * out of date when the sources change (`outdateAll`) or a variable that its rows depend on (`outdateFor`); it is dropped with
 * the next message, so that nobody can read it, and made again when it is next read. Views and macros stay: their text does not
 * change, and the columns that they read keep their names and types. An engine that was replaced has none of it, which the next
 * `outdateAll` finds out.
 *
 * One making runs at a time, and whoever needs it waits for the same one. It is not cancelled with its readers. What fails
 * stays failed, for every reader, until something goes out of date; what stands beside it is not touched.
 */
export class MadeModels {
  readonly models: Models;
  readonly #db: Database;
  /** building order */
  readonly #order: readonly string[];
  readonly #closures = new Map<string, ReadonlySet<string>>();
  readonly #standing = new Set<string>();
  /** tables that are out of date and not dropped yet */
  readonly #dropping = new Set<string>();
  readonly #commented = new Set<string>();
  readonly #failures = new Map<string, QueryError>();
  /** what the views of cells read, by name in lower case */
  readonly #cells = new Map<string, StatementReads>();
  /** by statement */
  readonly #reads = new Map<string, StatementReads>();
  #making: Making | null = null;
  #hasSources = false;

  constructor(db: Database, models: Models = shippedModels) {
    this.#db = db;
    this.models = models;
    this.#order = [...models.keys()];
  }

  /** The relations that stand and are up to date, in building order; macros are left out. */
  get standing(): string[] {
    return this.#order.filter((name) => this.#standing.has(name) && this.#modelOf(name).materialization !== "macro");
  }

  /** The sources hold other rows than before, in the same columns. */
  async outdateAll(): Promise<void> {
    this.#hasSources = true;
    this.#outdate(() => true);
    if (await this.#isOtherEngine()) {
      this.#standing.clear();
      this.#commented.clear();
    }
  }

  /** A variable has another value. */
  outdateFor(variable: string): void {
    this.#outdate((name) => isBuiltFrom(name, [variable], this.models));
  }

  /** A statement is about to be executed: a cell whose view it makes reads what the view reads. */
  noteStatement(sql: string): void {
    const cell = createdCellView(sql);
    if (cell !== null) this.#cells.set(cell, findReads(sql));
  }

  /** Begins the next step towards all that a statement reads, or joins the one under way; undefined when all stands. */
  makeNext(sql: string): Promise<void> | undefined {
    if (!this.#hasSources) return undefined;
    const reads = this.#readsOf(sql);
    const needed = this.#neededFor(reads);
    return this.#next(needed) ?? (reads.isCatalogRead ? this.#comment(needed) : undefined);
  }

  /** Makes these relations and all that they read; returns the names of what was not standing, in the order of making. */
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

  #outdate(isTouched: (name: string) => boolean): void {
    this.#failures.clear();
    for (const name of this.#standing) {
      if (this.#modelOf(name).materialization !== "table" || !isTouched(name)) continue;
      this.#standing.delete(name);
      this.#dropping.add(name);
    }
    for (const {name} of this.#making?.models ?? []) if (isTouched(name)) this.#making?.outdated.add(name);
  }

  /** Whether the engine is no longer the one in which the views were made. */
  async #isOtherEngine(): Promise<boolean> {
    const views = this.standing.filter((name) => this.#modelOf(name).materialization === "view");
    const found = await this.#db.query("select view_name from duckdb_views() where not internal");
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
    const making: Making = {models, settled: Promise.resolve(), outdated: new Set()};
    making.settled = this.#run(making, this.#dropStatements());
    this.#making = making;
    return making.settled;
  }

  async #run(making: Making, drops: readonly string[]): Promise<void> {
    const [first] = making.models;
    const sql = [...drops, ...making.models.map(createStatement)].join(";\n");
    try {
      if (first?.slicedRelation) await this.#makeSliced(making, first, drops);
      else await this.#db.exec(sql);
      for (const {name, materialization} of making.models) {
        this.#commented.delete(name);
        if (!making.outdated.has(name)) this.#standing.add(name);
        else if (materialization === "table") this.#dropping.add(name);
      }
    } catch (error) {
      this.#fail(making, toQueryError(error, sql));
    } finally {
      this.#making = null;
    }
  }

  /** Makes a table slice by slice where it has many rows; ends early when it goes out of date. */
  async #makeSliced({outdated}: Making, model: Model, drops: readonly string[]): Promise<void> {
    if (drops.length > 0) await this.#db.exec(drops.join(";\n"));
    const starts = await sliceStarts(this.#db, model.slicedRelation!);
    const messages = starts.length > 0 ? sliceStatements(model, starts) : [createStatement(model)];
    for (const sql of messages) if (!outdated.has(model.name)) await this.#db.exec(sql);
  }

  /** An engine that ended says nothing about what it was asked to make. */
  #fail({models, outdated}: Making, error: QueryError): never {
    const last = models.at(-1);
    if (last?.slicedRelation) this.#dropping.add(last.name); // some of its slices may stand
    const isOver = error.isUnbegun || error.code === "engine.stopped";
    if (last && !isOver && !outdated.has(last.name)) this.#failures.set(last.name, error);
    throw error;
  }

  #dropStatements(): string[] {
    const statements = [...this.#dropping].map((name) => `drop table if exists ${quoteIdentifier(name)}`);
    this.#dropping.clear();
    return statements;
  }

  /** Only who lists the tables sees what they are: comments are made then. */
  #comment(relations: readonly string[]): Promise<void> | undefined {
    const models = relations
      .map((name) => this.#modelOf(name))
      .filter(({name, materialization}) => materialization !== "macro" && !this.#commented.has(name));
    for (const {name} of models) this.#commented.add(name);
    return models.length === 0 ? undefined : this.#db.exec(models.map(commentStatement).join(";\n"));
  }

  #missingOf(needed: readonly string[]): Model[] {
    return needed.filter((name) => !this.#standing.has(name)).map((name) => this.#modelOf(name));
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

  /** The models that a statement names, through the cells that it reads. */
  #namesIn({relations, calls}: StatementReads, seen: Set<string>): string[] {
    const throughCells = relations
      .filter(({name, schema}) => (schema === null || isCellSchema(schema)) && this.#cells.has(name) && !seen.has(name))
      .flatMap(({name}) => this.#namesIn(this.#cells.get(name)!, seen.add(name)));
    const named = relations.filter(({schema}) => schema === null || schema === "main").map(({name}) => name);
    return [...throughCells, ...[...named, ...calls].filter((name) => this.models.has(name))];
  }

  /** Relations and all that they read, in building order. */
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
 * is made in slices stands alone: what it reads is there before its rows are counted.
 */
function upToFirstTable(models: readonly Model[]): Model[] {
  const first = models.findIndex(({materialization}) => materialization === "table");
  if (first === -1) return [...models];
  return models.slice(0, first > 0 && models[first]!.slicedRelation ? first : first + 1);
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
