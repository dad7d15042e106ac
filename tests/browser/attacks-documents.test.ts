import {deflateSync} from "node:zlib";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, inject, test} from "vitest";
import {encodeLink} from "../../src/persist/link";
import {attackerLog, clearAttackerLog} from "../support/attacker";
import {closeBrowser, openBrowser, sql} from "../support/browser";
import {cellsIn, dropFiles, settled, textFile} from "../support/checkup";
import {footholds, mark, notebookFile, openWatched, type WatchedPage} from "../support/hostile";
import {downloaded, importFiles} from "../support/importing";
import {orderColumns, reportFile, sixOrders} from "../support/orders";
import {columnNames, hostileNotebook, markup, short} from "../support/payloads";

afterAll(closeBrowser);

const button = (page: Page, name: string) => page.getByRole("button", {name, exact: true}).first();
const figures = `select (select count(*) from orders) as orders, (select sum(net_amount) from orders) as net,
  (select count(*) from customers) as customers, (select sum(net_amount) from customers) as spent`;

/** Puts a notebook into the address of a page that is open. */
async function follow(page: Page, text: string): Promise<void> {
  const {hash} = new URL(await encodeLink(text, "https://huitou.example/"));
  await goToFragment(page, hash);
}

async function goToFragment(page: Page, fragment: string): Promise<void> {
  await page.evaluate((wanted) => void (location.hash = wanted), fragment);
  await page.waitForFunction(() => location.hash === "");
}

/** What an attacker must not have: nothing ran, nothing opened, nothing stands, nothing arrived. */
async function conquered({page, opened, ran, errors, violations}: WatchedPage): Promise<string[]> {
  const all = [...(await footholds(page)), ...(await ran()), ...opened, ...violations, ...(await attackerLog())];
  const polluted = await page.evaluate(() => Object.keys(Object.prototype).concat(String(({} as never)["polluted"])));
  return [...all, ...errors, ...polluted.filter((each) => each !== "undefined")];
}

/** Brings every cell on the screen once, so that what is made only when it is near is made. */
async function scrollThrough(page: Page): Promise<void> {
  for (const cell of await page.locator("main [data-cell]:visible").all()) await cell.scrollIntoViewIfNeeded();
  await settled(page);
}

describe("B1–B5, B7 a notebook that tries everything", () => {
  let watched: WatchedPage;
  let page: Page;
  let before: unknown;
  beforeAll(async () => {
    clearAttackerLog();
    watched = await openWatched({viewport: {width: 1280, height: 2400}});
    page = watched.page;
    await importFiles(page, reportFile("orders.csv", sixOrders("43")));
    await settled(page);
    before = await sql(page, figures);
  });
  afterAll(() => watched.close());

  test("is reviewed without a word of it running", async () => {
    await follow(page, hostileNotebook);
    await page.getByText("Nothing in it has run").waitFor();
    await page.locator("main details").evaluateAll((all) => all.forEach((each) => each.setAttribute("open", "")));
    expect(await page.locator("main").innerText()).toContain(markup[4]);
    expect(await conquered(watched)).toEqual([]);
    expect((await watched.asked()).filter((text) => text.includes(mark))).toEqual([]);
  });

  test("stands still while it is looked at, in the editor too", async () => {
    await button(page, "Keep it unrun and look at the text").click();
    await page.locator(".editor.sql .cm-content").first().waitFor();
    for (const cell of await page.locator("article[data-cell]").all()) await cell.scrollIntoViewIfNeeded();
    await page.keyboard.press("ControlOrMeta+f");
    await page.locator(".find input").first().fill("onerror");
    await page.locator(".find .excerpt").waitFor();
    expect(await conquered(watched)).toEqual([]);
    await page.keyboard.press("Escape");
    expect((await watched.asked()).filter((text) => text.includes(mark))).toEqual([]);
  });

  test("runs, and is read, without becoming more than words", async () => {
    await button(page, "Run it").click();
    await expect.poll(() => cellsIn(page, "done"), {timeout: 60_000}).toContain("drawn_headings");
    expect((await watched.asked()).some((text) => text.includes(mark))).toBe(true);
    await button(page, "Done").click();
    await page.locator('[data-cell="drawn_headings"] table').first().waitFor();
    await settled(page);
    await scrollThrough(page);
    expect(await page.locator("main h1").innerText()).toContain("<img src=x");
    expect(await page.locator("main a").evaluateAll((all) => all.map((a) => a.getAttribute("href")))).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/^(?!https:\/\/|mailto:|#)/)])
    );
    // a value of the data never becomes part of an address
    expect(
      await page.locator("main a").evaluateAll((all) => all.map((a) => a.getAttribute("href")).join())
    ).not.toMatch(/onerror|script>/);
    expect(await conquered(watched)).toEqual([]);
    expect((await cellsIn(page, "done")).filter((id) => id.startsWith("drawn_")).length).toBeGreaterThan(8);
    expect((await cellsIn(page, "failed")).length).toBeGreaterThan(3);
  });

  test("stays words in the drawer and in the table beside a chart", async () => {
    const chart = page.locator('[data-cell="drawn_0"]');
    await chart.hover();
    await chart.locator(".take button").first().click();
    await page.locator("aside.drawer table").first().waitFor();
    expect(await conquered(watched)).toEqual([]);
    await page.keyboard.press("Escape");
    const picture = page.locator('[data-cell="drawn_2"]');
    await picture.hover();
    await picture.locator(".take button[aria-expanded]").click();
    await picture.locator(".twin table").waitFor();
    expect(await conquered(watched)).toEqual([]);
  });

  test("stays words in editors, forms, completions, grids and versions", async () => {
    await button(page, "Edit").click();
    await page.locator(".editor.sql .cm-content").first().waitFor();
    await page.locator('article[data-cell="headings"]').scrollIntoViewIfNeeded();
    const text = page.locator('article[data-cell="headings"] .cm-content');
    await text.click();
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.insertText("\nunion all select * from headings where ");
    await page.keyboard.press("Control+Space");
    await page.locator(".cm-tooltip-autocomplete").waitFor();
    expect(await conquered(watched)).toEqual([]);
    await page.keyboard.press("Escape");
    await button(page, "Undo").click();
    const form = page.locator('article[data-cell="drawn_0"]');
    await form.scrollIntoViewIfNeeded();
    await form.locator(".cm-content").click();
    await form.locator("select").first().waitFor();
    expect(await conquered(watched)).toEqual([]);
    await page.locator('article[data-cell="values_of"] [role=grid]').scrollIntoViewIfNeeded();
    await page.keyboard.press("Escape");
    await button(page, "Versions").click();
    await page.getByRole("dialog").getByRole("button", {name: "Keep this version"}).click();
    await page.getByRole("dialog").locator("li").first().waitFor();
    expect(await conquered(watched)).toEqual([]);
    await page.getByRole("dialog").getByRole("button", {name: "Close", exact: true}).last().click();
  });

  test("stays words in the report and the picture, which do nothing even without their policy", async () => {
    await button(page, "Done").click();
    await settled(page);
    await button(page, "Share").click();
    const dialog = page.getByRole("dialog");
    await dialog.locator("[data-way=report]").click();
    await expect
      .poll(() => dialog.getByRole("button", {name: "Save report"}).isEnabled(), {timeout: 60_000})
      .toBe(true);
    expect(await conquered(watched)).toEqual([]);
    const report = await downloaded(page, () => dialog.getByRole("button", {name: "Save report"}).click());
    await dialog.locator("[data-way=picture]").click();
    await expect.poll(() => dialog.getByRole("button", {name: "Save SVG"}).isEnabled(), {timeout: 60_000}).toBe(true);
    const picture = await downloaded(page, () => dialog.getByRole("button", {name: "Save SVG"}).click());
    expect(await conquered(watched)).toEqual([]);
    await dialog.getByRole("button", {name: "Close", exact: true}).first().click();
    const html = report.bytes.toString().replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "");
    expect(html).toContain("&lt;img src=x");
    expect(await openBare(html)).toEqual({ran: [], footholds: []});
    expect(await openBare(picture.bytes.toString())).toEqual({ran: [], footholds: []});
    expect((await openBare(short)).ran).toEqual([`ran ${mark}`]);
    expect(await attackerLog()).toEqual([]);
  });

  test("has changed no number of the shop", async () => {
    expect(await sql(page, figures)).toEqual(before);
    await page.locator("nav.rail .notebooks button.item").first().click();
    await settled(page);
    expect(await cellsIn(page, "failed")).toEqual([]);
    expect(await sql(page, figures)).toEqual(before);
    expect(await conquered(watched)).toEqual([]);
  });
});

/** What a text does when a page without any policy believes it to be HTML. */
async function openBare(html: string): Promise<{ran: string[]; footholds: string[]}> {
  const context = await (await openBrowser()).newContext();
  const page = await context.newPage();
  await page.addInitScript(() => {
    const kept: string[] = [];
    Object.assign(globalThis, {kept, pwn: (...from: string[]) => kept.push(`ran ${from.join(" ")}`)});
  });
  await page.goto(new URL("nothing-here", inject("pageUrl")).href);
  await page.setContent(html, {waitUntil: "load"});
  const ran = await page.evaluate(() => (globalThis as unknown as {kept: string[]}).kept);
  const found = ran.length > 0 ? [] : await footholds(page);
  await context.close();
  return {ran, footholds: found};
}

describe("B6 columns of a file", () => {
  test("with names and contents that are code are read as words", async () => {
    clearAttackerLog();
    const watched = await openWatched({viewport: {width: 1280, height: 2400}, notebook: "checkup"});
    const {page} = watched;
    const rows = sixOrders("43").map((row, at) => ({
      ...row,
      ...Object.fromEntries(columnNames.map((name, place) => [name.trim(), markup[(at + place) % markup.length]!])),
      宝贝标题: markup[at]!
    }));
    const file = reportFile(`${short}.csv`.replaceAll("/", ""), rows, [...orderColumns, ...columnNames]);
    await importFiles(page, file);
    expect(await sql(page, "select count(*) as orders, sum(net_amount) as net from orders")).toEqual([
      {orders: 6, net: 190.4}
    ]);
    expect(await conquered(watched)).toEqual([]);
    await page.locator("nav.rail .imports button.item", {hasText: ".csv"}).first().click();
    await page.locator("main .equation").waitFor();
    expect(await conquered(watched)).toEqual([]);
    // a layout that nobody knows is asked about, with its headers and first values
    const header = [...columnNames, "amount", "day", "buyer", "order"].map((each) => `"${each.replaceAll('"', '""')}"`);
    const cells = [...columnNames.map((_, at) => markup[at]!), "12.00", "2026-03-01", "somebody", "77"];
    const line = cells.map((each) => `"${each.replaceAll('"', '""')}"`).join(",");
    await dropFiles(page, textFile("strange.csv", `${header.join(",")}\r\n${line}\r\n${line}\r\n`));
    await page.locator("dialog, .failure").first().waitFor();
    expect(await conquered(watched)).toEqual([]);
    expect(await sql(page, "select count(*) as orders, sum(net_amount) as net from orders")).toEqual([
      {orders: 6, net: 190.4}
    ]);
    await watched.close();
  });
});

describe("B8 addresses", () => {
  const pack = (bytes: Uint8Array) => deflateSync(bytes).toString("base64url");
  const fragments: Readonly<Record<string, string>> = {
    "of two megabytes": `#n=1.${"A".repeat(2_000_000)}`,
    "that are no base64": "#n=1.!!!!%%%%<script>pwn()</script>",
    "that are no deflate": `#n=1.${Buffer.from("hello, this is no deflate").toString("base64url")}`,
    "that unpack a thousandfold": `#n=1.${pack(new Uint8Array(100_000_000))}`,
    "of a version to come": "#n=2.eJwDAAAAAAE",
    "of a version without end": `#n=${"9".repeat(400)}.eJwDAAAAAAE`,
    "of a version that never was": "#n=0.eJwDAAAAAAE",
    "that lost a letter": `#n=1.${pack(Buffer.from("# a\n\nb\n")).slice(0, -1)}`,
    "that are no UTF-8": `#n=1.${pack(Uint8Array.from([0xff, 0xfe, 0x80, 0x81]))}`,
    "that hold zeros": `#n=1.${pack(Buffer.from("a\0b"))}`,
    "of a notebook to come": `#n=1.${pack(Buffer.from("---\nformat: 99\n---\n"))}`,
    "that are empty": "#n=1."
  };
  let watched: WatchedPage;
  beforeAll(async () => {
    clearAttackerLog();
    watched = await openWatched();
    await sql(watched.page, "select 1");
  });
  afterAll(() => watched.close());

  test.each(Object.entries(fragments))("%s get a message", async (_, fragment) => {
    const {page} = watched;
    await goToFragment(page, fragment);
    await page.locator("main.refused").waitFor();
    expect((await page.locator("main.refused p").innerText()).length).toBeGreaterThan(15);
    expect(await page.locator("main.refused").innerText()).not.toMatch(/\b(link|notebook|persist)\.[a-z]|undefined|\{/);
    expect(await conquered(watched)).toEqual([]);
    await button(page, "Close").click();
    await page.locator("main.refused").waitFor({state: "detached"});
    expect(await sql(page, "select 42 as answer")).toEqual([{answer: 42}]);
  });

  test("are let go before anything else when a page opens with them", async () => {
    const opened = await openWatched({url: `${inject("pageUrl")}${fragments["of two megabytes"]}`});
    await opened.page.locator("main.refused").waitFor();
    expect(opened.page.url()).toBe(inject("pageUrl"));
    await button(opened.page, "Close").click();
    await importFiles(opened.page, reportFile("orders.csv", sixOrders("43")));
    expect(await sql(opened.page, "select count(*) as orders from orders")).toEqual([{orders: 6}]);
    await opened.close();
  });
});

test("B10 titles and names that look like others are shown as what they are", async () => {
  const watched = await openWatched();
  const {page} = watched;
  const text = [
    "---",
    'title: {en: "Customer health c\u04bbeck-up \u202Egnp.", zh-Hans: "体检"}',
    "---",
    "",
    "Prose with \u202Eturned\u202C words and a zero\u200Bwidth.",
    "",
    "```sql \u043Erders",
    "select 1 as a -- \u2066nothing\u2069 to see",
    "```",
    "",
    "```sql cust\u200Bomers",
    "select 1 as a",
    "```",
    ""
  ].join("\n");
  await follow(page, text);
  await page.locator(".suspicions").waitFor();
  const said = await page.locator("main").innerText();
  for (const shown of ["⟦U+202E⟧", "⟦U+200B⟧", "⟦U+2066⟧"]) expect(said).toContain(shown);
  expect(said).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B]/u);
  expect(await page.locator(".suspicions").innerText()).toMatch(/orders/);
  expect(await page.locator(".suspicions li").count()).toBeGreaterThan(4);
  expect(await conquered(watched)).toEqual([]);
  await watched.close();
});

describe("D2 a stranger's notebook over a shop that is loaded", () => {
  const foreign = (word: string) =>
    [
      `---\ntitle: Friendly ${word}\n---\n`,
      `{{${word}_cell.n}} customers\n`,
      `\`\`\`sql ${word}_cell\nselect count(*) as n, '${word}' as word, $${word}_input as i from customers\n\`\`\`\n`,
      `\`\`\`input ${word}_input\nkind: slider\nlabel: x\nmin: 0\nmax: 9\ndefault: 5\n\`\`\`\n`,
      `\`\`\`chart ${word}_chart\nkind: table\nfrom: ${word}_cell\n\`\`\`\n`,
      `\`\`\`chart ${word}_rows\nkind: table\nfrom: customers\n\`\`\`\n`
    ].join("\n");
  let watched: WatchedPage;
  let page: Page;
  /**
   * What reached the engine that only this notebook asks for: its own words, and all rows of the customers. The page plans again,
   * in idle moments, what a notebook before it asked for; that asks for no rows.
   */
  const theirs = async (word: string) =>
    (await watched.asked())
      .filter((text) => !text.includes("prepare kept_"))
      .filter((text) => text.includes(word) || text.includes('from main."customers"'));
  beforeAll(async () => {
    watched = await openWatched();
    page = watched.page;
    await importFiles(page, reportFile("orders.csv", sixOrders("43")));
    await settled(page);
  });
  afterAll(() => watched.close());

  test("by link: no question reaches the engine until it is agreed to, and then it is heard", async () => {
    await watched.asked();
    await follow(page, foreign("linked"));
    await page.getByText("Nothing in it has run").waitFor();
    expect(await theirs("linked")).toEqual([]);
    await button(page, "Run it").click();
    await expect.poll(async () => (await theirs("linked")).length).toBeGreaterThan(0);
    await expect.poll(() => cellsIn(page, "done")).toContain("linked_rows");
    expect(await cellsIn(page, "failed")).toEqual([]);
  });

  test("by file: the same, and it may be thrown away", async () => {
    await watched.asked();
    await dropFiles(page, notebookFile("friendly.md", foreign("filed")));
    await page.getByText("Nothing in it has run").waitFor();
    await button(page, "Throw it away").click();
    await page.locator("main h1").waitFor();
    await settled(page);
    expect(await theirs("filed")).toEqual([]);
  });

  test("by paste: a text is at most a table, never a notebook that runs", async () => {
    await page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      document.body.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
    }, foreign("pasted"));
    expect(await sql(page, "select 42 as answer")).toEqual([{answer: 42}]);
    expect(await theirs("pasted")).toEqual([]);
  });

  test("what was agreed to is remembered to the letter", async () => {
    await dropFiles(page, notebookFile("friendly.md", foreign("linked")));
    await expect.poll(async () => (await theirs("linked")).length).toBeGreaterThan(0);
    await expect.poll(() => cellsIn(page, "done")).toContain("linked_rows");
    expect(await page.getByText("Nothing in it has run").count()).toBe(0);
    await watched.asked();
    await dropFiles(page, notebookFile("friendly.md", foreign("linked").replace("Friendly", "friendly")));
    await page.getByText("Nothing in it has run").waitFor();
    expect(await theirs("linked")).toEqual([]);
    await button(page, "Throw it away").click();
  });

  test("one that is only looked at stays still: pressed, run by key, typed into, copied, and after a reload", async () => {
    await watched.asked();
    await follow(page, foreign("held"));
    await button(page, "Keep it unrun and look at the text").click();
    const text = page.locator(".editor.sql .cm-content").first();
    await text.click();
    await page.keyboard.press("ControlOrMeta+Enter");
    await page.keyboard.press("End");
    await page.keyboard.insertText(" ");
    await page.keyboard.press("ControlOrMeta+Enter");
    for (const run of await page.locator("article .tools button", {hasText: /^Run$/}).all()) await run.click();
    expect(await button(page, "Run all").isDisabled()).toBe(true);
    expect(await page.getByRole("button", {name: "Query plan"}).count()).toBe(0);
    await expect.poll(() => page.locator(".saved").innerText()).toMatch(/^Saved/);
    expect(await theirs("held")).toEqual([]);
    await button(page, "Done").click();
    await page.locator("main button.number").first().click();
    await page.locator("aside.drawer h2").waitFor();
    await page.keyboard.press("Escape");
    for (const name of ["CSV", "As a table"])
      await page.locator("figure .take button", {hasText: name}).first().click();
    expect(await theirs("held")).toEqual([]);
    // a copy of it
    await page.locator("nav.rail .own .more").first().click();
    await page.locator("nav.rail .own .actions").getByRole("button", {name: "Duplicate"}).click();
    await expect.poll(() => page.locator("nav.rail .own small").count()).toBe(2);
    await settledOrIdle(page);
    expect(await theirs("held")).toEqual([]);
    await page.reload();
    await page.waitForSelector('html[data-ready="true"]', {state: "attached"});
    await page.locator("nav.rail .own small").first().waitFor();
    expect(await page.locator("nav.rail .own small").count()).toBe(2);
    await sql(page, figures);
    expect(await theirs("held")).toEqual([]);
    await button(page, "Edit").click();
    await button(page, "Run it").click();
    await expect.poll(async () => (await theirs("held")).length).toBeGreaterThan(0);
    expect(watched.errors).toEqual([]);
  });
});

/** Resolves when no cell is on its way, which cells that may not run never are. */
async function settledOrIdle(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector('[data-cell][data-state="running"]'));
}
