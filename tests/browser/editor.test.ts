import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {closeBrowser, openPage, type OpenPage} from "../support/browser";
import {seriousViolations} from "../support/axe";
import {dropFiles, sampleFile, settled} from "../support/checkup";

let opened: OpenPage;
let page: Page;

const text = () => page.locator(".editor.sql .cm-content").first();
const list = () => page.locator(".cm-tooltip-autocomplete");
const problems = () => page.locator(".editor.sql").first().locator(".problems");
/** What the editor holds, line breaks included. */
const held = async () => (await text().locator(".cm-line").allTextContents()).join("\n");

/** Puts a text in place of what stands there, as one paste would. */
async function write(sql: string): Promise<void> {
  await text().click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(sql);
}

beforeAll(async () => {
  opened = await openPage({locale: "zh-CN", notebook: "weekly"});
  page = opened.page;
  await dropFiles(page, sampleFile("taobao-orders.csv"));
  await settled(page);
  await page.getByRole("button", {name: "编辑", exact: true}).first().click();
  // cells far below are only set out once they are come to
  await page.locator('article[data-cell="week_rows"]').scrollIntoViewIfNeeded();
  await text().waitFor();
});
afterAll(async () => {
  await opened.close();
  await closeBrowser();
});

test("names are completed, by Chinese titles too, and a key takes the first", async () => {
  await write("select * from ");
  await page.keyboard.insertText("客户");
  await expect.poll(() => list().locator("li").first().textContent()).toContain("customers");
  // in its first moments the list takes no key, so that one meant for the text does not fall into it
  const seen = await page.evaluate(() => performance.now());
  await expect.poll(() => page.evaluate(() => performance.now())).toBeGreaterThan(seen + 100);
  await page.keyboard.press("Enter");
  await expect.poll(held).toBe("select * from customers");
  // columns of what is read, with their headings
  await write("select  from customers");
  for (let step = 0; step < " from customers".length; step += 1) await page.keyboard.press("ArrowLeft");
  await page.keyboard.type("rece");
  await expect.poll(() => list().locator("li").first().textContent()).toMatch(/^recency_days/);
  // Escape closes the list and stays in the text
  await page.keyboard.press("Escape");
  await expect.poll(() => list().count()).toBe(0);
  expect(await text().evaluate((node) => node === document.activeElement)).toBe(true);
  // DuckDB's functions, with what they take
  await write("select date_tr");
  await page.keyboard.type("u");
  await expect.poll(() => list().locator("li").first().textContent()).toContain("date_trunc(part, timestamp)");
  expect(opened.violations).toEqual([]);
});

test("Chinese that is being composed is left alone until it is there", async () => {
  await write("select * from ");
  const session = await page.context().newCDPSession(page);
  for (const composed of ["k", "ke", "ke h", "ke hu"]) {
    await session.send("Input.imeSetComposition", {
      text: composed,
      selectionStart: composed.length,
      selectionEnd: composed.length
    });
    await expect.poll(held).toBe(`select * from ${composed}`);
  }
  await session.send("Input.insertText", {text: "客户"});
  await expect.poll(held).toBe("select * from 客户");
  await expect.poll(() => list().locator("li").first().textContent()).toContain("customers");
});

test("what is wrong is underlined while it is written, said, and repaired by one press", async () => {
  await write("select stge\nfrom customers");
  await expect.poll(() => page.locator(".cm-content .problem").allTextContents()).toEqual(["stge"]);
  await expect.poll(() => problems().textContent()).toContain("这里没有名为“stge”的列。");
  expect(await problems().textContent()).toContain("第1行第8个字符");
  await problems().getByRole("button", {name: "改成stage"}).click();
  await expect.poll(held).toBe("select stage\nfrom customers");
  await expect.poll(() => problems().count()).toBe(0);
  const found = await seriousViolations(page);
  expect(found.filter((violation) => /editor|cm-|problem/.test(violation))).toEqual([]);
});

describe("keys", () => {
  test("a line break at the end stays, and undo is the document's", async () => {
    // after `as` nothing is completed, although names of columns begin so: Enter breaks the line
    await write("select 1 as 一");
    await page.keyboard.press("Enter");
    await page.keyboard.type("from customers");
    await expect.poll(held).toBe("select 1 as 一\nfrom customers");
    await page.keyboard.press("ControlOrMeta+z");
    await expect.poll(held).not.toBe("select 1 as 一\nfrom customers");
  });
  test("Tab leaves the text, Escape leaves it for the cell", async () => {
    await text().click();
    await page.keyboard.press("Tab");
    expect(await text().evaluate((node) => node === document.activeElement)).toBe(false);
    await text().click();
    await page.keyboard.press("Escape");
    expect(await text().evaluate((node) => node === document.activeElement)).toBe(false);
  });
  test("the layout is tidied on request, and the plan is there for the curious", async () => {
    await write("SELECT stage,count(*) AS n FROM customers GROUP BY stage");
    await page.getByRole("button", {name: "排版"}).first().click();
    await expect.poll(held).toBe("select\n    stage,\n    count(*) as n\nfrom customers\ngroup by stage");
    await page.getByRole("button", {name: "查询计划"}).first().click();
    await expect.poll(() => page.getByRole("region", {name: "查询计划"}).textContent()).toMatch(/读表|customers/);
  });
});
