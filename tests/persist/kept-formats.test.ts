import "fake-indexeddb/auto";
import {IDBFactory} from "fake-indexeddb";
import {readdirSync, readFileSync} from "node:fs";
import {openDB} from "idb";
import {beforeAll, beforeEach, describe, expect, test} from "vitest";
import {AppError} from "../../src/base/errors";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import type {Mapping, Origin} from "../../src/ingest/plan";
import {openHuitouDatabase, type HuitouDatabase} from "../../src/persist/database";
import {Drafts} from "../../src/persist/notebooks/drafts";
import {readFacts} from "../../src/persist/facts";
import {JoiningMemory} from "../../src/persist/joining";
import {NotebookLibrary} from "../../src/persist/library";
import {decodeLink} from "../../src/persist/link";
import {MappingMemory, readMapping} from "../../src/persist/mappings";
import {readOrigin} from "../../src/persist/origin";
import {OwnFactStore} from "../../src/persist/own-facts";
import {Settings} from "../../src/persist/settings";
import {Trust} from "../../src/persist/trust";
import {FileStore} from "../../src/persist/file-store";
import {readWorkspace} from "../../src/persist/workspace";
import {loadPlan, stageShop, planFile} from "../../src/shop/pipeline";
import {readOwnFacts, withoutCustomers} from "../../src/shop/own-facts";
import {openTestDatabase} from "../support/database";
import {Disk, fakeLocks} from "./disk";

/*
 * Everything that earlier versions kept for people opens for ever, with the same content. `fixtures/README.md` says what the
 * files are; they are never written again.
 */

const folder = new URL("./fixtures/format-1/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder));
const passphrase = "五个 词 of a pass phrase";

/** What the fixtures were filled with. */
const text = (title: string) => `---\ntitle: 我的店\n---\n\n${title}.\n`;
const ownFacts = {
  benchmarks: [{period: "month", date: "2026-10-01", share: 0.255, name: "同行"}],
  events: [{name: "周年庆", from: "2026-10-10", to: "2026-10-12", kind: "promotion"}],
  people: [{customer: "anna", tag: "熟客", birthday: "1990-11-20"}],
  gaps: ["2026-02-10"],
  leftOut: ["test_orders"],
  hasCalendar: false
};
const header = ["no", "who", "day", "euro", "state"].join("\u001f");
const mapping = {
  columns: {order_id: "no", customer_key: "who", ordered_at: "day", amount: "euro", status: "state", paid_at: null},
  grain: "order",
  amountFrom: "column",
  timeFormat: "%d.%m.%Y",
  hasDecimalComma: true,
  repeated: [],
  meanings: {fertig: "completed", weg: "cancelled"},
  returnWords: [],
  nameColumn: "who",
  currency: "EUR"
};
const split = "0123456789abcdef0123456789abcdef";
const arrivedAt = Date.parse("2026-11-20T09:00:00Z");
const headlines = {customers: 1, net_sales: 1015.75, as_of: "2026-11-06"};
const files = [
  {
    name: "订单 2026.csv",
    content:
      "no;who;day;euro;state\n007;anna;03.11.2026;1.012,50;fertig\n008;ben;04.11.2026;20,00;weg\n009;anna;05.11.2026;3,25;fertig\n",
    origin: null,
    facts: {
      arrival: {id: "4f0c6f5e-0000-4000-8000-000000000001", at: arrivedAt, before: null, after: headlines},
      shop: "一号店",
      changes: {new: 3, changed: 0, unchanged: 0},
      isReplacement: false
    }
  },
  {
    name: "orders.csv",
    content: `${readFileSync("tests/samples/files/jd-orders.csv", "utf8").split("\n").slice(0, 4).join("\n")}\n`,
    origin: {
      path: ["三月.zip", "orders.csv"],
      isSheet: false,
      notes: [{code: "container.skipped", severity: "info", details: {name: "photo.jpg"}}]
    },
    facts: {
      arrival: {id: "4f0c6f5e-0000-4000-8000-000000000001", at: arrivedAt, before: headlines, after: null},
      shop: null,
      changes: null,
      isReplacement: true
    }
  },
  {name: "undone.csv", content: "order_id,customer,amount\n1,anna,12.50\n", origin: null, facts: null}
];

interface Kept {
  name: string;
  meta: unknown;
  open(): Promise<Blob>;
}

/** Kept files in plain values, as the readers of today understand what was kept with them. */
async function plain(kept: readonly Kept[]): Promise<unknown[]> {
  return Promise.all(
    kept.map(async ({name, meta, open}) => {
      const {origin, facts} = meta as Record<string, unknown>;
      return {name, content: await (await open()).text(), origin: readOrigin(origin), facts: readFacts(facts)};
    })
  );
}

/** Loads a kept file as it was mapped, and returns its orders. */
async function ordersOf({meta, name, open}: Kept): Promise<unknown[]> {
  const {mapping: keptMapping, origin} = meta as Record<string, unknown>;
  const file = new File([await open()], name);
  const answer = readMapping(keptMapping) as Mapping | null;
  const db: Database = await openTestDatabase();
  try {
    const plan = await planFile({file, origin: readOrigin(origin) as Origin | null}, () => answer);
    await loadPlan(db, plan);
    await stageShop(db, {sourceIds: [plan.source.id], shops: new Map()});
    const rows = await db.query(`
      select order_id, customer_key, ordered_at::date::varchar as day, paid_amount::double as paid, currency, status
      from stg_orders
      order by order_id`);
    return toRows(rows).map((row) => Object.values(row));
  } finally {
    await db.close();
  }
}

const orders = [
  ["007", "anna", "2026-11-03", 1012.5, "EUR", "completed"],
  // cancelled by the meaning that was given to its word, so nothing was paid
  ["008", "ben", "2026-11-04", 0, "EUR", "cancelled"],
  ["009", "anna", "2026-11-05", 3.25, "EUR", "completed"]
];

describe("what a browser keeps in format 1", () => {
  let db: HuitouDatabase;
  let disk: Disk;
  let texts: Storage;

  beforeEach(async () => {
    globalThis.indexedDB = new IDBFactory();
    disk = new Disk();
    texts = await restore(disk);
    db = (await openHuitouDatabase())!;
  });

  test("notebooks, with their history and the bin", async () => {
    const library = NotebookLibrary.open(db, {drafts: new Drafts(texts)});
    const {kept, damaged} = await library.list();
    expect(damaged).toEqual([]);
    expect(kept.map(({title, text, base, origin, revision}) => ({title, text, base, origin, revision}))).toEqual([
      {title: "From a link", text: "# From a link\n", base: null, origin: "link", revision: 1},
      {title: "我的店", text: "---\ntitle: 我的店\n---\n\nThird.\r\n", base: "checkup", origin: "own", revision: 3}
    ]);
    const mine = kept[1]!;
    expect((await library.versions(mine.id)).map(({text, cause, label}) => [text, cause, label])).toEqual([
      [text("Second"), "named", "before the sale"],
      [text("First"), "auto", null]
    ]);
    expect((await library.bin()).map(({title, text}) => [title, text])).toEqual([["Thrown away", "# Thrown away\n"]]);
    expect(new Settings(texts).read("notebook")).toBe(mine.id);
    library.close();
  });

  test("a text that a page put aside when it went away", async () => {
    const library = NotebookLibrary.open(db, {drafts: new Drafts(texts)});
    expect(await library.recoverDrafts()).toMatchObject([{title: "Never kept", outcome: "saved", error: null}]);
    expect((await library.list()).kept[0]).toMatchObject({text: "---\ntitle: Never kept\n---\n", base: "weekly"});
    library.close();
  });

  test("what was agreed to, and nothing else", async () => {
    const trust = new Trust(db);
    expect(await trust.isAccepted("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")).toBe(true);
    expect(await trust.isAccepted("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a09")).toBe(false);
  });

  test("own facts", async () => {
    expect(await new OwnFactStore(db).read()).toEqual(ownFacts);
  });

  test("choices, answers about headers, and how customers are joined", () => {
    const settings = new Settings(texts);
    const names = ["locale", "theme", "isWide", "keepsFiles"] as const;
    expect(names.map((name) => settings.read(name))).toEqual(["zh-Hans", "dark", true, true]);
    expect(new MappingMemory(texts).recall(header)).toMatchObject(mapping);
    expect(new JoiningMemory(texts).recall()).toEqual({isJoining: true, splits: [split]});
  });

  test("files, plain, compressed and in the database, with what was kept with them", async () => {
    const fileStore = await FileStore.open(db, {storage: disk.storage, locks: fakeLocks()});
    const kept = (await fileStore.list()).map(({id, name, meta}): Kept => ({
      name,
      meta,
      open: () => fileStore.open(id)
    }));
    expect(fileStore.lost).toEqual([]);
    expect(await plain(kept)).toEqual(files);
    expect(kept.map(({meta}) => (meta as {isUndone?: boolean}).isUndone)).toEqual([undefined, undefined, true]);
    expect(await ordersOf(kept[0]!)).toEqual(orders);
  });
});

describe.each([
  ["workspace.huitou", undefined],
  ["workspace-passphrase.huitou", passphrase]
])("%s", (name, password) => {
  let contents: Awaited<ReturnType<typeof readWorkspace>>;
  beforeAll(async () => {
    contents = await readWorkspace(new Blob([read(name)]), {passphrase: password});
  });

  test("has its notebooks and their history", () => {
    expect([contents.appVersion, contents.createdAt]).toEqual(["0.2.0", new Date("2026-11-22T08:00:00Z")]);
    expect(contents.notebooks.map(({title, text, meta, versions}) => [title, text, meta, versions.length])).toEqual([
      ["From a link", "# From a link\n", expect.objectContaining({base: null}), 0],
      ["我的店", "---\ntitle: 我的店\n---\n\nThird.\r\n", expect.objectContaining({base: "checkup"}), 2]
    ]);
    expect(contents.notebooks[1]!.versions).toMatchObject([
      {text: text("Second"), cause: "named", label: "before the sale"},
      {text: text("First"), cause: "auto", label: null}
    ]);
  });

  test("has its settings", () => {
    expect(readOwnFacts(contents.settings.own)).toEqual(ownFacts);
    const mappings = new MappingMemory(textsOf({}));
    mappings.adopt(contents.settings.mappings);
    expect(mappings.recall(header)).toMatchObject(mapping);
    const joining = new JoiningMemory(textsOf({}));
    expect(joining.adopt(contents.settings.joining)).toBe(true);
    expect(joining.recall()).toEqual({isJoining: true, splits: [split]});
  });

  test("has its files, read as they were mapped", async () => {
    expect(await plain(contents.files)).toEqual(files);
    expect(await ordersOf(contents.files[0]!)).toEqual(orders);
  });
});

test("a workspace without files says nothing about customers", async () => {
  const {files: none, notebooks, settings} = await readWorkspace(new Blob([read("workspace-without-files.huitou")]));
  expect([none, notebooks.length, settings.joining]).toEqual([[], 2, undefined]);
  expect(readOwnFacts(settings.own)).toEqual(withoutCustomers(readOwnFacts(ownFacts)!));
});

test("a workspace behind a passphrase asks for it", async () => {
  const sealed = new Blob([read("workspace-passphrase.huitou")]);
  const failure = async (options: {passphrase?: string}) =>
    readWorkspace(sealed, options).catch((error: unknown) => (error as AppError).code);
  expect([await failure({}), await failure({passphrase: "another"})]).toEqual([
    "workspace.passphrase_needed",
    "workspace.passphrase_wrong"
  ]);
});

test("a link carries its notebook", async () => {
  const {hash} = new URL(read("link.txt").toString().trim());
  expect(await decodeLink(hash)).toBe(readFileSync("tests/notebook/fixtures/format-1/sale.md", "utf8"));
});

test("every fixture is opened by a test", () => {
  expect(readdirSync(folder).sort()).toEqual([
    "browser.json",
    "link.txt",
    "workspace-passphrase.huitou",
    "workspace-without-files.huitou",
    "workspace.huitou"
  ]);
});

interface Dump {
  database: {name: string; version: number; stores: Record<string, [IDBValidKey, unknown][]>};
  localStorage: Record<string, string>;
  files: Record<string, {base64: string}>;
}

/** Puts a browser into the state of the fixture, without any code of the product; returns its small texts. */
async function restore(disk: Disk): Promise<Storage> {
  const {database, localStorage, files: paths} = JSON.parse(read("browser.json").toString()) as Dump;
  const raw = await openDB(database.name, database.version, {
    upgrade: (made) => {
      for (const name of Object.keys(database.stores)) made.createObjectStore(name);
    }
  });
  for (const [name, entries] of Object.entries(database.stores))
    for (const [key, value] of entries) await raw.put(name, withBlobs(value), key);
  raw.close();
  for (const [path, {base64}] of Object.entries(paths)) await writeFile(disk, path.split("/"), bytesOf(base64));
  return textsOf(localStorage);
}

async function writeFile(disk: Disk, path: string[], bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  let folder = disk.root;
  for (const name of path.slice(0, -1)) folder = await folder.getDirectoryHandle(name, {create: true});
  folder.files.set(path.at(-1)!, bytes);
}

function withBlobs(value: unknown): unknown {
  const base64 = (value as {base64?: unknown}).base64;
  return typeof base64 === "string" ? new Blob([bytesOf(base64)]) : value;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64, "base64"));
}

/** The part of the browser's `localStorage` that is used. */
function textsOf(values: Readonly<Record<string, string>>): Storage {
  const texts = new Map(Object.entries(values));
  return {
    get length() {
      return texts.size;
    },
    key: (index: number) => [...texts.keys()][index] ?? null,
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, value: string) => void texts.set(key, value),
    removeItem: (key: string) => void texts.delete(key)
  } as Storage;
}
