import type {Table} from "apache-arrow";
import {AppError} from "../base/errors";
import {toRows, type Row} from "../base/table";
import type {Database} from "../engine/database";
import type {LeavingTable} from "../exports/table";
import {conditionOf, toColumn, type Filter, type GridColumn, type Question, type SortKey} from "../grid/sql";
import {GridStore} from "../grid/store";
import {summarizeColumns, type ColumnSummary} from "../grid/summary";

/** Consecutive rows. */
export interface RowWindow {
  /** index of the first */
  offset: number;
  rows: readonly Row[];
}

/** The first rows of a result that has already been fetched, and the total. */
interface FirstRows {
  table: Table;
  totalRows: number;
}

/** Rows fetched before and after the visible ones. */
const margin = 150;
/** Delay before a new result is summarised, in milliseconds, so that dragging a slider causes no summaries. */
const stillMilliseconds = 300;

/**
 * A relation in a grid: sorted, filtered, summarised, fetched in windows.
 *
 * A grid component creates one for its relation, or `ShopSession.gridOf` does. `refresh` or `follow` loads the first
 * rows; `show` fetches as the user scrolls; sorting and filtering change the question and fetch again, the latest call
 * winning. `close` ends queries and drops its tables; the component calls it when it is removed.
 */
export class GridSession {
  columns: readonly GridColumn[] = $state.raw([]);
  /** number of all rows; null until counted */
  total: number | null = $state(null);
  /** number of rows that match search and filters; null until counted */
  matching: number | null = $state(null);
  sort: readonly SortKey[] = $state.raw([]);
  filters: Readonly<Record<string, Filter>> = $state.raw({});
  search: string = $state("");
  /** the fetched rows */
  shown: RowWindow = $state.raw({offset: 0, rows: []});
  summaries: ReadonlyMap<string, ColumnSummary> = $state.raw(new Map());
  /** whether a query is running that will change the visible rows */
  isBusy: boolean = $state(false);
  error: AppError | null = $state.raw(null);

  readonly hasFilters: boolean = $derived(Object.keys(this.filters).length > 0 || this.search.trim() !== "");

  readonly #db: Database;
  readonly #from: string;
  #store: GridStore;
  #abort: AbortController = new AbortController();
  #summing: AbortController = new AbortController();
  /** the first rows of the result as it arrived, shown without a query */
  #first: FirstRows | null = null;
  #wanted: {first: number; last: number} = {first: 0, last: 50};
  /** signal of the question that is being fetched */
  #fetching: AbortSignal | null = null;
  #isSummed = false;
  #dropping: Promise<void> = Promise.resolve();

  /** `from` is the relation in SQL: `notebook."stages"`. */
  constructor(db: Database, from: string) {
    this.#db = db;
    this.#from = from;
    this.#store = new GridStore(db, from);
  }

  get #question(): Question {
    return {filters: this.filters, search: this.search, sort: this.sort};
  }

  /** Loads the relation again, as after its tables changed; the old rows stay visible until then. */
  refresh(): Promise<void> {
    return this.#renew(null);
  }

  /**
   * Shows the first rows of a new result at once. The relation is not queried until the user sorts, filters or scrolls
   * beyond them, or until it is summarised.
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
    const {fields} = table.schema;
    const isSame =
      fields.length === this.columns.length && fields.every(({name}, at) => name === this.columns[at]!.name);
    if (!isSame) this.#takeColumns(fields.map(({name, type}) => toColumn(name, sqlTypeOf(String(type)))));
    if (!this.#isPlain()) return;
    this.matching = totalRows;
    this.shown = {offset: 0, rows: toRows(table)};
  }

  /** Takes the columns of a result. Order and filters of a column that is gone end with it. */
  #takeColumns(columns: readonly GridColumn[]): void {
    this.columns = keptColumns(this.columns, columns);
    const names = new Set(columns.map(({name}) => name));
    const [sort, filters] = [this.sort, Object.entries(this.filters)];
    const [keptSort, keptFilters] = [
      sort.filter(({column}) => names.has(column)),
      filters.filter(([name]) => names.has(name))
    ];
    if (keptSort.length < sort.length) this.sort = keptSort;
    if (keptFilters.length < filters.length) this.filters = Object.fromEntries(keptFilters);
  }

  /** Whether all rows are shown in their own order. */
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

  /** Counts and fetches for the current question; a newer question cancels it. */
  async #ask(): Promise<void> {
    const {signal} = this.#abort;
    const store = this.#store;
    this.isBusy = true;
    try {
      if (!this.#isAtHand()) {
        await store.open();
        if (signal.aborted) return;
        this.#takeColumns(store.columns);
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
    // the user has scrolled on meanwhile
    if (!signal.aborted && !this.error) await this.show(this.#wanted.first, this.#wanted.last);
  }

  /** Whether the given first rows are all that is needed. */
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

  /** Fetches the visible rows `first` to `last` if needed. The latest call wins. */
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

  /** `count` rows from `offset` on, with the current filters and order. */
  window(offset: number, count: number, signal?: AbortSignal): Promise<Row[]> {
    return this.#store.window(this.#question, offset, count, {signal});
  }

  #change(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    if (this.#first && this.#isPlain()) this.#showFirst(this.#first);
    void this.#ask();
  }

  /** Sorts by a column: ascending, descending, unsorted. With `adds`, earlier sort columns are kept before it. */
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

  /** Sorts by these columns. */
  sortTo(keys: readonly SortKey[]): void {
    this.sort = keys;
    this.#change();
  }

  /** Sets a column's filter; null removes it. */
  filter(column: string, filter: Filter | null): void {
    const others = Object.entries(this.filters).filter(([name]) => name !== column);
    this.filters = Object.fromEntries(filter ? [...others, [column, filter]] : others);
    this.#change();
  }

  /** Searches a text in every text column. */
  searchFor(text: string): void {
    this.search = text;
    this.#change();
  }

  /** Removes search and filters. */
  clearFilters(): void {
    this.filters = {};
    this.search = "";
    this.#change();
  }

  /** Summarises every column after a delay, and again for each later result. */
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
      // a failed summary leaves the grid usable; an unreadable relation is reported with its rows
    }
  }

  /** The relation in SQL as it is stored for this grid, for other questions about all of its rows; not after `close`. */
  async storedRows(): Promise<string> {
    const store = this.#store;
    await store.open();
    return store.relation;
  }

  /** All matching rows with these columns, for export; with `only`, those that pass these filters instead of the grid's own. */
  async leave(columns: readonly string[], only?: Readonly<Record<string, Filter>>): Promise<LeavingTable> {
    const store = this.#store;
    const question = only ? {filters: only, search: "", sort: this.sort} : this.#question;
    const totalRows = await store.count(question);
    const chosen = columns.flatMap((name) => store.columns.filter((column) => column.name === name));
    return {columns: chosen, totalRows, pages: (signal) => store.pages(question, chosen, {signal})};
  }

  /** Cancels queries and drops tables. */
  async close(): Promise<void> {
    this.#stop();
    this.#drop(this.#store);
    await this.#dropping;
  }
}

/** Keeps the objects of unchanged columns, so that nothing is redrawn for them. */
function keptColumns(old: readonly GridColumn[], now: readonly GridColumn[]): readonly GridColumn[] {
  const isSame =
    old.length === now.length &&
    old.every(({name, type}, index) => name === now[index]!.name && type === now[index]!.type);
  return isSame ? old : now;
}

/** DuckDB's name for an Arrow type, approximate, until DuckDB has been asked. */
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
