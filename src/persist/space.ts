/** Used and available storage of this page, in bytes. */
export interface Space {
  used: number;
  free: number;
  quota: number;
}

/** What uses the storage, in bytes. */
export interface SpaceParts {
  notebooks: number;
  files: number;
  /** what was read of the files, kept to open them faster */
  snapshot: number;
  /** the offline copy of the page */
  offline: number;
}

/** The browser's answer to the request for persistent storage. */
export type Persistence = "granted" | "refused" | "unknown";

type Storage = Pick<StorageManager, "estimate" | "persist" | "persisted">;

const ownStorage = (): Storage | undefined => globalThis.navigator?.storage;

/** Used and available storage; null where the browser does not report it. */
export async function estimateSpace(storage = ownStorage()): Promise<Space | null> {
  try {
    const {usage, quota} = await storage!.estimate();
    if (usage === undefined || quota === undefined) return null;
    return {used: usage, free: Math.max(0, quota - usage), quota};
  } catch {
    return null;
  }
}

/** Whether the storage is persistent. */
export async function isPersisted(storage = ownStorage()): Promise<boolean> {
  try {
    return await storage!.persisted();
  } catch {
    return false;
  }
}

/** Whether this browser can be asked for persistent storage at all. */
export function canAskToPersist(storage = ownStorage()): boolean {
  return typeof storage?.persist === "function";
}

/** Requests persistent storage; some browsers ask the user, some decide by how often the page is used. */
export async function askToPersist(storage = ownStorage()): Promise<Persistence> {
  try {
    return (await storage!.persisted()) || (await storage!.persist()) ? "granted" : "refused";
  } catch {
    return "unknown";
  }
}

/** The size of the offline copy. */
export async function measureOffline(all: CacheStorage | undefined = globalThis.caches): Promise<number> {
  try {
    let bytes = 0;
    for (const name of await ownCaches(all!)) {
      const cache = await all!.open(name);
      for (const response of await cache.matchAll()) bytes += await sizeOf(response);
    }
    return bytes;
  } catch {
    return 0;
  }
}

/** Our own caches, since an origin may be shared with other pages. */
export async function ownCaches(all: CacheStorage): Promise<string[]> {
  return (await all.keys()).filter((name) => name.startsWith("huitou"));
}

async function sizeOf(response: Response): Promise<number> {
  const told = Number(response.headers.get("content-length"));
  return told > 0 ? told : (await response.blob()).size;
}
