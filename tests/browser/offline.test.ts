import {cp, mkdtemp, readdir, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {sql} from "../support/browser";
import {dropFiles, settled} from "../support/checkup";
import {importFiles} from "../support/importing";
import {reportFile, sixOrders} from "../support/orders";
import {Profile} from "../support/profile";
import {serveFolder, type RunningServer} from "../support/servers";
import {soakSize, soakTest} from "../support/soak";
import {beginNotebook, editNotebook, lyingIn, select, write, writeAndWait} from "../support/writing";

const dist = resolve(process.env.HUITOU_DIST ?? "dist");
const orders = reportFile("orders.csv", sixOrders("43"));
const headline = "select count(*) as orders, sum(net_amount) as net from orders";
const sixOrdersSay = [{orders: 6, net: 190.4}];

let profile: Profile;
let folder: string;
let server: RunningServer;
beforeAll(async () => {
  profile = await Profile.make({serviceWorkers: "allow"});
  folder = await mkdtemp(join(tmpdir(), "huitou-host-"));
  await cp(dist, folder, {recursive: true});
  server = await serveFolder(folder, "/shops/check-up/");
});
afterAll(async () => {
  await profile.discard();
  await server.close();
  await rm(folder, {recursive: true});
});

/** Resolves when the page has its copy. */
const copied = (page: Page) => page.evaluate(() => navigator.serviceWorker.ready.then(({active}) => active?.state));

/** Makes the host serve an older build, which says so, or the one that was built. */
async function serveBuild(age: "older" | "newest"): Promise<void> {
  for (const name of ["index.html", "sw.js"]) {
    const text = await readFile(join(dist, name), "utf8");
    const older = text
      .replace("</head>", '<meta name="age" content="older"></head>')
      .replace(/"huitou-[0-9a-f]{16}"/, '"huitou-older"');
    expect(older).not.toBe(text);
    await writeFile(join(folder, name), age === "older" ? older : text);
  }
}

const ageOf = (page: Page) => page.evaluate(() => (document.querySelector("meta[name=age]") ? "older" : "newest"));

describe("a newer build", () => {
  let page: Page;
  beforeAll(async () => {
    await serveBuild("older");
    ({page} = await profile.visit({url: server.url}));
    await copied(page);
    await importFiles(page, orders);
    await beginNotebook(page);
    await writeAndWait(page, "select 'with the older' as build");
    await serveBuild("newest");
  });
  afterAll(() => page.close());

  test("is told of, and takes no place that it was not given", async () => {
    await expect.poll(() => lyingIn(page).then(({files}) => files)).toEqual(["orders.csv"]);
    for (let opening = 0; opening < soakSize(1, 2); opening += 1) {
      await page.reload();
      await settled(page);
      await page.getByText("A newer version of this page is here.").waitFor();
      expect(await ageOf(page)).toBe("older");
    }
  });

  test("takes over on request, and what was being typed is there", async () => {
    await editNotebook(page);
    await write(page, "select 'typed at the last moment' as build");
    await page.getByRole("button", {name: "Update"}).click();
    await page.waitForFunction(() => !document.querySelector("meta[name=age]"));
    await settled(page);
    expect(await ageOf(page)).toBe("newest");
    expect(await sql(page, headline)).toEqual(sixOrdersSay);
    await editNotebook(page);
    expect(await select(page).innerText()).toContain("typed at the last moment");
    expect(await page.evaluate(() => caches.keys())).toHaveLength(1);
  });
});

describe("a copy that has lost files", () => {
  test("is filled up from the network", async () => {
    const {page, errors} = await profile.visit({url: server.url});
    await copied(page);
    await page.evaluate(async () => {
      const cache = await caches.open((await caches.keys())[0]!);
      for (const request of await cache.keys())
        if (/assets\/app-|duckdb/.test(request.url)) await cache.delete(request);
    });
    await page.reload();
    await settled(page);
    expect(await sql(page, headline)).toEqual(sixOrdersSay);
    expect(errors).toEqual([]);
    await page.close();
  });

  soakTest("gives way to the network where an older page would ask for files that are gone", async () => {
    const {page, errors} = await profile.visit({url: server.url});
    await copied(page);
    await page.evaluate(async () => {
      const cache = await caches.open((await caches.keys())[0]!);
      const missing = '<script type="module" src="./assets/gone.js"></script>';
      await cache.put("./", new Response(missing, {headers: {"Content-Type": "text/html"}}));
      for (const request of await cache.keys()) if (/assets\/app-/.test(request.url)) await cache.delete(request);
    });
    await page.reload();
    await settled(page);
    expect(await sql(page, headline)).toEqual(sixOrdersSay);
    expect(errors).toEqual([]);
    await page.close();
  });
});

describe("a host that is gone", () => {
  let host: RunningServer;
  let page: Page;
  let requests: string[];
  /** every request that the host saw: of the page, its workers, the service worker, and the browser on their behalf */
  const served: string[] = [];
  /** how many the host had seen when the page said that it is sealed, and what its badge said */
  const atSeal: {served: number; badge: string}[] = [];
  const noteSeal = async (opened: Page) => {
    const badge = await opened.locator(".seal.is-sealed").first().innerText();
    atSeal.push({served: served.length, badge});
  };
  beforeAll(async () => {
    host = await serveFolder(dist, "/elsewhere/", {onRequest: (request) => served.push(request)});
    const visit = await profile.visit({url: host.url});
    ({page, requests} = visit);
    await dropFiles(page, orders);
    await noteSeal(page);
    await settled(page);
  });

  test("is asked nothing more once the page says that it is sealed, on the first visit with a file dropped at once", async () => {
    expect(await sql(page, headline)).toEqual(sixOrdersSay);
    expect(atSeal[0]!.badge).toContain("0");
    expect(served.slice(atSeal[0]!.served)).toEqual([]);
    expect(served.filter((request) => request.includes("sample-data"))).toHaveLength(4);
  });

  test("is asked nothing more in a second tab and when opened again, not even for a newer version", async () => {
    const {page: second} = await profile.visit({url: host.url});
    await noteSeal(second);
    await settled(second);
    expect(await sql(second, headline)).toEqual(sixOrdersSay);
    await second.close();
    await page.reload();
    await noteSeal(page);
    await settled(page);
    expect(await sql(page, headline)).toEqual(sixOrdersSay);
    const [first, ofSecond, ofReload] = atSeal.map((seal) => seal.served);
    // before the page says it, the browser looks for a newer version of the copy
    expect(new Set(served.slice(first, ofSecond))).toEqual(new Set(["GET /elsewhere/sw.js"]));
    expect(new Set(served.slice(ofSecond, ofReload))).toEqual(new Set(["GET /elsewhere/sw.js"]));
    expect(served.slice(ofReload)).toEqual([]);
  });

  test("was asked, before the page is sealed, for all that the page will ever need", async () => {
    await sql(page, "select 1 as one");
    const names = (await readdir(join(dist, "assets"))).filter((name) => /\.(js|css)$/.test(name));
    const asked = () => names.filter((name) => !requests.some((url) => url.endsWith(`/assets/${name}`)));
    await expect.poll(asked).toEqual([]);
  });

  test("can be installed from: a manifest with icons of the sizes that it says", async () => {
    const tools = await profile.tools(page);
    const {url, errors, data} = await tools.send("Page.getAppManifest");
    expect(errors).toEqual([]);
    const manifest = JSON.parse(data ?? "") as {
      start_url: string;
      scope: string;
      icons: {src: string; sizes: string; type: string}[];
    };
    expect(new URL(manifest.scope, url).href).toBe(host.url);
    expect(new URL(manifest.start_url, url).href.startsWith(host.url)).toBe(true);
    for (const {src, sizes, type} of manifest.icons) {
      const bytes = Buffer.from(await (await fetch(new URL(src, url))).arrayBuffer());
      if (type === "image/png") expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).toBe(sizes);
      else expect(bytes.toString()).toContain("<svg");
    }
    expect((await tools.send("Page.getInstallabilityErrors")).installabilityErrors).toEqual([]);
  });

  test("is not needed: the page opens, reads a file, and is written in", async () => {
    await host.close();
    await page.reload();
    await page.waitForSelector('html[data-ready="true"]', {state: "attached"});
    await dropFiles(page, orders);
    await settled(page);
    expect(await sql(page, headline)).toEqual(sixOrdersSay);
    expect(await page.locator(".seal.is-sealed").innerText()).toContain("0");
    const before = requests.length;
    await beginNotebook(page);
    expect(await writeAndWait(page, "select 'in flight' as place")).toMatch(/^Saved/);
    await page.reload();
    await settled(page);
    await editNotebook(page);
    expect(await select(page).innerText()).toContain("in flight");
    expect(before).toBeGreaterThan(0);
  });
});

describe("another build in another tab", () => {
  /** A page of the same origin that is not ours. */
  const stranger = () => profile.beside(server.url);
  beforeAll(async () => {
    await serveBuild("newest");
  });

  soakTest("that stands in the way of the database does not keep the page from working", async () => {
    const other = await stranger();
    await profile.evict(other);
    await other.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const opening = indexedDB.open("huitou", 1);
          opening.onsuccess = () => {
            // held open, whoever asks: whatever is asked for next has to wait
            indexedDB.deleteDatabase("huitou");
            resolve();
          };
        })
    );
    const {page} = await profile.visit({url: server.url});
    await dropFiles(page, orders);
    await settled(page);
    expect(await sql(page, headline)).toEqual(sixOrdersSay);
    expect((await page.locator(".failure").allInnerTexts()).join()).toMatch(/keeps nothing/);
    await Promise.all([page.close(), other.close()]);
  });

  test("that takes over the database is told of, and what is typed can be taken out", async () => {
    const other = await stranger();
    const {page} = await profile.visit({url: server.url});
    await dropFiles(page, orders);
    await settled(page);
    await beginNotebook(page);
    expect(await writeAndWait(page, "select 'before' as moment")).toMatch(/^Saved/);
    await other.evaluate(
      () =>
        new Promise<void>((resolve) => {
          indexedDB.open("huitou", 99).onsuccess = () => resolve();
        })
    );
    await page.getByText("A newer version of this page is open.").first().waitFor();
    expect(await writeAndWait(page, "select 'after' as moment")).toBe("Not saved");
    expect(await page.getByRole("button", {name: "Take it as a file"}).isVisible()).toBe(true);
    await page.reload();
    await page.getByText("A newer version of this page is open.").first().waitFor();
    await dropFiles(page, orders);
    await settled(page);
    expect(await sql(page, headline)).toEqual(sixOrdersSay);
    await Promise.all([page.close(), other.close()]);
  });
});
