import "fake-indexeddb/auto";
import {IDBFactory} from "fake-indexeddb";
import {beforeEach, describe, expect, test} from "vitest";
import {openHuitouDatabase, type HuitouDatabase} from "../../src/persist/database";
import {memoryDatabase} from "../../src/persist/fallback";
import {forgetEverything, type ForgetOptions} from "../../src/persist/forget";
import {FileStore} from "../../src/persist/file-store";
import {Disk, fakeLocks} from "./disk";

/** `localStorage` as far as it is used. */
function texts(entries: Record<string, string>): Storage {
  const all = new Map(Object.entries(entries));
  return {
    get length() {
      return all.size;
    },
    key: (index: number) => [...all.keys()][index] ?? null,
    removeItem: (key: string) => void all.delete(key),
    keys: () => [...all.keys()]
  } as unknown as Storage;
}
const keysOf = (store: Storage) => (store as unknown as {keys(): string[]}).keys();

interface Place extends ForgetOptions {
  disk: Disk;
  local: Storage;
  cacheNames: Set<string>;
  scopes: Set<string>;
}

function everywhere(): Place {
  const disk = new Disk();
  const local = texts({"huitou.setting.locale": '"en"', "huitou.mappings": "[]", other: "a neighbour's"});
  const cacheNames = new Set(["huitou-1", "huitou-2", "other"]);
  const scopes = new Set(["https://host/huitou/", "https://host/other/"]);
  const worker = (scope: string) => ({scope, unregister: async () => scopes.delete(scope)});
  return {
    disk,
    local,
    cacheNames,
    scopes,
    storage: disk.storage,
    locks: fakeLocks(),
    databases: globalThis.indexedDB,
    texts: [local],
    caches: {keys: async () => [...cacheNames], delete: async (name: string) => cacheNames.delete(name)} as never,
    workers: {getRegistrations: async () => [...scopes].map(worker)} as never,
    base: "https://host/huitou/index.html",
    timeoutMs: 50
  };
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

async function filled(place: Place): Promise<{db: HuitouDatabase; fileStore: FileStore}> {
  const db = (await openHuitouDatabase())!;
  await db.write(["notebooks"], (store) => store.put("notebooks", "a", {text: "mine"}));
  const fileStore = await FileStore.open(db, place);
  await fileStore.keep({id: "a", file: new Blob(["orders"]), name: "a.csv", meta: null});
  return {db, fileStore};
}

async function remaining(place: Place): Promise<unknown> {
  return {
    databases: (await globalThis.indexedDB.databases()).map(({name}) => name),
    files: [...place.disk.files.keys()],
    folders: [...place.disk.root.folders.keys()],
    texts: keysOf(place.local),
    caches: [...place.cacheNames],
    workers: [...place.scopes]
  };
}

const nothing = {
  databases: [],
  files: [],
  folders: [],
  texts: ["other"],
  caches: ["other"],
  workers: ["https://host/other/"]
};

describe("forgetting everything", () => {
  test("leaves nothing of ours, and all of a neighbour's", async () => {
    const place = everywhere();
    const {db} = await filled(place);
    expect(await forgetEverything(db, place)).toEqual([]);
    expect(await remaining(place)).toEqual(nothing);
  });

  test("where there was nothing does no harm", async () => {
    expect(await forgetEverything(memoryDatabase(), {})).toEqual([]);
  });

  test("takes a database with it that this page could not open", async () => {
    const place = everywhere();
    (await filled(place)).db.close();
    expect(await forgetEverything(memoryDatabase(), place)).toEqual([]);
    expect(await remaining(place)).toEqual(nothing);
  });

  test("stops what is just being kept", async () => {
    const place = everywhere();
    const {db, fileStore} = await filled(place);
    let forgetting: Promise<unknown> | undefined;
    const file = new Blob([new Uint8Array(9 * 1024 ** 2)]);
    const onBytes = () => void (forgetting ??= forgetEverything(db, {...place, timeoutMs: 5000}));
    const keeping = fileStore
      .keep({id: "b", file, name: "b.csv", meta: null}, {onBytes})
      .catch((error: unknown) => error);
    expect(await keeping).toMatchObject({code: "persist.forgotten"});
    expect(await forgetting).toEqual([]);
    expect(await remaining(place)).toEqual(nothing);
  });

  test("does not wait for ever for another tab that writes", async () => {
    const place = everywhere();
    const {db} = await filled(place);
    await place.locks!.request("huitou.vault", {mode: "shared"}, async () => {
      expect(await forgetEverything(db, place)).toEqual([]);
      expect(await remaining(place)).toEqual(nothing);
    });
  });

  test.each<[string, Partial<ForgetOptions>, object]>([
    [
      "files",
      {storage: {getDirectory: () => Promise.reject(new DOMException("busy", "NoModificationAllowedError"))} as never},
      {what: "files", reason: "NoModificationAllowedError"}
    ],
    [
      "settings",
      {texts: [{...texts({a: "1"}), length: 1, key: () => "huitou.a", removeItem: refuse} as never]},
      {what: "settings", reason: "SecurityError"}
    ],
    ["offline", {caches: {keys: refuse} as never}, {what: "offline", reason: "SecurityError"}]
  ])("tells that the %s could not be deleted, and deletes the rest", async (_, broken, remnant) => {
    const place = everywhere();
    const {db} = await filled(place);
    expect(await forgetEverything(db, {...place, ...broken})).toEqual([remnant]);
    expect(await globalThis.indexedDB.databases()).toEqual([]);
  });

  test("tells that the database could not be deleted", async () => {
    const place = everywhere();
    const db = {...memoryDatabase(), forget: () => Promise.reject(new DOMException("late", "TimeoutError"))} as never;
    expect(await forgetEverything(db, place)).toEqual([{what: "database", reason: "TimeoutError"}]);
  });
});

function refuse(): never {
  throw new DOMException("no", "SecurityError");
}
