import "fake-indexeddb/auto";
import {IDBFactory} from "fake-indexeddb";
import {gunzipSync} from "node:zlib";
import {beforeEach, describe, expect, test} from "vitest";
import {AppError} from "../../src/base/errors";
import {openHuitouDatabase, type HuitouDatabase} from "../../src/persist/database";
import {memoryDatabase} from "../../src/persist/fallback";
import {FileStore, fileStoreLock, type NewFile} from "../../src/persist/file-store";
import {Disk, fakeLocks} from "./disk";

let disk: Disk;
let locks: LockManager;
beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  disk = new Disk();
  locks = fakeLocks();
});

const openDatabase = async () => (await openHuitouDatabase())!;
const openFileStore = async (db?: HuitouDatabase) =>
  FileStore.open(db ?? (await openDatabase()), {storage: disk.storage, locks, now: () => 1_790_000_000_000});

const text = "order_id,customer,amount\n1,anna,12.50\n".repeat(300);
const deposit = (id: string, content: string | Uint8Array<ArrayBuffer> = text, name = `${id}.csv`): NewFile => ({
  id,
  file: new File([content], "ignored", {type: "text/csv", lastModified: 1_700_000_000_000}),
  name,
  meta: {columns: {amount: "amount"}}
});

async function code(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "no error",
    (error: unknown) => (error instanceof AppError ? error.code : `not an AppError: ${String(error)}`)
  );
}

/** Laws of a file store that was just opened: what it lists can be read, and nothing else lies around. */
async function expectSound(fileStore: FileStore, contents: Readonly<Record<string, string>>): Promise<void> {
  const listed = await fileStore.list();
  for (const {id, name, size} of listed) {
    const file = await fileStore.open(id);
    expect([file.name, file.size, await file.text()]).toEqual([name, size, contents[id]]);
  }
  expect(disk.files.size).toBe(listed.filter(({isDurable}) => isDurable).length);
}

describe("a kept file", () => {
  test("is there after a reload, byte for byte, with its name, its time and what is known of it", async () => {
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0, 255, 13, 10]);
    expect(await (await openFileStore()).keep(deposit("a", bytes, "订单 2026.csv"))).toBe("kept");
    const fileStore = await openFileStore();
    expect(await fileStore.list()).toEqual([
      {
        id: "a",
        name: "订单 2026.csv",
        size: 7,
        type: "text/csv",
        lastModified: 1_700_000_000_000,
        addedAt: 1_790_000_000_000,
        meta: {columns: {amount: "amount"}},
        storedSize: 7,
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        isDurable: true
      }
    ]);
    const file = await fileStore.open("a");
    expect([file.name, file.lastModified, file.type]).toEqual(["订单 2026.csv", 1_700_000_000_000, "text/csv"]);
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(bytes);
  });

  test("may be empty, or end exactly where a block does", async () => {
    const fileStore = await openFileStore();
    for (const size of [0, 2 * 1024 ** 2, 2 * 1024 ** 2 + 1]) {
      await fileStore.keep(deposit(`f${size}`, new Uint8Array(size).fill(7)));
      const bytes = new Uint8Array(await (await fileStore.open(`f${size}`)).arrayBuffer());
      expect([bytes.length, bytes.every((byte) => byte === 7)]).toEqual([size, true]);
    }
  });

  test("is replaced by another of the same id, of which no bytes remain", async () => {
    const fileStore = await openFileStore();
    await fileStore.keep(deposit("a", "old"));
    await fileStore.keep(deposit("a", "new"));
    expect(await (await fileStore.open("a")).text()).toBe("new");
    expect([...disk.files.values()].map((bytes) => new TextDecoder().decode(bytes))).toEqual(["new"]);
  });

  test("comes back in the order of dropping, also when all came at the same moment", async () => {
    const fileStore = await openFileStore();
    for (const id of ["c", "a", "b"]) await fileStore.keep(deposit(id));
    expect((await (await openFileStore()).list()).map(({id}) => id)).toEqual(["c", "a", "b"]);
  });

  test("can be told something new about it", async () => {
    const fileStore = await openFileStore();
    await fileStore.keep(deposit("a"));
    await fileStore.updateMeta("a", {isSample: false});
    await fileStore.updateMeta("unknown", {});
    expect((await (await openFileStore()).list()).map(({meta}) => meta)).toEqual([{isSample: false}]);
  });

  test("is gone when it is let go, alone or with all others", async () => {
    const fileStore = await openFileStore();
    for (const id of ["a", "b", "c"]) await fileStore.keep(deposit(id));
    await fileStore.remove("b");
    expect((await fileStore.list()).map(({id}) => id)).toEqual(["a", "c"]);
    expect(await code(fileStore.open("b"))).toBe("persist.missing");
    await fileStore.clear();
    expect([await fileStore.list(), disk.files.size]).toEqual([[], 0]);
  });

  test("says how far it is", async () => {
    const seen: number[] = [];
    const file = deposit("a", new Uint8Array(3 * 1024 ** 2));
    await (await openFileStore()).keep(file, {onBytes: (done) => seen.push(done)});
    expect(seen).toEqual([2 * 1024 ** 2, 3 * 1024 ** 2]);
  });
});

describe("where room is scarce", () => {
  test("a file is kept compressed, and comes back as it was", async () => {
    disk.quota = text.length * 1.5;
    const fileStore = await openFileStore();
    expect(await fileStore.keep(deposit("a"))).toBe("kept");
    const [kept] = await fileStore.list();
    expect([kept?.size, kept!.storedSize < text.length / 10]).toEqual([text.length, true]);
    expect(gunzipSync([...disk.files.values()][0]!).toString()).toBe(text);
    expect(await (await (await openFileStore()).open("a")).text()).toBe(text);
  });

  test("it is compressed also when the browser promised more room than it gives", async () => {
    disk.quota = text.length / 2;
    const storage = {...disk.storage, estimate: async () => ({quota: 1e9, usage: 0})} as StorageManager;
    const fileStore = await FileStore.open(await openDatabase(), {storage, locks});
    expect(await fileStore.keep(deposit("a"))).toBe("kept");
    expect(await (await fileStore.open("a")).text()).toBe(text);
  });

  test("what does not fit is refused with what is needed and what is free, and leaves nothing", async () => {
    const noise = crypto.getRandomValues(new Uint8Array(60_000));
    const fileStore = await openFileStore();
    await fileStore.keep(deposit("a", noise));
    disk.quota = 80_000;
    const error: unknown = await fileStore.keep(deposit("b", noise)).catch((error: unknown) => error);
    AppError.assert(error, {code: "persist.no_room"});
    expect(error.details).toEqual({name: "b.csv", needed: 60_000, free: 20_000});
    expect(disk.files.size).toBe(1);
    await fileStore.keep(deposit("c", "small"));
    expect((await fileStore.list()).map(({id}) => id)).toEqual(["a", "c"]);
  });

  test("a file that does not fit in the place of an older one leaves the older one", async () => {
    disk.quota = 30_000;
    const fileStore = await openFileStore();
    await fileStore.keep(deposit("a", "old"));
    expect(await code(fileStore.keep(deposit("a", crypto.getRandomValues(new Uint8Array(40_000)))))).toBe(
      "persist.no_room"
    );
    expect(await (await fileStore.open("a")).text()).toBe("old");
  });
});

describe("a browser without a file system of its own", () => {
  test("keeps files in its database", async () => {
    const options = {locks, now: () => 0};
    await (await FileStore.open(await openDatabase(), options)).keep(deposit("a"));
    const fileStore = await FileStore.open(await openDatabase(), options);
    expect(await fileStore.list()).toMatchObject([{id: "a", isDurable: true, storedSize: text.length}]);
    expect(await (await fileStore.open("a")).text()).toBe(text);
    await fileStore.remove("a");
    const rest = await (await openDatabase()).read(["blobs"], (store) => store.keys("blobs"));
    expect(rest).toEqual([]);
  });

  test("and without a database keeps them as long as the page is open, and says so", async () => {
    const fileStore = await openFileStore(memoryDatabase());
    expect(await fileStore.keep(deposit("a"))).toBe("kept_in_memory");
    expect([fileStore.isDurable, disk.files.size]).toEqual([false, 0]);
    expect(await fileStore.list()).toMatchObject([{id: "a", isDurable: false}]);
    expect(await (await fileStore.open("a")).text()).toBe(text);
    await fileStore.updateMeta("a", 1);
    expect(await fileStore.list()).toMatchObject([{meta: 1}]);
    await fileStore.remove("a");
    expect(await fileStore.list()).toEqual([]);
  });

  test("a file that found only memory is kept for good by a later attempt", async () => {
    const db = await openDatabase();
    const fileStore = await openFileStore(db);
    const {write} = db;
    db.write = () => Promise.reject(new AppError("persist.failed"));
    expect(await fileStore.keep(deposit("a"))).toBe("kept_in_memory");
    db.write = write;
    expect(await fileStore.keep(deposit("a"))).toBe("kept");
    expect(await fileStore.list()).toMatchObject([{id: "a", isDurable: true}]);
  });
});

describe("what a killed browser leaves", () => {
  const orphan = async () => {
    await openFileStore();
    disk.root.folders.get("huitou")!.folders.get("files")!.files.set("half", new Uint8Array(9));
  };

  test("bytes without an entry are swept", async () => {
    await (await openFileStore()).keep(deposit("a"));
    await orphan();
    expect(disk.files.size).toBe(2);
    await expectSound(await openFileStore(), {a: text});
  });

  test("but not while another tab is writing", async () => {
    await orphan();
    await locks.request(fileStoreLock, {mode: "shared"}, async () => {
      await openFileStore();
      expect(disk.files.size).toBe(1);
    });
    await openFileStore();
    expect(disk.files.size).toBe(0);
  });

  test("nor when the list cannot be read", async () => {
    const db = await openDatabase();
    await (await openFileStore(db)).keep(deposit("a"));
    db.read = () => Promise.reject(new AppError("persist.failed"));
    await openFileStore(db);
    expect(disk.files.size).toBe(1);
  });

  test.each([
    ["gone", (files: Map<string, Uint8Array>, path: string) => files.delete(path)],
    ["cut off", (files: Map<string, Uint8Array>, path: string) => files.set(path, new Uint8Array(5))]
  ])("an entry whose bytes are %s is told by name until it is let go or kept again", async (_, harm) => {
    const first = await openFileStore();
    await first.keep(deposit("a"));
    await first.keep(deposit("b", "other"));
    const {files} = disk.root.folders.get("huitou")!.folders.get("files")!;
    harm(files, [...files].find(([, bytes]) => bytes.length === text.length)![0]);
    for (const fileStore of [await openFileStore(), await openFileStore()]) {
      expect(fileStore.lost).toEqual([{id: "a", name: "a.csv", size: text.length}]);
      expect((await fileStore.list()).map(({id}) => id)).toEqual(["b"]);
      expect(await code(fileStore.open("a"))).toBe("persist.lost");
    }
    const again = await openFileStore();
    await again.keep(deposit("a"));
    expect([again.lost, (await openFileStore()).lost]).toEqual([[], []]);
  });

  test("letting a lost file go ends the message", async () => {
    await (await openFileStore()).keep(deposit("a"));
    disk.root.folders.get("huitou")!.folders.get("files")!.files.clear();
    const fileStore = await openFileStore();
    await fileStore.remove("a");
    expect([fileStore.lost, (await openFileStore()).lost]).toEqual([[], []]);
  });

  test.each([
    ["as it is", Infinity],
    ["compressed", text.length * 1.5]
  ])("one changed bit, in a file kept %s, is found before anything is read from it", async (_, quota) => {
    disk.quota = quota;
    const fileStore = await openFileStore();
    await fileStore.keep(deposit("a"));
    const {files} = disk.root.folders.get("huitou")!.folders.get("files")!;
    for (const bytes of files.values()) bytes[bytes.length >> 1]! ^= 1;
    expect(await code(fileStore.open("a"))).toBe("persist.lost");
    expect([fileStore.lost.map(({name}) => name), await fileStore.list()]).toEqual([["a.csv"], []]);
  });

  test("an entry that another build wrote in a way this one cannot read is told as lost", async () => {
    const db = await openDatabase();
    await db.write(["files"], (store) => store.put("files", "a", {name: "a.csv", size: 3} as never));
    expect((await openFileStore(db)).lost).toEqual([{id: "a", name: "a.csv", size: 3}]);
  });
});

describe("keeping is stopped", () => {
  test("by the person, and leaves nothing", async () => {
    const fileStore = await openFileStore();
    const abort = new AbortController();
    const file = deposit("a", new Uint8Array(9 * 1024 ** 2));
    const keeping = fileStore.keep(file, {signal: abort.signal, onBytes: () => abort.abort()});
    await expect(keeping).rejects.toThrow(expect.objectContaining({name: "AbortError"}));
    expect([await fileStore.list(), disk.files.size]).toEqual([[], 0]);
  });

  test("when everything is forgotten meanwhile", async () => {
    const db = await openDatabase();
    const fileStore = await openFileStore(db);
    const file = deposit("a", new Uint8Array(9 * 1024 ** 2));
    let forgetting: Promise<void> | undefined;
    const forget = () => void (forgetting ??= db.forget());
    expect(await code(fileStore.keep(file, {onBytes: forget}))).toBe("persist.forgotten");
    await forgetting;
    expect(disk.files.size).toBe(0);
  });

  test("by a file that cannot be read any more, which is not kept as an empty promise", async () => {
    const gone = () => Promise.reject(new DOMException("moved", "NotReadableError"));
    const fileStore = await openFileStore();
    // at once, or after its first block
    for (const readable of [0, 1]) {
      const file = new File([new Uint8Array(5 * 1024 ** 2)], "a.csv");
      let reads = 0;
      file.slice = () => ((reads += 1) > readable ? ({arrayBuffer: gone} as never as Blob) : new Blob(["abc"]));
      expect(await code(fileStore.keep({...deposit("a"), file}))).toBe("persist.unreadable");
    }
    expect(disk.files.size).toBe(0);
    expect(await fileStore.list()).toEqual([]);
  });
});

describe("storage that fails at the n-th call", () => {
  const quotaError = () => new DOMException("full", "QuotaExceededError");
  const diskError = () => new DOMException("the disk is gone", "UnknownError");

  test.each([
    ["once", false, diskError],
    ["from then on", true, diskError],
    ["once, for want of room", false, quotaError],
    ["from then on, for want of room", true, quotaError]
  ])("%s: keeps all, or nothing and says so, and works afterwards", async (_, isBroken, failure) => {
    for (let n = 1; ; n += 1) {
      globalThis.indexedDB = new IDBFactory();
      disk = new Disk();
      await (await openFileStore()).keep(deposit("old", "old"));
      const fileStore = await openFileStore();
      disk.repair();
      Object.assign(disk, {failAt: n, isBroken, failure});
      const outcome = await fileStore.keep(deposit("a")).catch((error: unknown) => error);
      const isDone = disk.calls < n;
      disk.repair();
      const listed = (await fileStore.list()).map(({id}) => id);
      if (outcome instanceof AppError) {
        expect([outcome.code, outcome.details.needed]).toEqual(["persist.no_room", text.length]);
        expect(listed).toEqual(["old"]);
      } else {
        expect(outcome).toBe("kept");
        expect(listed).toEqual(["old", "a"]);
      }
      // as after a reload
      const next = await openFileStore();
      const onDisk = (await next.list()).length;
      expect([...disk.files.keys()].sort()).toEqual(await listedPaths());
      await next.keep(deposit("b", "b"));
      expect([next.lost, (await next.list()).length]).toEqual([[], onDisk + 1]);
      for (const {id} of await next.list()) {
        expect(await (await next.open(id)).text()).toBe({old: "old", a: text, b: "b"}[id]);
      }
      if (isDone) return expect(n).toBeGreaterThan(5);
    }
  });

  test("in the database: the same", async () => {
    for (let n = 1; ; n += 1) {
      globalThis.indexedDB = new IDBFactory();
      disk = new Disk();
      const db = await openDatabase();
      const fileStore = await openFileStore(db);
      const {write} = db;
      let calls = 0;
      const failing: HuitouDatabase["write"] = (...parts) =>
        (calls += 1) === n
          ? Promise.reject(new AppError("persist.failed"))
          : (write.apply(db, parts as never) as never);
      db.write = failing;
      expect(await fileStore.keep(deposit("a"))).toBe("kept");
      db.write = write;
      await expectReadable(fileStore);
      const next = await openFileStore();
      expect(next.lost).toEqual([]);
      await expectReadable(next);
      if (calls < n) return expect(n).toBeGreaterThan(1);
    }
  });

  const listedPaths = async () => {
    const rows = await (await openDatabase()).read(["files"], (store) => store.entries("files"));
    const paths = rows.map(([, row]) => (row as {path: string}).path);
    return paths
      .filter((path) => path !== "")
      .map((path) => `huitou/files/${path}`)
      .sort();
  };

  const expectReadable = async (fileStore: FileStore) => expect(await (await fileStore.open("a")).text()).toBe(text);

  test("a file store that cannot even be opened still takes files", async () => {
    for (const failAt of [1, 2, 3]) {
      globalThis.indexedDB = new IDBFactory();
      Object.assign(disk, {failAt, isBroken: true, calls: 0});
      const fileStore = await openFileStore();
      expect(await fileStore.keep(deposit("a"))).toBe("kept");
      expect(await (await fileStore.open("a")).text()).toBe(text);
    }
  });
});
