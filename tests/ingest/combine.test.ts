import {beforeEach, describe, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {lineColumns, orderColumns} from "../../src/ingest/canonical";
import {rebuildStaging, removeSource} from "../../src/ingest/combine";
import {diagnoseStaging} from "../../src/ingest/diagnostics";
import {openTestDatabase} from "../support/database";
import {csv, load} from "./given";
import {row, taobaoItems10, taobaoOrders46} from "./layouts";

let db: Database;
beforeEach(async () => {
  db = await openTestDatabase();
});

const rows = async (sql: string) => toRows(await db.query(sql));
const orders = (...cells: Record<string, string>[]) =>
  csv([taobaoOrders46, ...cells.map((each) => row(taobaoOrders46, each))]);
const order = (id: string, status: string, more: Record<string, string> = {}) => ({
  订单编号: id,
  订单状态: status,
  总金额: "100",
  买家实际支付金额: "100",
  订单创建时间: "2024-01-01 10:00:00",
  订单付款时间: "2024-01-01 10:00:05",
  店铺名称: "甲店",
  ...more
});

test("with no file there are no orders and no lines, and every column all the same", async () => {
  await rebuildStaging(db, []);
  for (const [relation, columns] of [
    ["stg_orders", orderColumns],
    ["stg_lines", lineColumns]
  ] as const) {
    const described = await rows(`describe ${relation}`);
    expect(described.map(({column_name}) => column_name)).toEqual(columns.map(({name}) => name));
    expect(described.map(({column_type}) => String(column_type).toLowerCase())).toEqual(columns.map(({type}) => type));
    expect(await rows(`select * from ${relation}`)).toEqual([]);
  }
});

test("one file is read as it is, with the columns and types that were promised", async () => {
  const {plan} = await load(db, orders(order("1", "交易成功")));
  await rebuildStaging(db, [plan.source.id]);
  const described = await rows("describe stg_orders");
  expect(described.map(({column_name}) => column_name)).toEqual(orderColumns.map(({name}) => name));
  expect(described.map(({column_type}) => String(column_type).toLowerCase())).toEqual(
    orderColumns.map(({type}) => type)
  );
  expect(await rows("select order_id, source_id from stg_orders")).toEqual([
    {order_id: "1", source_id: plan.source.id}
  ]);
});

test("of files that overlap the later state of an order wins, whichever was dropped first", async () => {
  const early = orders(
    order("1", "买家已付款，等待卖家发货"),
    order("2", "交易成功"),
    order("3", "等待买家付款", {订单付款时间: "", 买家实际支付金额: "0"})
  );
  const late = orders(
    order("1", "交易成功"),
    order("2", "交易成功", {退款金额: "100", 买家实际支付金额: "0"}),
    order("4", "交易成功")
  );
  const ids = [(await load(db, early)).plan.source.id, (await load(db, late)).plan.source.id];
  for (const sequence of [ids, ids.toReversed()]) {
    await rebuildStaging(db, sequence);
    expect(await rows("select order_id, status from stg_orders order by order_id")).toEqual([
      {order_id: "1", status: "completed"},
      {order_id: "2", status: "refunded_full"},
      {order_id: "3", status: "unpaid"},
      {order_id: "4", status: "completed"}
    ]);
  }
});

test("a file taken out gives back what it had replaced", async () => {
  const early = await load(db, orders(order("1", "买家已付款，等待卖家发货")));
  const late = await load(db, orders(order("1", "交易成功")));
  await rebuildStaging(db, [early.plan.source.id, late.plan.source.id]);
  await removeSource(db, late.plan.source.id);
  await rebuildStaging(db, [early.plan.source.id]);
  expect(await rows("select status from stg_orders")).toEqual([{status: "paid"}]);
});

test("the same file dropped twice counts once", async () => {
  const content = orders(order("1", "交易成功"), order("2", "交易成功"));
  const first = await load(db, content);
  const second = await load(db, content);
  expect(first.plan.source.id).toBe(second.plan.source.id);
  await rebuildStaging(db, [first.plan.source.id]);
  expect(await rows("select count(*) as orders from stg_orders")).toEqual([{orders: 2}]);
});

test("a file that names no shop joins the only one that is named; with two named it stays apart", async () => {
  const named = await load(db, orders(order("1", "交易成功")));
  const nameless = await load(
    db,
    orders(order("1", "交易成功", {店铺名称: ""}), order("2", "交易成功", {店铺名称: ""}))
  );
  await rebuildStaging(db, [named.plan.source.id, nameless.plan.source.id]);
  expect(await rows("select shop, order_id from stg_orders order by order_id")).toEqual([
    {shop: "甲店", order_id: "1"},
    {shop: "甲店", order_id: "2"}
  ]);
  const other = await load(db, orders(order("1", "交易成功", {店铺名称: "乙店"})));
  await rebuildStaging(db, [named.plan.source.id, nameless.plan.source.id, other.plan.source.id]);
  expect(await rows("select shop, count(*) as orders from stg_orders group by shop order by shop")).toEqual([
    {shop: "", orders: 2},
    {shop: "乙店", orders: 1},
    {shop: "甲店", orders: 1}
  ]);
});

describe("buyers that a shop numbers itself", () => {
  const shop = (name: string, rows: string) => load(db, `order id,customer,date,amount,email,store\n${rows}\n`, {name});
  /** Two shops, both with a customer 17 and a customer 18, of whom one left an address in both. */
  const twoShops = async () => {
    const cats = await shop("cats.csv", "1,17,2026-01-01,10,,\n2,18,2026-01-02,20,Ann@x.org,");
    const dogs = await shop("dogs.csv", "3,17,2026-01-03,30,,\n4,19,2026-01-04,40,ann@x.org,");
    return [cats.plan.source.id, dogs.plan.source.id] as const;
  };
  const keys = async () =>
    (await rows("select distinct customer_key from stg_orders order by 1")).map(({customer_key: key}) => key);

  test("are one person as long as only one shop is known", async () => {
    const [cats, dogs] = await twoShops();
    for (const given of [[], [[cats, "Cats"]]] as const) {
      await rebuildStaging(db, [cats, dogs], new Map(given));
      expect(await keys()).toEqual(["17", "18", "19"]);
    }
  });

  test("are told by their shop once it is said that there are two, and follow its name", async () => {
    const [cats, dogs] = await twoShops();
    for (const name of ["Dogs", "O'Hara's"]) {
      await rebuildStaging(
        db,
        [cats, dogs],
        new Map([
          [cats, "Cats"],
          [dogs, name]
        ])
      );
      expect(await keys()).toEqual(["17 · Cats", `17 · ${name}`, "18 · Cats", `19 · ${name}`].sort());
    }
  });

  test("are the same people in two files of one shop", async () => {
    const [cats, more] = await twoShops();
    const third = (await shop("dogs.csv", "9,17,2026-02-03,30,,")).plan.source.id;
    await rebuildStaging(
      db,
      [cats, more, third],
      new Map([
        [cats, "Cats"],
        [more, "Cats"],
        [third, "Dogs"]
      ])
    );
    expect(await keys()).toEqual(["17 · Cats", "17 · Dogs", "18 · Cats", "19 · Cats"]);
  });

  test("are the chain's where rows name the store, and so is a store of the chain that is given by name", async () => {
    const chain = (await shop("chain.csv", "1,17,2026-01-01,10,,North\n2,17,2026-01-02,20,,South")).plan.source.id;
    const north = (await shop("north.csv", "3,17,2026-01-03,10,,")).plan.source.id;
    const other = (await shop("other.csv", "4,17,2026-01-04,10,,")).plan.source.id;
    await rebuildStaging(
      db,
      [chain, north, other],
      new Map([
        // what rows say goes before what a person says of them
        [chain, "Chain"],
        [north, "North"],
        [other, "Cats"]
      ])
    );
    expect(await rows("select order_id, shop, customer_key from stg_orders order by 1")).toEqual([
      {order_id: "1", shop: "North", customer_key: "17"},
      {order_id: "2", shop: "South", customer_key: "17"},
      {order_id: "3", shop: "North", customer_key: "17"},
      {order_id: "4", shop: "Cats", customer_key: "17 · Cats"}
    ]);
  });

  test("stay who they are where they are told by a phone or an address, or by a platform that knows them all", async () => {
    const ids: string[] = [];
    for (const name of ["a.csv", "b.csv"])
      ids.push((await load(db, `order id,email,date,amount\n1,ann@x.org,2026-01-01,1\n`, {name})).plan.source.id);
    for (const name of ["c.csv", "d.csv"])
      ids.push(
        (await load(db, orders(order("1", "交易成功", {买家会员名: "ann", 店铺名称: ""})), {name})).plan.source.id
      );
    await rebuildStaging(db, ids, new Map(ids.map((id, at) => [id, ["Cats", "Dogs"][at % 2]!])));
    expect(
      await rows("select platform, customer_key, count(*)::int as orders from stg_orders group by all order by 1")
    ).toEqual([
      {platform: "other", customer_key: "ann@x.org", orders: 2},
      {platform: "taobao", customer_key: "ann", orders: 2}
    ]);
  });
});

test("item lines known from two files are taken once; those of unknown orders are reported", async () => {
  const items = (...ids: string[]) =>
    csv([
      taobaoItems10,
      ...ids.map((id) => row(taobaoItems10, {订单编号: id, 标题: "围巾", 价格: "5", 购买数量: "1"}))
    ]);
  const sources = [
    await load(db, orders(order("1", "交易成功"))),
    await load(db, items("1", "1", "2")),
    await load(db, items("1", "1", "3"))
  ];
  await rebuildStaging(
    db,
    sources.map(({plan}) => plan.source.id)
  );
  expect(await rows("select order_id, count(*) as lines from stg_lines group by order_id order by order_id")).toEqual([
    {order_id: "1", lines: 2},
    {order_id: "2", lines: 1},
    {order_id: "3", lines: 1}
  ]);
  expect(await rows("select distinct shop from stg_lines")).toEqual([{shop: "甲店"}]);
  expect(await diagnoseStaging(db)).toEqual([
    {code: "ingest.items_without_orders", severity: "warning", details: {lines: 2, orders: 2}}
  ]);
});

test("lines of a Shopify order go with the state of the order that won", async () => {
  const header = [
    "Name",
    "Created at",
    "Total",
    "Financial Status",
    "Fulfillment Status",
    "Lineitem name",
    "Lineitem quantity",
    "Lineitem price"
  ];
  const first = ["#1", "2024-01-01 10:00:00 +0000", "7.00", "paid", "unfulfilled", "Cup", "1", "5.00"];
  const second = ["#1", "", "", "", "", "Saucer", "1", "2.00"];
  const before = await load(db, csv([header, first, second]));
  const after = await load(
    db,
    csv([header, ["#1", "2024-01-01 10:00:00 +0000", "5.00", "paid", "fulfilled", "Mug", "1", "5.00"]])
  );
  for (const ids of [
    [before, after],
    [after, before]
  ].map((pair) => pair.map(({plan}) => plan.source.id))) {
    await rebuildStaging(db, ids);
    expect(await rows("select status from stg_orders")).toEqual([{status: "shipped"}]);
    expect(await rows("select title from stg_lines order by title")).toEqual([{title: "Mug"}]);
  }
});
