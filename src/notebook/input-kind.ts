import * as v from "valibot";
import {AppError} from "../base/errors";
import type {Value} from "../engine/database";
import type {InputSpec} from "./notebook";
import {localText, requireShape} from "./text/shape";

/** A way to ask for a value: one file in `inputs/` each. */
export interface InputKind {
  name: string;
  /** the keys it knows, and what each may hold */
  entries: v.ObjectEntries;
  /** the spec, checked; throws `notebook.input_value` or `notebook.input_default`; unknown keys survive */
  parse(spec: Record<string, unknown>): InputSpec;
  /** the value before anyone touched it */
  initial(spec: InputSpec): Value;
  /** the value that something typed, dragged or clicked stands for: clamped into range, or `notebook.input_refused` */
  coerce(value: unknown, spec: InputSpec): Value;
}

/** What every input says. */
export const commonEntries = {kind: v.string(), label: v.optional(localText, ""), note: v.optional(localText)};

/** What sets one kind apart from the others. */
export interface InputKindParts<Entries extends v.ObjectEntries> {
  name: string;
  /** its own keys; `default` among them */
  entries: Entries;
  /** as in `InputKind`, with the spec's own keys typed */
  coerce(value: unknown, spec: v.InferOutput<v.LooseObjectSchema<Entries, undefined>>): Value;
}

/** Makes a kind: checks its keys, and that its default is a value it would accept. */
export function defineInput<Entries extends v.ObjectEntries>({
  name,
  entries,
  coerce
}: InputKindParts<Entries>): InputKind {
  const schema = v.looseObject({...commonEntries, ...entries});
  const typed = (spec: InputSpec) => spec as unknown as v.InferOutput<v.LooseObjectSchema<Entries, undefined>>;
  const kind: InputKind = {
    name,
    entries: schema.entries,
    parse(said) {
      const spec = {default: null, ...(requireShape(schema, said) as object)} as InputSpec;
      try {
        kind.initial(spec);
      } catch {
        throw new AppError("notebook.input_default", {kind: name});
      }
      return spec;
    },
    initial: (spec) => coerce(spec.default, typed(spec)),
    coerce: (value, spec) => coerce(value, typed(spec))
  };
  return kind;
}

/** Says no to a value that cannot be understood; `expected` is a word for what was. */
export function refuse(expected: string): never {
  throw new AppError("notebook.input_refused", {expected});
}

/** A number of anything that is one; refuses the rest. */
export function toNumber(value: unknown): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : refuse("number");
}

/** Nearest to `value` that lies within the bounds, on a step from the lower one. */
export function clampToStep(value: number, {min = -Infinity, max = Infinity, step = 0} = {}): number {
  const clamped = Math.min(max, Math.max(min, value));
  if (step <= 0) return clamped;
  const base = Number.isFinite(min) ? min : 0;
  const stepped = base + Math.round((clamped - base) / step) * step;
  // 0.1 + 2 × 0.1 is 0.30000000000000004; nobody dragged a slider there
  return Number(Math.min(max, stepped).toPrecision(12));
}
