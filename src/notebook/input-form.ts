import {fieldsOf, type Field} from "../base/fields";
import {inputKinds, parseInputSpec} from "./inputs";

/** The form fields of an input kind, in order; the kind itself is chosen separately. */
export function inputForm(kind: string): Field[] {
  return fieldsOf(inputKinds.get(kind)?.entries ?? {}).filter(({key}) => key !== "kind");
}

/** The initial spec of a new input, by kind. */
const beginnings: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  slider: {min: 0, max: 100, step: 1, default: 50},
  cuts: {min: 1, max: 365, default: [30, 90]},
  choice: {options: ["a", "b"]},
  pick: {from: "shops", x: "shop"}
};

/** The changes that turn an input into another kind; keys common to both keep their value where it is valid. */
export function changeInputKind(spec: Readonly<Record<string, unknown>>, kind: string): Record<string, unknown> {
  const known = new Set(inputForm(kind).map(({key}) => key));
  const keys = Object.keys(spec).filter((key) => known.has(key));
  // the default last, since its validity depends on the other keys
  const ordered = [...keys.filter((key) => key !== "default"), ...keys.filter((key) => key === "default")];
  const wanted = ordered.reduce<Record<string, unknown>>(
    (kept, key) => (isSound({...kept, [key]: spec[key]}) ? {...kept, [key]: spec[key]} : kept),
    {...beginnings[kind], kind}
  );
  const gone = Object.keys(spec).filter((key) => wanted[key] === undefined && oldKeys(spec).has(key));
  return {...Object.fromEntries(gone.map((key) => [key, undefined])), ...wanted};
}

/**
 * The changes that set one key of an input; a default that would become invalid is moved to the nearest valid value.
 */
export function changeInput(
  spec: Readonly<Record<string, unknown>>,
  key: string,
  value: unknown
): Record<string, unknown> {
  const after: Record<string, unknown> = {...spec, [key]: value};
  const usual = after.default;
  if ((key === "min" || key === "max") && typeof usual === "number") {
    const {min, max} = after as {min?: number; max?: number};
    return {[key]: value, default: Math.min(max ?? usual, Math.max(min ?? usual, usual))};
  }
  const isOrphan = key === "options" && usual !== undefined && usual !== null && !isSound(after);
  return isOrphan ? {[key]: value, default: undefined} : {[key]: value};
}

/** keys of the old kind, which are removed; unknown keys are kept */
function oldKeys({kind}: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  return new Set(inputForm(typeof kind === "string" ? kind : "").map(({key}) => key));
}

function isSound(spec: Record<string, unknown>): boolean {
  try {
    parseInputSpec(Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined)));
    return true;
  } catch {
    return false;
  }
}
