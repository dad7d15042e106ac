import * as v from "valibot";
import type {HuitouDatabase} from "./database";

/** How many rows each table of own facts holds at most. */
export const mostFacts = 20_000;

const day = v.pipe(v.string(), v.check(isRealDay));
const short = v.pipe(v.string(), v.maxLength(200));

const benchmark = v.object({
  period: v.picklist(["week", "month"]),
  date: day,
  share: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  name: short
});

const event = v.pipe(
  v.object({name: short, from: day, to: day, kind: v.picklist(["holiday", "promotion", "closure", "other"])}),
  v.check(({from, to}) => from <= to)
);

const person = v.object({customer: short, tag: short, birthday: v.union([v.literal(""), day])});

const oddOrders = v.picklist(["test_orders", "fee_orders", "gift_orders", "duplicate_orders", "future_orders"]);

const shape = v.object({
  /** the industry's returning share of a week or month, by any day of it; 0 to 1 */
  benchmarks: listOf(benchmark),
  events: listOf(event),
  /** a tag or a birthday, or both, of whoever has this name, phone or e-mail; an empty text says nothing */
  people: listOf(person),
  /** first days of stretches without orders that are no missing file */
  gaps: listOf(day),
  /** findings whose orders are left out of every number */
  leftOut: listOf(oddOrders),
  /** whether the built-in calendar is used */
  hasCalendar: v.boolean()
});

/** What a person knows of the shop that no export says, and what they decided about the data. */
export type OwnFacts = v.InferOutput<typeof shape>;

/** Nothing said, nothing decided. */
export const noOwnFacts: OwnFacts = {benchmarks: [], events: [], people: [], gaps: [], leftOut: [], hasCalendar: true};

/** OwnFacts as they were written somewhere, without what cannot be one; null for anything else. */
export function readOwnFacts(value: unknown): OwnFacts | null {
  const result = v.safeParse(shape, value);
  return result.success ? result.output : null;
}

/** Whether facts would be read back as they are: each can be one, and there are not too many. */
export function canKeep(facts: OwnFacts): boolean {
  const read = readOwnFacts(facts);
  const sizesOf = ({benchmarks, events, people, gaps, leftOut}: OwnFacts) =>
    [benchmarks, events, people, gaps, leftOut].map(({length}) => length).join();
  return read !== null && sizesOf(read) === sizesOf(facts);
}

/** What of it says nothing about any customer. */
export function withoutCustomers({benchmarks, events, hasCalendar}: OwnFacts): OwnFacts {
  return {...noOwnFacts, benchmarks, events, hasCalendar};
}

/** What two places know, each thing once; decisions stay as they are in the first. */
export function mergeOwnFacts(here: OwnFacts, there: OwnFacts): OwnFacts {
  const all = <Item>(first: readonly Item[], second: readonly Item[]): Item[] => [
    ...new Map([...second, ...first].map((item) => [JSON.stringify(item), item])).values()
  ];
  return {
    ...here,
    benchmarks: all(here.benchmarks, there.benchmarks),
    events: all(here.events, there.events),
    people: all(here.people, there.people),
    gaps: all(here.gaps, there.gaps),
    leftOut: all(here.leftOut, there.leftOut)
  };
}

/** One that cannot be read does not take the others with it. */
function listOf<Item extends v.GenericSchema>(item: Item) {
  return v.pipe(
    v.array(v.unknown()),
    v.transform((values): v.InferOutput<Item>[] =>
      values
        .slice(0, mostFacts)
        .map((value) => v.safeParse(item, value))
        .flatMap((result) => (result.success ? [result.output] : []))
    )
  );
}

/** Whether a text is a day of the calendar, as `2026-11-22`, of the years that anybody lives or trades in. */
function isRealDay(text: string): boolean {
  const time = /^(19|20)\d\d-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Where facts are kept. Rejects as the database does. */
export class OwnFactStore {
  readonly #db: HuitouDatabase;

  constructor(db: HuitouDatabase) {
    this.#db = db;
  }

  /** What was kept; nothing said where there is none, or none that can be read. */
  async read(): Promise<OwnFacts> {
    const value = await this.#db.read(["meta"], (store) => store.get("meta", "own_facts"));
    return readOwnFacts(value) ?? noOwnFacts;
  }

  /** Keeps them in place of what was kept. */
  async write(facts: OwnFacts): Promise<void> {
    await this.#db.write(["meta"], (store) => store.put("meta", "own_facts", facts));
  }
}
