import {fieldsOf, type Field} from "../base/fields";
import {commonEntries, type ChartKind} from "./kind";
import {chartKinds, kindOf} from "./registry";

/** A field of a chart's form: channels choose columns, options have values. */
export interface ChartField extends Field {
  isChannel: boolean;
}

/** A column of the result to draw. */
export interface FormColumn {
  name: string;
  /** DuckDB's type name */
  type: string;
}

/** Keys that the form shows separately. */
const own = new Set(["from", "kind", "need"]);
const common = fieldsOf(commonEntries).filter(({key}) => !own.has(key));

/** The fields of a kind: its channels, its options, then those common to all kinds. */
export function formOf(kind: ChartKind): ChartField[] {
  return [
    ...fieldsOf(kind.channels).map((field) => ({...field, isChannel: true})),
    ...[...fieldsOf(kind.options), ...common].map((field) => ({...field, isChannel: false}))
  ];
}

/**
 * The changes that adapt a spec to another kind or result: removes keys that the kind does not know, and reassigns
 * channels whose column is missing, required ones first, to a column with the type of the kind's example.
 */
export function refit(
  spec: Readonly<Record<string, unknown>>,
  to: {kind: string; from: string},
  columns: readonly FormColumn[]
): Record<string, unknown> {
  const kind = kindOf(to.kind);
  const known = new Set([...own, ...formOf(kind).map(({key}) => key)]);
  const changes: Record<string, unknown> = {...to};
  const oldKind = typeof spec.kind === "string" && spec.kind !== to.kind ? spec.kind : null;
  for (const key of Object.keys(spec)) if (oldKind !== null && !known.has(key)) changes[key] = undefined;
  for (const {key, isRequired} of fieldsOf(kind.options))
    if (isRequired && spec[key] === undefined) changes[key] = kind.example.spec[key];
  return columns.length === 0 ? changes : {...changes, ...refitChannels(spec, kind, columns)};
}

/** The kinds offered in the editor's menu; kinds that need coded sentences are only for shipped notebooks. */
export function offeredKinds(current?: string): string[] {
  return [...chartKinds.values()]
    .filter(({name, channels}) => name === current || !Object.hasOwn(channels, "code"))
    .map(({name}) => name);
}

function refitChannels(
  spec: Readonly<Record<string, unknown>>,
  kind: ChartKind,
  columns: readonly FormColumn[]
): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  const used = new Set(fieldsOf(kind.channels).flatMap(({key}) => namesIn(spec[key])));
  for (const {key, control, isRequired} of fieldsOf(kind.channels)) {
    const value = spec[key];
    if (value === undefined && !isRequired) continue;
    const names = namesIn(value);
    const kept = names.filter((name) => columns.some((column) => column.name === name));
    if (kept.length > 0 || typeof value === "number") {
      const isTooMany = Array.isArray(value) && control !== "texts";
      if (isTooMany || kept.length < names.length) changes[key] = kept.length > 1 && !isTooMany ? kept : kept[0];
      continue;
    }
    changes[key] = isRequired ? nextColumn(sortInExample(kind, key), columns, used) : undefined;
    if (typeof changes[key] === "string") used.add(changes[key]);
  }
  return changes;
}

function namesIn(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((name): name is string => typeof name === "string");
}

type Sort = "number" | "date" | "text";

function sortInExample({example}: ChartKind, key: string): Sort {
  const [name] = namesIn(example.spec[key]);
  const value = name === undefined ? null : example.table[name]?.find((each) => each !== null);
  if (typeof value === "number") return "number";
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}/.test(value) ? "date" : "text";
}

/** The sort of values of a DuckDB type. */
export function sortOf({type}: FormColumn): Sort {
  if (/date|timestamp/i.test(type)) return "date";
  return /int|decimal|double|float|numeric|real/i.test(type) && !/interval|list|\[\]/i.test(type) ? "number" : "text";
}

function nextColumn(sort: Sort, columns: readonly FormColumn[], used: ReadonlySet<string>): string | undefined {
  const free = columns.filter(({name}) => !used.has(name));
  // on a categorical axis a date serves as well as a text
  const others: readonly Sort[] =
    sort === "number" ? ["number"] : sort === "date" ? ["date", "text"] : ["text", "date"];
  const found = others.map((other) => free.find((column) => sortOf(column) === other)).find(Boolean);
  return (found ?? free[0] ?? columns[0])?.name;
}
