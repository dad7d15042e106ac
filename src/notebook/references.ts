import {tokenize, type Token} from "../engine/sql";

/** A relation that a statement reads, where it stands. */
export interface Mention {
  /** lower case */
  name: string;
  /** what stands before the dot; null when unqualified */
  schema: string | null;
  /** offset into the statement */
  offset: number;
}

interface CommonTable {
  name: string;
  /** offsets of its body, parentheses included */
  from: number;
  to: number;
}

const clauseEnds = new Set(
  "where group having order qualify limit offset window union intersect except select with values set".split(" ")
);
/** words that begin a statement and are followed by the relation they are about */
const statementStarts = new Set("pivot unpivot pivot_wider pivot_longer summarize describe table".split(" "));
/** functions whose arguments may hold the word `from` */
const spokenFunctions = new Set("extract trim substring overlay position".split(" "));

/** The relations that one select reads: names in the place of a relation, without the select's own common tables. */
export function findRelations(sql: string): Mention[] {
  const tokens = tokenize(sql);
  const own = findCommonTables(tokens);
  const isRecursive = tokens.some(({text}) => text.toLowerCase() === "recursive");
  return mentions(tokens).filter(({name, schema, offset}) => {
    if (schema !== null) return true;
    return !own.some((table) => table.name === name && offset >= (isRecursive ? table.from : table.to));
  });
}

/** `name as (`, `name(columns) as materialized (`: all a statement calls its own. */
function findCommonTables(tokens: readonly Token[]): CommonTable[] {
  return tokens.flatMap((token, index) => {
    const before = textOf(tokens[index - 1]);
    if (!isName(token) || !(before === "with" || before === "recursive" || before === ",")) return [];
    let at = index + 1;
    if (textOf(tokens[at]) === "(") at = closing(tokens, at) + 1;
    if (textOf(tokens[at]) !== "as") return [];
    while (["as", "not", "materialized"].includes(textOf(tokens[at]))) at += 1;
    if (textOf(tokens[at]) !== "(") return [];
    const last = tokens[closing(tokens, at)];
    return [{name: nameOf(token), from: tokens[at]!.from, to: last?.to ?? Infinity}];
  });
}

function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    const text = textOf(tokens[at]);
    if (text === "(") depth += 1;
    else if (text === ")" && --depth === 0) return at;
  }
  return tokens.length;
}

/** Within one pair of brackets: whether a relation comes next, or would after a comma. */
interface Frame {
  expecting: "relation" | "only relation" | "comma" | "nothing";
  /** within `extract(year from …)`, where `from` begins nothing */
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

/** In the place of a relation, a parenthesis holds joined relations or a select; elsewhere it begins anew. */
function enter(frame: Frame, bracket: string, before: string): Frame {
  const isNested = isExpected(frame) && bracket === "(";
  return {expecting: isNested ? "relation" : "nothing", isSpoken: spokenFunctions.has(before)};
}

function isExpected({expecting}: Frame): boolean {
  return expecting === "relation" || expecting === "only relation";
}

/** `from a, b` goes on after a comma, `pivot a on b, c` does not. */
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

/** A name with what stands before its dots, and the index of its last token; no mention for a function or a text. */
function readName(tokens: readonly Token[], at: number): {mention: Mention | null; last: number} {
  let last = at;
  while (textOf(tokens[last + 1]) === "." && isName(tokens[last + 2])) last += 2;
  const token = tokens[last];
  if (!isName(token) || textOf(tokens[last + 1]) === "(") return {mention: null, last};
  const schema = last > at ? nameOf(tokens[last - 2]!) : null;
  return {mention: {name: nameOf(token), schema, offset: tokens[at]!.from}, last};
}

function isName(token: Token | undefined): token is Token {
  return token?.kind === "word" || token?.kind === "quoted";
}

/** DuckDB does not tell cases apart, quoted or not. */
function nameOf(token: Token): string {
  return token.text.toLowerCase();
}

/** A word in lower case or an operator; empty past the end, and for what is quoted, which is never a keyword. */
function textOf(token: Token | undefined): string {
  if (!token || token.kind === "quoted" || token.kind === "string") return token ? "\0" : "";
  return token.text.toLowerCase();
}

/** The functions that a statement calls, lower case. */
export function findCalls(sql: string): string[] {
  const tokens = tokenize(sql);
  const calls = tokens.filter((token, index) => isName(token) && textOf(tokens[index + 1]) === "(").map(nameOf);
  return [...new Set(calls)];
}
