import type {GenericSchema} from "valibot";

/** One form field of a spec's key. */
export interface Field {
  key: string;
  control: Control;
  isRequired: boolean;
  /** the options, where the control is a choice */
  choices: readonly string[];
  min: number | null;
  max: number | null;
}

/** The form control of a key; `other` can only be edited as text. */
export type Control = "text" | "flag" | "number" | "numbers" | "choice" | "texts" | "text or number" | "other";

/** The parts of a valibot schema that are read here; valibot's general type does not declare them. */
interface Shape {
  type: string;
  wrapped?: Shape;
  item?: Shape;
  options?: readonly unknown[];
  pipe?: readonly {type: string; requirement?: unknown}[];
}

/** One field for each entry of a schema, in order. */
export function fieldsOf(entries: Readonly<Record<string, unknown>>): Field[] {
  return Object.entries(entries).map(([key, schema]) => fieldOf(key, schema as GenericSchema));
}

function fieldOf(key: string, schema: GenericSchema): Field {
  const {shape, isRequired} = unwrap(schema as unknown as Shape);
  const bound = (type: string) => {
    const found = shape.pipe?.findLast((action) => action.type === type)?.requirement;
    return typeof found === "number" ? found : null;
  };
  return {
    key,
    control: controlOf(shape),
    isRequired,
    choices: shape.type === "picklist" ? (shape.options as readonly string[]) : [],
    min: bound("min_value"),
    max: bound("max_value")
  };
}

const wrappers = new Set(["optional", "nullable", "nullish", "exact_optional", "undefinedable"]);

function unwrap(schema: Shape): {shape: Shape; isRequired: boolean} {
  let shape = schema;
  while (shape.wrapped && wrappers.has(shape.type)) shape = shape.wrapped;
  return {shape, isRequired: shape === schema};
}

const plain: Readonly<Record<string, Control>> = {
  string: "text",
  boolean: "flag",
  number: "number",
  picklist: "choice",
  // a text per language is edited as one text in the reader's language
  record: "text"
};

function controlOf(shape: Shape): Control {
  if (shape.type === "array") {
    const item = controlOf(unwrap(shape.item!).shape);
    return item === "number" ? "numbers" : item === "text" || item === "text or number" ? "texts" : "other";
  }
  if (shape.type !== "union") return plain[shape.type] ?? "other";
  const members = new Set((shape.options as readonly Shape[]).map((member) => controlOf(unwrap(member).shape)));
  if (members.has("texts")) return "texts";
  if (members.has("number") && members.has("text")) return "text or number";
  return members.size === 1 ? [...members][0]! : "other";
}
