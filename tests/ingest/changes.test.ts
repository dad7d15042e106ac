import {beforeEach, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {countChanges} from "../../src/ingest/changes";
import {rebuildStaging} from "../../src/ingest/combine";
import {openTestDatabase} from "../support/database";
import {csv, load} from "./given";
import {row, taobaoItems10, taobaoOrders46} from "./layouts";

let db: Database;
beforeEach(async () => {
  db = await openTestDatabase();
});

const order = (id: string, more: Record<string, string> = {}) => ({
  订单编号: id,
  订单状态: "卖家已发货，等待买家确认",
  总金额: "100",
  买家实际支付金额: "100",
  订单创建时间: "2024-01-01 10:00:00",
  订单付款时间: "2024-01-01 10:00:05",
  ...more
});
const done = {订单状态: "交易成功"};
const loaded = async (name: string, ...cells: Record<string, string>[]) => {
  const rows = cells.map((each) => row(taobaoOrders46, each));
  return (await load(db, csv([taobaoOrders46, ...rows]), {name})).plan.source.id;
};
const changes = (own: string, known: readonly string[], all: readonly string[], shops = new Map<string, string>()) =>
  countChanges(db, own, new Set(known), {sourceIds: all, shops});

test("the first file is all new", async () => {
  const id = await loaded("1.csv", order("1"), order("2"));
  expect(await changes(id, [], [id])).toEqual({new: 2, changed: 0, unchanged: 0});
});

test("a new order, a state, an amount and a time that changed, and one that did not", async () => {
  const first = await loaded("1.csv", order("1"), order("2"), order("3"), order("4"), order("5"));
  const second = await loaded(
    "2.csv",
    order("1", done),
    order("2", {买家实际支付金额: "90", 退款金额: "10"}),
    order("3", {订单付款时间: "2024-01-01 10:00:06"}),
    order("4", {订单备注: "请放门口"}),
    order("6")
  );
  expect(await changes(second, [first], [first, second])).toEqual({new: 1, changed: 3, unchanged: 1});
});

test("an older state that comes later changes nothing, in either order of the files", async () => {
  const late = await loaded("late.csv", order("1", done), order("2", done));
  const early = await loaded("early.csv", order("1"), order("2"), order("3"));
  for (const all of [
    [late, early],
    [early, late]
  ])
    expect(await changes(early, [late], all)).toEqual({new: 1, changed: 0, unchanged: 2});
  expect(await changes(late, [early], [early, late])).toEqual({new: 0, changed: 2, unchanged: 0});
});

test("before it is what all files before it came to, not the last of them", async () => {
  const paid = await loaded("1.csv", order("1", {订单状态: "买家已付款，等待卖家发货"}));
  const complete = await loaded("2.csv", order("1", done));
  const sent = await loaded("3.csv", order("1"));
  const all = [paid, complete, sent];
  expect(await changes(complete, [paid], all)).toEqual({new: 0, changed: 1, unchanged: 0});
  expect(await changes(sent, [paid, complete], all)).toEqual({new: 0, changed: 0, unchanged: 1});
});

test("the same numbers in another shop are other orders; named after the only shop they are the same", async () => {
  const named = await loaded("1.csv", order("1", {店铺名称: "甲店"}), order("2", {店铺名称: "甲店"}));
  const nameless = await loaded("2.csv", order("1"), order("2", done));
  const all = [named, nameless];
  expect(await changes(nameless, [named], all)).toEqual({new: 0, changed: 1, unchanged: 1});
  const shops = new Map([[nameless, "乙店"]]);
  expect(await changes(nameless, [named], all, shops)).toEqual({new: 2, changed: 0, unchanged: 0});
  await rebuildStaging(db, all, shops);
  const found = await db.query("select shop, count(*) as orders from stg_orders group by shop order by shop");
  expect(toRows(found)).toEqual([
    {shop: "乙店", orders: 2},
    {shop: "甲店", orders: 2}
  ]);
});

test("a shop that a person named names the files of its platform that say none", async () => {
  const first = await loaded("1.csv", order("1"));
  const second = await loaded("2.csv", order("2"));
  await rebuildStaging(db, [first, second], new Map([[first, "甲店"]]));
  const found = await db.query("select shop, order_id from stg_orders order by order_id");
  expect(toRows(found)).toEqual([
    {shop: "甲店", order_id: "1"},
    {shop: "甲店", order_id: "2"}
  ]);
});

test("a name with a quote in it is a name", async () => {
  const id = await loaded("1.csv", order("1"));
  await rebuildStaging(db, [id], new Map([[id, "O'Hara's"]]));
  expect(toRows(await db.query("select shop from stg_orders"))).toEqual([{shop: "O'Hara's"}]);
});

test("an item report changes no order", async () => {
  const orders = await loaded("1.csv", order("1"));
  const cells = row(taobaoItems10, {订单编号: "1", 标题: "围巾", 价格: "5", 购买数量: "1"});
  const items = (await load(db, csv([taobaoItems10, cells]))).plan.source.id;
  expect(await changes(items, [orders], [orders, items])).toBeNull();
});
