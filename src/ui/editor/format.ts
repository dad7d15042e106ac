import {duckdb, formatDialect} from "sql-formatter";
import {tokenize} from "../../engine/sql";
import {callable, keywords} from "../../engine/keywords";

/** Maximum line length. */
const widest = 110;
const step = 4;

/** The formatted statement; null where formatting would change its tokens or comments. */
export function formatSql(sql: string): string | null {
  try {
    const plain = layOut(sql);
    const result = [inHouseStyle, (text: string) => text]
      .map((style) => style(layOut(style(plain))))
      .find((text) => isSame(sql, text));
    return result === undefined ? null : result + (sql.endsWith("\n") ? "\n" : "");
  } catch {
    return null;
  }
}

function layOut(sql: string): string {
  return formatDialect(sql, {
    dialect: duckdb,
    tabWidth: step,
    keywordCase: "lower",
    dataTypeCase: "lower",
    expressionWidth: 90,
    paramTypes: {named: ["$"]}
  });
}

/** Whether two texts have the same tokens and comments; keywords may differ in case. */
function isSame(before: string, after: string): boolean {
  const a = partsOf(before);
  const b = partsOf(after);
  return a.length === b.length && a.every((part, index) => part === b[index]);
}

function partsOf(sql: string): string[] {
  const tokens = tokenize(sql);
  const ends = [0, ...tokens.map(({to}) => to)];
  const gaps = ends.map((from, index) => sql.slice(from, tokens[index]?.from ?? sql.length));
  const comments = gaps.map((gap) => gap.replace(/\s+/g, " ").trim()).filter((gap) => gap !== "");
  return [...tokens.map(({kind, text}) => `${kind} ${kind === "word" ? text.toLowerCase() : text}`), ...comments];
}

/** sql-formatter puts every clause on a line of its own; here a clause begins on its keyword's line. */
function inHouseStyle(text: string): string {
  return hang(joinBrackets(closeUp(text)).split("\n")).join("\n");
}

/** Removes the space between a function's name and its parenthesis. */
function closeUp(sql: string): string {
  const tokens = tokenize(sql);
  return tokens.reduceRight((text, {kind, text: word, to}, index) => {
    const next = tokens[index + 1];
    if (kind !== "word" || next?.text !== "(" || !/^ *$/.test(sql.slice(to, next.from))) return text;
    const isName = !keywords.has(word) || callable.has(word);
    return text.slice(0, to) + (isName ? "" : " ") + text.slice(next.from);
  }, sql);
}

/** Joins brackets without a select, and case branches, to one line where they fit. */
function joinBrackets(sql: string): string {
  const tokens = tokenize(sql);
  const open: number[] = [];
  for (const [index, {kind, text}] of tokens.entries()) {
    if (kind === "operator" ? !/^[()]$/.test(text) : kind !== "word" || !/^(case|end)$/.test(text)) continue;
    if (/[(e]$/.test(text)) open.push(index);
    const first = /[)d]$/.test(text) ? open.pop() : undefined;
    if (first === undefined) continue;
    const joined = joinTokens(sql, tokens.slice(first, index + 1));
    if (joined !== null) return joinBrackets(joined);
  }
  return sql;
}

function joinTokens(sql: string, tokens: ReturnType<typeof tokenize>): string | null {
  const from = tokens[0]!.from;
  const to = tokens.at(-1)!.to;
  const words = tokens.filter(({kind}) => kind === "word").map(({text}) => text);
  if (!sql.slice(from, to).includes("\n") || words.includes("select")) return null;
  if (words.filter((word) => word === "when").length > 1) return null;
  const gaps = tokens.slice(1).map((token, index) => sql.slice(tokens[index]!.to, token.from));
  if (gaps.some((gap) => gap.trim() !== "")) return null;
  const inside = tokens.slice(1).map((token, index) => {
    const isClose = token.text === ")" || tokens[index]!.text === "(";
    const gap = gaps[index]!.includes("\n") ? (isClose ? "" : " ") : gaps[index]!;
    return gap + sql.slice(token.from, token.to);
  });
  const joined = sql.slice(from, tokens[0]!.to) + inside.join("");
  const start = sql.lastIndexOf("\n", from) + 1;
  const rest = sql.slice(to).split("\n")[0] ?? "";
  if (joined.includes("\n") || from - start + joined.length + rest.length > widest) return null;
  return sql.slice(0, from) + joined + sql.slice(to);
}

const clause =
  /^(?<indent> *)(?<word>with(?: recursive)?|select(?: distinct)?|from|where|having|qualify|group by|order by|limit|offset)$/;
const joinWord = /^(?:(?:natural|cross|inner|left|right|full|outer|semi|anti|asof|positional|lateral)\s+)*join\b/;

function hang(lines: readonly string[]): string[] {
  const [line, ...rest] = lines;
  if (line === undefined) return [];
  const {indent = "", word} = clause.exec(line)?.groups ?? {};
  if (word === undefined) return [line, ...hang(rest)];
  const end = rest.findIndex((other) => other.trim() !== "" && indentOf(other) <= indent.length);
  const body = end === -1 ? rest : rest.slice(0, end);
  const after = end === -1 ? [] : rest.slice(end);
  return [...hangBody(indent, word, hang(body)), ...hang(after)];
}

function hangBody(indent: string, word: string, body: readonly string[]): string[] {
  const [first = "", ...more] = body;
  const inner = indent.length + step;
  const top = more.filter((line) => indentOf(line) === inner).map((line) => line.trim());
  const head = `${indent}${word} ${first.trim()}`;
  if (first === "" || /^(--|\/\*)/.test(first.trim())) return [indent + word, ...body];
  if (word.startsWith("with")) return [indent + word, ...body.map((line) => line.slice(step))];
  if (word === "from") {
    const isDedented = top.every((line) => /^(\)|and\b|or\b)/.test(line) || joinWord.test(line));
    // further join conditions are on lines below
    const dedent = (line: string) =>
      /^\s*(and|or)\b/.test(line) && indentOf(line) === inner ? line : line.slice(step);
    return [head, ...(isDedented ? more.map(dedent) : more)];
  }
  if (/^select/.test(word)) return more.length === 0 ? [head] : [indent + word, ...body];
  const joined = [head, ...more.map((line) => line.trim())].join(" ");
  const isFlat = top.length === more.length && !body.some((line) => line.includes("--"));
  if (isFlat && joined.length <= widest) return [joined];
  return /^(where|having|qualify)$/.test(word) ? [head, ...more] : [indent + word, ...body];
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
