import {AppError} from "../base/errors";
import type {HuitouDatabase, StoreEntry, StoreName, StoreReader, StoreWriter} from "./database";

type Rows = ReadonlyMap<string, unknown>;
type Stores = ReadonlyMap<StoreName, Rows>;

/** A database in memory, for a browser that allows no other. */
export function memoryDatabase(): HuitouDatabase {
  return new MemoryDatabase();
}

class MemoryDatabase implements HuitouDatabase {
  readonly isDurable = false;
  isForgotten = false;
  #stores: Stores = new Map();
  #last: Promise<unknown> = Promise.resolve();

  read<Result>(_: readonly StoreName[], work: (store: StoreReader) => Promise<Result>): Promise<Result> {
    return this.write([], work);
  }

  /** Runs transactions one after another, each on a copy that replaces the data when it succeeds. */
  write<Result>(_: readonly StoreName[], work: (store: StoreWriter) => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(() => this.#run(work));
    this.#last = turn.catch(() => {});
    return turn;
  }

  async forget(): Promise<void> {
    this.isForgotten = true;
    this.#stores = new Map();
  }

  close(): void {}

  async #run<Result>(work: (store: StoreWriter) => Promise<Result>): Promise<Result> {
    if (this.isForgotten) throw new AppError("persist.forgotten");
    const copy = new Map([...this.#stores].map(([name, rows]) => [name, new Map(rows)]));
    const result = await work(accessOf(copy));
    this.#stores = copy;
    return result;
  }
}

/** Keys are stored as JSON, because lists can be keys. */
function accessOf(stores: Map<StoreName, Map<string, unknown>>): StoreWriter {
  const rowsOf = (store: StoreName): Map<string, unknown> => {
    const rows = stores.get(store) ?? new Map<string, unknown>();
    stores.set(store, rows);
    return rows;
  };
  const entries = <Name extends StoreName>(store: Name, notebook?: string): StoreEntry<Name>[] =>
    [...rowsOf(store)]
      .map(([key, value]): StoreEntry<Name> => [JSON.parse(key) as never, structuredClone(value)])
      .filter(([key]) => notebook === undefined || key[0] === notebook)
      .sort(([a], [b]) => compare(a, b));
  return {
    get: async (store, key) => structuredClone(rowsOf(store).get(JSON.stringify(key))),
    keys: async (store, notebook) => entries(store, notebook).map(([key]) => key),
    entries: async (store, notebook) => entries(store, notebook),
    last: async (store, notebook) => entries(store, notebook).at(-1),
    put: async (store, key, value) => void rowsOf(store).set(JSON.stringify(key), structuredClone(value)),
    delete: async (store, key) => void rowsOf(store).delete(JSON.stringify(key))
  };
}

function compare(a: string | readonly string[], b: string | readonly string[]): number {
  const [left, right] = [[a].flat(), [b].flat()];
  const index = left.findIndex((part, at) => part !== right[at]);
  if (index < 0) return 0;
  return left[index]! < right[index]! ? -1 : 1;
}
