import {JSDOM} from "jsdom";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {closeBrowser, openPage, sql, type OpenPage} from "../support/browser";
import {cellsIn, sampleFile, settled} from "../support/checkup";
import {dismissMessages, downloaded, importFiles, openCheckup} from "../support/importing";
import {order, reportFile} from "../support/orders";
import {soakCases} from "../support/soak";

afterAll(closeBrowser);

let opened: OpenPage;
beforeAll(async () => {
  opened = await openPage({locale: "zh-CN"});
  await importFiles(opened.page, sampleFile("taobao-orders.csv"));
  await dismissMessages(opened.page);
});
afterAll(() => opened.close());

const cell = (id: string) => opened.page.locator(`[data-cell="${id}"]`);

/** What a cell gives in a form: by its button under the drawing. */
function take(id: string, format: "CSV" | "SVG" | "PNG") {
  return downloaded(opened.page, () => cell(id).locator(".take button", {hasText: format}).press("Enter"));
}

async function speak(locale: string): Promise<void> {
  await opened.page.selectOption(".language select", locale);
  await opened.page.waitForFunction((lang) => document.documentElement.lang === lang, locale);
  await settled(opened.page);
}

/** From the list of the best customers down to the relation of all of them. */
async function openCustomers() {
  await cell("customer_table").locator(".take button").first().press("Enter");
  const drawer = opened.page.locator("aside.drawer");
  await drawer.locator("ul button", {has: opened.page.locator('code:text-is("customers")')}).click();
  await drawer.getByRole("button", {name: "Back"}).waitFor();
  await drawer.getByRole("button", {name: "Show buyers"}).waitFor();
  return drawer;
}

/** The file of an open list: a look at what leaves, then the file. */
async function takenAlong(page: OpenPage["page"]) {
  await page.locator("[data-action=take-along]").click();
  const panel = page.locator("aside", {has: page.locator("[data-action=take-along]")});
  await panel.locator("tbody tr").first().waitFor();
  const file = await downloaded(page, () => panel.locator("[data-action=take-along]").click());
  await page.keyboard.press("Escape");
  await panel.waitFor({state: "detached"});
  return file;
}

/** The cells of a CSV without quotes in it. */
const cellsOf = (bytes: Buffer) =>
  bytes
    .toString()
    .replace(/^\uFEFF/, "")
    .trimEnd()
    .split("\r\n")
    .map((line) => line.split(","));

describe("what an analyst takes along, from a sealed page", () => {
  test("a table as CSV holds the figures that the table shows, named in the reader's language", async () => {
    const {name, bytes} = await take("stage_table", "CSV");
    expect(name).toBe("各阶段.csv");
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const [head, ...rows] = cellsOf(bytes);
    const column = head!.indexOf("客户");
    expect(column).toBeGreaterThanOrEqual(0);
    const stages = await sql(opened.page, "select customers from lifecycle order by position");
    expect(rows.map((cells) => Number(cells[column]))).toEqual(stages.map(({customers}) => customers));
    const shown = await cell("stage_table").locator("tbody tr td.number:nth-of-type(2)").allInnerTexts();
    expect(shown.map((text) => Number(text.replaceAll(",", "")))).toEqual(stages.map(({customers}) => customers));
  });

  test("a chart as CSV, named in English in the English page", async () => {
    await speak("en");
    const {name, bytes} = await take("week_orders", "CSV");
    expect(name).toBe("Valid orders.csv");
    const rows = cellsOf(bytes);
    expect(rows[0]).toEqual(expect.arrayContaining(["Week", "Orders"]));
    const [weeks] = await sql(opened.page, "select least(count(*), 65) as weeks from weeks");
    expect(rows).toHaveLength(Number(weeks!.weeks) + 1);
  });

  test("a chart as SVG is whole in itself", async () => {
    const {name, bytes} = await take("week_orders", "SVG");
    expect(name).toBe("Valid orders.svg");
    const text = bytes.toString();
    expect(text).not.toMatch(/var\(--|<script|href=/);
    // throws for what is not well-formed
    const {document} = new JSDOM(text, {contentType: "image/svg+xml"}).window;
    expect(document.documentElement.localName).toBe("svg");
    expect(document.querySelectorAll("rect, path").length).toBeGreaterThan(60);
  });

  test("a chart as PNG is a picture wide enough to print", async () => {
    const {name, bytes} = await take("week_sales", "PNG");
    expect(name).toBe("Net sales.png");
    expect([...bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
    expect(bytes.readUInt32BE(16)).toBeGreaterThan(600);
    expect(bytes.length).toBeGreaterThan(5000);
  });

  test("a dark page gives a dark picture", async () => {
    const {page} = opened;
    await page.emulateMedia({colorScheme: "dark"});
    await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
    const paper = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--paper"));
    expect((await take("week_orders", "SVG")).bytes.toString()).toContain(paper.trim());
    await page.emulateMedia({colorScheme: "light"});
  });

  test("the rows behind a number, masked until asked for", async () => {
    const {page} = opened;
    const drawer = await openCustomers();
    const press = () => drawer.locator(".commands button", {hasText: "CSV"}).click();
    const [counted] = await sql(page, "select count(*) as customers from customers");
    const masked = await downloaded(page, press);
    const rows = masked.bytes.toString().trimEnd().split("\r\n");
    expect(rows).toHaveLength(Number(counted!.customers) + 1);
    expect(rows[1]).toContain("···");
    await drawer.locator(".commands button", {hasText: "Show buyers"}).click();
    const named = await downloaded(page, press);
    expect(named.bytes.toString()).not.toContain("···");
    await drawer.locator(".commands button", {hasText: "Mask buyers"}).click();
    await page.keyboard.press("Escape");
    await drawer.waitFor({state: "detached"});
  });
});

describe("every number leads to what it is made of", () => {
  test("a number within a sentence", async () => {
    const {page} = opened;
    const numbers = page.locator("main button.number");
    const count = await numbers.count();
    expect(count).toBeGreaterThan(3);
    for (let index = 0; index < count; index++) {
      await numbers.nth(index).click();
      const drawer = page.locator("aside.drawer");
      const list = page.locator("#list");
      await drawer.locator("tbody tr").or(list.locator(".name")).first().waitFor();
      if ((await list.count()) === 0) {
        expect(await drawer.locator("pre").textContent()).toMatch(/select|from/i);
        expect(await drawer.locator("h3").count()).toBeGreaterThanOrEqual(2);
      }
      await page.keyboard.press("Escape");
      await drawer.or(list).waitFor({state: "detached"});
    }
  });

  test("a count of people: all of them, masked until asked for, taken along as they are chosen", async () => {
    const {page} = opened;
    const count = cell("stage_table").locator(".people").nth(1);
    const people = Number((await count.innerText()).replaceAll(",", ""));
    await count.press("Enter");
    const list = page.locator("#list");
    await list.locator(".name").first().waitFor();
    expect(await list.getAttribute("data-people")).toBe(String(people));
    expect(await list.locator("h1").innerText()).toContain(await page.evaluate((n) => n.toLocaleString("en"), people));
    expect(await list.locator("tbody tr").count()).toBe(50);
    expect(await list.locator(".name").first().innerText()).toContain("···");

    await page.keyboard.press("s");
    await expect.poll(() => list.locator(".name").first().innerText()).not.toContain("···");
    const [best] = await sql(
      page,
      "select customer_key, net_amount from customers where stage = 'silent' order by net_amount desc, customer_id limit 1"
    );
    expect(await list.locator("tbody").innerText()).toContain(String(best!.customer_key));

    const whole = await takenAlong(page);
    expect(whole.name).toMatch(new RegExp(`_\\d{8}_${people}\\.csv$`));
    expect(cellsOf(whole.bytes)).toHaveLength(people + 1);
    expect(whole.bytes.toString()).toContain(String(best!.customer_key));

    await list.locator("tbody input").nth(0).check();
    await list.locator("tbody input").nth(2).check();
    await list.locator("[data-action=show-names]").click();
    const chosen = await takenAlong(page);
    expect(chosen.name).toMatch(/_2\.csv$/);
    const rows = cellsOf(chosen.bytes);
    expect(rows).toHaveLength(3);
    expect(rows[1]![0]).toContain("···");

    await page.keyboard.press("Escape");
    await list.waitFor({state: "detached"});
    expect(await count.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test("a mark of a chart, from the keyboard or under the pointer, and the number of customers on top", async () => {
    const {page} = opened;
    const list = page.locator("#list");
    const listed = async () => {
      await list.locator(".name").first().waitFor();
      const people = Number(await list.getAttribute("data-people"));
      await page.keyboard.press("Escape");
      await list.waitFor({state: "detached"});
      return people;
    };
    const everyone = Number((await sql(page, "select count(*) as customers from customers"))[0]!.customers);
    await page.locator(".mast .people").press("Enter");
    expect(await listed()).toBe(everyone);

    const marks = cell("pareto_chart").locator(".people");
    await marks.first().focus();
    await page.keyboard.press("ArrowRight");
    const second = await page.evaluate(() => document.activeElement!.getAttribute("aria-label"));
    await page.keyboard.press("Enter");
    expect(await listed()).toBe(Math.ceil(0.02 * everyone));
    expect(await page.evaluate(() => document.activeElement!.getAttribute("aria-label"))).toBe(second);

    const area = cell("stage_trend").locator("svg");
    const {width, height} = (await area.boundingBox())!;
    await area.hover({position: {x: width * 0.6, y: height * 0.8}});
    await area.click({position: {x: width * 0.6, y: height * 0.8}});
    expect(await listed()).toBeGreaterThan(0);
  });

  test("a customer leads to all their orders, whose sum is what the row says; Escape comes back to the row", async () => {
    const {page} = opened;
    await page.locator("button.number", {hasText: "9,538"}).first().click();
    const list = page.locator("#list");
    await list.locator("input[type=search]").fill("lulandan087");
    await expect.poll(() => list.locator("tbody tr").count()).toBe(1);
    await list.locator(".name").press("Enter");
    const panel = page.locator("aside", {has: page.locator("tfoot")});
    await panel.waitFor();
    const [told] = await sql(
      page,
      `select count(*) as orders, sum(net_amount) filter (where is_valid)::double as net
       from orders where customer_id = (select customer_id from customers where customer_key = 'lulandan087')`
    );
    expect(await panel.locator("tbody tr").count()).toBe(Number(told!.orders));
    const total = await panel.locator("tfoot td").last().innerText();
    expect(Number(total.replaceAll(/[¥,]/g, ""))).toBeCloseTo(Number(told!.net), 2);
    await page.keyboard.press("Escape");
    await panel.waitFor({state: "detached"});
    expect(await list.locator(".name").evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("Escape");
    await list.waitFor({state: "detached"});
  });

  test("every chart and table", async () => {
    const {page} = opened;
    const titles = page.locator("figcaption h3 button:visible");
    const count = await titles.count();
    expect(count).toBeGreaterThan(15);
    const bare: string[] = [];
    const places = Array.from({length: count}, (_, index) => index);
    for (const index of soakCases(places, 8, 5)) {
      await titles.nth(index).click();
      const drawer = page.locator("aside.drawer");
      await drawer.locator("tbody tr").first().waitFor();
      const text = await drawer.innerText();
      if (text.includes("No definition is written")) bare.push(await titles.nth(index).innerText());
      expect(await drawer.locator("pre").textContent()).toMatch(/select|from/i);
      await page.keyboard.press("Escape");
      await drawer.waitFor({state: "detached"});
    }
    expect(bare).toEqual([]);
  });
});

describe("an auditor changes what the figures rest on", () => {
  test("another as-of date: the customers are those of the orders before it", async () => {
    const {page} = opened;
    const customers = async () => (await sql(page, "select count(*) as customers from customers"))[0]!.customers;
    const before = await customers();
    await cell("as_of").locator("input").fill("2026-01-01");
    await expect.poll(customers, {timeout: 15_000}).not.toBe(before);
    await settled(page);
    // by definition: named buyers with a valid order before the day
    const [expected] = await sql(
      page,
      `select count(distinct customer_key) as customers from stg_orders where ordered_at < date '2026-01-01'
       and customer_key_quality in ('strong', 'weak') and paid_amount > refund_amount
       and status in ('paid', 'part_shipped', 'shipped', 'completed', 'refunded_part')`
    );
    expect(await customers()).toBe(expected!.customers);
    await expect
      .poll(() => page.locator("main .mast").innerText(), {timeout: 15_000})
      .toContain(Number(expected!.customers).toLocaleString("en"));
    await settled(page);
    await page.locator(".chip").first().click();
    // the line on top is written last, when all relations stand again
    await expect
      .poll(() => page.locator("main .mast").innerText(), {timeout: 15_000})
      .toContain(Number(before).toLocaleString("en"));
    expect(await customers()).toBe(before);
    await settled(page);
  });

  test("another way of scoring changes the tiers, and undo brings them back", async () => {
    const {page} = opened;
    const tiers = async () => JSON.stringify(await sql(page, "select * from tiers"));
    const before = await tiers();
    await cell("rfm_method").locator("input").nth(1).check({force: true});
    await expect.poll(tiers, {timeout: 15_000}).not.toBe(before);
    await settled(page);
    expect(await cellsIn(page, "failed")).toEqual([]);
    await page.locator(".undo").click();
    await expect.poll(tiers, {timeout: 15_000}).toBe(before);
    await settled(page);
  });

  test("an industry value draws a line of reference, and none is drawn without", async () => {
    const {page} = opened;
    const reference = () =>
      cell("month_share")
        .locator("svg text", {hasText: /industry/i})
        .count();
    expect(await reference()).toBe(0);
    const input = cell("industry_share").locator("input");
    await input.fill("33");
    await input.press("Enter");
    await expect.poll(reference, {timeout: 15_000}).toBeGreaterThan(0);
    await settled(page);
    expect(await sql(page, "select distinct industry_share from months")).toEqual([{industry_share: 0.33}]);
    await cell("industry_share").locator("button").click();
    await expect.poll(reference, {timeout: 15_000}).toBe(0);
    await settled(page);
  });

  test("the weekly review opens with all of its cells done, and back again", async () => {
    const {page} = opened;
    await page.locator("nav.rail").getByRole("button", {name: "Weekly review", exact: true}).click();
    await expect.poll(() => page.locator("h1").innerText()).toBe("Weekly review");
    await settled(page);
    expect([await cellsIn(page, "failed"), await cellsIn(page, "off")]).toEqual([[], []]);
    await openCheckup(page);
    expect(await cellsIn(page, "failed")).toEqual([]);
  });
});

test("a text that a spreadsheet would run as a formula is taken along as text", async () => {
  const {page} = opened;
  await importFiles(
    page,
    reportFile("more.csv", [order("440000000000000001", '=cmd|"/c calc"!A1', "9999999.00", "2026-11-19")])
  );
  const drawer = await openCustomers();
  await drawer.locator(".commands button", {hasText: "Show buyers"}).click();
  const {bytes} = await downloaded(page, () => drawer.locator(".commands button", {hasText: "CSV"}).click());
  expect(bytes.toString()).toContain(`"'=cmd|""/c calc""!A1"`);
  expect(bytes.toString()).not.toMatch(/(^|,)"?=cmd/m);
});

test("nothing went wrong on the way, and nothing was asked of anybody", async () => {
  expect({errors: opened.errors, violations: opened.violations}).toEqual({errors: [], violations: []});
  expect(await opened.page.locator(".seal.is-sealed").innerText()).toContain("0");
});
