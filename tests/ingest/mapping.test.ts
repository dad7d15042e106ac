import {beforeAll, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {headerSignature, normalizeHeader, uniqueHeader} from "../../src/ingest/header";
import {loadSource} from "../../src/ingest/load";
import {missingRoles, proposeMapping} from "../../src/ingest/mapping";
import type {Mapping} from "../../src/ingest/plan";
import {openSource} from "../../src/ingest/background/open";
import {sniff} from "../../src/ingest/sniff";
import {openTestDatabase} from "../support/database";
import {csv, file, load, planOf} from "./given";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

const columnsOf = async (content: string) => {
  const {mapping} = await planOf(content);
  return Object.fromEntries(Object.entries(mapping!.columns).filter(([, column]) => column !== null));
};

test("purchases divided by blanks, with customer, day, pieces and money, are read without a question left open", async () => {
  const content = ` customer_id  date number_of_cds  dollar_value\r\n${[
    "00001 19970101  1   11.77",
    "00002 19970112  1   12.00",
    "00002 19970112  5   77.00",
    "00003 19970102  2   20.76"
  ]
    .map((line) => ` ${line}\r\n`)
    .join("")}`;
  expect(await columnsOf(content)).toEqual({
    customer_key: "customer_id",
    ordered_at: "date",
    quantity: "number_of_cds",
    amount: "dollar_value"
  });
  const {report, orders} = await load(db, content);
  expect(report).toMatchObject({
    orders: 4,
    money: {paid: 121.53, net: 121.53},
    firstDay: "1997-01-01",
    lastDay: "1997-01-12"
  });
  expect(report.identity).toEqual([{quality: "strong", orders: 4, customers: 3}]);
  expect(new Set(orders.map(({order_id}) => order_id)).size).toBe(4);
});

test("without a header the contents decide, and columns are numbered", async () => {
  const lines = Array.from({length: 60}, (_, index) => {
    const day = String(1 + (index % 28)).padStart(2, "0");
    return ` ${String(Math.floor(index / 3)).padStart(5, "0")} 199701${day}  ${1 + (index % 4)}   ${(11.77 + index).toFixed(2)}`;
  });
  expect(await columnsOf(lines.join("\n"))).toEqual({
    customer_key: "column_1",
    ordered_at: "column_2",
    quantity: "column_3",
    amount: "column_4"
  });
});

test.each([
  [
    "订单号,会员名,下单时间,实付金额,订单状态",
    {order_id: "订单号", customer_key: "会员名", ordered_at: "下单时间", amount: "实付金额", status: "订单状态"}
  ],
  [
    "Order ID,Email,Order Date,Total,Status",
    {order_id: "Order ID", customer_key: "Email", ordered_at: "Order Date", amount: "Total", status: "Status"}
  ]
])("%s is understood by name", async (header, expected) => {
  expect(
    await columnsOf(
      `${header}\n1,a@example.com,2024-01-01 10:00,5.00,已完成\n2,b@example.com,2024-01-02 10:00,6.00,已完成\n`
    )
  ).toEqual(expected);
});

test("one row per line with quantity and unit price adds up to orders; pieces given back are refunds", async () => {
  const content = csv([
    ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"],
    ["536365", "A", "Lantern", "6", "2010-12-01 08:26:00", "2.55", "17850"],
    ["536365", "B", "Holder", "2", "2010-12-01 08:26:00", "3.00", "17850"],
    ["536366", "A", "Lantern", "10", "2010-12-02 08:00:00", "1.00", "17850"],
    ["536366", "A", "Lantern", "-4", "2010-12-02 08:00:00", "1.00", "17850"],
    ["C536367", "B", "Holder", "-1", "2010-12-03 08:00:00", "3.00", "13047"]
  ]);
  const {plan, report, orders} = await load(db, content);
  expect(plan.mapping).toMatchObject({grain: "line", amountFrom: "quantity_times_price"});
  expect(report).toMatchObject({rowsRead: 5, rowsLoaded: 5, lines: 5, orders: 3});
  expect(
    orders.map(({order_id, paid_amount, refund_amount, net_amount, status}) => [
      order_id,
      paid_amount,
      refund_amount,
      net_amount,
      status
    ])
  ).toEqual([
    ["536365", 21.3, 0, 21.3, "paid"],
    ["536366", 10, 4, 6, "refunded_part"],
    ["C536367", 0, 3, -3, "refunded_full"]
  ]);
});

test("times that could be read two ways say so; those that cannot, get their form", async () => {
  const dated = (...days: string[]) =>
    ["date,customer,total", ...days.map((day, index) => `${day},c${index % 2},5.00`)].join("\n");
  const note = async (content: string) => {
    const {mapping, evidence} = await planOf(content);
    return [mapping!.timeFormat, evidence.find(({role}) => role === "ordered_at")?.note];
  };
  expect(await note(dated("01/02/2024", "03/04/2024"))).toEqual(["%m/%d/%Y", "day_month_ambiguous"]);
  expect(await note(dated("01/02/2024", "25/04/2024"))).toEqual(["%d/%m/%Y", "format_found"]);
  expect(await note(dated("01/02/2024", "04/25/2024"))).toEqual(["%m/%d/%Y", "format_found"]);
  expect(await note(dated("2024-01-02", "2024-04-25"))).toEqual([null, undefined]);
  const {report} = await load(db, dated("01/02/2024", "25/04/2024"));
  expect([report.firstDay, report.lastDay]).toEqual(["2024-02-01", "2024-04-25"]);
});

test("an answer is remembered for its header, however that is spaced or cased", async () => {
  const sniffed = sniff(await openSource(file("when,who,what\n2024-01-01,ann,5.00\n2024-01-02,bob,6.00\n")));
  const proposal = proposeMapping(sniffed);
  expect(proposal.isConfirmed).toBe(false);
  const again = proposeMapping(sniffed, proposal.mapping);
  expect(again.isConfirmed).toBe(true);
  expect(again.evidence.find(({role}) => role === "ordered_at")?.reason).toBe("remembered");
  expect(headerSignature(["When ", "WHO", "what"])).toBe(headerSignature(["when", "who", "what"]));
  expect(headerSignature(["a", "b"])).not.toBe(headerSignature(["b", "a"]));
});

test("an answer of an older version still reads, without what it was not asked", async () => {
  const sniffed = sniff(await openSource(file("when,who,what\n2024-01-01,ann,5.00\n2024-01-02,bob,6.00\n")));
  const columns = {ordered_at: "when", customer_key: "who", amount: "what"};
  const old = {columns, grain: "order", amountFrom: "column", timeFormat: null} as unknown as Mapping;
  const plan = proposeMapping(sniffed, old);
  expect(plan).toMatchObject({isConfirmed: true, mapping: {columns: {...columns, clock: null, row_type: null}}});
  expect(await loadSource(db, plan)).toMatchObject({orders: 2, money: {paid: 11}, currency: null});
});

test("a meaning that is no state of ours never reaches a query", async () => {
  const content = "order id,customer id,date,total,order status\n1,a,2024-01-01,5.00,odd\n2,b,2024-01-02,6.00,odd\n";
  const meanings = {odd: "paid' or 1 = 1 --"} as unknown as Mapping["meanings"];
  const {orders} = await load(db, content, {mapping: {meanings}});
  expect(orders.map(({status}) => status)).toEqual(["pending_review", "pending_review"]);
});

test("a known platform asks nothing", async () => {
  expect(await planOf("订单编号,总金额,订单创建时间\n1,5,2024-01-01\n")).toMatchObject({
    platform: "taobao_orders",
    mapping: null,
    isConfirmed: true
  });
});

test("what a mapping still lacks is named", async () => {
  const {mapping} = await planOf("a,b\nx,y\nz,w\n");
  expect(missingRoles(mapping!)).toEqual(["ordered_at", "amount"]);
});

test.each([
  [";", "date;customer;total\n2024-01-01;ann;5.00\n"],
  ["\t", "date\tcustomer\ttotal\n2024-01-01\tann\t5.00\n"],
  ["|", "date|customer|total\n2024-01-01|ann|5.00\n"],
  [",", "date,customer,total\n2024-01-01 10:00:00,ann b,5.00\n"]
])("cells divided by '%s' are told apart", async (delimiter, content) => {
  expect((await planOf(content)).dialect).toMatchObject({delimiter, headerRow: 0});
  expect((await load(db, content)).report).toMatchObject({rowsLoaded: 1, money: {paid: 5}});
});

test("lines above the header are no header", async () => {
  const content =
    "店铺订单导出\n导出时间：2024-01-02\n\n订单编号,总金额,订单创建时间,订单付款时间\n1,5,2024-01-01,2024-01-01\n";
  const {plan, report} = await load(db, content);
  expect(plan.dialect.headerRow).toBe(3);
  expect(report).toMatchObject({platform: "taobao_orders", rowsRead: 1, rowsLoaded: 1});
});

test("header cells are compared without guards, blanks and width, and made unique", () => {
  expect(["收货地址 ", "\uFEFF订单编号", '="Order ID"', "ＳＫＵ"].map(normalizeHeader)).toEqual([
    "收货地址",
    "订单编号",
    "order id",
    "sku"
  ]);
  expect(uniqueHeader(["分销员", "a", "分销员", ""])).toEqual(["分销员", "a", "分销员_2", "column_4"]);
});

test("headers and states as Taiwan and Hong Kong write them are known, and their money is not taken for yuan", async () => {
  const {plan, orders, report} = await load(
    db,
    csv([
      ["訂單編號", "會員編號", "下單時間", "訂單金額", "訂單狀態", "收貨人電話", "備註"],
      ["A1", "m1", "2026-01-05 10:00:00", "100", "已出貨", "0912345678", ""],
      ["A2", "m2", "2026-01-06 10:00:00", "250", "已取消", "0912345679", "請放管理室"]
    ])
  );
  expect(plan.mapping).toMatchObject({
    columns: {
      order_id: "訂單編號",
      customer_key: "會員編號",
      ordered_at: "下單時間",
      amount: "訂單金額",
      status: "訂單狀態"
    },
    meanings: {已出貨: "shipped", 已取消: "cancelled"},
    currency: null
  });
  expect(orders.map(({status, paid_amount: paid}) => [status, paid])).toEqual([
    ["shipped", 100],
    ["cancelled", 0]
  ]);
  expect(report.currency).toBeNull();
});
