import {tokenize, type Token} from "../../engine/sql";
import type {EditorNames, NamedColumn, NamedFunction, NamedRelation} from "../../session/completion";
import {keywords, spellName} from "./keywords";
import {rank, type Offer, type Offers} from "./offers";
import {paint} from "./paint";
import {scopeAt, type Scope} from "./sql-scope";

/** Completions at an offset in a statement; null in a comment, a string or a number. */
export function completeSql(sql: string, offset: number, names: EditorNames): Offers | null {
  if (isWithinComment(sql, offset)) return null;
  const place = placeOf(sql, offset);
  if (!place) return null;
  const scope = scopeAt(withoutTyped(place), place.index, names);
  const offers = rank(place.typed, offersFor(place, scope, names));
  return offers.length === 0 ? null : {from: place.from, to: place.to, typed: place.typed, offers};
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
  return paint(sql, "sql").some(({ink, from, to}) => {
    if (ink !== "comment" || from >= offset) return false;
    const isLine = sql.slice(from, to).split("\n").at(-1)!.trimStart().startsWith("--");
    return offset <= to || (isLine && !sql.slice(to, offset).includes("\n") && sql.slice(to, offset).trim() === "");
  });
}

function offersFor(place: Place, scope: Scope, names: EditorNames): Offer[] {
  if (place.after === "input") return names.inputs.map((input) => offerInput(input, 0));
  if (place.after === "dot") return offersAfterDot(place, scope, names);
  if (place.after === "from") {
    const own = scope.own.map(({name, columns}) => offerOwn(name, columns));
    const tables = names.functions.filter(({isTable}) => isTable).map((each) => offerFunction(each, -20));
    return [
      ...own,
      ...names.relations.map((relation) => offerRelation(relation, 20)),
      ...tables,
      ...offerKeywords(-10)
    ];
  }
  return [
    ...offerColumns(scope, names),
    ...scope.tables.filter(({name}) => name !== "").map(({name, columns}) => offerOwn(name, columns)),
    ...names.functions.filter(({isTable}) => !isTable).map((each) => offerFunction(each, each.isOwn ? 2 : 0)),
    ...names.inputs.map((input) => offerInput(input, 1)),
    ...names.relations.map((relation) => offerRelation(relation, -15)),
    ...offerKeywords(3)
  ];
}

/** Columns of the relation before the dot, or the relations of a schema. */
function offersAfterDot({tokens, index}: Place, scope: Scope, names: EditorNames): Offer[] {
  const qualifier = tokens[index - 2]?.text.toLowerCase() ?? "";
  const table = [...scope.tables, ...scope.own].find(({name}) => name === qualifier);
  if (table) return table.columns.map((column) => offerColumn(column, 0, ""));
  const relation = names.relations.find(({name}) => name.toLowerCase() === qualifier);
  if (relation) return relation.columns.map((column) => offerColumn(column, 0, ""));
  if (qualifier === "notebook") return relationsOf(names, "cell");
  return qualifier === "main" ? relationsOf(names, "relation") : [];
}

function relationsOf(names: EditorNames, kind: NamedRelation["kind"]): Offer[] {
  return names.relations.filter((relation) => relation.kind === kind).map((relation) => offerRelation(relation, 0));
}

/** Columns of the relations in scope; when there are none yet, those of all. */
function offerColumns({tables}: Scope, {relations}: EditorNames): Offer[] {
  const read = tables.flatMap(({name, columns}) => columns.map((column) => offerColumn(column, 10, name)));
  const all = relations.flatMap(({name, columns}) => columns.map((column) => offerColumn(column, -10, name)));
  return distinct(read.length > 0 ? read : all);
}

function distinct(offers: readonly Offer[]): Offer[] {
  const first = new Map<string, Offer>();
  for (const offer of offers) if (!first.has(offer.name)) first.set(offer.name, offer);
  return [...first.values()];
}

function offerColumn({name, type, heading, doc}: NamedColumn, fit: number, relation: string): Offer {
  const detail = [type, relation].filter((each) => each !== "").join(" · ");
  return {kind: "column", name, insert: spellName(name), title: heading, detail, doc, fit};
}

function offerRelation({name, kind, title, doc}: NamedRelation, fit: number): Offer {
  // intermediate models are seldom read by notebooks
  const usual = /^(int|stg)_/.test(name) ? -8 : kind === "cell" ? 2 : 0;
  return {kind, name, insert: spellName(name), title, detail: "", doc, fit: fit + usual};
}

/** A completion for a common table expression or an alias. */
function offerOwn(name: string, columns: readonly NamedColumn[]): Offer {
  const detail = columns.slice(0, 4).map((column) => column.name);
  return {kind: "cell", name, insert: spellName(name), title: "", detail: detail.join(", "), doc: "", fit: 5};
}

function offerInput({name, label, value}: EditorNames["inputs"][number], fit: number): Offer {
  return {kind: "input", name, insert: `$${name}`, title: label, detail: value, doc: "", fit};
}

function offerFunction({name, signature, isBare, doc}: NamedFunction, fit: number): Offer {
  return {kind: "function", name, insert: `${name}()`, back: isBare ? 0 : 1, title: "", detail: signature, doc, fit};
}

function offerKeywords(fit: number): Offer[] {
  return [...keywords].map((name) => ({kind: "keyword", name, insert: name, title: "", detail: "", doc: "", fit}));
}
