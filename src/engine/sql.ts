import type {Value} from "./database";

/** One word of a statement; comments and white space are left out. */
export interface Token {
  kind: "word" | "quoted" | "string" | "number" | "parameter" | "operator";
  /** the text as written, but for `quoted`, which comes without its quotes */
  text: string;
  /** offsets into the statement, end exclusive */
  from: number;
  to: number;
}

const letter = String.raw`(?:[A-Za-z_]|[^\p{ASCII}\p{Z}])`;
const name = String.raw`${letter}(?:${letter}|[\d$])*`;

/**
 * DuckDB's lexical rules: everything beyond ASCII is a letter, `E'…'` escapes with backslashes, a dollar quote may carry a
 * tag, and block comments nest, which is why their end is looked for separately.
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

/** Splits a statement into its words, in order. */
export function tokenize(sql: string): Token[] {
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

/** Where the block comment that begins at `from` ends; comments nest, and one left open takes the rest. */
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

/** `name` as an identifier that means exactly it. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `text` as a string literal. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * Which of the `known` names a statement mentions, as they are spelled there, in order of first mention; never misses one,
 * may name one that a local name shadows. Case does not matter, as in DuckDB, nor do quotes: `from 'orders'` is a table too.
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
 * The variables whose values become part of a statement's plan: all but those that it reads with `live_variable('name')`
 * alone, which are looked up whenever the plan is run.
 */
export function findBoundVariables(sql: string): string[] {
  const bound = findVariableMentions(sql).filter(({isLive}) => !isLive);
  return [...new Set(bound.map(({name}) => name))];
}

/** One mention of a variable, with its offsets: of `$name`, or of the text within `getvariable` or `live_variable`. */
export interface VariableMention {
  name: string;
  from: number;
  to: number;
  /** read by `live_variable` */
  isLive: boolean;
}

const readers = ["getvariable", "live_variable"];

/** Every mention of a variable. */
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

/** Rewrites `$name` to `getvariable('name')`, so that a value is never pasted into a statement. */
export function bindInputs(sql: string): string {
  return inputs(sql).reduceRight((text, {from, to, call}) => text.slice(0, from) + call + text.slice(to), sql);
}

/** The offset in `sql` as written of an offset in `bindInputs(sql)`; one inside a call means its `$name`. */
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

/** The statement that gives a DuckDB variable its value. */
export function variableStatement(name: string, value: Value): string {
  return `set variable ${quoteIdentifier(name)} = ${literal(value)}`;
}

function literal(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "string") return quoteLiteral(value);
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "null";
  if (typeof value === "boolean") return String(value);
  if (value instanceof Date) return `date '${value.toISOString().slice(0, 10)}'`;
  return `[${value.map(literal).join(", ")}]`;
}
