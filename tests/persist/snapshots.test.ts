import "fake-indexeddb/auto";
import {IDBFactory} from "fake-indexeddb";
import {beforeEach, describe, expect, test} from "vitest";
import {openHuitouDatabase, type HuitouDatabase} from "../../src/persist/database";
import {memoryDatabase} from "../../src/persist/fallback";
import {SnapshotStore, snapshotKey, type Snapshot} from "../../src/persist/snapshots";
import {FileStore, type KeptFile} from "../../src/persist/file-store";
import {Disk, fakeLocks} from "./disk";

let disk: Disk;
let locks: LockManager;
let db: HuitouDatabase;
let fileStore: FileStore;
let store: SnapshotStore;
let files: KeptFile[];
let key: string;
beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  disk = new Disk();
  locks = fakeLocks();
  db = (await openHuitouDatabase())!;
  fileStore = await FileStore.open(db, {storage: disk.storage, locks});
  await fileStore.keep({id: "a", file: new File(["order_id\n1\n"], "a.csv"), name: "a.csv", meta: {mapping: null}});
  store = await openStore();
  files = await fileStore.list();
  key = snapshotKey("1.0 a1b2", files);
});

const openStore = () => SnapshotStore.open(db, {storage: disk.storage, locks});
/** more than one block of 2 MiB */
const bytes = Uint8Array.from({length: 3_000_000}, (_, at) => at % 251);
const content = {reports: [{fileName: "订单.csv"}], models: ["orders"]};
const snapshots = () => [...disk.files].filter(([path]) => path.includes("snapshot/"));
const stored = () => snapshots()[0]![1];

function expectSame(found: Snapshot | null, wanted: Snapshot): void {
  expect(found?.content).toEqual(wanted.content);
  expect(Buffer.compare(found!.bytes, wanted.bytes)).toBe(0);
}

describe("a snapshot", () => {
  test("is there after a reload, byte for byte, and says what it takes", async () => {
    expect(await store.write(key, files, {bytes, content})).toBe(true);
    const again = await openStore();
    expectSame(await again.read(key), {bytes, content});
    expect(await again.size()).toBe(bytes.length + new TextEncoder().encode(JSON.stringify(content)).length);
  });

  test("takes the place of the one before", async () => {
    await store.write(key, files, {bytes, content});
    await store.write(key, files, {bytes: bytes.slice(1), content: "second"});
    expectSame(await store.read(key), {bytes: bytes.slice(1), content: "second"});
    expect(snapshots()).toHaveLength(1);
  });

  test("is gone when it is discarded", async () => {
    await store.write(key, files, {bytes, content});
    await store.discard();
    expect(await store.read(key)).toBeNull();
    expect(await store.size()).toBe(0);
    expect(snapshots()).toEqual([]);
  });
});

describe("a snapshot in doubt is thrown away:", () => {
  const changes: readonly (readonly [string, () => Promise<string> | string])[] = [
    ["of another build", () => snapshotKey("1.0 ffff", files)],
    ["of a file with other bytes", () => snapshotKey("1.0 a1b2", [{...files[0]!, fingerprint: "0"}])],
    ["of a file of another time", () => snapshotKey("1.0 a1b2", [{...files[0]!, lastModified: 1}])],
    [
      "of a file that is read otherwise",
      () => snapshotKey("1.0 a1b2", [{...files[0]!, meta: {mapping: {grain: "line"}}}])
    ],
    ["of a file less", () => snapshotKey("1.0 a1b2", [])]
  ];
  test.each(changes)("one %s", async (_, other) => {
    await store.write(key, files, {bytes, content});
    expect(await store.read(await other())).toBeNull();
    expect(snapshots()).toEqual([]);
    expect(await store.read(key)).toBeNull();
  });

  const damages: readonly (readonly [string, () => unknown])[] = [
    ["with a flipped bit", () => (stored()[2_500_000]! ^= 1)],
    ["with a flipped bit in its content", () => (stored()[3_000_005]! ^= 1)],
    [
      "cut off",
      () =>
        disk.root.folders
          .get("huitou")!
          .folders.get("snapshot")!
          .files.set(snapshots()[0]![0].split("/").at(-1)!, stored().slice(0, 2_000_000))
    ],
    ["without its bytes", () => disk.root.folders.get("huitou")!.folders.get("snapshot")!.files.clear()],
    ["of another format", () => db.write(["meta"], (meta) => meta.put("meta", "snapshot", {format: 2, key}))],
    ["with an entry that says nothing", () => db.write(["meta"], (meta) => meta.put("meta", "snapshot", "?"))]
  ];
  test.each(damages)("one %s", async (_, damage) => {
    await store.write(key, files, {bytes, content});
    await damage();
    expect(await store.read(key)).toBeNull();
    expect(await store.size()).toBe(0);
    await openStore();
    expect(snapshots()).toEqual([]);
  });

  test("one whose entry was not written before the browser ended", async () => {
    await store.write(key, files, {bytes, content});
    await db.write(["meta"], (meta) => meta.delete("meta", "snapshot"));
    expect(await (await openStore()).read(key)).toBeNull();
    expect(snapshots()).toEqual([]);
  });
});

describe("no snapshot is written", () => {
  test("whatever call of the disk fails; nothing of it is left", async () => {
    disk.repair();
    await store.write(key, files, {bytes, content});
    const {calls} = disk;
    await store.discard();
    for (let failAt = 1; failAt <= calls; failAt += 1) {
      disk.repair();
      disk.failAt = failAt;
      await store.write(key, files, {bytes, content});
      disk.repair();
      const read = await store.read(key);
      if (read) expectSame(read, {bytes, content});
      await store.discard();
      await openStore();
      expect(snapshots()).toEqual([]);
    }
    expect(calls).toBeGreaterThan(4);
  });

  test("of files that are not stored any more", async () => {
    await fileStore.remove("a");
    expect(await store.write(key, files, {bytes, content})).toBe(false);
    expect(snapshots()).toEqual([]);
  });

  test("where it would take more than half of the room", async () => {
    disk.quota = bytes.length * 2;
    expect(await store.write(key, files, {bytes, content})).toBe(false);
  });

  test("once that is aborted", async () => {
    expect(await store.write(key, files, {bytes, content}, AbortSignal.abort())).toBe(false);
    expect(snapshots()).toEqual([]);
  });

  test("while another tab writes one", async () => {
    let end = () => {};
    const held = new Promise<void>((resolve) => (end = resolve));
    const other = locks.request("huitou.snapshot", {}, () => held);
    expect(await store.write(key, files, {bytes, content})).toBe(false);
    end();
    await other;
    expect(await store.write(key, files, {bytes, content})).toBe(true);
  });

  test("where nothing is stored for longer than the page", async () => {
    const memory = await SnapshotStore.open(memoryDatabase(), {storage: disk.storage, locks});
    expect(await memory.write(key, [], {bytes, content})).toBe(false);
    expect(snapshots()).toEqual([]);
  });
});
