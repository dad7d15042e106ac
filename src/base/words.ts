/** A text in one language, or one text per language tag (`{en: …, "zh-Hans": …}`). */
export type LocalText = string | Readonly<Record<string, string>>;

/** What a column's numbers measure, which decides how they are written. */
export type Unit =
  "money" | "percent" | "points" | "count" | "days" | "number" | "date" | "month" | "week" | "boolean" | "text";

/** Which direction of a number is good news. */
export type Direction = "higher" | "lower";

/** How the numbers of a column are written and told. */
export interface Measure {
  unit: Unit;
  /** a change against something else: written with its sign */
  isChange: boolean;
  /** null when neither direction is good news by itself */
  good: Direction | null;
}

const suffixes: readonly (readonly [RegExp, Unit])[] = [
  [/^(is|has)_/, "boolean"],
  [/(^|_)month(_date|_end)?$/, "month"],
  [/(^|_)week(_date)?$/, "week"],
  [/(_date|_at|^day|^as_of)$/, "date"],
  [/(_amount|_sales|_value|_price|^monetary)$|^amount_per_/, "money"],
  [/(_share|_rate|_change)$/, "percent"],
  [/_points$/, "points"],
  [/(_days|^days)$/, "days"],
  [/^(average|mean|median)_/, "number"],
  [
    /(_count|^customers|^buyers|^orders|^purchases|^members|_customers|_buyers|_orders|_purchases|^rows|^quantity)$/,
    "count"
  ]
];

/** What is known of a column from its name alone: for columns of a person's own SQL that no shipped relation has. */
export function measureByName(column: string): Measure {
  const isChange = /_(change|points|gap)$/.test(column);
  return {unit: unitByName(column), isChange, good: isChange ? "higher" : null};
}

/** The unit that a column's name suggests by its ending: `_amount`, `_share`, `_days`, `_date` … */
function unitByName(column: string): Unit {
  return suffixes.find(([pattern]) => pattern.test(column))?.[1] ?? "text";
}

/**
 * How one reader is spoken to: language, number forms, currency. `i18n` makes it, `charts` and `ui` use it; nothing else
 * turns facts into sentences.
 */
export interface Words {
  /** BCP 47 tag: `zh-Hans`, `en` */
  readonly locale: string;
  /** the sentence of a key, its `{names}` filled; a missing key falls back to English, then to the key itself */
  t(key: string, values?: Readonly<Record<string, unknown>>): string;
  /** whether a key has a sentence */
  has(key: string): boolean;
  /** the reader's language of a text that a notebook carries */
  text(text: LocalText): string;
  /** a column's heading */
  column(name: string): string;
  /** how a column's numbers are written: as the header of a shipped relation says, else by its name */
  measure(column: string): Measure;
  /** a value as the reader sees it: a coded word translated (`stage` `active` → 活跃), a number by its unit */
  value(column: string, value: unknown, unit?: Unit): string;
  /** 12,345 */
  count(value: number): string;
  /** ¥1,234.56; `short` gives ¥12.3万 / ¥123K for axes and headlines */
  money(value: number, style?: "full" | "whole" | "short"): string;
  /** money to the cent in a currency of its own, an ISO 4217 code; without a sign where nobody says which */
  moneyIn(value: number, currency: string | null): string;
  /** 0.1234 → 12.3 % */
  percent(value: number, digits?: number): string;
  /** 22 Nov 2026, 2026年11月22日; `short` 22 Nov, 11/22; `month` Nov 2026, 2026年11月 */
  date(value: Date, style?: "full" | "short" | "month"): string;
  /** 12.3万 / 123K, for axes */
  short(value: number): string;
}
