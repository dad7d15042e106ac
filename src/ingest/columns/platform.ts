import type {OrderStatus, RelationName} from "../canonical";
import {normalizeHeader} from "../header";

/** How a buyer is identified, as SQL over the platform's fields; null where the export has no value. */
export interface CustomerRule {
  /** SQL; a value containing `*` counts as masked */
  value: string;
  /** `strong` when one value is one person, `weak` when it usually is */
  quality: "strong" | "weak";
}

/** Several items listed in one row of an order. */
export interface ItemsRule {
  /** their location: SQL over fields giving a list of texts, or part name → header with `{n}` for the item's number */
  from: string | Readonly<Record<string, string>>;
  /** canonical line column → SQL over `item` (a text), or over `item.<part>` */
  columns: Readonly<Record<string, string>>;
}

/**
 * One export format, as data. A *field* is a column of the export under our name, typed by its ending: `…_at` a time,
 * `…_date` a day, `…_amount` and `…_price` money, `…quantity` and `…_count` whole numbers, `…_rate` and `…_score`
 * shares and ratings, anything else text. Rules are SQL over fields; a field that the file lacks is null, and
 * `has_<field>` is whether the file has it. A field called `clock` has the time of day of `ordered_at` and
 * `returned_at`.
 */
export interface Platform {
  /** unique name of the format; its message is `platform.<name>` */
  name: string;
  /** `stg_orders.platform`: formats of one marketplace share it; its message is `value.platform.<platform>` */
  platform: string;
  /** kind of its rows; `lines` belong to orders of another file */
  kind: RelationName;
  /** what one row is: a whole order, or one line, customer, day, refund */
  grain: "order" | "line";
  /** ISO code where the export names no currency */
  currency: string | null;
  /** field → all spellings of its header */
  columns: Readonly<Record<string, readonly string[]>>;
  /** known headers that are not read; `{n}` stands for any number */
  otherColumns: readonly string[];
  /** headers that identify the format: one of each list in `some` must be present, and none of `none` */
  signs: {some: readonly (readonly string[])[]; none: readonly string[]};
  /** the export's status words and their meaning; lower case, full-width comma */
  statuses: Readonly<Record<string, OrderStatus>>;
  /** how the buyer is identified, best rule first */
  customer: readonly CustomerRule[];
  /** SQL → whether the order was paid; other rules may use it as `is_paid` */
  isPaid: string;
  /**
   * canonical column → SQL over fields and `is_paid`; `net_amount` is always paid − refund, and contacts
   * (`buyer_phone`, `buyer_email`) are normalised afterwards
   */
  rules: Readonly<Record<string, string>>;
  /** SQL for the status, over fields, the ruled amounts and `mapped_status` (null when there is no status) */
  status: string;
  /**
   * SQL for whether a row gives money back for an order placed by other rows; other rules may use it as `is_return`.
   * Such a row sets neither the time nor the status of its order
   */
  returns?: string;
  /** SQL for the order's key, where it is not `order_id` alone */
  orderKey?: string;
  /**
   * SQL for the number of a row without an order number, made of what tells it apart and beginning with `madeIdMark`; null
   * where that is missing too. Such rows are rejected where there is no rule
   */
  madeId?: string;
  /** additional fields, SQL over fields and the ones before them, evaluated for each row before lines become orders */
  derived?: Readonly<Record<string, string>>;
  /** rows to reject: `ingest.reject.<reason>` → SQL over fields */
  rejects?: Readonly<Record<string, string>>;
  /** a field with another number of the same order, for rows without an order number */
  orderAlias?: string;
  /** a regular expression for footer lines under the table, on lower-case text */
  footer?: string;
  /**
   * strptime formats of its times, tried before those that begin with the year; a date format may be followed by a time
   */
  timeForms?: readonly string[];
  /** SQL for whether a row is an item; other rows only describe their order */
  isItem?: string;
  /** items that are not rows of their own */
  items?: ItemsRule;
  /** fields that are summed over an order's lines; others are taken from the first line that has them */
  sums?: readonly string[];
}

const modules = import.meta.glob<{default: Platform}>("../platforms/*.ts", {eager: true});

/** Every known export format, one for each file in `platforms/`. */
export const platforms: readonly Platform[] = Object.values(modules).map((module) => module.default);

/** The format with this name; undefined when unknown. */
export function platformNamed(name: string): Platform | undefined {
  return platforms.find((platform) => platform.name === name);
}

/** The format that a header belongs to, and the share of its columns that the format knows. */
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

/** `Product Item 12 Name` with its number replaced by `{n}`. */
function anyNumber(word: string): string {
  return word.replace(/\d+/, "{n}");
}
