import {AppError} from "../base/errors";
import type {Value} from "../engine/database";
import {asPersistError} from "../persist/failure";
import {
  canKeep,
  mergeOwnFacts,
  mostFacts,
  noOwnFacts,
  readOwnFacts,
  type OwnFacts,
  type OwnFactStore
} from "../persist/own-facts";
import type {Variables} from "../shop/pipeline";

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

function variablesOf(facts: OwnFacts): Variables {
  return Object.fromEntries(Object.entries(variables).map(([name, valueOf]) => [name, valueOf(facts)]));
}

function list(values: readonly string[] | readonly number[]): Value {
  return values.length > 0 ? values : null;
}

function sizeOf({benchmarks, events, people, gaps, leftOut}: OwnFacts): number {
  return benchmarks.length + events.length + people.length + gaps.length + leftOut.length;
}

/** What a person knows of the shop that no export says, and what they decided about the data; every change can be undone. */
export class OwnFactsSession {
  facts: OwnFacts = $state.raw(noOwnFacts);
  /** why the newest change is not kept for the next visit; null when it is */
  problem: AppError | null = $state.raw(null);
  #past: readonly OwnFacts[] = $state.raw([]);
  readonly canUndo: boolean = $derived.by(() => this.#past.length > 0);

  readonly #store: Pick<OwnFactStore, "read" | "write"> | null;
  #writing: Promise<void> = Promise.resolve();
  #hasRead = false;
  #inForce: OwnFacts = noOwnFacts;

  constructor(store: Pick<OwnFactStore, "read" | "write"> | null = null) {
    this.#store = store;
  }

  /** Reads what was kept. */
  async recall(): Promise<void> {
    if (this.#hasRead || !this.#store) return;
    this.#hasRead = true;
    try {
      this.facts = await this.#store.read();
    } catch (error) {
      this.problem = asPersistError(error);
    }
  }

  /** The facts as the variables that relations are built with. */
  variables(): Variables {
    this.#inForce = this.facts;
    return variablesOf(this.facts);
  }

  /** Those variables that hold something else than when they were last asked for. */
  changedVariables(): Variables {
    const before = variablesOf(this.#inForce);
    const changed = Object.entries(this.variables()).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])
    );
    return Object.fromEntries(changed);
  }

  /** Puts something in place of what was; resolves when it is kept. What cannot be kept changes nothing: `problem` says so. */
  async change(changed: Partial<OwnFacts>): Promise<void> {
    const wanted = {...this.facts, ...changed};
    if (!canKeep(wanted)) {
      this.problem = new AppError("facts.too_many", {limit: mostFacts});
      return;
    }
    this.#past = [...this.#past.slice(-99), this.facts];
    await this.#keep(wanted);
  }

  /** Takes the last change back. */
  undo(): Promise<void> {
    const before = this.#past.at(-1);
    if (!before) return Promise.resolve();
    this.#past = this.#past.slice(0, -1);
    return this.#keep(before);
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

  /** Leaves the orders of a finding out of every number, or takes them in again. */
  leaveOut(code: OwnFacts["leftOut"][number], isOut: boolean): Promise<void> {
    const others = this.facts.leftOut.filter((each) => each !== code);
    return this.change({leftOut: isOut ? [...others, code] : others});
  }

  #keep(facts: OwnFacts): Promise<void> {
    this.facts = facts;
    this.#writing = this.#writing.then(async () => {
      try {
        await this.#store?.write(facts);
        this.problem = null;
      } catch (error) {
        this.problem = asPersistError(error);
      }
    });
    return this.#writing;
  }
}
