import * as v from "valibot";
import {AppError} from "../base/errors";
import {blocksOf, yieldingStream, fingerprintOf, inBlocks, toBlob, type Bytes, type Watch} from "./blocks";
import type {FileRow, HuitouDatabase} from "./database";
import {asPersistError} from "./failure";
import {memoryDatabase} from "./fallback";
import {ByteFolder} from "./browser/opfs";

/** A file to store. */
export interface NewFile {
  /** an existing id is replaced */
  id: string;
  file: Blob;
  name: string;
  /** any JSON value; not interpreted here */
  meta: unknown;
}

/** A stored file. */
export interface KeptFile {
  id: string;
  name: string;
  size: number;
  type: string;
  lastModified: number;
  addedAt: number;
  meta: unknown;
  /** bytes used, less than its size when it is compressed */
  storedSize: number;
  /** of the stored bytes, as it was when they were written */
  fingerprint: string;
  /** false when it is lost with the page */
  isDurable: boolean;
}

/** A stored file whose bytes are missing or damaged. */
export interface LostFile {
  id: string;
  /** empty when unknown */
  name: string;
  size: number;
}

/** Where the bytes can be stored; each is absent in some browser. */
export interface FileStoreOptions {
  storage?: StorageManager;
  locks?: LockManager;
  now?: () => number;
}

/**
 * Name of the lock that is held while a file is written, so that clean-up cannot delete its bytes. Tabs of other versions use it
 * too: it must not change.
 */
export const fileStoreLock = "huitou.vault";

const shape = v.object({
  id: v.string(),
  name: v.string(),
  size: v.number(),
  type: v.string(),
  lastModified: v.number(),
  addedAt: v.number(),
  order: v.number(),
  meta: v.unknown(),
  place: v.picklist(["opfs", "idb"]),
  /** file name of the bytes in the directory; empty for bytes in the database */
  path: v.string(),
  encoding: v.picklist(["raw", "gzip"]),
  /** of the stored bytes */
  storedSize: v.number(),
  fingerprint: v.string()
});

type Row = v.InferOutput<typeof shape> & FileRow;
type Encoding = Row["encoding"];
type Placed = Pick<Row, "place" | "path" | "encoding" | "storedSize" | "fingerprint">;

/** Time limit for writing a large blob to the database, in milliseconds. */
const blobTimeoutMs = 300_000;

/**
 * The dropped files, stored so that they survive a reload: in the browser's private file system, else in its database,
 * else in memory.
 *
 * `FileStore.open` creates one per page; it deletes bytes without an entry and marks entries without bytes as `lost`. Then
 * `keep`, `list`, `open` and `remove` may be called in any order; it ends with the page. A file is listed only when all
 * its bytes are written, so that a crash leaves a whole file or none.
 *
 * Files are stored as they are, since reading them back then costs nothing and the engine reads them in place (0.4 GB:
 * 1 s to store and none to open, against 11 s and 3 s compressed). They are compressed only where room is short.
 */
export class FileStore {
  readonly #db: HuitouDatabase;
  readonly #memory = memoryDatabase();
  readonly #folder: ByteFolder | null;
  readonly #storage: StorageManager | undefined;
  readonly #locks: LockManager | undefined;
  readonly #now: () => number;
  #lost: readonly LostFile[] = [];

  private constructor(
    db: HuitouDatabase,
    folder: ByteFolder | null,
    {storage, locks, now = Date.now}: FileStoreOptions
  ) {
    this.#db = db;
    this.#folder = folder;
    this.#storage = storage;
    this.#locks = locks;
    this.#now = now;
  }

  /** Opens the store, deletes what a crash left half-written, and finds lost files; never throws. */
  static async open(
    db: HuitouDatabase,
    options: FileStoreOptions = {storage: globalThis.navigator?.storage, locks: globalThis.navigator?.locks}
  ): Promise<FileStore> {
    const folder = db.isDurable ? await ByteFolder.open(options.storage, "files") : null;
    const store = new FileStore(db, folder, options);
    await store.#inspect().catch(() => {});
    return store;
  }

  /** Files whose bytes are missing or damaged, until they are removed or stored again. */
  get lost(): readonly LostFile[] {
    return this.#lost;
  }

  /** False when files stored from now on are lost with the page. */
  get isDurable(): boolean {
    return this.#db.isDurable;
  }

  /**
   * Stores a file. Rejects with `persist.no_room` (`name`, `needed`, `free`), with `persist.unreadable` when the file
   * itself cannot be read, with the database's codes, or with the signal's reason; then nothing of it is left and an
   * earlier file of this id is unchanged.
   */
  async keep(deposit: NewFile, watch: Watch = {}): Promise<"kept" | "kept_in_memory"> {
    const isDurable = await this.#sharing(() => this.#keepSomewhere(deposit, watch));
    this.#lost = this.#lost.filter(({id}) => id !== deposit.id);
    return isDurable ? "kept" : "kept_in_memory";
  }

  /** All intact files, in the order in which they were stored. */
  async list(): Promise<KeptFile[]> {
    const rows = [...(await this.#rows(this.#db)), ...(await this.#rows(this.#memory))];
    const lost = new Set(this.#lost.map(({id}) => id));
    return rows
      .filter(({row}) => !lost.has(row.id))
      .sort((a, b) => a.row.addedAt - b.row.addedAt || a.row.order - b.row.order)
      .map(({row, isDurable}) => describe(row, isDurable));
  }

  /** A stored file as it was dropped. Rejects with `persist.lost` (`name`) when its bytes are missing or changed. */
  async open(id: string, watch: Watch = {}): Promise<File> {
    const {db, row} = await this.#find(id);
    const bytes = await this.#bytesOf(db, row).catch(() => null);
    if (!bytes || !(await isWhole(bytes, row, watch))) throw this.#lose(row);
    const content = row.encoding === "raw" ? bytes : await decompress(bytes, watch.signal);
    if (content.size !== row.size) throw this.#lose(row);
    return new File([content], row.name, {type: row.type, lastModified: row.lastModified});
  }

  /** Replaces the meta value of a file; does nothing when there is no such file. */
  async updateMeta(id: string, meta: unknown): Promise<void> {
    for (const db of [this.#db, this.#memory]) {
      await db.write(["files"], async (store) => {
        const row = readRow(await store.get("files", id));
        if (row) await store.put("files", id, {...row, meta});
      });
    }
  }

  /** Deletes a file, intact or lost. */
  async remove(id: string): Promise<void> {
    for (const db of [this.#db, this.#memory]) {
      const row = await db.write(["files", "blobs"], async (store) => {
        const found = readRow(await store.get("files", id));
        await store.delete("files", id);
        await store.delete("blobs", id);
        return found;
      });
      await this.#discard(row);
    }
    this.#lost = this.#lost.filter((file) => file.id !== id);
  }

  /** Deletes all files. */
  async clear(): Promise<void> {
    for (const {id} of [...(await this.list()), ...this.#lost]) await this.remove(id);
  }

  /** Stores in the first place that works; true when that is durable. */
  async #keepSomewhere(deposit: NewFile, watch: Watch): Promise<boolean> {
    const places: (() => Promise<void>)[] = [];
    if (this.#folder) places.push(() => this.#keepInFolder(this.#folder!, deposit, watch));
    if (this.#db.isDurable) places.push(() => this.#keepInDatabase(this.#db, deposit, watch));
    for (const place of places) {
      try {
        await place();
        await this.#memory.write(["files"], (store) => store.delete("files", deposit.id));
        return true;
      } catch (error) {
        await this.#rethrowFinal(error, deposit, watch);
      }
    }
    await this.#keepInDatabase(this.#memory, deposit, watch);
    return false;
  }

  /** Rethrows errors for which no other place would help. */
  async #rethrowFinal(cause: unknown, {file, name}: NewFile, {signal}: Watch): Promise<void> {
    if (signal?.aborted) throw signal.reason;
    const error = asPersistError(cause);
    if (error.code === "persist.full")
      throw new AppError("persist.no_room", {name, needed: file.size, free: await this.#free()}, {cause});
    if (error.code !== "persist.failed") throw error;
  }

  async #keepInFolder(folder: ByteFolder, deposit: NewFile, watch: Watch): Promise<void> {
    const isScarce = deposit.file.size * 2 > ((await this.#free()) ?? Infinity);
    if (isScarce) return this.#keepEncoded(folder, deposit, "gzip", watch);
    try {
      await this.#keepEncoded(folder, deposit, "raw", watch);
    } catch (error) {
      if (asPersistError(error).code !== "persist.full" || watch.signal?.aborted) throw error;
      await this.#keepEncoded(folder, deposit, "gzip", watch);
    }
  }

  async #keepEncoded(folder: ByteFolder, deposit: NewFile, encoding: Encoding, watch: Watch): Promise<void> {
    const path = crypto.randomUUID();
    const blocks = this.#watched(encode(deposit, encoding, watch), watch);
    const {size, fingerprint} = await folder.write(path, blocks);
    try {
      await this.#list(this.#db, deposit, {place: "opfs", path, encoding, storedSize: size, fingerprint});
    } catch (error) {
      await folder.remove(path).catch(() => {});
      throw error;
    }
  }

  async #keepInDatabase(db: HuitouDatabase, deposit: NewFile, watch: Watch): Promise<void> {
    const bytes = new Blob([deposit.file]);
    const fingerprint = await fingerprintOf(bytes, watch).catch((cause: unknown) => {
      throw watch.signal?.aborted ? watch.signal.reason : unreadable(deposit.name, cause);
    });
    const placed: Placed = {place: "idb", path: "", encoding: "raw", storedSize: bytes.size, fingerprint};
    await this.#list(db, deposit, placed, bytes);
  }

  /** Adds a file's entry, which makes it stored, and deletes what it replaces. */
  async #list(db: HuitouDatabase, {id, file, name, meta}: NewFile, placed: Placed, bytes?: Blob): Promise<void> {
    const {lastModified = this.#now()} = file as Partial<File>;
    const row = {id, name, size: file.size, type: file.type, lastModified, addedAt: this.#now(), meta, ...placed};
    const before = await db.write(
      ["files", "blobs"],
      async (store) => {
        const entries = await store.entries("files");
        const rows = entries.flatMap(([, value]) => readRow(value) ?? []);
        const order = 1 + Math.max(0, ...rows.map((each) => each.order));
        await store.put("files", id, {...row, order} as Row);
        if (bytes) await store.put("blobs", id, bytes);
        else await store.delete("blobs", id);
        return rows.find((each) => each.id === id) ?? null;
      },
      {timeoutMs: blobTimeoutMs}
    );
    await this.#discard(before);
  }

  /** Deletes bytes without an entry; those that cannot be deleted now are deleted at the next opening. */
  async #discard(row: Row | null): Promise<void> {
    if (row?.place === "opfs") await this.#folder?.remove(row.path).catch(() => {});
  }

  async #inspect(): Promise<void> {
    const rows = await this.#rows(this.#db, {withBroken: true});
    const states = await Promise.all(rows.map(async ({row}) => [row, await this.#isThere(row)] as const));
    this.#lost = states.filter(([, isThere]) => !isThere).map(([{id, name, size}]) => ({id, name, size}));
    await this.#alone(() => this.#sweep());
  }

  async #isThere(row: Row): Promise<boolean> {
    const bytes = await this.#bytesOf(this.#db, row).catch(() => null);
    return bytes?.size === row.storedSize;
  }

  /** Reads the list again under the lock, when no other tab can be writing. */
  async #sweep(): Promise<void> {
    const listed = new Set((await this.#rows(this.#db, {withBroken: true})).map(({row}) => row.path));
    const names = (await this.#folder?.names()) ?? [];
    for (const name of names) if (!listed.has(name)) await this.#folder?.remove(name);
  }

  async #find(id: string): Promise<{db: HuitouDatabase; row: Row}> {
    for (const db of [this.#memory, this.#db]) {
      const row = readRow(await db.read(["files"], (store) => store.get("files", id)));
      if (row) return {db, row};
    }
    throw new AppError("persist.missing", {id});
  }

  async #bytesOf(db: HuitouDatabase, {id, place, path}: Row): Promise<Blob | null> {
    if (place === "opfs") return (await this.#folder?.read(path)) ?? null;
    const bytes = await db.read(["blobs"], (store) => store.get("blobs", id));
    return bytes instanceof Blob ? bytes : null;
  }

  #lose({id, name, size}: Row): AppError {
    if (!this.#lost.some((file) => file.id === id)) this.#lost = [...this.#lost, {id, name, size}];
    return new AppError("persist.lost", {name});
  }

  async #rows(db: HuitouDatabase, {withBroken = false} = {}): Promise<{row: Row; isDurable: boolean}[]> {
    const entries = await db.read(["files"], (store) => store.entries("files"));
    const rows = entries.map(([id, value]) => readRow(value) ?? (withBroken ? brokenRow(id, value) : null));
    return rows.flatMap((row) => (row ? [{row, isDurable: db.isDurable}] : []));
  }

  async #free(): Promise<number | null> {
    try {
      const {quota, usage} = await this.#storage!.estimate();
      return quota === undefined || usage === undefined ? null : Math.max(0, quota - usage);
    } catch {
      return null;
    }
  }

  /** Stops on the signal, or when everything was deleted meanwhile. */
  async *#watched(blocks: AsyncIterable<Bytes>, {signal}: Watch): AsyncGenerator<Bytes> {
    for await (const block of blocks) {
      signal?.throwIfAborted();
      if (this.#db.isForgotten) throw new AppError("persist.forgotten");
      yield block;
    }
  }

  #sharing<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#locks ? this.#locks.request(fileStoreLock, {mode: "shared"}, work) : work();
  }

  /** Runs only when no tab is writing; without locks that cannot be known, so it does nothing. */
  async #alone(work: () => Promise<void>): Promise<void> {
    await this.#locks?.request(fileStoreLock, {ifAvailable: true}, async (lock) => lock && work());
  }
}

function readRow(value: unknown): Row | null {
  const result = v.safeParse(shape, value);
  return result.success ? result.output : null;
}

/** The entry of a row that cannot be parsed: its file is lost. */
function brokenRow(id: string, value: unknown): Row {
  const {name, size} = (value ?? {}) as {name?: unknown; size?: unknown};
  const known = {id, name: typeof name === "string" ? name : "", size: typeof size === "number" ? size : 0};
  const none = {type: "", lastModified: 0, addedAt: 0, order: 0, meta: null, path: "", fingerprint: ""};
  return {...known, ...none, place: "idb", encoding: "raw", storedSize: -1};
}

function describe(row: Row, isDurable: boolean): KeptFile {
  const {id, name, size, type, lastModified, addedAt, meta, storedSize, fingerprint} = row;
  return {id, name, size, type, lastModified, addedAt, meta, storedSize, fingerprint, isDurable};
}

async function isWhole(bytes: Blob, row: Row, watch: Watch): Promise<boolean> {
  if (bytes.size !== row.storedSize) return false;
  try {
    return (await fingerprintOf(bytes, watch)) === row.fingerprint;
  } catch (error) {
    if (watch.signal?.aborted) throw error;
    return false;
  }
}

/** The bytes to write; errors in here come from the file and not from the place where it is stored. */
async function* encode({file, name}: NewFile, encoding: Encoding, {onBytes}: Watch): AsyncGenerator<Bytes> {
  const counted = () => yieldingStream(file).pipeThrough(counting(onBytes));
  try {
    if (encoding === "gzip") yield* inBlocks(counted().pipeThrough(new CompressionStream("gzip")));
    else yield* plain(file, onBytes);
  } catch (cause) {
    throw unreadable(name, cause);
  }
}

async function* plain(file: Blob, onBytes: Watch["onBytes"]): AsyncGenerator<Bytes> {
  let done = 0;
  for await (const block of blocksOf(file)) {
    yield block;
    onBytes?.((done += block.length));
  }
}

function unreadable(name: string, cause: unknown): AppError {
  return new AppError("persist.unreadable", {name}, {cause});
}

function counting(onBytes: Watch["onBytes"]): TransformStream<Bytes, Bytes> {
  let done = 0;
  return new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk);
      onBytes?.((done += chunk.length));
    }
  });
}

function decompress(bytes: Blob, signal: AbortSignal | undefined): Promise<Blob> {
  return toBlob(yieldingStream(bytes).pipeThrough(new DecompressionStream("gzip")), {signal});
}
