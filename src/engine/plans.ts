import {tableFromIPC, type Table} from "apache-arrow";
import type {Engine} from "./start";

/** A plan that stands in an engine. */
interface KeptPlan {
  /** DuckDB's number of the prepared statement, once it has been made */
  statement: Promise<number>;
  /** the variables that may change under it */
  live: readonly string[];
}

/**
 * Plans kept from one question to the next, for a slider that asks the same again at every step: planning takes most of such
 * a query's time. DuckDB's plans hold the values that `getvariable` had, so a plan is forgotten when any variable changes
 * that the question does not read live, and all are when a statement is executed, which may change what they read.
 */
export class KeptPlans {
  readonly #kept = new WeakMap<Engine, Map<string, KeptPlan>>();

  /** Runs a query by the plan that is kept for it, or keeps the one that is made. `live` are the variables it reads live. */
  async run(engine: Engine, sql: string, live: readonly string[]): Promise<Table> {
    const {bindings, connection} = engine;
    const plans = this.#plansOf(engine);
    const plan = plans.get(sql) ?? {statement: bindings.createPrepared(connection, sql), live};
    plans.set(sql, plan);
    try {
      return tableFromIPC(await bindings.runPrepared(connection, await plan.statement, []));
    } catch (error) {
      if (plans.get(sql) === plan) plans.delete(sql);
      throw error;
    }
  }

  /** Forgets the plans that hold the value of a variable; without one, all. */
  async forget(engine: Engine, variable?: string): Promise<void> {
    const plans = this.#plansOf(engine);
    const over = [...plans].filter(([, {live}]) => variable === undefined || !live.includes(variable));
    for (const [sql] of over) plans.delete(sql);
    await Promise.all(over.map(([, plan]) => close(engine, plan)));
  }

  #plansOf(engine: Engine): Map<string, KeptPlan> {
    const plans = this.#kept.get(engine) ?? new Map<string, KeptPlan>();
    this.#kept.set(engine, plans);
    return plans;
  }
}

async function close({bindings, connection}: Engine, {statement}: KeptPlan): Promise<void> {
  const made = await statement.catch(() => null); // whoever asked has been told
  if (made !== null) await bindings.closePrepared(connection, made);
}
