import type {OrderStatus, RelationName} from "../canonical";
import {normalizeHeader} from "../header";

/** A way to know who bought, as SQL over the platform's fields; null where the export leaves it out. */
export interface CustomerRule {
  /** SQL; a value with `*` in it is taken as masked */
  value: string;
  /** `strong` when one value is one person, `weak` when it usually is */
  quality: "strong" | "weak";
}

/** The items of an order that one row says whole, and what each of them is. */
export interface ItemsRule {
  /** where they stand: SQL over fields → a list of texts, or our name for a part → its header, `{n}` for the item's number */
  from: string | Readonly<Record<string, string>>;
  /** canonical line column → SQL over `item` (a text), or over `item.<part>` */
  columns: Readonly<Record<string, string>>;
}

/**
 * One export format, as data. A *field* is a column of the export under our name, typed by its ending: `…_at` a time,
 * `…_date` a day, `…_amount` and `…_price` money, `…quantity` and `…_count` whole numbers, `…_rate` and `…_score` shares and
 * marks, anything else text. Rules are SQL over fields; a field that the file lacks is null, and `has_<field>` says whether
 * the file has it. A field called `clock` holds the time of day of `ordered_at` and `returned_at`.
 */
export interface Platform {
  /** the layout's name; its sentence is `platform.<name>` */
  name: string;
  /** `stg_orders.platform`: layouts of one marketplace share it */
  platform: string;
  /** what its rows are about; `lines` are those of orders known from elsewhere */
  kind: RelationName;
  /** what one row of the file is: a whole order, or one line, customer, day, refund */
  grain: "order" | "line";
  /** ISO code where the export names no currency */
  currency: string | null;
  /** field → every spelling of its header */
  columns: Readonly<Record<string, readonly string[]>>;
  /** headers that belong to the layout and are not read; `{n}` stands for any number */
  otherColumns: readonly string[];
  /** headers that tell it from all others: one of each list must be there, none of `none` */
  signs: {some: readonly (readonly string[])[]; none: readonly string[]};
  /** the export's words for an order's state; lower case, full-width comma */
  statuses: Readonly<Record<string, OrderStatus>>;
  /** who bought, best first */
  customer: readonly CustomerRule[];
  /** whether the order was paid, SQL → boolean; other rules may read it as `is_paid` */
  isPaid: string;
  /**
   * canonical column → SQL over fields and `is_paid`; `net_amount` is always paid − refund, and contacts (`buyer_phone`,
   * `buyer_email`) may be given as the export writes them
   */
  rules: Readonly<Record<string, string>>;
  /** the order's state, SQL over fields, the ruled amounts and `mapped_status` (null where no state is given) */
  status: string;
  /**
   * whether a row gives money back for an order that other rows placed, SQL over fields as read; other rules may read it as
   * `is_return`. Such a row tells neither the time nor the state of its order
   */
  returns?: string;
  /** how an order is named, SQL over fields as read, where it is not by `order_id` alone */
  orderKey?: string;
  /** further fields, SQL over fields and the ones before them; worked out row by row, before lines become orders */
  derived?: Readonly<Record<string, string>>;
  /** rows that are none, by why: `ingest.reject.<reason>` → SQL over fields */
  rejects?: Readonly<Record<string, string>>;
  /** another number of the same order, a field that every row of it bears: rows without an order number go by it */
  orderAlias?: string;
  /** how the lines look that the export writes under its table: a regular expression over small letters */
  footer?: string;
  /** strptime forms of its times, tried before those that begin with the year; a form of the day alone may have a clock behind it */
  timeForms?: readonly string[];
  /** whether a row is an item, SQL over fields; a row that is none only tells of its order */
  isItem?: string;
  /** items that are not rows of their own */
  items?: ItemsRule;
  /** fields that add up over an order's lines; all others are taken from the first line that has them */
  sums?: readonly string[];
}

const modules = import.meta.glob<{default: Platform}>("../platforms/*.ts", {eager: true});

/** Every export format known without asking, found by folder. */
export const platforms: readonly Platform[] = Object.values(modules).map((module) => module.default);

/** The layout of a name. */
export function platformNamed(name: string): Platform | undefined {
  return platforms.find((platform) => platform.name === name);
}

/** Which layout a header belongs to, and the share of its columns that the layout knows. */
export function recognize(
  header: readonly string[],
  known: readonly Platform[] = platforms
): {platform: Platform; confidence: number} | null {
  const words = header.map(normalizeHeader);
  const matches = known
    .filter((platform) => hasSigns(platform, new Set(words)))
    .map((platform) => ({platform, confidence: shareKnown(platform, words)}));
  return matches.sort((a, b) => b.confidence - a.confidence)[0] ?? null;
}

function hasSigns({signs}: Platform, words: ReadonlySet<string>): boolean {
  const has = (header: string) => words.has(normalizeHeader(header));
  return signs.some.every((list) => list.some(has)) && !signs.none.some(has);
}

function shareKnown({columns, otherColumns, items}: Platform, words: readonly string[]): number {
  const numbered = typeof items?.from === "object" ? Object.values(items.from) : [];
  const known = new Set([...Object.values(columns).flat(), ...otherColumns, ...numbered].map(normalizeHeader));
  return words.filter((word) => known.has(word) || known.has(anyNumber(word))).length / Math.max(1, words.length);
}

/** `Product Item 12 Name` as it is listed: with `{n}` for its number. */
function anyNumber(word: string): string {
  return word.replace(/\d+/, "{n}");
}
