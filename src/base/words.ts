/** A text in one language, or one text per language tag (`{en: …, "zh-Hans": …}`). */
export type LocalText = string | Readonly<Record<string, string>>;

/** What a column's numbers measure; decides their format. */
export type Unit =
  | "money"
  | "percent"
  | "points"
  | "count"
  | "days"
  | "seconds"
  | "number"
  | "date"
  | "month"
  | "week"
  | "boolean"
  | "text";

/** Which direction of a number is an improvement. */
export type Direction = "higher" | "lower";

/** How the numbers of a column are formatted and described. */
export interface Measure {
  unit: Unit;
  /** whether it is a difference, which is written with its sign */
  isChange: boolean;
  /** null when neither direction is an improvement by itself */
  good: Direction | null;
  /** whose orders, sales or heads it sums; null when it is not about one of these groups */
  series: BuyerSeries | null;
}

/** Groups of buyers whose series have a fixed colour and place in every chart. */
export type BuyerSeries = "new" | "returning" | "unknown";

const suffixes: readonly (readonly [RegExp, Unit])[] = [
  [/^(is|has)_/, "boolean"],
  [/(^|_)month(_date|_end)?$/, "month"],
  [/(^|_)week(_date)?$/, "week"],
  [/(_date|_at|^day|^as_of)$/, "date"],
  [/(_amount|_sales|_value|_price|^monetary)$|^amount_per_/, "money"],
  [/(_share|_rate|_change)$/, "percent"],
  [/_points$/, "points"],
  [/(_days|^days)$/, "days"],
  [/_seconds(_p\d+)?$/, "seconds"],
  [/^(average|mean|median)_/, "number"],
  [
    /(_count|^customers|^buyers|^orders|^purchases|^members|_customers|_buyers|_orders|_purchases|^rows|^quantity)$/,
    "count"
  ]
];

/** The measure of a column guessed from its name: for columns of a user's own SQL that no shipped relation has. */
export function measureByName(column: string): Measure {
  const isChange = /_(change|points|gap)$/.test(column);
  return {unit: unitByName(column), isChange, good: isChange ? "higher" : null, series: seriesByName(column)};
}

/** The group of buyers that a coded value names, or the name of a column that no shipped relation has; null for none. */
export function seriesByName(code: string): BuyerSeries | null {
  const word = /(?:^|_)(returning|unknown|new|first)(?:_|$)/.exec(code)?.[1];
  if (word === undefined) return null;
  return word === "first" ? "new" : (word as BuyerSeries);
}

/** The unit that a column's name suggests by its ending: `_amount`, `_share`, `_days`, `_date` … */
function unitByName(column: string): Unit {
  return suffixes.find(([pattern]) => pattern.test(column))?.[1] ?? "text";
}

/**
 * The i18n context of one reader: language, number formats, currency. `i18n` creates it, `charts` and `ui` use it; no
 * other code formats text for people.
 */
export interface Words {
  /** BCP 47 tag: `zh-Hans`, `en` */
  readonly locale: string;
  /**
   * the message of a key with its `{placeholders}` filled; a missing key falls back to English, then to the key itself
   */
  t(key: string, values?: Readonly<Record<string, unknown>>): string;
  /** whether a key has a message */
  has(key: string): boolean;
  /** a notebook's text in the reader's language */
  text(text: LocalText): string;
  /** a column's heading */
  column(name: string): string;
  /** the measure of a column: from the header of the shipped relation, else from its name */
  measure(column: string): Measure;
  /** a value as text: a coded word translated (`stage` `active` → 活跃), a number in its unit's format */
  value(column: string, value: unknown, unit?: Unit): string;
  /** 12,345 */
  count(value: number): string;
  /** ¥1,234.56; `short` gives ¥12.3万 / ¥123K for axes and headlines */
  money(value: number, style?: "full" | "whole" | "short"): string;
  /** money to the cent in the given currency (ISO 4217 code); without a sign when the currency is null */
  moneyIn(value: number, currency: string | null): string;
  /** 0.1234 → 12.3 % */
  percent(value: number, digits?: number): string;
  /** 22 Nov 2026, 2026年11月22日; `short` 22 Nov, 11/22; `month` Nov 2026, 2026年11月 */
  date(value: Date, style?: "full" | "short" | "month"): string;
  /** 12.3万 / 123K, for axes */
  short(value: number): string;
}
