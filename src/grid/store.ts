import type {Table} from "apache-arrow";
import {toRows, type Row} from "../base/table";
import type {Database, QueryOptions} from "../engine/database";
import {QueryError} from "../engine/query-error";
import {throwIfCancelled} from "../engine/run";
import {conditionOf, everything, exactList, orderOf, selectList, toColumn, type GridColumn, type Question} from "./sql";

/** Schema of the grids' tables; not on the search path, so that notebooks do not see them. */
const schema = "grids";

/** Up to this many sorted rows, a top-n query is faster than sorting all. */
const quickRows = 1000;

/** Rows of one page of an export. */
const pageRows = 50_000;

let stores = 0;

/** A range of rows, and the select list. */
interface Slice {
  columns: readonly GridColumn[];
  offset: number;
  count: number;
  list: (columns: readonly GridColumn[]) => string;
}

/** The row numbers of one question's answer, in its order. */
interface Order {
  /** the question as SQL */
  key: string;
  name: string;
  rows: Promise<number>;
  abort: AbortController;
}

/**
 * Tables behind one grid. A slow view is computed once and stored; for an order or filter only row numbers are stored,
 * so columns are never copied.
 *
 * `GridSession` creates one for each relation. `open` first, then `count`, `window` and `pages` in any order; `drop`
 * removes its tables and ends it.
 */
export class GridStore {
  readonly #db: Database;
  readonly #from: string;
  readonly #id: number = (stores += 1);
  /** the columns, once `open` has resolved */
  columns: readonly GridColumn[] = [];
  /** total number of rows, once `open` has resolved */
  total = 0;
  #base: string;
  /** whether rows have numbers; otherwise every window is computed again */
  #isNumbered = true;
  #opening: Promise<void> | null = null;
  #orders = 0;
  #order: Order | null = null;
  /** aborted by `drop` only, since several callers may wait for the same query */
  readonly #life: AbortController = new AbortController();

  constructor(db: Database, from: string) {
    this.#db = db;
    this.#from = from;
    this.#base = from;
  }

  /** Reads the columns and stores the rows, once. */
  open(): Promise<void> {
    this.#opening ??= this.#open(this.#life).catch((error: unknown) => {
      this.#opening = null;
      throw error;
    });
    return this.#opening;
  }

  async #open(options?: QueryOptions): Promise<void> {
    const described = toRows(await this.#db.query(`describe select * from ${this.#from}`, options));
    this.columns = described.map((row) => toColumn(String(row.column_name), String(row.column_type)));
    const isShadowed = this.columns.some(({name}) => name.toLowerCase() === "rowid");
    if (isShadowed) this.#isNumbered = false;
    else if (!(await this.#isTable())) await this.#keep(options);
    this.total = await this.#count(this.#base, "", options);
  }

  #isTable(): Promise<boolean> {
    return this.#db.check(`select rowid from ${this.#from}`).then(
      () => true,
      () => false
    );
  }

  /** Stores the rows; a result that is too large is computed for each window instead. */
  async #keep(options?: QueryOptions): Promise<void> {
    const name = `${schema}.rows_${this.#id}`;
    try {
      await this.#db.exec(`create schema if not exists ${schema}`);
      await this.#db.exec(`create or replace table ${name} as from ${this.#from}`, options);
      this.#base = name;
    } catch (error) {
      if (!(error instanceof QueryError && error.code === "engine.out_of_memory")) throw error;
      this.#isNumbered = false;
    }
  }

  async #count(from: string, condition: string, options?: QueryOptions): Promise<number> {
    const where = condition === "" ? "" : ` where ${condition}`;
    const counted = await this.#db.query(`select count(*) as rows from ${from} t${where}`, options);
    return Number(toRows(counted)[0]?.rows);
  }

  /** The relation to read all rows from, for summaries. */
  get relation(): string {
    return this.#base;
  }

  /** The number of rows that match the question. */
  async count(question: Question, options?: QueryOptions): Promise<number> {
    await this.open();
    const condition = conditionOf(question, this.columns);
    if (this.#order && this.#order.key !== this.#keyOf(question)) await this.#forget(options);
    if (condition === "") return this.total;
    return this.#isNumbered
      ? (await this.#ordered(question, options)).rows
      : this.#count(this.#base, condition, options);
  }

  /** `count` rows of the answer from `offset` on. */
  async window(question: Question, offset: number, count: number, options?: QueryOptions): Promise<Row[]> {
    await this.open();
    return toRows(await this.#window(question, {columns: this.columns, offset, count, list: selectList}, options));
  }

  /**
   * The whole answer in pages with these columns; it has an order table of its own, so that the grid can be used
   * meanwhile.
   */
  async *pages(question: Question, columns: readonly GridColumn[], options?: QueryOptions): AsyncGenerator<Table> {
    await this.open();
    const isKept = this.#isNumbered && this.#keyOf(question) !== this.#keyOf(everything);
    const own = isKept ? this.#startOrder(question) : null;
    try {
      const rows = own ? await own.rows : await this.count(question, options);
      for (let offset = 0; offset < rows; offset += pageRows) {
        const slice = {columns, offset, count: pageRows, list: exactList};
        yield await (own ? this.#slice(own.name, slice, options) : this.#scan(question, slice, options));
      }
    } finally {
      if (own) await this.#end(own);
    }
  }

  async #window(question: Question, slice: Slice, options?: QueryOptions): Promise<Table> {
    const isPlain = this.#keyOf(question) === this.#keyOf(everything);
    const isQuick = conditionOf(question, this.columns) === "" && slice.offset + slice.count <= quickRows;
    if (isPlain || isQuick || !this.#isNumbered) return this.#scan(question, slice, options);
    const {name} = await this.#ordered(question, options);
    return this.#slice(name, slice, options);
  }

  /** Rows of the answer, by running the question. */
  #scan(question: Question, {columns, offset, count, list}: Slice, options?: QueryOptions): Promise<Table> {
    const [condition, order] = [conditionOf(question, this.columns), orderOf(question)];
    const where = condition === "" ? "" : `where ${condition}`;
    const tie = this.#isNumbered ? ", t.rowid" : "";
    const sorted = order === "" ? "" : `order by ${order}${tie}`;
    const slice = `limit ${count} offset ${offset}`;
    return this.#db.query(`select ${list(columns)} from ${this.#base} t ${where} ${sorted} ${slice}`, options);
  }

  /** Rows of the answer, by stored row numbers. */
  #slice(order: string, {columns, offset, count, list}: Slice, options?: QueryOptions): Promise<Table> {
    const numbers = `select rowid as place, source_row from ${order} where rowid >= ${offset} and rowid < ${offset + count}`;
    const joined = `${this.#base} t join (${numbers}) o on t.rowid = o.source_row`;
    return this.#db.query(`select ${list(columns)} from ${joined} order by o.place`, options);
  }

  #keyOf(question: Question): string {
    return `${conditionOf(question, this.columns)} | ${orderOf(question)}`;
  }

  /** The stored row numbers for the question, replacing those of another. */
  async #ordered(question: Question, options?: QueryOptions): Promise<{name: string; rows: number}> {
    const key = this.#keyOf(question);
    if (this.#order?.key !== key) await this.#forget(options);
    const order = this.#order?.key === key ? this.#order : this.#startOrder(question);
    this.#order = order;
    order.rows.catch(() => this.#order === order && (this.#order = null));
    return {name: order.name, rows: await order.rows};
  }

  #startOrder(question: Question): Order {
    const name = `${schema}.order_${this.#id}_${(this.#orders += 1)}`;
    const abort = new AbortController();
    const signal = AbortSignal.any([this.#life.signal, abort.signal]);
    const rows = this.#makeOrder(name, conditionOf(question, this.columns), orderOf(question), {signal});
    return {key: this.#keyOf(question), name, rows, abort};
  }

  /** Drops the order table of another question, unless a newer one has replaced it. */
  async #forget(options?: QueryOptions): Promise<void> {
    throwIfCancelled(options?.signal, "");
    await this.#dropOrder();
    throwIfCancelled(options?.signal, "");
  }

  async #makeOrder(name: string, condition: string, order: string, options?: QueryOptions): Promise<number> {
    const where = condition === "" ? "" : `where ${condition}`;
    const by = order === "" ? "" : `order by ${order}, t.rowid`;
    await this.#db.exec(`create schema if not exists ${schema}`);
    await this.#db.exec(
      `create or replace table ${name} as select t.rowid as source_row from ${this.#base} t ${where} ${by}`,
      options
    );
    return this.#count(name, "");
  }

  async #dropOrder(): Promise<void> {
    const old = this.#order;
    this.#order = null;
    if (old) await this.#end(old);
  }

  async #end({name, rows, abort}: Order): Promise<void> {
    abort.abort();
    await rows.catch(() => undefined);
    await this.#db.exec(`drop table if exists ${name}`);
  }

  /** Drops all tables; the store cannot be used after that. */
  async drop(): Promise<void> {
    this.#life.abort();
    await this.#opening?.catch(() => undefined);
    await this.#dropOrder();
    if (this.#base !== this.#from) await this.#db.exec(`drop table if exists ${this.#base}`);
  }
}
