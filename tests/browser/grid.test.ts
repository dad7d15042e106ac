import {BlobReader, configure, TextWriter, ZipReader, type FileEntry} from "@zip.js/zip.js/lib/zip-core-native.js";
import {parquetReadObjects} from "hyparquet";
import type {Locator, Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {seriousViolations} from "../support/axe";
import {closeBrowser, openPage, sql, type OpenPage} from "../support/browser";
import {dropFiles, sampleFile, settled} from "../support/checkup";
import {downloaded} from "../support/importing";
import {soakSize} from "../support/soak";

configure({useWebWorkers: false});

let opened: OpenPage;
let page: Page;
let grid: Locator;

beforeAll(async () => {
  opened = await openPage({locale: "en-GB"});
  page = opened.page;
  await dropFiles(page, sampleFile("taobao-orders.csv"));
  await settled(page);
  await page.getByRole("button", {name: "Edit", exact: true}).first().click();
  const members = page.locator('article[data-cell="members"]');
  await members.scrollIntoViewIfNeeded();
  await members.locator(".editor.sql .cm-content").waitFor();
  grid = members.locator("[role=grid]");
});
afterAll(() => opened.close());
afterAll(closeBrowser);

/** Puts a select into the first cell and runs it. */
async function run(select: string, rows: number): Promise<void> {
  await page.locator('article[data-cell="members"] .editor.sql .cm-content').click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(select);
  await page.keyboard.press("ControlOrMeta+Enter");
  await page
    .locator(`[role=grid][aria-rowcount="${rows + 1}"][aria-busy=false]`)
    .first()
    .waitFor();
}

const cellAt = (row: number, column: number) =>
  grid.locator(`[role=gridcell][data-row="${row}"][data-column="${column}"]`);
const columnOf = (column: number) => grid.locator(`[role=gridcell][data-column="${column}"]`).allInnerTexts();
const around = () => grid.locator("xpath=ancestor::*[contains(concat(' ', @class, ' '), ' grid ')][1]");

const some = `select i::integer as i, 'c_' || i as customer_key, ['active', 'lost', '=1+1'][1 + i % 3] as stage_name,
  (i * 7919 % 1000 / 4)::decimal(8, 2) as paid_amount, date '2026-01-01' + i::integer as first_date from range(600) t(i)`;

describe("a result of six hundred rows, on a sealed page", () => {
  beforeAll(() => run(some, 600));

  test("is sorted and filtered by press, and says so", async () => {
    await grid.getByRole("button", {name: "paid_amount", exact: true}).click();
    await expect.poll(() => grid.locator("[aria-sort=ascending]").count()).toBe(1);
    const lowest = await sql(page, `select i from (${some}) order by paid_amount, i limit 3`);
    await expect.poll(async () => (await columnOf(0)).slice(0, 3)).toEqual(lowest.map(({i}) => String(i)));
    await grid.getByRole("button", {name: "Sort and filter stage_name"}).click();
    await page.getByRole("dialog").getByLabel("lost").check();
    await expect.poll(() => grid.getAttribute("aria-rowcount")).toBe("201");
    await page.keyboard.press("Escape");
    await around()
      .getByRole("button", {name: /^Remove filter: stage_name/})
      .click();
    await expect.poll(() => grid.getAttribute("aria-rowcount")).toBe("601");
    await grid.getByRole("button", {name: /^paid_amount/}).click();
    await grid.getByRole("button", {name: /^paid_amount/}).click();
    await expect.poll(() => grid.locator("[aria-sort=ascending], [aria-sort=descending]").count()).toBe(0);
  });

  test("is walked by keys: to its end, back, and up into the heads", async () => {
    await cellAt(0, 0).click();
    await page.keyboard.press("ControlOrMeta+End");
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-row"))).toBe("599");
    await page.keyboard.press("ControlOrMeta+Home");
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-row"))).toBe("0");
    await page.keyboard.press("ArrowUp");
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("columnheader");
    await page.keyboard.press("Alt+ArrowDown");
    await page.getByRole("dialog", {name: "Sort and filter i"}).waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("columnheader");
  });

  test("shows no buyer until asked, and lets none leave", async () => {
    await expect.poll(() => cellAt(12, 1).innerText()).toBe("c_···2");
    const masked = await downloaded(page, () =>
      around()
        .getByRole("button", {name: /as CSV$/})
        .click()
    );
    const lines = masked.bytes.toString().trimEnd().split("\r\n");
    expect(lines).toHaveLength(601);
    expect(lines[13]).toBe("12,c_···2,active,7.00,2026-01-13");
    expect(lines[3]).toContain(",'=1+1,");
  });

  test("leaves as a workbook and as Parquet, without asking anyone for anything", async () => {
    const before = opened.requests.length;
    const xlsx = await downloaded(page, () =>
      around()
        .getByRole("button", {name: /as XLSX$/})
        .click()
    );
    const entries = await new ZipReader(new BlobReader(new Blob([new Uint8Array(xlsx.bytes)]))).getEntries();
    const sheet = entries.find(({filename}) => filename === "xl/worksheets/sheet1.xml") as FileEntry;
    expect((await sheet.getData(new TextWriter())).match(/<row /g)).toHaveLength(601);
    const parquet = await downloaded(page, () =>
      around()
        .getByRole("button", {name: /as Parquet$/})
        .click()
    );
    const rows = await parquetReadObjects({file: new Uint8Array(parquet.bytes).buffer});
    expect(rows[12]).toMatchObject({i: 12, customer_key: "c_···2", paid_amount: 7, first_date: new Date("2026-01-13")});
    expect(opened.requests.length).toBe(before);
    expect(opened.violations).toEqual([]);
  });

  test("is sound to whoever reads the screen", async () => {
    const found = await seriousViolations(page);
    expect(found.filter((violation) => /grid|\.head|\.facts|\.menu|\.tools/.test(violation))).toEqual([]);
  });
});

test("the last of a great many rows is one key away, and its neighbours are there", async () => {
  const rows = soakSize(200_000, 2_000_000);
  await run(`select i::integer as i, i % 7 as rest from range(${rows}) t(i)`, rows);
  await cellAt(0, 0).click();
  await page.keyboard.press("ControlOrMeta+End");
  for (const row of [rows - 1, rows - 5])
    await expect.poll(() => cellAt(row, 0).innerText()).toBe(row.toLocaleString("en-GB"));
  await page.keyboard.press("ControlOrMeta+Home");
  await expect.poll(() => cellAt(0, 0).innerText()).toBe("0");
});
