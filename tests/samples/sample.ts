import type {OrderStatus} from "../../src/ingest/canonical";

/** A made-up export of one platform, and what it must come to, counted while it was written. */
export interface Sample {
  /** the platform that must know it, and no other */
  platform: string;
  /** its name in `files/`, as the platform would call it */
  file: string;
  text: string;
  /** how the platform writes it, where not in UTF-8; in `files/` every sample stands in UTF-8, to be read */
  encoding?: "gb18030";
  facts: Facts;
}

/** What a file comes to; money in cents. */
export interface Facts {
  rows: number;
  /** reason → rows */
  rejected: Record<string, number>;
  orders: number;
  lines: number;
  gross: number;
  paid: number;
  back: number;
  /** status → orders */
  statuses: Partial<Record<OrderStatus, number>>;
  /** quality of the key → orders */
  keys: Record<string, number>;
  /** customers, days or refunds; left out where orders are counted */
  records?: number;
  /** column of money → what it adds up to; left out where orders are counted */
  totals?: Record<string, number>;
}

/** Counts what is written. */
export class Ledger {
  readonly facts: Facts = {
    rows: 0,
    rejected: {},
    orders: 0,
    lines: 0,
    gross: 0,
    paid: 0,
    back: 0,
    statuses: {},
    keys: {}
  };

  /** Rows of the file that are loaded. */
  rows(count: number): void {
    this.facts.rows += count;
  }

  lines(count: number): void {
    this.facts.lines += count;
  }

  /** A row of the file that is left out. */
  rejected(reason: string): void {
    this.facts.rows++;
    this.facts.rejected[reason] = (this.facts.rejected[reason] ?? 0) + 1;
  }

  /** A row that is a customer, a day or a refund, and its money. */
  record(amounts: Readonly<Record<string, number>> = {}): void {
    const {facts} = this;
    facts.rows++;
    facts.records = (facts.records ?? 0) + 1;
    facts.totals ??= {};
    for (const [column, cents] of Object.entries(amounts)) facts.totals[column] = (facts.totals[column] ?? 0) + cents;
  }

  order(status: OrderStatus, key: string, {gross, paid, back}: Record<"gross" | "paid" | "back", number>): void {
    const {facts} = this;
    facts.orders++;
    facts.gross += gross;
    facts.paid += paid;
    facts.back += back;
    facts.statuses[status] = (facts.statuses[status] ?? 0) + 1;
    facts.keys[key] = (facts.keys[key] ?? 0) + 1;
  }
}

/** Cents as a plain number with two decimals. */
export function money(cents: number): string {
  return (cents / 100).toFixed(2);
}

/** Cents with commas between thousands. */
export function thousands(cents: number): string {
  return dollars(cents).replace("$", "");
}

/** Parts that add up to the whole, the first taking what is left over. */
export function shared(whole: number, count: number): number[] {
  const part = Math.floor(whole / count);
  return Array.from({length: count}, (_, place) => (place === 0 ? whole - part * (count - 1) : part));
}

/** Cents with a sign of the dollar and commas between thousands, the minus first. */
export function dollars(cents: number): string {
  const [whole = "", rest] = money(Math.abs(cents)).split(".");
  return `${cents < 0 ? "-" : ""}$${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${rest}`;
}

/** Records as CSV, quoted where they must be. */
export function csvText(rows: readonly (readonly string[])[], delimiter = ",", lineEnd = "\r\n"): string {
  const cell = (text: string) =>
    /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
  return rows.map((cells) => cells.map(cell).join(delimiter) + lineEnd).join("");
}

/** A record under a header, blank where nothing is given; a name that the header lacks is a slip of the sample. */
export function record(header: readonly string[], cells: Readonly<Record<string, string>>): string[] {
  const strange = Object.keys(cells).filter((name) => !header.includes(name));
  if (strange.length > 0) throw new Error(`no column ${strange.join(", ")}`);
  return header.map((name) => cells[name] ?? "");
}
