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

/** A column that a text may name. */
export interface NamedColumn {
  name: string;
  /** what kind of values it holds, in the reader's words; empty while that is not known */
  type: string;
  /** what the reader calls it */
  heading: string;
  /** what it means, where more is known than its heading */
  doc: string;
}

/** A relation or a cell that a text may name. */
export interface NamedRelation {
  name: string;
  kind: "relation" | "cell";
  /** what the reader calls it; empty for a cell */
  title: string;
  /** what it holds */
  doc: string;
  columns: readonly NamedColumn[];
}

/** A variable that a text may read as `$name`. */
export interface NamedInput {
  name: string;
  /** what the reader calls it */
  label: string;
  /** its present value, as the reader sees it */
  value: string;
}

/** A function that a text may call. */
export interface NamedFunction {
  name: string;
  /** how it is called: `round(x, [precision])` */
  signature: string;
  /** whether it is called with nothing between its parentheses */
  isBare: boolean;
  /** what it does */
  doc: string;
  /** whether it gives rows, and so stands after `from` */
  isTable: boolean;
  /** one of ours rather than DuckDB's */
  isOwn: boolean;
}

/** A key of a chart's or an input's YAML. */
export interface NamedKey {
  name: string;
  /** whether it names a column of `from` */
  isColumn: boolean;
  /** the words it may hold, where they are a closed set */
  values: readonly string[];
}

/** The keys of each kind of chart or input, by its name. */
export type Forms = ReadonlyMap<string, readonly NamedKey[]>;

/** Everything that an editor can complete. */
export interface EditorNames {
  relations: readonly NamedRelation[];
  inputs: readonly NamedInput[];
  functions: readonly NamedFunction[];
  /** what a YAML body may hold: `chartForms` or `inputForms` */
  forms?: Forms;
}

/** What is known of the open notebook and its data. */
export interface NameSources {
  catalog: Catalog | null;
  notebook: Notebook | null;
  /** names and types (DuckDB's or Arrow's) of a cell's columns, as far as it has run */
  columnsOf: (cell: string) => readonly {name: string; type: string}[];
  /** the value of every input and selection, by variable name */
  inputs: Readonly<Record<string, Value>>;
  functions: readonly EngineFunction[];
  words: Words;
  models?: Models;
}

/** Gathers what an editor can complete, in the reader's language. */
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

/** What kind of values a type holds, as DuckDB or Arrow calls it. */
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

/** What a column of a cell means, if a relation's column of that name says so. */
function docOf(column: string, catalog: Catalog | null): string {
  const columns = [...(catalog?.values() ?? [])].flatMap((relation) => relation.columns);
  return columns.find(({name, doc}) => name === column && doc !== "")?.doc ?? "";
}

/** What headers of models and DuckDB say, for whoever reads their language. */
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

/** The variable that a cell sets: an input its own, a chart the one that a click on it sets. */
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
  const said = isOwn ? inEnglish(models.get(name)?.description ?? "", words) : description;
  return {
    name,
    signature: `${name}(${parameters.map((each, index) => (index < required ? each : `[${each}]`)).join(", ")})`,
    isBare: parameters.length === 0,
    doc: words.has(key) ? words.t(key) : said,
    isTable: kind === "table",
    isOwn
  };
}

/** The keys of every kind of chart. */
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

/** The keys of every kind of input. */
export function inputForms(kinds: ReadonlyMap<string, InputKind> = inputKinds): Forms {
  return new Map(
    [...kinds].map(([name, {entries}]) => [name, keysOf(entries, false).filter((key) => key.name !== "kind")])
  );
}

function keysOf(entries: Readonly<Record<string, unknown>>, isColumn: boolean): NamedKey[] {
  return Object.entries(entries).map(([name, schema]) => ({name, isColumn, values: wordsOf(schema)}));
}

/** The words that a schema allows, beneath whatever makes it optional; none where it is no closed set. */
function wordsOf(schema: unknown): string[] {
  const {type, options, wrapped} = schema as {type: string; options?: readonly unknown[]; wrapped?: unknown};
  if (wrapped !== undefined) return wordsOf(wrapped);
  if (type === "boolean") return ["true", "false"];
  return type === "picklist" ? (options ?? []).map(String) : [];
}
