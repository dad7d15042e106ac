import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {exportWorkspace} from "../../src/persist/workspace";
import {noOwnFacts} from "../../src/shop/own-facts";
import {sql} from "../support/browser";
import {dropFiles, settled, type Dropped} from "../support/checkup";
import {downloaded, importFiles} from "../support/importing";
import {reportFile, sixOrders} from "../support/orders";
import {Profile} from "../support/profile";
import {beginNotebook, lyingIn, openStorage, writeAndWait} from "../support/writing";

const headline = "select count(*) as orders, sum(net_amount) as net from orders";
const sixOrdersSay = [{orders: 6, net: 190.4}];
const passphrase = "four words that differ";

let home: Profile;
let away: Profile;
let page: Page;
const made: Record<string, Dropped> = {};

beforeAll(async () => {
  [home, away] = await Promise.all([Profile.make(), Profile.make()]);
  page = (await home.visit()).page;
  await importFiles(page, reportFile("orders.csv", sixOrders("43")));
  await beginNotebook(page);
  await writeAndWait(page, "select 'taken along' as text");
  await page.getByRole("button", {name: "Versions"}).click();
  await page.getByRole("textbox", {name: "What is it called"}).fill("before the journey");
  await page.getByRole("button", {name: "Keep this version"}).click();
  await page.getByText("before the journey").waitFor();
  await page.getByRole("dialog").getByRole("button", {name: "Close"}).last().click();
  await writeAndWait(page, "select 'taken along, newer' as text");
  await page.getByRole("button", {name: "Done"}).click();
});
afterAll(() => Promise.all([home.discard(), away.discard()]));

/** Makes a workspace the way a person does. */
async function take({withFiles, passphrase = ""}: {withFiles: boolean; passphrase?: string}): Promise<Dropped> {
  await page.getByRole("checkbox", {name: "With the dropped files"}).setChecked(withFiles);
  await page.getByRole("checkbox", {name: "Behind a passphrase"}).setChecked(passphrase !== "");
  if (passphrase !== "") {
    for (const field of ["Passphrase", "Once more"]) await page.getByLabel(field, {exact: true}).fill(passphrase);
  }
  const {name, bytes} = await downloaded(page, () => page.getByRole("button", {name: "Make the file"}).click());
  return {name, mimeType: "application/octet-stream", buffer: bytes};
}

const problem = (page: Page) => page.locator("main .import .problem").innerText();

test("what leaves is listed before it leaves, and customers' data is called so", async () => {
  await openStorage(page);
  const form = page.locator("main form").filter({hasText: "Make the file"});
  await expect.poll(() => form.innerText()).toContain("1 notebook, 2 earlier versions");
  expect(await form.innerText()).toContain("This file holds customers' data");
  expect(await form.innerText()).toContain("orders.csv");
  made.open = await take({withFiles: true});
  made.locked = await take({withFiles: true, passphrase});
  made.bare = await take({withFiles: false});
  expect(made.open.name).toMatch(/^huitou-\d{4}-\d\d-\d\d\.huitou$/);
  expect(made.open.buffer.includes("taken along")).toBe(false);
  expect(made.locked.buffer.subarray(0, 2).toString()).not.toBe("PK");
  expect(made.bare.buffer.includes("files/")).toBe(false);
});

describe("another computer", () => {
  let other: Page;
  beforeAll(async () => {
    const visit = await away.visit();
    other = visit.page;
    await importFiles(other, reportFile("own.csv", sixOrders("44").slice(0, 1)));
    await openStorage(other);
  });

  test("refuses one that was cut short or changed on the way, and a file of something else", async () => {
    const {buffer} = made.open!;
    const flipped = Buffer.from(buffer);
    // in the first notebook, behind the header of its entry
    flipped[80]! ^= 1;
    for (const bytes of [buffer.subarray(0, buffer.length - 100), flipped]) {
      await dropFiles(other, {...made.open!, buffer: bytes});
      await expect.poll(() => problem(other)).toContain("damaged");
      await dropFiles(other, {...made.open!, buffer: Buffer.from("something else")});
      await expect.poll(() => problem(other)).toContain("not a backup that was made here");
    }
    expect((await lyingIn(other)).texts).toEqual([]);
  });

  test("shows each thing that one without files would change, before it is restored", async () => {
    const settings = {
      own: {...noOwnFacts, leftOut: ["test_orders", "gift_orders"], gaps: ["2025-06-01"]},
      mappings: [["no\u001Fwhen", {columns: {order_id: "no"}, grain: "order", amountFrom: "none", timeFormat: null}]]
    };
    const archive = await exportWorkspace({notebooks: [], files: [], settings}, {appVersion: "0"});
    await dropFiles(other, {
      name: "decisions.huitou",
      mimeType: "application/octet-stream",
      buffer: Buffer.from(await archive.arrayBuffer())
    });
    const changes = other.locator("main .import [data-change]");
    await expect.poll(() => changes.count()).toBe(4);
    expect(await changes.allInnerTexts()).toEqual([
      "Left out of every number: test orders",
      "Left out of every number: gifts",
      "The days without orders from 1 Jun 2025 on are marked as explained",
      "Files with the columns no, when are read without a question: Order number = no"
    ]);
    expect(await other.locator("main .import").innerText()).not.toContain("Nothing is in it");
  });

  test("asks for the passphrase, says when it is wrong, and takes in nothing until it is right", async () => {
    await dropFiles(other, made.locked!);
    const field = other.locator("main .import").getByLabel("Passphrase", {exact: true});
    await field.fill("five words that differ");
    await other.getByRole("button", {name: "Open", exact: true}).click();
    await expect.poll(() => problem(other)).toContain("not the passphrase");
    await field.fill(passphrase);
    await other.getByRole("button", {name: "Open", exact: true}).click();
    await other.getByRole("button", {name: "Restore", exact: true}).waitFor();
    expect(await other.locator("main .import").innerText()).toContain("orders.csv");
    expect((await lyingIn(other)).texts).toEqual([]);
  });

  test("shows the same headline numbers beside its own, the notebook and its versions", async () => {
    await other.getByRole("button", {name: "Restore", exact: true}).click();
    await expect.poll(() => sql(other, headline)).toEqual([{orders: 7, net: 290.4}]);
    expect(await sql(other, `${headline} where order_id like '43%'`)).toEqual(sixOrdersSay);
    await settled(other);
    const {texts, files} = await lyingIn(other);
    expect(files.sort()).toEqual(["orders.csv", "own.csv"]);
    expect(texts).toEqual([expect.stringContaining("taken along, newer")]);
    const held = other
      .locator("nav.rail .own")
      .getByRole("button", {name: /^Untitled notebook/})
      .first();
    expect(await held.innerText()).toContain("not run");
    await held.click();
    await other.getByRole("button", {name: "Edit", exact: true}).click();
    await other.getByRole("button", {name: "Versions"}).click();
    await other.getByRole("dialog").getByText("before the journey").waitFor();
    await other.keyboard.press("Escape");
    await other.getByRole("button", {name: "Done"}).click();
  });

  test("passes over what it has word for word, and keeps what differs beside its own", async () => {
    await other.reload();
    await openStorage(other);
    await dropFiles(other, made.bare!);
    await other.getByRole("button", {name: "Restore", exact: true}).click();
    await expect.poll(() => other.locator("main .import").innerText()).toContain("1 was here already");
    // the same notebook goes on at home, and comes again
    await page.locator("nav.rail .own").getByRole("button", {name: "Untitled notebook"}).first().click();
    await page.getByRole("button", {name: "Edit", exact: true}).click();
    await writeAndWait(page, "select 'gone on at home' as text");
    await page.getByRole("button", {name: "Done"}).click();
    await openStorage(page);
    await dropFiles(other, await take({withFiles: false}));
    await other.getByRole("button", {name: "Restore", exact: true}).click();
    await expect.poll(() => other.locator("main .import").innerText()).toContain("Restored: 1 notebook");
    const texts = (await lyingIn(other)).texts.sort();
    expect(texts).toEqual([expect.stringContaining("gone on at home"), expect.stringContaining("taken along, newer")]);
  });
});

test("forgetting everything leaves nothing of the page in the browser", async () => {
  await page.evaluate(() => {
    localStorage.setItem("somebody else's", "stays");
    return caches.open("huitou-copy").then((cache) => cache.put("./page", new Response("page")));
  });
  await page.getByRole("button", {name: "Delete everything…"}).click();
  await page.getByRole("checkbox", {name: "I have backed up what I want to keep"}).check();
  await page.getByRole("button", {name: "Delete it all now"}).click();
  await page.getByText("Everything is deleted").waitFor();
  const left = await page.evaluate(async () => {
    const entries: string[] = [];
    const root = (await navigator.storage.getDirectory()) as unknown as {keys(): AsyncIterable<string>};
    for await (const name of root.keys()) entries.push(name);
    return {
      databases: (await indexedDB.databases()).map(({name}) => name),
      entries,
      keys: Object.keys(localStorage),
      session: Object.keys(sessionStorage),
      caches: await caches.keys(),
      workers: (await navigator.serviceWorker.getRegistrations()).length
    };
  });
  expect(left).toEqual({
    databases: [],
    entries: [],
    keys: ["somebody else's"],
    session: [],
    caches: [],
    workers: 0
  });
  await page.getByRole("button", {name: "Reload the page"}).click();
  await page.locator(".drop").waitFor();
  await expect.poll(() => lyingIn(page)).toEqual({texts: [], files: [], bytes: []});
});
