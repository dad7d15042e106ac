import {beforeEach, describe, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {JoiningMemory} from "../../src/persist/joining";
import {memoryStore} from "../../src/persist/browser/store";
import {doubtsOf, effectsOf, lastStepOf, type LoadedFile} from "../../src/shop/imports";
import {readDuplicates, readEvidence} from "../../src/shop/people";
import type {Variables} from "../../src/shop/pipeline";
import type {Shop} from "../../src/shop/shop";
import {openTestDatabase} from "../support/database";
import {makeShop} from "../support/shop";

const header = "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间,退款金额";
/** `id buyer day amount state`, one order a line; `sent` and `done` are states. */
const report = (name: string, orders: string, lastModified = 0) => {
  const rows = orders
    .trim()
    .split("\n")
    .map((line) => {
      const [id, buyer, day, amount, state] = line.trim().split(/\s+/);
      const status = state === "done" ? "交易成功" : "卖家已发货，等待买家确认";
      return `${id},${buyer},${amount},${amount},"${status}",${day} 10:00:00,${day} 10:01:00,0.00`;
    });
  return new File([[header, ...rows, ""].join("\n")], name, {lastModified});
};

const january = report("january.csv", "1 ann 2026-01-05 10 done\n2 ben 2026-01-06 20 sent\n3 cid 2026-01-30 30 sent");
const february = report(
  "february.csv",
  "2 ben 2026-01-06 20 done\n3 cid 2026-01-30 30 sent\n4 ann 2026-02-10 40 done\n5 dee 2026-02-11 50 sent"
);

let db: Database;
let shop: Shop;
let removed: string[];
/** the shop of each file as it was kept last, by the name of the file */
let kept: Map<string, string | null>;
let inputs: Variables;
beforeEach(async () => {
  db = await openTestDatabase();
  inputs = {};
  removed = [];
  kept = new Map();
  shop = makeShop(db, {
    inputs: () => inputs,
    onRemoved: (id) => removed.push(id),
    onLoaded: (files) => files.forEach((file) => kept.set(file.report.fileName, file.shop))
  });
});

const canUndo = () => shop.state.imports.past.length > 0;
const canRedo = () => shop.state.imports.future.length > 0;

/** Everything that the engine says of the shop, and what is said of the files. */
const state = async () => {
  const rows = async (sql: string) => toRows(await db.query(sql));
  return {
    orders: await rows("select * exclude (source_id, row_number) from stg_orders order by order_id, shop"),
    customers: await rows("select * from customers order by customer_key"),
    headlines: await rows("select * from headlines"),
    files: shop.files.map(({report, changes, arrival, shop}) => ({report, changes, arrival, shop}))
  };
};
const names = () => shop.files.map(({report: {fileName}}) => fileName);

test("next month's file: new orders, changed ones, and what they did to the numbers", async () => {
  await shop.add([january]);
  expect(shop.state.news).toMatchObject({kind: "read", orders: 3, changes: null});
  expect(shop.files[0]!.changes).toEqual({new: 3, changed: 0, unchanged: 0});
  await shop.add([february]);
  expect(shop.state.failures).toEqual([]);
  // 4 and 5 are new, 2 is done now, 3 is as it was
  expect(shop.state.news).toMatchObject({kind: "read", files: 1, changes: {new: 2, changed: 1, unchanged: 1}});
  expect(
    Object.fromEntries(effectsOf(shop.state.news!.arrival!).map(({name, before, after}) => [name, [before, after]]))
  ).toEqual({
    as_of: ["2026-01-31", "2026-02-12"],
    orders: [3, 5],
    net_sales: [60, 150],
    customers: [3, 4],
    // ann bought twice
    repeat_rate: [0, 0.25],
    active_customers: [3, 4],
    // of two buyers in 30 days to 12 February (cid on 30 January is a third) ann is a returning one
    returning_share: [0, 1 / 3]
  });
});

test("an import is undone to the state before, and redone to the state after", async () => {
  await shop.add([january]);
  const before = await state();
  await shop.add([february]);
  const after = await state();
  expect(after).not.toEqual(before);
  expect(canRedo()).toBe(false);
  await shop.undo();
  expect(shop.state.news).toMatchObject({kind: "undone", files: 1, names: "february.csv"});
  expect(await state()).toEqual(before);
  await shop.redo();
  expect(await state()).toEqual(after);
  expect(removed).toEqual([]);
  await shop.undo();
  await shop.undo();
  expect(shop.files).toEqual([]);
  expect(shop.state.summary).toBeNull();
  expect(canUndo()).toBe(false);
  await shop.redo();
  expect(await state()).toEqual(before);
});

test("what was taken back is gone for good once something else is read", async () => {
  await shop.add([january]);
  await shop.add([february]);
  const id = shop.files[1]!.plan.source.id;
  await shop.undo();
  await shop.add([report("march.csv", "6 eve 2026-03-01 60 done")]);
  expect(removed).toEqual([id]);
  expect(canRedo()).toBe(false);
  await shop.undo();
  expect(names()).toEqual(["january.csv"]);
});

test("files dropped together are one import, each counted against those before it", async () => {
  await shop.add([january, february]);
  expect(shop.files.map(({changes}) => changes)).toEqual([
    {new: 3, changed: 0, unchanged: 0},
    {new: 2, changed: 1, unchanged: 1}
  ]);
  expect(new Set(shop.files.map(({arrival}) => arrival.id)).size).toBe(1);
  await shop.undo();
  expect(names()).toEqual([]);
});

test("the same file again says so, and changes nothing; another file of the same look is another file", async () => {
  await shop.add([january]);
  const before = await state();
  await shop.add([january]);
  expect(shop.state.news).toMatchObject({kind: "known", known: "january.csv"});
  expect(await state()).toEqual(before);
  expect(canUndo()).toBe(true);
  await shop.undo();
  expect(names()).toEqual([]);
  // the same name, size, head, middle and tail, but one letter elsewhere
  const rows = Array.from({length: 2000}, (_, i) => `${1000 + i} b${1000 + i} 2026-01-10 10 done`);
  const other = rows.map((row, at) => (at === 500 ? row.replace(" 10 done", " 99 done") : row));
  await shop.add([report("same.csv", rows.join("\n"))]);
  await shop.add([report("same.csv", other.join("\n"))]);
  expect(shop.state.news).toMatchObject({kind: "read", changes: {new: 0, changed: 1, unchanged: 1999}});
  expect(names()).toEqual(["same.csv", "same.csv"]);
});

test("in whatever order files are dropped, the shop is the same", async () => {
  // both say that order 2 is sent; the later export knows its price better
  const early = report("a.csv", "1 ann 2026-01-05 10 done\n2 ben 2026-01-06 20 sent");
  const late = report("b.csv", "2 ben 2026-01-06 25 sent\n3 cid 2026-02-01 30 sent");
  await shop.add([early]);
  await shop.add([late]);
  const {orders} = await state();
  expect(orders.map(({order_id: id, paid_amount: paid}) => [id, paid])).toEqual([
    ["1", 10],
    ["2", 25],
    ["3", 30]
  ]);
  const other = makeShop(db);
  await other.add([late]);
  await other.add([early]);
  expect((await state()).orders).toEqual(orders);
  expect(other.state.news).toMatchObject({changes: {new: 1, changed: 0, unchanged: 1}});
});

test("a file taken out for good is in no way back or forth", async () => {
  await shop.add([january]);
  await shop.add([february]);
  await shop.remove(shop.files[0]!);
  expect(names()).toEqual(["february.csv"]);
  expect(removed).toHaveLength(1);
  await shop.undo();
  expect(names()).toEqual([]);
  expect(canUndo()).toBe(false);
  await shop.redo();
  expect(names()).toEqual(["february.csv"]);
});

describe("a shop that is given to a file", () => {
  const shops = () => shop.files.map(({shop}) => shop);

  test("keeps its orders apart; naming is a step that can be taken back, as an import is", async () => {
    await shop.add([january]);
    await shop.add([february]);
    const unnamed = await state();
    expect(lastStepOf(shop.state.imports)).toBe("import");
    await shop.nameShop(shop.files[0]!, " East ");
    const one = await state();
    await shop.nameShop(shop.files[1]!, "West");
    const two = await state();
    expect(shop.state.summary).toMatchObject({shop: "East · West", valid_orders: 7});
    expect(lastStepOf(shop.state.imports)).toBe("shop");
    await shop.undo();
    expect(shop.state.news).toMatchObject({kind: "undone", isShop: true, names: "february.csv"});
    expect(await state()).toEqual(one);
    await shop.undo();
    expect(await state()).toEqual(unnamed);
    await shop.undo();
    expect(shop.state.news).toMatchObject({kind: "undone", isShop: false, names: "february.csv"});
    expect(shops()).toEqual([null]);
    for (let steps = 0; steps < 3; steps++) await shop.redo();
    expect(await state()).toEqual(two);
    expect(removed).toEqual([]);
  });

  test("goes with its import when that is taken back, and comes again with it", async () => {
    await shop.add([january]);
    await shop.nameShop(shop.files[0]!, "East");
    await shop.undo();
    await shop.undo();
    expect(shop.files).toEqual([]);
    await shop.redo();
    expect(shops()).toEqual([null]);
    await shop.redo();
    expect(shops()).toEqual(["East"]);
  });

  test("has counts and effects taken again, those of the imports after it too", async () => {
    await shop.add([january]);
    await shop.add([february]);
    await shop.add([report("march.csv", "6 ann 2026-03-01 60 done")]);
    await shop.nameShop(shop.files[0]!, "East");
    await shop.nameShop(shop.files[1]!, "West");
    const told = shop.files.map(({changes}) => changes);
    // 2 and 3 of the west are not those of the east; march names no shop, and there are two
    expect(told).toEqual([
      {new: 3, changed: 0, unchanged: 0},
      {new: 4, changed: 0, unchanged: 0},
      {new: 1, changed: 0, unchanged: 0}
    ]);
    const effects = shop.files.map(({arrival: {before, after}}) => [before?.orders ?? null, after?.orders ?? null]);
    expect(effects).toEqual([
      [null, 3],
      [3, 7],
      [7, 8]
    ]);
    expect(shop.files[1]!.arrival.after).toMatchObject({net_sales: 60 + 140, customers: 4});
    await shop.nameShop(shop.files[1]!, "East");
    expect(shop.files.map(({arrival}) => arrival.after?.orders)).toEqual([3, 5, 6]);
    expect(shop.files[1]!.changes).toEqual({new: 2, changed: 1, unchanged: 1});
  });

  test("is kept for the next visit as it is told now, and takes back what was undone before it", async () => {
    await shop.add([january]);
    await shop.add([february]);
    await shop.undo();
    await shop.nameShop(shop.files[0]!, "East");
    expect(removed).toHaveLength(1);
    expect(canRedo()).toBe(false);
    expect(kept.get("january.csv")).toBe("East");
    await shop.undo();
    expect(kept.get("january.csv")).toBeNull();
    await shop.nameShop(shop.files[0]!, "");
    expect(canRedo()).toBe(true);
  });
});

test("what an import did is told of all shops, whichever are looked at", async () => {
  await shop.add([january]);
  await shop.nameShop(shop.files[0]!, "East");
  // as the page keeps a choice of shops in force
  inputs = {shop: ["West"]};
  await shop.add([february]);
  await shop.nameShop(shop.files[1]!, "West");
  expect(shop.state.summary).toMatchObject({valid_orders: 4});
  const orders = shop.files.map(({arrival}) => [arrival.before?.orders ?? null, arrival.after?.orders]);
  expect(orders).toEqual([
    [null, 3],
    [3, 7]
  ]);
  expect(toRows(await db.query("select orders from headlines"))).toEqual([{orders: 4}]);
});

test("after a reload the list is the same, and its imports can still be taken back", async () => {
  await shop.add([january]);
  await shop.add([february]);
  await shop.nameShop(shop.files[0]!, "East");
  const before = await state();
  const kept = shop.files.map(({plan, report: told, arrival, shop, changes, isReplacement}) => ({
    ...{file: new File([plan.source.file], told.fileName), mapping: plan.mapping, origin: plan.source.origin},
    facts: {arrival, shop, changes, isReplacement}
  }));
  const later = makeShop(await openTestDatabase());
  await later.restore(kept);
  expect(later.state.news).toBeNull();
  const facts = (session: Shop) =>
    session.files.map(({report: told, changes, arrival, shop}) => [{...told, milliseconds: 0}, changes, arrival, shop]);
  expect(facts(later)).toEqual(facts(shop));
  expect(later.state.summary).toEqual(shop.state.summary);
  await later.undo();
  expect(later.files.map(({report: {fileName}}) => fileName)).toEqual(["january.csv"]);
  expect(before.files).toHaveLength(2);
});

test("a sample has no way back, and a real file after it does not lead back to it", async () => {
  await shop.addSample(report("sample.csv", "7 x 2026-01-05 10 done"));
  expect(canUndo()).toBe(false);
  await shop.add([january]);
  expect(shop.state.news).toMatchObject({changes: null});
  expect(effectsOf(shop.state.news!.arrival!)).toEqual([]);
  await shop.undo();
  expect(names()).toEqual([]);
});

test("numbers in another currency are not compared", () => {
  const arrival = {id: "a", at: 0, before: {currency: "CNY", customers: 1}, after: {currency: "USD", customers: 2}};
  expect(effectsOf(arrival)).toEqual([]);
});

test("buyers with one phone are one customer; they can be split, and that is remembered", async () => {
  const texts = memoryStore();
  const open = () => makeShop(db, {joining: new JoiningMemory(texts)});
  const columns = `${header},联系手机,收货人姓名`;
  const rows = ["ann,13912345678,Ann", "ann2,13912345678,Anna", "ben,13987654321,Ben"].map(
    (buyer, at) =>
      `${at},${buyer.split(",")[0]},10,10,交易成功,2026-01-0${1 + at} 10:00:00,2026-01-0${1 + at} 10:01:00,0.00,${buyer.split(",").slice(1).join(",")}`
  );
  const file = () => new File([[columns, ...rows, ""].join("\n")], "phones.csv");
  const first = open();
  await first.add([file()]);
  expect(first.state.summary).toMatchObject({customers: 2});
  const {evidence, total} = await readEvidence(first.engine, 10);
  expect(total).toBe(1);
  expect(evidence).toMatchObject([
    {
      kind: "phone",
      contact: "13912345678",
      isJoined: true,
      isCrowded: false,
      isSplit: false,
      keys: [{key: "ann"}, {key: "ann2"}]
    }
  ]);
  expect(await readDuplicates(first.engine, 10)).toEqual([
    {
      kind: "phone",
      value: "13912345678",
      others: [
        {value: "Ann", orders: 1},
        {value: "Anna", orders: 1}
      ]
    }
  ]);
  await first.splitEvidence(evidence[0]!.mark, true);
  expect(first.state.summary).toMatchObject({customers: 3});
  const second = open();
  await second.add([file()]);
  expect(second.state.summary).toMatchObject({customers: 3});
  expect((await readEvidence(second.engine, 10)).evidence[0]).toMatchObject({isJoined: false, isSplit: true});
  await second.splitEvidence(evidence[0]!.mark, false);
  expect(second.state.summary).toMatchObject({customers: 2});
  await second.setJoining({...second.state.joining, isJoining: false});
  expect(second.state.summary).toMatchObject({customers: 3});
  expect(texts.getItem("huitou.joining")).not.toContain("139");
});

describe("files that may not belong together", () => {
  const file = (
    header: string,
    {platform = "other", said = "", named = "", kind = "orders", amountFrom = "column"} = {}
  ) =>
    ({
      plan: {platform, header: header.split(" "), mapping: platform === "other" ? {amountFrom} : null},
      report: {kind, shop: said || null},
      shop: named || null
    }) as unknown as LoadedFile;

  test("are those of other headings that name no shop", () => {
    expect(doubtsOf([file("client date amount"), file("no day total")])).toEqual(["which_shop"]);
    expect(doubtsOf([file("client date amount"), file("client date amount")])).toEqual([]);
  });

  test("not once one is named, by a person or its rows, nor beside a platform's or a list of customers", () => {
    for (const other of [{named: "West"}, {said: "West"}, {platform: "taobao"}, {kind: "customers"}])
      expect(doubtsOf([file("client date amount"), file("no day total", other)])).toEqual([]);
  });

  test("are those without amounts beside those with, named or not", () => {
    const counted = file("client date", {amountFrom: "none", named: "East"});
    expect(doubtsOf([counted])).toEqual([]);
    expect(doubtsOf([counted, file("client date amount")])).toEqual(["counts_and_money"]);
    expect(doubtsOf([counted, file("订单编号", {platform: "taobao"})])).toEqual(["counts_and_money"]);
  });
});
