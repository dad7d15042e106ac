import {readFileSync} from "node:fs";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {closeBrowser, openPage, type OpenPage} from "../support/browser";
import {dropFiles, sampleFile, settled} from "../support/checkup";
import {reportFile, sixOrders} from "../support/orders";

let opened: OpenPage;
let page: Page;

const cells = () => page.locator("article[data-cell]");
const cell = (id: string) => page.locator(`article[data-cell="${id}"]`);
const ids = () => cells().evaluateAll((all) => all.map((each) => (each as HTMLElement).dataset.cell));
const state = (id: string) => cell(id).getAttribute("data-state");
const command = (name: string) => page.getByRole("button", {name, exact: true}).first();
const focused = () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.cell ?? "");
const saved = () => page.locator(".saved").textContent();

/** Writes in the cell's editor as one paste would. */
async function write(id: string, text: string): Promise<void> {
  await cell(id).locator(".cm-content").first().click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

async function beginNotebook(): Promise<void> {
  await page.locator(".rail").getByRole("button", {name: "New…"}).click();
  await expect.poll(ids).toEqual(["query"]);
  await expect.poll(() => state("query")).toBe("done");
}

beforeAll(async () => {
  opened = await openPage({notebook: "weekly"});
  page = opened.page;
  await dropFiles(page, reportFile("ExportOrderList1.csv", sixOrders("4")));
  await settled(page);
});
afterAll(async () => {
  await opened.close();
  await closeBrowser();
});

describe("a notebook from the first cell to the last version", () => {
  test("SQL is written, run by its key, and its rows stand below", async () => {
    await beginNotebook();
    await write(
      "query",
      "select customer_id, sum(net_amount) as net_sales from orders where is_valid and customer_id is not null group by customer_id"
    );
    await expect.poll(() => state("query")).toBe("stale");
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect.poll(() => state("query")).toBe("done");
    // by hand: 王一 paid 100.00 and 40.50 and took 10.00 back; 张三 19.90; 周** cannot be told
    await expect
      .poll(() => cell("query").locator("[role=row]").allTextContents())
      .toEqual(expect.arrayContaining([expect.stringContaining("19.90")]));
    await expect.poll(saved).toMatch(/^Saved \d\d:\d\d$/);
  });

  test("a chart is made by its form, the YAML beside it follows, the picture too", async () => {
    await cell("query").focus();
    await page.getByRole("button", {name: "Add Chart here"}).last().click();
    await expect.poll(ids).toEqual(["query", "chart"]);
    const kind = cell("chart").locator("select").nth(1);
    await kind.selectOption("bar");
    await expect.poll(() => cell("chart").locator(".cm-content").textContent()).toContain("kind: bar");
    await expect.poll(() => cell("chart").locator(".cm-content").textContent()).toContain("from: query");
    await write("chart", "from: query\nkind: bar\nx: customer_id\ny: net_sales\ntitle: By buyer");
    await expect.poll(() => cell("chart").locator("figure h3").textContent()).toBe("By buyer");
    await expect.poll(() => cell("chart").locator("figure svg").count()).toBe(1);
  });

  test("an input is named in SQL, and moving it runs what reads it", async () => {
    await cell("query").focus();
    await page.keyboard.press("a");
    await expect.poll(async () => (await ids()).length).toBe(3);
    await page
      .getByRole("button", {name: /^Delete: /})
      .first()
      .click();
    await expect.poll(ids).toEqual(["query", "chart"]);
    await page.getByRole("button", {name: "Add Input here"}).first().click();
    await expect.poll(async () => (await ids()).length).toBe(3);
    const [input] = await ids();
    await write(input!, "kind: number\nlabel: At least\nmin: 0\nmax: 1000\ndefault: 0");
    await cell(input!).locator("header button").click();
    await page.keyboard.insertText("at_least");
    await page.keyboard.press("Enter");
    await expect.poll(ids).toEqual(["at_least", "query", "chart"]);
    await write(
      "query",
      "select customer_id, sum(net_amount) as net_sales from orders where is_valid and customer_id is not null group by customer_id having sum(net_amount) >= $at_least"
    );
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect.poll(() => cell("query").locator("header").textContent()).toContain("2 rows");
    await cell("at_least").locator("input[type=number]").fill("100");
    await page.keyboard.press("Enter");
    await expect.poll(() => cell("query").locator("header").textContent()).toContain("1 row");
  });

  test("a new name is followed everywhere", async () => {
    await cell("query").locator("header button").click();
    await page.keyboard.insertText("buyers_left");
    await page.keyboard.press("Enter");
    await expect.poll(ids).toEqual(["at_least", "buyers_left", "chart"]);
    await expect.poll(() => cell("chart").locator(".cm-content").textContent()).toContain("from: buyers_left");
    await expect.poll(() => state("chart")).toBe("done");
  });

  test("what is out of date says so, what fails says where, and one press repairs it", async () => {
    await write("buyers_left", "select custmer_id from orders");
    await expect.poll(() => state("chart")).toBe("stale");
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect.poll(() => state("buyers_left")).toBe("failed");
    await expect.poll(() => state("chart")).toBe("failed");
    await cell("buyers_left")
      .locator(".problems")
      .getByRole("button", {name: /customer_id/})
      .first()
      .click();
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect.poll(() => state("buyers_left")).toBe("done");
  });

  test("cells that read each other in a circle say so at their place, and the page goes on", async () => {
    await write("buyers_left", "select * from round_about");
    await cell("buyers_left").focus();
    await page.keyboard.press("b");
    await expect.poll(async () => (await ids()).length).toBe(4);
    const added = (await ids())[2]!;
    await cell(added).locator("header button").click();
    await page.keyboard.insertText("round_about");
    await page.keyboard.press("Enter");
    await write("round_about", "select * from buyers_left");
    await expect.poll(() => cell("round_about").locator(".problems").textContent()).toContain("buyers_left");
    await expect.poll(() => cell("buyers_left").locator(".problems").textContent()).toContain("round_about");
    await cell("round_about").focus();
    await page.keyboard.press("Delete");
    await expect.poll(ids).toEqual(["at_least", "buyers_left", "chart"]);
    await write("buyers_left", "select 1 as one");
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect.poll(() => state("buyers_left")).toBe("done");
  });

  test("undo goes back through all of it, and redo forth", async () => {
    await cell("buyers_left").focus();
    const now = await ids();
    while (await command("Undo").isEnabled()) await command("Undo").click();
    // to the blank page that a new notebook is
    await expect.poll(ids).toEqual([]);
    while (await command("Redo").isEnabled()) await command("Redo").click();
    await expect.poll(ids).toEqual(now);
    await expect.poll(() => state("buyers_left")).toBe("done");
  });

  test("a version that was kept can be compared and restored", async () => {
    await command("Versions").click();
    await page.getByPlaceholder("What is it called").fill("the good one");
    await command("Keep this version").click();
    await expect.poll(() => page.locator("dialog li").first().textContent()).toContain("the good one");
    await page.keyboard.press("Escape");
    await write("buyers_left", "select 2 as two");
    await expect.poll(saved).toMatch(/^Saved/);
    await command("Versions").click();
    await page.locator("dialog li button", {hasText: "the good one"}).click();
    await expect.poll(() => page.locator("dialog pre.removed").textContent()).toContain("select 1 as one");
    await expect.poll(() => page.locator("dialog pre.added").textContent()).toContain("select 2 as two");
    await command("Restore this version").click();
    await expect.poll(() => cell("buyers_left").locator(".cm-content").textContent()).toBe("select 1 as one");
  });

  test("words are found and replaced in every cell", async () => {
    await cell("buyers_left").focus();
    await page.keyboard.press("ControlOrMeta+f");
    await page.keyboard.insertText("buyers_left");
    await expect.poll(() => page.locator(".find .count").textContent()).toContain("1 of 1");
    await page.getByPlaceholder("Replace with").fill("nobody_here");
    await command("Replace all").click();
    await expect.poll(() => cell("chart").locator(".problems").textContent()).toContain("nobody_here");
    await page.keyboard.press("Escape");
    await command("Undo").click();
    await expect.poll(() => cell("chart").locator(".problems").count()).toBe(0);
  });
});

describe("by keyboard alone", () => {
  test("cells are gone through, moved, copied, folded and deleted", async () => {
    await cell("at_least").focus();
    await page.keyboard.press("ArrowDown");
    await expect.poll(focused).toBe("buyers_left");
    await page.keyboard.press("Alt+ArrowDown");
    await expect.poll(ids).toEqual(["at_least", "chart", "buyers_left"]);
    await expect.poll(focused).toBe("buyers_left");
    await page.keyboard.press("d");
    await expect.poll(async () => (await ids()).length).toBe(4);
    await page.keyboard.press("Delete");
    await expect.poll(ids).toEqual(["at_least", "chart", "buyers_left"]);
    await page.keyboard.press("f");
    await expect.poll(() => cell("buyers_left").locator(".cm-content").count()).toBe(0);
    await page.keyboard.press("Enter");
    await expect.poll(() => cell("buyers_left").locator(".cm-content").count()).toBe(1);
    await page.keyboard.press("Enter");
    await expect.poll(() => page.evaluate(() => document.activeElement?.classList.contains("cm-content"))).toBe(true);
    await page.keyboard.press("Escape");
    await expect.poll(focused).toBe("buyers_left");
    await page.keyboard.press("?");
    await expect.poll(() => page.locator("dialog dl").count()).toBe(1);
    await page.keyboard.press("Escape");
  });

  test("Tab leaves the editor", async () => {
    await cell("buyers_left").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await expect.poll(() => page.evaluate(() => document.activeElement?.classList.contains("cm-content"))).toBe(false);
  });
});

describe("the library", () => {
  test("a shipped notebook stays as it is: the first change makes a copy of one's own", async () => {
    await command("Done").click();
    await page.locator(".rail .notebooks").getByRole("button", {name: "Weekly review", exact: true}).click();
    await settled(page);
    await command("Edit").click();
    await page.getByRole("textbox", {name: "Title"}).fill("My own week");
    await page.getByRole("textbox", {name: "Title"}).press("Enter");
    await expect.poll(() => page.locator(".rail .own").textContent()).toContain("My own week");
    await expect.poll(() => page.locator(".rail .notebooks").textContent()).toContain("Weekly review");
    await command("Done").click();
  });

  test("a notebook that is deleted can be taken back", async () => {
    await page.locator(".rail .own li", {hasText: "My own week"}).hover();
    await page.getByRole("button", {name: "More about My own week"}).click();
    await command("Delete").click();
    await expect.poll(() => page.locator(".rail .own").textContent()).not.toContain("My own week");
    await command("Take it back").click();
    await expect.poll(() => page.locator(".rail .own").textContent()).toContain("My own week");
  });
});

describe("a notebook that is passed on", () => {
  test("a link opens on another shop's data: reviewed, unrun, then run", async () => {
    await page.locator(".rail .own").getByRole("button", {name: "My own week", exact: true}).click();
    await settled(page);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await command("Share").click();
    await command("Copy link").click();
    const link = await page.locator("dialog textarea").inputValue();
    await page.keyboard.press("Escape");
    expect(link).toContain("#n=1.");
    const other = await openPage({url: link});
    await expect.poll(() => other.page.locator("main h1").first().textContent()).toContain("shared a notebook");
    expect(await other.page.locator("[data-cell]").count()).toBe(0);
    expect(new URL(other.page.url()).hash).toBe("");
    await other.page.getByRole("button", {name: "Run it", exact: true}).first().click();
    await expect
      .poll(() => other.page.locator("[role=status]").allTextContents())
      .toContainEqual(expect.stringContaining("My own week"));
    await dropFiles(other.page, sampleFile("shopify-orders.csv"));
    await settled(other.page);
    await expect.poll(() => other.page.locator("main h1").first().textContent()).toBe("My own week");
    expect(await other.page.locator('[data-cell][data-state="failed"]').count()).toBe(0);
    expect(other.errors.filter((error) => !/Service Worker/.test(error))).toEqual([]);
    await other.close();
  });

  test("a report is one file without script, address or buyer", async () => {
    await command("Share").click();
    await page.locator('[data-way="report"]').click();
    const save = command("Save report");
    await expect.poll(() => save.isEnabled()).toBe(true);
    const [download] = await Promise.all([page.waitForEvent("download"), save.click()]);
    const html = readFileSync(await download.path(), "utf8");
    expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)|javascript:|王一|李二|张三/);
    expect(html).toContain("default-src 'none'");
    expect(html.startsWith("<!doctype html>")).toBe(true);
    await page.keyboard.press("Escape");
    expect(opened.violations).toEqual([]);
  });

  test("a file that is dropped waits for an answer; looked at, it runs nothing", async () => {
    const text = "---\ntitle: From somebody\n---\n\n```sql theirs\nselect count(*) as orders from orders\n```\n";
    await dropFiles(page, {name: "theirs.md", mimeType: "text/markdown", buffer: Buffer.from(text)});
    await expect.poll(() => page.locator("main pre").first().textContent()).toContain("select count(*)");
    await page.getByRole("button", {name: "Keep it unrun and look at the text"}).first().click();
    await expect.poll(ids).toEqual(["theirs"]);
    expect(await state("theirs")).toBe("idle");
    await page.getByRole("button", {name: "Run it", exact: true}).first().click();
    await expect.poll(() => state("theirs")).toBe("done");
    await expect.poll(() => cell("theirs").locator("[role=gridcell]").first().textContent()).toBe("6");
  });
});
