import type {AppError, Diagnostic, Place} from "../../base/errors";
import type {Words} from "../../base/words";
import {chartKinds} from "../../charts/registry";
import {QueryError} from "../../engine/query-error";
import {tokenize, type Token} from "../../engine/sql";
import {nearestName} from "../../notebook/names";
import {keywords, sqlName} from "../../engine/keywords";
import type {EditorLanguage} from "./highlight";

/** A fix: `insert` replaces the text from `from` to `to`. */
export interface EditorFix {
  label: string;
  from: number;
  to: number;
  insert: string;
}

/** A problem of a text; offsets, end exclusive, both 0 for the whole text. */
export interface EditorProblem {
  from: number;
  to: number;
  severity: "info" | "warning" | "error";
  message: string;
  fixes: readonly EditorFix[];
}

/** Options of `problemsOf`. */
export interface ProblemOptions {
  language?: EditorLanguage;
  /** one-based line of the document where the text begins; diagnostics have lines of the document */
  firstLine?: number;
}

/** Converts an error or diagnostic to problems with range, message and fixes. */
export function problemsOf(
  failure: AppError | Diagnostic,
  body: string,
  words: Words,
  {language = "sql", firstLine}: ProblemOptions = {}
): EditorProblem[] {
  const severity = "severity" in failure ? failure.severity : "error";
  const find = language === "sql" ? findInSql : findInLines;
  const {range, names} = find(failure, body) ?? lineOf(failure, body, firstLine);
  const fixes = names.map(({insert, shown = insert}) => ({
    label: words.t("editor.fix", {name: shown}),
    ...range,
    insert
  }));
  return [{...range, severity, message: problemMessage(failure, words), fixes: fixes.slice(0, 3)}];
}

interface Range {
  from: number;
  to: number;
}

/** A range and its possible replacements. */
interface Finding {
  range: Range;
  names: readonly {insert: string; shown?: string}[];
}

function problemMessage({code, details}: AppError | Diagnostic, words: Words): string {
  const message = String(details.message ?? "");
  if (code === "engine.syntax") {
    const near = /at or near "([\s\S]*)"/.exec(message)?.[1];
    if (/end of input/.test(message)) return words.t("editor.syntax_end");
    if (/unterminated/.test(message)) return words.t("editor.syntax_open");
    if (near !== undefined) return words.t("editor.syntax_near", {text: near.slice(0, 40)});
  }
  if (!words.has(code)) return words.t("editor.unknown_problem");
  // further lines of the message list other overloads, or repeat the fixes
  return words.t(code, {...details, message: message.split("\n")[0]});
}

function placeOf(failure: AppError | Diagnostic): Place {
  if (failure instanceof QueryError) return failure.place;
  return "at" in failure ? (failure.at ?? {}) : {};
}

/** The line that a diagnostic names; an empty range where it names none. */
function lineOf(failure: AppError | Diagnostic, body: string, firstLine?: number): Finding {
  const {line} = placeOf(failure);
  const nowhere = {range: {from: 0, to: 0}, names: []};
  if (line === undefined || firstLine === undefined || line < firstLine) return nowhere;
  const lines = body.split("\n");
  const index = line - firstLine;
  const text = lines[index];
  if (text === undefined) return nowhere;
  const start = lines.slice(0, index).reduce((sum, each) => sum + each.length + 1, 0);
  const from = start + text.length - text.trimStart().length;
  return {range: {from, to: start + text.trimEnd().length}, names: []};
}

function findInSql(failure: AppError | Diagnostic, body: string): Finding | null {
  const tokens = tokenize(body);
  const {offset} = placeOf(failure);
  const name = String(failure.details.name ?? "").toLowerCase();
  const isNamed = ({kind, text}: Token) =>
    (kind === "word" || kind === "quoted" || kind === "parameter") && text.toLowerCase().replace(/^\$/, "") === name;
  const index = offset === undefined ? tokens.findIndex(isNamed) : within(tokens, offset, isNamed);
  const token = tokens[index];
  if (!token) return null;
  if (failure.code === "engine.syntax") return syntaxAt(tokens, index, isAtEnd(failure));
  return {range: {from: token.from, to: token.to}, names: namesFor(failure, token)};
}

/** The index of the token at an offset; of a qualified name, the part that the error names. */
function within(tokens: readonly Token[], offset: number, isNamed: (token: Token) => boolean): number {
  const first = tokens.findIndex(({to}) => offset < to);
  if (first === -1) return tokens.length - 1;
  for (let at = first; at < tokens.length; at += 2) {
    if (isNamed(tokens[at]!)) return at;
    if (tokens[at + 1]?.text !== ".") break;
  }
  return first;
}

function isAtEnd({details}: AppError | Diagnostic): boolean {
  return /end of input/.test(String(details.message));
}

/** The token at or before a syntax error that resembles a keyword, which is probably misspelt. */
function syntaxAt(tokens: readonly Token[], index: number, isEnd: boolean): Finding {
  for (const at of isEnd ? [index] : [index, index - 1]) {
    const token = tokens[at];
    const word = token?.text.toLowerCase() ?? "";
    if (token?.kind !== "word" || keywords.has(word) || word.length < 3) continue;
    // a missing last letter is likelier than a wrong one
    const meant = [...keywords].find((each) => each.slice(0, -1) === word) ?? nearestName(word, keywords);
    if (meant !== null) return {range: {from: token.from, to: token.to}, names: [{insert: meant}]};
  }
  const {from, to} = tokens[index]!;
  return {range: {from, to}, names: []};
}

function namesFor(failure: AppError | Diagnostic, token: Token): {insert: string; shown?: string}[] {
  const {suggestion} = failure.details;
  if (typeof suggestion === "string")
    return [{insert: token.kind === "parameter" ? `$${suggestion}` : sqlName(suggestion), shown: suggestion}];
  const candidates = failure instanceof QueryError ? failure.candidates : [];
  const isFunction = failure.code === "engine.function_not_found";
  return candidates
    .filter((name) => !isFunction || (/^\w+$/.test(name) && !name.startsWith("_")))
    .sort((a, b) => sharedWords(b, token.text) - sharedWords(a, token.text))
    .map((name) => ({insert: isFunction ? name : sqlName(name), shown: name}));
}

/** How many words two names share: DuckDB compares letters, and finds `month_date` nearer to `net_sales` than `net_amount`. */
function sharedWords(a: string, b: string): number {
  const words = new Set(a.toLowerCase().split("_"));
  return b
    .toLowerCase()
    .split("_")
    .filter((word) => words.has(word)).length;
}

/** The range in YAML or prose that an error is about: a key, or else a quoted word. */
function findInLines({code, details}: AppError | Diagnostic, body: string): Finding | null {
  const {key, kind, name, suggestion, column, text, known} = details as Partial<Record<string, unknown>>;
  const isAboutKey = typeof key === "string" && key !== "";
  if (isAboutKey && /(_key|\.ignored_key)$/.test(code)) {
    const near = code === "charts.unknown_key" ? nearestName(key, keysOf(String(kind))) : null;
    return found(keyRange(body, key), near);
  }
  if (isAboutKey) return found(valueRange(body, key));
  if (/_kind$/.test(code)) {
    const kinds = Array.isArray(known) ? known.map(String) : [...chartKinds.keys()];
    return found(valueRange(body, "kind"), nearestName(String(kind), kinds));
  }
  const word = [name, column, text].find((each) => typeof each === "string" && each !== "");
  return word === undefined ? null : found(wordRange(body, String(word)), suggestion);
}

function keysOf(kind: string): string[] {
  const {channels = {}, options = {}} = chartKinds.get(kind) ?? {};
  return [...Object.keys(channels), ...Object.keys(options)];
}

function found(range: Range | null, meant: unknown = null): Finding | null {
  return range && {range, names: typeof meant === "string" ? [{insert: meant}] : []};
}

function keyRange(body: string, key: string): Range | null {
  const match = [...body.matchAll(/^([^\s:#-][^\n:]*?)[ \t]*:/gm)].find(([, name]) => name === key);
  return match ? {from: match.index, to: match.index + key.length} : null;
}

/** The range of a key's value on its line; the key itself where it has none. */
function valueRange(body: string, key: string): Range | null {
  const place = keyRange(body, key);
  if (!place) return null;
  const [, gap = "", value = ""] = /^(\s*:[ \t]*)([^\n]*)/.exec(body.slice(place.to)) ?? [];
  const from = place.to + gap.length;
  return value.trim() === "" ? place : {from, to: from + value.trimEnd().length};
}

function wordRange(body: string, word: string): Range | null {
  const from = body.indexOf(word);
  return from === -1 ? null : {from, to: from + word.length};
}
