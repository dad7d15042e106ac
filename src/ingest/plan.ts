import type {Diagnostic} from "../base/errors";
import type {OrderStatus, RelationName} from "./canonical";

/** The encodings that are detected; `utf-8+…` is a text with lines of both. */
export const encodings = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "gb18030",
  "big5",
  "shift_jis",
  "windows-1252",
  "ibm850",
  "ibm437",
  "macintosh",
  "utf-8+gb18030",
  "utf-8+windows-1252"
] as const;
export type Encoding = (typeof encodings)[number];

/** The container that a text was extracted from. */
export interface Origin {
  /** names from the dropped file inwards: `六月.zip`, `订单.xlsx`, `Sheet2` */
  path: string[];
  /** whether its records are the rows of a sheet, including blank ones */
  isSheet: boolean;
  /** notes on what was left out */
  notes: Diagnostic[];
}

/** An opened file: its decoded head, and its bytes as a stream; it is never held as one string. */
export interface Source {
  /** stable within a session; alphanumeric, safe in a relation's name */
  id: string;
  name: string;
  /** bytes of the dropped file */
  size: number;
  encoding: Encoding;
  /** whether it begins with a byte order mark */
  hasBom: boolean;
  /** the first 256 KiB decoded, cut at a record's end unless it is the whole file */
  head: string;
  /** the file itself */
  file: Blob;
  /** the container it came from; null for a dropped text */
  origin: Origin | null;
}

/** How the cells of a text are separated. */
export interface CellRules {
  /** one character or more */
  delimiter: string;
  /** empty where nothing is quoted */
  quote: string;
  /** the character before a quote within a quoted cell: the quote itself, `\\`, or empty */
  escape: string;
  /** whether runs of the delimiter count as one, as where columns are padded with blanks */
  isPadded: boolean;
  /** whether some cells in the head are guarded as `="…"`, which CSV readers do not understand */
  isGuarded: boolean;
}

/** How the records of a text are separated, and where its table is. */
export interface Dialect extends CellRules {
  /** number of records before the header's last row; −1 without a header */
  headerRow: number;
  /** number of header rows; 1 by default */
  headerRows?: number;
  /** number of records after the table; absent when unknown */
  footerRows?: number;
}

/** RFC 4180: comma, doubled quotes. */
export const commonRules: CellRules = {delimiter: ",", quote: '"', escape: '"', isPadded: false, isGuarded: false};

/** What was detected from a file's head. */
export interface Sniff {
  source: Source;
  dialect: Dialect;
  /** header cells as written, made unique and non-empty */
  header: string[];
  /** name of the recognised platform layout, or null */
  platform: string | null;
  /** share of its columns that the layout knows, 0 to 1 */
  confidence: number;
}

/** The roles that a column can have in the mapping dialog; each feeds a canonical column or a rule. */
export const mappingRoles = [
  "order_id",
  "customer_key",
  "ordered_at",
  "paid_at",
  "status",
  "amount",
  "quantity",
  "unit_price",
  "refund_amount",
  "title",
  "sku",
  "product_id",
  "province",
  "city",
  "shop",
  "currency",
  "clock",
  "row_type",
  "original_order_id",
  "discount_amount",
  "buyer_name",
  "buyer_phone",
  "buyer_email"
] as const;
export type MappingRole = (typeof mappingRoles)[number];

/** Roles whose cells may stand only on the first row of a group, as the day of several orders. */
export const groupRoles = [
  "ordered_at",
  "paid_at",
  "order_id",
  "customer_key"
] as const satisfies readonly MappingRole[];

/** A person's corrections of how a file is parsed; absent keys are detected. */
export interface ParseOptions {
  encoding?: Encoding;
  delimiter?: string;
  /** empty for texts without quoting */
  quote?: string;
  /** number of records before the header; −1 without a header */
  headerRow?: number;
  /** number of header rows, one to three */
  headerRows?: number;
  /** number of records after the table */
  footerRows?: number;
}

/** The answers of the mapping dialog, stored by header. Optional keys are absent in mappings of older versions. */
export interface Mapping {
  /** column of the file (as in `Sniff.header`) for each role; null for none */
  columns: Record<MappingRole, string | null>;
  /**
   * whether a row is a whole order, or one line of it; without order numbers the lines of one customer at one time are
   * one order
   */
  grain: "order" | "line";
  /**
   * where a row's money comes from: a column, quantity × unit price (less the discount), or `none`: each row counts 1
   */
  amountFrom: "column" | "quantity_times_price" | "none";
  /** strptime format of the times; null for automatic detection */
  timeFormat: string | null;
  /** whether `,` is the decimal separator; false by default */
  hasDecimalComma?: boolean;
  /** money roles whose column repeats the order's total on each of its lines, so that it is taken once */
  repeated?: MappingRole[];
  /** meaning of the status column's words, by `statusKey`; other words have their usual meaning */
  meanings?: Record<string, OrderStatus>;
  /** the customer column, if it contains names, which two people may share */
  nameColumn?: string;
  /** words of `row_type` that mark returns, by `statusKey` */
  returnWords?: string[];
  /** prefix of credit note numbers; none by default */
  returnPrefix?: string;
  /** columns whose empty cells have the value above, written once for a group of rows; none by default */
  filledDown?: string[];
  /** whether orders are numbered anew each day, as by a till; false by default */
  isNumberedByDay?: boolean;
  /** whether amounts name their currencies, which are several: `€12.50`, `USD 30`; false by default */
  isCurrencyInAmount?: boolean;
  /** ISO code where no column or amount gives one; by default CNY for a Chinese header */
  currency?: string | null;
  /** corrections of how the text is parsed */
  reading?: ParseOptions;
  /** the recognised layout, where a person chose to map the file differently */
  insteadOf?: string;
}

/** Why a column was proposed for a role. */
export interface Evidence {
  role: MappingRole;
  column: string | null;
  /** the suffix of its message key */
  reason: "by_name" | "by_content" | "by_sums" | "remembered" | "none";
  /** 0 to 1 */
  confidence: number;
  /**
   * `day_month_ambiguous`: the sample fits day/month and month/day, so the format is only proposed; `format_found`: one
   * format fits the whole sample; `repeats_total`: each line repeats its order's total; `before_refunds`: another
   * column is this one less the refunds; `by_day`: numbers that begin anew each day; `names_only`: names, which two people may share
   */
  note?: "day_month_ambiguous" | "format_found" | "repeats_total" | "before_refunds" | "by_day" | "names_only";
}

/** A file and how it will be read. */
export interface ImportPlan {
  source: Source;
  dialect: Dialect;
  header: string[];
  /** name of a file in `ingest/platforms/`, or `other` */
  platform: string;
  /** null for a known platform */
  mapping: Mapping | null;
  /** reasons of the mapping; empty for a known platform */
  evidence: Evidence[];
  /** false until a person has confirmed a proposed mapping, or a stored one was found */
  isConfirmed: boolean;
  /** why this is probably not a file of orders; null or absent otherwise */
  doubt?: OrderDoubt | null;
}

/** Why a file is probably not a list of orders. */
export type OrderDoubt = "no_time" | "no_amount" | "daily_figures" | "customer_list" | "campaigns";

/** A rejected record: its position, reason and text. */
export interface RejectedRow {
  /** record number from 1, not counting the header */
  row: number;
  /** line of the file where the record begins, from 1; the row number for a sheet */
  line: number;
  /** suffix of the message key `ingest.reject.<reason>` */
  reason: string;
  /** raw text, truncated to 500 characters */
  text: string;
}

/** Number of orders in one state, as written in the export and as mapped. */
export interface StatusCount {
  raw: string;
  status: string;
  orders: number;
  /** whether they count as valid orders */
  isValid: boolean;
}

/** Number of orders and customers by the quality of the customer key. */
export interface IdentityCount {
  quality: string;
  orders: number;
  customers: number;
}

/** An export's money, as numbers. */
export interface Money {
  gross: number;
  paid: number;
  refunded: number;
  net: number;
}

/** The result of an import, reconciled to the row and the cent. Money in the file's currency. */
export interface ImportReport {
  sourceId: string;
  fileName: string;
  bytes: number;
  encoding: Encoding;
  platform: string;
  /** kind of its rows; `lines` for an item report */
  kind: RelationName;
  shop: string | null;
  /** the file's commonest currency, that of the amounts below; null when it names none */
  currency: string | null;
  /** rowsRead = rowsLoaded + rowsRejected */
  rowsRead: number;
  rowsLoaded: number;
  rowsRejected: number;
  rejectedByReason: {reason: string; rows: number}[];
  /** rejected records in order, at most 100,000 */
  rejects: readonly {row: number; reason: string}[];
  orders: number;
  lines: number;
  /** number of customers, days or refunds; 0 for a file of orders or lines */
  records: number;
  /** totals of the money columns of such records; empty for a file of orders or lines */
  totals: {column: string; amount: number}[];
  statuses: StatusCount[];
  money: Money;
  /** money in other currencies, the commonest first; absent in reports saved by older versions */
  otherMoney?: (Money & {currency: string})[];
  /** the first and last day of orders, without those dated after tomorrow, which are mistakes */
  firstDay: string | null;
  lastDay: string | null;
  /** orders per calendar day from the first to the last, including zeros */
  days: {day: string; orders: number}[];
  identity: IdentityCount[];
  diagnostics: Diagnostic[];
  /** wall time of the import */
  milliseconds: number;
  /** `fast` (DuckDB's reader) or `careful` (the slow path, record by record) */
  path: "fast" | "careful";
}

/** Progress of an import. */
export interface ImportProgress {
  phase: "reading" | "loading" | "checking";
  bytesRead: number;
  bytesTotal: number;
  rows: number;
}
