import {forceCloseDatabase} from "fake-indexeddb";
import "fake-indexeddb/auto";
import {afterEach, describe, expect, test, vi} from "vitest";
import {AppError} from "../../src/base/errors";
import {
  openHuitouDatabase,
  type DatabaseNotice,
  type DatabaseOptions,
  type HuitouDatabase
} from "../../src/persist/database";
import {memoryDatabase} from "../../src/persist/fallback";
import {faulty, type Fault} from "./support";

let count = 0;
const opened: HuitouDatabase[] = [];

const unusedName = () => `test ${(count += 1)}`;
const makeStores = (db: {createObjectStore(name: string): unknown}) => {
  for (const name of ["notebooks", "versions", "trust", "files", "blobs", "meta"]) db.createObjectStore(name);
};
const later = [makeStores, (db: {createObjectStore(name: string): unknown}) => void db.createObjectStore("more")];

async function open(options: DatabaseOptions = {}): Promise<{db: HuitouDatabase; notices: DatabaseNotice[]}> {
  const notices: DatabaseNotice[] = [];
  const onNotice = (notice: DatabaseNotice) => void notices.push(notice);
  const db = await openHuitouDatabase({name: unusedName(), onNotice, ...options});
  if (!db) throw new Error(`refused: ${notices.join()}`);
  opened.push(db);
  return {db, notices};
}

const put = (db: HuitouDatabase, key: string, value: unknown) =>
  db.write(["meta"], (store) => store.put("meta", key, value));
const get = (db: HuitouDatabase, key: string) => db.read(["meta"], (store) => store.get("meta", key));
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error
  );

afterEach(() => {
  for (const db of opened.splice(0)) db.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe.each([
  ["of the browser", async () => (await open()).db],
  ["in memory", async () => memoryDatabase()]
])("a database %s", (_, make) => {
  test("gives back what was put, in the order of the keys", async () => {
    const db = await make();
    await put(db, "b", {deep: [1, null]});
    await put(db, "a", "text");
    expect(await db.read(["meta"], (store) => store.entries("meta"))).toEqual([
      ["a", "text"],
      ["b", {deep: [1, null]}]
    ]);
    expect(await db.read(["meta"], (store) => store.last("meta"))).toEqual(["b", {deep: [1, null]}]);
    expect(await get(db, "c")).toBeUndefined();
  });

  test("tells the versions of one notebook from those of others", async () => {
    const db = await make();
    await db.write(["versions"], async (store) => {
      for (const notebook of ["a", "ab", "a b", "", "a\u0000"])
        for (const version of ["2", "10", "1"]) await store.put("versions", [notebook, version], {notebook, version});
    });
    const [keys, last] = await db.read(["versions"], async (store) => [
      await store.keys("versions", "a"),
      await store.last("versions", "a")
    ]);
    expect(keys).toEqual(["1", "10", "2"].map((version) => ["a", version]));
    expect(last).toEqual([["a", "2"], {notebook: "a", version: "2"}]);
    expect(await db.read(["versions"], (store) => store.last("versions", "b"))).toBeUndefined();
  });

  test("takes all of a transaction or nothing", async () => {
    const db = await make();
    await put(db, "a", 1);
    const failing = db.write(["meta"], async (store) => {
      await store.put("meta", "a", 2);
      await store.delete("meta", "a");
      await store.put("meta", "b", 2);
      throw new AppError("test.reason");
    });
    AppError.assert(await failureOf(failing), {code: "test.reason"});
    expect(await db.read(["meta"], (store) => store.entries("meta"))).toEqual([["a", 1]]);
  });

  test("is changed by one transaction at a time", async () => {
    const db = await make();
    await put(db, "n", 0);
    const add = () =>
      db.write(["meta"], async (store) => store.put("meta", "n", ((await store.get("meta", "n")) as number) + 1));
    await Promise.all(Array.from({length: 20}, add));
    expect(await get(db, "n")).toBe(20);
  });

  test("does not give its own objects away", async () => {
    const db = await make();
    const mine = {list: [1]};
    await put(db, "a", mine);
    mine.list.push(2);
    ((await get(db, "a")) as typeof mine).list.push(3);
    expect(await get(db, "a")).toEqual({list: [1]});
  });

  test("that was forgotten takes nothing any more", async () => {
    const db = await make();
    await put(db, "a", 1);
    await db.forget();
    expect(db.isForgotten).toBe(true);
    for (const call of [put(db, "a", 1), get(db, "a")])
      AppError.assert(await failureOf(call), {code: "persist.forgotten"});
  });
});

describe("a fault", () => {
  test.each<[Fault, string]>([
    ["quota", "persist.full"],
    ["abort", "persist.failed"],
    ["hang", "persist.failed"]
  ])("of the kind %s is %s, leaves nothing half done, and the next call goes well", async (fault, code) => {
    vi.useFakeTimers({toFake: ["setTimeout", "clearTimeout"]});
    const {db: whole} = await open({timeoutMs: 5000});
    const db = faulty(whole, () => vi.advanceTimersByTime(5000));
    for (let call = 0; call < 3; call += 1) {
      db.failAt(call, fault);
      const failing = db.write(["meta"], async (store) => {
        await store.put("meta", "a", call);
        await store.put("meta", "b", call);
      });
      AppError.assert(await failureOf(failing), {code});
      expect(await whole.read(["meta"], (store) => store.entries("meta"))).toEqual([]);
    }
    await put(db, "a", 1);
    expect(await get(db, "a")).toBe(1);
  });

  test("when the browser has no room at the very end is told as such", async () => {
    const {db} = await open();
    const full = new DOMException("no room", "QuotaExceededError");
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementationOnce(() => {
      throw full;
    });
    const error = await failureOf(put(db, "a", 1));
    AppError.assert(error, {code: "persist.full"});
    expect(error.cause).toBe(full);
  });

  test("after every call went well is a failure all the same: what is acknowledged is on the disk", async () => {
    const {db} = await open();
    const real = IDBObjectStore.prototype.put;
    const put = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementationOnce(function (
      this: IDBObjectStore,
      ...given
    ) {
      const request = real.apply(this, given);
      request.addEventListener("success", () => this.transaction.abort());
      return request;
    });
    const writing = db.write(["meta"], (store) => store.put("meta", "a", 1));
    AppError.assert(await failureOf(writing), {code: "persist.failed"});
    expect(put).toHaveBeenCalledTimes(1);
    expect(await get(db, "a")).toBeUndefined();
  });

  test("of the machine comes after what was acknowledged: the browser is asked to wait for the disk", async () => {
    const {db} = await open();
    const transaction = vi.spyOn(IDBDatabase.prototype, "transaction");
    await put(db, "a", 1);
    expect(transaction).toHaveBeenCalledWith(["meta"], "readwrite", {durability: "strict"});
  });
});

describe("a browser", () => {
  test("without a database gives none", async () => {
    vi.stubGlobal("indexedDB", undefined);
    expect(await openHuitouDatabase({name: unusedName()})).toBeNull();
  });

  test("that refuses one gives none, and says so", async () => {
    vi.spyOn(indexedDB, "open").mockImplementation(() => {
      throw new DOMException("private", "SecurityError");
    });
    const notices: DatabaseNotice[] = [];
    const db = await openHuitouDatabase({name: unusedName(), onNotice: (notice) => void notices.push(notice)});
    expect([db, notices]).toEqual([null, ["refused"]]);
  });

  test("that never answers gives none in the end", async () => {
    vi.spyOn(indexedDB, "open").mockImplementation(() => new EventTarget() as IDBOpenDBRequest);
    expect(await openHuitouDatabase({name: unusedName(), timeoutMs: 20})).toBeNull();
  });

  test("that ends the connection is asked for another by the next call", async () => {
    let connection: IDBDatabase | undefined;
    const real = indexedDB.open.bind(indexedDB);
    vi.spyOn(indexedDB, "open").mockImplementation((...given) => {
      const request = real(...given);
      request.addEventListener("success", () => (connection = request.result));
      return request;
    });
    const {db, notices} = await open();
    await put(db, "a", 1);
    // announced, as when the person clears the site's data
    forceCloseDatabase(connection as never);
    expect(notices).toEqual(["terminated"]);
    expect(await get(db, "a")).toBe(1);
    // and unannounced, as Safari does
    connection!.close();
    await put(db, "a", 2);
    expect(await get(db, "a")).toBe(2);
    expect(indexedDB.open).toHaveBeenCalledTimes(3);
  });
});

describe("two builds", () => {
  test("a newer one takes the database over at once; the older one says so and keeps nothing more", async () => {
    const name = unusedName();
    const older = await open({name});
    await put(older.db, "a", 1);
    const newer = await open({name, upgrades: later});
    expect(await get(newer.db, "a")).toBe(1);
    expect([older.notices, newer.notices]).toEqual([["superseded"], []]);
    AppError.assert(await failureOf(put(older.db, "a", 2)), {code: "persist.outdated"});
    expect(await get(newer.db, "a")).toBe(1);
  });

  test("an older one cannot open what a newer one made, and harms nothing", async () => {
    const name = unusedName();
    const newer = await open({name, upgrades: later});
    await put(newer.db, "a", 1);
    const notices: DatabaseNotice[] = [];
    const older = await openHuitouDatabase({name, onNotice: (notice) => void notices.push(notice)});
    expect([older, notices]).toEqual([null, ["newer"]]);
    expect(await get(newer.db, "a")).toBe(1);
  });

  test("an older one that does not give way keeps the newer one waiting only so long", async () => {
    const name = unusedName();
    const stubborn = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => makeStores(request.result);
      request.onsuccess = () => resolve(request.result);
    });
    const notices: DatabaseNotice[] = [];
    const onNotice = (notice: DatabaseNotice) => void notices.push(notice);
    expect(await openHuitouDatabase({name, upgrades: later, timeoutMs: 50, onNotice})).toBeNull();
    expect(notices).toEqual(["blocked", "refused"]);
    stubborn.close();
    // what was given up opens, closes, and is in nobody's way
    const newer = await open({name, upgrades: later});
    await put(newer.db, "a", 1);
  });
});

test("what is forgotten in one tab is forgotten in all", async () => {
  const name = unusedName();
  const [here, there] = [await open({name}), await open({name})];
  await put(here.db, "a", 1);
  await here.db.forget();
  expect(there.notices).toEqual(["forgotten"]);
  expect(there.db.isForgotten).toBe(true);
  AppError.assert(await failureOf(put(there.db, "a", 1)), {code: "persist.forgotten"});
  const anew = await open({name});
  expect(await get(anew.db, "a")).toBeUndefined();
});
