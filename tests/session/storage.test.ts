import "fake-indexeddb/auto";
import {IDBFactory} from "fake-indexeddb";
import {beforeEach, describe, expect, test} from "vitest";
import {AppError} from "../../src/base/errors";
import {openHuitouDatabase} from "../../src/persist/database";
import {NotebookLibrary} from "../../src/persist/library";
import {JoiningMemory} from "../../src/persist/joining";
import {MappingMemory, type KeptMapping} from "../../src/persist/mappings";
import {OwnFactStore} from "../../src/persist/own-facts";
import {Settings} from "../../src/persist/settings";
import {memoryStore} from "../../src/persist/browser/store";
import {SnapshotStore} from "../../src/persist/snapshots";
import {FileStore} from "../../src/persist/file-store";
import type {Database} from "../../src/engine/database";
import {LibrarySession} from "../../src/session/library.svelte";
import {StorageSession} from "../../src/session/storage.svelte";
import {noOwnFacts, type OwnFacts} from "../../src/shop/own-facts";
import {makeShop} from "../support/shop";

const mapping: KeptMapping = {columns: {}, grain: "line", amountFrom: "column", timeFormat: null};

/** A browser of its own. */
async function computer() {
  globalThis.indexedDB = new IDBFactory();
  const db = (await openHuitouDatabase())!;
  const fileStore = await FileStore.open(db, {});
  const snapshots = await SnapshotStore.open(db, {});
  const library = new LibrarySession(NotebookLibrary.open(db));
  const texts = memoryStore();
  const settings = new Settings(texts);
  const mappings = new MappingMemory(texts);
  const joining = new JoiningMemory(texts);
  // without files a shop asks nothing of an engine
  const shop = makeShop({} as Database, {joining, facts: new OwnFactStore(db)});
  const read: string[][] = [];
  const readFiles = async (ids: ReadonlySet<string>) => void read.push([...ids]);
  const stores = {db, fileStore, snapshots, library, settings, mappings, joining, shop, readFiles, appVersion: "1"};
  return {...stores, storage: new StorageSession(stores), read};
}

type Computer = Awaited<ReturnType<typeof computer>>;
const own = (text: string) => ({title: "mine", text, base: null, origin: "own" as const});
const orders = (id = "a", text = "orders") => ({id, file: new Blob([text]), name: `${id}.csv`, meta: {grain: "order"}});

let here: Computer;
beforeEach(async () => {
  here = await computer();
});

async function filled(): Promise<void> {
  const {id} = await here.library.store.create(own("first text"));
  await here.library.store.keepVersion(id, "before", "named", "a label", 5);
  await here.library.refresh();
  here.mappings.remember("header", mapping);
  await here.storage.keep(orders());
}

describe("the storage session", () => {
  test("keeps files when that is wanted, and tells what is kept", async () => {
    expect(await here.storage.keep(orders())).toBe("kept");
    expect(here.storage.files).toMatchObject([{id: "a", name: "a.csv", size: 6}]);
    expect(here.storage.parts).toEqual({notebooks: 0, files: 6, snapshot: 0, offline: 0});
    await here.storage.removeFile("a");
    expect(here.storage.files).toEqual([]);
  });

  test("lets kept files go when they are not wanted any more, and remembers that", async () => {
    await here.storage.keep(orders());
    await here.storage.chooseKeepsFiles(false);
    expect(await here.storage.keep(orders())).toBe("not_wanted");
    expect([here.storage.files, await here.fileStore.list()]).toEqual([[], []]);
    expect(here.settings.read("keepsFiles")).toBe(false);
  });

  test("says what a workspace would hold", async () => {
    await filled();
    const all = await here.storage.describe({withFiles: true});
    expect(all).toMatchObject({notebooks: 1, versions: 1, fileBytes: 6, hasCustomerData: true});
    const fewer = await here.storage.describe({withFiles: false});
    expect(fewer).toMatchObject({notebooks: 1, files: [], hasCustomerData: false});
  });

  test("takes everything along to another computer, and nothing twice", async () => {
    await filled();
    const packed = (await here.storage.exportWorkspace({withFiles: true, passphrase: "p"}))!;
    const there = await computer();
    const contents = (await there.storage.readWorkspace(packed, "p"))!;
    const taken = {notebooks: 1, knownNotebooks: 0, facts: 0, files: 1, knownFiles: 0, failures: []};
    expect(await there.storage.importWorkspace(contents, {withFiles: true})).toEqual(taken);
    expect(there.read).toEqual([["a"]]);
    const [notebook] = there.library.own;
    expect(notebook).toMatchObject({title: "mine", text: "first text", origin: "workspace"});
    expect(await there.library.store.versions(notebook!.id)).toMatchObject([
      {text: "before", label: "a label", cause: "named", at: 5}
    ]);
    expect(there.mappings.recall("header")).toEqual(mapping);
    expect(there.storage.files).toMatchObject([{id: "a", meta: {grain: "order"}}]);
    expect(await (await there.fileStore.open("a")).text()).toBe("orders");
    expect(await there.storage.importWorkspace(contents, {withFiles: true})).toEqual({
      ...taken,
      ...{notebooks: 0, knownNotebooks: 1, files: 0, knownFiles: 1}
    });
    expect(there.storage.work).toBeNull();
  });

  test("takes along who was split only with the files that it is about", async () => {
    await filled();
    const splits = ["0".repeat(32)];
    here.joining.remember({isJoining: false, splits});
    const taken = async (withFiles: boolean) => {
      const there = await computer();
      there.joining.remember({isJoining: true, splits: ["1".repeat(32)]});
      const packed = (await here.storage.exportWorkspace({withFiles}))!;
      await there.storage.importWorkspace((await there.storage.readWorkspace(packed))!, {withFiles: true});
      return there.joining.recall();
    };
    expect(await taken(true)).toEqual({isJoining: true, splits: ["1".repeat(32), ...splits]});
    expect(await taken(false)).toEqual({isJoining: true, splits: ["1".repeat(32)]});
  });

  describe("what a person knows of the shop", () => {
    const known: Partial<OwnFacts> = {
      benchmarks: [{period: "week", date: "2026-03-05", share: 0.33, name: "同行"}],
      events: [{name: "店庆", from: "2026-06-18", to: "2026-06-20", kind: "promotion"}],
      people: [{customer: "买家3", tag: "老友", birthday: "1990-02-28"}],
      gaps: ["2026-03-21"],
      leftOut: ["test_orders"]
    };

    async function carried(withFiles: boolean, there: Computer) {
      const packed = (await here.storage.exportWorkspace({withFiles, passphrase: "p"}))!;
      const contents = (await there.storage.readWorkspace(packed, "p"))!;
      return there.storage.importWorkspace(contents, {withFiles: false});
    }

    test("goes along, beside what is known there, and can be taken back", async () => {
      await here.shop.setFacts(known);
      const there = await computer();
      const others = {events: [{name: "盘点", from: "2026-01-01", to: "2026-01-02", kind: "closure" as const}]};
      await there.shop.setFacts(others);
      expect(await carried(true, there)).toMatchObject({facts: 5, notebooks: 0, files: 0});
      const both = {...noOwnFacts, ...known, events: [...known.events!, ...others.events]};
      expect(there.shop.state.facts).toEqual(both);
      expect(await carried(true, there)).toMatchObject({facts: 0});
      await there.shop.undoFacts();
      expect(there.shop.state.facts).toEqual({...noOwnFacts, ...others});
    });

    test("without customers' data no tag and no birthday leaves", async () => {
      await here.shop.setFacts(known);
      expect(await here.storage.describe({withFiles: false})).toMatchObject({facts: 2, hasCustomerData: false});
      // no file is kept: tags are customers' data all the same
      expect(await here.storage.describe({withFiles: true})).toMatchObject({
        facts: 3,
        files: [],
        hasCustomerData: true
      });
      const there = await computer();
      expect(await carried(false, there)).toMatchObject({facts: 2});
      expect(there.shop.state.facts).toEqual({...noOwnFacts, benchmarks: known.benchmarks, events: known.events});
    });
  });

  test("puts what differs beside what is here", async () => {
    await filled();
    const packed = (await here.storage.exportWorkspace({withFiles: true}))!;
    const there = await computer();
    await there.library.store.create(own("another text"));
    await there.storage.keep(orders("a", "other orders"));
    const contents = (await there.storage.readWorkspace(packed))!;
    await there.storage.importWorkspace(contents, {withFiles: true});
    expect(there.library.own.map(({text}) => text).sort()).toEqual(["another text", "first text"]);
    const files = await Promise.all(there.storage.files.map(async ({id}) => (await there.fileStore.open(id)).text()));
    expect(files.sort()).toEqual(["orders", "other orders"]);
  });

  test("tells a file that could not be taken in, and takes in the others", async () => {
    await filled();
    await here.storage.keep(orders("b", "more orders"));
    const contents = (await here.storage.readWorkspace((await here.storage.exportWorkspace({withFiles: true}))!))!;
    const there = await computer();
    const open = () => Promise.reject(new AppError("workspace.damaged"));
    const [first, second] = contents.files;
    const broken = {...contents, files: [{...first!, open}, second!]};
    const taken = await there.storage.importWorkspace(broken, {withFiles: true});
    expect(taken).toMatchObject({files: 1, failures: [{name: "a.csv", error: {code: "workspace.damaged"}}]});
    expect(there.storage.files.map(({name}) => name)).toEqual(["b.csv"]);
  });

  test("can be stopped, and is ready for the next thing", async () => {
    await filled();
    const making = here.storage.exportWorkspace({withFiles: true});
    expect(here.storage.work).toEqual({kind: "export", share: 0});
    here.storage.cancel();
    expect(await making).toBeNull();
    expect(here.storage.work).toBeNull();
    expect(await here.storage.exportWorkspace({withFiles: true})).toBeInstanceOf(Blob);
  });

  test("hands on what is wrong with a file", async () => {
    const wrong = await here.storage.readWorkspace(new Blob(["x"])).catch((error: unknown) => error);
    AppError.assert(wrong, {code: "workspace.not_one"});
    expect(here.storage.work).toBeNull();
  });
});
