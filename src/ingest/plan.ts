import type {Diagnostic} from "../base/errors";
import type {OrderStatus, RelationName} from "./canonical";

/** The encodings told apart without asking. */
export const encodings = ["utf-8", "utf-16le", "utf-16be", "gb18030", "big5", "shift_jis", "windows-1252"] as const;
export type Encoding = (typeof encodings)[number];

/** What a text was taken out of. */
export interface Origin {
  /** names from the dropped file inwards: `六月.zip`, `订单.xlsx`, `Sheet2` */
  path: string[];
  /** whether its records are the rows of a sheet, blank ones included */
  isSheet: boolean;
  /** what was left out beside it */
  notes: Diagnostic[];
}

/** A dropped file, opened: its head as text, and its bytes as a stream, never the whole file as one string. */
export interface Source {
  /** stable within a session; a plain word, safe in a relation's name */
  id: string;
  name: string;
  /** bytes, as dropped */
  size: number;
  encoding: Encoding;
  /** whether a byte order mark stood at the start */
  hasBom: boolean;
  /** the first part of the file (up to 256 KiB), decoded, cut at a record's end where it is not the whole file */
  head: string;
  /** the file itself */
  file: Blob;
  /** where the text is not the dropped file itself */
  origin: Origin | null;
}

/** How the cells of a text are told apart. */
export interface CellRules {
  /** one character or more */
  delimiter: string;
  /** empty where nothing is quoted */
  quote: string;
  /** what stands before a quote within a quoted cell: the quote itself, `\\`, or nothing */
  escape: string;
  /** whether runs of the delimiter are one, as where columns are padded with blanks */
  isPadded: boolean;
  /** whether cells are guarded as `="…"` somewhere in the head, which no CSV reader understands */
  isGuarded: boolean;
}

/** How the records of a text are told apart. */
export interface Dialect extends CellRules {
  /** how many records stand before the header's last row; −1 when there is no header at all */
  headerRow: number;
  /** how many rows the header has; one when left out */
  headerRows?: number;
  /** how many records at the end of the file are none of its table; nothing is known when left out */
  footerRows?: number;
}

/** What most programs write. */
export const commonRules: CellRules = {delimiter: ",", quote: '"', escape: '"', isPadded: false, isGuarded: false};

/** What was made out about a file by looking at its head. */
export interface Sniff {
  source: Source;
  dialect: Dialect;
  /** header cells as written, made unique and non-empty */
  header: string[];
  /** the first records under the header, as text */
  sample: string[][];
  /** the platform layout it matches, or null */
  platform: string | null;
  /** share of the layout's recognised columns present, 0 to 1 */
  confidence: number;
}

/** Which roles a person can give a column in the mapping dialog; a role feeds one canonical column or a rule. */
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

/** What a person corrected about how a file's text is read; what is left out is found by itself. */
export interface Reading {
  encoding?: Encoding;
  delimiter?: string;
  /** empty for texts that quote nothing */
  quote?: string;
  /** how many records stand before the header; −1 when there is no header at all */
  headerRow?: number;
  /** how many records the header has, one to three */
  headerRows?: number;
  /** how many records at the end of the file are none of its table */
  footerRows?: number;
}

/** The answers of the mapping dialog, remembered for that header. What is optional was not asked by older versions. */
export interface Mapping {
  /** column of the file (as in `Sniff.header`) for each role; null when the file has none */
  columns: Record<MappingRole, string | null>;
  /**
   * whether a row is a whole order, or one line of an order; where no column numbers orders, the lines of one customer at
   * one time are one order
   */
  grain: "order" | "line";
  /** where a row's money comes from: a column, quantity × unit price (less the discount), or nowhere: then each row counts 1 */
  amountFrom: "column" | "quantity_times_price" | "none";
  /** strptime format of the times; null for the forms found by themselves */
  timeFormat: string | null;
  /** whether `,` stands before the decimals; false when left out */
  hasDecimalComma?: boolean;
  /** money whose column says the order's total again on each of its lines, so that it is taken once */
  repeated?: MappingRole[];
  /** what the words of the status column mean, by `statusKey`; other words mean what they usually do */
  meanings?: Record<string, OrderStatus>;
  /** the customer column, where it holds names: two people may share one */
  nameColumn?: string;
  /** words of `row_type`, by `statusKey`, whose rows give money back */
  returnWords?: string[];
  /** how the order numbers of credit notes begin; none when left out */
  returnPrefix?: string;
  /** ISO code where no column gives one; CNY for a Chinese header when left out */
  currency?: string | null;
  /** how the text is to be read, where what was found by itself was wrong */
  reading?: Reading;
  /** the layout that this header belongs to, where a person had it read differently all the same */
  insteadOf?: string;
}

/** Why a column was proposed for a role, so that the dialog can say so. */
export interface Evidence {
  role: MappingRole;
  column: string | null;
  /** `by_name`, `by_content`, `by_sums`, `remembered`, `none`: the key of its sentence */
  reason: "by_name" | "by_content" | "by_sums" | "remembered" | "none";
  /** 0 to 1 */
  confidence: number;
  /**
   * `day_month_ambiguous`: the sample fits day/month and month/day alike, so the format is only proposed;
   * `format_found`: one format fits the whole sample; `repeats_total`: each line says its order's total again;
   * `before_refunds`: another column is this one less the refunds; `names_only`: names, which two people may share
   */
  note?: "day_month_ambiguous" | "format_found" | "repeats_total" | "before_refunds" | "names_only";
}

/** A file and how it will be read: complete for a known platform, proposed for any other. */
export interface ImportPlan {
  source: Source;
  dialect: Dialect;
  header: string[];
  /** name in `ingest/platforms/`, or "other" */
  platform: string;
  /** null for a known platform, whose own description says it all */
  mapping: Mapping | null;
  /** why the mapping is what it is; empty for a known platform */
  evidence: Evidence[];
  /** false until a person has agreed to a proposed mapping (or a remembered one was found) */
  isConfirmed: boolean;
  /** why this is most likely no file of orders at all; null or left out for one that is */
  doubt?: OrderDoubt | null;
}

/** What a file lacks, or has, that says it is no list of orders. */
export type OrderDoubt = "no_time" | "no_amount" | "daily_figures" | "customer_list" | "campaigns";

/** A record that was not loaded: where it stands, why, and what it says. */
export interface RejectedRow {
  /** record number from 1, header not counted */
  row: number;
  /** physical line of the file from 1, where the record begins; the row of the sheet where it stood in one */
  line: number;
  /** `ingest.reject.<reason>` in messages */
  reason: string;
  /** the record's raw text, shortened to 500 characters */
  text: string;
}

/** Orders of one state, as the export wrote it and as we read it. */
export interface StatusCount {
  raw: string;
  status: string;
  orders: number;
  /** whether these count as valid orders */
  isValid: boolean;
}

/** How well the file says who bought. */
export interface IdentityCount {
  quality: string;
  orders: number;
  customers: number;
}

/** What an import did, to the row and to the cent. Money in the file's currency, numbers not strings. */
export interface ImportReport {
  sourceId: string;
  fileName: string;
  bytes: number;
  encoding: Encoding;
  platform: string;
  /** what its rows are about; `lines` for an item report */
  kind: RelationName;
  shop: string | null;
  /** the commonest of the file's currencies, which the money below is in; null where it names none */
  currency: string | null;
  /** rowsRead = rowsLoaded + rowsRejected, always */
  rowsRead: number;
  rowsLoaded: number;
  rowsRejected: number;
  rejectedByReason: {reason: string; rows: number}[];
  /** which records were rejected, in order; the first 100,000 of them */
  rejects: readonly {row: number; reason: string}[];
  orders: number;
  lines: number;
  /** customers, days or refunds; 0 for a file of orders or lines */
  records: number;
  /** what the money columns of such records add up to; empty for a file of orders or lines */
  totals: {column: string; amount: number}[];
  statuses: StatusCount[];
  money: {gross: number; paid: number; refunded: number; net: number};
  firstDay: string | null;
  lastDay: string | null;
  /** orders per calendar day between the first and the last, zeros included */
  days: {day: string; orders: number}[];
  identity: IdentityCount[];
  diagnostics: Diagnostic[];
  /** wall time of the import */
  milliseconds: number;
  /** "fast" (the engine's own reader) or "careful" (record by record) */
  path: "fast" | "careful";
}

/** How far an import is. */
export interface ImportProgress {
  phase: "reading" | "loading" | "checking";
  bytesRead: number;
  bytesTotal: number;
  rows: number;
}
