import type {Table} from "apache-arrow";
import {AppError} from "../base/errors";
import {toRows, type Row} from "../base/table";
import type {Database} from "../engine/database";
import type {LeavingTable} from "../exports/table";
import {conditionOf, toColumn, type Filter, type GridColumn, type Question, type SortKey} from "../grid/sql";
import {GridStore} from "../grid/store";
import {summarizeColumns, type ColumnSummary} from "../grid/summary";

/** Rows that stand beside each other. */
export interface RowWindow {
  /** the number of the first, from 0 */
  offset: number;
  rows: readonly Row[];
}

/** The first rows of a result that is there already, and how many there are in all. */
interface FirstRows {
  table: Table;
  totalRows: number;
}

/** Rows fetched before and behind those that are seen. */
const margin = 150;
/** A sum waits until the result has stood still so long: while a slider moves nobody reads it. */
const stillMilliseconds = 300;

/** One relation as a person looks through it: sorted, filtered, summed up, a window of rows at a time. */
export class GridSession {
  columns: readonly GridColumn[] = $state.raw([]);
  /** all rows; null until they are counted */
  total: number | null = $state(null);
  /** rows that pass search and filters; null until they are counted */
  matching: number | null = $state(null);
  sort: readonly SortKey[] = $state.raw([]);
  filters: Readonly<Record<string, Filter>> = $state.raw({});
  search: string = $state("");
  /** the rows at hand */
  shown: RowWindow = $state.raw({offset: 0, rows: []});
  summaries: ReadonlyMap<string, ColumnSummary> = $state.raw(new Map());
  /** whether something is being computed that will change what is seen */
  isBusy: boolean = $state(false);
  error: AppError | null = $state.raw(null);

  readonly hasFilters: boolean = $derived(Object.keys(this.filters).length > 0 || this.search.trim() !== "");

  readonly #db: Database;
  readonly #from: string;
  #store: GridStore;
  #abort: AbortController = new AbortController();
  #summing: AbortController = new AbortController();
  /** the first rows of the result as it came, from which they are shown without being asked for */
  #first: FirstRows | null = null;
  #wanted: {first: number; last: number} = {first: 0, last: 50};
  /** the question that a fetch is under way for */
  #fetching: AbortSignal | null = null;
  #isSummed = false;
  #dropping: Promise<void> = Promise.resolve();

  /** `from` is the relation as SQL names it: `notebook."stages"`. */
  constructor(db: Database, from: string) {
    this.#db = db;
    this.#from = from;
    this.#store = new GridStore(db, from);
  }

  get #question(): Question {
    return {filters: this.filters, search: this.search, sort: this.sort};
  }

  /** Reads the relation again, as after its tables changed; what is seen stays until the new rows are there. */
  refresh(): Promise<void> {
    return this.#renew(null);
  }

  /**
   * The relation has a new result, of which these are the first rows: they are shown at once, and the relation is not computed
   * again until someone sorts, filters or scrolls beyond them, or it has stood still long enough to be summed up.
   */
  follow(table: Table, totalRows: number): Promise<void> {
    return this.#renew({table, totalRows});
  }

  async #renew(first: FirstRows | null): Promise<void> {
    this.#stop();
    this.#replaceStore();
    this.#first = first;
    this.error = null;
    if (first) this.#showFirst(first);
    await Promise.all([this.#ask(), this.#isSummed ? this.summarize() : null]);
  }

  #showFirst({table, totalRows}: FirstRows): void {
    this.total = totalRows;
    if (this.columns.length === 0)
      this.columns = table.schema.fields.map(({name, type}) => toColumn(name, sqlTypeOf(String(type))));
    if (!this.#isPlain()) return;
    this.matching = totalRows;
    this.shown = {offset: 0, rows: toRows(table)};
  }

  /** Whether every row is shown, as it comes. */
  #isPlain(): boolean {
    return this.sort.length === 0 && conditionOf(this.#question, this.columns) === "";
  }

  #stop(): void {
    this.#abort.abort();
    this.#summing.abort();
    this.#abort = new AbortController();
  }

  #replaceStore(): void {
    const old = this.#store;
    this.#store = new GridStore(this.#db, this.#from);
    this.#drop(old);
  }

  #drop(store: GridStore): void {
    this.#dropping = this.#dropping.then(() => store.drop()).catch(() => undefined);
  }

  /** Counts and fetches what the question in force wants; a newer question ends it. */
  async #ask(): Promise<void> {
    const {signal} = this.#abort;
    const store = this.#store;
    this.isBusy = true;
    try {
      if (!this.#isAtHand()) {
        await store.open();
        if (signal.aborted) return;
        this.columns = keptColumns(this.columns, store.columns);
        this.total = store.total;
        const matching = await store.count(this.#question, {signal});
        if (signal.aborted) return;
        this.matching = matching;
        await this.#fetch(signal);
      }
      if (!signal.aborted) this.error = null;
    } catch (error) {
      if (!signal.aborted) this.error = toAppError(error);
    } finally {
      if (!signal.aborted) this.isBusy = false;
    }
    // scrolled on meanwhile
    if (!signal.aborted && !this.error) await this.show(this.#wanted.first, this.#wanted.last);
  }

  /** Whether the first rows, as they came, are all that is wanted. */
  #isAtHand(): boolean {
    const {first, last} = this.#wanted;
    return (
      this.#first !== null &&
      this.#isPlain() &&
      this.#first.table.numRows >= Math.min(last, this.#first.totalRows) &&
      first >= 0
    );
  }

  async #fetch(signal: AbortSignal): Promise<void> {
    const offset = Math.max(0, this.#wanted.first - margin);
    const count = this.#wanted.last + margin - offset;
    const rows = await this.#store.window(this.#question, offset, count, {signal});
    if (!signal.aborted) this.shown = {offset, rows};
  }

  /** Rows `first` to `last` are in sight: fetches them when they are not at hand. The latest call wins. */
  async show(first: number, last: number): Promise<void> {
    this.#wanted = {first, last};
    const {signal} = this.#abort;
    if (this.#fetching === signal || this.isBusy || this.#has(first, last)) return;
    this.#fetching = signal;
    try {
      while (!signal.aborted && !this.#has(this.#wanted.first, this.#wanted.last)) {
        if (this.#isAtHand()) this.#showFirst(this.#first!);
        else await this.#fetch(signal);
      }
    } catch (error) {
      if (!signal.aborted) this.error = toAppError(error);
    } finally {
      if (this.#fetching === signal) this.#fetching = null;
    }
  }

  #has(first: number, last: number): boolean {
    const {offset, rows} = this.shown;
    const end = Math.min(last, this.matching ?? last);
    return first >= offset && end <= offset + rows.length;
  }

  /** So many rows from `offset` on, as filtered and sorted now. */
  window(offset: number, count: number, signal?: AbortSignal): Promise<Row[]> {
    return this.#store.window(this.#question, offset, count, {signal});
  }

  #change(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    if (this.#first && this.#isPlain()) this.#showFirst(this.#first);
    void this.#ask();
  }

  /** Sorts by a column: ascending, descending, not at all. With `adds` the columns sorted by before stay, before it. */
  sortBy(column: string, {adds = false} = {}): void {
    const current = this.sort.find((key) => key.column === column);
    const next = !current
      ? [{column, isDescending: false}]
      : current.isDescending
        ? []
        : [{column, isDescending: true}];
    if (!adds) this.sortTo(next);
    else if (!current) this.sortTo([...this.sort, ...next]);
    else this.sortTo(this.sort.flatMap((key) => (key.column === column ? next : [key])));
  }

  /** Sorts by these columns, the first first. */
  sortTo(keys: readonly SortKey[]): void {
    this.sort = keys;
    this.#change();
  }

  /** Shows only rows that pass; null lets all pass. */
  filter(column: string, filter: Filter | null): void {
    const others = Object.entries(this.filters).filter(([name]) => name !== column);
    this.filters = Object.fromEntries(filter ? [...others, [column, filter]] : others);
    this.#change();
  }

  /** Looks for a text in every text column. */
  searchFor(text: string): void {
    this.search = text;
    this.#change();
  }

  /** Shows every row again. */
  clearFilters(): void {
    this.filters = {};
    this.search = "";
    this.#change();
  }

  /** Sums up every column, once the result has stood still for a moment, and each later result as well. */
  async summarize(): Promise<void> {
    this.#isSummed = true;
    this.#summing.abort();
    this.#summing = new AbortController();
    const {signal} = this.#summing;
    const store = this.#store;
    await new Promise((done) => setTimeout(done, stillMilliseconds));
    if (signal.aborted) return;
    try {
      await store.open();
      const {relation, total, columns} = store;
      if (!signal.aborted) this.columns = keptColumns(this.columns, columns);
      for await (const some of summarizeColumns(this.#db, {relation, total, columns}, {signal})) {
        if (signal.aborted) return;
        this.summaries = new Map([...this.summaries, ...some]);
      }
    } catch {
      // a grid without its sums is still a grid; why the relation cannot be read is told by its rows
    }
  }

  /** What is seen, in full, with these columns: for files. */
  async leave(columns: readonly string[]): Promise<LeavingTable> {
    const [store, question] = [this.#store, this.#question];
    const totalRows = await store.count(question);
    const chosen = columns.flatMap((name) => store.columns.filter((column) => column.name === name));
    return {columns: chosen, totalRows, pages: (signal) => store.pages(question, chosen, {signal})};
  }

  /** Ends what runs and forgets what was kept. */
  async close(): Promise<void> {
    this.#stop();
    this.#drop(this.#store);
    await this.#dropping;
  }
}

/** The same columns stay the same objects, so that nothing is drawn again for them. */
function keptColumns(old: readonly GridColumn[], now: readonly GridColumn[]): readonly GridColumn[] {
  const isSame =
    old.length === now.length &&
    old.every(({name, type}, index) => name === now[index]!.name && type === now[index]!.type);
  return isSame ? old : now;
}

/** DuckDB's name for what Arrow calls a type, near enough to align a column until DuckDB is asked. */
function sqlTypeOf(arrow: string): string {
  if (arrow === "Bool") return "BOOLEAN";
  if (/^Date/.test(arrow)) return "DATE";
  if (/^Timestamp/.test(arrow)) return "TIMESTAMP";
  if (/^(Uint|Int)/.test(arrow)) return "INTEGER";
  if (/^(Float|Decimal)/.test(arrow)) return "DOUBLE";
  return "VARCHAR";
}

function toAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError("grid.failed", {message: String(error)}, {cause: error});
}
