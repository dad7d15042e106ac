import type {Value} from "./database";

/** One token of a statement; comments and white space are skipped. */
export interface Token {
  kind: "word" | "quoted" | "string" | "number" | "parameter" | "operator";
  /** the text as written; for `quoted` without its quotes */
  text: string;
  /** offsets in the statement, end exclusive */
  from: number;
  to: number;
}

const letter = String.raw`(?:[A-Za-z_]|[^\p{ASCII}\p{Z}])`;
const name = String.raw`${letter}(?:${letter}|[\d$])*`;

/**
 * DuckDB's lexical rules: characters beyond ASCII are letters, `E'…'` escapes with backslashes, a dollar quote may have
 * a tag, and block comments nest, so their end is found separately.
 */
const pattern = new RegExp(
  [
    String.raw`(?<space>--[^\n]*|\s+)`,
    String.raw`(?<comment>/\*)`,
    String.raw`"(?<quoted>(?:[^"]|"")*)"`,
    String.raw`(?<string>[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|\$(?<tag>(?:${letter}(?:${letter}|\d)*)?)\$[\s\S]*?\$\k<tag>\$)`,
    `(?<word>${name})`,
    String.raw`(?<number>\d[\d_.]*(?:[eE][+-]?\d+)?)`,
    String.raw`(?<parameter>\$${letter}(?:${letter}|\d)*)`,
    String.raw`(?<operator>::|=>|->>?|<=|>=|<>|!=|\|\||[\s\S])`
  ].join("|"),
  "uy"
);

const kinds = ["quoted", "string", "word", "number", "parameter", "operator"] as const;

/** the statement that was split last: its reads, calls and variables are looked up one after another */
let last: {sql: string; tokens: readonly Token[]} = {sql: "", tokens: []};

/** Splits a statement into tokens, in order. */
export function tokenize(sql: string): readonly Token[] {
  if (last.sql !== sql) last = {sql, tokens: split(sql)};
  return last.tokens;
}

function split(sql: string): Token[] {
  const tokens: Token[] = [];
  const words = new RegExp(pattern);
  for (let match = words.exec(sql); match; match = words.exec(sql)) {
    const groups = match.groups ?? {};
    if (groups.comment !== undefined) words.lastIndex = endOfComment(sql, match.index);
    const kind = kinds.find((kind) => groups[kind] !== undefined);
    if (!kind) continue;
    const text = groups.quoted === undefined ? match[0] : groups.quoted.replaceAll('""', '"');
    tokens.push({kind, text, from: match.index, to: words.lastIndex});
  }
  return tokens;
}

/** The end of the block comment that begins at `from`; comments nest, and an unclosed one extends to the end. */
function endOfComment(sql: string, from: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = from;
  let depth = 0;
  for (let match = edge.exec(sql); match; match = edge.exec(sql)) {
    depth += match[0] === "/*" ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return sql.length;
}

/** `name` as a quoted identifier. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `text` as a quoted string literal. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * Which of the `known` names a statement mentions, in their own spelling and in order of first mention. It misses none,
 * but may include one that a local name shadows. Case and quotes are ignored, as in DuckDB: `from 'orders'` is a table
 * too.
 */
export function findReferences(sql: string, known: ReadonlySet<string>): string[] {
  const spellings = new Map([...known].map((name) => [name.toLowerCase(), name]));
  const tokens = tokenize(sql);
  const found = tokens.map(({kind, text}, index) => {
    if (kind === "word" || kind === "quoted") return spellings.get(text.toLowerCase());
    const isRelation = kind === "string" && /^(from|join)$/i.test(tokens[index - 1]?.text ?? "");
    return isRelation ? spellings.get(text.slice(1, -1).toLowerCase()) : undefined;
  });
  return [...new Set(found.filter((name) => name !== undefined))];
}

/** The variables a statement reads, as `$name`, `getvariable('name')` or `live_variable('name')`, in order of first mention. */
export function findVariables(sql: string): string[] {
  return [...new Set(findVariableMentions(sql).map(({name}) => name))];
}

/**
 * The variables whose values become part of a statement's plan: all but those that it reads with
 * `live_variable('name')` alone.
 */
export function findBoundVariables(sql: string): string[] {
  const bound = findVariableMentions(sql).filter(({isLive}) => !isLive);
  return [...new Set(bound.map(({name}) => name))];
}

/**
 * One mention of a variable, with offsets: of `$name`, or of the name inside `getvariable('…')` or
 * `live_variable('…')`.
 */
export interface VariableMention {
  name: string;
  from: number;
  to: number;
  /** whether it is read by `live_variable` */
  isLive: boolean;
}

const readers = ["getvariable", "live_variable"];

/** All mentions of variables. */
export function findVariableMentions(sql: string): VariableMention[] {
  const tokens = tokenize(sql);
  return tokens.flatMap((token, index) => {
    const {kind, text, from, to} = token;
    if (kind === "parameter") return [{name: text.slice(1), from, to, isLive: false}];
    const reader = kind === "word" ? text.toLowerCase() : "";
    const argument = tokens[index + 2];
    if (!readers.includes(reader) || tokens[index + 1]?.text !== "(" || argument?.kind !== "string") return [];
    const name = argument.text.slice(1, -1).replaceAll("''", "'");
    return [{name, from: argument.from, to: argument.to, isLive: reader === "live_variable"}];
  });
}

/** Rewrites `$name` to `getvariable('name')`; values are never inserted into a statement. */
export function bindInputs(sql: string): string {
  return inputs(sql).reduceRight((text, {from, to, call}) => text.slice(0, from) + call + text.slice(to), sql);
}

/** Maps an offset in `bindInputs(sql)` to one in `sql`; an offset inside a call maps to its `$name`. */
export function offsetBeforeBinding(sql: string, offset: number): number {
  let shift = 0;
  for (const {from, to, call} of inputs(sql)) {
    if (offset < from + shift) break;
    if (offset < from + shift + call.length) return from;
    shift += call.length - (to - from);
  }
  return offset - shift;
}

function inputs(sql: string): {from: number; to: number; call: string}[] {
  return tokenize(sql)
    .filter(({kind}) => kind === "parameter")
    .map(({from, to, text}) => ({from, to, call: `getvariable(${quoteLiteral(text.slice(1))})`}));
}

/** The statement that sets a DuckDB variable. */
export function variableStatement(name: string, value: Value): string {
  return `set variable ${quoteIdentifier(name)} = ${literal(value)}`;
}

/** A value of a result's row as SQL; a value that is none of `Value` is null. */
export function literalOf(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  const isKnown = ["string", "number", "boolean"].includes(typeof value) || value instanceof Date;
  return isKnown ? literal(value as Value) : "null";
}

function literal(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "string") return quoteLiteral(value);
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "null";
  if (typeof value === "boolean") return String(value);
  if (value instanceof Date) return `date '${value.toISOString().slice(0, 10)}'`;
  return `[${value.map(literal).join(", ")}]`;
}
