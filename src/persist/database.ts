import {deleteDB, openDB, type IDBPDatabase, type IDBPTransaction} from "idb";
import {AppError} from "../base/errors";
import {asPersistError, within} from "./failure";

/** A file dropped on the page, as the vault lists it; its bytes lie elsewhere. */
export interface FileRow {
  id: string;
  name: string;
  size: number;
  type: string;
  lastModified: number;
  addedAt: number;
  order: number;
  meta: unknown;
  place: "opfs" | "idb";
}

/** What is written to each store. What is read is `unknown`: another build may have written it. */
export interface StoreRows {
  /** by id */
  notebooks: object;
  /** by notebook and version */
  versions: object;
  /** notebooks of others that were accepted, by the hash of their text */
  trust: {acceptedAt: number};
  /** the vault's list of files, by id */
  files: FileRow;
  /** bytes of files where the browser has no folder for them, by id */
  blobs: Blob;
  /** single values by name */
  meta: unknown;
}

export type StoreName = keyof StoreRows;

/** A version is found by its notebook and its own id, everything else by one text. */
export type StoreKey<Name extends StoreName> = Name extends "versions" ? [notebook: string, version: string] : string;

export type StoreEntry<Name extends StoreName> = [key: StoreKey<Name>, value: unknown];

/** What can be read in a transaction. Nothing else may be awaited between two calls, or the browser ends it. */
export interface StoreReader {
  /** `undefined` where there is nothing */
  get<Name extends StoreName>(store: Name, key: StoreKey<Name>): Promise<unknown>;
  /** all keys in order; for versions, those of one notebook where it is given */
  keys<Name extends StoreName>(store: Name, notebook?: string): Promise<StoreKey<Name>[]>;
  /** all keys and values in order of the keys; for versions, those of one notebook where it is given */
  entries<Name extends StoreName>(store: Name, notebook?: string): Promise<StoreEntry<Name>[]>;
  /** what has the highest key */
  last<Name extends StoreName>(store: Name, notebook?: string): Promise<StoreEntry<Name> | undefined>;
}

/** What can be done in a transaction that writes. */
export interface StoreWriter extends StoreReader {
  put<Name extends StoreName>(store: Name, key: StoreKey<Name>, value: StoreRows[Name]): Promise<void>;
  delete<Name extends StoreName>(store: Name, key: StoreKey<Name>): Promise<void>;
}

/** How long a transaction may take, in milliseconds, before it is given up. */
export interface Patience {
  patience?: number;
}

/**
 * Everything that this browser remembers beyond small settings. Failures are `persist.full`, `persist.failed`,
 * `persist.outdated` (a newer build has taken over in another tab) or `persist.forgotten`; after the first two the
 * next call may well succeed.
 */
export interface HuitouDatabase {
  /** false when everything is gone with the page */
  readonly isDurable: boolean;
  /** true once everything has been forgotten, in this tab or another: nothing may be written any more, anywhere */
  readonly isForgotten: boolean;
  read<Result>(
    stores: readonly StoreName[],
    work: (store: StoreReader) => Promise<Result>,
    options?: Patience
  ): Promise<Result>;
  /** All of it or, when `work` or the browser fails, nothing; resolves only once it is on the disk. */
  write<Result>(
    stores: readonly StoreName[],
    work: (store: StoreWriter) => Promise<Result>,
    options?: Patience
  ): Promise<Result>;
  /** Deletes everything, in every tab; the database stays unusable until the page is loaded again. */
  forget(): Promise<void>;
  close(): void;
}

/** What the person should hear about the database, beyond the failure of single calls. */
export type DatabaseNotice =
  /** an older build in another tab keeps the database from opening: that tab should be closed */
  | "blocked"
  /** a newer build has opened the database before: this page is outdated, and cannot read it */
  | "newer"
  /** the browser allows no database */
  | "refused"
  /** a newer build in another tab has taken over: this page should be loaded again */
  | "superseded"
  /** everything was forgotten in another tab */
  | "forgotten"
  /** the browser ended the connection; it is opened again by the next call */
  | "terminated";

type Connection = IDBPDatabase<unknown>;
type Upgrade = (database: Connection, transaction: IDBPTransaction<unknown, string[], "versionchange">) => void;

export interface DatabaseOptions extends Patience {
  name?: string;
  /** told whenever something happens to the database that no call asked for */
  onNotice?: (notice: DatabaseNotice) => void;
  /** one per version, for tests of older and newer builds */
  upgrades?: readonly Upgrade[];
}

/** What turns each version of the database into the next; the first makes version 1. Released ones never change. */
const released: readonly Upgrade[] = [
  (database) => {
    for (const name of ["notebooks", "versions", "trust", "files", "blobs", "meta"]) database.createObjectStore(name);
  }
];

const defaultPatience = 10_000;

/** Opens the database of this browser; null when it allows none, or one that this build cannot read. */
export async function openHuitouDatabase(options: DatabaseOptions = {}): Promise<HuitouDatabase | null> {
  const database = new IndexedDatabase(options);
  try {
    await database.connect();
    return database;
  } catch {
    return null;
  }
}

class IndexedDatabase implements HuitouDatabase {
  readonly isDurable = true;
  readonly #name: string;
  readonly #upgrades: readonly Upgrade[];
  readonly #patience: number;
  readonly #onNotice: (notice: DatabaseNotice) => void;
  #connection: Promise<Connection> | null = null;
  #end: "persist.outdated" | "persist.forgotten" | "persist.closed" | null = null;

  constructor({name = "huitou", upgrades = released, patience = defaultPatience, onNotice}: DatabaseOptions) {
    this.#name = name;
    this.#upgrades = upgrades;
    this.#patience = patience;
    this.#onNotice = onNotice ?? (() => {});
  }

  get isForgotten(): boolean {
    return this.#end === "persist.forgotten";
  }

  /** The connection, opened again where the browser ended it. */
  connect(): Promise<Connection> {
    if (this.#end) return Promise.reject(new AppError(this.#end));
    const connection = this.#connection ?? this.#open();
    this.#connection = connection;
    connection.catch(() => this.#drop(connection));
    return connection;
  }

  read<Result>(
    stores: readonly StoreName[],
    work: (store: StoreReader) => Promise<Result>,
    options?: Patience
  ): Promise<Result> {
    return this.#run(stores, "readonly", work, options);
  }

  write<Result>(
    stores: readonly StoreName[],
    work: (store: StoreWriter) => Promise<Result>,
    options?: Patience
  ): Promise<Result> {
    return this.#run(stores, "readwrite", work, options);
  }

  async forget(): Promise<void> {
    this.#finish("persist.forgotten");
    try {
      await within(this.#patience, deleteDB(this.#name));
    } catch (error) {
      throw asPersistError(error);
    }
  }

  close(): void {
    this.#finish("persist.closed");
  }

  async #open(): Promise<Connection> {
    const opening = this.#request();
    try {
      return await within(this.#patience, opening);
    } catch (error) {
      // one that opens after all, when nobody waits any more, must not block others
      opening.then((late) => late.close()).catch(() => {});
      throw this.#explainRefusal(error);
    }
  }

  async #request(): Promise<Connection> {
    return openDB(this.#name, this.#upgrades.length, {
      upgrade: (database, from, _, transaction) => {
        for (const upgrade of this.#upgrades.slice(from)) upgrade(database, transaction as never);
      },
      blocked: () => this.#onNotice("blocked"),
      blocking: (_, version) => this.#giveWay(version),
      terminated: () => this.#lose()
    });
  }

  #explainRefusal(error: unknown): AppError {
    const isNewer = error instanceof DOMException && error.name === "VersionError";
    if (isNewer) this.#end = "persist.outdated";
    this.#onNotice(isNewer ? "newer" : "refused");
    return isNewer ? new AppError("persist.outdated", {}, {cause: error}) : asPersistError(error);
  }

  /** Another tab upgrades the database, or deletes it; it waits until this one has closed. */
  #giveWay(version: number | null): void {
    if (this.#end) return;
    this.#finish(version === null ? "persist.forgotten" : "persist.outdated");
    this.#onNotice(version === null ? "forgotten" : "superseded");
  }

  #lose(): void {
    this.#connection = null;
    this.#onNotice("terminated");
  }

  #finish(end: "persist.outdated" | "persist.forgotten" | "persist.closed"): void {
    this.#end = end;
    this.#connection?.then((connection) => connection.close()).catch(() => {});
    this.#connection = null;
  }

  #drop(connection: Promise<Connection>): void {
    if (this.#connection === connection) this.#connection = null;
  }

  async #run<Result>(
    stores: readonly StoreName[],
    mode: "readonly" | "readwrite",
    work: (store: StoreWriter) => Promise<Result>,
    {patience = this.#patience}: Patience = {}
  ): Promise<Result> {
    try {
      const transaction = await this.#begin(stores, mode);
      return await finish(transaction, () => work(accessOf(transaction)), patience);
    } catch (error) {
      throw asPersistError(error, {stores: stores.join(" ")});
    }
  }

  /** A transaction; on a connection that the browser has closed unannounced, one on a new connection. */
  async #begin(stores: readonly StoreName[], mode: "readonly" | "readwrite"): Promise<Transaction> {
    const begin = (connection: Connection) => connection.transaction([...stores], mode, {durability: "strict"});
    const opening = this.connect();
    const connection = await opening;
    try {
      return begin(connection) as Transaction;
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== "InvalidStateError") throw error;
      this.#drop(opening);
      return begin(await this.connect()) as Transaction;
    }
  }
}

type Transaction = IDBPTransaction<unknown, string[], "readwrite">;

/** Does the work and waits until all of it is kept; else takes all of it back. */
async function finish<Result>(
  transaction: Transaction,
  work: () => Promise<Result>,
  patience: number
): Promise<Result> {
  const done = transaction.done;
  done.catch(() => {});
  try {
    const all = async () => {
      const result = await work();
      await done;
      return result;
    };
    return await within(patience, all());
  } catch (error) {
    // requests of a transaction that failed as a whole say no more than that it was aborted
    throw (abort(transaction) ?? error) as Error;
  }
}

/** Takes a transaction back; what made it fail by itself, where it did. */
function abort(transaction: Transaction): DOMException | null {
  try {
    transaction.abort();
    return null;
  } catch {
    return transaction.error;
  }
}

function accessOf(transaction: Transaction): StoreWriter {
  const rangeOf = (notebook?: string) =>
    notebook === undefined ? null : IDBKeyRange.bound([notebook], [notebook, []]);
  return {
    get: (store, key) => transaction.objectStore(store).get(key),
    keys: async (store, notebook) => (await transaction.objectStore(store).getAllKeys(rangeOf(notebook))) as never,
    entries: async (store, notebook) => {
      const range = rangeOf(notebook);
      const from = transaction.objectStore(store);
      // one after the other: were the second refused, nobody would wait for the first
      const keys = await from.getAllKeys(range);
      const values = await from.getAll(range);
      return keys.map((key, index) => [key as never, values[index] as unknown]);
    },
    last: async (store, notebook) => {
      const cursor = await transaction.objectStore(store).openCursor(rangeOf(notebook), "prev");
      return cursor ? [cursor.key as never, cursor.value as unknown] : undefined;
    },
    put: async (store, key, value) => void (await transaction.objectStore(store).put(value, key)),
    delete: (store, key) => transaction.objectStore(store).delete(key)
  };
}
