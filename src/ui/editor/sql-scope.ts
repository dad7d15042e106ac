import type {Token} from "../../engine/sql";
import type {EditorNames, NamedColumn} from "../../session/completion";
import {keywords} from "../../engine/keywords";

/** A relation in scope. */
export interface ScopeTable {
  /** its alias, else its name; lower case */
  name: string;
  columns: readonly NamedColumn[];
}

/** The names in scope at a position in a statement. */
export interface Scope {
  /** relations of the innermost select, then of the enclosing ones */
  tables: readonly ScopeTable[];
  /** the statement's common table expressions */
  own: readonly ScopeTable[];
}

/** A pair of brackets, or the whole statement, by token indexes. */
interface Span {
  open: number;
  close: number;
}

/** The scope at a token; works on incomplete statements. */
export function scopeAt(tokens: readonly Token[], at: number, names: EditorNames): Scope {
  const reader = new ScopeReader(tokens, names);
  const around = reader.spans.filter(({open, close}) => open < at && at <= close);
  // innermost brackets first
  const inside = around.sort((a, b) => b.open - a.open);
  return {tables: inside.flatMap((span) => reader.tablesOf(span)), own: reader.own};
}

class ScopeReader {
  readonly spans: readonly Span[];
  readonly own: ScopeTable[] = [];
  readonly #tokens: readonly Token[];
  readonly #relations: ReadonlyMap<string, readonly NamedColumn[]>;
  readonly #closings: ReadonlyMap<number, number>;

  constructor(tokens: readonly Token[], names: EditorNames) {
    this.#tokens = tokens;
    this.#closings = matchBrackets(tokens);
    this.#relations = new Map(names.relations.map(({name, columns}) => [name.toLowerCase(), columns]));
    this.spans = [{open: -1, close: tokens.length}, ...[...this.#closings].map(([open, close]) => ({open, close}))];
    this.#readCommonTables();
  }

  /** The relations read by the select directly within a pair of brackets. */
  tablesOf(span: Span): ScopeTable[] {
    const tables: ScopeTable[] = [];
    let isListing = false;
    for (let at = span.open + 1; at < span.close; at += 1) {
      const word = this.#word(at);
      if (isListing && (word === "," || word === "from" || word === "join")) {
        const {table, last} = this.#readTable(at + 1);
        if (table) tables.push(table);
        at = last;
      } else if (word === "from" || word === "join") {
        isListing = true;
        at -= 1;
      } else if (endsList.has(word)) isListing = false;
      else at = this.#closings.get(at) ?? at;
    }
    return tables;
  }

  #readTable(at: number): {table: ScopeTable | null; last: number} {
    const closing = this.#closings.get(at);
    const isSelect = closing !== undefined;
    let last = closing ?? at;
    if (!isSelect && !isName(this.#tokens[at])) return {table: null, last: at - 1};
    while (!isSelect && this.#word(last + 1) === "." && isName(this.#tokens[last + 2])) last += 2;
    const columns = isSelect ? this.#columnsOf({open: at, close: closing}) : this.#known(this.#name(last));
    const aliasAt = this.#word(last + 1) === "as" ? last + 2 : last + 1;
    const alias = this.#tokens[aliasAt];
    const isAlias = alias?.kind === "quoted" || (alias?.kind === "word" && !keywords.has(this.#word(aliasAt)));
    if (isAlias) return {table: {name: this.#name(aliasAt), columns}, last: aliasAt};
    return {table: {name: isSelect ? "" : this.#name(last), columns}, last};
  }

  #known(name: string): readonly NamedColumn[] {
    return this.own.find((table) => table.name === name)?.columns ?? this.#relations.get(name) ?? [];
  }

  #readCommonTables(): void {
    for (let at = 1; at < this.#tokens.length; at += 1) {
      if (!isName(this.#tokens[at]) || !["with", "recursive", ","].includes(this.#word(at - 1))) continue;
      let body = at + 1;
      if (this.#word(body) !== "as") continue;
      while (["as", "not", "materialized"].includes(this.#word(body))) body += 1;
      if (this.#word(body) !== "(") continue;
      const close = this.#closings.get(body) ?? this.#tokens.length;
      this.own.push({name: this.#name(at), columns: this.#columnsOf({open: body, close})});
    }
  }

  /** The columns of a select: their names, and the columns of each star. */
  #columnsOf(span: Span): NamedColumn[] {
    const tables = this.tablesOf(span);
    const all = tables.flatMap(({columns}) => columns);
    const items = this.#itemsOf(span);
    if (items.length === 0) return distinct(all);
    const columns = items.flatMap(({from, to}): readonly NamedColumn[] => {
      if (this.#word(from) === "*") return all;
      if (this.#word(to) === "*") return tables.find(({name}) => name === this.#name(from))?.columns ?? [];
      if (!isName(this.#tokens[to])) return [];
      const name = this.#tokens[to]!.text;
      const isPlain = from === to || this.#word(to - 1) === ".";
      const known = isPlain ? all.find((column) => column.name === name) : undefined;
      return [known ?? {name, type: "", heading: "", doc: ""}];
    });
    return distinct(columns);
  }

  /** The select list's items, by the indexes of their first and last tokens. */
  #itemsOf({open, close}: Span): {from: number; to: number}[] {
    let at = open + 1;
    while (at < close && this.#word(at) !== "select") at = (this.#closings.get(at) ?? at) + 1;
    if (at >= close) return [];
    const items: {from: number; to: number}[] = [];
    let from = at + 1;
    if (this.#word(from) === "distinct") from += 1;
    for (at = from; at <= close; at += 1) {
      const isEnd = at === close || this.#word(at) === "from" || endsList.has(this.#word(at));
      if ((isEnd || this.#word(at) === ",") && at > from) items.push({from, to: at - 1});
      if (isEnd) return items;
      if (this.#word(at) === ",") from = at + 1;
      at = this.#closings.get(at) ?? at;
    }
    return items;
  }

  /** A keyword in lower case or an operator; empty for quoted names, and past the end. */
  #word(at: number): string {
    const token = this.#tokens[at];
    return token && token.kind !== "quoted" && token.kind !== "string" ? token.text.toLowerCase() : "";
  }

  #name(at: number): string {
    return this.#tokens[at]?.text.toLowerCase() ?? "";
  }
}

/** Keywords that end a list of relations. */
const endsList = new Set(
  "where group having order qualify limit offset window union intersect except select with sample".split(" ")
);

function isName(token: Token | undefined): boolean {
  return token?.kind === "quoted" || (token?.kind === "word" && !keywords.has(token.text.toLowerCase()));
}

function distinct(columns: readonly NamedColumn[]): NamedColumn[] {
  return [...new Map(columns.map((column) => [column.name, column])).values()];
}

/** The index of the closing parenthesis for that of each opening one; an unclosed one extends to the end. */
function matchBrackets(tokens: readonly Token[]): Map<number, number> {
  const closings = new Map<number, number>();
  const open: number[] = [];
  for (const [index, {kind, text}] of tokens.entries()) {
    if (kind !== "operator") continue;
    if (text === "(") open.push(index);
    else if (text === ")" && open.length > 0) closings.set(open.pop()!, index);
  }
  for (const index of open) closings.set(index, tokens.length);
  return closings;
}
