import {beforeAll, describe, expect, test} from "vitest";
import {AppError} from "../../src/base/errors";
import type {Database} from "../../src/engine/database";
import {loadSource} from "../../src/ingest/load";
import {previewPlan} from "../../src/ingest/preview";
import {findRejects, rejectsAsCsv} from "../../src/ingest/rejects";
import {openTestDatabase} from "../support/database";
import {csv, gb18030, load, planOf} from "./given";
import {row, taobaoOrders46, taobaoTrimmed} from "./layouts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

const line = (id: string, more: Partial<Record<string, string>> = {}) =>
  row(taobaoTrimmed, {
    订单编号: id,
    总金额: "10.00",
    买家实际支付金额: "10.00",
    订单创建时间: "2024-01-01 10:00:00",
    订单付款时间: "2024-01-01 10:00:01",
    退款金额: "0",
    ...more
  } as Record<string, string>);

const trimmed = (...lines: string[][]) => csv([taobaoTrimmed, ...lines]);

describe("order numbers", () => {
  test.each([
    ['="351531314732935790"', "351531314732935790"],
    ["'351531314732935790", "351531314732935790"],
    ["\t351531314732935790", "351531314732935790"],
    ['"\t351531314732935790 "', "351531314732935790"],
    ['"=""351531314732935790"""', "351531314732935790"],
    ["000123", "000123"]
  ])("%s is %s, text to the last digit", async (written, expected) => {
    const content = trimmed(line("ID")).replace("ID", written);
    expect((await load(db, content)).orders[0]?.["order_id"]).toBe(expected);
  });

  test("a guard may hold the delimiter, and stand only far down in the file", async () => {
    const content = trimmed(line("1"), line("2")).replace("\r\n2,", '\r\n="2,3",');
    expect((await load(db, content)).orders.map(({order_id}) => order_id)).toEqual(["1", "2,3"]);
    const far = trimmed(...Array.from({length: 6000}, (_, index) => line(`${index}`)), line("LAST")).replace(
      "LAST",
      '="9,9"'
    );
    const {report, orders} = await load(db, far);
    expect(report.path).toBe("careful");
    expect(orders.at(-1)?.["order_id"]).toBe("9,9");
    expect(report.rowsLoaded).toBe(6001);
  });

  test("numbers ruined by Excel are reported, never guessed", async () => {
    const {report, plan} = await load(db, trimmed(line("3.5E+16"), line("3.51531E+17"), line("1")));
    expect(report).toMatchObject({rowsRead: 3, rowsLoaded: 1, rowsRejected: 2});
    expect(report.rejectedByReason).toEqual([{reason: "id_ruined_by_excel", rows: 2}]);
    expect(report.diagnostics[0]).toMatchObject({code: "ingest.ids_ruined", details: {rows: 2}});
    expect((await findRejects(plan, report)).map(({line, text}) => [line, text.split(",")[0]])).toEqual([
      [2, "3.5E+16"],
      [3, "3.51531E+17"]
    ]);
  });

  test("long numbers that all end in zeros were cut by Excel, too", async () => {
    const {report} = await load(db, trimmed(line("351531314732935000"), line("351531314732936000")));
    expect(report.diagnostics[0]).toMatchObject({code: "ingest.ids_rounded", details: {orders: 2}});
  });
});

describe("money", () => {
  test.each([
    ["¥1,234.50", 1234.5],
    ["￥１２３．５", 123.5],
    ["1,234.00元", 1234],
    ["$12", 12],
    ["(12.50)", -12.5],
    ["-3.10", -3.1],
    ["−3.10", -3.1],
    ["1,234,567.5", 1234567.5],
    ["-", null],
    ["--", null],
    ["", null],
    ["0", 0],
    ['"12.50 "', 12.5]
  ])("%s is %d", async (written, expected) => {
    const content = trimmed(line("1", {总金额: "GROSS", 订单付款时间: "", 买家实际支付金额: "", 退款金额: ""}));
    const cell = written.includes(",") ? `"${written}"` : written;
    expect((await load(db, content.replace("GROSS", cell))).orders[0]?.["gross_amount"]).toBe(expected);
  });

  test.each(["12,5", "twelve", "1.2.3"])("%s is no amount, and is never guessed at", async (written) => {
    const {report} = await load(db, trimmed(line("1", {总金额: written}), line("2")));
    expect(report.rejectedByReason).toEqual([{reason: "bad_money", rows: 1}]);
  });

  test("a comma stands before the cents only when the mapping says so", async () => {
    const content = "date;customer;total\n2024-01-01;ann;1.234,50\n2024-01-02;bob;5,00\n2024-01-03;bob;5\n";
    expect((await load(db, content, {mapping: {hasDecimalComma: false}})).report.rejectedByReason).toEqual([
      {reason: "bad_money", rows: 2}
    ]);
    expect((await load(db, content, {mapping: {hasDecimalComma: true}})).report.money.paid).toBe(1244.5);
  });
});

describe("times", () => {
  test.each([
    ["2024-05-01 23:30:05", "2024-05-01T23:30:05Z"],
    ["2024/5/1 9:05", "2024-05-01T09:05:00Z"],
    ["2024-5-1 9:05:07", "2024-05-01T09:05:07Z"],
    ["20240501", "2024-05-01T00:00:00Z"],
    ["20240501093005", "2024-05-01T09:30:05Z"],
    ["2024年5月1日", "2024-05-01T00:00:00Z"],
    ["2024年05月01日 09:30:05", "2024-05-01T09:30:05Z"],
    ["2024-05-01T23:30:05Z", "2024-05-01T23:30:05Z"],
    ["2024-05-01T23:30:05.123+08:00", "2024-05-01T23:30:05Z"],
    ["2024-05-01 23:30:05 +0800", "2024-05-01T23:30:05Z"],
    ["2024-05-01", "2024-05-01T00:00:00Z"],
    ["2024.5.1", "2024-05-01T00:00:00Z"],
    ["45413", "2024-05-01T00:00:00Z"],
    ["45413.5", "2024-05-01T12:00:00Z"]
  ])("%s is %s on the export's own clock", async (written, expected) => {
    expect((await load(db, trimmed(line("1", {订单创建时间: written})))).orders[0]?.["ordered_at"]).toEqual(
      new Date(expected)
    );
  });

  test("the half of the day is told in many words, before the clock and behind it", async () => {
    const times: readonly (readonly [written: string, expected: string])[] = [
      ["45413,25", "2024-05-01T06:00:00Z"],
      ["2024年5月1日 上午12:05", "2024-05-01T00:05:00Z"],
      ["2024年5月1日下午12:05", "2024-05-01T12:05:00Z"],
      ["2024/5/1 下午2:30", "2024-05-01T14:30:00Z"],
      ["2024/5/1 上午 9:05:07", "2024-05-01T09:05:07Z"],
      ["2024-05-01 凌晨12:30", "2024-05-01T00:30:00Z"],
      ["2024-05-01 凌晨3:30", "2024-05-01T03:30:00Z"],
      ["2024-05-01 早上8:30", "2024-05-01T08:30:00Z"],
      ["2024-05-01 中午12:30", "2024-05-01T12:30:00Z"],
      ["2024-05-01 中午11:30", "2024-05-01T11:30:00Z"],
      ["2024-05-01 中午1:30", "2024-05-01T13:30:00Z"],
      ["2024-05-01 晚上8:30", "2024-05-01T20:30:00Z"],
      ["2024-05-01 下午14:30", "2024-05-01T14:30:00Z"],
      ["2024年5月1日 星期三 下午2点30分", "2024-05-01T14:30:00Z"],
      ["2024年5月1日14时30分05秒", "2024-05-01T14:30:05Z"],
      ["2024-05-01 14：30：05", "2024-05-01T14:30:05Z"],
      ["2024/05/01 午後0:30", "2024-05-01T12:30:00Z"],
      ["2024-05-01 오후 2:30", "2024-05-01T14:30:00Z"],
      ["2024-05-01 2:30 PM", "2024-05-01T14:30:00Z"],
      ["2024-05-01 02:30:05 PM", "2024-05-01T14:30:05Z"],
      ["2024-05-01 12:30:05 AM", "2024-05-01T00:30:05Z"],
      ["2024-05-01 02:30:05PM", "2024-05-01T14:30:05Z"],
      ["2024-05-01 02:30:05 下午", "2024-05-01T14:30:05Z"],
      ["2024/5/1 2:30 p.m.", "2024-05-01T14:30:00Z"],
      ["2024/5/1 2:30 a. m.", "2024-05-01T02:30:00Z"]
    ];
    const rows = times.map(([written], at) => line(`${at}`, {订单创建时间: written, 订单付款时间: ""}));
    const {orders} = await load(db, trimmed(...rows));
    const found = new Map(orders.map((order) => [order["order_id"], order["ordered_at"]]));
    expect(times.map(([written], at) => [written, found.get(`${at}`)])).toEqual(
      times.map(([written, expected]) => [written, new Date(expected)])
    );
  });

  test.each([
    ["05/13/2024 2:30 PM", "2024-05-13T14:30:00Z"],
    ["05/13/2024 12:05:09 a.m.", "2024-05-13T00:05:09Z"],
    ["13.05.2024 02:30 pm", "2024-05-13T14:30:00Z"],
    ["13/05/2024 下午2:30", "2024-05-13T14:30:00Z"]
  ])("%s in a file of any shop is %s", async (written, expected) => {
    const {plan, orders} = await load(db, `order,buyer,date,total\nA1,ann,${written},5\nA2,bob,${written},7\n`);
    expect(plan.mapping?.columns.ordered_at).toBe("date");
    expect(orders.map((order) => order["ordered_at"])).toEqual([new Date(expected), new Date(expected)]);
  });

  test("a date column of Excel's day numbers is proposed as the time, a total of such numbers is not", async () => {
    const content =
      "order,buyer,order date,total\nA1,ann,45352,43831\nA2,bob,45383.25,44000\nA3,bob,45384.000000,44100\n";
    const {plan, orders} = await load(db, content);
    expect(plan.mapping?.columns).toMatchObject({ordered_at: "order date", amount: "total"});
    expect(orders.map((order) => (order["ordered_at"] as Date).toISOString().slice(0, 16))).toEqual([
      "2024-03-01T00:00",
      "2024-04-01T06:00",
      "2024-04-02T00:00"
    ]);
  });

  test.each(["01/02/2024", "2024-02-30 10:00:00", "yesterday", "", "2024-05-01 上午14:05"])(
    "'%s' is no time of an order",
    async (written) => {
      const {report} = await load(db, trimmed(line("1", {订单创建时间: written, 订单付款时间: ""}), line("2")));
      expect(report.rejectedByReason).toEqual([{reason: "bad_date", rows: 1}]);
    }
  );

  test("the year 1900 means never", async () => {
    const {orders} = await load(db, trimmed(line("1", {订单付款时间: "1900-01-01 00:00:00", 买家实际支付金额: "0"})));
    expect(orders[0]).toMatchObject({status: "unpaid", paid_at: null});
  });
});

describe("rejected rows", () => {
  const remark = row(taobaoOrders46, {
    订单编号: "1",
    总金额: "5",
    订单创建时间: "2024-01-01 10:00:00",
    订单备注: "第一行\r\n第二行,\n第三行"
  });
  const bad = row(taobaoOrders46, {订单编号: "2", 总金额: "5", 订单创建时间: "never"});
  const none = row(taobaoOrders46, {总金额: "5", 订单创建时间: "2024-01-01 10:00:00"});
  const total = row(taobaoOrders46, {订单编号: "合计", 总金额: "15"});
  const blank = row(taobaoOrders46, {});

  test("each is told with its physical line, whatever line ends stand in remarks and however it is encoded", async () => {
    for (const content of [
      csv([taobaoOrders46, remark, bad, none, total, blank]),
      gb18030(csv([taobaoOrders46, remark, bad, none, total, blank]))
    ]) {
      const {report, plan} = await load(db, content);
      expect(report).toMatchObject({rowsRead: 5, rowsLoaded: 1, rowsRejected: 4, path: "fast"});
      const rejects = await findRejects(plan, report);
      expect(rejects.map(({row, line, reason}) => [row, line, reason])).toEqual([
        [2, 5, "bad_date"],
        [3, 6, "missing_order_id"],
        [4, 7, "blank_row"],
        [5, 8, "blank_row"]
      ]);
      expect(rejects[0]?.text).toContain("never");
    }
  });

  test("rows of the wrong width and open quotes cost themselves only", async () => {
    const rows = [line("1"), line("2"), line("3"), line("4"), line("5")].map((cells) => cells.join(","));
    rows[1] += ",surplus";
    rows[2] = rows[2]!.slice(0, 10);
    rows[3] = rows[3]!.replace("4,", '"4,');
    const {report, plan, orders} = await load(db, [taobaoTrimmed.join(","), ...rows, "共5条记录"].join("\n"));
    expect(report).toMatchObject({path: "careful", rowsRead: 6, rowsLoaded: 2, rowsRejected: 4});
    expect(orders.map(({order_id}) => order_id)).toEqual(["1", "5"]);
    expect((await findRejects(plan, report)).map(({line, reason}) => [line, reason])).toEqual([
      [3, "wrong_column_count"],
      [4, "wrong_column_count"],
      [5, "unclosed_quote"],
      [7, "blank_row"]
    ]);
  });

  test("a row that is too wide, its remark over two lines, takes no row below down with it", async () => {
    const [address, refund] = taobaoTrimmed.flatMap((name, at) => (/收货地址|退款金额/.test(name) ? [at] : []));
    const withRemark = (cells: string[], place: string, remark: string) => {
      const others = cells.filter((_, at) => at !== address && at !== refund);
      return [...others, place, cells[refund!]!, remark];
    };
    const content = csv([
      withRemark(taobaoTrimmed, "收货地址 ", "买家留言"),
      withRemark(line("1"), "a, b", "无"),
      ["", ...withRemark(line("2"), "a, b", "门口\n二楼")],
      withRemark(line("3"), "a, b", '说"好", 就来'),
      withRemark(line("4"), "a, b", "无")
    ]);
    const {report, plan, orders} = await load(db, content);
    expect(report).toMatchObject({path: "careful", rowsRead: 4, rowsLoaded: 3, rowsRejected: 1});
    expect(orders.map(({order_id}) => order_id)).toEqual(["1", "3", "4"]);
    expect((await findRejects(plan, report)).map(({line, reason}) => [line, reason])).toEqual([
      [3, "wrong_column_count"]
    ]);
  });

  test("a quote left open before the end of the file loses no row in silence", async () => {
    const rows = Array.from({length: 50}, (_, index) => line(`${index}`).join(","));
    rows[40] = rows[40]!.replace(",", ',"');
    const {report} = await load(db, [taobaoTrimmed.join(","), ...rows].join("\n"));
    expect(report).toMatchObject({rowsRead: 50, rowsLoaded: 49, rowsRejected: 1});
    expect(report.rejectedByReason).toEqual([{reason: "unclosed_quote", rows: 1}]);
  });

  test("cells beyond the header do no harm while they are empty; lines may end now this way, now that", async () => {
    const content =
      [taobaoTrimmed.join(","), `${line("1").join(",")},,`, line("2").join(",")].join("\r\n") +
      "\n" +
      line("3").join(",");
    expect((await load(db, content)).report).toMatchObject({rowsRead: 3, rowsLoaded: 3});
  });

  test("of two states of one order in a file the later in its life stays, wherever it stands", async () => {
    const paid = line("1");
    const refunded = line("1", {买家实际支付金额: "0", 退款金额: "10.00"});
    for (const rows of [
      [paid, refunded],
      [refunded, paid]
    ]) {
      const {report, orders} = await load(db, trimmed(...rows));
      expect(report.rejectedByReason).toEqual([{reason: "duplicate_order", rows: 1}]);
      expect(orders.map(({status}) => status)).toEqual(["refunded_full"]);
    }
  });

  test("as a spreadsheet they hold no formula", () => {
    const rows = ['=HYPERLINK("x")', "+1", "-1", "@a", "\t=1", " =1", "harmless", "a;=1;2"].map((text, index) => ({
      row: index,
      line: index,
      reason: "bad_date",
      text
    }));
    const cells = rejectsAsCsv(rows).trimEnd().split("\r\n").slice(1);
    expect(cells.map((cell) => cell.split(",").slice(3).join(","))).toEqual([
      `"'=HYPERLINK(""x"")"`,
      `"'+1"`,
      `"'-1"`,
      `"'@a"`,
      `"'\t'=1"`,
      `"' =1"`,
      `"harmless"`,
      `"a;'=1;2"`
    ]);
  });
});

test("rows of a Shopify order of which no row tells the time are rejected together", async () => {
  const content = csv([
    ["Name", "Created at", "Total", "Financial Status", "Lineitem name", "Lineitem quantity", "Lineitem price"],
    ["#1", "", "", "", "Cup", "1", "2.00"],
    ["#1", "", "", "", "Saucer", "1", "1.00"],
    ["#2", "2024-01-01 10:00:00 +0000", "5.00", "paid", "Cup", "1", "5.00"]
  ]);
  const {report} = await load(db, content);
  expect(report).toMatchObject({rowsRead: 3, rowsLoaded: 1, rowsRejected: 2, orders: 1, lines: 1});
});

test("a preview shows the first rows before and after, as an import would read them", async () => {
  const plan = await planOf(trimmed(line('="1"'), line("2", {订单创建时间: "never", 订单付款时间: ""})));
  const {before, after} = await previewPlan(db, plan);
  expect(before.map((cells) => cells[0])).toEqual(["1", "2"]);
  expect(after[0]).toMatchObject({order_id: "1", paid_amount: 10, reject_reason: null});
  expect(after[1]).toMatchObject({reject_reason: "bad_date"});
});

test("an import that is stopped leaves nothing behind", async () => {
  const plan = await planOf(gb18030(trimmed(...Array.from({length: 2000}, (_, index) => line(`${index}`)))));
  const stop = new AbortController();
  const phases: string[] = [];
  const onProgress = ({phase}: {phase: string}) => {
    phases.push(phase);
    if (phase === "checking") stop.abort();
  };
  await expect(loadSource(db, plan, {signal: stop.signal, onProgress})).rejects.toThrow();
  expect(phases).toContain("loading");
  const left = await db.query(`select table_name from duckdb_tables() where contains(table_name, '${plan.source.id}')`);
  expect(left.numRows).toBe(0);
});

test("a file of a header alone, and a mapping without a time, are refused with a reason", async () => {
  const empty = await loadSource(db, await planOf(trimmed())).catch((reason: unknown) => reason);
  AppError.assert(empty, {code: "ingest.no_rows"});
  const timeless = await loadSource(db, await planOf("name,amount\nann,1\nbob,2\n")).catch((reason: unknown) => reason);
  AppError.assert(timeless, {code: "ingest.no_time"});
});
