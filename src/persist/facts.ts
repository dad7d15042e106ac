import * as v from "valibot";

const headlines = v.nullable(v.record(v.string(), v.nullable(v.union([v.number(), v.string()]))));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const shape = v.object({
  arrival: v.object({id: v.pipe(v.string(), v.maxLength(100)), at: v.number(), before: headlines, after: headlines}),
  shop: v.nullable(v.pipe(v.string(), v.maxLength(200))),
  isShopFound: v.optional(v.boolean()),
  numbering: v.optional(v.pipe(v.string(), v.maxLength(200))),
  changes: v.nullable(v.object({new: count, changed: count, unchanged: count})),
  isReplacement: v.boolean()
});

/** When a file was imported, its shop, and what it changed. */
export type KeptFacts = v.InferOutput<typeof shape>;

/** Parses the import facts stored with a file; null when invalid. */
export function readFacts(value: unknown): KeptFacts | null {
  const result = v.safeParse(shape, value);
  return result.success ? result.output : null;
}
