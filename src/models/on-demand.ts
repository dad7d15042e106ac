import type {Database, Value} from "../engine/database";
import {variableStatement} from "../engine/sql";
import {waitingDatabase} from "../engine/waiting";
import type {Models} from "./library";
import {MadeModels} from "./made";

/** The lazy models of each database, both the wrapped and the unwrapped one. */
const known = new WeakMap<Database, MadeModels>();

/** The lazy models of a database. */
export function madeModelsOf(db: Database, models?: Models): MadeModels {
  const made = known.get(db) ?? new MadeModels(db, models);
  known.set(db, made);
  return made;
}

/** Options of `makeWhenRead`. */
export interface OnDemandOptions {
  /** resolves when the sources are not being changed; left out by the code that changes them */
  whenReady?: () => Promise<void>;
  models?: Models;
}

/**
 * A database in which models are created when a statement reads them. Setting a variable makes the tables that depend on it
 * stale.
 */
export function makeWhenRead(db: Database, {whenReady, models}: OnDemandOptions = {}): Database {
  const below = listeners.get(db);
  if (below && !whenReady) return db;
  const made = madeModelsOf(db, models);
  const observed = below ?? withListener(db, made);
  const lazy = waitingDatabase(observed, {whenReady, makeNextStep: (sql) => made.makeNextStep(sql)});
  known.set(lazy, made);
  listeners.set(lazy, observed);
  return lazy;
}

/**
 * The database below one of `makeWhenRead`, for statements that read no model, such as those of an import. They are long, and
 * looking for names in each takes longer than sending it.
 */
export function withoutMaking(db: Database): Database {
  return listeners.get(db) ?? db;
}

/** For each wrapped database, the one below it, which records changes but creates no models. */
const listeners = new WeakMap<Database, Database>();

/** A database that records statements and variables in the models, in the turn in which they are sent. */
function withListener(db: Database, made: MadeModels): Database {
  const values = new Map<string, string>();
  const setVariable = (name: string, value: Value): Promise<void> => {
    const statement = variableStatement(name, value);
    if (values.get(name) !== statement) made.invalidateFor(name);
    values.set(name, statement);
    return db.setVariable(name, value);
  };
  const exec: Database["exec"] = (sql, options) => {
    made.noteStatement(sql);
    return db.exec(sql, options);
  };
  return {...withMethods(db), setVariable, exec};
}

/** The methods of a database as functions of their own: a spread leaves out those of a class. */
function withMethods(db: Database): Database {
  return {
    exec: (sql, options) => db.exec(sql, options),
    query: (sql, options) => db.query(sql, options),
    check: (sql) => db.check(sql),
    keepPlans: async (signal) => db.keepPlans(signal),
    setVariable: (name, value) => db.setVariable(name, value),
    registerFile: (name, file) => db.registerFile(name, file),
    registerBuffer: (name, bytes) => db.registerBuffer(name, bytes),
    readBuffer: (name) => db.readBuffer(name),
    dropFile: (name) => db.dropFile(name),
    restart: () => db.restart(),
    close: () => db.close()
  };
}
