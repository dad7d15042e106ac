import {deleteDB, openDB, type IDBPDatabase, type IDBPTransaction} from "idb";
import {AppError} from "../base/errors";
import {asPersistError, within} from "./failure";

/** A dropped file's entry in the file store; its bytes are stored elsewhere. */
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

/**
 * The type of each object store's values when written. Values read are `unknown`, since another build may have written
 * them.
 */
export interface StoreRows {
  /** by id */
  notebooks: object;
  /** by notebook and version */
  versions: object;
  /** accepted notebooks of other people, by the hash of their text */
  trust: {acceptedAt: number};
  /** the file store's entries, by id */
  files: FileRow;
  /** bytes of files where the browser has no private file system, by id */
  blobs: Blob;
  /** single values by name */
  meta: unknown;
}

export type StoreName = keyof StoreRows;

/** A version's key is its notebook and its own id; all other keys are one text. */
export type StoreKey<Name extends StoreName> = Name extends "versions" ? [notebook: string, version: string] : string;

export type StoreEntry<Name extends StoreName> = [key: StoreKey<Name>, value: unknown];

/** Reading in a transaction. Nothing else may be awaited between two calls, or the browser commits it. */
export interface StoreReader {
  /** `undefined` when missing */
  get<Name extends StoreName>(store: Name, key: StoreKey<Name>): Promise<unknown>;
  /** all keys in order; versions can be limited to one notebook */
  keys<Name extends StoreName>(store: Name, notebook?: string): Promise<StoreKey<Name>[]>;
  /** all keys and values in key order; versions can be limited to one notebook */
  entries<Name extends StoreName>(store: Name, notebook?: string): Promise<StoreEntry<Name>[]>;
  /** the value with the highest key */
  last<Name extends StoreName>(store: Name, notebook?: string): Promise<StoreEntry<Name> | undefined>;
}

/** Writing in a transaction. */
export interface StoreWriter extends StoreReader {
  put<Name extends StoreName>(store: Name, key: StoreKey<Name>, value: StoreRows[Name]): Promise<void>;
  delete<Name extends StoreName>(store: Name, key: StoreKey<Name>): Promise<void>;
}

/** Time limits of a transaction, in milliseconds. */
export interface Timeout {
  timeoutMs?: number;
}

/**
 * This browser's IndexedDB database: everything stored except small settings. Calls fail with `persist.full`,
 * `persist.failed`, `persist.outdated` (a newer build has upgraded it in another tab) or `persist.forgotten`; after the
 * first two a later call may succeed.
 */
export interface HuitouDatabase {
  /** false when the data is only in memory */
  readonly isDurable: boolean;
  /** true once everything has been deleted, in this tab or another: nothing may be written any more */
  readonly isForgotten: boolean;
  read<Result>(
    stores: readonly StoreName[],
    work: (store: StoreReader) => Promise<Result>,
    options?: Timeout
  ): Promise<Result>;
  /** Runs `work` in one transaction: all or nothing; resolves when it is on disk. */
  write<Result>(
    stores: readonly StoreName[],
    work: (store: StoreWriter) => Promise<Result>,
    options?: Timeout
  ): Promise<Result>;
  /** Deletes everything, in every tab; the database cannot be used again until the page is reloaded. */
  forget(): Promise<void>;
  close(): void;
}

/** Events of the database to show to the user, besides the failures of calls. */
export type DatabaseNotice =
  /** an older build in another tab prevents the upgrade: that tab should be closed */
  | "blocked"
  /** the database was written by a newer build: this page is outdated */
  | "newer"
  /** the browser allows no database */
  | "refused"
  /** a newer build in another tab has upgraded the database: this page should be reloaded */
  | "superseded"
  /** everything was deleted in another tab */
  | "forgotten"
  /** the browser closed the connection; the next call reopens it */
  | "terminated";

type Connection = IDBPDatabase<unknown>;
type Upgrade = (database: Connection, transaction: IDBPTransaction<unknown, string[], "versionchange">) => void;

export interface DatabaseOptions extends Timeout {
  name?: string;
  /** called on events that no call caused */
  onNotice?: (notice: DatabaseNotice) => void;
  /** one for each version; tests pass older and newer lists */
  upgrades?: readonly Upgrade[];
}

/** The upgrade to each version of the database, from version 1 on. Released ones never change. */
const released: readonly Upgrade[] = [
  (database) => {
    for (const name of ["notebooks", "versions", "trust", "files", "blobs", "meta"]) database.createObjectStore(name);
  }
];

const defaultTimeoutMs = 10_000;

/** Opens this browser's database; null when the browser allows none, or when this build cannot read it. */
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
  readonly #timeoutMs: number;
  readonly #onNotice: (notice: DatabaseNotice) => void;
  #connection: Promise<Connection> | null = null;
  #end: "persist.outdated" | "persist.forgotten" | "persist.closed" | null = null;

  constructor({name = "huitou", upgrades = released, timeoutMs = defaultTimeoutMs, onNotice}: DatabaseOptions) {
    this.#name = name;
    this.#upgrades = upgrades;
    this.#timeoutMs = timeoutMs;
    this.#onNotice = onNotice ?? (() => {});
  }

  get isForgotten(): boolean {
    return this.#end === "persist.forgotten";
  }

  /** The connection, reopened when the browser has closed it. */
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
    options?: Timeout
  ): Promise<Result> {
    return this.#run(stores, "readonly", work, options);
  }

  write<Result>(
    stores: readonly StoreName[],
    work: (store: StoreWriter) => Promise<Result>,
    options?: Timeout
  ): Promise<Result> {
    return this.#run(stores, "readwrite", work, options);
  }

  async forget(): Promise<void> {
    this.#finish("persist.forgotten");
    try {
      await within(this.#timeoutMs, deleteDB(this.#name));
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
      return await within(this.#timeoutMs, opening);
    } catch (error) {
      // a connection that opens after the time limit is closed, so that it blocks no upgrade
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
      blocking: (_, version) => this.#closeForOtherTab(version),
      terminated: () => this.#lose()
    });
  }

  #explainRefusal(error: unknown): AppError {
    const isNewer = error instanceof DOMException && error.name === "VersionError";
    if (isNewer) this.#end = "persist.outdated";
    this.#onNotice(isNewer ? "newer" : "refused");
    return isNewer ? new AppError("persist.outdated", {}, {cause: error}) : asPersistError(error);
  }

  /** Another tab upgrades or deletes the database and waits until this connection is closed. */
  #closeForOtherTab(version: number | null): void {
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
    {timeoutMs = this.#timeoutMs}: Timeout = {}
  ): Promise<Result> {
    try {
      const transaction = await this.#begin(stores, mode);
      return await finish(transaction, () => work(accessOf(transaction)), timeoutMs);
    } catch (error) {
      throw asPersistError(error, {stores: stores.join(" ")});
    }
  }

  /** Begins a transaction, on a new connection when the browser has closed the old one without an event. */
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

/** Runs the work and waits for the commit; otherwise aborts. */
async function finish<Result>(
  transaction: Transaction,
  work: () => Promise<Result>,
  timeoutMs: number
): Promise<Result> {
  const done = transaction.done;
  done.catch(() => {});
  try {
    const all = async () => {
      const result = await work();
      await done;
      return result;
    };
    return await within(timeoutMs, all());
  } catch (error) {
    // requests of an aborted transaction only report the abort, not the cause
    throw (abort(transaction) ?? error) as Error;
  }
}

/** Aborts a transaction; returns the cause when it had failed by itself. */
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
      // one after the other: if the second failed first, the first rejection would be unhandled
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
