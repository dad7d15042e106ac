import type {Database, Value} from "../engine/database";
import {variableStatement} from "../engine/sql";
import {waitingDatabase} from "../engine/waiting";
import type {Models} from "./library";
import {MadeModels} from "./made";

/** By database, as it came and as it is handed out. */
const known = new WeakMap<Database, MadeModels>();

/** Which models stand in a database. */
export function madeModelsOf(db: Database, models?: Models): MadeModels {
  const made = known.get(db) ?? new MadeModels(db, models);
  known.set(db, made);
  return made;
}

/** Who asks, and of which models. */
export interface OnDemandOptions {
  /** resolves when nobody is changing the sources; whoever changes them asks without */
  standing?: () => Promise<void>;
  models?: Models;
}

/**
 * A database in which the models are made when a statement reads them. It also hears of every variable that is set, whose
 * tables go out of date with that.
 */
export function makeWhenRead(db: Database, {standing, models}: OnDemandOptions = {}): Database {
  const below = listeners.get(db);
  if (below && !standing) return db;
  const made = madeModelsOf(db, models);
  const told = below ?? listening(db, made);
  const reading = waitingDatabase(told, {standing, makeNext: (sql) => made.makeNext(sql)});
  known.set(reading, made);
  listeners.set(reading, told);
  return reading;
}

/**
 * The database below one of `makeWhenRead`, for statements that read no model, such as those of an import. They are long, and
 * looking for names in each takes longer than sending it.
 */
export function withoutMaking(db: Database): Database {
  return listeners.get(db) ?? db;
}

/** By what is handed out, the database below it that hears of every change but makes nothing by itself. */
const listeners = new WeakMap<Database, Database>();

/** Tells what stands of the statements that change it, in the turn in which they are sent. */
function listening(db: Database, made: MadeModels): Database {
  const values = new Map<string, string>();
  const setVariable = (name: string, value: Value): Promise<void> => {
    const statement = variableStatement(name, value);
    if (values.get(name) !== statement) made.outdateFor(name);
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
    keepPlans: async (signal) => db.keepPlans?.(signal),
    setVariable: (name, value) => db.setVariable(name, value),
    registerFile: (name, file) => db.registerFile(name, file),
    registerBuffer: (name, bytes) => db.registerBuffer(name, bytes),
    dropFile: (name) => db.dropFile(name),
    restart: () => db.restart(),
    close: () => db.close()
  };
}
