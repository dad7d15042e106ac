import * as v from "valibot";

const note = v.object({
  code: v.string(),
  severity: v.picklist(["info", "warning", "error"]),
  details: v.record(v.string(), v.unknown())
});

const shape = v.object({path: v.array(v.string()), isSheet: v.boolean(), notes: v.array(note)});

/** The container and path that a text was unpacked from. */
export type KeptOrigin = v.InferOutput<typeof shape>;

/** Parses an origin stored with a file; null when invalid. */
export function readOrigin(value: unknown): KeptOrigin | null {
  const result = v.safeParse(shape, value);
  return result.success ? result.output : null;
}
