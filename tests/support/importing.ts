import type {Page} from "playwright-core";
import {dropFiles, settled, type Dropped} from "./checkup";

/** Chooses files and waits until the page has said what became of them, and stands again. */
export async function importFiles(page: Page, ...files: Dropped[]): Promise<void> {
  await importing(page, () => dropFiles(page, ...files));
}

/** The same for files that come in another way than by being chosen. */
export async function importing(page: Page, give: () => Promise<unknown>): Promise<void> {
  await dismissMessages(page);
  await give();
  await said(page);
}

/** Resolves when the page has said what became of an import. */
export async function said(page: Page): Promise<void> {
  await page.locator(".news, .failure, .stopped, dialog").first().waitFor();
  await page.locator(".working").waitFor({state: "detached"});
  if ((await page.locator("main [data-cell]").count()) > 0) await settled(page);
}

/** Lets every message go, so that the next one is new. */
export async function dismissMessages(page: Page): Promise<void> {
  const buttons = page.locator(
    ".stack :is(.failure, .stopped) button:last-of-type, .stack .news .commands button:last-child, .stack .news > button"
  );
  while ((await buttons.count()) > 0) await buttons.first().click();
}

/** What the page says about files that it did not read. */
export function failures(page: Page): Promise<string[]> {
  return page.locator(".failure").allInnerTexts();
}

/** Opens the import report of a file from the list on the left. */
export async function openReport(page: Page, name: string): Promise<void> {
  await page.locator("nav.rail button", {hasText: name}).click();
  await page.locator("main .equation").waitFor();
}

/** Rows read, loaded and rejected, as the open import report says them. */
export async function equation(page: Page): Promise<number[]> {
  const figures = await page.locator("main .equation b").allInnerTexts();
  return figures.map((text) => Number(text.replace(/\D/g, "")));
}

/** Opens the check-up, from an import report or another notebook. */
export async function openCheckup(page: Page): Promise<void> {
  await page.locator("nav.rail button").first().click();
  await settled(page);
}

/** Opens the weekly review: a third of the check-up's cells. */
export async function openWeekly(page: Page): Promise<void> {
  const name = /每周回顾|Weekly review/;
  await page.locator("nav.rail .notebooks button.item", {hasText: name}).click();
  await page.getByRole("heading", {level: 1, name}).waitFor();
  await settled(page);
}

/** What a press on something downloads: the file's name and bytes. */
export async function downloaded(page: Page, press: () => Promise<unknown>): Promise<{name: string; bytes: Buffer}> {
  const [download] = await Promise.all([page.waitForEvent("download"), press()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  return {name: download.suggestedFilename(), bytes: Buffer.concat(chunks)};
}
