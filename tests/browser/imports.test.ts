import {afterAll, beforeAll, expect, test} from "vitest";
import {closeBrowser, openPage, sql, type OpenPage} from "../support/browser";
import {finished, settled} from "../support/checkup";
import {dismissMessages, importFiles} from "../support/importing";
import {order, reportFile} from "../support/orders";

let opened: OpenPage;
beforeAll(async () => {
  opened = await openPage({viewport: {width: 1440, height: 900}, notebook: "weekly"});
});
afterAll(async () => {
  await opened.close();
  await closeBrowser();
});

const sent = {订单状态: "卖家已发货，等待买家确认"};
const id = (last: number) => `4010000304231011${400 + last}`;
const january = reportFile("january.csv", [
  order(id(1), "ann", "10.00", "2026-01-05"),
  order(id(2), "ben", "20.00", "2026-01-06", sent),
  order(id(3), "cid", "30.00", "2026-01-30", sent)
]);
const february = reportFile("february.csv", [
  order(id(2), "ben", "20.00", "2026-01-06"),
  order(id(3), "cid", "30.00", "2026-01-30", sent),
  order(id(4), "ann", "40.00", "2026-02-10", {联系手机: "13912345678"}),
  order(id(5), "dee", "50.00", "2026-02-11", {联系手机: "13912345678"})
]);

const rail = (name: string) => opened.page.locator("nav.rail").getByRole("button", {name, exact: true});
const numbers = () =>
  sql(opened.page, "select valid_orders as orders, customers, net_sales from history").then(([row]) => row);
/** The cells of the list of imports, row by row. */
const listed = () =>
  opened.page
    .locator("main tbody tr")
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll("th b, td")].slice(0, 8).map((cell) => cell.textContent?.trim()))
    );

test("next month's file says what is new, what changed, and what that did to the numbers", async () => {
  const {page} = opened;
  await importFiles(page, january);
  expect(await page.locator(".news").innerText()).toContain("3 orders read");
  await importFiles(page, february);
  const news = await page.locator(".news").innerText();
  expect(news).toContain("2 new, 1 changed, 1 unchanged");
  // ann and dee have one phone: they are one customer
  expect(news.replace(/\s+/g, " ")).toMatch(/Net sales .*60\.00 → .*150\.00/);
  expect(await numbers()).toEqual({orders: 5, customers: 3, net_sales: 150});
});

test("the list of imports says what each file held and did", async () => {
  const {page} = opened;
  await dismissMessages(page);
  await rail("All imports").click();
  await page.getByRole("heading", {level: 1, name: "Imports"}).waitFor();
  expect(await listed()).toEqual([
    ["february.csv", "", "6 Jan 2026 – 11 Feb 2026", "4", "0", "2", "1", "1"],
    ["january.csv", "", "5 Jan 2026 – 30 Jan 2026", "3", "0", "3", "0", "0"]
  ]);
  expect(await page.locator("main dl").innerText()).toContain("150.00");
});

test("the last import is taken back and brought in again", async () => {
  const {page} = opened;
  await page.getByRole("button", {name: "Undo the last import"}).click();
  await page.getByText("Taken back: february.csv").waitFor();
  expect(await numbers()).toEqual({orders: 3, customers: 3, net_sales: 60});
  expect(await listed()).toHaveLength(1);
  await page.locator("main").getByRole("button", {name: "Redo"}).click();
  await page.getByText("In again: february.csv").waitFor();
  expect(await numbers()).toEqual({orders: 5, customers: 3, net_sales: 150});
  expect(await listed()).toHaveLength(2);
});

test("the same file again changes nothing, and says so", async () => {
  const {page} = opened;
  await importFiles(page, february);
  expect(await page.locator(".news").innerText()).toContain("february.csv was in already");
  expect(await numbers()).toEqual({orders: 5, customers: 3, net_sales: 150});
  await dismissMessages(page);
});

test("who was joined is shown, and can be split and joined again", async () => {
  const {page} = opened;
  await rail("Same person?").click();
  const row = page.locator("main tbody tr").first();
  await row.waitFor();
  expect(await row.innerText()).not.toContain("13912345678");
  await page.getByRole("button", {name: "Show in full"}).click();
  expect(await row.innerText()).toMatch(/13912345678[\s\S]*ann[\s\S]*dee[\s\S]*one customer/);
  await row.getByRole("button", {name: /Keep apart/}).click();
  await row.getByText("kept apart").waitFor();
  expect(await numbers()).toEqual({orders: 5, customers: 4, net_sales: 150});
  await row.getByRole("button", {name: /Join again/}).click();
  await row.getByText("one customer").waitFor();
  expect(await numbers()).toEqual({orders: 5, customers: 3, net_sales: 150});
  await page.getByRole("button", {name: "Mask"}).click();
});

test("a file that names no shop is given one, and the page is narrowed to it and widened again", async () => {
  const {page} = opened;
  await rail("All imports").click();
  for (const [file, shop] of [
    ["january.csv", "East"],
    ["february.csv", "West"]
  ] as const) {
    const field = page.getByRole("textbox", {name: new RegExp(`Whose shop is ${file}`)});
    await field.fill(shop);
    await field.press("Enter");
    await page.waitForFunction(
      ([name, given]) =>
        [...document.querySelectorAll("main tbody tr")].some(
          (row) => row.textContent?.includes(name!) && row.querySelector("input")?.value === given
        ),
      [file, shop]
    );
    await finished(page);
  }
  expect(await numbers()).toEqual({orders: 7, customers: 3, net_sales: 200});
  await rail("Weekly review").click();
  await settled(page);
  const shops = page.getByRole("group", {name: "Shop"});
  expect(await shops.getByRole("button").allInnerTexts()).toEqual(["All", "West", "East"]);
  await shops.getByRole("button", {name: "East"}).click();
  await page.locator(".chip", {hasText: "East"}).waitFor();
  await settled(page);
  expect(await numbers()).toEqual({orders: 3, customers: 3, net_sales: 60});
  await page.locator(".undo").click();
  await settled(page);
  expect(await numbers()).toEqual({orders: 7, customers: 3, net_sales: 200});
});

test("after a reload the list is the same, and the last import can still be taken back", async () => {
  const {page} = opened;
  await rail("All imports").click();
  const before = await listed();
  await page.reload();
  await page.locator("nav.rail").waitFor();
  await settled(page);
  await rail("All imports").click();
  await page.locator("main tbody tr").first().waitFor();
  expect(await listed()).toEqual(before);
  await page.getByRole("button", {name: "Undo the last import"}).click();
  await page.getByText("Taken back: february.csv").waitFor();
  expect(await numbers()).toEqual({orders: 3, customers: 3, net_sales: 60});
});

test("a file is removed for good after a second word", async () => {
  const {page} = opened;
  await page.getByRole("button", {name: "Remove january.csv"}).click();
  await page.getByRole("button", {name: "Remove for good"}).click();
  await page.locator("h1", {hasText: "Imports"}).waitFor({state: "detached"});
  expect(opened.errors).toEqual([]);
});
