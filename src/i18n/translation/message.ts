/** The format of a placeholder's value. `plain` translates a coded word; `change` is a percentage with its sign. */
export type Format =
  | "plain"
  | "count"
  | "money"
  | "money_short"
  | "change"
  | "percent"
  | "points"
  | "date"
  | "month"
  | "week"
  | "days"
  | "span"
  | "short"
  | "number"
  | "moment"
  | "bytes";

/** A node of a parsed message. */
export type MessageNode =
  | {kind: "text"; text: string}
  /** start or end of bold type: `**` */
  | {kind: "bold"}
  /** the number of the enclosing plural: `#` */
  | {kind: "number"}
  | {kind: "value"; name: string; format: Format}
  | {kind: "plural" | "select"; name: string; branches: ReadonlyMap<string, readonly MessageNode[]>};

/** A syntax error in a message: what was expected, and at which zero-based offset. */
export class MessageError extends Error {
  readonly offset: number;

  constructor(expected: string, offset: number) {
    super(`expected ${expected} at ${offset}`);
    this.offset = offset;
  }
}

const formats: ReadonlySet<string> = new Set<Format>([
  "plain",
  "count",
  "money",
  "money_short",
  "change",
  "percent",
  "points",
  "date",
  "month",
  "week",
  "days",
  "span",
  "short",
  "number",
  "moment",
  "bytes"
]);

/**
 * Parses a message: text, `**bold**`, `{name}`, `{name, format}`, `{n, plural, one {…} other {…}}` and `{x, select, a
 * {…} other {…}}`, nested to any depth. There is no escape: a brace always begins a placeholder.
 */
export function parseMessage(message: string): MessageNode[] {
  return new Reader(message).all();
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  all(): MessageNode[] {
    const nodes = this.#nodes(false);
    if (this.#at < this.#text.length) throw new MessageError("no closing brace", this.#at);
    return nodes;
  }

  #nodes(inPlural: boolean): MessageNode[] {
    const nodes: MessageNode[] = [];
    while (this.#at < this.#text.length && this.#text[this.#at] !== "}") nodes.push(this.#node(inPlural));
    return nodes;
  }

  #node(inPlural: boolean): MessageNode {
    if (this.#take("{")) return this.#placeholder(inPlural);
    if (this.#take("**")) return {kind: "bold"};
    if (inPlural && this.#take("#")) return {kind: "number"};
    return {kind: "text", text: this.#word(inPlural ? /(?:(?!\*\*)[^{}#])+/y : /(?:(?!\*\*)[^{}])+/y, "text")};
  }

  #placeholder(inPlural: boolean): MessageNode {
    const name = this.#spaced(/[A-Za-z_]\w*/y, "a name");
    if (this.#take("}")) return {kind: "value", name, format: "plain"};
    this.#need(",");
    const format = this.#spaced(/\w+/y, "a format");
    if (format === "plural" || format === "select") {
      this.#need(",");
      return {kind: format, name, branches: this.#branches(inPlural || format === "plural")};
    }
    if (!formats.has(format)) throw new MessageError("a known format", this.#at - format.length);
    this.#need("}");
    return {kind: "value", name, format: format as Format};
  }

  #branches(inPlural: boolean): Map<string, MessageNode[]> {
    const branches = new Map<string, MessageNode[]>();
    while (!this.#take("}")) {
      const key = this.#spaced(/=?\w+/y, "a branch");
      this.#need("{");
      branches.set(key, this.#nodes(inPlural));
      this.#need("}");
      this.#space();
    }
    if (!branches.has("other")) throw new MessageError("a branch named other", this.#at);
    return branches;
  }

  #spaced(pattern: RegExp, expected: string): string {
    this.#space();
    const word = this.#word(pattern, expected);
    this.#space();
    return word;
  }

  #word(pattern: RegExp, expected: string): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) throw new MessageError(expected, this.#at);
    this.#at += found.length;
    return found;
  }

  #space(): void {
    this.#word(/\s*/y, "space");
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #need(text: string): void {
    if (!this.#take(text)) throw new MessageError(text, this.#at);
  }
}
