import * as v from "valibot";

const note = v.object({
  code: v.string(),
  severity: v.picklist(["info", "warning", "error"]),
  details: v.record(v.string(), v.unknown())
});

const shape = v.object({path: v.array(v.string()), isSheet: v.boolean(), notes: v.array(note)});

/** What a text was taken out of, as it was kept with it. */
export type KeptOrigin = v.InferOutput<typeof shape>;

/** An origin as it was kept with a file; null for anything else. */
export function readOrigin(value: unknown): KeptOrigin | null {
  const result = v.safeParse(shape, value);
  return result.success ? result.output : null;
}
