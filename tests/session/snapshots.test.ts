import {beforeEach, describe, expect, test} from "vitest";
import {snapshotKey, type SnapshotStore} from "../../src/persist/snapshots";
import type {KeptFile} from "../../src/persist/file-store";
import {Snapshots} from "../../src/session/app/snapshots";
import type {LoadedFile} from "../../src/shop/imports";
import type {ShopSnapshot} from "../../src/shop/snapshot";
import type {ShopState} from "../../src/shop/state";
import {TestClock} from "../support/clock";

const content = {reports: [], sources: ["stg_a__orders"], models: ["orders"], variables: "[]"};
const snapshot: ShopSnapshot = {bytes: new Uint8Array(3), content};

const keptFile = (id: string, meta: unknown = null): KeptFile => ({
  ...{id, name: `${id}.csv`, size: 1, type: "", lastModified: 1, addedAt: 1, meta, storedSize: 1, fingerprint: id},
  isDurable: true
});

let clock: TestClock;
let page: EventTarget;
/** what became of the store, in order */
let happened: string[];
let listener: () => void;
let state: Pick<ShopState, "isBusy" | "version">;
let kept: KeptFile[];
let storage: {keepsFiles: boolean};
let isAsSaved: boolean;
/** resolves what the shop is asked to save */
let give: (saved: ShopSnapshot | null) => void;
let snapshots: Snapshots;
beforeEach(() => {
  clock = new TestClock();
  page = new EventTarget();
  happened = [];
  state = {isBusy: false, version: 0};
  kept = [keptFile("a")];
  storage = {keepsFiles: true};
  isAsSaved = false;
  const store = {
    write: async (key: string) => (happened.push(`written ${key}`), true),
    discard: async () => void happened.push("discarded"),
    read: async (key: string) => (key === snapshotKey("1", kept) ? snapshot : null)
  } as unknown as SnapshotStore;
  const shop = {
    get state() {
      return state as ShopState;
    },
    get isAsSaved() {
      return isAsSaved;
    },
    files: [{plan: {source: {id: "a"}}} as LoadedFile],
    subscribe: (call: (state: ShopState) => void) => {
      listener = () => call(state as ShopState);
      return () => undefined;
    },
    save: (signal: AbortSignal) => {
      happened.push("asked");
      signal.addEventListener("abort", () => happened.push("aborted"));
      return new Promise<ShopSnapshot | null>((resolve) => (give = resolve));
    }
  };
  snapshots = new Snapshots({shop, store, fileStore: {list: async () => kept}, storage, build: "1", page, clock});
  snapshots.watch();
});

function become(next: Partial<ShopState>): void {
  state = {...state, ...next};
  listener();
}

/** Lets what was begun come to its next wait. */
const settle = async () => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

async function pass(milliseconds: number): Promise<void> {
  clock.advance(milliseconds);
  await settle();
}

async function given(saved: ShopSnapshot | null): Promise<void> {
  give(saved);
  await settle();
}

describe("a snapshot is written", () => {
  test("once the page has been quiet for a second, and once for a state of the shop", async () => {
    become({version: 1, isBusy: true});
    await pass(5000);
    become({isBusy: false});
    await pass(999);
    expect(happened).toEqual([]);
    await pass(1);
    await given(snapshot);
    expect(happened).toEqual(["asked", `written ${snapshotKey("1", kept)}`]);
    page.dispatchEvent(new Event("keydown"));
    await pass(5000);
    expect(happened).toHaveLength(2);
    become({version: 2});
    await pass(1000);
    expect(happened).toHaveLength(3);
  });

  test("later, when a person does something", async () => {
    become({version: 1});
    await pass(900);
    page.dispatchEvent(new Event("pointerdown"));
    await pass(900);
    expect(happened).toEqual([]);
    await pass(100);
    page.dispatchEvent(new Event("wheel"));
    expect(happened).toEqual(["asked", "aborted"]);
    await given(snapshot);
    expect(happened).toEqual(["asked", "aborted"]);
    await pass(1000);
    expect(happened).toEqual(["asked", "aborted", "asked"]);
  });

  test("not while an import goes on", async () => {
    become({version: 1});
    await pass(1000);
    become({isBusy: true});
    await pass(5000);
    await given(snapshot);
    expect(happened).toEqual(["asked", "aborted"]);
  });

  test("again when the files were kept only then", async () => {
    kept = [];
    become({version: 1});
    await pass(1000);
    expect(happened).toEqual(["discarded"]);
    kept = [keptFile("a")];
    snapshots.renew();
    await pass(1000);
    await given(snapshot);
    expect(happened.slice(1)).toEqual(["asked", `written ${snapshotKey("1", kept)}`]);
  });
});

describe("no snapshot stays", () => {
  const reasons: readonly (readonly [string, () => void])[] = [
    ["where files are not kept", () => (storage.keepsFiles = false)],
    ["of files that are not all kept", () => (kept = [keptFile("b")])],
    ["while one more is kept than the shop has", () => kept.push(keptFile("b"))],
    ["of files that last as long as the page", () => (kept = [{...keptFile("a"), isDurable: false}])]
  ];
  test.each(reasons)("%s", async (_, change) => {
    change();
    become({version: 1});
    await pass(1000);
    expect(happened).toEqual(["discarded"]);
  });

  test("of a shop that is not worth it", async () => {
    become({version: 1});
    await pass(1000);
    await given(null);
    expect(happened).toEqual(["asked", "discarded"]);
  });
});

test("a file that was undone counts as not kept", async () => {
  kept.push(keptFile("b", {isUndone: true}));
  become({version: 1});
  await pass(1000);
  await given(snapshot);
  expect(happened).toEqual(["asked", `written ${snapshotKey("1", kept.slice(0, 1))}`]);
});

test("a shop that stands as in its snapshot is not written again", async () => {
  isAsSaved = true;
  become({version: 1});
  await pass(1000);
  expect(happened).toEqual([]);
});

test("the snapshot of other files, or of something else, is none", async () => {
  expect(await snapshots.read(kept)).toEqual(snapshot);
  expect(await snapshots.read([keptFile("b")])).toBeNull();
  snapshot.content = "?" as unknown as typeof content;
  expect(await snapshots.read(kept)).toBeNull();
});
