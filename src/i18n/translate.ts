import {measureByName, type LocalText, type Measure, type Unit, type Words} from "../base/words";
import {makeFormatter, type Formatter} from "./format";
import {fallbackLocale} from "./locale";
import type {Messages} from "./translation/merge";
import {parseMessage, type Format, type MessageNode} from "./translation/message";

/** A part of a sentence in one weight. */
export interface Phrase {
  text: string;
  /** whether it is set in bold, as the main number of a sentence is */
  strong: boolean;
  /** the placeholder that it is the value of, where that was asked to stand apart */
  name?: string;
}

/** `Words` that can also return a sentence in parts, with its numbers in bold. */
export interface Sentences extends Words {
  /**
   * the message of a key as parts, in order; `t` returns the same as plain text. A count (`{hits, count}`) whose name is in
   * `apart` is a part of its own
   */
  tParts(key: string, values?: Values, apart?: ReadonlySet<string>): Phrase[];
}

type Values = Readonly<Record<string, unknown>>;

/** Shown where there is no value. */
const nothing = "–";

/** Options of `makeWords` besides the language. */
export interface WordsOptions {
  /** ISO 4217 code of the currency of all sums; CNY by default */
  currency?: string;
  /** measures of known columns, by column name; those of others are guessed from the name */
  measures?: ReadonlyMap<string, Measure>;
}

/** The i18n context for `locale`; keys missing in `messages` are looked up in `fallbackMessages`. */
export function makeWords(
  locale: string,
  messages: Messages,
  fallbackMessages: Messages = messages,
  {currency = "CNY", measures = new Map()}: WordsOptions = {}
): Sentences {
  return new Speaker(locale, messages, fallbackMessages, makeFormatter(locale, currency), measures);
}

class Speaker implements Sentences {
  readonly locale: string;
  readonly #messages: Messages;
  readonly #fallback: Messages;
  readonly #format: Formatter;
  readonly #measures: ReadonlyMap<string, Measure>;
  readonly #plurals: Intl.PluralRules;
  readonly #parsed = new Map<string, readonly MessageNode[]>();

  constructor(
    locale: string,
    messages: Messages,
    fallback: Messages,
    format: Formatter,
    measures: ReadonlyMap<string, Measure>
  ) {
    this.locale = locale;
    this.#messages = messages;
    this.#fallback = fallback;
    this.#format = format;
    this.#measures = measures;
    this.#plurals = new Intl.PluralRules(locale);
  }

  // arrow-function fields, because charts and components pass them on without their object
  readonly t = (key: string, values: Values = {}): string =>
    this.tParts(key, values)
      .map(({text}) => text)
      .join("");

  readonly tParts = (key: string, values: Values = {}, apart?: ReadonlySet<string>): Phrase[] => {
    const sentence = new Sentence(this.locale, apart);
    this.#say(this.#parse(key), values, sentence, 0);
    return sentence.phrases;
  };

  readonly has = (key: string): boolean => this.#message(key) !== undefined;

  readonly text = (text: LocalText): string => {
    if (typeof text === "string") return text;
    const language = this.locale.split("-")[0];
    const near = Object.keys(text).find((tag) => tag.split("-")[0] === language);
    return text[this.locale] ?? text[near ?? fallbackLocale] ?? Object.values(text)[0] ?? "";
  };

  readonly column = (name: string): string => {
    const key = `column.${name}`;
    return this.has(key) ? this.t(key) : name.replaceAll("_", " ");
  };

  readonly measure = (column: string): Measure => this.#measures.get(column) ?? measureByName(column);

  readonly value = (column: string, value: unknown, unit: Unit = this.measure(column).unit): string => {
    const key = `value.${column}.${String(value)}`;
    return this.has(key) ? this.t(key) : this.#byUnit(value, unit);
  };

  readonly count = (value: number): string => this.#format.count(value);
  readonly money = (value: number, style?: "full" | "whole" | "short"): string => this.#format.money(value, style);
  readonly moneyIn = (value: number, currency: string | null): string =>
    makeFormatter(this.locale, currency ?? "").money(value, "full");
  readonly percent = (value: number, digits?: number): string => this.#format.percent(value, digits);
  readonly date = (value: Date, style?: "full" | "short" | "month"): string => this.#format.date(value, style);
  readonly short = (value: number): string => this.#format.short(value);

  #message(key: string): string | undefined {
    if (Object.hasOwn(this.#messages, key)) return this.#messages[key];
    return Object.hasOwn(this.#fallback, key) ? this.#fallback[key] : undefined;
  }

  #parse(key: string): readonly MessageNode[] {
    const known = this.#parsed.get(key);
    if (known) return known;
    const message = this.#message(key);
    const nodes = message === undefined ? [{kind: "text" as const, text: key}] : parseMessage(message);
    this.#parsed.set(key, nodes);
    return nodes;
  }

  #say(nodes: readonly MessageNode[], values: Values, sentence: Sentence, number: number): void {
    for (const node of nodes) {
      if (node.kind === "text") sentence.write(node.text);
      else if (node.kind === "bold") sentence.toggle();
      else if (node.kind === "number") sentence.insert(this.count(number));
      else if (node.kind === "value")
        sentence.insert(this.#ofPlaceholder(node, values[node.name]), node.format === "count" ? node.name : undefined);
      else {
        const value = values[node.name];
        const branch = this.#branch(node, value) ?? node.branches.get("other")!;
        this.#say(branch, values, sentence, node.kind === "plural" ? Number(value) : number);
      }
    }
  }

  #branch({kind, branches}: Extract<MessageNode, {branches: unknown}>, value: unknown) {
    if (kind === "select") return branches.get(String(value));
    return branches.get(`=${String(value)}`) ?? branches.get(this.#plurals.select(Number(value)));
  }

  /** A coded word is translated as in a column of the placeholder's name. */
  #ofPlaceholder({name, format}: {name: string; format: Format}, value: unknown): string {
    const key = `value.${name}.${String(value)}`;
    return format === "plain" && typeof value === "string" && this.has(key)
      ? this.t(key)
      : this.#byFormat(value, format);
  }

  #byFormat(value: unknown, format: Format): string {
    if (format === "moment" || format === "bytes" || format === "span") return this.#here(value, format);
    if (format !== "short" && format !== "money_short" && format !== "change")
      return this.#byUnit(value, format === "plain" ? "text" : format);
    if (value === null || value === undefined) return nothing;
    return this.#compact(Number(value), format);
  }

  #compact(value: number, format: "short" | "money_short" | "change"): string {
    if (format === "change") return `${value > 0 ? "+" : ""}${this.percent(value)}`;
    return format === "short" ? this.short(value) : this.money(value, "short");
  }

  /** Times of day, file sizes and long spans of days, which do not depend on the shop. */
  #here(value: unknown, format: "moment" | "bytes" | "span"): string {
    if (value === null || value === undefined) return nothing;
    if (format === "span") return this.#format.span(Number(value));
    if (format === "bytes") return this.#format.bytes(Number(value));
    return this.#format.moment(value instanceof Date ? value : new Date(value as string | number));
  }

  #byUnit(value: unknown, unit: Unit): string {
    if (value === null || value === undefined || value === "") return nothing;
    if (typeof value === "boolean") return this.#yesOrNo(value);
    if (unit === "text" || unit === "boolean") return this.#plain(value);
    if (unit === "date" || unit === "month" || unit === "week") return this.#day(value, unit);
    const amount = Number(value);
    return Number.isNaN(amount) ? this.#plain(value) : this.#amount(amount, unit);
  }

  #amount(value: number, unit: "money" | "percent" | "points" | "count" | "days" | "seconds" | "number"): string {
    if (unit !== "points") return this.#format[unit](value);
    return this.t("format.points", {points: this.percent(value).replace(/\s*%/, "")});
  }

  #day(value: unknown, unit: "date" | "month" | "week"): string {
    const day = value instanceof Date ? value : new Date(value as string | number);
    if (Number.isNaN(day.getTime())) return this.#plain(value);
    if (unit === "week") return this.#format.week(day);
    return this.date(day, unit === "month" ? "month" : "full");
  }

  #plain(value: unknown): string {
    if (typeof value === "number") return this.#format.number(value);
    if (value instanceof Date) return this.date(value);
    if (Array.isArray(value)) return this.#format.list(value.map((item) => this.#plain(item)));
    return typeof value === "object" && value !== null ? this.text(value as LocalText) : String(value);
  }

  #yesOrNo(value: boolean): string {
    return this.t(value ? "format.yes" : "format.no");
  }
}

/** Collects the parts of a sentence. */
class Sentence {
  readonly phrases: Phrase[] = [];
  readonly #isChinese: boolean;
  readonly #apart: ReadonlySet<string> | undefined;
  #strong = false;
  #last = "";

  constructor(locale: string, apart: ReadonlySet<string> | undefined) {
    this.#isChinese = locale.startsWith("zh");
    this.#apart = apart;
  }

  toggle(): void {
    this.#strong = !this.#strong;
  }

  write(text: string, name?: string): void {
    if (text === "") return;
    this.#last = text;
    const open = this.phrases.at(-1);
    if (name !== undefined) this.phrases.push({text, strong: this.#strong, name});
    else if (open?.strong === this.#strong && open.name === undefined) open.text += text;
    else this.phrases.push({text, strong: this.#strong});
  }

  /** Browsers add space between Han characters and digits but not signs, so a thin space is inserted here. */
  insert(value: string, name?: string): void {
    const isGlued = this.#isChinese && /^[¥$€£+−]/.test(value) && /\p{Script=Han}$/u.test(this.#last);
    this.write(isGlued ? `\u2009${value}` : value, name !== undefined && this.#apart?.has(name) ? name : undefined);
  }
}
