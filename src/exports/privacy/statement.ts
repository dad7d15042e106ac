import {tokenize, type Token} from "../../engine/sql";

/** An aggregate of a summary: `count(*)`, or `sum(net_amount) filter (where is_valid)`. */
export interface Aggregate {
  /** the select's column whose expression it stands in, from zero */
  column: number;
  /** the summed or averaged column; null for a count */
  summed: string | null;
  /** the column whose distinct values are counted; null for other counts */
  distinct: string | null;
  /** which of the group's rows it reads, as SQL; null for all of them */
  condition: string | null;
}

/** What is known of every select that is understood. */
interface Understood {
  /**
   * Whether something that names a person or an order decides which rows it has. Then whether the result changes without
   * identities tells of them already: such a result never leaves, whatever it is.
   */
  isByIdentity: boolean;
}

/** A select that counts, sums and averages the rows of one relation by groups, and does nothing else. */
export interface Summary extends Understood {
  kind: "summary";
  /** lower case */
  relation: string;
  /** SQL of which rows are read; null for all */
  where: string | null;
  /** SQL of the expressions by which rows are grouped; none for one group of all rows */
  keys: readonly string[];
  aggregates: readonly Aggregate[];
  /** whether groups are picked by their numbers, or only some of them are passed on */
  isPicked: boolean;
  /** the select with further columns after its own */
  withColumns(columns: readonly string[]): string;
}

/** A select that passes on rows and columns of one relation as they are. */
export interface PassedOn extends Understood {
  kind: "passed_on";
  /** lower case */
  relation: string;
}

/** What a select's words mean. */
export interface Vocabulary {
  /** what a column name means where it stands alone in `group by`: a column of the relation, or the name of an expression */
  isColumn(relation: string, name: string): boolean;
  /** whether a column, in lower case, names a person or an order */
  isIdentity(name: string): boolean;
  /** lower case */
  macros: ReadonlySet<string>;
}

/**
 * Reads a select as far as it is understood for certain: one relation, no select within, and only functions that are known.
 * Null for every other select, of which nothing can be said.
 */
export function readStatement(sql: string, words: Vocabulary): Summary | PassedOn | null {
  const tokens = tokenize(sql);
  if (!isPlain(tokens, words.macros)) return null;
  const clauses = splitClauses(tokens);
  const from = clauses && readFrom(clauses.get("from") ?? []);
  if (!clauses || !from) return null;
  const reader = new Reader(sql, from.names);
  const items = splitAtCommas(clauses.get("select")!).map((item) => withoutAlias(item));
  if (items.some((item) => item === null) || readsWholeRows(items as Item[], clauses, from, words)) return null;
  const context = {clauses, relation: from.relation, reader, words, sql};
  return readPassedOn(items as Item[], context) ?? readSummary(items as Item[], context);
}

/** Whether a relation's name stands for a row of it, with every column in it, as in `customers::varchar`. */
function readsWholeRows(
  items: readonly Item[],
  clauses: Clauses,
  {relation, names}: From,
  {isColumn}: Vocabulary
): boolean {
  const aliases = new Set(items.map(({alias}) => alias?.toLowerCase()));
  const isRow = (tokens: readonly Token[], at: number): boolean => {
    const name = isName(tokens[at]) ? tokens[at].text.toLowerCase() : "";
    const isPrefix = tokens[at + 1]?.text === "." || tokens[at - 1]?.text === ".";
    return names.has(name) && !isPrefix && !isColumn(relation, name);
  };
  const others = [...clauses].filter(([clause]) => clause !== "from" && clause !== "select");
  return (
    items.some(({tokens}) => tokens.some((_, at) => isRow(tokens, at))) ||
    others.some(([clause, tokens]) =>
      tokens.some((token, at) => {
        const isOrderedBy = clause === "order" && isAlone(tokens, at) && aliases.has(token.text.toLowerCase());
        return !isOrderedBy && isRow(tokens, at);
      })
    )
  );
}

/** Whether one word is all of an expression by which rows are ordered. */
function isAlone(tokens: readonly Token[], at: number): boolean {
  const [before, after] = [tokens[at - 1], tokens[at + 1]];
  const isBegin = before?.text === "," || wordOf(before) === "by";
  return isBegin && (after === undefined || after.text === "," || /^(asc|desc|nulls)$/.test(wordOf(after)));
}

/** Whether some clauses read what names a person or an order; to count different ones, or ask whether there is one, tells nothing. */
function readsIdentities(parts: readonly (readonly Token[])[], {isIdentity}: Vocabulary): boolean {
  return parts.some((tokens) =>
    tokens.some((token, at) => {
      if (!isName(token) || !isIdentity(token.text.toLowerCase()) || tokens[at + 1]?.text === ".") return false;
      return !isCounted(tokens, at) && !isAskedForNull(tokens, at);
    })
  );
}

function isCounted(tokens: readonly Token[], at: number): boolean {
  const begin = tokens[at - 1]?.text === "." ? at - 3 : at - 1;
  const open = wordOf(tokens[begin]) === "distinct" ? begin - 1 : begin;
  return tokens[open]?.text === "(" && wordOf(tokens[open - 1]) === "count" && tokens[at + 1]?.text === ")";
}

function isAskedForNull(tokens: readonly Token[], at: number): boolean {
  const asked = tokens.slice(at + 1, at + 4).map(wordOf);
  return asked[0] === "is" && (asked[1] === "null" || (asked[1] === "not" && asked[2] === "null"));
}

/** Aggregates whose value no single row decides. */
const sums = new Set(["count", "sum", "avg"]);

/** Functions of one row's values, and words that a parenthesis may follow. */
const scalars = new Set(
  (
    "abs ceil ceiling coalesce date_part date_trunc day dayofweek floor greatest hash hour isodow isoyear least left lower ltrim " +
    "month nullif quarter round rtrim strftime substr substring trim upper week weekday year yearweek cast try_cast if ifnull " +
    "in and or not when then else where filter by between on as is like ilike decimal numeric varchar case interval date"
  ).split(" ")
);

/** Words with which a select does more than sum up one relation. */
const refusedWords = new Set(
  (
    "with union intersect except join lateral window over qualify pivot unpivot exists using sample tablesample distinct_on " +
    "within ignore respect columns rollup cube grouping sets values natural cross semi anti asof positional recursive all_rows"
  ).split(" ")
);

/** Whether a select is made of words and signs that are understood: no lists, structs, lambdas, other functions or selects within. */
function isPlain(tokens: readonly Token[], macros: ReadonlySet<string>): boolean {
  if (wordOf(tokens[0]) !== "select") return false;
  return tokens.every((token, at) => {
    const {kind, text} = token;
    const word = text.toLowerCase();
    if (kind === "operator" && /^(?:[[\]{};:?#@\\]|=>|->>?)$/.test(text)) return false;
    if (kind === "word" && ((word === "select" && at > 0) || refusedWords.has(word))) return false;
    if (kind === "word" && word === "exclude") return isStar(tokens[at - 1]);
    const isCall = (kind === "word" || kind === "quoted") && tokens[at + 1]?.text === "(";
    return !isCall || (kind === "word" && (sums.has(word) || scalars.has(word) || macros.has(word)));
  });
}

function wordOf(token: Token | undefined): string {
  return token?.kind === "word" ? token.text.toLowerCase() : "";
}

function isStar(token: Token | undefined): boolean {
  return token?.kind === "operator" && token.text === "*";
}

type Clauses = ReadonlyMap<string, readonly Token[]>;

const clauseWords = ["select", "from", "where", "group", "having", "order", "limit", "offset"];

/** The parts of a select by the word they begin with, which is left out; null where one comes twice or out of order. */
function splitClauses(tokens: readonly Token[]): Clauses | null {
  const clauses = new Map<string, Token[]>();
  let depth = 0;
  let last = -1;
  for (const token of tokens) {
    depth += depthChange(token);
    const place = depth === 0 ? clauseWords.indexOf(wordOf(token)) : -1;
    if (place >= 0 && place <= last) return null;
    if (place >= 0) {
      last = place;
      clauses.set(clauseWords[place]!, []);
    } else clauses.get(clauseWords[last]!)?.push(token);
  }
  return depth === 0 ? clauses : null;
}

function depthChange({kind, text}: Token): number {
  if (kind !== "operator") return 0;
  return text === "(" ? 1 : text === ")" ? -1 : 0;
}

function splitAtCommas(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    depth += depthChange(token);
    if (depth === 0 && token.text === "," && token.kind === "operator") parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts;
}

function isName(token: Token | undefined): token is Token {
  return token?.kind === "word" || token?.kind === "quoted";
}

/** The relation that a select reads, in lower case, and the names that may stand before its columns. */
interface From {
  relation: string;
  names: ReadonlySet<string>;
}

/** `from orders`, `from orders o`, `from orders as o`. */
function readFrom(tokens: readonly Token[]): From | null {
  const names = tokens.filter((token) => wordOf(token) !== "as");
  if (names.length === 0 || names.length > 2 || !names.every(isName)) return null;
  const [relation, alias] = names.map(({text}) => text.toLowerCase());
  return {relation: relation!, names: new Set([relation!, alias ?? relation!])};
}

/** One expression of a select, and the name that it is given; null where it has none of its own. */
interface Item {
  tokens: readonly Token[];
  alias: string | null;
}

/** Words after which a name is part of the expression, not the expression's name. */
const openWords = new Set("not and or then else case when is in like ilike between distinct as escape from".split(" "));

function withoutAlias(tokens: readonly Token[]): Item | null {
  if (tokens.length === 0) return null;
  const [before, last] = [tokens.at(-2), tokens.at(-1)];
  if (wordOf(before) === "as") return isName(last) ? {tokens: tokens.slice(0, -2), alias: last.text} : null;
  const isEnd = isName(last) && wordOf(last) !== "end" && wordOf(last) !== "null";
  const isAfterValue =
    before !== undefined && (before.kind === "operator" ? before.text === ")" : !openWords.has(wordOf(before)));
  if (!isEnd || !isAfterValue || tokens.length < 2) return {tokens, alias: null};
  return {tokens: tokens.slice(0, -1), alias: last.text};
}

/** Rewrites expressions so that they read in another select of the same relation. */
class Reader {
  readonly #sql: string;
  readonly #names: ReadonlySet<string>;

  constructor(sql: string, names: ReadonlySet<string>) {
    this.#sql = sql;
    this.#names = names;
  }

  /** The text of some tokens, without the relation's name before its columns. */
  text(tokens: readonly Token[]): string {
    return tokens
      .filter((token, at) => {
        const isPrefix = (each: Token | undefined, next: Token | undefined) =>
          isName(each) && next?.text === "." && this.#names.has(each.text.toLowerCase());
        return !isPrefix(token, tokens[at + 1]) && !(token.text === "." && isPrefix(tokens[at - 1], token));
      })
      .map(({from, to}) => this.#sql.slice(from, to))
      .join(" ");
  }
}

/** Columns as they are and `*`, nothing else; no groups. */
function readPassedOn(items: readonly Item[], {clauses, relation, words}: SummaryContext): PassedOn | null {
  if (clauses.has("group") || clauses.has("having")) return null;
  const isPassed = ({tokens, alias}: Item) => alias === null && (isColumnName(tokens) || isAllColumns(tokens));
  if (!items.every(isPassed) || [...clauses.values()].flat().some((token) => sums.has(wordOf(token)))) return null;
  const deciding = [...clauses].flatMap(([clause, tokens]) => (clause === "select" ? [] : [tokens]));
  return {kind: "passed_on", relation, isByIdentity: readsIdentities(deciding, words)};
}

function isColumnName(tokens: readonly Token[]): boolean {
  if (tokens.length === 1) return isName(tokens[0]);
  return tokens.length === 3 && isName(tokens[0]) && tokens[1]!.text === "." && isName(tokens[2]);
}

function isAllColumns(tokens: readonly Token[]): boolean {
  const at = tokens.findIndex(isStar);
  const [exclude, ...names] = tokens.slice(at + 1);
  const isPrefixed = at === 0 || (at === 2 && isName(tokens[0]) && tokens[1]!.text === ".");
  if (!isPrefixed) return false;
  return (
    exclude === undefined ||
    (wordOf(exclude) === "exclude" && names.every((name) => isName(name) || "(),".includes((name as Token).text)))
  );
}

interface SummaryContext {
  clauses: Clauses;
  relation: string;
  reader: Reader;
  words: Vocabulary;
  sql: string;
}

function readSummary(items: readonly Item[], context: SummaryContext): Summary | null {
  const {clauses, relation, reader, words, sql} = context;
  const counted = items.map(({tokens}, column) => readAggregates(tokens, column, reader));
  if (counted.some((each) => each === null)) return null;
  // an aggregate that orders or filters the groups says something of them too, but names no column: it is left unjudged
  const others = ["having", "order"].flatMap((clause) => clauses.get(clause) ?? []);
  const having = readAggregates(clauses.get("having") ?? [], -1, reader);
  const order = readAggregates(others, -1, reader);
  if (having === null || order === null) return null;
  if ((clauses.get("where") ?? []).some((token) => sums.has(wordOf(token)))) return null;
  const keys = readKeys(items, counted as Aggregate[][], context);
  const aggregates = (counted as Aggregate[][]).flat();
  if (keys === null || (aggregates.length === 0 && !clauses.has("group"))) return null;
  const plain = items.filter((_, at) => counted[at]!.length === 0);
  const isKey = ({tokens, alias}: Item) =>
    keys.some(({text, name}) => text === reader.text(tokens) || (name !== null && name === alias?.toLowerCase()));
  if (!plain.every((item) => isKey(item) || isLiteral(item.tokens))) return null;
  // the value of an input is the reader's own, and no word of the author's
  if (["select", "group"].some((clause) => hasParameter(clauses.get(clause) ?? []))) return null;
  const where = clauses.get("where");
  const selected = clauses.get("select")!.at(-1)!.to;
  return {
    kind: "summary",
    relation,
    isByIdentity: readsIdentities([...clauses.values()], words),
    where: where ? reader.text(where) : null,
    keys: keys.map(({text}) => text),
    aggregates,
    isPicked: ["having", "limit", "offset"].some((clause) => clauses.has(clause)),
    withColumns: (columns) => `${sql.slice(0, selected)}, ${columns.join(", ")} ${sql.slice(selected)}`
  };
}

function hasParameter(tokens: readonly Token[]): boolean {
  return tokens.some(({kind}) => kind === "parameter");
}

/** A number or a text that the author wrote. */
function isLiteral(tokens: readonly Token[]): boolean {
  return tokens.length === 1 && (tokens[0]!.kind === "number" || tokens[0]!.kind === "string");
}

/** One expression of `group by`, and the name by which the select calls it. */
interface Key {
  text: string;
  name: string | null;
}

function readKeys(
  items: readonly Item[],
  counted: readonly Aggregate[][],
  {clauses, relation, reader, words: {isColumn}}: SummaryContext
): Key[] | null {
  const group = clauses.get("group");
  if (!group) return [];
  if (wordOf(group[0]) !== "by") return null;
  const keyOf = ({tokens, alias}: Item): Key => ({text: reader.text(tokens), name: alias?.toLowerCase() ?? null});
  const plain = items.filter(({tokens}, at) => counted[at]!.length === 0 && !isLiteral(tokens));
  const written = splitAtCommas(group.slice(1));
  if (written.length === 1 && written[0]!.length === 1 && wordOf(written[0]![0]) === "all") return plain.map(keyOf);
  const keys = written.map((tokens): Key | null => {
    const [first] = tokens;
    if (first === undefined || tokens.some((token) => sums.has(wordOf(token)))) return null;
    if (tokens.length === 1 && first.kind === "number") {
      const item = items[Number(first.text) - 1];
      return item && plain.includes(item) ? keyOf(item) : null;
    }
    const name = tokens.length === 1 && isName(first) ? first.text.toLowerCase() : null;
    if (name !== null && !isColumn(relation, name)) {
      const item = plain.find(({alias}) => alias?.toLowerCase() === name);
      return item ? keyOf(item) : null;
    }
    return {text: reader.text(tokens), name: null};
  });
  return keys.some((key) => key === null) ? null : (keys as Key[]);
}

/** The aggregates of an expression; null where one reads anything but a column, a row or distinct values. */
function readAggregates(tokens: readonly Token[], column: number, reader: Reader): Aggregate[] | null {
  const found: Aggregate[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const name = wordOf(tokens[at]);
    if (!sums.has(name) || tokens[at + 1]?.text !== "(") continue;
    const close = closingOf(tokens, at + 1);
    const read = readArguments(name, tokens.slice(at + 2, close));
    if (!read) return null;
    let condition = read.condition ? `${reader.text(read.condition)} is not null` : null;
    at = close;
    if (wordOf(tokens[close + 1]) === "filter") {
      const end = closingOf(tokens, close + 2);
      const inner = tokens.slice(close + 3, end);
      const filter = reader.text(wordOf(inner[0]) === "where" ? inner.slice(1) : inner);
      condition = condition === null ? filter : `${condition} and (${filter})`;
      at = end;
    }
    const text = (part: readonly Token[] | null) => (part ? reader.text(part) : null);
    found.push({column, summed: text(read.summed), distinct: text(read.distinct), condition});
  }
  return found;
}

function closingOf(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    depth += depthChange(tokens[at]!);
    if (depth === 0) return at;
  }
  return tokens.length;
}

interface Arguments {
  summed: readonly Token[] | null;
  distinct: readonly Token[] | null;
  /** the column that has to have a value */
  condition: readonly Token[] | null;
}

function readArguments(name: string, given: readonly Token[]): Arguments | null {
  const isDistinct = wordOf(given[0]) === "distinct";
  const column = isDistinct ? given.slice(1) : given;
  if (name === "count" && !isDistinct && (given.length === 0 || (given.length === 1 && isStar(given[0]))))
    return {summed: null, distinct: null, condition: null};
  if (!isColumnName(column)) return null;
  if (name === "count") return {summed: null, distinct: isDistinct ? column : null, condition: column};
  return isDistinct ? null : {summed: column, distinct: null, condition: null};
}
