import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, inject, test} from "vitest";
import {sql} from "../support/browser";
import {settled} from "../support/checkup";
import {importFiles} from "../support/importing";
import {reportFile, sixOrders} from "../support/orders";
import {Profile, type Visit} from "../support/profile";
import {soakCases, soakSize, soakTest} from "../support/soak";
import {
  beginNotebook,
  continueNotebook,
  editNotebook,
  lyingIn,
  select,
  untilSettled,
  writeAndWait
} from "../support/writing";

const orders = reportFile("orders.csv", sixOrders("43"));
const headline = "select count(*) as orders, sum(net_amount) as net from orders";
const sixOrdersSay = [{orders: 6, net: 190.4}];

let profile: Profile;
beforeAll(async () => {
  profile = await Profile.make();
});
afterAll(() => profile.discard());

describe("a page that is opened again", () => {
  let visit: Visit;
  let page: Page;
  beforeAll(async () => {
    visit = await profile.visit();
    page = visit.page;
    await importFiles(page, orders);
    await beginNotebook(page);
    await writeAndWait(page, "select 'first day' as day, count(*) as orders from orders");
    await page.reload();
    await settled(page);
  });
  afterAll(() => page.close());

  test("has the file and the notebook as they were left, without asking", async () => {
    expect(await sql(page, headline)).toEqual(sixOrdersSay);
    expect(await page.locator("nav.rail .own [aria-current=page]").innerText()).toBe("Untitled notebook");
    await editNotebook(page);
    expect(await select(page).innerText()).toContain("first day");
    expect(await page.locator(".failure, dialog").count()).toBe(0);
  });

  test("was sealed before the kept file was read, and has asked for nothing since", async () => {
    expect(await page.locator(".seal.is-sealed").innerText()).toContain("0");
    expect(visit.errors).toEqual([]);
  });
});

/** Tells of everything the page does on the way to keeping a text, and of every time it says that a text is kept. */
function tellOfKeeping(): void {
  const {happened} = globalThis as unknown as {happened(what: string, text?: string): void};
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...given) {
    const transaction = begin.apply(this, given);
    if (given[1] === "readwrite") {
      happened("begun");
      transaction.addEventListener("complete", () => happened("complete"));
    }
    return transaction;
  };
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...given) {
    happened("put");
    return put.apply(this, given);
  };
  let last = "";
  new MutationObserver(() => {
    const said = document.querySelector(".saved")?.textContent ?? "";
    if (said === last) return;
    last = said;
    happened(said.split(" ")[0]!, document.querySelector(".editor.sql .cm-content")?.textContent ?? "");
  }).observe(document, {subtree: true, childList: true, characterData: true});
}

const tickIn = (text: string) => Number(/tick (\d+)/.exec(text)?.[1] ?? 0);

/** Two ways to end at each of ten moments: after so many things that happened. */
const ends = Array.from({length: 20}, (_, index) => ({
  moment: 1 + Math.floor(index / 2),
  way: index % 2 === 0 ? ("crash" as const) : ("kill" as const)
}));

test("the browser or its page ends in the middle of writing, again and again: every text that was said to be saved is there", async () => {
  let tick = 0;
  let said = 0;
  const rounds: {said: number; found: number}[] = [];
  const {page} = await profile.visit();
  await settled(page);
  await continueNotebook(page);
  await writeAndWait(page, "select 'tick 0' as tick");
  await page.close();
  const chosen = soakCases(ends, 2, 18);
  for (const {moment, way} of chosen) {
    let count = 0;
    let isWriting = false;
    let end = () => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    const {page} = await profile.visit({
      before: tellOfKeeping,
      tell: (what, text = "") => {
        if (what === "Saved") said = Math.max(said, tickIn(text));
        if (isWriting && (count += 1) === moment) end();
      }
    });
    await continueNotebook(page);
    isWriting = true;
    const writing = (async () => {
      for (;;) await writeAndWait(page, `select 'tick ${(tick += 1)}' as tick`);
    })().catch(() => {});
    await ended;
    if (way === "crash") await profile.crash(page);
    else await profile.kill();
    await writing;
    const after = await profile.beside();
    const found = Math.max(...(await lyingIn(after)).texts.map(tickIn));
    rounds.push({said, found});
    await after.close();
  }
  expect(rounds.filter(({said, found}) => found < said)).toEqual([]);
  expect(said).toBeGreaterThan(chosen.length);
  // and the page itself shows it
  const {page: last} = await profile.visit();
  await continueNotebook(last);
  expect(tickIn(await select(last).innerText())).toBe(rounds.at(-1)!.found);
  expect(await sql(last, headline)).toEqual(sixOrdersSay);
  await last.close();
}, 600_000);

/** Stops the page for good before the step of keeping a file that `stopBefore` names. */
function stopInKeeping(): void {
  const {happened} = globalThis as unknown as {happened(what: string): void};
  const stopBefore = new URLSearchParams(location.search).get("stop");
  const stopping = (owner: object, name: string) => {
    const methods = owner as Record<string, (...given: unknown[]) => unknown>;
    const method = methods[name]!;
    methods[name] = function (...given) {
      if (stopBefore !== name) return method.apply(this, given);
      happened(name);
      return new Promise(() => {});
    };
  };
  stopping(FileSystemFileHandle.prototype, "createWritable");
  stopping(FileSystemFileHandle.prototype, "getFile");
  stopping(FileSystemWritableFileStream.prototype, "write");
  stopping(FileSystemWritableFileStream.prototype, "close");
}

describe("a browser that ends while a file is being kept", () => {
  let own: Profile;
  beforeAll(async () => {
    own = await Profile.make();
  });
  afterAll(() => own.discard());

  // the last: all its bytes are there, but it is not on the list yet
  const steps = ["write", "close", "getFile"];
  test.each(soakCases(steps, 1, 2))("before %s: nothing of it is left, and the page works", async (step) => {
    let reach = () => {};
    const stopped = new Promise<void>((resolve) => (reach = resolve));
    const url = `${inject("pageUrl")}?stop=${step}`;
    const {page} = await own.visit({url, before: stopInKeeping, tell: () => reach()});
    await importFiles(page, orders);
    await stopped;
    await own.kill();
    const {page: next, errors} = await own.visit();
    // answers once the page has looked through what it keeps
    expect(await sql(next, "select 1 as one")).toEqual([{one: 1}]);
    await expect.poll(() => lyingIn(next)).toEqual({texts: [], files: [], bytes: []});
    expect(await next.locator(".drop").isVisible()).toBe(true);
    expect(errors).toEqual([]);
    await next.close();
  });
});

describe("a browser that throws away what it keeps", () => {
  let own: Profile;
  beforeAll(async () => {
    own = await Profile.make();
  });
  afterAll(() => own.discard());

  test("while the page is open: it goes on, and keeps again what comes", async () => {
    const {page, errors} = await own.visit();
    await importFiles(page, orders);
    await beginNotebook(page);
    await writeAndWait(page, "select 'before' as moment");
    await own.evict(page);
    expect(await lyingIn(page)).toEqual({texts: [], files: [], bytes: []});
    expect(await writeAndWait(page, "select 'after' as moment")).toMatch(/^Saved/);
    await importFiles(page, reportFile("more.csv", sixOrders("44")));
    expect(await sql(page, headline)).toEqual([{orders: 12, net: 380.8}]);
    await expect.poll(() => lyingIn(page).then(({files}) => files)).toEqual(["more.csv"]);
    expect((await lyingIn(page)).texts).toEqual([expect.stringContaining("'after'")]);
    await page.reload();
    await settled(page);
    expect(await sql(page, headline)).toEqual(sixOrdersSay);
    await continueNotebook(page);
    expect(await select(page).innerText()).toContain("'after'");
    expect(errors).toEqual([]);
    await page.close();
  });

  soakTest("between two visits, only the files: the page names what is lost", async () => {
    await own.forget();
    const {page} = await own.visit();
    await importFiles(page, orders);
    await beginNotebook(page);
    await writeAndWait(page, "select 'kept' as moment");
    await expect.poll(() => lyingIn(page).then(({bytes}) => bytes)).toEqual([orders.buffer.length]);
    await page.evaluate(async () => (await navigator.storage.getDirectory()).removeEntry("huitou", {recursive: true}));
    await page.reload();
    await expect.poll(() => page.locator(".failure").allInnerTexts()).toEqual([expect.stringContaining("orders.csv")]);
    expect((await lyingIn(page)).texts).toHaveLength(1);
    await page.close();
  });

  soakTest("between two visits, everything: the page begins anew", async () => {
    await own.forget();
    const {page, errors} = await own.visit();
    await importFiles(page, orders);
    expect(await sql(page, headline)).toEqual(sixOrdersSay);
    expect(await page.locator(".failure").count()).toBe(0);
    expect(errors).toEqual([]);
    await page.close();
  });
});

describe("several tabs of one browser", () => {
  let own: Profile;
  const pages: Page[] = [];
  const tabs = soakSize(3, 5);
  beforeAll(async () => {
    own = await Profile.make();
    const {page} = await own.visit();
    await importFiles(page, orders);
    await beginNotebook(page);
    await writeAndWait(page, "select 'shared' as writer");
    pages.push(page);
    for (let tab = 1; tab < tabs; tab += 1) {
      const {page} = await own.visit();
      await settled(page);
      pages.push(page);
    }
  });
  afterAll(() => own.discard());

  test("all have the same file", async () => {
    for (const page of pages) expect(await sql(page, headline)).toEqual(sixOrdersSay);
  });

  test("that write in notebooks of their own lose nothing", async () => {
    await Promise.all(
      pages.slice(2).map(async (page, index) => {
        await page.bringToFront();
        await beginNotebook(page);
        await writeAndWait(page, `select 'own ${index}' as writer`);
      })
    );
    const {texts} = await lyingIn(pages[0]!);
    for (let index = 0; index < tabs - 2; index += 1)
      expect(texts.filter((text) => text.includes(`'own ${index}'`))).toHaveLength(1);
  });

  test("two of which write in the same: one is told, keeps its text on the page, and both texts survive", async () => {
    const [first, second] = pages as [Page, Page];
    await editNotebook(second);
    // the news of it comes too late
    await first.evaluate(() => {
      const {postMessage} = BroadcastChannel.prototype;
      BroadcastChannel.prototype.postMessage = () => {};
      addEventListener("speak", () => (BroadcastChannel.prototype.postMessage = postMessage));
    });
    expect(await writeAndWait(first, "select 'first' as writer")).toMatch(/^Saved/);
    expect(await writeAndWait(second, "select 'second' as writer")).toBe("Changed in another tab");
    // the other goes on: what waits here for a decision stays as it is
    const heard = second.evaluate(() =>
      new Promise((resolve) => (new BroadcastChannel("huitou.library").onmessage = resolve)).then(() => "heard")
    );
    await first.evaluate(() => dispatchEvent(new Event("speak")));
    expect(await writeAndWait(first, "select 'goes on' as writer")).toMatch(/^Saved/);
    expect(await heard).toBe("heard");
    expect(await select(second).innerText()).toContain("'second'");
    await second.getByRole("button", {name: "Keep mine as a copy"}).click();
    await untilSettled(second);
    const texts = (await lyingIn(second)).texts.join();
    expect(texts).toContain("'second'");
    expect(texts).toContain("'goes on'");
  });
});
