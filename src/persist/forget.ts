import {deleteDB} from "idb";
import type {HuitouDatabase} from "./database";
import {within} from "./failure";
import {rootFolder} from "./browser/opfs";
import {ownCaches} from "./space";
import {fileStoreLock} from "./file-store";

/** What can be deleted: notebooks and lists, dropped files, settings, the offline copy. */
export type Remembered = "database" | "files" | "settings" | "offline";

/** What could not be deleted, and the browser's error. */
export interface LeftoverData {
  what: Remembered;
  reason: string;
}

/** Where this page may have stored something; each is absent in some browser. */
export interface ForgetOptions {
  storage?: StorageManager;
  locks?: LockManager;
  databases?: IDBFactory;
  texts?: readonly Storage[];
  caches?: CacheStorage;
  workers?: ServiceWorkerContainer;
  /** the page's base URL: only service workers below it are ours */
  base?: string;
  /** milliseconds to wait for other tabs */
  timeoutMs?: number;
}

/**
 * Deletes everything that this page has stored in this browser; returns what could not be deleted. The database is
 * first: after that no tab writes anything.
 */
export async function forgetEverything(
  db: HuitouDatabase,
  options: ForgetOptions = everywhere()
): Promise<LeftoverData[]> {
  const {timeoutMs = 5000} = options;
  const steps: readonly (readonly [Remembered, () => Promise<void>])[] = [
    ["database", () => forgetDatabases(db, options, timeoutMs)],
    ["files", () => forgetFiles(options, timeoutMs)],
    ["settings", async () => options.texts?.forEach(forgetTexts)],
    ["offline", () => forgetOffline(options)]
  ];
  const left: LeftoverData[] = [];
  for (const [what, forget] of steps) {
    try {
      await forget();
    } catch (error) {
      left.push({what, reason: error instanceof Error ? error.name : String(error)});
    }
  }
  return left;
}

function everywhere(): ForgetOptions {
  const {navigator, indexedDB, document} = globalThis;
  return {
    storage: navigator.storage,
    locks: navigator.locks,
    databases: indexedDB,
    texts: [() => globalThis.localStorage, () => globalThis.sessionStorage].flatMap((open) => attempt(open) ?? []),
    caches: globalThis.caches,
    workers: navigator.serviceWorker,
    base: document.baseURI
  };
}

async function forgetDatabases(db: HuitouDatabase, {databases}: ForgetOptions, timeoutMs: number): Promise<void> {
  await db.forget();
  // delete it even when this page could not open it, because a newer build made it
  for (const name of await ownDatabases(databases)) await within(timeoutMs, deleteDB(name));
}

async function ownDatabases(databases: IDBFactory | undefined): Promise<string[]> {
  const all = (await databases?.databases?.()) ?? [];
  return all.flatMap(({name}) => (name?.startsWith("huitou") ? [name] : []));
}

/** Waits at most `timeoutMs` milliseconds for a tab that is still writing; it stops when it sees that the database is gone. */
async function forgetFiles({storage, locks}: ForgetOptions, timeoutMs: number): Promise<void> {
  if (!storage?.getDirectory) return;
  const remove = async () => {
    const root = await storage.getDirectory();
    await root.removeEntry(rootFolder, {recursive: true}).catch(ignoreMissing);
  };
  if (!locks) return remove();
  const signal = AbortSignal.timeout(timeoutMs);
  await locks
    .request(fileStoreLock, {signal}, remove)
    .catch((error: unknown) => (signal.aborted ? remove() : reject(error)));
}

function forgetTexts(store: Storage): void {
  const keys = Array.from({length: store.length}, (_, index) => store.key(index) ?? "");
  for (const key of keys) if (key.startsWith("huitou")) store.removeItem(key);
}

async function forgetOffline({caches, workers, base = ""}: ForgetOptions): Promise<void> {
  const home = base === "" ? "" : new URL("./", base).href;
  for (const worker of (await workers?.getRegistrations()) ?? []) {
    if (worker.scope.startsWith(home)) await worker.unregister();
  }
  if (caches) for (const name of await ownCaches(caches)) await caches.delete(name);
}

function ignoreMissing(error: unknown): void {
  if ((error as Partial<DOMException>).name !== "NotFoundError") throw error;
}

function reject(error: unknown): never {
  throw error;
}

function attempt<Result>(open: () => Result): Result | null {
  try {
    return open();
  } catch {
    return null;
  }
}
