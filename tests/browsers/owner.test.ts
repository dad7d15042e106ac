import {mkdtempSync, readdirSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import known from "../../sample-data/known-numbers.json";
import type {Driven} from "../support/drivers/driven";
import {firefox} from "../support/drivers/firefox";
import {webkit} from "../support/drivers/webkit";
import {serveFolder, type RunningServer} from "../support/servers";

/** Patience for a browser that computes several times as long as Chromium, on a busy machine. */
const patient = {timeout: 240_000, interval: 200};

type Row = Record<string, unknown>;

const isReady = () => document.documentElement.dataset.ready === "true";

const isSettled = () => {
  const states = [...document.querySelectorAll<HTMLElement>("[data-cell]")].map(({dataset}) => dataset.state ?? "");
  return (
    document.documentElement.dataset.busy === "false" &&
    states.length > 0 &&
    states.every((s) => /done|off|failed/.test(s))
  );
};

/** Presses the first button that is called exactly so, by its text or its label; whether there is one. */
const pressNow = (name: string) => {
  const names = (button: Element) => [button.getAttribute("aria-label"), button.textContent?.trim()];
  const button = [...document.querySelectorAll<HTMLButtonElement>("button")].find(
    (each) => names(each).includes(name) && !each.disabled
  );
  button?.click();
  return button !== undefined;
};

const textOf = (selector: string) => document.querySelector<HTMLElement>(selector)?.innerText ?? "";

const sqlNow = async (query: string) => {
  const {huitou} = globalThis as unknown as {huitou: {sql(query: string): Promise<Row[]>}};
  return huitou.sql(query);
};

describe.each([firefox, webkit])("$name", (kind) => {
  const missing = kind.missing();
  // what is not installed is named, and left out
  if (missing) return void test.skip(missing, () => {});

  const folder = mkdtempSync(join(tmpdir(), "huitou-browsers-"));
  const asked: string[] = [];
  let server: RunningServer;
  let browser: Driven;

  const until = (condition: (...args: never[]) => boolean) =>
    expect.poll(() => browser.run(condition as () => boolean), patient).toBe(true);
  const press = (name: string) => expect.poll(() => browser.run(pressNow, name), patient).toBe(true);
  const sql = (query: string) => browser.run(sqlNow, query);
  const shown = (selector: string) => browser.run(textOf, selector);
  const says = (selector: string, text: string | RegExp) => expect.poll(() => shown(selector), patient).toMatch(text);

  /** What a press puts into the folder of downloads, whole. */
  const taken = async (name: string, ending: string) => {
    await press(name);
    const find = () => readdirSync(folder).find((file) => file.endsWith(ending) && !file.endsWith(".part"));
    await expect.poll(() => find() !== undefined && readFileSync(join(folder, find()!)).length > 0, patient).toBe(true);
    return readFileSync(join(folder, find()!), "utf8");
  };

  beforeAll(async () => {
    server = await serveFolder(resolve("dist"), "/shops/check-up/", {onRequest: (request) => asked.push(request)});
    browser = await kind.start(folder);
    await browser.open(server.url);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(folder, {recursive: true, force: true});
  });

  test("the sample shop's orders come to the cent, every cell has its result, and no error is written", async () => {
    await until(isReady);
    await browser.choose(resolve("sample-data/taobao-orders.csv"));
    await until(isSettled);
    const {orders, validOrders, money} = known["taobao-orders.csv"];
    const [sums] = await sql(
      "select count(*) as orders, count(*) filter (where is_valid) as valid, sum(paid_amount) as paid, sum(net_amount) as net from orders"
    );
    expect(sums).toEqual({orders, valid: validOrders, paid: money.paid, net: money.net});
    const failed = () => document.querySelectorAll('[data-cell][data-state="failed"]').length;
    expect(await browser.run(failed)).toBe(0);
    expect(browser.errors).toEqual([]);
  });

  test("a cut that is dragged changes the stages", async () => {
    const handle = () => {
      const found = document.querySelector('.cuts [role="slider"]')!;
      found.scrollIntoView({block: "center"});
      const {x, y, width, height} = found.getBoundingClientRect();
      return {x: x + width / 2, y: y + height / 2};
    };
    await browser.run(handle);
    const from = await browser.run(handle);
    await browser.drag(from, {x: from.x + 30, y: from.y});
    const cut = () => Number(document.querySelector('.cuts [role="slider"]')!.getAttribute("aria-valuenow"));
    await expect.poll(() => browser.run(cut), patient).toBeGreaterThan(90);
    await until(isSettled);
    const days = await browser.run(cut);
    const counted = await sql(`select count(*) as customers from customers where recency_days <= ${days}`);
    expect(await sql("select customers from lifecycle where stage = 'active'")).toEqual(counted);
  });

  test("a table is taken along as a file", async () => {
    const text = await taken("Download CSV: The stages", ".csv");
    const [active] = await sql("select customers from lifecycle where stage = 'active'");
    expect(text.split("\r\n")[1]!.split(",")).toContain(String(active!.customers));
  });

  test("a notebook is written and run by its key", async () => {
    await press("New…");
    await expect.poll(() => shown(".editor.sql .cm-content"), patient).not.toBe("");
    await browser.click(".editor.sql .cm-content");
    await browser.retype("select 41 + 1 as answer");
    await press("Run");
    await says('[data-cell="query"]', /\b42\b/);
    await says(".saved", /^Saved/);
    await press("Done");
  });

  test("a link and a report are shared", async () => {
    await press("Share");
    await press("Copy link");
    const link = () => document.querySelector<HTMLTextAreaElement>("dialog textarea")?.value ?? "";
    await expect.poll(() => browser.run(link), patient).toContain("#n=1.");
    await press("Close");
    await press("Shop check-up");
    await until(isSettled);
    await press("Share");
    const pick = () => {
      const ways = [
        ...document.querySelectorAll<HTMLElement>("dialog [role=radio], dialog [role=tab], dialog label, dialog button")
      ];
      const report = ways.find((way) => way.innerText.trim().startsWith("Report"));
      report?.click();
      return report !== undefined;
    };
    await until(pick);
    expect(await taken("Save report", ".html")).toContain("Shop check-up");
    await press("Close");
  });

  test("after it sealed itself the page has asked for nothing", async () => {
    expect(await shown(".seal")).toMatch(/Sealed · 0 requests/);
    expect(asked.at(-1)).toContain("/shops/check-up/");
    const before = asked.length;
    await browser.run(() =>
      fetch("./nothing-here").then(
        () => {},
        () => {}
      )
    );
    await says(".seal", /Sealed · 1 request/);
    expect(asked.length).toBe(before);
  });

  if (kind.isPrivate)
    test("a window that keeps nothing says so", async () => {
      await says("body", "This browser keeps nothing (a private window, perhaps).");
      expect(browser.errors.filter((error) => !error.includes("nothing-here"))).toEqual([]);
    });
  else
    test("a kept shop opens again with its numbers, its notebook and no error", async () => {
      await browser.open("about:blank");
      await browser.open(server.url);
      await until(isReady);
      await until(isSettled);
      const {orders, money} = known["taobao-orders.csv"];
      expect(await sql("select count(*) as orders, sum(net_amount) as net from orders")).toEqual([
        {orders, net: money.net}
      ]);
      expect(await shown("nav.rail .own")).toContain("Untitled notebook");
      await says(".seal", /Sealed · 0 requests/);
      expect(browser.errors.filter((error) => !error.includes("nothing-here"))).toEqual([]);
    });
});
