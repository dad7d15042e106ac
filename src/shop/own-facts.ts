import * as v from "valibot";

/** Maximum number of rows in each list of own facts. */
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
  /** the industry's returning share in a week or month, identified by any day in it; 0 to 1 */
  benchmarks: listOf(benchmark),
  events: listOf(event),
  /** a tag, a birthday, or both, of the buyers with this name, phone or e-mail; empty texts are absent */
  people: listOf(person),
  /** first days of gaps without orders that a person confirmed */
  gaps: listOf(day),
  /** findings whose orders are left out of all numbers */
  leftOut: listOf(oddOrders),
  /** whether the built-in calendar is used */
  hasCalendar: v.boolean()
});

/** What a person entered about the shop that is in no export, and their decisions about the data. */
export type OwnFacts = v.InferOutput<typeof shape>;

/** No facts and no decisions. */
export const noOwnFacts: OwnFacts = {benchmarks: [], events: [], people: [], gaps: [], leftOut: [], hasCalendar: true};

/** Parses own facts, without invalid entries; null when it is not own facts at all. */
export function readOwnFacts(value: unknown): OwnFacts | null {
  const result = v.safeParse(shape, value);
  return result.success ? result.output : null;
}

/** Whether facts are valid and within `mostFacts`, so that they would be read back unchanged. */
export function canKeep(facts: OwnFacts): boolean {
  const read = readOwnFacts(facts);
  const sizesOf = ({benchmarks, events, people, gaps, leftOut}: OwnFacts) =>
    [benchmarks, events, people, gaps, leftOut].map(({length}) => length).join();
  return read !== null && sizesOf(read) === sizesOf(facts);
}

/** The facts that are not about customers. */
export function withoutCustomers({benchmarks, events, hasCalendar}: OwnFacts): OwnFacts {
  return {...noOwnFacts, benchmarks, events, hasCalendar};
}

/** The union of two sets of facts, without duplicates; decisions are those of the first. */
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

/** A list whose invalid entries are dropped one by one. */
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

/** Whether a text is a calendar day as `2026-11-22`, in a plausible year. */
function isRealDay(text: string): boolean {
  const time = /^(19|20)\d\d-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
