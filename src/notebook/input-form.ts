import {fieldsOf, type Field} from "../base/fields";
import {inputKinds, parseInputSpec} from "./inputs";

/** What a form asks of an input of some kind, in order; the kind itself is asked for apart. */
export function inputForm(kind: string): Field[] {
  return fieldsOf(inputKinds.get(kind)?.entries ?? {}).filter(({key}) => key !== "kind");
}

/** What a new input of each kind begins with. */
const beginnings: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  slider: {min: 0, max: 100, step: 1, default: 50},
  cuts: {min: 1, max: 365, default: [30, 90]},
  choice: {options: ["a", "b"]},
  pick: {from: "shops", x: "shop"}
};

/** The changes that make an input another kind: what both know stays where it still fits. */
export function changeInputKind(spec: Readonly<Record<string, unknown>>, kind: string): Record<string, unknown> {
  const known = new Set(inputForm(kind).map(({key}) => key));
  const keys = Object.keys(spec).filter((key) => known.has(key));
  // the default last: whether it is allowed depends on the rest
  const ordered = [...keys.filter((key) => key !== "default"), ...keys.filter((key) => key === "default")];
  const wanted = ordered.reduce<Record<string, unknown>>(
    (said, key) => (isSound({...said, [key]: spec[key]}) ? {...said, [key]: spec[key]} : said),
    {...beginnings[kind], kind}
  );
  const gone = Object.keys(spec).filter((key) => wanted[key] === undefined && oldKeys(spec).has(key));
  return {...Object.fromEntries(gone.map((key) => [key, undefined])), ...wanted};
}

/** The changes that set one key of an input; a default that would no longer be allowed comes as near as it may. */
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

/** keys that the old kind made; those of one's own stay */
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
