import {readFileSync} from "node:fs";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {Gb18030Encoder} from "../../sample-data/gb18030";
import known from "../../sample-data/known-numbers.json";
import {closeBrowser, openPage, sql, type OpenPage} from "../support/browser";
import {cellsIn, textFile, type Dropped} from "../support/checkup";
import {
  downloaded,
  equation,
  failures,
  importFiles,
  importing,
  openCheckup,
  openReport,
  said
} from "../support/importing";
import {order, report, reportFile, sixOrders} from "../support/orders";

afterAll(closeBrowser);

const money = `count(*) as orders, sum(gross_amount) as gross, sum(paid_amount) as paid, sum(refund_amount) as refunded,
  sum(net_amount) as net, count(*) filter (where is_valid) as valid`;

describe("the same six orders in four encodings, chosen at once", () => {
  const encodings: Record<string, {prefix: string; label: string; bytes: (text: string) => Uint8Array}> = {
    "utf-8.csv": {prefix: "351", label: "UTF-8", bytes: (text) => Buffer.from(text)},
    "marked.csv": {prefix: "352", label: "UTF-8", bytes: (text) => Buffer.from(`\uFEFF${text}`)},
    "gb18030.csv": {prefix: "353", label: "GB18030", bytes: (text) => new Gb18030Encoder().encode(text)},
    "utf-16.csv": {prefix: "354", label: "UTF-16LE", bytes: (text) => Buffer.from(`\uFEFF${text}`, "utf16le")}
  };
  const names = Object.keys(encodings);
  let opened: OpenPage;
  let workers = 0;
  beforeAll(async () => {
    opened = await openPage({notebook: "weekly"});
    opened.page.on("worker", () => workers++);
    const files = Object.entries(encodings).map(([name, {prefix, bytes}]): Dropped => {
      return {name, mimeType: "text/csv", buffer: Buffer.from(bytes(report(sixOrders(prefix))))};
    });
    await importFiles(opened.page, ...files);
  });
  afterAll(() => opened.close());

  test.each(names)("%s: orders and money are those counted by hand", async (name) => {
    const {prefix} = encodings[name]!;
    expect(await sql(opened.page, `select ${money} from orders where order_id like '${prefix}%'`)).toEqual([
      {orders: 6, gross: 480.4, paid: 400.4, refunded: 210, net: 190.4, valid: 4}
    ]);
  });

  test.each(names)("%s: buyers, titles and the last digit of the order number come through", async (name) => {
    const {prefix} = encodings[name]!;
    const rows = await sql(
      opened.page,
      `select order_id, customer_key, title, status from stg_orders where order_id like '${prefix}%' order by order_id`
    );
    expect(rows.map(({order_id: id}) => id)).toEqual(
      [1, 2, 3, 4, 5, 6].map((last) => `${prefix}00000000000000${last}`)
    );
    expect(rows.map(({customer_key: key}) => key)).toEqual(["王一", "王一", "李二", "李二", "张三", "周**"]);
    expect(rows[4]!.title).toBe("双层纱毛巾，米色");
    expect(rows.map(({status}) => status)).toEqual([
      "completed",
      "refunded_part",
      "refunded_full",
      "unpaid",
      "shipped",
      "completed"
    ]);
  });

  test("the guarded files were decoded by a worker", () => {
    expect(workers).toBeGreaterThanOrEqual(4);
  });

  test("a buyer is the same person in every file, and an asterisked one is nobody", async () => {
    expect(await sql(opened.page, "select purchases, net_amount from customers order by net_amount desc")).toEqual([
      // a purchase is a day: the same two days in all four files
      {purchases: 2, net_amount: 562},
      {purchases: 1, net_amount: 79.6}
    ]);
  });

  test.each(names)("%s: the report says the encoding, and that six rows were read and six loaded", async (name) => {
    const {page} = opened;
    await openReport(page, name);
    expect(await equation(page)).toEqual([6, 6, 0]);
    expect(await page.locator(".facts").innerText()).toContain(encodings[name]!.label);
    expect(await page.locator("main").innerText()).toContain("190.40");
  });

  test("nothing went wrong on the way", () => {
    expect({errors: opened.errors, violations: opened.violations}).toEqual({errors: [], violations: []});
  });
});

describe("files that overlap", () => {
  const early = (prefix: string) => [
    order(`${prefix}1`, "王一", "100.00", "2026-03-01", {
      买家实际支付金额: "0.00",
      订单状态: "等待买家付款",
      订单付款时间: ""
    }),
    order(`${prefix}2`, "李二", "60.00", "2026-03-02", {订单状态: "买家已付款，等待卖家发货"})
  ];
  const late = (prefix: string) => [
    order(`${prefix}1`, "王一", "100.00", "2026-03-01"),
    order(`${prefix}2`, "李二", "60.00", "2026-03-02", {
      买家实际支付金额: "0.00",
      订单状态: "交易关闭",
      订单关闭原因: "退款",
      退款金额: "60.00"
    }),
    order(`${prefix}3`, "张三", "20.00", "2026-03-03")
  ];
  let opened: OpenPage;
  beforeAll(async () => {
    opened = await openPage({notebook: "weekly"});
  });
  afterAll(() => opened.close());

  test("whichever comes first, the later state of an order wins and the order counts once", async () => {
    const {page} = opened;
    await importFiles(
      page,
      reportFile("early-1.csv", early("36100000000000000")),
      reportFile("late-1.csv", late("36100000000000000")),
      reportFile("late-2.csv", late("36200000000000000")),
      reportFile("early-2.csv", early("36200000000000000"))
    );
    const states = (prefix: string) =>
      sql(page, `select status, net_amount from orders where order_id like '${prefix}%' order by order_id`);
    const expected = [
      {status: "completed", net_amount: 100},
      {status: "refunded_full", net_amount: 0},
      {status: "completed", net_amount: 20}
    ];
    expect(await states("361")).toEqual(expected);
    expect(await states("362")).toEqual(expected);
  });

  test("the same file given again changes nothing", async () => {
    const {page} = opened;
    await importFiles(page, reportFile("late-1.csv", late("36100000000000000")));
    expect(await sql(page, "select count(*) as orders, sum(net_amount) as net from orders")).toEqual([
      {orders: 6, net: 240}
    ]);
    expect(await page.locator("nav.rail button", {hasText: "late-1.csv"}).count()).toBe(1);
  });

  test("an item report beside it says what was in the orders", async () => {
    const {page} = opened;
    expect(await sql(page, "select count(*) as lines from order_lines")).toEqual([{lines: 0}]);
    const columns = ["子订单编号", "主订单编号", "标题", "价格", "购买数量", "订单状态", "买家应付货款", "退款金额"];
    const line = (id: string, parent: string, title: string, pieces: string, amount: string) => ({
      子订单编号: `="${id}"`,
      主订单编号: `="${parent}"`,
      标题: title,
      价格: "40.00",
      购买数量: pieces,
      订单状态: "交易成功",
      买家应付货款: amount,
      退款金额: "0.00"
    });
    const lines = [
      line("361000000000000011", "361000000000000001", "棉麻衬衫", "2", "80.00"),
      line("361000000000000012", "361000000000000001", "毛巾", "1", "20.00"),
      line("361000000000000031", "361000000000000003", "毛巾", "1", "20.00")
    ];
    await importFiles(page, reportFile("items.csv", lines, columns));
    expect(await failures(page)).toEqual([]);
    expect(
      await sql(
        page,
        "select title, sum(quantity)::integer as pieces, sum(line_amount) as amount from order_lines group by title order by title"
      )
    ).toEqual([
      {title: "棉麻衬衫", pieces: 2, amount: 80},
      {title: "毛巾", pieces: 2, amount: 40}
    ]);
    expect(await sql(page, "select count(*) as orders, sum(net_amount) as net from orders")).toEqual([
      {orders: 6, net: 240}
    ]);
  });

  test("nothing went wrong on the way", () => {
    expect({errors: opened.errors, violations: opened.violations}).toEqual({errors: [], violations: []});
  });
});

describe("an order report whose seller has left the buyers out", () => {
  const columns = ["订单编号", "总金额", "买家实际支付金额", "收货地址 ", "订单创建时间", "订单付款时间 ", "退款金额"];
  let opened: OpenPage;
  beforeAll(async () => {
    opened = await openPage();
    const rows = Array.from({length: 40}, (_, day) =>
      order(`3700000000000000${10 + day}`, "", "25.00", new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10))
    );
    await importFiles(opened.page, reportFile("orders.csv", rows, columns));
  });
  afterAll(() => opened.close());

  test("orders and money stand", async () => {
    expect(await sql(opened.page, `select ${money} from orders`)).toEqual([
      {orders: 40, gross: 1000, paid: 1000, refunded: 0, net: 1000, valid: 40}
    ]);
    const done = await cellsIn(opened.page, "done");
    expect(done).toEqual(expect.arrayContaining(["week_orders", "week_sales", "week_value", "status_table"]));
    expect(await cellsIn(opened.page, "failed")).toEqual([]);
  });

  test("what needs a buyer is off, with the reason said once in a section", async () => {
    const off = await cellsIn(opened.page, "off");
    expect(off).toEqual(
      expect.arrayContaining(["stage_bar", "stage_table", "tier_table", "month_share", "cohort_table"])
    );
    const reasons = await opened.page.locator("main section").evaluateAll((sections) =>
      sections.map((section) => {
        const says = [...section.querySelectorAll(".off")].filter((element) => (element as HTMLElement).offsetParent);
        return says.map((element) => element.textContent ?? "");
      })
    );
    const said = reasons.filter((texts) => texts.length > 0);
    expect(said.length).toBeGreaterThan(2);
    for (const texts of said) expect(texts.length, texts.join(" | ")).toBe(new Set(texts).size);
    expect(said[0]![0]).toContain("does not say who bought");
  });

  test("the report says why", async () => {
    const {page} = opened;
    await openReport(page, "orders.csv");
    expect(await page.locator(".findings").innerText()).toContain("No order says who bought");
  });
});

describe("a report with rows that cannot be read", () => {
  let opened: OpenPage;
  beforeAll(async () => {
    opened = await openPage({notebook: "weekly"});
    const rows = [
      order("380000000000000001", "王一", "100.00", "2026-03-01", {订单备注: "两行\n的备注"}),
      order("380000000000000002", "王一", "50.00", "2026-03-02", {订单编号: "3.80000E+17"}),
      order("380000000000000003", "李二", "40.00", "2026-03-03", {订单创建时间: "昨天", 订单付款时间: ""}),
      order("380000000000000004", "李二", "四十", "2026-03-04", {买家实际支付金额: "四十"}),
      order("", "李二", "40.00", "2026-03-05", {订单编号: ""}),
      order("380000000000000006", "张三", "20.00", "2026-03-06", {订单编号: "'380000000000000006"})
    ];
    await importFiles(opened.page, textFile("rejects.csv", report(rows)));
  });
  afterAll(() => opened.close());

  test("rows read are rows loaded and rows rejected", async () => {
    const {page} = opened;
    await openReport(page, "rejects.csv");
    expect(await equation(page)).toEqual([6, 2, 4]);
    expect(await sql(page, "select order_id from orders order by order_id")).toEqual([
      {order_id: "380000000000000001"},
      {order_id: "380000000000000006"}
    ]);
  });

  test("the report warns of order numbers ruined by Excel", async () => {
    expect(await opened.page.locator(".findings").innerText()).toContain("Excel has destroyed them");
  });

  test("the download names the line and the reason of each", async () => {
    const {page} = opened;
    const {name, bytes} = await downloaded(page, () => page.locator(".equation button").click());
    expect(name).toContain("rejects.csv");
    const lines = bytes.toString().split("\r\n");
    expect(lines[0]).toMatch(/^\uFEFF/);
    // the first order takes lines 2 and 3
    const rows = lines.slice(1, 5).map((line) => line.split(",").slice(0, 3));
    expect(rows).toEqual([
      ['"2"', '"4"', '"Order number ruined by Excel"'],
      ['"3"', '"5"', '"Time missing or unreadable"'],
      ['"4"', '"6"', '"Amount unreadable"'],
      ['"5"', '"7"', '"No order number"']
    ]);
  });
});

describe("files that are no orders", () => {
  let opened: OpenPage;
  const figures = () => sql(opened.page, `select ${money} from orders`);
  let before: unknown;
  beforeAll(async () => {
    opened = await openPage({notebook: "weekly"});
    await importFiles(opened.page, reportFile("good.csv", sixOrders("39")));
    before = await figures();
  });
  afterAll(() => opened.close());

  const bytes = (...numbers: number[]) => Buffer.concat([Buffer.from(numbers), Buffer.alloc(3000, 0x5a)]);
  const zip = (name: string) =>
    Buffer.concat([bytes(0x50, 0x4b, 3, 4, 20, 0, 6, 0).subarray(0, 30), Buffer.from(name), Buffer.alloc(3000, 7)]);
  const wrong: Record<string, {buffer: Buffer; says: RegExp}> = {
    "empty.csv": {buffer: Buffer.alloc(0), says: /file is empty/},
    "photo.png": {
      buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, ...Array<number>(500).fill(0)]),
      says: /picture/
    },
    "orders.zip": {buffer: zip("orders.csv"), says: /damaged/},
    "orders.xlsx": {buffer: zip("[Content_Types].xml"), says: /damaged/},
    "header.csv": {buffer: Buffer.from(report([])), says: /header and no rows/}
  };
  test.each(Object.keys(wrong))("%s gets a message of its own, and the orders stay", async (name) => {
    const {page} = opened;
    await importFiles(page, {name, mimeType: "application/octet-stream", buffer: wrong[name]!.buffer});
    const said = await failures(page);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(name);
    expect(said[0]).toMatch(wrong[name]!.says);
    expect(await figures()).toEqual(before);
    expect(await page.locator("main [data-cell]").count()).toBeGreaterThan(5);
  });

  test("a text that is no table asks which column is which, and leaving it out changes nothing", async () => {
    const {page} = opened;
    await importFiles(page, textFile("letter.txt", "Dear shop,\nplease send the shirt again.\nYours\n"));
    if ((await page.locator("dialog").count()) > 0) {
      expect(await page.locator("dialog .primary").isDisabled()).toBe(true);
      await page.keyboard.press("Escape");
      await page.locator("dialog").waitFor({state: "detached"});
    } else expect(await failures(page)).toHaveLength(1);
    expect(await figures()).toEqual(before);
  });

  test("a quote that is never closed costs its own row and not those before it, and is told", async () => {
    const {page} = opened;
    const rows = [1, 2, 3, 4].map((last) => order(`39900000000000000${last}`, "王一", "10.00", `2026-03-0${last}`));
    const text = report(rows).replace('399000000000000003",王一', '399000000000000003","王一');
    await importFiles(page, textFile("quote.csv", text));
    expect(await failures(page)).toEqual([]);
    await openReport(page, "quote.csv");
    const [read, loaded, rejected] = await equation(page);
    expect(read).toBe(loaded! + rejected!);
    expect(await sql(page, "select order_id from orders where order_id like '399%' order by order_id limit 3")).toEqual(
      [{order_id: "399000000000000001"}, {order_id: "399000000000000002"}, {order_id: "399000000000000004"}]
    );
    expect(await page.locator("main").innerText()).toContain("quotation mark is not closed");
    await openCheckup(page);
  });

  test("one wrong file among good ones does not hold them up", async () => {
    const {page} = opened;
    const good = [order("398000000000000001", "赵四", "5.00", "2026-03-11")];
    await importFiles(page, textFile("nothing.csv", ""), reportFile("more.csv", good));
    expect(await failures(page)).toHaveLength(1);
    expect(await sql(page, "select net_amount from orders where order_id like '398%'")).toEqual([{net_amount: 5}]);
  });

  test("nothing went wrong on the way", () => {
    expect({errors: opened.errors, violations: opened.violations}).toEqual({errors: [], violations: []});
  });
});

describe("other ways in, and out again", () => {
  let opened: OpenPage;
  const orders = async () =>
    (await sql(opened.page, "select count(*) as orders, sum(net_amount) as net from orders"))[0];
  beforeAll(async () => {
    opened = await openPage({notebook: "weekly"});
  });
  afterAll(() => opened.close());

  test("the sample shop is one press away", async () => {
    const {page} = opened;
    await page.locator(".drop .commands button").nth(3).click();
    await said(page);
    const {orders} = known["shopify-orders.csv"];
    expect(await sql(page, "select count(*) as orders from orders")).toEqual([{orders}]);
    expect(await cellsIn(page, "failed")).toEqual([]);
    expect(await page.locator("main .mast").innerText()).toContain("$");
  });

  test("its orders and money of every status are those that the generator counted while it wrote the file", async () => {
    const {byFinancialStatus, orders, paidOrders} = known["shopify-orders.csv"];
    const statuses = Object.values(byFinancialStatus);
    const cents = (amounts: number[]) => Math.round(100 * amounts.reduce((sum, amount) => sum + amount, 0)) / 100;
    const [row] = await sql(
      opened.page,
      `select count(*) as orders, count(*) filter (where is_paid) as paid, sum(gross_amount) as gross,
       sum(refund_amount) as refunded from orders`
    );
    expect(row).toEqual({
      orders,
      paid: paidOrders,
      gross: cents(statuses.map(({total}) => total)),
      refunded: cents(statuses.map(({refunded}) => refunded))
    });
  });

  test("a file that cannot be read leaves the sample as it was", async () => {
    const {page} = opened;
    await importFiles(page, textFile("nothing.csv", ""));
    expect(await failures(page)).toHaveLength(1);
    expect(await sql(page, "select count(*) as orders from orders")).toEqual([
      {orders: known["shopify-orders.csv"].orders}
    ]);
  });

  test("a pasted table takes the sample's place", async () => {
    const {page} = opened;
    const text = report(sixOrders("40")).replaceAll(",", "\t");
    await importing(page, () =>
      page.evaluate((pasted) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", pasted);
        document.body.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true}));
      }, text)
    );
    expect(await failures(page)).toEqual([]);
    expect(await orders()).toEqual({orders: 6, net: 190.4});
    expect(await page.locator("nav.rail").innerText()).not.toContain("shopify");
    expect(await page.locator("main .mast").innerText()).toContain("¥");
  });

  test("a file dropped anywhere on the page is added", async () => {
    const {page} = opened;
    await importing(page, () =>
      page.evaluate(
        (text) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], "dropped.csv"));
          document.querySelector("main")!.dispatchEvent(new DragEvent("dragover", {dataTransfer, bubbles: true}));
          document.querySelector("main")!.dispatchEvent(new DragEvent("drop", {dataTransfer, bubbles: true}));
        },
        report(sixOrders("41"))
      )
    );
    expect(await orders()).toEqual({orders: 12, net: 380.8});
    expect(await page.locator(".veil").count()).toBe(0);
  });

  test("an import that was stopped leaves nothing behind, and the page goes on", async () => {
    const {page} = opened;
    const before = await orders();
    const tables = () =>
      sql(page, "select table_name from duckdb_tables() where table_name like 'stg%' order by table_name");
    const tablesBefore = await tables();
    await importing(page, async () => {
      await page.evaluate(dropLargeReport);
      await page.locator('.working[data-phase="loading"]').waitFor();
      await page.locator(".working button").click();
      await page.locator(".working").waitFor({state: "detached"});
    });
    expect(await page.locator(".stopped").innerText()).toContain("Stopped, not read");
    expect(await tables()).toEqual(tablesBefore);
    expect(await orders()).toEqual(before);
    await importFiles(page, reportFile("after.csv", sixOrders("42")));
    expect(await orders()).toEqual({orders: 18, net: 571.2});
  });

  test("nothing went wrong on the way", () => {
    expect({errors: opened.errors, violations: opened.violations}).toEqual({errors: [], violations: []});
  });
});

/** About sixty megabytes of orders, made within the page and dropped on it. */
function dropLargeReport(): void {
  const header = "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间,退款金额\r\n";
  const tail = "2026-01-01 10:00:00,2026-01-01 10:01:00,0.00\r\n";
  const parts = [header];
  for (let part = 0; part < 60; part++) {
    let text = "";
    for (let row = 0; row < 10_000; row++)
      text += `="${500_000_000_000 + part * 10_000 + row}000000",买家${row},12.50,12.50,交易成功,${tail}`;
    parts.push(text);
  }
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(parts, "large.csv"));
  document.body.dispatchEvent(new DragEvent("drop", {dataTransfer, bubbles: true}));
}

test("days of a shop alone are shown by week, with the file that is missing; orders bring the check-up", async () => {
  const opened = await openPage();
  const {page} = opened;
  const days = readFileSync(new URL("../samples/files/sycm-shop-2019.csv", import.meta.url));
  await importFiles(page, {name: "days.csv", mimeType: "text/csv", buffer: days});
  await page.getByRole("heading", {level: 1, name: "Shop traffic"}).waitFor();
  await page.getByText("Add the order export of the same shop").waitFor();
  expect(await page.locator("[data-cell=week_visitors] svg").count()).toBe(1);
  await importFiles(page, reportFile("orders.csv", sixOrders("351")));
  await page.getByRole("heading", {level: 1, name: "Shop check-up"}).waitFor();
  await opened.close();
});
