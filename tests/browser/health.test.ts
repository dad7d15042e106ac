import {afterAll, beforeAll, expect, test} from "vitest";
import {seriousViolations} from "../support/axe";
import {closeBrowser, openPage, sql, type OpenPage} from "../support/browser";
import {finished, settled} from "../support/checkup";
import {importFiles} from "../support/importing";
import {order, reportFile, type Cells} from "../support/orders";

const id = (last: number) => `351${String(last).padStart(15, "0")}`;

/** the n-th day of March 2026, and on */
const day = (n: number) => new Date(Date.UTC(2026, 2, n)).toISOString().slice(0, 10);

/**
 * Thirty days with an order of 100.00, five days without any after the twentieth; beside them a test of 88.00, postage of
 * 5.00, and an order that came twice within a minute.
 */
function dirtyOrders(): Cells[] {
  const plain = Array.from({length: 30}, (_, n) => order(id(n + 1), `买家${n}`, "100.00", day(n < 20 ? n + 1 : n + 6)));
  return [
    ...plain,
    order(id(101), "店主", "88.00", day(2), {宝贝标题: "测试链接请勿拍"}),
    order(id(102), "买家3", "5.00", day(4), {宝贝标题: "补邮费专用"}),
    order(id(103), "买家5", "100.00", day(6))
  ];
}

let opened: OpenPage;
beforeAll(async () => {
  opened = await openPage({locale: "zh-CN"});
  await importFiles(opened.page, reportFile("脏数据.csv", dirtyOrders()));
});
afterAll(async () => {
  await opened.close();
  await closeBrowser();
});

const net = async () => (await sql(opened.page, "select net_sales from history"))[0]!.net_sales;
const finding = (text: string) => opened.page.locator(".chart-findings li", {hasText: text});

test("what is the matter stands before the first number, with its rows", async () => {
  const {page} = opened;
  const first = page.locator("main [data-cell]:visible", {has: page.locator("figure")}).first();
  expect(await first.getAttribute("data-cell")).toBe("health_list");
  for (const text of ["测试单", "邮费", "疑似重复", "2026年3月21日到2026年3月25日"])
    expect(await finding(text).count()).toBe(1);
  expect(await seriousViolations(page, ".chart-findings")).toEqual([]);
  await finding("测试单").locator(".figure").click();
  const drawer = page.locator("aside.drawer");
  await drawer.getByText("测试链接请勿拍").waitFor();
  expect(await drawer.locator("tbody tr").count()).toBe(1);
  await page.keyboard.press("Escape");
  await finding("2026年3月21日").locator(".figure").click();
  await drawer.getByText("2026年3月25日").first().waitFor();
  expect(await drawer.locator("tbody tr").count()).toBe(1);
  await page.keyboard.press("Escape");
});

test("each finding has one action", async () => {
  const actions = await opened.page
    .locator(".chart-findings li")
    .evaluateAll((all) => all.map((item) => item.querySelectorAll(":scope > button").length));
  expect(actions.length).toBeGreaterThan(4);
  expect(new Set(actions)).toEqual(new Set([1]));
});

test("left out, an order counts nowhere; a chip says so and takes it back", async () => {
  const {page} = opened;
  // 31 of 100.00, 88.00 and 5.00
  expect(await net()).toBe(3193);
  await finding("测试单")
    .getByRole("button", {name: /不计入/})
    .click();
  const chip = page.getByRole("button", {name: "重新计入：测试单"});
  await chip.waitFor();
  await settled(page);
  expect(await net()).toBe(3105);
  await expect.poll(() => finding("1笔目前不计入任何数字：测试单").count()).toBe(1);
  await chip.click();
  await chip.waitFor({state: "detached"});
  await settled(page);
  expect(await net()).toBe(3193);
});

test("a gap that was a holiday is not told again, and can be asked about again", async () => {
  const {page} = opened;
  await finding("2026年3月21日")
    .getByRole("button", {name: /我知道/})
    .click();
  await finding("2026年3月21日").waitFor({state: "detached"});
  await page.locator("nav.rail").getByRole("button", {name: "手工数据"}).click();
  await page.getByText("2026年3月21日起没有订单的那几天").waitFor();
});

test("facts are added, pasted, taken back, and reach the numbers", async () => {
  const {page} = opened;
  const table = page.locator("main section", {hasText: "行业值"}).first();
  await table.locator(".draft input[type=date]").fill("2026-03-05");
  await table.locator(".draft").getByLabel("老客占比").fill("33%");
  await table.getByRole("button", {name: "添加"}).click();
  await finished(page);
  expect(await sql(page, "select period, industry_share from benchmarks")).toEqual([
    {period: "week", industry_share: 0.33}
  ]);
  // a share that is none stays out, and says so
  await table.locator(".draft input[type=date]").fill("2026-03-12");
  await table.locator(".draft").getByLabel("老客占比").fill("很多");
  await table.getByRole("button", {name: "添加"}).click();
  await table.getByRole("alert").waitFor();
  const people = page.locator("main section", {hasText: "标签与生日"}).first();
  await people.evaluate((section) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "客户\t标签\n买家3\t老友\n买家5\t老友\n");
    section.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
  });
  await people.getByText("已添加2行").waitFor();
  await finished(page);
  // 100.00 and 5.00, and two of 100.00
  expect(await sql(page, "select tag, customers, net_sales from tag_sales")).toEqual([
    {tag: "老友", customers: 2, net_sales: 305}
  ]);
  expect(await seriousViolations(page, "main")).toEqual([]);
  await page.getByRole("button", {name: "撤销"}).click();
  await finished(page);
  expect(await sql(page, "select count(*) as tags from tag_sales")).toEqual([{tags: 0}]);
});

test("what was said and decided is there after a reload", async () => {
  const {page} = opened;
  await page.reload();
  await page.waitForSelector('html[data-ready="true"]', {state: "attached"});
  await page.locator(".chart-findings li").first().waitFor();
  await settled(page);
  expect(await sql(page, "select industry_share from benchmarks")).toEqual([{industry_share: 0.33}]);
  expect(await finding("2026年3月21日").count()).toBe(0);
  expect(opened.errors).toEqual([]);
});
