import {AppError} from "../../base/errors";
import type {Value} from "../../engine/database";
import {canKeep, mergeOwnFacts, mostFacts, noOwnFacts, readOwnFacts, type OwnFacts} from "../own-facts";
import type {Variables} from "../pipeline";

/** Where facts are kept for the next visit. Both reject with an `AppError` that says why. */
export interface FactStore {
  read(): Promise<OwnFacts>;
  write(facts: OwnFacts): Promise<void>;
}

/** The facts, and what became of the newest change of them. */
export interface FactState {
  facts: OwnFacts;
  /** why the newest change is not kept for the next visit; null when it is */
  factsProblem: AppError | null;
  canUndoFacts: boolean;
}

/** Nothing said, and nothing to take back. */
export const noFactState: FactState = {facts: noOwnFacts, factsProblem: null, canUndoFacts: false};

/** The variables that facts are told to the engine by; each a list, values of one fact at the same place. */
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
  // a date that nobody gave is an empty text, which the models read as none
  own_birth_dates: ({people}) => list(people.map(({birthday}) => birthday)),
  explained_gaps: ({gaps}) => list(gaps),
  left_out: ({leftOut}) => list(leftOut)
};

/** Facts as the variables that relations are built with. */
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
 * What a person knows of the shop that no export says, and what they decided about the data. `recall` reads once what was
 * kept; each change takes effect at once, is handed to `publish`, and is then written; up to 100 changes can be taken back.
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

  /** The facts as they are now. */
  get facts(): OwnFacts {
    return this.#state.facts;
  }

  /** Reads what was kept; only the first call does. */
  async recall(): Promise<void> {
    if (this.#hasRead || !this.#store) return;
    this.#hasRead = true;
    try {
      this.#set({facts: await this.#store.read()});
    } catch (error) {
      this.#set({factsProblem: problemOf(error)});
    }
  }

  /** The facts as the variables that relations are built with. */
  variables(): Variables {
    this.#inForce = this.facts;
    return factVariables(this.facts);
  }

  /** Those variables that hold something else than when they were last asked for. */
  changedVariables(): Variables {
    const before = factVariables(this.#inForce);
    const changed = Object.entries(this.variables()).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])
    );
    return Object.fromEntries(changed);
  }

  /** Puts something in place of what was; resolves when it is kept. What cannot be kept changes nothing: the problem says so. */
  async change(changed: Partial<OwnFacts>): Promise<void> {
    const wanted = {...this.facts, ...changed};
    if (!canKeep(wanted)) {
      this.#set({factsProblem: new AppError("facts.too_many", {limit: mostFacts})});
      return;
    }
    this.#past = [...this.#past.slice(-99), this.facts];
    await this.#keep(wanted);
  }

  /** Takes the last change back. */
  async undo(): Promise<void> {
    const before = this.#past.at(-1);
    if (!before) return;
    this.#past = this.#past.slice(0, -1);
    await this.#keep(before);
  }

  /** Takes in what another workspace knew; how much of it was new. Throws `facts.too_many`, and takes in nothing. */
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
