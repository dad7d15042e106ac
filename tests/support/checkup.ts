import {readFileSync} from "node:fs";
import type {Page} from "playwright-core";

/** A file as the browser takes it. */
export interface Dropped {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** One of the shipped sample files. */
export function sampleFile(name: string): Dropped {
  return {name, mimeType: "text/csv", buffer: readFileSync(new URL(`../../sample-data/${name}`, import.meta.url))};
}

/** A small text as a file. */
export function textFile(name: string, text: string): Dropped {
  return {name, mimeType: "text/csv", buffer: Buffer.from(text)};
}

/** Gives files to the page as a person does by choosing them. */
export function dropFiles(page: Page, ...files: Dropped[]): Promise<void> {
  return page.setInputFiles("input[type=file]", files);
}

/** Resolves when everything that was given to the page or changed shows in its numbers; cells may be on their way. */
export async function finished(page: Page): Promise<void> {
  await page.waitForSelector('html[data-busy="false"]', {state: "attached"});
}

/** Resolves when everything that was given to the page or changed shows in its numbers, and no cell is on its way. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    if (document.documentElement.dataset.busy !== "false") return false;
    const states = [...document.querySelectorAll<HTMLElement>("[data-cell]")].map(({dataset}) => dataset.state);
    return states.length > 0 && states.every((state) => state === "done" || state === "off" || state === "failed");
  });
}

/** Names of the cells in a state. */
export function cellsIn(page: Page, state: string): Promise<string[]> {
  return page
    .locator(`[data-cell][data-state="${state}"]`)
    .evaluateAll((cells) => cells.map((cell) => (cell as HTMLElement).dataset.cell ?? ""));
}
