import {SvelteSet} from "svelte/reactivity";
import {toRows, type Row} from "../base/table";
import type {Database} from "../engine/database";
import {checkSelect} from "../engine/select";
import {quoteIdentifier} from "../engine/sql";
import type {LeavingTable} from "../exports/table";
import type {Filter} from "../grid/sql";
import {GridSession} from "./grid.svelte";

/** Rows of one page of a list. */
export const pageRows = 50;
/** Up to so many rows a list is shown on one page when asked to; more elements would block the page. */
export const longestPage = 2000;

/** How often somebody bought: what the row of a list draws. */
export interface Rhythm {
  /** the days of their purchases in the last two years, ascending */
  days: readonly Date[];
}

/** All of a list, whatever is searched or filtered. */
export interface ListTotals {
  people: number;
  /** null where the files say nothing about money */
  netAmount: number | null;
  purchases: number;
  /** people by stage, and by how they can be reached */
  stages: ReadonlyMap<string, number>;
  reaches: ReadonlyMap<string, number>;
  /** columns that hold something for at least one of them */
  filled: ReadonlySet<string>;
}

/** Columns that are empty for everyone in many shops. */
const sparse = ["buyer_name", "buyer_phone", "buyer_email", "mean_interval_days"] as const;

/**
 * A list of people: who is on it, sorted, searched, filtered, a page at a time, and which of them are chosen.
 *
 * The list's component creates one for the select of their ids; `open` loads the first page, and may be called again after the
 * data changed. `turnTo`, `searchFor`, `filter` and `sortBy` show other rows; `leave` gives those that are taken along. `close`
 * ends queries and drops tables.
 */
export class PeopleList {
  readonly grid: GridSession;
  /** ids of the customers chosen one by one; while it is empty, everyone who is not filtered away counts as chosen */
  readonly chosen = new SvelteSet<number>();
  totals: ListTotals | null = $state.raw(null);
  /** zero-based */
  page: number = $state(0);
  /** whether all rows stand on one page */
  isWhole: boolean = $state(false);
  rhythms: ReadonlyMap<number, Rhythm> = $state.raw(new Map());
  /** the day that recency is counted to */
  asOf: Date | null = $state.raw(null);

  readonly #db: Database;
  readonly #select: string;

  /** `select` gives the `customer_id` of each person once. */
  constructor(db: Database, select: string) {
    this.#db = db;
    this.#select = select;
    this.grid = new GridSession(
      db,
      `(select customer_cards.* from customer_cards semi join (${select}) as listed on customer_cards.customer_id = listed.customer_id)`
    );
    this.grid.sort = [{column: "net_amount", isDescending: true}];
  }

  readonly size: number = $derived.by(() => (this.isWhole ? longestPage : pageRows));
  readonly pages: number = $derived.by(() => Math.max(1, Math.ceil((this.grid.matching ?? 0) / this.size)));
  readonly rows: readonly Row[] = $derived.by(() => {
    const {offset, rows} = this.grid.shown;
    const first = this.page * this.size;
    return rows.slice(Math.max(0, first - offset), Math.max(0, first - offset + this.size));
  });
  /** number of people that would be taken along */
  readonly leaving: number | null = $derived.by(() => (this.chosen.size > 0 ? this.chosen.size : this.grid.matching));

  /** Loads who is on the list. Rejects with `engine.not_a_select` where a notebook says it by something else. */
  async open(): Promise<void> {
    await checkSelect(this.#db, this.#select);
    await this.grid.refresh();
    const relation = await this.grid.storedRows();
    const [sums] = toRows(
      await this.#db.query(`select count(*) as people, sum(net_amount)::double as net_amount,
        coalesce(sum(purchases), 0)::double as purchases, any_value((select as_of from int_settings)) as as_of,
        ${sparse.map((name) => `count(${name}) as ${name}`).join(", ")} from ${relation}`)
    );
    this.asOf = sums!.as_of as Date | null;
    this.totals = {
      people: Number(sums!.people),
      netAmount: sums!.net_amount === null ? null : Number(sums!.net_amount),
      purchases: Number(sums!.purchases),
      stages: await this.#countBy("stage", relation),
      reaches: await this.#countBy("reach", relation),
      filled: new Set(sparse.filter((name) => Number(sums![name]) > 0))
    };
  }

  async #countBy(column: string, relation: string): Promise<Map<string, number>> {
    const place = quoteIdentifier(column);
    const rows = toRows(
      await this.#db.query(
        `select ${place} as word, count(*) as people from ${relation} group by ${place} order by people desc`
      )
    );
    return new Map(rows.map(({word, people}) => [String(word), Number(people)]));
  }

  /** Shows a page, counted from 0. */
  turnTo(page: number): Promise<void> {
    this.page = Math.max(0, Math.min(page, this.pages - 1));
    return this.grid.show(this.page * this.size, (this.page + 1) * this.size);
  }

  /** Shows all rows on one page, or pages again. */
  setWhole(isWhole: boolean): Promise<void> {
    this.isWhole = isWhole;
    return this.turnTo(0);
  }

  /** Searches a text in names, contacts and every other text; the empty one ends it. */
  searchFor(text: string): void {
    this.#toStart();
    this.grid.searchFor(text);
  }

  /** Shows only rows with one of these words in a column; none of them, and all are shown. */
  filter(column: string, words: readonly string[]): void {
    this.#toStart();
    this.grid.filter(column, words.length === 0 ? null : {kind: "values", values: words});
  }

  /** The words that a column is filtered by. */
  filterOf(column: string): readonly string[] {
    const filter = this.grid.filters[column];
    return filter?.kind === "values" ? filter.values.map(String) : [];
  }

  /** Sorts by a column, largest or last first; again, the other way round. */
  sortBy(column: string): void {
    const [current] = this.grid.sort;
    this.#toStart();
    this.grid.sortTo([{column, isDescending: current?.column === column ? !current.isDescending : true}]);
  }

  #toStart(): void {
    this.page = 0;
    void this.grid.show(0, this.size);
  }

  /** Chooses somebody, or no longer. */
  choose(id: number): void {
    if (!this.chosen.delete(id)) this.chosen.add(id);
  }

  /** Reads when the people shown bought, for those not read yet. */
  async readRhythms(): Promise<void> {
    const ids = this.rows.map((row) => Number(row.customer_id)).filter((id) => !this.rhythms.has(id));
    if (ids.length === 0 || ids.length > 4 * pageRows) return;
    const read = toRows(
      await this.#db.query(`select customer_id, list(purchase_date order by purchase_date) as days
        from purchases cross join int_settings
        where customer_id in (${ids.join(", ")}) and purchase_date > int_settings.as_of - 730
        group by customer_id`)
    );
    const found = new Map(read.map(({customer_id: id, days}) => [Number(id), {days: days as Date[]}]));
    this.rhythms = new Map([...this.rhythms, ...ids.map((id) => [id, found.get(id) ?? {days: []}] as const)]);
  }

  /** Those to take along, in the list's order: the chosen, or all that match. */
  leave(columns: readonly string[]): Promise<LeavingTable> {
    const ids = [...this.chosen].map(String);
    const only: Record<string, Filter> = {customer_id: {kind: "values", values: ids}};
    return this.grid.leave(columns, ids.length > 0 ? only : undefined);
  }

  /** Cancels queries and drops tables. */
  close(): Promise<void> {
    return this.grid.close();
  }
}

/** One customer, and all their orders, newest first. */
export interface CustomerCard {
  card: Row;
  orders: readonly Row[];
}

/** Reads a customer; null when there is none of that id. */
export async function readCustomer(db: Database, id: number): Promise<CustomerCard | null> {
  if (!Number.isInteger(id)) return null;
  const [cards, orders] = await Promise.all([
    db.query(`select * from customer_cards where customer_id = ${id}`),
    db.query(`select * from customer_orders where customer_id = ${id} order by ordered_at desc, order_id desc`)
  ]);
  const [card] = toRows(cards);
  return card ? {card, orders: toRows(orders)} : null;
}
