import {readdir, readFile} from "node:fs/promises";
import {chromium, type Browser, type Page} from "playwright-core";
import {findChromium} from "../support/chromium";
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
  /** processor time of the renderer's threads so far, milliseconds by thread name; empty where the system does not tell */
  threadTimes(): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}

/** Opens a page in a fresh browser and waits until it is usable. */
export async function openBenchPage(url: string): Promise<BenchPage> {
  const browser = await chromium.launch(await findChromium());
  const page = await browser.newPage({locale: "en-GB", viewport: {width: 1280, height: 900}});
  page.setDefaultTimeout(420_000);
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => console.error(`  page: ${error.message}`));
  await page.addInitScript(watchPage);
  await page.goto(url);
  await page.waitForSelector('html[data-ready="true"]', {state: "attached"});
  return {
    page,
    requests,
    watched: () => page.evaluate(() => (globalThis as unknown as {watched: Watched}).watched),
    peakMemory: () => rendererPeak(browser),
    threadTimes: () => rendererThreads(browser),
    close: () => browser.close()
  };
}

/** Resolves when the engine has answered once: what follows is not its start. */
export async function engineReady({page}: BenchPage): Promise<void> {
  await page.waitForFunction(() => (globalThis as unknown as {watched: Watched}).watched.answered !== null);
}

/** Chromium names its processes, Linux their highest memory. */
async function rendererPeak(browser: Browser): Promise<number | null> {
  const session = await browser.newBrowserCDPSession();
  const {processInfo} = await session.send("SystemInfo.getProcessInfo");
  const peaks = await Promise.all(processInfo.filter(({type}) => type === "renderer").map(({id}) => peakOf(id)));
  const known = peaks.filter((peak) => peak !== null);
  return known.length > 0 ? Math.max(...known) : null;
}

async function peakOf(process: number): Promise<number | null> {
  const status = await readFile(`/proc/${process}/status`, "utf8").catch(() => "");
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}

/** Unlike the clock on the wall, a processor's time says the same on a busy machine. */
async function rendererThreads(browser: Browser): Promise<Map<string, number>> {
  const session = await browser.newBrowserCDPSession();
  const {processInfo} = await session.send("SystemInfo.getProcessInfo");
  const times = new Map<string, number>();
  for (const {id} of processInfo.filter(({type}) => type === "renderer")) {
    const threads = await readdir(`/proc/${id}/task`).catch(() => []);
    for (const thread of threads) {
      const name = await readFile(`/proc/${id}/task/${thread}/comm`, "utf8").catch(() => "");
      const [nanoseconds] = (await readFile(`/proc/${id}/task/${thread}/schedstat`, "utf8").catch(() => "")).split(" ");
      times.set(name.trim(), (times.get(name.trim()) ?? 0) + Number(nanoseconds) / 1e6);
    }
  }
  return times;
}

/** Gives a file to the page and resolves when the check-up stands; the times are those of `watched`. */
export async function importFile(opened: BenchPage, path: string): Promise<Imported> {
  await opened.page.setInputFiles("input[type=file]", path);
  await opened.page.waitForSelector("dialog[open], [data-phase]");
  const confirm = opened.page.locator("dialog[open] footer button.primary");
  if ((await confirm.count()) > 0 || (await isAsked(opened.page))) await confirm.click();
  await opened.page.waitForFunction(isOver);
  const watched = await opened.watched();
  if (watched.settled === null) throw new Error(`not imported: ${await alertsOf(opened.page)}`);
  return timesOf(watched);
}

/** In the page: everything has its result, or nothing has been going on for a while and there is nothing to see. */
function isOver(): boolean {
  const {watched} = globalThis as unknown as {watched: Watched};
  const last = watched.phases.at(-1);
  const isIdle = last?.phase === "" && performance.now() - last.at > 10_000;
  return watched.settled !== null || (isIdle && document.querySelector("[data-cell], dialog[open]") === null);
}

async function alertsOf(page: Page): Promise<string> {
  const texts = await page.locator("[role=alert], [role=status]").allInnerTexts();
  return texts.join(" ") || "and the page says nothing";
}

/** Whether the page asks for a mapping instead of reading at once. */
async function isAsked(page: Page): Promise<boolean> {
  await page.waitForFunction(() => {
    const phase = document.querySelector<HTMLElement>("[data-phase]")?.dataset.phase;
    return document.querySelector("dialog[open]") !== null || (phase !== undefined && phase !== "opening");
  });
  return (await page.locator("dialog[open]").count()) > 0;
}

/** What became of a dropped file, and when: milliseconds since it was given, or since its mapping was agreed to. */
export interface Imported {
  /** canonical tables stand */
  loaded: number;
  /** models stand */
  built: number;
  /** every cell has its result and is drawn */
  settled: number;
  /** the longest that the page was busy, milliseconds */
  longestTask: number;
}

function timesOf({given, phases, settled, longTasks}: Watched): Imported {
  const start = phases.find(({phase}) => phase === "reading")?.at ?? NaN;
  const building = phases.findLast(({phase}) => phase === "building")?.at ?? NaN;
  const after = phases.find(({phase, at}) => phase === "" && at > building)?.at ?? settled ?? NaN;
  const asked = given ?? start;
  return {
    loaded: building - asked,
    built: Math.min(after, settled ?? NaN) - asked,
    settled: (settled ?? NaN) - asked,
    longestTask: Math.max(0, ...longTasks.filter(({at}) => at >= asked).map(({milliseconds}) => milliseconds))
  };
}
