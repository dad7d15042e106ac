import {tokenize, type Token} from "../../engine/sql";
import {parseReference} from "../interpolate";
import type {Cell} from "../notebook";
import {findCommonNames, findRelations} from "../../engine/references";
import {readYaml} from "../yaml";
import {editYaml} from "../yaml-edit";

/** A cell's old and new name. */
export interface Rename {
  kind: "sql" | "chart" | "input";
  from: string;
  to: string;
}

/** A cell's body with all references to the renamed cell changed. */
export function renameInBody(cell: Cell, body: string, rename: Rename): string {
  if (rename.kind === "chart") return body;
  if (rename.kind === "input") {
    if (cell.kind === "sql") return renameVariable(body, rename);
    return cell.kind === "chart" ? renameKeys(body, variableKeys, rename) : body;
  }
  if (cell.kind === "sql") return renameRelation(body, rename);
  return cell.kind === "text" ? renameInProse(body, rename) : renameKeys(body, relationKeys, rename);
}

/** Keys of charts and inputs whose value is a cell or relation. */
const relationKeys = ["from"];
/** Keys of charts whose value is a variable. */
const variableKeys = ["select", "selectY"];

function renameKeys(body: string, keys: readonly string[], {from, to}: Rename): string {
  const parsed = readYaml(body, 1).value;
  if (typeof parsed !== "object" || parsed === null) return body;
  const meant = keys.filter((key) => (parsed as Record<string, unknown>)[key] === from);
  return meant.reduce((text, key) => editYaml(text, {[key]: to}), body);
}

function renameInProse(markdown: string, {from, to}: Rename): string {
  return markdown.replace(/\{\{([^{}]*)\}\}/g, (written: string, inner: string) =>
    parseReference(inner)?.cell === from ? written.replace(from, () => to) : written
  );
}

function renameVariable(sql: string, {from, to}: Rename): string {
  const tokens = tokenize(sql);
  const found = tokens.filter(({kind, text}, index) => {
    if (kind === "parameter") return text === `$${from}`;
    const isArgument = tokens[index - 1]?.text === "(" && tokens[index - 2]?.text.toLowerCase() === "getvariable";
    return kind === "string" && text === `'${from}'` && isArgument;
  });
  return replaceTokens(sql, found, ({kind}) => (kind === "parameter" ? `$${to}` : `'${to}'`));
}

function renameRelation(sql: string, {from, to}: Rename): string {
  const isMeant = ({name, schema}: {name: string; schema: string | null}) =>
    name === from && (schema === null || schema === "notebook");
  const places = findRelations(sql).filter(isMeant);
  if (places.length === 0) return sql;
  const tokens = tokenize(sql);
  const mentions = new Set(places.map(({offset, schema}) => indexAt(tokens, offset) + (schema === null ? 0 : 2)));
  const own = findCommonNames(sql);
  const names = tokens.map(({text}) => text.toLowerCase());
  const isAlias = tokens.some((_, index) => names[index] === from && !mentions.has(index) && isDeclared(tokens, index));
  const isQualifier = (index: number) =>
    names[index] === from &&
    tokens[index + 1]?.text === "." &&
    (tokens[index - 1]?.text !== "." || names[index - 2] === "notebook");
  const hidesQualifiers = isAlias || own.has(from);
  const found = tokens.filter(
    (token, index) => isName(token) && (mentions.has(index) || (!hidesQualifiers && isQualifier(index)))
  );
  // where the statement uses the new name as an alias, it would change its meaning
  const schema = own.has(to) || tokens.some((_, index) => names[index] === to && isDeclared(tokens, index));
  return replaceTokens(sql, found, (token) => {
    const index = tokens.indexOf(token);
    const prefix = schema && tokens[index - 1]?.text !== "." ? "notebook." : "";
    return prefix + (token.kind === "quoted" || reserved.has(to) ? `"${to}"` : to);
  });
}

function indexAt(tokens: readonly Token[], offset: number): number {
  return tokens.findIndex(({from}) => from === offset);
}

/** Whether the name is an alias here: `from orders as name`, `from (…) name`. */
function isDeclared(tokens: readonly Token[], index: number): boolean {
  if (!isName(tokens[index]) || !["from", "join"].includes(clauseOf(tokens, index))) return false;
  const before = tokens[index - 1];
  const word = before?.kind === "word" ? before.text.toLowerCase() : "";
  return before?.kind === "quoted" || before?.text === ")" || word === "as" || (word !== "" && !reserved.has(word));
}

/** The keyword that began the clause of a token. */
function clauseOf(tokens: readonly Token[], index: number): string {
  let depth = 0;
  for (const {kind, text} of tokens.slice(0, index).reverse()) {
    if (text === ")" && kind === "operator") depth += 1;
    if (text === "(" && kind === "operator") depth -= 1;
    if (depth < 0) return "";
    const word = kind === "word" && depth === 0 ? text.toLowerCase() : "";
    if (clauses.has(word)) return word;
  }
  return "";
}

function isName(token: Token | undefined): boolean {
  return token?.kind === "word" || token?.kind === "quoted";
}

function replaceTokens(sql: string, tokens: readonly Token[], write: (token: Token) => string): string {
  return tokens.reduceRight((text, token) => text.slice(0, token.from) + write(token) + text.slice(token.to), sql);
}

/** Keywords that DuckDB does not accept as names without quotes. */
const reserved: ReadonlySet<string> = new Set(
  (
    "all analyse analyze and anti any array as asc asof asymmetric both case cast check collate column constraint create " +
    "cross default deferrable desc describe distinct do else end except false fetch for foreign from full glob group having " +
    "ilike in initially inner intersect into is isnull join lambda lateral leading left like limit natural not notnull null " +
    "offset on only or order outer overlaps pivot pivot_longer pivot_wider placing positional primary qualify references " +
    "returning right select semi show similar some summarize symmetric table tablesample then to trailing true union unique " +
    "unpivot using variadic verbose when where window with"
  ).split(" ")
);
const clauses: ReadonlySet<string> = new Set(
  "select from join on using where group having qualify window order limit with union".split(" ")
);
