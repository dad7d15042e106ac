import {beforeEach, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import type {ImportPlan} from "../../src/ingest/plan";
import type {Shop} from "../../src/shop/shop";
import {utf16} from "../ingest/given";
import {openTestDatabase} from "../support/database";
import {makeShop} from "../support/shop";

let db: Database;
let shop: Shop;
beforeEach(async () => {
  db = await openTestDatabase();
  shop = makeShop(db);
});

const odd = (first = 1) =>
  [
    "export of the till;;;",
    "Nr;Customer ID;Date;Total;Status",
    ...["10,00;delivered", "20,00;kaput", "30,00;delivered"].map(
      (rest, index) => `${first + index};k${1 + (index % 2)};2026-01-0${1 + index};${rest}`
    )
  ].join("\n");
const file = (name: string, text: string) => new File([text], name);
const waiting = (): ImportPlan => shop.state.waiting[0]!;
const states = async () =>
  toRows(
    await db.query(
      "select status, count(*) as orders, sum(paid_amount) as paid from orders group by status order by status"
    )
  );

test("an answer with words and readings of its own is remembered, and forgotten", async () => {
  await shop.add([file("odd.csv", odd())]);
  expect(waiting().mapping).toMatchObject({hasDecimalComma: true, meanings: {delivered: "completed"}});
  const plan = await shop.reparse(waiting(), {delimiter: ";", headerRow: 1});
  await shop.confirm({...plan, mapping: {...plan.mapping!, meanings: {...plan.mapping!.meanings, kaput: "cancelled"}}});
  await shop.add([file("next.csv", odd(11))]);
  expect(shop.state.waiting).toEqual([]);
  expect(await states()).toEqual([
    {status: "cancelled", orders: 2, paid: 0},
    {status: "completed", orders: 4, paid: 80}
  ]);
  const {plan: loaded} = shop.files[1]!;
  expect(shop.isRemembered(loaded)).toBe(true);
  await shop.forget(loaded);
  expect(shop.isRemembered(loaded)).toBe(false);
  expect(waiting()).toMatchObject({isConfirmed: false, mapping: {meanings: {kaput: "pending_review"}}});
});

test("a file that does not look like orders is no question, but can be made one", async () => {
  await shop.add([file("goods.csv", "product_id,department,package_size\n1,GROCERY,22 LB\n2,MISC,1 LB\n")]);
  expect(shop.state.waiting).toEqual([]);
  expect(shop.state.failures.map(({error}) => error.code)).toEqual(["ingest.not_orders.no_time"]);
  shop.mapAnyway(shop.state.failures[0]!);
  expect(shop.state.failures).toEqual([]);
  expect(waiting().source.name).toBe("goods.csv");
});

test("a known export is read by its columns where a person wants it, and as that export again", async () => {
  const text =
    "订单编号,总金额,买家实际支付金额,订单创建时间,订单付款时间\n7,50.00,50.00,2026-01-05 10:00:00,2026-01-05 10:00:10\n";
  await shop.add([file("taobao.csv", text)]);
  const platform = async () => toRows(await db.query("select platform from orders")).map((row) => row["platform"]);
  expect(await platform()).toEqual(["taobao"]);
  await shop.reconsider(shop.files[0]!);
  expect(waiting().mapping).toMatchObject({insteadOf: "taobao_orders", columns: {order_id: "订单编号"}});
  await shop.confirm(waiting());
  expect(await platform()).toEqual(["other"]);
  await shop.forget(shop.files[0]!.plan);
  expect(await platform()).toEqual(["taobao"]);
});

test("a wrong encoding is mended, and the columns follow", async () => {
  const utf16 = new Uint8Array([
    ...new TextEncoder().encode("日期,会员号,金额\n2026-01-01,m1,5.00\n2026-01-02,m2,6.00\n")
  ]);
  await shop.add([new File([utf16], "own.csv")]);
  const wrong = await shop.reparse(waiting(), {encoding: "gb18030"});
  expect(wrong.header).not.toEqual(waiting().header);
  const right = await shop.reparse(wrong, {encoding: "utf-8"});
  expect(right).toMatchObject({header: ["日期", "会员号", "金额"], mapping: {columns: {amount: "金额"}}});
});

/** A title, a header of two rows whose upper one groups columns, four orders, and a footer that looks like an order. */
const grouped = (first = 1) =>
  [
    "Till of the East;;;;",
    ";;Money;;Buyer",
    "Order No;Date;Total;Refund;Customer ID",
    ...[1, 2, 3, 4].map((day) => `${first + day};2026-01-0${day};10,00;${day === 4 ? "10,00" : "0,00"};k${day % 2}`),
    "Sum of January;2026-01-31;40,00;10,00;all",
    "made by the till;2026-02-01;0,00;0,00;till"
  ].join("\n");

test("a header of two rows and a footer are corrected, the preview follows, and both are kept for files like it", async () => {
  await shop.add([file("grouped.csv", grouped())]);
  const before = await shop.preview(waiting());
  expect(before.estimate).toMatchObject({orders: 6, sums: [{paid: 80}]});
  const plan = await shop.reparse(waiting(), {headerRow: 1, headerRows: 2, footerRows: 2});
  expect(plan.header).toEqual(["Order No", "Date", "Total", "Refund", "Customer ID"]);
  expect(plan.dialect).toMatchObject({headerRow: 2, headerRows: 2, footerRows: 2});
  expect(plan.mapping).toMatchObject({columns: {order_id: "Order No", amount: "Total", refund_amount: "Refund"}});
  const {estimate, ending, before: rows} = await shop.preview(plan);
  expect(estimate).toMatchObject({
    orders: 4,
    sums: [{paid: 40, refunded: 10}],
    rejected: [{reason: "footer_row", rows: 2}]
  });
  expect(rows.map(([id]) => id)).toEqual(["2", "3", "4", "5"]);
  expect(ending.map(([id]) => id)).toEqual(["3", "4", "5", "Sum of January", "made by the till"]);
  await shop.confirm(plan);
  expect(shop.files[0]!.report).toMatchObject({
    ...{rowsRead: 6, rowsLoaded: 4, rowsRejected: 2, orders: 4},
    rejectedByReason: [{reason: "footer_row", rows: 2}]
  });
  expect((await shop.rejects(shop.files[0]!)).map(({line}) => line)).toEqual([8, 9]);
  await shop.add([file("february.csv", grouped(10))]);
  expect(shop.state.waiting).toEqual([]);
  expect(shop.files[1]!.report).toMatchObject({rowsRead: 6, rowsLoaded: 4});
  expect(shop.files[1]!.plan.header).toEqual(plan.header);
});

test("the end of a long file is shown as it stands, in whatever encoding, and its footer is left out", async () => {
  const orders = Array.from({length: 9000}, (_, index) => `B-${index},客户${index % 7},2026-01-02 10:00:00,5.00`);
  const text = ["单号,客户,日期,金额", ...orders, "本表由收银台导出,收银台,2026-01-31 00:00:00,45000.00", ""].join(
    "\n"
  );
  await shop.add([new File([utf16(text, false, true) as BlobPart], "long.csv")]);
  const plan = await shop.reparse(waiting(), {footerRows: 1});
  const {ending} = await shop.preview(plan);
  expect(ending).toEqual([
    ...orders.slice(-3).map((line) => line.split(",")),
    ["本表由收银台导出", "收银台", "2026-01-31 00:00:00", "45000.00"]
  ]);
  await shop.confirm(plan);
  expect(shop.files[0]!.report).toMatchObject({rowsLoaded: 9000, rowsRejected: 1, orders: 9000});
});

test("one answer serves files that write the same header in other letters", async () => {
  const rows = (first: number) => [0, 1].map((at) => `B${first + at},k${at},2026-01-0${first + at},10.00`);
  const text = (header: string, first: number) => [header, ...rows(first)].join("\n");
  await shop.add([
    file("a.csv", text("Order,Customer,Order date,Total", 1)),
    file("b.csv", text("ORDER,CUSTOMER,ORDER DATE,TOTAL", 3)),
    file("c.csv", text("Order ,customer, Order  date,Total", 5))
  ]);
  await shop.confirm(waiting());
  expect(shop.state.waiting).toEqual([]);
  expect(shop.state.failures).toEqual([]);
  expect(shop.state.summary).toMatchObject({valid_orders: 6, customers: 2, net_sales: 60});
});
