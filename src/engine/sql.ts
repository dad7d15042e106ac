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

const pattern =
  /(--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\s+)|"((?:[^"]|"")*)"|('(?:[^']|'')*'|\$([A-Za-z_]*)\$[\s\S]*?\$\4\$)|([\p{L}_][\p{L}\p{N}_]*)|(\d[\d_.]*(?:e[+-]?\d+)?)|(\$[\p{L}_][\p{L}\p{N}_]*)|(::|=>|->>?|<=|>=|<>|!=|\|\||[\s\S])/giuy;

/** Splits a statement into its words, in order. */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  for (const match of sql.matchAll(new RegExp(pattern.source, "giu"))) {
    const [text, space, quoted, string, , word, number, parameter] = match;
    if (space !== undefined) continue;
    const from = match.index;
    const to = from + text.length;
    if (quoted !== undefined) tokens.push({kind: "quoted", text: quoted.replaceAll('""', '"'), from, to});
    else if (string !== undefined) tokens.push({kind: "string", text, from, to});
    else if (word !== undefined) tokens.push({kind: "word", text, from, to});
    else if (number !== undefined) tokens.push({kind: "number", text, from, to});
    else if (parameter !== undefined) tokens.push({kind: "parameter", text, from, to});
    else tokens.push({kind: "operator", text, from, to});
  }
  return tokens;
}

/** `name` as an identifier that means exactly it. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `text` as a string literal. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Which of the `known` names a statement mentions, in order of first mention; never misses one, may name a shadowed one. */
export function findReferences(sql: string, known: ReadonlySet<string>): string[] {
  const found = new Set<string>();
  for (const token of tokenize(sql)) {
    if (token.kind === "word" && known.has(token.text.toLowerCase())) found.add(token.text.toLowerCase());
    else if (token.kind === "quoted" && known.has(token.text)) found.add(token.text);
  }
  return [...found];
}

/** The variables a statement reads, written `$name` or `getvariable('name')`, in order of first mention. */
export function findVariables(sql: string): string[] {
  const tokens = tokenize(sql);
  const names = tokens.flatMap((token, index) => {
    if (token.kind === "parameter") return [token.text.slice(1)];
    const isCall =
      token.kind === "word" && token.text.toLowerCase() === "getvariable" && tokens[index + 1]?.text === "(";
    const argument = tokens[index + 2];
    return isCall && argument?.kind === "string" ? [argument.text.slice(1, -1).replaceAll("''", "'")] : [];
  });
  return [...new Set(names)];
}

/** Rewrites `$name` to `getvariable('name')`, so that a value is never pasted into a statement. */
export function bindInputs(sql: string): string {
  return tokenize(sql)
    .filter((token) => token.kind === "parameter")
    .reduceRight(
      (text, {text: name, from, to}) =>
        `${text.slice(0, from)}getvariable(${quoteLiteral(name.slice(1))})${text.slice(to)}`,
      sql
    );
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
