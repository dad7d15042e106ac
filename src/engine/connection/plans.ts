import type {Table} from "apache-arrow";
import {QueryError} from "../query-error";

/** A query that is asked again and again. */
interface RepeatedQuery {
  /** the variables that may change while its plan stays valid */
  live: readonly string[];
  /** whether it was asked since its plan was dropped */
  isAsked: boolean;
  /** the name of the prepared statement in DuckDB; null when there is none */
  plan: Promise<string> | null;
}

/** How a query is run whose plan may be kept. */
export interface PlanOptions {
  /** the variables that it reads live, with `live_variable` alone */
  live: readonly string[];
  /** whether it is certain to be asked again soon, so that its plan is kept from the first time */
  isRepeated?: boolean;
}

/** Runs one statement in an engine. */
type Ask = (sql: string) => Promise<Table>;

/** How many queries are remembered: those of a few pages. */
const rememberedQueries = 300;

/**
 * Prepared plans of one engine, kept between repetitions of a query: planning takes half of a report's time. A query is
 * prepared when it is asked for the second time, or by `prepareNext` when the page is idle. A plan contains the values that
 * `getvariable` had, and what was known of the tables, so it is dropped when a variable changes that the query does not read
 * live, and all are dropped when a statement is executed. The query stays known, so that it can be prepared again.
 */
export class KeptPlans {
  /** by statement, the one that was asked longest ago first */
  readonly #queries = new Map<string, RepeatedQuery>();
  #prepared = 0;

  /** Runs a query by its kept plan, or without. `ask` runs a statement, `prepare` one in one piece. */
  async run(sql: string, {live, isRepeated = false}: PlanOptions, ask: Ask, prepare: Ask = ask): Promise<Table> {
    const known = this.#queries.get(sql);
    const query: RepeatedQuery = known ?? {live, isAsked: false, plan: null};
    this.#remember(sql, query);
    const isWanted = isRepeated || query.isAsked;
    query.isAsked = true;
    if (!query.plan && !isWanted) return ask(sql);
    const plan = (query.plan ??= this.#prepare(sql, prepare));
    try {
      return await ask(`execute ${await plan}`);
    } catch (error) {
      if (query.plan === plan) query.plan = null;
      if (isCancelled(error)) throw error;
      // the error of the query itself, with its place in it
      return ask(sql);
    }
  }

  /** Prepares a known query that has no plan; false when all have one. What cannot be prepared any more is not known any more. */
  async prepareNext(prepare: Ask): Promise<boolean> {
    const [sql, query] = [...this.#queries].find(([, {plan}]) => !plan) ?? [];
    if (sql === undefined || !query) return false;
    const plan = (query.plan = this.#prepare(sql, prepare));
    await plan.catch(() => query.plan === plan && this.#queries.delete(sql));
    return true;
  }

  /** Drops the plans that depend on the value of a variable; without one, all. */
  async forget(prepare: Ask, variable?: string): Promise<void> {
    const over = [...this.#queries.values()].filter(({live}) => variable === undefined || !live.includes(variable));
    const plans = over.flatMap(({plan}) => (plan ? [plan] : []));
    for (const query of over) Object.assign(query, {plan: null, isAsked: false});
    await Promise.all(plans.map((plan) => deallocate(plan, prepare)));
  }

  #remember(sql: string, query: RepeatedQuery): void {
    this.#queries.delete(sql);
    this.#queries.set(sql, query);
    const oldest = this.#queries.size > rememberedQueries && [...this.#queries].find(([, {plan}]) => !plan);
    if (oldest) this.#queries.delete(oldest[0]);
  }

  async #prepare(sql: string, prepare: Ask): Promise<string> {
    const name = `kept_${this.#prepared++}`;
    await prepare(`prepare ${name} as ${sql}`);
    return name;
  }
}

async function deallocate(plan: Promise<string>, ask: Ask): Promise<void> {
  const name = await plan.catch(() => null); // whoever asked has received the error
  if (name !== null) await ask(`deallocate ${name}`);
}

function isCancelled(error: unknown): boolean {
  return error instanceof QueryError && (error.code === "engine.cancelled" || error.code === "engine.stopped");
}
