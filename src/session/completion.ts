import type {LocalText, Words} from "../base/words";
import {commonEntries, type ChartKind} from "../charts/kind";
import {chartKinds} from "../charts/registry";
import {selectedBy} from "../charts/spec";
import type {Value} from "../engine/database";
import type {EngineFunction} from "../engine/functions";
import type {Catalog, CatalogRelation} from "../models/catalog";
import {shippedModels, type Models} from "../models/library";
import type {InputKind} from "../notebook/input-kind";
import {inputKinds} from "../notebook/inputs";
import type {Cell, Notebook} from "../notebook/notebook";

/** A column offered as a completion. */
export interface NamedColumn {
  name: string;
  /** what kind of values it holds, in the reader's words; empty while that is not known */
  type: string;
  /** its heading in the reader's language */
  heading: string;
  /** its description, where it says more than the heading */
  doc: string;
}

/** A relation or cell offered as a completion. */
export interface NamedRelation {
  name: string;
  kind: "relation" | "cell";
  /** its title in the reader's language; empty for a cell */
  title: string;
  /** its description */
  doc: string;
  columns: readonly NamedColumn[];
}

/** A variable, completed as `$name`. */
export interface NamedInput {
  name: string;
  /** the label of its input */
  label: string;
  /** its current value, formatted */
  value: string;
}

/** A function offered as a completion. */
export interface NamedFunction {
  name: string;
  /** how it is called: `round(x, [precision])` */
  signature: string;
  /** whether it takes no arguments */
  isBare: boolean;
  /** its description */
  doc: string;
  /** whether it returns rows and belongs after `from` */
  isTable: boolean;
  /** whether it is ours rather than DuckDB's */
  isOwn: boolean;
}

/** A key of a chart's or input's YAML. */
export interface NamedKey {
  name: string;
  /** whether its value is a column of `from` */
  isColumn: boolean;
  /** its possible values, where they are a closed set */
  values: readonly string[];
}

/** The YAML keys of each kind of chart or input, by kind. */
export type Forms = ReadonlyMap<string, readonly NamedKey[]>;

/** All completions of an editor. */
export interface EditorNames {
  relations: readonly NamedRelation[];
  inputs: readonly NamedInput[];
  functions: readonly NamedFunction[];
  /** keys of a YAML body: `chartForms` or `inputForms` */
  forms?: Forms;
}

/** The notebook and data from which completions are made. */
export interface NameSources {
  catalog: Catalog | null;
  notebook: Notebook | null;
  /** names and types (DuckDB's or Arrow's) of a cell's result columns; empty before it has run */
  columnsOf: (cell: string) => readonly {name: string; type: string}[];
  /** the value of every input and selection, by variable name */
  inputs: Readonly<Record<string, Value>>;
  functions: readonly EngineFunction[];
  words: Words;
  models?: Models;
}

/** All names that an editor can complete, in the reader's language. */
export function nameEverything(sources: NameSources): EditorNames {
  const {catalog, notebook, functions, words, models = shippedModels} = sources;
  const cells = (notebook?.cells ?? []).filter(({kind}) => kind === "sql");
  return {
    relations: [
      ...[...(catalog?.values() ?? [])].map((relation) => nameRelation(relation, words)),
      ...cells.filter(({id}) => !catalog?.has(id)).map(({id}) => nameCell(id, sources))
    ],
    inputs: nameInputs(sources),
    functions: functions.map((each) => nameFunction(each, models, words))
  };
}

function nameRelation({name, description, columns}: CatalogRelation, words: Words): NamedRelation {
  const title = words.has(`relation.${name}.title`) ? words.t(`relation.${name}.title`) : "";
  const doc = words.has(`relation.${name}.doc`) ? words.t(`relation.${name}.doc`) : inEnglish(description, words);
  return {
    name,
    kind: "relation",
    title,
    doc,
    columns: columns.map(({name, type, doc}) => nameColumn(name, type, inEnglish(doc, words), words))
  };
}

function nameCell(name: string, {columnsOf, catalog, words}: NameSources): NamedRelation {
  const columns = columnsOf(name).map((column) =>
    nameColumn(column.name, column.type, inEnglish(docOf(column.name, catalog), words), words)
  );
  return {name, kind: "cell", title: "", doc: "", columns};
}

function nameColumn(name: string, type: string, doc: string, words: Words): NamedColumn {
  return {name, type: type === "" ? "" : words.t(`editor.type.${kindOfType(type)}`), heading: words.column(name), doc};
}

/** The kind of a DuckDB or Arrow type. */
function kindOfType(type: string): string {
  const kinds: readonly (readonly [RegExp, string])[] = [
    [/\[\]|^(list|map|struct|array)/i, "list"],
    [/^bool/i, "boolean"],
    [/^(date|timestamp)/i, "date"],
    [/interval|^time/i, "time"],
    [/int|decimal|double|float|numeric/i, "number"]
  ];
  return kinds.find(([pattern]) => pattern.test(type))?.[1] ?? "text";
}

/** The description of a cell's column: that of a relation's column of the same name, if any. */
function docOf(column: string, catalog: Catalog | null): string {
  const columns = [...(catalog?.values() ?? [])].flatMap((relation) => relation.columns);
  return columns.find(({name, doc}) => name === column && doc !== "")?.doc ?? "";
}

/** English descriptions from model headers and DuckDB, for English readers only. */
function inEnglish(text: string, words: Words): string {
  return words.locale.startsWith("en") ? text : "";
}

function nameInputs({notebook, inputs, words}: NameSources): NamedInput[] {
  const named = (notebook?.cells ?? []).flatMap(variableOf);
  return [...new Map(named.map((each) => [each.name, each])).values()].map(({name, label}) => ({
    name,
    label: label === "" ? words.column(name) : words.text(label),
    value: [inputs[name] ?? []]
      .flat()
      .map((each) => words.value(name, each))
      .join(" / ")
  }));
}

/** The variable that a cell sets: an input its own, a chart the one in `select`. */
function variableOf(cell: Cell): {name: string; label: LocalText}[] {
  if (cell.kind === "input") return [{name: cell.name, label: cell.spec?.label ?? ""}];
  const selected = cell.kind === "chart" && cell.spec ? selectedBy(cell.spec) : [];
  return selected.map((name) => ({name, label: ""}));
}

function nameFunction(
  {name, kind, parameters, required, description, isOwn}: EngineFunction,
  models: Models,
  words: Words
): NamedFunction {
  const key = `editor.function.${name}`;
  const text = isOwn ? inEnglish(models.get(name)?.description ?? "", words) : description;
  return {
    name,
    signature: `${name}(${parameters.map((each, index) => (index < required ? each : `[${each}]`)).join(", ")})`,
    isBare: parameters.length === 0,
    doc: words.has(key) ? words.t(key) : text,
    isTable: kind === "table",
    isOwn
  };
}

/** The keys of every chart kind. */
export function chartForms(kinds: ReadonlyMap<string, ChartKind> = chartKinds): Forms {
  return new Map(
    [...kinds].map(([name, {channels, options}]) => [
      name,
      [
        ...keysOf(commonEntries, false).filter((key) => key.name !== "from" && key.name !== "kind"),
        ...keysOf(channels, true),
        ...keysOf(options, false)
      ]
    ])
  );
}

/** The keys of every input kind. */
export function inputForms(kinds: ReadonlyMap<string, InputKind> = inputKinds): Forms {
  return new Map(
    [...kinds].map(([name, {entries}]) => [name, keysOf(entries, false).filter((key) => key.name !== "kind")])
  );
}

function keysOf(entries: Readonly<Record<string, unknown>>, isColumn: boolean): NamedKey[] {
  return Object.entries(entries).map(([name, schema]) => ({name, isColumn, values: wordsOf(schema)}));
}

/** The values that a schema allows, ignoring optional wrappers; empty when it is not a closed set. */
function wordsOf(schema: unknown): string[] {
  const {type, options, wrapped} = schema as {type: string; options?: readonly unknown[]; wrapped?: unknown};
  if (wrapped !== undefined) return wordsOf(wrapped);
  if (type === "boolean") return ["true", "false"];
  return type === "picklist" ? (options ?? []).map(String) : [];
}
