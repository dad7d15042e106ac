import {beforeEach, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import type {ImportPlan, Mapping} from "../../src/ingest/plan";
import {MappingMemory} from "../../src/persist/mappings";
import {memoryStore} from "../../src/persist/store";
import {DataSession} from "../../src/session/data.svelte";
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
