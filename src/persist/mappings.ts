import * as v from "valibot";
import {browserStore, JsonStore, type TextStore} from "./browser/store";

const shape = v.object({
  columns: v.record(v.string(), v.nullable(v.string())),
  grain: v.picklist(["order", "line"]),
  amountFrom: v.picklist(["column", "quantity_times_price", "none"]),
  timeFormat: v.nullable(v.string()),
  hasDecimalComma: v.optional(v.boolean()),
  repeated: v.optional(v.array(v.string())),
  meanings: v.optional(v.record(v.string(), v.string())),
  nameColumn: v.optional(v.string()),
  returnWords: v.optional(v.array(v.string())),
  isNumberedByDay: v.optional(v.boolean()),
  isCurrencyInAmount: v.optional(v.boolean()),
  returnPrefix: v.optional(v.string()),
  filledDown: v.optional(v.array(v.string())),
  currency: v.optional(v.nullable(v.string())),
  reading: v.optional(
    v.object({
      encoding: v.optional(v.string()),
      delimiter: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(2))),
      quote: v.optional(v.pipe(v.string(), v.maxLength(1))),
      headerRow: v.optional(v.pipe(v.number(), v.integer(), v.minValue(-1), v.maxValue(50))),
      headerRows: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3))),
      footerRows: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(50)))
    })
  ),
  insteadOf: v.optional(v.string())
});

/** How a person mapped a header: column names and choices, never data. */
export type KeptMapping = v.InferOutput<typeof shape>;

const kept = v.array(v.tuple([v.string(), shape]));

/** Parses a mapping stored with a file; null when invalid. */
export function readMapping(value: unknown): KeptMapping | null {
  const result = v.safeParse(shape, value);
  return result.success ? result.output : null;
}

/** Maximum number of headers; beyond it the oldest answer is dropped. */
const capacity = 50;

/** The stored mappings by header, so that the next file of that kind needs no question; never throws. */
export class MappingMemory<Mapping extends KeptMapping = KeptMapping> {
  readonly #values: JsonStore;

  constructor(store: TextStore = browserStore()) {
    this.#values = new JsonStore(store, "huitou.");
  }

  /** The mapping stored for a header's signature; null when there is none. */
  recall(signature: string): Mapping | null {
    const found = this.#all().find(([known]) => known === signature);
    return (found?.[1] as Mapping | undefined) ?? null;
  }

  /** Stores a mapping; false when it lasts only as long as the page is open. */
  remember(signature: string, mapping: Mapping): boolean {
    const others = this.#all().filter(([known]) => known !== signature);
    return this.#values.write("mappings", [[signature, mapping], ...others].slice(0, capacity));
  }

  /** Deletes the mapping of one header, so that the next file of that kind asks again. */
  forget(signature: string): void {
    const others = this.#all().filter(([known]) => known !== signature);
    this.#values.write("mappings", others);
  }

  /** All mappings, for a backup. */
  all(): unknown {
    return this.#all();
  }

  /** Adds mappings from elsewhere for headers that have none here; invalid ones are skipped. */
  adopt(answers: unknown): void {
    const fresh = this.newIn(answers);
    if (fresh.length > 0) this.#values.write("mappings", [...this.#all(), ...fresh].slice(0, capacity));
  }

  /** What `adopt` would add: headers' signatures with their mappings. */
  newIn(answers: unknown): readonly (readonly [signature: string, mapping: KeptMapping])[] {
    const result = v.safeParse(kept, answers);
    const known = this.#all();
    return result.success ? result.output.filter(([header]) => !known.some(([other]) => other === header)) : [];
  }

  /** Deletes all mappings. */
  clear(): void {
    this.#values.write("mappings", undefined);
  }

  #all(): v.InferOutput<typeof kept> {
    const result = v.safeParse(kept, this.#values.read("mappings"));
    return result.success ? result.output : [];
  }
}
