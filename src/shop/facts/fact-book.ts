import {AppError} from "../../base/errors";
import type {Value} from "../../engine/database";
import {canKeep, mergeOwnFacts, mostFacts, noOwnFacts, readOwnFacts, type OwnFacts} from "../own-facts";
import type {Variables} from "../pipeline";

/** Where own facts are stored. Both methods reject with an `AppError`. */
export interface FactStore {
  read(): Promise<OwnFacts>;
  write(facts: OwnFacts): Promise<void>;
}

/** The facts, and whether the latest change was stored. */
export interface FactState {
  facts: OwnFacts;
  /** why the latest change was not stored; null when it was */
  factsProblem: AppError | null;
  canUndoFacts: boolean;
}

/** No facts, nothing to undo. */
export const noFactState: FactState = {facts: noOwnFacts, factsProblem: null, canUndoFacts: false};

/** The DuckDB variables that contain facts: parallel lists with one element per fact. */
const variables: Readonly<Record<string, (facts: OwnFacts) => Value>> = {
  benchmark_periods: ({benchmarks}) => list(benchmarks.map(({period}) => period)),
  benchmark_dates: ({benchmarks}) => list(benchmarks.map(({date}) => date)),
  benchmark_shares: ({benchmarks}) => list(benchmarks.map(({share}) => share)),
  benchmark_names: ({benchmarks}) => list(benchmarks.map(({name}) => name)),
  own_event_names: ({events}) => list(events.map(({name}) => name)),
  own_event_kinds: ({events}) => list(events.map(({kind}) => kind)),
  own_event_from_dates: ({events}) => list(events.map(({from}) => from)),
  own_event_to_dates: ({events}) => list(events.map(({to}) => to)),
  builtin_events: ({hasCalendar}) => (hasCalendar ? null : "no"),
  own_customers: ({people}) => list(people.map(({customer}) => customer)),
  own_customer_tags: ({people}) => list(people.map(({tag}) => tag)),
  // an empty text stands for a missing date, which the models read as null
  own_birth_dates: ({people}) => list(people.map(({birthday}) => birthday)),
  explained_gaps: ({gaps}) => list(gaps),
  left_out: ({leftOut}) => list(leftOut)
};

/** Facts as variables for building relations. */
export function factVariables(facts: OwnFacts): Variables {
  return Object.fromEntries(Object.entries(variables).map(([name, valueOf]) => [name, valueOf(facts)]));
}

function list(values: readonly string[] | readonly number[]): Value {
  return values.length > 0 ? values : null;
}

function sizeOf({benchmarks, events, people, gaps, leftOut}: OwnFacts): number {
  return benchmarks.length + events.length + people.length + gaps.length + leftOut.length;
}

/**
 * The own facts with undo. `recall` loads them once; each change takes effect at once, is passed to `publish`, and is
 * then stored; up to 100 changes can be undone.
 */
export class FactBook {
  readonly #store: FactStore | null;
  readonly #publish: (state: FactState) => void;
  #state: FactState = noFactState;
  #past: readonly OwnFacts[] = [];
  #writing: Promise<void> = Promise.resolve();
  #hasRead = false;
  #inForce: OwnFacts = noOwnFacts;

  constructor(store: FactStore | null, publish: (state: FactState) => void) {
    this.#store = store;
    this.#publish = publish;
  }

  /** The current facts. */
  get facts(): OwnFacts {
    return this.#state.facts;
  }

  /** Loads the stored facts; only the first call does. */
  async recall(): Promise<void> {
    if (this.#hasRead || !this.#store) return;
    this.#hasRead = true;
    try {
      this.#set({facts: await this.#store.read()});
    } catch (error) {
      this.#set({factsProblem: problemOf(error)});
    }
  }

  /** The facts as variables for building relations. */
  variables(): Variables {
    this.#inForce = this.facts;
    return factVariables(this.facts);
  }

  /** The variables that differ from the last call. */
  changedVariables(): Variables {
    const before = factVariables(this.#inForce);
    const changed = Object.entries(this.variables()).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])
    );
    return Object.fromEntries(changed);
  }

  /** Changes facts; resolves when they are stored. When that fails the change is reverted and `factsProblem` set. */
  async change(changed: Partial<OwnFacts>): Promise<void> {
    const wanted = {...this.facts, ...changed};
    if (!canKeep(wanted)) {
      this.#set({factsProblem: new AppError("facts.too_many", {limit: mostFacts})});
      return;
    }
    this.#past = [...this.#past.slice(-99), this.facts];
    await this.#keep(wanted);
  }

  /** Undoes the last change. */
  async undo(): Promise<void> {
    const before = this.#past.at(-1);
    if (!before) return;
    this.#past = this.#past.slice(0, -1);
    await this.#keep(before);
  }

  /** Merges facts from a backup; returns how many were new. Throws `facts.too_many` without changing anything. */
  async adopt(value: unknown): Promise<number> {
    await this.recall();
    const merged = mergeOwnFacts(this.facts, readOwnFacts(value) ?? noOwnFacts);
    if (!canKeep(merged)) throw new AppError("facts.too_many", {limit: mostFacts});
    const count = sizeOf(merged) - sizeOf(this.facts);
    if (count > 0) await this.change(merged);
    return count;
  }

  #set(change: Partial<FactState>): void {
    this.#state = {...this.#state, ...change, canUndoFacts: this.#past.length > 0};
    this.#publish(this.#state);
  }

  #keep(facts: OwnFacts): Promise<void> {
    this.#set({facts});
    this.#writing = this.#writing.then(async () => {
      try {
        await this.#store?.write(facts);
        this.#set({factsProblem: null});
      } catch (error) {
        this.#set({factsProblem: problemOf(error)});
      }
    });
    return this.#writing;
  }
}

function problemOf(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError("persist.failed", {reason: String(error)}, {cause: error});
}
