/** How much room this page has in the browser, in bytes. */
export interface Space {
  used: number;
  free: number;
  quota: number;
}

/** What takes up the room, in bytes. */
export interface SpaceParts {
  notebooks: number;
  files: number;
  /** the copy of the page itself that lets it open without a network */
  offline: number;
}

/** What was answered when the browser was asked to keep everything until the person removes it. */
export type Persistence = "granted" | "refused" | "unknown";

type Storage = Pick<StorageManager, "estimate" | "persist" | "persisted">;

const ownStorage = (): Storage | undefined => globalThis.navigator?.storage;

/** Used and free room; null where the browser does not tell. */
export async function estimateSpace(storage = ownStorage()): Promise<Space | null> {
  try {
    const {usage, quota} = await storage!.estimate();
    if (usage === undefined || quota === undefined) return null;
    return {used: usage, free: Math.max(0, quota - usage), quota};
  } catch {
    return null;
  }
}

/** Whether the browser has promised to keep everything until the person removes it. */
export async function isPersisted(storage = ownStorage()): Promise<boolean> {
  try {
    return await storage!.persisted();
  } catch {
    return false;
  }
}

/** Asks the browser for that promise; some ask the person, some decide by how often the page is used. */
export async function askToPersist(storage = ownStorage()): Promise<Persistence> {
  try {
    return (await storage!.persisted()) || (await storage!.persist()) ? "granted" : "refused";
  } catch {
    return "unknown";
  }
}

/** How large the copy of the page itself is. */
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

/** The caches that are ours: an origin may be shared with other pages. */
export async function ownCaches(all: CacheStorage): Promise<string[]> {
  return (await all.keys()).filter((name) => name.startsWith("huitou"));
}

async function sizeOf(response: Response): Promise<number> {
  const told = Number(response.headers.get("content-length"));
  return told > 0 ? told : (await response.blob()).size;
}
