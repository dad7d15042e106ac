import * as v from "valibot";
import {AppError} from "../base/errors";
import type {Value} from "../engine/database";
import type {InputSpec} from "./notebook";
import {localText, requireShape} from "./text/shape";

/** An input kind: the default export of a file in `inputs/`. */
export interface InputKind {
  name: string;
  /** its keys and their schemas */
  entries: v.ObjectEntries;
  /** validates a spec; throws `notebook.input_value` or `notebook.input_default`; unknown keys are kept */
  parse(spec: Record<string, unknown>): InputSpec;
  /** the default value */
  initial(spec: InputSpec): Value;
  /** the value for something typed, dragged or clicked: clamped into range, or throws `notebook.input_refused` */
  coerce(value: unknown, spec: InputSpec): Value;
}

/** Keys of every input kind. */
export const commonEntries = {kind: v.string(), label: v.optional(localText, ""), note: v.optional(localText)};

/** What the author of a kind writes. */
export interface InputKindParts<Entries extends v.ObjectEntries> {
  name: string;
  /** its own keys, including `default` */
  entries: Entries;
  /** as in `InputKind`, with the spec's own keys typed */
  coerce(value: unknown, spec: v.InferOutput<v.LooseObjectSchema<Entries, undefined>>): Value;
}

/** Makes a kind that validates its keys, and that its default is a value it accepts. */
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
    parse(given) {
      const spec = {default: null, ...(requireShape(schema, given) as object)} as InputSpec;
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

/** Throws `notebook.input_refused`; `expected` names the type that was expected. */
export function refuse(expected: string): never {
  throw new AppError("notebook.input_refused", {expected});
}

/** Converts a value to a number; throws for anything that is not one. */
export function toNumber(value: unknown): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : refuse("number");
}

/** The nearest value within the bounds that is on a step from the lower bound. */
export function clampToStep(value: number, {min = -Infinity, max = Infinity, step = 0} = {}): number {
  const clamped = Math.min(max, Math.max(min, value));
  if (step <= 0) return clamped;
  const base = Number.isFinite(min) ? min : 0;
  const stepped = base + Math.round((clamped - base) / step) * step;
  // rounds off floating-point noise: 0.1 + 2 × 0.1 is 0.30000000000000004
  return Number(Math.min(max, stepped).toPrecision(12));
}
