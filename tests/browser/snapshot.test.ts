import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {sql} from "../support/browser";
import {settled} from "../support/checkup";
import {importFiles} from "../support/importing";
import {order, reportFile, sixOrders, type Cells} from "../support/orders";
import {Profile, type Visit} from "../support/profile";
import {openStorage} from "../support/writing";

/** As many orders as a snapshot pays for, of 500 buyers, on 28 days: each of 20.00, in all 200,000.00. */
const manyOrders = Array.from({length: 10_000}, (_, at): Cells => {
  const day = `2026-03-${String(1 + (at % 28)).padStart(2, "0")}`;
  return order(`77${String(at).padStart(16, "0")}`, `买家${at % 500}`, "20.00", day);
});
const file = reportFile("many.csv", manyOrders);
const headline = "select count(*) as orders, sum(net_amount) as net from orders";
const manyOrdersSay = [{orders: 10_000, net: 200_000}];

/** Files of the snapshot in the browser's private file system: how many, and whether its entry is written. */
interface Kept {
  files: number;
  isListed: boolean;
}

function keptIn(page: Page): Promise<Kept> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const ours = await root.getDirectoryHandle("huitou").catch(() => null);
    const folder = await ours?.getDirectoryHandle("snapshot").catch(() => null);
    let files = 0;
    for await (const name of folder?.keys() ?? []) files += name ? 1 : 0;
    const isListed = await new Promise<boolean>((resolve, reject) => {
      const opening = indexedDB.open("huitou");
      opening.onerror = () => reject(new Error("no database"));
      opening.onsuccess = () => {
        const reading = opening.result.transaction("meta").objectStore("meta").count("snapshot");
        reading.onsuccess = () => (opening.result.close(), resolve(reading.result === 1));
      };
    });
    return {files, isListed};
  });
}

/** Changes one byte in the middle of the snapshot. */
function damage(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await (await root.getDirectoryHandle("huitou")).getDirectoryHandle("snapshot");
    for await (const name of folder.keys()) {
      const handle = await folder.getFileHandle(name);
      const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
      bytes[Math.floor(bytes.length / 2)]! ^= 1;
      const writable = await handle.createWritable();
      await writable.write(bytes);
      await writable.close();
    }
  });
}

/** How many files the engine reads in place. */
const attached = (page: Page) =>
  sql(page, "select count(*) as files from duckdb_databases() where database_name = 'saved'");

const written = (page: Page) => expect.poll(() => keptIn(page), {timeout: 60_000}).toEqual({files: 1, isListed: true});

describe("a large shop that is opened again", () => {
  let profile: Profile;
  let visit: Visit;
  beforeAll(async () => {
    profile = await Profile.make();
    visit = await profile.visit();
    await importFiles(visit.page, file);
    await settled(visit.page);
  });
  afterAll(() => profile.discard());

  test("stands as it did, read from its snapshot, and nothing leaves the page", async () => {
    const {page, errors} = visit;
    await written(page);
    const before = await page.locator("[data-cell]").allInnerTexts();
    await page.reload();
    await settled(page);
    expect(await attached(page)).toEqual([{files: 1}]);
    expect(await sql(page, headline)).toEqual(manyOrdersSay);
    expect(await page.locator("[data-cell]").allInnerTexts()).toEqual(before);
    expect(await page.locator(".seal.is-sealed").innerText()).toContain("0");
    expect(errors).toEqual([]);
  });

  test("is read from its files where the snapshot is damaged, without a word, and writes another one", async () => {
    const {page, errors} = visit;
    await page.close();
    const beside = await profile.beside();
    await damage(beside);
    await beside.close();
    visit = await profile.visit();
    await settled(visit.page);
    expect(await attached(visit.page)).toEqual([{files: 0}]);
    expect(await sql(visit.page, headline)).toEqual(manyOrdersSay);
    expect(await visit.page.locator(".failure, dialog").count()).toBe(0);
    expect([...errors, ...visit.errors]).toEqual([]);
    await written(visit.page);
  });

  test("takes another file on top", async () => {
    const {page} = visit;
    await page.reload();
    await settled(page);
    expect(await attached(page)).toEqual([{files: 1}]);
    await importFiles(page, reportFile("more.csv", sixOrders("43")));
    expect(await sql(page, headline)).toEqual([{orders: 10_006, net: 200_190.4}]);
    expect(await attached(page)).toEqual([{files: 0}]);
  });

  test("leaves no snapshot when files are no longer to be kept", async () => {
    const {page} = visit;
    await openStorage(page);
    const row = page.getByRole("row", {name: "What was read from them, to open them faster"});
    expect(await row.innerText()).toMatch(/[1-9].*MB/);
    await page.getByLabel(/Keep the files I drop/).uncheck();
    await expect.poll(() => keptIn(page)).toEqual({files: 0, isListed: false});
  });
});
