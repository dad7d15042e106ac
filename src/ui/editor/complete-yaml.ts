import type {EditorNames, NamedKey} from "../../session/completion";
import {rank, type CompletionItem, type CompletionList} from "./completions";

/** Completions at an offset in the YAML of a chart or input: a missing key, or a value of a key. */
export function completeYaml(text: string, offset: number, names: EditorNames): CompletionList | null {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const line = text.slice(start, offset);
  if (/(^|\s)#/.test(line)) return null;
  const spec = readKeys(text);
  const key = /^(\p{L}[\p{L}\p{N}_]*)?$/u.exec(line);
  if (key) return answer(offset, key[0], keyCompletions(spec, names));
  const [, name = listAbove(text, start), typed = ""] =
    /^(?:([\p{L}\p{N}_]+):\s+)?(?:.*[[,{]\s*|\s*-\s+)?["']?([^"'[\],{}:\s]*)$/u.exec(line) ?? [];
  return name === "" ? null : answer(offset, typed, valueCompletions(name, spec, names));
}

function answer(offset: number, typed: string, all: readonly CompletionItem[]): CompletionList | null {
  const completions = rank(typed, all);
  return completions.length === 0 ? null : {from: offset - typed.length, to: offset, typed, completions};
}

/** The top-level keys and their values, where these are one word. */
function readKeys(text: string): Map<string, string> {
  const lines = text.matchAll(/^([\p{L}\p{N}_]+):[ \t]*["']?([^"'\n]*?)["']?[ \t]*$/gmu);
  return new Map([...lines].map(([, key = "", value = ""]) => [key, value]));
}

/** The key of the list (`- …`) that a line belongs to. */
function listAbove(text: string, start: number): string {
  const above = text.slice(0, start).trimEnd().split("\n").reverse();
  const head = above.find((line) => !/^\s*-\s|^\s+/.test(line)) ?? "";
  return /^([\p{L}\p{N}_]+):\s*$/u.exec(head)?.[1] ?? "";
}

function keysOf(spec: ReadonlyMap<string, string>, {forms}: EditorNames): readonly NamedKey[] {
  return forms?.get(spec.get("kind") ?? "") ?? [];
}

function keyCompletions(spec: ReadonlyMap<string, string>, names: EditorNames): CompletionItem[] {
  const known = keysOf(spec, names);
  const first = [
    {name: "from", isColumn: false, values: []},
    {name: "kind", isColumn: false, values: []}
  ];
  const keys = isChart(names) ? [...first, ...known] : [...first.slice(1), ...known];
  return keys
    .filter(({name}) => !spec.has(name))
    .map(({name, isColumn, values}, index) => ({
      kind: "key",
      name,
      insert: `${name}: `,
      title: "",
      detail: values.join(" | "),
      doc: "",
      fit: (isColumn ? 5 : 0) + (index < 2 ? 5 : 0)
    }));
}

/** A chart's form has column fields, an input's has none. */
function isChart({forms}: EditorNames): boolean {
  return [...(forms?.values() ?? [])].some((keys) => keys.some(({isColumn}) => isColumn));
}

function valueCompletions(key: string, spec: ReadonlyMap<string, string>, names: EditorNames): CompletionItem[] {
  const value = (name: string, title = "", detail = "", doc = ""): CompletionItem => {
    return {kind: "value", name, insert: yamlValue(name), title, detail, doc, fit: 0};
  };
  if (key === "kind") return [...(names.forms?.keys() ?? [])].map((name) => value(name));
  if (key === "from")
    return names.relations.map(({name, title, doc, kind}) => ({
      ...value(name, title, "", doc),
      kind,
      fit: kind === "cell" ? 5 : 0
    }));
  if (key === "select") return names.inputs.map(({name, label}) => value(name, label));
  const {isColumn = false, values = []} = keysOf(spec, names).find(({name}) => name === key) ?? {};
  const holdsColumns = isColumn || /columns|bars|totals|heat|^x$|^y$/.test(key);
  const from = names.relations.find(({name}) => name === spec.get("from"));
  const columns = holdsColumns ? (from?.columns ?? []) : [];
  return [
    ...values.map((each) => value(each)),
    ...columns.map(({name, heading, type, doc}) => ({
      ...value(name, heading, type, doc),
      kind: "column" as const
    }))
  ];
}

/** A word as YAML, quoted where it would be parsed as something else. */
function yamlValue(word: string): string {
  const isPlain = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(word) && !/^(null|yes|no|on|off|y|n)$/i.test(word);
  return isPlain ? word : JSON.stringify(word);
}
