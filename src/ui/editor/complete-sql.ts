import {tokenize, type Token} from "../../engine/sql";
import type {EditorNames, NamedColumn, NamedFunction, NamedRelation} from "../../session/completion";
import {keywords, sqlName} from "../../engine/keywords";
import {rank, type CompletionItem, type CompletionList} from "./completions";
import {highlight} from "./highlight";
import {scopeAt, type Scope} from "./sql-scope";

/** Completions at an offset in a statement; null in a comment, a string or a number. */
export function completeSql(sql: string, offset: number, names: EditorNames): CompletionList | null {
  if (isWithinComment(sql, offset)) return null;
  const place = placeOf(sql, offset);
  // after `as` the query gives a name of its own: one of ours, taken by Enter, would replace it
  if (!place || wordAt(place.tokens, place.index - 1) === "as") return null;
  const scope = scopeAt(withoutTyped(place), place.index, names);
  const completions = rank(place.typed, completionsFor(place, scope, names));
  return completions.length === 0 ? null : {from: place.from, to: place.to, typed: place.typed, completions};
}

/** The position of the cursor in a statement. */
interface Place {
  tokens: readonly Token[];
  /** index of the token being typed, or of the next one */
  index: number;
  from: number;
  to: number;
  typed: string;
  /** what precedes it: `$`, a name and a dot, `from` or `join`, or anything else */
  after: "input" | "dot" | "from" | "expression";
}

/** The statement without the token being typed: in `from orders wher`, `wher` is no alias. */
function withoutTyped({tokens, index, typed}: Place): readonly Token[] {
  return typed === ""
    ? tokens
    : tokens.map((token, at) => (at === index ? {...token, kind: "operator", text: ""} : token));
}

function placeOf(sql: string, offset: number): Place | null {
  const tokens = tokenize(sql);
  const touched = tokens.findIndex(({from, to}) => from < offset && offset <= to);
  const token = tokens[touched];
  // in an unclosed quote
  if (tokens.slice(0, touched + 1).some(({kind, text}) => kind === "operator" && text === "'")) return null;
  if (!token || (token.kind === "operator" && token.text !== "$")) {
    const index = tokens.findIndex(({from}) => from >= offset);
    return at(tokens, index === -1 ? tokens.length : index, {from: offset, to: offset, typed: ""});
  }
  if (token.kind === "string" || token.kind === "number") return null;
  if (token.kind === "parameter" || token.text === "$") {
    const typed = sql.slice(token.from + 1, offset);
    return {tokens, index: touched, from: token.from, to: token.to, typed, after: "input"};
  }
  const typed = sql.slice(token.from, offset).replaceAll('"', "");
  return at(tokens, touched, {from: token.from, to: token.to, typed});
}

function at(tokens: readonly Token[], index: number, rest: {from: number; to: number; typed: string}): Place {
  const after = tokens[index - 1]?.text === "." ? "dot" : followsFrom(tokens, index) ? "from" : "expression";
  return {tokens, index, after, ...rest};
}

/** Whether a relation is expected: after `from` or `join`, or after a comma of their list. */
function followsFrom(tokens: readonly Token[], index: number): boolean {
  const before = wordAt(tokens, index - 1);
  if (/^(from|join|pivot|unpivot|summarize|describe)$/.test(before)) return true;
  if (before !== ",") return false;
  let depth = 0;
  for (let at = index - 2; at >= 0; at -= 1) {
    const word = wordAt(tokens, at);
    if (word === ")") depth += 1;
    else if (word === "(") depth -= 1;
    if (depth < 0) return false;
    if (depth === 0 && /^(from|join)$/.test(word)) return true;
    if (depth === 0 && /^(select|where|by|having|qualify|on|using|with)$/.test(word)) return false;
  }
  return false;
}

function wordAt(tokens: readonly Token[], index: number): string {
  const token = tokens[index];
  return token?.kind === "word" || token?.kind === "operator" ? token.text.toLowerCase() : "";
}

function isWithinComment(sql: string, offset: number): boolean {
  return highlight(sql, "sql").some(({tokenClass, from, to}) => {
    if (tokenClass !== "comment" || from >= offset) return false;
    const isLine = sql.slice(from, to).split("\n").at(-1)!.trimStart().startsWith("--");
    return offset <= to || (isLine && !sql.slice(to, offset).includes("\n") && sql.slice(to, offset).trim() === "");
  });
}

function completionsFor(place: Place, scope: Scope, names: EditorNames): CompletionItem[] {
  if (place.after === "input") return names.inputs.map((input) => inputCompletion(input, 0));
  if (place.after === "dot") return columnsAfterDot(place, scope, names);
  if (place.after === "from") {
    const own = scope.own.map(({name, columns}) => ownTableCompletion(name, columns));
    const tables = names.functions.filter(({isTable}) => isTable).map((each) => functionCompletion(each, -20));
    return [
      ...own,
      ...names.relations.map((relation) => relationCompletion(relation, 20)),
      ...tables,
      ...keywordCompletions(-10)
    ];
  }
  return [
    ...columnCompletions(scope, names),
    ...scope.tables.filter(({name}) => name !== "").map(({name, columns}) => ownTableCompletion(name, columns)),
    ...names.functions.filter(({isTable}) => !isTable).map((each) => functionCompletion(each, fitOfFunction(each))),
    ...names.inputs.map((input) => inputCompletion(input, 1)),
    ...names.relations.map((relation) => relationCompletion(relation, -15)),
    ...keywordCompletions(3)
  ];
}

/** Functions that most selects use; the other hundreds rank below columns. */
const usualFunctions: ReadonlySet<string> = new Set(
  "count sum avg min max median round abs coalesce greatest least date_trunc date_diff date_part strftime lower upper trim length concat substring replace row_number rank lag lead first last any_value".split(
    " "
  )
);

function fitOfFunction({name, isOwn}: NamedFunction): number {
  if (isOwn) return 2;
  return usualFunctions.has(name) ? 0 : -12;
}

/** Columns of the relation before the dot, or the relations of a schema. */
function columnsAfterDot({tokens, index}: Place, scope: Scope, names: EditorNames): CompletionItem[] {
  const qualifier = tokens[index - 2]?.text.toLowerCase() ?? "";
  const table = [...scope.tables, ...scope.own].find(({name}) => name === qualifier);
  if (table) return table.columns.map((column) => columnCompletion(column, 0, ""));
  const relation = names.relations.find(({name}) => name.toLowerCase() === qualifier);
  if (relation) return relation.columns.map((column) => columnCompletion(column, 0, ""));
  if (qualifier === "notebook") return relationsOf(names, "cell");
  return qualifier === "main" ? relationsOf(names, "relation") : [];
}

function relationsOf(names: EditorNames, kind: NamedRelation["kind"]): CompletionItem[] {
  return names.relations
    .filter((relation) => relation.kind === kind)
    .map((relation) => relationCompletion(relation, 0));
}

/** Columns of the relations in scope; when there are none yet, those of all. */
function columnCompletions({tables}: Scope, {relations}: EditorNames): CompletionItem[] {
  const read = tables.flatMap(({name, columns}) => columns.map((column) => columnCompletion(column, 10, name)));
  const all = relations.flatMap(({name, columns}) => columns.map((column) => columnCompletion(column, -10, name)));
  return distinct(read.length > 0 ? read : all);
}

function distinct(completions: readonly CompletionItem[]): CompletionItem[] {
  const first = new Map<string, CompletionItem>();
  for (const item of completions) if (!first.has(item.name)) first.set(item.name, item);
  return [...first.values()];
}

function columnCompletion({name, type, heading, doc}: NamedColumn, fit: number, relation: string): CompletionItem {
  const detail = [type, relation].filter((each) => each !== "").join(" · ");
  return {kind: "column", name, insert: sqlName(name), title: heading, detail, doc, fit};
}

function relationCompletion({name, kind, title, doc}: NamedRelation, fit: number): CompletionItem {
  // intermediate models are seldom read by notebooks
  const usual = /^(int|stg)_/.test(name) ? -8 : kind === "cell" ? 2 : 0;
  return {kind, name, insert: sqlName(name), title, detail: "", doc, fit: fit + usual};
}

/** A completion for a common table expression or an alias. */
function ownTableCompletion(name: string, columns: readonly NamedColumn[]): CompletionItem {
  const detail = columns.slice(0, 4).map((column) => column.name);
  return {kind: "cell", name, insert: sqlName(name), title: "", detail: detail.join(", "), doc: "", fit: 5};
}

function inputCompletion({name, label, value}: EditorNames["inputs"][number], fit: number): CompletionItem {
  return {kind: "input", name, insert: `$${name}`, title: label, detail: value, doc: "", fit};
}

function functionCompletion({name, signature, isBare, doc}: NamedFunction, fit: number): CompletionItem {
  return {kind: "function", name, insert: `${name}()`, back: isBare ? 0 : 1, title: "", detail: signature, doc, fit};
}

function keywordCompletions(fit: number): CompletionItem[] {
  return [...keywords].map((name) => ({kind: "keyword", name, insert: name, title: "", detail: "", doc: "", fit}));
}
