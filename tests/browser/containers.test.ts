import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {utils} from "@e965/xlsx";
import {gb18030} from "../ingest/given";
import {seriousViolations} from "../support/axe";
import {sql} from "../support/browser";
import {dropFiles, settled, type Dropped} from "../support/checkup";
import {gridOf, gzipOf, htmlTable, parquetOf, sheetOf, workbookOf, zipOf} from "../support/containers";
import {dismissMessages, equation, failures, importFiles, importing, openReport, said} from "../support/importing";
import {report, sixOrders} from "../support/orders";
import {Profile, type Visit} from "../support/profile";

const binary = (name: string, bytes: Uint8Array): Dropped => ({
  name,
  mimeType: "application/octet-stream",
  buffer: Buffer.from(bytes)
});
const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());

/** The shop so far: every container brings the same six orders under numbers of its own. */
const headline = (page: Page) =>
  sql(page, "select count(*) as orders, sum(paid_amount) as paid, sum(net_amount) as net from orders");
const six = (times: number) => [
  {orders: 6 * times, paid: Math.round(times * 40_040) / 100, net: Math.round(times * 19_040) / 100}
];

let profile: Profile;
let visit: Visit;
let page: Page;
let folder: string;
beforeAll(async () => {
  profile = await Profile.make();
  visit = await profile.visit();
  page = visit.page;
  folder = mkdtempSync(join(tmpdir(), "huitou-folder-"));
  mkdirSync(join(folder, "七月"));
  writeFileSync(join(folder, "orders.csv"), report(sixOrders("54")));
  writeFileSync(join(folder, "七月", "orders.csv"), report(sixOrders("55")));
  writeFileSync(join(folder, "七月", "照片.jpg"), "x");
  writeFileSync(join(folder, ".DS_Store"), "x");
});
afterAll(async () => {
  rmSync(folder, {recursive: true});
  await profile.discard();
});

test("a workbook gives its sheet of orders, and says which sheet it left out", async () => {
  const notes = utils.aoa_to_sheet([
    ["说明", "请勿修改"],
    ["导出时间", "2026-03-31"]
  ]);
  const book = workbookOf({说明: notes, 三月: sheetOf(gridOf(sixOrders("51")))}, "xlsx");
  await importFiles(page, binary("三月.xlsx", book));
  expect(await failures(page)).toEqual([]);
  expect(await headline(page)).toEqual(six(1));
  await openReport(page, "三月.xlsx › 三月");
  expect(await equation(page)).toEqual([6, 6, 0]);
  expect(await page.locator(".findings").innerText()).toContain("A sheet was left out");
});

test("a table of HTML that calls itself a workbook is read in its encoding", async () => {
  await importFiles(page, binary("订单.xls", gb18030(htmlTable(gridOf(sixOrders("52")), "gb2312"))));
  expect(await failures(page)).toEqual([]);
  expect(await headline(page)).toEqual(six(2));
});

test("gzip and Parquet are opened under the page's own policy", async () => {
  const packed = await gzipOf(report(sixOrders("61")));
  const parquet = new Uint8Array(parquetOf(gridOf(sixOrders("62"))));
  await importFiles(page, binary("四月.csv.gz", packed), binary("四月.parquet", parquet));
  expect(await failures(page)).toEqual([]);
  expect(await headline(page)).toEqual(six(4));
});

test("an archive asks for its password, says when it is wrong, and opens with the right one", async () => {
  const locked = await bytesOf(await zipOf({"五月.csv": report(sixOrders("53"))}, {password: "8848", zipCrypto: true}));
  await dismissMessages(page);
  await dropFiles(page, binary("五月.zip", locked));
  const dialog = page.locator("dialog");
  await dialog.waitFor();
  expect(await dialog.innerText()).toContain("五月.zip");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("type"))).toBe("password");
  expect(await seriousViolations(page)).toEqual([]);
  await page.keyboard.type("1234");
  await page.keyboard.press("Enter");
  await dialog.getByRole("alert").waitFor();
  expect(await page.evaluate(() => document.activeElement?.getAttribute("type"))).toBe("password");
  await page.keyboard.type("8848");
  await page.keyboard.press("Enter");
  await said(page);
  expect(await failures(page)).toEqual([]);
  expect(await headline(page)).toEqual(six(5));
});

test("the next archive with the same password asks nothing; one that is closed unanswered is told and changes nothing", async () => {
  const known = await bytesOf(await zipOf({"二季度/六月.csv": report(sixOrders("56"))}, {password: "8848"}));
  await importFiles(page, binary("六月.zip", known));
  expect(await headline(page)).toEqual(six(6));
  expect(await page.locator("nav.rail").innerText()).toContain("六月.zip › 二季度/六月.csv");
  const other = await bytesOf(await zipOf({"七月.csv": report(sixOrders("57"))}, {password: "secret"}));
  await dismissMessages(page);
  await dropFiles(page, binary("七月.zip", other));
  await page.locator("dialog").waitFor();
  expect(await page.locator("dialog [role=alert]").count()).toBe(0);
  await page.keyboard.press("Escape");
  await page.locator(".failure").waitFor();
  expect((await failures(page))[0]).toContain("was left out");
  expect(await headline(page)).toEqual(six(6));
});

test("a dropped folder is searched to its end, and says what it passed over", async () => {
  const cdp = await page.context().newCDPSession(page);
  const drag = (type: "dragEnter" | "drop") =>
    cdp.send("Input.dispatchDragEvent", {
      ...{type, x: 400, y: 300},
      data: {items: [], files: [folder], dragOperationsMask: 1}
    });
  await dismissMessages(page);
  await drag("dragEnter");
  await drag("drop");
  await expect.poll(() => headline(page)).toEqual(six(8));
  await settled(page);
  expect(await failures(page)).toEqual([]);
  expect(await page.locator("nav.rail").innerText()).toContain("七月 › orders.csv");
  expect(await page.locator(".stack").innerText()).toContain("was skipped");
});

test("a table copied from a web page is read where it is pasted", async () => {
  await importing(page, () =>
    page.evaluate(
      (html) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/html", html);
        document.body.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true}));
      },
      htmlTable(gridOf(sixOrders("58")), "utf-8")
    )
  );
  expect(await failures(page)).toEqual([]);
  expect(await headline(page)).toEqual(six(9));
});

test("all of it is there after a reload, asked for no password and counted once", async () => {
  await page.reload();
  await settled(page);
  expect(await page.locator(".failure, dialog").count()).toBe(0);
  expect(await headline(page)).toEqual(six(9));
  // of nine files the list on the left shows the last; all stand on a page of their own
  await page.locator("nav.rail button", {hasText: "more files"}).click();
  await page.getByRole("button", {name: "Import report of 三月.xlsx › 三月"}).click();
  await page.locator("main .equation").waitFor();
  expect(await page.locator(".findings").innerText()).toContain("A sheet was left out");
  const again = workbookOf({三月: sheetOf(gridOf(sixOrders("51")))}, "xlsx");
  await importFiles(page, binary("三月.xlsx", again));
  expect(await headline(page)).toEqual(six(9));
});

test("nothing went wrong on the way, and nothing was asked of anybody", async () => {
  expect(visit.errors).toEqual([]);
  expect(await page.locator(".seal.is-sealed").innerText()).toContain("0");
});
