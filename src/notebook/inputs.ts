import {AppError} from "../base/errors";
import {readFolder} from "../base/registry";
import type {Value} from "../engine/database";
import type {InputKind} from "./input-kind";
import type {InputSpec} from "./notebook";

/** Every input kind by name, one for each file in `inputs/`. */
export const inputKinds: ReadonlyMap<string, InputKind> = new Map(
  [...readFolder(import.meta.glob<InputKind>("./inputs/*.ts", {eager: true, import: "default"})).values()].map(
    ({content}) => [content.name, content]
  )
);

/** Parses the value of an input cell's YAML; throws `notebook.input_*`. */
export function parseInputSpec(spec: unknown): InputSpec {
  if (typeof spec !== "object" || spec === null || Array.isArray(spec))
    throw new AppError("notebook.input_not_a_mapping");
  return kindOf(spec as Record<string, unknown>).parse(spec as Record<string, unknown>);
}

/** The default value of an input. */
export function initialValue(spec: InputSpec): Value {
  return kindOf(spec).initial(spec);
}

/** Converts what was typed, dragged or clicked to a valid value; throws `notebook.input_refused`. */
export function coerceValue(value: unknown, spec: InputSpec): Value {
  return kindOf(spec).coerce(value, spec);
}

function kindOf({kind}: Record<string, unknown>): InputKind {
  const name = typeof kind === "string" ? kind : "";
  const found = inputKinds.get(name);
  if (!found) throw new AppError("notebook.input_kind", {kind: name, known: [...inputKinds.keys()]});
  return found;
}

/** Whether two values of an input are the same: lists by their items, dates by their day. */
export function isSameValue(a: Value, b: Value): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => item === b[index]);
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  return a === b;
}
