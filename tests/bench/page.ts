import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {chromium, type BrowserContext, type Page} from "playwright-core";
import {findChromium} from "../support/chromium";
import {rendererCpu, rendererPeak, rendererThreads} from "./renderer";
import {watchPage, type Watched} from "./watch";

/** The built page in a browser of its own, and what it did. */
export interface BenchPage {
  page: Page;
  /** addresses of requests, in order */
  requests: string[];
  /** what the page has been through so far, times in milliseconds since navigation */
  watched(): Promise<Watched>;
  /** highest memory of the renderer so far, MB; null where the system does not tell */
  peakMemory(): Promise<number | null>;
  /** processor time of the renderer since this page was opened, milliseconds */
  cpuTime(): Promise<number>;
  /** processor time of the renderer's threads so far, milliseconds by thread name; empty where the system does not tell */
  threadTimes(): Promise<ReadonlyMap<string, number>>;
  /** closes the page and opens the same address in the same browser, which has kept what was kept; resolves when it is usable */
  openAgain(): Promise<BenchPage>;
  close(): Promise<void>;
}

/** Opens a page in a fresh browser that keeps things on disk as a person's does, and waits until it is usable. */
export async function openBenchPage(url: string, locale = "en-GB"): Promise<BenchPage> {
  const profile = await mkdtemp(join(tmpdir(), "huitou-bench-"));
  const context = await chromium.launchPersistentContext(profile, {
    ...(await findChromium()),
    locale,
    viewport: {width: 1280, height: 900}
  });
  const close = async () => {
    await context.close();
    await rm(profile, {recursive: true, force: true});
  };
  try {
    return await openIn(context, url, false, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function openIn(
  context: BrowserContext,
  url: string,
  isAgain: boolean,
  close: () => Promise<void>
): Promise<BenchPage> {
  const browser = context.browser()!;
  // a page opened again may get the process of the one before it, with the time that it has spent
  const spent = await rendererCpu(browser);
  const page = await context.newPage();
  page.setDefaultTimeout(420_000);
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => console.error(`  page: ${error.message}`));
  await page.addInitScript(watchPage, isAgain);
  await page.goto(url);
  await page.waitForSelector('html[data-ready="true"]', {state: "attached"});
  return {
    page,
    requests,
    watched: () => page.evaluate(() => (globalThis as unknown as {watched: Watched}).watched),
    peakMemory: () => rendererPeak(browser),
    cpuTime: async () => (await rendererCpu(browser)) - spent,
    threadTimes: () => rendererThreads(browser),
    openAgain: async () => {
      await page.close();
      return openIn(context, url, true, close);
    },
    close
  };
}

/** Resolves when the engine has answered once: what follows is not its start. */
export async function engineReady({page}: BenchPage): Promise<void> {
  await page.waitForFunction(() => (globalThis as unknown as {watched: Watched}).watched.answered !== null);
}
