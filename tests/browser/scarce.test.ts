import type {Page} from "playwright-core";
import {afterAll, beforeAll, beforeEach, describe, expect, inject, test} from "vitest";
import {readArchive} from "../../src/persist/archive";
import {sql} from "../support/browser";
import {dropFiles, sampleFile, settled, type Dropped} from "../support/checkup";
import {downloaded} from "../support/importing";
import {order, reportFile, sixOrders} from "../support/orders";
import {Profile} from "../support/profile";
import {soakCases, soakSize, soakTest} from "../support/soak";
import {beginNotebook, lyingIn, openStorage, writeAndWait} from "../support/writing";

const orders = reportFile("orders.csv", sixOrders("43"));
const headline = "select count(*) as orders, sum(net_amount) as net from orders";
const sixOrdersSay = [{orders: 6, net: 190.4}];

let profile: Profile;
beforeAll(async () => {
  profile = await Profile.make();
});
afterAll(() => profile.discard());

/** Opens a first file, whatever the page has complained about before. */
async function open(page: Page, file: Dropped): Promise<void> {
  await dropFiles(page, file);
  await settled(page);
}

/** What the page says went wrong with keeping, wherever it says it. */
const complaints = (page: Page) => page.locator(".failure, .notice.alert").allInnerTexts();

describe("a browser that keeps nothing", () => {
  beforeAll(() => profile.forget());

  const ways: Record<string, () => void> = {
    "has no database, no folder and no place for small texts": () => {
      Object.defineProperty(window, "indexedDB", {value: undefined});
      Object.defineProperty(navigator, "storage", {value: undefined});
      Object.defineProperty(window, "localStorage", {
        get() {
          throw new DOMException("denied", "SecurityError");
        }
      });
    },
    "refuses to open its database": () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException("denied", "SecurityError");
      };
    }
  };
  test.each(soakCases(Object.keys(ways)))("because it %s: the page works, and says so", async (way) => {
    const {page, errors} = await profile.visit({before: ways[way]!});
    await open(page, orders);
    expect(await sql(page, headline)).toEqual(sixOrdersSay);
    expect(await complaints(page)).toContainEqual(expect.stringContaining("This browser keeps nothing"));
    await beginNotebook(page);
    expect(await writeAndWait(page, "select 'held' as text")).toMatch(/^Only in this page/);
    await openStorage(page);
    expect(await page.locator("main .warning").innerText()).toContain("keeps nothing");
    expect(errors).toEqual([]);
    await page.close();
  });

  soakTest("in its file system: files are kept in its database", async () => {
    const noFolder = () => Object.defineProperty(navigator, "storage", {value: undefined});
    const {page} = await profile.visit({before: noFolder});
    await open(page, orders);
    await expect.poll(() => lyingIn(page).then(({files}) => files)).toEqual(["orders.csv"]);
    await page.close();
    const {page: next} = await profile.visit({before: noFolder});
    await settled(next);
    expect(await sql(next, headline)).toEqual(sixOrdersSay);
    await next.close();
  });
});

/** 300 orders whose remarks cannot be packed: three million bytes. */
function largeFile(): Dropped {
  let seed = 1;
  const random = () => ((seed = (seed * 48271) % 2147483647) / 2147483647).toString(36).slice(2);
  const remark = () => Array.from({length: 1000}, random).join("").slice(0, 10_000);
  const rows = Array.from({length: 300}, (_, index) =>
    order(`44${String(index).padStart(16, "0")}`, `买家${index}`, "10.00", "2026-03-01", {订单备注: remark()})
  );
  return reportFile("large.csv", rows);
}

describe("a browser with little room", () => {
  const large = largeFile();
  beforeAll(() => profile.forget());

  test.each(soakCases([0, 1, 5], 1, 1))(
    "of %i MB: what is not kept is told, nothing is kept by half",
    async (megabytes) => {
      const page = await profile.beside();
      await profile.evict(page);
      const tools = await profile.tools(page);
      const origin = new URL(page.url()).origin;
      // none at all would mean: as much as there is
      await tools.send("Storage.overrideQuotaForOrigin", {origin, quotaSize: Math.max(1, megabytes * 1_000_000)});
      await page.goto(inject("pageUrl"));
      await open(page, large);
      expect(await sql(page, headline)).toEqual([{orders: 300, net: 3000}]);
      await beginNotebook(page);
      const said = await writeAndWait(page, "select 'in little room' as text");
      const hasRoom = megabytes >= 5;
      const complaint = expect.stringMatching(/could not be kept for the next visit/);
      if (hasRoom)
        await expect.poll(() => lyingIn(page)).toMatchObject({files: ["large.csv"], bytes: [large.buffer.length]});
      else await expect.poll(() => complaints(page)).toContainEqual(complaint);
      const lying = await lyingIn(page);
      if (!hasRoom) expect(lying).toMatchObject({files: [], bytes: []});
      expect(said).toMatch(megabytes > 0 ? /^Saved/ : /^Not saved$/);
      if (megabytes > 0) expect(lying.texts).toEqual([expect.stringContaining("in little room")]);
      else {
        const take = page.getByRole("button", {name: "Take it as a file"});
        expect((await downloaded(page, () => take.click())).bytes.toString()).toContain("in little room");
      }
      await page.close();
    }
  );
});

/** Lets the call that `?fail=name:n` names fail, the n-th of that name; with `?fail=every`, every call that stores or reads. */
function failAtCall(): void {
  const [wanted, at] = (new URLSearchParams(location.search).get("fail") ?? "").split(":");
  const state = {calls: 0, isOver: false};
  Object.assign(globalThis, {storing: state});
  const isDue = (name: string) => {
    if (state.isOver || (name !== wanted && wanted !== "every")) return false;
    state.calls += 1;
    return wanted === "every" || state.calls === Number(at);
  };
  const failing = (owner: object, names: string[], isLater: boolean) => {
    const methods = owner as Record<string, (...given: unknown[]) => unknown>;
    for (const name of names) {
      const method = methods[name]!;
      methods[name] = function (...given) {
        if (!isDue(name)) return method.apply(this, given);
        const error = new DOMException(`call ${state.calls}: ${name}`, "UnknownError");
        if (isLater) return Promise.reject(error);
        throw error;
      };
    }
  };
  failing(IDBFactory.prototype, ["open"], false);
  failing(IDBDatabase.prototype, ["transaction"], false);
  failing(IDBObjectStore.prototype, ["put", "get", "getAll", "getAllKeys", "openCursor", "delete"], false);
  failing(Storage.prototype, ["getItem", "setItem", "removeItem"], false);
  failing(StorageManager.prototype, ["getDirectory", "estimate", "persisted"], true);
  failing(FileSystemDirectoryHandle.prototype, ["getDirectoryHandle", "getFileHandle", "removeEntry"], true);
  failing(FileSystemFileHandle.prototype, ["createWritable", "getFile"], true);
  failing(FileSystemWritableFileStream.prototype, ["write", "close"], true);
  failing(LockManager.prototype, ["request"], true);
}

/** From here on nothing fails; how many calls there were that could. */
const endFailing = (page: Page) =>
  page.evaluate(() => {
    const {storing} = globalThis as unknown as {storing: {calls: number; isOver: boolean}};
    storing.isOver = true;
    return storing.calls;
  });

const failingUrl = (call: string) => `${inject("pageUrl")}?fail=${call}`;
const numberIn = (call: string) => Number(call.split(":")[1] ?? 1);

describe("a storage that fails", () => {
  beforeEach(() => profile.forget());

  const calls = ["put:1", "transaction:4", "createWritable:1", "write:1", "every"];
  test.each(soakCases(calls, 1, 4))("at %s: what is not kept is told, and the page works", async (call) => {
    const {page, errors} = await profile.visit({url: failingUrl(call), before: failAtCall});
    await open(page, orders);
    expect(await sql(page, headline)).toEqual(sixOrdersSay);
    await beginNotebook(page);
    const said = await writeAndWait(page, "select 'through faults' as text");
    const told = async () => (await lyingIn(page)).files.length + (await complaints(page)).length;
    expect(await endFailing(page)).toBeGreaterThanOrEqual(numberIn(call));
    await expect.poll(told).toBeGreaterThan(0);
    const isThere = (await lyingIn(page)).texts.some((text) => text.includes("through faults"));
    expect({said, isThere}).toEqual({said, isThere: said.startsWith("Saved")});
    expect(errors).toEqual([]);
    await page.close();
  });

  test("when it is read: what was kept is shown, or told not to be readable, and none of it is lost", async () => {
    const {page} = await profile.visit();
    await open(page, orders);
    await beginNotebook(page);
    await writeAndWait(page, "select 'kept before' as text");
    await expect.poll(() => lyingIn(page).then(({files}) => files)).toEqual(["orders.csv"]);
    await page.close();
    for (const call of soakCases(["getAll:1", "getFile:1", "every"], 1, 1)) {
      const {page, errors} = await profile.visit({url: failingUrl(call), before: failAtCall});
      const told = page.locator(".failure");
      const hasFile = page.locator("nav.rail .imports", {hasText: "orders.csv"});
      await hasFile.or(told).first().waitFor();
      expect(await endFailing(page)).toBeGreaterThanOrEqual(numberIn(call));
      const hasNotebook = (await page.locator("nav.rail .own", {hasText: "Untitled notebook"}).count()) > 0;
      const isTold = (await told.count()) > 0;
      expect({call, isTold, hasNotebook, errors}).toEqual({
        call,
        isTold,
        hasNotebook: hasNotebook || !isTold,
        errors: []
      });
      await page.close();
    }
    const {page: last} = await profile.visit();
    await settled(last);
    expect(await sql(last, headline)).toEqual(sixOrdersSay);
    expect((await lyingIn(last)).texts.join()).toContain("kept before");
    await last.close();
  });
});

/**
 * Presses "cancel": in the first import at the first thing that the page tells of it, in the second at the second, and so on,
 * as often as `?cancel=n` says.
 */
function cancelImports(): void {
  const count = Number(new URLSearchParams(location.search).get("cancel"));
  let imports = 0;
  let steps = 0;
  let last = "";
  new MutationObserver(() => {
    // before the engine is there, a file that waits cannot be cancelled
    const working = document.querySelector(".working:not([data-phase=waiting])");
    const said = working ? `${working.textContent} ${working.querySelector("progress")?.value}` : "";
    if (said === last) return;
    if (last === "") imports += 1;
    steps = said === "" || last === "" ? 1 : steps + 1;
    last = said;
    if (imports <= count && steps === imports) working?.querySelector("button")?.click();
  }).observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
}

test("an import that is cancelled, sooner or later, leaves nothing: no rows, no file", async () => {
  await profile.forget();
  const cancelled = soakSize(2, 4);
  const url = `${inject("pageUrl")}?cancel=${cancelled}`;
  const {page, errors} = await profile.visit({url, before: cancelImports});
  for (let imports = 0; imports < cancelled; imports += 1) {
    await dropFiles(page, sampleFile("taobao-orders.csv"));
    await page.locator(".stopped").waitFor();
    await page.locator(".working").waitFor({state: "detached"});
    expect(await page.locator(".stopped").innerText()).toContain("Stopped, not read");
    const tables = await sql(page, "select table_name from duckdb_tables() where starts_with(table_name, 'stg_')");
    expect(tables).toEqual([]);
    expect(await sql(page, "select count(*) as orders from stg_orders")).toEqual([{orders: 0}]);
    expect(await sql(page, "select count(*) as orders from orders")).toEqual([{orders: 0}]);
    expect(await lyingIn(page)).toEqual({texts: [], files: [], bytes: []});
    await page.locator(".stopped button").click();
  }
  await open(page, orders);
  expect(await sql(page, headline)).toEqual(sixOrdersSay);
  expect(errors).toEqual([]);
  await page.close();
});

soakTest("a thousand notebooks that cannot be read: one line says so, and gives all their bytes", async () => {
  await profile.forget();
  const first = await profile.visit();
  await open(first.page, orders);
  await beginNotebook(first.page);
  await writeAndWait(first.page, "select 'still whole' as text");
  await first.page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open("huitou");
      opening.onsuccess = () => resolve(opening.result);
    });
    const transaction = db.transaction("notebooks", "readwrite");
    const store = transaction.objectStore("notebooks");
    for (let index = 0; index < 1000; index += 1) {
      const broken = [
        {id: `broken-${index}`, text: `half a text ${index}`},
        new Uint8Array([index % 256, 255]),
        `noise ${index}`,
        null
      ];
      store.put(broken[index % 4], `broken-${String(index).padStart(4, "0")}`);
    }
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    db.close();
  });
  await first.page.close();
  const {page, errors} = await profile.visit();
  await settled(page);
  const own = page.locator("nav.rail .own");
  expect((await own.locator(".item").allInnerTexts()).map((text) => text.trim())).toEqual([
    "Untitled notebook",
    "1,000 notebooks that cannot be read",
    "New…"
  ]);
  const {name, bytes} = await downloaded(page, () => own.getByText("1,000 notebooks").click());
  expect(name).toBe("huitou-notebooks.zip");
  const entries = await readArchive(new Blob([new Uint8Array(bytes)]));
  // a text is a file of its own where it is left
  expect(entries).toHaveLength(1250);
  const read = async (path: string) => (await entries.find((entry) => entry.path === path)!.open()).bytes();
  expect(Buffer.from(await read("0001.md")).toString()).toBe("half a text 0");
  expect([...(await read("0002.bin"))]).toEqual([1, 255]);
  expect(Buffer.from(await read("0003.bin")).toString()).toBe("noise 2");
  expect(errors).toEqual([]);
  await page.close();
});
