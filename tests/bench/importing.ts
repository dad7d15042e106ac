import type {Page} from "playwright-core";
import type {Cost} from "./cost";
import type {BenchPage} from "./page";
import type {Watched} from "./watch";

/** What became of a dropped file, and when: since it was given, or since its mapping was agreed to. */
export interface Imported {
  /** canonical tables stand */
  loaded: Cost;
  /** models stand */
  built: number;
  /** everything on the screen has its result and is drawn */
  firstScreen: Cost;
  /** every cell has its result and is drawn */
  settled: Cost;
  /** the longest that the page was busy, milliseconds */
  longestTask: number;
}

/** Gives files to the page and resolves when the check-up stands. */
export async function importFile(opened: BenchPage, path: string | readonly string[]): Promise<Imported> {
  const {page} = opened;
  const before = await opened.cpuTime();
  await page.setInputFiles("input[type=file]", path);
  await page.waitForSelector("dialog[open], [data-phase]");
  const confirm = page.locator("dialog[open] footer button.primary");
  if ((await confirm.count()) > 0 || (await isAsked(page))) await confirm.click();
  const spent = async (reached: () => boolean) => {
    await page.waitForFunction(reached);
    return (await opened.cpuTime()) - before;
  };
  const loading = await spent(isLoaded);
  const showing = await spent(isShown);
  const settling = await spent(isOver);
  const watched = await opened.watched();
  if (watched.settled === null) throw new Error(`not imported: ${await alertsOf(page)}`);
  const times = timesOf(watched);
  return {
    ...times,
    loaded: {wall: times.loaded, cpu: loading},
    firstScreen: {wall: times.firstScreen, cpu: showing},
    settled: {wall: times.settled, cpu: settling}
  };
}

/**
 * Resolves when the browser has written what it keeps of one file at least, and the page has had nothing to do for two
 * seconds: whatever else it writes for the next visit is written.
 */
async function keptForNextVisit(opened: BenchPage): Promise<void> {
  await opened.page.waitForFunction(hasKeptFile, undefined, {polling: 500});
  for (let last = -Infinity, now = await opened.cpuTime(); now - last > 200; now = await opened.cpuTime()) {
    last = now;
    await opened.page.waitForTimeout(2000);
  }
}

/** What a kept shop took to stand again, since the navigation. */
export interface Reopened {
  firstScreen: Cost;
  settled: Cost;
  /** the engine's first answer */
  answered: number;
}

/** Opens the page again once all is kept, and resolves when the check-up stands as it did. */
export async function reopen(opened: BenchPage): Promise<{again: BenchPage; times: Reopened}> {
  await keptForNextVisit(opened);
  const again = await opened.openAgain();
  await again.page.waitForFunction(isShown);
  const showing = await again.cpuTime();
  await again.page.waitForFunction(isOver);
  const settling = await again.cpuTime();
  const {firstScreen, settled, answered} = await again.watched();
  if (settled === null) throw new Error(`not opened again: ${await alertsOf(again.page)}`);
  return {
    again,
    times: {
      firstScreen: {wall: firstScreen ?? NaN, cpu: showing},
      settled: {wall: settled, cpu: settling},
      answered: answered ?? NaN
    }
  };
}

// the next four run in the page, each whole: they are sent there as text

/** Whether a file is listed among those that are kept. */
function hasKeptFile(): Promise<boolean> {
  return new Promise((resolve) => {
    const opening = indexedDB.open("huitou");
    opening.onerror = () => resolve(false);
    opening.onsuccess = () => {
      const {result: database} = opening;
      const end = (count: number) => (database.close(), resolve(count > 0));
      if (!database.objectStoreNames.contains("files")) return end(0);
      const counting = database.transaction("files").objectStore("files").count();
      counting.onsuccess = () => end(counting.result);
      counting.onerror = () => end(0);
    };
  });
}

/** The canonical tables stand, or there will not be any. */
function isLoaded(): boolean {
  const {watched} = globalThis as unknown as {watched: Watched};
  const last = watched.phases.at(-1);
  const isIdle = last?.phase === "" && performance.now() - last.at > 10_000;
  return watched.settled !== null || last?.phase === "building" || isIdle;
}

/** Everything on the screen has its result, or there will not be anything. */
function isShown(): boolean {
  const {watched} = globalThis as unknown as {watched: Watched};
  const last = watched.phases.at(-1);
  const isIdle = last?.phase === "" && performance.now() - last.at > 10_000;
  return watched.firstScreen !== null || watched.settled !== null || isIdle;
}

/** Everything has had its result for a moment, or nothing has been going on for a while and there is nothing to see. */
function isOver(): boolean {
  const {watched} = globalThis as unknown as {watched: Watched};
  const last = watched.phases.at(-1);
  const isIdle = last?.phase === "" && performance.now() - last.at > 10_000;
  const isSettled = watched.settled !== null && performance.now() - watched.settled > 300;
  return isSettled || (isIdle && document.querySelector("[data-cell], dialog[open]") === null);
}

async function alertsOf(page: Page): Promise<string> {
  const texts = await page.locator("[role=alert], [role=status]").allInnerTexts();
  return texts.join(" ") || "and the page says nothing";
}

/** Whether the page asks for a mapping instead of reading at once. */
async function isAsked(page: Page): Promise<boolean> {
  await page.waitForFunction(() => {
    const phase = document.querySelector<HTMLElement>("[data-phase]")?.dataset.phase;
    const isStarting = phase === undefined || ["waiting", "unpacking", "opening"].includes(phase);
    return document.querySelector("dialog[open]") !== null || !isStarting;
  });
  return (await page.locator("dialog[open]").count()) > 0;
}

function timesOf({given, phases, firstScreen, settled, longTasks}: Watched) {
  const start = phases.find(({phase}) => phase === "reading")?.at ?? NaN;
  const building = phases.findLast(({phase}) => phase === "building")?.at ?? NaN;
  const after = phases.find(({phase, at}) => phase === "" && at > building)?.at ?? settled ?? NaN;
  const asked = given ?? start;
  return {
    loaded: building - asked,
    built: Math.min(after, settled ?? NaN) - asked,
    firstScreen: (firstScreen ?? settled ?? NaN) - asked,
    settled: (settled ?? NaN) - asked,
    longestTask: Math.max(0, ...longTasks.filter(({at}) => at >= asked).map(({milliseconds}) => milliseconds))
  };
}
