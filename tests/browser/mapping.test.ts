import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {closeBrowser, openPage, sql, type OpenPage} from "../support/browser";
import {cellsIn, textFile} from "../support/checkup";
import {dismissMessages, failures, importFiles, importing, openReport, said} from "../support/importing";

afterAll(closeBrowser);

/** Eight orders of four people, 12.50 each from the first to the eighth of March. */
const plain = (header = "Order No,Client,Placed on,Total") =>
  [
    header,
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((day) => `B-${100 + day},client ${"abcd"[day % 4]},2026-03-0${day} 09:30:00,12.50`)
  ].join("\n");

/** Three orders of five lines: 2 × 10 + 1 × 5 = 25, 3 × 4 = 12, 1 × 7.5 + 2 × 1.25 = 10. */
const basket = [
  "Order,Buyer,Date,Item,Qty,Unit price",
  "S1,ann,2026-02-01,cup,2,10.00",
  "S1,ann,2026-02-01,plate,1,5.00",
  "S2,bob,2026-02-02,spoon,3,4.00",
  "S3,ann,2026-02-09,bowl,1,7.50",
  "S3,ann,2026-02-09,napkin,2,1.25"
].join("\n");

describe("an owner drops a table that nobody knows", () => {
  let opened: OpenPage;
  const dialog = () => opened.page.locator("dialog");
  const chosen = (role: string) => dialog().locator(`#role-${role}`).inputValue();
  const table = (index: number) => dialog().locator(".scroll").nth(index);
  beforeAll(async () => {
    opened = await openPage({notebook: "weekly"});
    await importFiles(opened.page, textFile("my-orders.csv", plain()));
    await table(1).locator("tbody tr").first().waitFor();
  });
  afterAll(() => opened.close());

  test("the dialog has guessed what each column is, and says why", async () => {
    expect(
      await Promise.all(["order_id", "customer_key", "ordered_at", "amount", "refund_amount"].map(chosen))
    ).toEqual(["Order No", "Client", "Placed on", "Total", ""]);
    expect(await dialog().locator("#role-ordered_at").locator("xpath=../../td[2]").innerText()).toMatch(/fits|fit/);
  });

  test("the preview shows the rows as they stand, and as they would be read", async () => {
    expect(await table(0).locator("thead th").allInnerTexts()).toEqual(["Order No", "Client", "Placed on", "Total"]);
    expect(await table(0).locator("tbody tr").first().locator("td").allInnerTexts()).toEqual([
      "B-101",
      "client b",
      "2026-03-01 09:30:00",
      "12.50"
    ]);
    const after = await table(1).locator("tbody tr").first().innerText();
    expect(after).toContain("B-101");
    expect(after).toMatch(/12\.50?/);
    expect(await table(1).locator("thead").innerText()).not.toMatch(/_/);
  });

  test("a footer that was not found is left out where a person says so, and the preview follows", async () => {
    const {page} = opened;
    const orders = () => dialog().locator(".outcome dd").first().innerText();
    expect(await orders()).toBe("8");
    await page.selectOption("#read-footer", "1");
    await table(2).locator("tr.rejected", {hasText: "B-108"}).waitFor();
    await expect.poll(orders).toBe("7");
    await page.selectOption("#read-footer", "0");
    await expect.poll(orders).toBe("8");
  });

  test("a column that is no time gives a message, and taking it back mends it", async () => {
    const {page} = opened;
    await page.selectOption("#role-ordered_at", "Client");
    const after = table(1).locator("tbody tr").first();
    await expect
      .poll(async () => `${await after.innerText()} ${await dialog().innerText()}`)
      .not.toContain("2026-03-01T");
    await page.selectOption("#role-ordered_at", "");
    expect(await dialog().locator(".primary").isDisabled()).toBe(true);
    expect(await dialog().locator("footer").innerText()).toContain("missing");
    await page.selectOption("#role-ordered_at", "Placed on");
    await expect.poll(() => dialog().locator(".problem").count()).toBe(0);
    expect(await dialog().locator(".primary").isEnabled()).toBe(true);
  });

  test("leaving the file out loads nothing", async () => {
    const {page} = opened;
    await dialog().locator("header button").click();
    await dialog().waitFor({state: "detached"});
    expect(await page.locator("main [data-cell]").count()).toBe(0);
    expect(await page.locator(".drop").count()).toBe(1);
  });

  test("agreeing opens the check-up with the table's orders", async () => {
    const {page} = opened;
    await importFiles(page, textFile("my-orders.csv", plain()));
    await importing(page, async () => {
      await dialog().locator(".primary").click();
      await dialog().waitFor({state: "detached"});
    });
    expect(await sql(page, "select count(*) as orders, sum(net_amount) as net from orders")).toEqual([
      {orders: 8, net: 100}
    ]);
    expect(await sql(page, "select count(*) as customers from customers")).toEqual([{customers: 4}]);
    expect(await cellsIn(page, "failed")).toEqual([]);
  });

  test("a file with the same header is read without asking, now and after a reload", async () => {
    const {page} = opened;
    const more = plain().replaceAll("B-1", "C-1");
    await importFiles(page, textFile("more.csv", more));
    expect(await dialog().count()).toBe(0);
    expect(await sql(page, "select count(*) as orders from orders")).toEqual([{orders: 16}]);
    await page.reload();
    await page.waitForSelector('html[data-ready="true"]', {state: "attached"});
    await importFiles(page, textFile("more.csv", more));
    expect(await dialog().count()).toBe(0);
    // the first file was kept, the second replaces its own copy
    expect(await sql(page, "select count(*) as orders from orders")).toEqual([{orders: 16}]);
  });

  test("the match can be made again from the import report", async () => {
    const {page} = opened;
    await openReport(page, "more.csv");
    await page.locator(".facts button").click();
    await dialog().waitFor();
    expect(await chosen("amount")).toBe("Total");
    await page.keyboard.press("Escape");
    await dialog().waitFor({state: "detached"});
    expect(await sql(page, "select count(*) as orders from orders")).toEqual([{orders: 16}]);
  });

  test("nothing went wrong on the way", () => {
    expect({errors: opened.errors, violations: opened.violations}).toEqual({errors: [], violations: []});
  });
});

describe("with the keyboard alone, a table of items with quantities and prices", () => {
  let opened: OpenPage;
  beforeAll(async () => {
    opened = await openPage({notebook: "weekly"});
    await importFiles(opened.page, textFile("basket.csv", basket));
    await opened.page.locator("dialog .scroll").nth(1).locator("tbody tr").first().waitFor();
  });
  afterAll(() => opened.close());

  test("it is taken for lines of orders, worth quantity times price", async () => {
    const {page} = opened;
    const marked = await page.locator("dialog fieldset label:has(input:checked)").allInnerTexts();
    expect(marked.map((text) => text.trim())).toEqual(["one item of an order", "is quantity × unit price"]);
    expect(await page.locator("#role-quantity").inputValue()).toBe("Qty");
    expect(await page.locator("#role-unit_price").inputValue()).toBe("Unit price");
  });

  test("Tab goes round within the dialog, and every stop is seen", async () => {
    const {page} = opened;
    const stops: string[] = [];
    for (let press = 0; press < 60; press++) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement;
        if (element === document.body) return "browser";
        const isInside = element.closest("dialog") !== null;
        const {outlineStyle} = getComputedStyle(element);
        return `${isInside ? "in" : "out"} ${outlineStyle === "none" ? "unseen" : "seen"} ${element.id || element.innerText}`;
      });
      stops.push(stop);
    }
    expect(stops.filter((stop) => /^out|unseen/.test(stop))).toEqual([]);
    expect(stops.some((stop) => stop.includes("role-amount"))).toBe(true);
    expect(stops.some((stop) => stop.includes("Read it like this"))).toBe(true);
  });

  test("Enter on the button reads it: three orders, 47.00", async () => {
    const {page} = opened;
    await importing(page, async () => {
      await page.locator("dialog .primary").focus();
      await page.keyboard.press("Enter");
      await page.locator("dialog").waitFor({state: "detached"});
    });
    expect(await failures(page)).toEqual([]);
    expect(await sql(page, "select order_id, net_amount from orders order by order_id")).toEqual([
      {order_id: "S1", net_amount: 25},
      {order_id: "S2", net_amount: 12},
      {order_id: "S3", net_amount: 10}
    ]);
    expect(await sql(page, "select count(*) as lines from order_lines")).toEqual([{lines: 5}]);
  });

  test("Escape leaves a second one out", async () => {
    const {page} = opened;
    await importFiles(page, textFile("other.csv", plain("Nr,Who,When,How much")));
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({state: "detached"});
    expect(await sql(page, "select count(*) as orders from orders")).toEqual([{orders: 3}]);
  });

  test("two unknown tables are asked about one after the other", async () => {
    const {page} = opened;
    await importFiles(
      page,
      textFile("first.csv", plain("Nr,Who,When,How much").replaceAll("B-", "F-")),
      textFile("second.csv", plain("No,Name,Day,Sum").replaceAll("B-", "G-"))
    );
    const title = () => page.locator("dialog h2").innerText();
    expect(await title()).toContain("first.csv");
    await page.keyboard.press("Escape");
    await expect.poll(title).toContain("second.csv");
    await page.locator("dialog .scroll").nth(1).waitFor();
    await importing(page, async () => {
      await page.locator("dialog .primary").click();
      await page.locator("dialog").waitFor({state: "detached"});
    });
    await said(page);
    expect(await sql(page, "select count(*) as orders from orders where order_id like 'G-%'")).toEqual([{orders: 8}]);
  });

  test("a wrong choice that reads nothing is a message, and what was loaded stays", async () => {
    const {page} = opened;
    await importFiles(page, textFile("wrong.csv", plain("A1,B1,C1,D1").replaceAll("B-", "W-")));
    await page.selectOption("#role-ordered_at", "A1");
    await page.selectOption("#role-amount", "B1");
    await importing(page, async () => {
      const read = page.locator("dialog .primary");
      if (await read.isEnabled()) await read.click();
      else await page.keyboard.press("Escape");
      await page.locator("dialog").waitFor({state: "detached"});
    });
    expect(await page.locator(".stack").innerText()).toMatch(/8 rows rejected|was not read/);
    expect(await sql(page, "select count(*) as orders from orders where order_id like 'W-%'")).toEqual([{orders: 0}]);
    expect(await sql(page, "select count(*) as orders from orders")).toEqual([{orders: 11}]);
  });

  test("nothing went wrong on the way", () => {
    expect({errors: opened.errors, violations: opened.violations}).toEqual({errors: [], violations: []});
  });
});

describe("what was read wrongly can be corrected, and the outcome follows", () => {
  /** Three orders of 10, 20 and 30, the second cancelled in a word of its own; no comma, no header on the first line. */
  const odd = [
    "export of the till;;;",
    "Nr;Customer ID;Date;Total;Status",
    "1;k1;2026-01-01;10,00;delivered",
    "2;k2;2026-01-02;20,00;kaput",
    "3;k1;2026-01-03;30,00;delivered"
  ].join("\n");
  let opened: OpenPage;
  const dialog = () => opened.page.locator("dialog");
  const outcome = () => dialog().locator(".outcome:not(.busy) dd").allInnerTexts();
  beforeAll(async () => {
    opened = await openPage({notebook: "weekly"});
    await importFiles(opened.page, textFile("odd.csv", odd));
    await dialog().locator(".outcome dd").first().waitFor();
  });
  afterAll(() => opened.close());

  test("what the file comes to is said before anybody agrees", async () => {
    expect(await outcome()).toEqual(["3", "2", "40.00", "1 Jan 2026 – 3 Jan 2026"]);
    expect(await dialog().locator(".scope").innerText()).toBe("All 3 rows of the file come to");
    expect(await dialog().locator("#read-header").inputValue()).toBe("1");
    expect(await dialog().locator("#read-decimals").inputValue()).toBe("true");
  });

  test("a word for a state that nobody knows is not counted until it is explained", async () => {
    expect(await dialog().locator(".unclear th").allInnerTexts()).toEqual(["kaput"]);
    await dialog().getByLabel("What “kaput” means").selectOption("completed");
    await expect.poll(outcome).toEqual(["3", "2", "60.00", "1 Jan 2026 – 3 Jan 2026"]);
    await dialog().getByLabel("What “kaput” means").selectOption("cancelled");
    await expect.poll(outcome).toEqual(["3", "2", "40.00", "1 Jan 2026 – 3 Jan 2026"]);
  });

  test("decimals, cells and header follow what is said, and back", async () => {
    const {page} = opened;
    const header = () => dialog().locator(".scroll").first().locator("thead th").allInnerTexts();
    await page.selectOption("#read-delimiter", ",");
    await expect.poll(async () => (await header()).length).toBeLessThan(5);
    await page.selectOption("#read-delimiter", ";");
    await expect.poll(header).toEqual(["Nr", "Customer ID", "Date", "Total", "Status"]);
    await page.selectOption("#read-header", "-1");
    await expect.poll(header).toEqual(["column_1", "column_2", "column_3", "column_4", "column_5"]);
    await page.selectOption("#read-header", "1");
    await expect.poll(outcome).toEqual(["3", "2", "40.00", "1 Jan 2026 – 3 Jan 2026"]);
    await page.selectOption("#read-decimals", "false");
    await expect
      .poll(async () => (await dialog().locator(".left").allInnerTexts()).join())
      .toContain("Amount unreadable (3)");
    await page.selectOption("#read-decimals", "true");
    await expect.poll(outcome).toEqual(["3", "2", "40.00", "1 Jan 2026 – 3 Jan 2026"]);
  });

  test("what would come to nothing is said before anybody agrees, with what to do", async () => {
    const {page} = opened;
    const warning = () => dialog().locator("[data-warning]").allInnerTexts();
    const meaning = (word: string) => dialog().getByLabel(`What “${word}” means`);
    expect(await warning()).toEqual([]);
    await page.selectOption("#role-customer_key", "");
    await expect.poll(async () => (await warning()).join()).toContain("choose it as “Customer”");
    await page.selectOption("#role-customer_key", "Customer ID");
    await page.selectOption("#role-ordered_at", "Status");
    await expect.poll(async () => (await warning()).join()).toContain("not one order would be loaded");
    await page.selectOption("#role-ordered_at", "Date");
    for (const word of ["delivered", "kaput"]) await meaning(word).selectOption("unpaid");
    await expect.poll(async () => (await warning()).join()).toContain("none of the states counts as paid");
    await meaning("delivered").selectOption("completed");
    await meaning("kaput").selectOption("cancelled");
    await expect.poll(warning).toEqual([]);
    await expect.poll(outcome).toEqual(["3", "2", "40.00", "1 Jan 2026 – 3 Jan 2026"]);
  });

  test("it is read as agreed, and a file like it is read without asking", async () => {
    const {page} = opened;
    // another division of cells was another file; what its words mean is said anew
    await dialog().getByLabel("What “kaput” means").selectOption("cancelled");
    await importing(page, async () => {
      await dialog().locator(".primary").click();
      await dialog().waitFor({state: "detached"});
    });
    await importFiles(
      page,
      textFile("next.csv", odd.replace("1;k1", "11;k1").replace("2;k2", "12;k2").replace("3;k1", "13;k1"))
    );
    expect(await dialog().count()).toBe(0);
    expect(
      await sql(
        page,
        "select status, count(*) as orders, sum(paid_amount) as paid from orders group by status order by status"
      )
    ).toEqual([
      {status: "cancelled", orders: 2, paid: 0},
      {status: "completed", orders: 4, paid: 80}
    ]);
  });

  test("an answer can be forgotten", async () => {
    const {page} = opened;
    await openReport(page, "next.csv");
    await page.locator(".facts button").click();
    await dialog().locator(".forget button").click();
    await dialog().locator(".unclear th").waitFor();
    expect(await dialog().locator(".forget").count()).toBe(0);
    await page.keyboard.press("Escape");
    await dialog().waitFor({state: "detached"});
  });

  test("what holds no orders is said to, and can be matched all the same", async () => {
    const {page} = opened;
    await importFiles(
      page,
      textFile("goods.csv", "product_id,department,package_size\n1,GROCERY,22 LB\n2,MISC,1 LB\n")
    );
    expect((await failures(page)).join()).toContain("no list of orders");
    expect(await dialog().count()).toBe(0);
    await page.locator(".failure .commands button").first().click();
    await dialog().locator(".doubt").waitFor();
    expect(await dialog().locator(".primary").isDisabled()).toBe(true);
    await page.keyboard.press("Escape");
    await dialog().waitFor({state: "detached"});
  });

  test("a known export can be read by its columns, and as that export again", async () => {
    const {page} = opened;
    const rows = [
      "订单编号,总金额,买家实际支付金额,订单创建时间,订单付款时间",
      "7,50.00,50.00,2026-01-05 10:00:00,2026-01-05 10:00:10"
    ];
    await importFiles(page, textFile("taobao.csv", rows.join("\n")));
    await openReport(page, "taobao.csv");
    // the dialog would stand before them
    await dismissMessages(page);
    await page.locator(".facts button").click();
    await dialog().locator(".outcome dd").first().waitFor();
    expect(await outcome()).toEqual(["1", "0", "¥50.00", "5 Jan 2026 – 5 Jan 2026"]);
    await page.selectOption("#role-amount", "总金额");
    await importing(page, async () => {
      await dialog().locator(".primary").click();
      await dialog().waitFor({state: "detached"});
    });
    const platforms = () => sql(page, "select platform from orders where order_id = '7'");
    expect(await platforms()).toEqual([{platform: "other"}]);
    await openReport(page, "taobao.csv");
    // the dialog would stand before them
    await dismissMessages(page);
    await page.locator(".facts button").click();
    await importing(page, async () => {
      await dialog().locator(".forget button").click();
      await dialog().waitFor({state: "detached"});
    });
    expect(await platforms()).toEqual([{platform: "taobao"}]);
  });

  test("nothing went wrong on the way", () => {
    expect({errors: opened.errors, violations: opened.violations}).toEqual({errors: [], violations: []});
  });
});
