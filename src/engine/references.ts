import {tokenize, type Token} from "./sql";

/** A relation that a statement reads, and where. */
export interface Mention {
  /** lower case */
  name: string;
  /** the schema before the dot; null when unqualified */
  schema: string | null;
  /** offsets in the statement, including the schema, end exclusive */
  offset: number;
  end: number;
}

/** Words that end a list of relations. */
const clauseEnds = new Set(
  "where group having order qualify limit offset window union intersect except select with values set".split(" ")
);
/** Words that begin a statement and are followed by a relation. */
const statementStarts = new Set("pivot unpivot pivot_wider pivot_longer summarize describe table".split(" "));
/** Functions whose arguments may contain the keyword `from`. */
const spokenFunctions = new Set("extract trim substring overlay position".split(" "));

/** The relations that a select reads, without its own common table expressions. */
export function findRelations(sql: string): Mention[] {
  const tokens = tokenize(sql);
  const own = findCommonTables(tokens);
  return mentions(tokens).filter(({name, schema, offset}) => schema !== null || offset < (own.get(name) ?? Infinity));
}

/** The names of a statement's common table expressions. */
export function findCommonNames(sql: string): ReadonlySet<string> {
  return new Set(findCommonTables(tokenize(sql)).keys());
}

/**
 * A statement's common table expressions (`name as (`, `name(columns) as materialized (`), with the offset from which
 * the name is in scope: after the body, since `with orders as (select * from orders)` reads the relation; from the
 * start when recursive.
 */
function findCommonTables(tokens: readonly Token[]): Map<string, number> {
  const closings = matchBrackets(tokens);
  const isRecursive = tokens.some((token) => textOf(token) === "recursive");
  const own = new Map<string, number>();
  for (const [index, token] of tokens.entries()) {
    const open = bodyOfCommonTable(tokens, index, closings);
    if (open === null || own.has(nameOf(token))) continue;
    const last = tokens[closings.get(open) ?? tokens.length];
    own.set(nameOf(token), isRecursive ? tokens[open]!.from : (last?.to ?? Infinity));
  }
  return own;
}

/** Index of the parenthesis that opens the body of the common table expression at `index`; null when it is none. */
function bodyOfCommonTable(
  tokens: readonly Token[],
  index: number,
  closings: ReadonlyMap<number, number>
): number | null {
  if (!isName(tokens[index]) || !["with", "recursive", ","].includes(textOf(tokens[index - 1]))) return null;
  let at = index + 1;
  if (textOf(tokens[at]) === "(") at = (closings.get(at) ?? tokens.length) + 1;
  if (textOf(tokens[at]) !== "as") return null;
  while (["as", "not", "materialized"].includes(textOf(tokens[at]))) at += 1;
  return textOf(tokens[at]) === "(" ? at : null;
}

/** The index of the closing parenthesis for that of each opening one. */
function matchBrackets(tokens: readonly Token[]): Map<number, number> {
  const closings = new Map<number, number>();
  const open: number[] = [];
  for (const [index, token] of tokens.entries()) {
    const text = textOf(token);
    if (text === "(") open.push(index);
    else if (text === ")") closings.set(open.pop() ?? -1, index);
  }
  return closings;
}

/** Parser state within one pair of brackets: whether a relation is expected, now or after a comma. */
interface Frame {
  expecting: "relation" | "only relation" | "comma" | "nothing";
  /** within `extract(year from …)`, where `from` does not begin a clause */
  isSpoken: boolean;
}

function mentions(tokens: readonly Token[]): Mention[] {
  const found: Mention[] = [];
  const outer: Frame[] = [];
  let frame: Frame = {expecting: "nothing", isSpoken: false};
  for (let at = 0; at < tokens.length; at += 1) {
    const text = textOf(tokens[at]);
    if (opens.has(text)) {
      outer.push({...frame, expecting: afterRelation(frame)});
      frame = enter(frame, text, textOf(tokens[at - 1]));
    } else if (closes.has(text)) frame = outer.pop() ?? frame;
    else if (beginsRelation(tokens, at) && !frame.isSpoken)
      frame.expecting = statementStarts.has(text) ? "only relation" : "relation";
    else if (tokens[at]?.kind === "word" && clauseEnds.has(text)) frame.expecting = "nothing";
    else if (text === "," && frame.expecting === "comma") frame.expecting = "relation";
    else if (isExpected(frame) && text !== "lateral") {
      const {mention, last} = readName(tokens, at);
      if (mention) found.push(mention);
      frame.expecting = afterRelation(frame);
      at = last;
    }
  }
  return found;
}

const opens = new Set(["(", "[", "{"]);
const closes = new Set([")", "]", "}"]);

/** The state inside a parenthesis: where a relation is expected it may contain joined relations or a select. */
function enter(frame: Frame, bracket: string, before: string): Frame {
  const isNested = isExpected(frame) && bracket === "(";
  return {expecting: isNested ? "relation" : "nothing", isSpoken: spokenFunctions.has(before)};
}

function isExpected({expecting}: Frame): boolean {
  return expecting === "relation" || expecting === "only relation";
}

/** The state after a relation: `from a, b` continues after a comma, `pivot a on b, c` does not. */
function afterRelation({expecting}: Frame): Frame["expecting"] {
  if (expecting === "only relation") return "nothing";
  return expecting === "relation" ? "comma" : expecting;
}

function beginsRelation(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token?.kind !== "word") return false;
  const text = textOf(token);
  const before = textOf(tokens[at - 1]);
  if (text === "join") return true;
  if (text === "from") return !(before === "distinct" && ["is", "not"].includes(textOf(tokens[at - 2])));
  return statementStarts.has(text) && ["", "(", ")", "from"].includes(before);
}

/** A qualified name and the index of its last token; no mention for a function or a string. */
function readName(tokens: readonly Token[], at: number): {mention: Mention | null; last: number} {
  let last = at;
  while (textOf(tokens[last + 1]) === "." && isName(tokens[last + 2])) last += 2;
  const token = tokens[last];
  if (!isName(token) || textOf(tokens[last + 1]) === "(") return {mention: null, last};
  const schema = last > at ? nameOf(tokens[last - 2]!) : null;
  return {mention: {name: nameOf(token), schema, offset: tokens[at]!.from, end: token.to}, last};
}

function isName(token: Token | undefined): token is Token {
  return token?.kind === "word" || token?.kind === "quoted";
}

/** Lower case, since DuckDB ignores case even in quoted names. */
function nameOf(token: Token): string {
  return token.text.toLowerCase();
}

/** A keyword in lower case or an operator; empty past the end and for quoted names. */
function textOf(token: Token | undefined): string {
  if (!token || token.kind === "quoted" || token.kind === "string") return token ? "\0" : "";
  return token.text.toLowerCase();
}

/** The functions that a statement calls, in lower case. */
export function findCalls(sql: string): string[] {
  const tokens = tokenize(sql);
  const calls = tokens.filter((token, index) => isName(token) && textOf(tokens[index + 1]) === "(").map(nameOf);
  return [...new Set(calls)];
}

/** What a statement of ours reads, the selects of people that it runs by `query('…')` included. */
export interface StatementReads {
  /** relations in the place of a relation, lower case, each with its schema where it says one */
  relations: readonly Pick<Mention, "name" | "schema">[];
  /** functions that it calls, lower case */
  calls: readonly string[];
  /** whether a person's select lists what the database holds, as `duckdb_tables()` or `show tables` do */
  isCatalogRead: boolean;
}

/** Finds what a statement reads; `from 'orders'` is a relation too. */
export function findReads(sql: string): StatementReads {
  const tokens = tokenize(sql);
  const quoted = tokens
    .filter(({kind}, index) => kind === "string" && /^(from|join)$/i.test(tokens[index - 1]?.text ?? ""))
    .map((token) => ({name: contentOf(token).toLowerCase(), schema: null}));
  const inner = selectsOf(tokens).map((select) => {
    const reads = findReads(select);
    return {...reads, isCatalogRead: reads.isCatalogRead || tokenize(select).some(namesCatalog)};
  });
  return {
    relations: [...findRelations(sql), ...quoted, ...inner.flatMap(({relations}) => relations)],
    calls: [...findCalls(sql), ...inner.flatMap(({calls}) => calls)],
    isCatalogRead: inner.some(({isCatalogRead}) => isCatalogRead)
  };
}

/** The selects that a statement hands to DuckDB's function `query` as text. */
function selectsOf(tokens: readonly Token[]): string[] {
  return tokens
    .filter(({kind}, index) => {
      const isArgument = textOf(tokens[index - 1]) === "(" && textOf(tokens[index - 2]) === "query";
      return kind === "string" && isArgument;
    })
    .map(contentOf);
}

/** What is between the quotes of a plain string. */
function contentOf({text}: Token): string {
  return text.slice(1, -1).replaceAll("''", "'");
}

/** Relations and functions of DuckDB and of the standard that list tables, columns and functions. */
const catalogNames =
  /^(duckdb_(?!variables|settings|types|keywords|memory|extensions)\w+|information_schema|pg_\w+|sqlite_\w+|pragma_\w+|show)$/i;

function namesCatalog(token: Token): boolean {
  return isName(token) && catalogNames.test(token.text);
}
