import type {Page} from "playwright-core";
import {afterAll, afterEach, beforeAll, expect, inject, test} from "vitest";
import {sql} from "../support/browser";
import {dropFiles, settled} from "../support/checkup";
import {zipOf} from "../support/containers";
import {importFiles} from "../support/importing";
import {reportFile, sixOrders} from "../support/orders";
import {Profile} from "../support/profile";

const orders = reportFile("orders.csv", sixOrders("43"));

let profile: Profile;
beforeAll(async () => {
  profile = await Profile.make();
});
afterEach(() => profile.forget());
afterAll(() => profile.discard());

/** A page whose engine does not come until it is let go. */
async function openWithoutEngine(): Promise<{page: Page; release: () => void}> {
  const page = await (await profile.browser()).newPage();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/duckdb\//, async (route) => {
    await held;
    await route.continue().catch(() => undefined);
  });
  await page.goto(inject("pageUrl"));
  await page.waitForSelector('html[data-ready="true"]', {state: "attached"});
  return {page, release};
}

const phase = (page: Page, name: string) => page.locator(`[data-phase="${name}"]`);

/** Writes down every phase that the page says, in `phases`. */
function recordPhases(): void {
  const target = globalThis as unknown as {phases: string[]};
  target.phases = [];
  new MutationObserver(() => {
    const shown = document.querySelector<HTMLElement>("[data-phase]")?.dataset.phase;
    if (shown !== undefined && shown !== target.phases.at(-1)) target.phases.push(shown);
  }).observe(document, {subtree: true, childList: true, attributes: true});
}

test("a file is named at once, before the engine is there", async () => {
  const {page, release} = await openWithoutEngine();
  await dropFiles(page, orders);
  await phase(page, "waiting").waitFor();
  expect(await phase(page, "waiting").innerText()).toContain("orders.csv");
  release();
  await settled(page);
  expect(await page.locator("[data-phase]").count()).toBe(0);
  expect(await page.locator(".news").first().innerText()).toContain("6 orders read");
});

test("several files are counted, and the first is named", async () => {
  const {page} = await openWithoutEngine();
  await dropFiles(page, orders, reportFile("more.csv", sixOrders("44")));
  expect(await phase(page, "waiting").innerText()).toContain("Got 2 files, orders.csv first");
});

test("files that wait for the engine can be stopped, and are not read when it comes", async () => {
  const {page, release} = await openWithoutEngine();
  await dropFiles(page, orders);
  await phase(page, "waiting").getByRole("button", {name: "Stop"}).click();
  await phase(page, "waiting").waitFor({state: "detached"});
  expect(await page.locator("section.drop").isVisible()).toBe(true);
  await dropFiles(page, reportFile("more.csv", sixOrders("44")));
  release();
  await settled(page);
  expect(await page.locator(".news").first().innerText()).toContain("6 orders read");
  const names = await page.locator("nav.rail").innerText();
  expect([names.includes("more.csv"), names.includes("orders.csv")]).toEqual([true, false]);
});

test("every phase of an import is said, in order", async () => {
  const {page} = await profile.visit({before: recordPhases});
  const zip = await zipOf({"orders.csv": orders.buffer});
  const buffer = Buffer.from(await zip.arrayBuffer());
  await importFiles(page, {name: "orders.zip", mimeType: "application/zip", buffer});
  await page.locator("[data-phase]").waitFor({state: "detached"});
  const said = await page.evaluate(() => (globalThis as unknown as {phases: string[]}).phases);
  // a small file may be past its first reading, or its checking, before the page is drawn
  const reading = new Set(["reading", "loading", "checking"]);
  const coarse = said.map((each) => (reading.has(each) ? "reading" : each));
  const steps = coarse.filter((each, index) => each !== coarse[index - 1] && each !== "waiting");
  expect(steps).toEqual(["unpacking", "opening", "reading", "building", "drawing"]);
});

test("a page with kept files says at once that it reads them back, and never shows the landing", async () => {
  const first = await profile.visit();
  await importFiles(first.page, orders);
  await expect.poll(() => first.page.evaluate(() => localStorage.getItem("huitou.setting.keptFiles"))).toBe("1");
  await first.page.close();

  const {page, release} = await openWithoutEngine();
  await phase(page, "recalling").waitFor();
  expect(await page.locator("main").innerText()).toContain("The file that you dropped here before is kept");
  expect(await page.locator("section.drop").count()).toBe(0);
  const asked = sql(page, "select count(*)::int as orders from orders");
  release();
  // a select from the console waits for the files too
  expect(await asked).toEqual([{orders: 6}]);
  await settled(page);
  expect(await page.locator("[data-phase]").count()).toBe(0);
});

test("a browser that kept nothing after all shows the landing", async () => {
  const page = await (await profile.browser()).newPage();
  await page.addInitScript(() => localStorage.setItem("huitou.setting.keptFiles", "3"));
  await page.goto(inject("pageUrl"));
  await page.locator("section.drop").waitFor();
  expect(await phase(page, "recalling").count()).toBe(0);
});
