import * as v from "valibot";
import {AppError} from "../base/errors";
import {blockSize, Fingerprint, type Bytes} from "./blocks";
import {ByteFolder} from "./browser/opfs";
import type {HuitouDatabase, StoreWriter} from "./database";
import {fileStoreLock, type KeptFile, type FileStoreOptions} from "./file-store";

/** What is kept of the stored files so that they need not be read again. */
export interface Snapshot {
  bytes: Bytes;
  /** any JSON value; not interpreted here */
  content: unknown;
}

/** Counts up when the layout of a stored snapshot changes. */
const format = 1;

/** Held while a snapshot is written or swept, so that two tabs do not do it at once. */
const snapshotLock = "huitou.snapshot";

/** Name of its entry among the single values of the database. */
const entry = "snapshot";

const shape = v.object({
  format: v.literal(format),
  /** as `snapshotKey` gives it */
  key: v.string(),
  /** file name of the bytes in the directory */
  path: v.string(),
  /** bytes of the tables; the content follows them as JSON */
  tableBytes: v.number(),
  size: v.number(),
  fingerprint: v.string()
});

type Row = v.InferOutput<typeof shape>;

/**
 * Everything that a snapshot is made from, besides what its content says itself: the build of this page, the time zone, and
 * every stored file with its bytes' fingerprint and how it is read. A snapshot with another key is thrown away.
 */
export function snapshotKey(build: string, files: readonly KeptFile[]): string {
  const {timeZone} = Intl.DateTimeFormat().resolvedOptions();
  const told = files.map(({id, name, size, lastModified, fingerprint, meta}) => [
    ...[id, name, size, lastModified, fingerprint],
    meta
  ]);
  return JSON.stringify([build, timeZone, told]);
}

/**
 * One snapshot of the stored files, beside them in the browser's private file system, as unencrypted as they are. It is
 * never the only copy of anything, so every call that fails leaves none, and no call rejects.
 *
 * `open` deletes what a crash left half-written. A snapshot counts once its entry is in the database, which is written last.
 * Whoever stores or removes a file, or stops keeping files, calls `discard`. Without a private file system there is none.
 */
export class SnapshotStore {
  readonly #db: HuitouDatabase;
  readonly #folder: ByteFolder | null;
  readonly #storage: StorageManager | undefined;
  readonly #locks: LockManager | undefined;

  private constructor(db: HuitouDatabase, folder: ByteFolder | null, {storage, locks}: FileStoreOptions) {
    this.#db = db;
    this.#folder = folder;
    this.#storage = storage;
    this.#locks = locks;
  }

  /** Opens the store. */
  static async open(
    db: HuitouDatabase,
    options: FileStoreOptions = {storage: globalThis.navigator?.storage, locks: globalThis.navigator?.locks}
  ): Promise<SnapshotStore> {
    const folder = db.isDurable ? await ByteFolder.open(options.storage, "snapshot") : null;
    const store = new SnapshotStore(db, folder, options);
    await store.#alone(() => store.#sweep()).catch(() => {});
    return store;
  }

  /** The snapshot with this key; null when there is none. One that is anything else, or not whole, is deleted. */
  async read(key: string): Promise<Snapshot | null> {
    try {
      const row = await this.#row();
      if (row === null) return null;
      if (row !== "unknown" && row.key === key) return await this.#open(row);
    } catch {
      // it is missing, or its bytes are not those that were written
    }
    await this.discard();
    return null;
  }

  /**
   * Replaces the snapshot; false when it could not be written: another tab writes one, there is no room, or the files that it
   * is of are not stored any more. `signal` ends it between two blocks.
   */
  async write(key: string, files: readonly KeptFile[], snapshot: Snapshot, signal?: AbortSignal): Promise<boolean> {
    try {
      let isWritten = false;
      await this.#alone(async () => {
        isWritten = await this.#replace(key, files, snapshot, signal);
      });
      return isWritten;
    } catch {
      return false;
    }
  }

  /** Deletes the snapshot. */
  async discard(): Promise<void> {
    try {
      const row = await this.#row();
      if (row === null) return;
      await this.#db.write(["meta"], (store) => store.delete("meta", entry));
      if (row !== "unknown") await this.#folder?.remove(row.path);
    } catch {
      // bytes without an entry are deleted at the next opening
    }
  }

  /** Bytes that it takes. */
  async size(): Promise<number> {
    const row = await this.#row().catch(() => null);
    return row === null || row === "unknown" ? 0 : row.size;
  }

  async #open({path, size, tableBytes, fingerprint}: Row): Promise<Snapshot> {
    const file = await this.#folder!.read(path);
    if (file.size !== size) throw new AppError("persist.lost", {name: path});
    const all = new Uint8Array(await file.arrayBuffer());
    if ((await fingerprintOf(all)) !== fingerprint) throw new AppError("persist.lost", {name: path});
    const content: unknown = JSON.parse(new TextDecoder().decode(all.subarray(tableBytes)));
    return {bytes: all.subarray(0, tableBytes), content};
  }

  async #replace(
    key: string,
    files: readonly KeptFile[],
    {bytes, content}: Snapshot,
    signal: AbortSignal | undefined
  ): Promise<boolean> {
    const text = new TextEncoder().encode(JSON.stringify(content));
    if (!this.#folder || !(await this.#hasRoom(bytes.length + text.length))) return false;
    const path = crypto.randomUUID();
    const written = await this.#folder.write(path, this.#blocks([bytes, text], signal));
    const row: Row = {format, key, path, tableBytes: bytes.length, ...written};
    try {
      const before = await this.#db.write(["meta", "files"], (store) => replaceEntry(store, row, files));
      if (before) await this.#folder.remove(before.path).catch(() => {});
      return true;
    } catch (error) {
      await this.#folder.remove(path).catch(() => {});
      throw error;
    }
  }

  /** The bytes of several arrays, one after the other, in blocks as a fingerprint takes them. */
  async *#blocks(parts: readonly Bytes[], signal: AbortSignal | undefined): AsyncGenerator<Bytes> {
    const all = new Blob([...parts]);
    for (let start = 0; start < all.size; start += blockSize) {
      signal?.throwIfAborted();
      if (this.#db.isForgotten) throw new AppError("persist.forgotten");
      yield new Uint8Array(await all.slice(start, start + blockSize).arrayBuffer());
    }
  }

  async #hasRoom(size: number): Promise<boolean> {
    const {quota = Infinity, usage = 0} = (await this.#storage?.estimate()) ?? {};
    return size * 2 < quota - usage;
  }

  async #sweep(): Promise<void> {
    const row = await this.#row();
    const path = row === null || row === "unknown" ? null : row.path;
    for (const name of (await this.#folder?.names()) ?? []) if (name !== path) await this.#folder?.remove(name);
  }

  /** The entry; `unknown` for one that this build cannot read. */
  async #row(): Promise<Row | "unknown" | null> {
    const value = await this.#db.read(["meta"], (store) => store.get("meta", entry));
    return value === undefined ? null : readRow(value);
  }

  /** Runs while no other tab writes a snapshot or deletes everything; not at all where that cannot be known. */
  async #alone(work: () => Promise<void>): Promise<void> {
    await this.#locks?.request(snapshotLock, {ifAvailable: true}, async (lock) => {
      if (lock) await this.#locks?.request(fileStoreLock, {mode: "shared"}, work);
    });
  }
}

/** Puts an entry in place of another, which is returned, if the files that it is of are all still stored. */
async function replaceEntry(store: StoreWriter, row: Row, files: readonly KeptFile[]): Promise<Row | null> {
  const stored = new Set(await store.keys("files"));
  if (!files.every(({id}) => stored.has(id))) throw new AppError("persist.missing", {id: ""});
  const before = await store.get("meta", entry);
  await store.put("meta", entry, row);
  const known = before === undefined ? "unknown" : readRow(before);
  return known === "unknown" ? null : known;
}

function readRow(value: unknown): Row | "unknown" {
  const result = v.safeParse(shape, value);
  return result.success ? result.output : "unknown";
}

/** The fingerprint of bytes in memory. */
async function fingerprintOf(bytes: Bytes): Promise<string> {
  const fingerprint = new Fingerprint();
  for (let start = 0; start < bytes.length; start += blockSize)
    await fingerprint.add(bytes.subarray(start, start + blockSize));
  return fingerprint.finish();
}
