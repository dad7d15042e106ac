import * as v from "valibot";
import type {HuitouDatabase} from "./database";

const day = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\d$/),
  v.check((text) => !Number.isNaN(Date.parse(text)))
);
const short = v.pipe(v.string(), v.maxLength(200));
const most = 20_000;

const shape = v.object({
  /** the industry's returning share of a week or month, by any day of it; 0 to 1 */
  benchmarks: v.pipe(
    v.array(
      v.object({
        period: v.picklist(["week", "month"]),
        date: day,
        share: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
        name: short
      })
    ),
    v.maxLength(most)
  ),
  events: v.pipe(
    v.array(
      v.object({name: short, from: day, to: day, kind: v.picklist(["holiday", "promotion", "closure", "other"])})
    ),
    v.maxLength(most)
  ),
  /** a tag or a birthday, or both, of whoever has this name, phone or e-mail; an empty text says nothing */
  people: v.pipe(
    v.array(v.object({customer: short, tag: short, birthday: v.union([v.literal(""), day])})),
    v.maxLength(most)
  ),
  /** first days of stretches without orders that are no missing file */
  gaps: v.pipe(v.array(day), v.maxLength(most)),
  /** findings whose orders are left out of every number */
  leftOut: v.pipe(v.array(short), v.maxLength(100)),
  /** whether the built-in calendar is used */
  hasCalendar: v.boolean()
});

/** What a person knows of the shop that no export says, and what they decided about the data. */
export type OwnFacts = v.InferOutput<typeof shape>;

/** Nothing said, nothing decided. */
export const noOwnFacts: OwnFacts = {benchmarks: [], events: [], people: [], gaps: [], leftOut: [], hasCalendar: true};

/** OwnFacts as they were written somewhere; null for anything else. */
export function readOwnFacts(value: unknown): OwnFacts | null {
  const result = v.safeParse(shape, value);
  return result.success ? result.output : null;
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
