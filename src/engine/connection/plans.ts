import {tableFromIPC, type Table} from "apache-arrow";
import type {Engine} from "./start";

/** A prepared statement kept in an engine. */
interface KeptPlan {
  /** DuckDB's number of the prepared statement */
  statement: Promise<number>;
  /** the variables that may change while the plan stays valid */
  live: readonly string[];
}

/**
 * Prepared plans, kept between repetitions of the same query (planning takes most of a slider query's time). A plan
 * contains the values that `getvariable` had, so it is dropped when any variable changes that the query does not read
 * live, and all are dropped when a statement is executed.
 */
export class KeptPlans {
  readonly #kept = new WeakMap<Engine, Map<string, KeptPlan>>();

  /** Runs a query by its kept plan, or prepares and keeps one. `live` are the variables it reads live. */
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

  /** Drops the plans that depend on the value of a variable; without one, all. */
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
  const made = await statement.catch(() => null); // the caller has received the error
  if (made !== null) await bindings.closePrepared(connection, made);
}
