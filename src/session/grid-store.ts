import type {Table} from "apache-arrow";
import {toRows, type Row} from "../base/table";
import type {Database, QueryOptions} from "../engine/database";
import {QueryError} from "../engine/query-error";
import {conditionOf, exactList, orderOf, selectList, toColumn, type GridColumn, type Question} from "./grid-sql";

/** Where what is scrolled is kept: not on the search path, so that no notebook meets it by accident. */
const schema = "grids";

/** Sorted rows up to here are found faster than the order of all of them. */
const quickRows = 1000;

/** Rows of one page of an export. */
const pageRows = 50_000;

let stores = 0;

/** The row numbers of one answer, in its order. */
interface Order {
  /** the question, as SQL */
  key: string;
  name: string;
  rows: Promise<number>;
  abort: AbortController;
}

/**
 * One relation made ready to be scrolled. A view is computed once and kept; of an order or a filter only the row numbers are
 * kept, so that the columns are never copied for it. All of it is dropped by `drop`.
 */
export class GridStore {
  readonly #db: Database;
  readonly #from: string;
  readonly #id: number = (stores += 1);
  /** the columns, once `open` has resolved */
  columns: readonly GridColumn[] = [];
  /** all rows, once `open` has resolved */
  total = 0;
  #base: string;
  /** whether rows have numbers; else every window is computed anew */
  #isNumbered = true;
  #opening: Promise<void> | null = null;
  #orders = 0;
  #order: Order | null = null;
  /** aborted by `drop`; not by who asks, because others may wait for the same */
  readonly #life: AbortController = new AbortController();

  constructor(db: Database, from: string) {
    this.#db = db;
    this.#from = from;
    this.#base = from;
  }

  /** Learns the columns and keeps the rows; once, however often it is asked. */
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

  /** What is too large to be kept is computed for each window instead. */
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

  /** What the rows are read from: for sums over all of them. */
  get relation(): string {
    return this.#base;
  }

  /** How many rows answer the question. */
  async count(question: Question, options?: QueryOptions): Promise<number> {
    await this.open();
    const condition = conditionOf(question, this.columns);
    if (this.#order && this.#order.key !== this.#keyOf(question)) await this.#dropOrder();
    if (condition === "") return this.total;
    return this.#isNumbered ? (await this.#ordered(question)).rows : this.#count(this.#base, condition, options);
  }

  /** So many rows of the answer from `offset` on. */
  async window(question: Question, offset: number, count: number, options?: QueryOptions): Promise<Row[]> {
    await this.open();
    return toRows(await this.#window(question, this.columns, offset, count, options));
  }

  /** The whole answer in pages, of these columns. */
  async *pages(question: Question, columns: readonly GridColumn[], options?: QueryOptions): AsyncGenerator<Table> {
    const rows = await this.count(question, options);
    for (let offset = 0; offset < rows; offset += pageRows) {
      yield await this.#window(question, columns, offset, pageRows, options, exactList);
    }
  }

  async #window(
    question: Question,
    columns: readonly GridColumn[],
    offset: number,
    count: number,
    options?: QueryOptions,
    list = selectList
  ): Promise<Table> {
    const [condition, order] = [conditionOf(question, this.columns), orderOf(question)];
    const slice = `limit ${count} offset ${offset}`;
    const isPlain = condition === "" && order === "";
    const isQuick = condition === "" && offset + count <= quickRows;
    if (isPlain || isQuick || !this.#isNumbered) {
      const where = condition === "" ? "" : `where ${condition}`;
      const tie = this.#isNumbered ? ", t.rowid" : "";
      const sorted = order === "" ? "" : `order by ${order}${tie}`;
      return this.#db.query(`select ${list(columns)} from ${this.#base} t ${where} ${sorted} ${slice}`, options);
    }
    const {name} = await this.#ordered(question);
    const numbers = `select rowid as place, source_row from ${name} where rowid >= ${offset} and rowid < ${offset + count}`;
    const joined = `${this.#base} t join (${numbers}) o on t.rowid = o.source_row`;
    return this.#db.query(`select ${list(columns)} from ${joined} order by o.place`, options);
  }

  #keyOf(question: Question): string {
    return `${conditionOf(question, this.columns)} | ${orderOf(question)}`;
  }

  /** The row numbers of the answer, in its order: kept until another question is asked. */
  async #ordered(question: Question): Promise<{name: string; rows: number}> {
    const key = this.#keyOf(question);
    if (this.#order?.key !== key) await this.#dropOrder();
    const order = this.#order?.key === key ? this.#order : this.#startOrder(question, key);
    return {name: order.name, rows: await order.rows};
  }

  #startOrder(question: Question, key: string): Order {
    const name = `${schema}.order_${this.#id}_${(this.#orders += 1)}`;
    const abort = new AbortController();
    const signal = AbortSignal.any([this.#life.signal, abort.signal]);
    const rows = this.#makeOrder(name, conditionOf(question, this.columns), orderOf(question), {signal});
    const made = {key, name, rows, abort};
    this.#order = made;
    rows.catch(() => this.#order === made && (this.#order = null));
    return made;
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
    if (!old) return;
    old.abort.abort();
    await old.rows.catch(() => undefined);
    await this.#db.exec(`drop table if exists ${old.name}`);
  }

  /** Forgets all that was kept; the store must not be asked after it. */
  async drop(): Promise<void> {
    this.#life.abort();
    await this.#opening?.catch(() => undefined);
    await this.#dropOrder();
    if (this.#base !== this.#from) await this.#db.exec(`drop table if exists ${this.#base}`);
  }
}
