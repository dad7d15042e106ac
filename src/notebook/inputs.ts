import {AppError} from "../base/errors";
import {readFolder} from "../base/registry";
import type {Value} from "../engine/database";
import type {InputKind} from "./input-kind";
import type {InputSpec} from "./notebook";

/** Every way to ask for a value, by name: one file in `inputs/` each. */
export const inputKinds: ReadonlyMap<string, InputKind> = new Map(
  [...readFolder(import.meta.glob<InputKind>("./inputs/*.ts", {eager: true, import: "default"})).values()].map(
    ({content}) => [content.name, content]
  )
);

/** Reads the value of an input cell's YAML; throws `notebook.input_*` when it cannot be used. */
export function parseInputSpec(said: unknown): InputSpec {
  if (typeof said !== "object" || said === null || Array.isArray(said))
    throw new AppError("notebook.input_not_a_mapping");
  return kindOf(said as Record<string, unknown>).parse(said as Record<string, unknown>);
}

/** The value of an input before anyone touched it. */
export function initialValue(spec: InputSpec): Value {
  return kindOf(spec).initial(spec);
}

/** What was typed, dragged or clicked, as a value the input allows; throws `notebook.input_refused`. */
export function coerceValue(value: unknown, spec: InputSpec): Value {
  return kindOf(spec).coerce(value, spec);
}

function kindOf({kind}: Record<string, unknown>): InputKind {
  const name = typeof kind === "string" ? kind : "";
  const found = inputKinds.get(name);
  if (!found) throw new AppError("notebook.input_kind", {kind: name, known: [...inputKinds.keys()]});
  return found;
}
