import {beforeEach, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import type {ImportPlan, Mapping} from "../../src/ingest/plan";
import {MappingMemory} from "../../src/persist/mappings";
import {memoryStore} from "../../src/persist/browser/store";
import {DataSession} from "../../src/session/data.svelte";
import {utf16} from "../ingest/given";
import {openTestDatabase} from "../support/database";

let db: Database;
let data: DataSession;
beforeEach(async () => {
  db = await openTestDatabase();
  data = new DataSession(db, new MappingMemory<Mapping>(memoryStore()));
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
const waiting = (): ImportPlan => data.waiting[0]!;
const states = async () =>
  toRows(
    await db.query(
      "select status, count(*) as orders, sum(paid_amount) as paid from orders group by status order by status"
    )
  );

test("an answer with words and readings of its own is remembered, and forgotten", async () => {
  await data.add([file("odd.csv", odd())]);
  expect(waiting().mapping).toMatchObject({hasDecimalComma: true, meanings: {delivered: "completed"}});
  const plan = await data.reread(waiting(), {delimiter: ";", headerRow: 1});
  await data.confirm({...plan, mapping: {...plan.mapping!, meanings: {...plan.mapping!.meanings, kaput: "cancelled"}}});
  await data.add([file("next.csv", odd(11))]);
  expect(data.waiting).toEqual([]);
  expect(await states()).toEqual([
    {status: "cancelled", orders: 2, paid: 0},
    {status: "completed", orders: 4, paid: 80}
  ]);
  const {plan: loaded} = data.files[1]!;
  expect(data.isRemembered(loaded)).toBe(true);
  await data.forget(loaded);
  expect(data.isRemembered(loaded)).toBe(false);
  expect(waiting()).toMatchObject({isConfirmed: false, mapping: {meanings: {kaput: "pending_review"}}});
});

test("a file that does not look like orders is no question, but can be made one", async () => {
  await data.add([file("goods.csv", "product_id,department,package_size\n1,GROCERY,22 LB\n2,MISC,1 LB\n")]);
  expect(data.waiting).toEqual([]);
  expect(data.failures.map(({error}) => error.code)).toEqual(["ingest.not_orders.no_time"]);
  data.mapAnyway(data.failures[0]!);
  expect(data.failures).toEqual([]);
  expect(waiting().source.name).toBe("goods.csv");
});

test("a known export is read by its columns where a person wants it, and as that export again", async () => {
  const text =
    "订单编号,总金额,买家实际支付金额,订单创建时间,订单付款时间\n7,50.00,50.00,2026-01-05 10:00:00,2026-01-05 10:00:10\n";
  await data.add([file("taobao.csv", text)]);
  const platform = async () => toRows(await db.query("select platform from orders")).map((row) => row["platform"]);
  expect(await platform()).toEqual(["taobao"]);
  await data.reconsider(data.files[0]!);
  expect(waiting().mapping).toMatchObject({insteadOf: "taobao_orders", columns: {order_id: "订单编号"}});
  await data.confirm(waiting());
  expect(await platform()).toEqual(["other"]);
  await data.forget(data.files[0]!.plan);
  expect(await platform()).toEqual(["taobao"]);
});

test("a wrong encoding is mended, and the columns follow", async () => {
  const utf16 = new Uint8Array([
    ...new TextEncoder().encode("日期,会员号,金额\n2026-01-01,m1,5.00\n2026-01-02,m2,6.00\n")
  ]);
  await data.add([new File([utf16], "own.csv")]);
  const wrong = await data.reread(waiting(), {encoding: "gb18030"});
  expect(wrong.header).not.toEqual(waiting().header);
  const right = await data.reread(wrong, {encoding: "utf-8"});
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
  await data.add([file("grouped.csv", grouped())]);
  const before = await data.preview(waiting());
  expect(before.estimate).toMatchObject({orders: 6, paid: 80});
  const plan = await data.reread(waiting(), {headerRow: 1, headerRows: 2, footerRows: 2});
  expect(plan.header).toEqual(["Order No", "Date", "Total", "Refund", "Customer ID"]);
  expect(plan.dialect).toMatchObject({headerRow: 2, headerRows: 2, footerRows: 2});
  expect(plan.mapping).toMatchObject({columns: {order_id: "Order No", amount: "Total", refund_amount: "Refund"}});
  const {estimate, ending, before: rows} = await data.preview(plan);
  expect(estimate).toMatchObject({orders: 4, paid: 40, refunded: 10, rejected: [{reason: "footer_row", rows: 2}]});
  expect(rows.map(([id]) => id)).toEqual(["2", "3", "4", "5"]);
  expect(ending.map(([id]) => id)).toEqual(["3", "4", "5", "Sum of January", "made by the till"]);
  await data.confirm(plan);
  expect(data.files[0]!.report).toMatchObject({
    ...{rowsRead: 6, rowsLoaded: 4, rowsRejected: 2, orders: 4},
    rejectedByReason: [{reason: "footer_row", rows: 2}]
  });
  expect((await data.rejects(data.files[0]!)).map(({line}) => line)).toEqual([8, 9]);
  await data.add([file("february.csv", grouped(10))]);
  expect(data.waiting).toEqual([]);
  expect(data.files[1]!.report).toMatchObject({rowsRead: 6, rowsLoaded: 4});
  expect(data.files[1]!.plan.header).toEqual(plan.header);
});

test("the end of a long file is shown as it stands, in whatever encoding, and its footer is left out", async () => {
  const orders = Array.from({length: 9000}, (_, index) => `B-${index},客户${index % 7},2026-01-02 10:00:00,5.00`);
  const text = ["单号,客户,日期,金额", ...orders, "本表由收银台导出,收银台,2026-01-31 00:00:00,45000.00", ""].join(
    "\n"
  );
  await data.add([new File([utf16(text, false, true) as BlobPart], "long.csv")]);
  const plan = await data.reread(waiting(), {footerRows: 1});
  const {ending} = await data.preview(plan);
  expect(ending).toEqual([
    ...orders.slice(-3).map((line) => line.split(",")),
    ["本表由收银台导出", "收银台", "2026-01-31 00:00:00", "45000.00"]
  ]);
  await data.confirm(plan);
  expect(data.files[0]!.report).toMatchObject({rowsLoaded: 9000, rowsRejected: 1, orders: 9000});
});
