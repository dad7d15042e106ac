import {afterAll, beforeAll, describe, expect, test} from "vitest";
import known from "../../sample-data/known-numbers.json";
import {closeBrowser, openPage, sql, type OpenPage} from "../support/browser";
import {cellsIn, dropFiles, sampleFile, settled} from "../support/checkup";

afterAll(closeBrowser);

describe("an owner drops the order report of a Taobao shop", () => {
  let opened: OpenPage;
  beforeAll(async () => {
    opened = await openPage({locale: "zh-CN"});
    await dropFiles(opened.page, sampleFile("taobao-orders.csv"));
    await settled(opened.page);
  });
  afterAll(() => opened.close());

  test("every cell of the check-up has its result", async () => {
    expect(await cellsIn(opened.page, "failed")).toEqual([]);
    expect((await cellsIn(opened.page, "done")).length).toBeGreaterThan(20);
  });

  test("orders, money and buyers are those that the generator counted while it wrote the file", async () => {
    const [row] = await sql(
      opened.page,
      "select count(*) as orders, sum(paid_amount) as paid, sum(refund_amount) as refunded, sum(net_amount) as net from orders"
    );
    const {orders, money} = known["taobao-orders.csv"];
    expect(row).toEqual({orders, paid: money.paid, refunded: money.refunded, net: money.net});
  });

  test("the page is sealed before the file is read, and asks nobody anything afterwards", async () => {
    const before = opened.requests.length;
    await expect(opened.page.locator(".seal.is-sealed").count()).resolves.toBe(1);
    await opened.page.evaluate(() => fetch("./nothing-here").catch(() => {}));
    expect(opened.requests.length).toBe(before);
    expect(await opened.page.locator(".seal").innerText()).toContain("1");
  });

  test("nothing in the Chinese page is left in English", async () => {
    const words = await opened.page.evaluate(() => {
      const texts: string[] = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        if (parent && !parent.closest("script, style, code, pre, select, [hidden]"))
          texts.push(walker.currentNode.textContent ?? "");
      }
      return texts;
    });
    const allowed = /CSV|PNG|SVG|RFM|SQL|ISO|GB18030|UTF|Shopify|Huitou|ExportOrderList|P\d\d|taobao-orders.csv/g;
    const masked = /[\p{L}\d_]{1,2}···./gu;
    expect(words.filter((text) => /[A-Za-z]{2,}/.test(text.replace(allowed, "").replace(masked, "")))).toEqual([]);
  });

  test("dragging a stage cut with the keyboard redraws what depends on it, and undo takes it back", async () => {
    const {page} = opened;
    const active = async () =>
      (await sql(page, "select customers from lifecycle where stage = 'active'"))[0]?.customers;
    const before = await active();
    await page.locator("[role=slider]").first().focus();
    await page.keyboard.press("PageDown");
    await expect.poll(active, {timeout: 15_000}).not.toBe(before);
    await settled(page);
    const [row] = await sql(page, "select count(*) as customers from customers where recency_days <= 60");
    expect(await active()).toBe(row?.customers);
    await page.locator(".undo").click();
    await expect.poll(active, {timeout: 15_000}).toBe(before);
  });

  test("clicking a stage narrows the page to it, and the chip widens it again", async () => {
    const {page} = opened;
    const buyers = async () => (await sql(page, "select count(*) as customers from selected_customers"))[0]?.customers;
    const all = await buyers();
    await page.locator("[data-cell] [role=button][aria-pressed=false]").first().click();
    await expect.poll(buyers, {timeout: 15_000}).toBeLessThan(Number(all));
    await settled(page);
    await page.locator(".chip").first().click();
    await expect.poll(buyers, {timeout: 15_000}).toBe(all);
    await settled(page);
  });

  test("a title opens the definition, the SQL and the rows behind it; Escape closes and gives focus back", async () => {
    const {page} = opened;
    const title = page.locator("figcaption button").first();
    await title.click();
    const drawer = page.locator("aside.drawer");
    await drawer.locator("tbody tr").first().waitFor();
    expect(await drawer.locator("pre").textContent()).toMatch(/select/);
    expect(await drawer.locator("h3").allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringContaining("口径")])
    );
    await page.keyboard.press("Escape");
    await expect.poll(() => drawer.count()).toBe(0);
    expect(await title.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test("nothing went wrong on the way", () => {
    expect(opened.errors.filter((error) => !/nothing-here/.test(error))).toEqual([]);
  });
});
