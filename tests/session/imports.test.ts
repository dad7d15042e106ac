import {beforeEach, describe, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import type {Mapping} from "../../src/ingest/plan";
import {JoiningMemory} from "../../src/persist/joining";
import {MappingMemory} from "../../src/persist/mappings";
import {memoryStore} from "../../src/persist/browser/store";
import {DataSession} from "../../src/session/data.svelte";
import {doubtsOf, effectsOf, type LoadedFile} from "../../src/session/imports.svelte";
import {readDuplicates, readEvidence} from "../../src/session/people.svelte";
import type {Variables} from "../../src/shop/pipeline";
import {openTestDatabase} from "../support/database";

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
let data: DataSession;
let removed: string[];
let inputs: Variables;
beforeEach(async () => {
  db = await openTestDatabase();
  inputs = {};
  const memory = new MappingMemory<Mapping>(memoryStore());
  data = new DataSession(db, memory, undefined, undefined, undefined, () => inputs);
  removed = [];
  data.onremoved = (id) => void removed.push(id);
});

/** Everything that the engine says of the shop, and what is said of the files. */
const state = async () => {
  const rows = async (sql: string) => toRows(await db.query(sql));
  return {
    orders: await rows("select * exclude (source_id, row_number) from stg_orders order by order_id, shop"),
    customers: await rows("select * from customers order by customer_key"),
    headlines: await rows("select * from headlines"),
    files: data.files.map(({report, changes, arrival, shop}) => ({report, changes, arrival, shop}))
  };
};
const names = () => data.files.map(({report: {fileName}}) => fileName);

test("next month's file: new orders, changed ones, and what they did to the numbers", async () => {
  await data.add([january]);
  expect(data.news).toMatchObject({kind: "read", orders: 3, changes: null});
  expect(data.files[0]!.changes).toEqual({new: 3, changed: 0, unchanged: 0});
  await data.add([february]);
  expect(data.failures).toEqual([]);
  // 4 and 5 are new, 2 is done now, 3 is as it was
  expect(data.news).toMatchObject({kind: "read", files: 1, changes: {new: 2, changed: 1, unchanged: 1}});
  expect(
    Object.fromEntries(effectsOf(data.news!.arrival!).map(({name, before, after}) => [name, [before, after]]))
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
  await data.add([january]);
  const before = await state();
  await data.add([february]);
  const after = await state();
  expect(after).not.toEqual(before);
  expect(data.imports.canRedo).toBe(false);
  await data.travel("undo");
  expect(data.news).toMatchObject({kind: "undone", files: 1, names: "february.csv"});
  expect(await state()).toEqual(before);
  await data.travel("redo");
  expect(await state()).toEqual(after);
  expect(removed).toEqual([]);
  await data.travel("undo");
  await data.travel("undo");
  expect(data.files).toEqual([]);
  expect(data.summary).toBeNull();
  expect(data.imports.canUndo).toBe(false);
  await data.travel("redo");
  expect(await state()).toEqual(before);
});

test("what was taken back is gone for good once something else is read", async () => {
  await data.add([january]);
  await data.add([february]);
  const id = data.files[1]!.plan.source.id;
  await data.travel("undo");
  await data.add([report("march.csv", "6 eve 2026-03-01 60 done")]);
  expect(removed).toEqual([id]);
  expect(data.imports.canRedo).toBe(false);
  await data.travel("undo");
  expect(names()).toEqual(["january.csv"]);
});

test("files dropped together are one import, each counted against those before it", async () => {
  await data.add([january, february]);
  expect(data.files.map(({changes}) => changes)).toEqual([
    {new: 3, changed: 0, unchanged: 0},
    {new: 2, changed: 1, unchanged: 1}
  ]);
  expect(new Set(data.files.map(({arrival}) => arrival.id)).size).toBe(1);
  await data.travel("undo");
  expect(names()).toEqual([]);
});

test("the same file again says so, and changes nothing; another file of the same look is another file", async () => {
  await data.add([january]);
  const before = await state();
  await data.add([january]);
  expect(data.news).toMatchObject({kind: "known", known: "january.csv"});
  expect(await state()).toEqual(before);
  expect(data.imports.canUndo).toBe(true);
  await data.travel("undo");
  expect(names()).toEqual([]);
  // the same name, size, head, middle and tail, but one letter elsewhere
  const rows = Array.from({length: 2000}, (_, i) => `${1000 + i} b${1000 + i} 2026-01-10 10 done`);
  const other = rows.map((row, at) => (at === 500 ? row.replace(" 10 done", " 99 done") : row));
  await data.add([report("same.csv", rows.join("\n"))]);
  await data.add([report("same.csv", other.join("\n"))]);
  expect(data.news).toMatchObject({kind: "read", changes: {new: 0, changed: 1, unchanged: 1999}});
  expect(names()).toEqual(["same.csv", "same.csv"]);
});

test("in whatever order files are dropped, the shop is the same", async () => {
  // both say that order 2 is sent; the later export knows its price better
  const early = report("a.csv", "1 ann 2026-01-05 10 done\n2 ben 2026-01-06 20 sent");
  const late = report("b.csv", "2 ben 2026-01-06 25 sent\n3 cid 2026-02-01 30 sent");
  await data.add([early]);
  await data.add([late]);
  const {orders} = await state();
  expect(orders.map(({order_id: id, paid_amount: paid}) => [id, paid])).toEqual([
    ["1", 10],
    ["2", 25],
    ["3", 30]
  ]);
  const other = new DataSession(db, new MappingMemory<Mapping>(memoryStore()));
  await other.add([late]);
  await other.add([early]);
  expect((await state()).orders).toEqual(orders);
  expect(other.news).toMatchObject({changes: {new: 1, changed: 0, unchanged: 1}});
});

test("a file taken out for good is in no way back or forth", async () => {
  await data.add([january]);
  await data.add([february]);
  await data.remove(data.files[0]!);
  expect(names()).toEqual(["february.csv"]);
  expect(removed).toHaveLength(1);
  await data.travel("undo");
  expect(names()).toEqual([]);
  expect(data.imports.canUndo).toBe(false);
  await data.travel("redo");
  expect(names()).toEqual(["february.csv"]);
});

describe("a shop that is given to a file", () => {
  const shops = () => data.files.map(({shop}) => shop);

  test("keeps its orders apart; naming is a step that can be taken back, as an import is", async () => {
    await data.add([january]);
    await data.add([february]);
    const unnamed = await state();
    expect(data.imports.last).toBe("import");
    await data.nameShop(data.files[0]!, " East ");
    const one = await state();
    await data.nameShop(data.files[1]!, "West");
    const two = await state();
    expect(data.summary).toMatchObject({shop: "East · West", valid_orders: 7});
    expect(data.imports.last).toBe("shop");
    await data.travel("undo");
    expect(data.news).toMatchObject({kind: "undone", isShop: true, names: "february.csv"});
    expect(await state()).toEqual(one);
    await data.travel("undo");
    expect(await state()).toEqual(unnamed);
    await data.travel("undo");
    expect(data.news).toMatchObject({kind: "undone", isShop: false, names: "february.csv"});
    expect(shops()).toEqual([null]);
    for (let steps = 0; steps < 3; steps++) await data.travel("redo");
    expect(await state()).toEqual(two);
    expect(removed).toEqual([]);
  });

  test("goes with its import when that is taken back, and comes again with it", async () => {
    await data.add([january]);
    await data.nameShop(data.files[0]!, "East");
    await data.travel("undo");
    await data.travel("undo");
    expect(data.files).toEqual([]);
    await data.travel("redo");
    expect(shops()).toEqual([null]);
    await data.travel("redo");
    expect(shops()).toEqual(["East"]);
  });

  test("has counts and effects taken again, those of the imports after it too", async () => {
    await data.add([january]);
    await data.add([february]);
    await data.add([report("march.csv", "6 ann 2026-03-01 60 done")]);
    await data.nameShop(data.files[0]!, "East");
    await data.nameShop(data.files[1]!, "West");
    const told = data.files.map(({changes}) => changes);
    // 2 and 3 of the west are not those of the east; march names no shop, and there are two
    expect(told).toEqual([
      {new: 3, changed: 0, unchanged: 0},
      {new: 4, changed: 0, unchanged: 0},
      {new: 1, changed: 0, unchanged: 0}
    ]);
    const effects = data.files.map(({arrival: {before, after}}) => [before?.orders ?? null, after?.orders ?? null]);
    expect(effects).toEqual([
      [null, 3],
      [3, 7],
      [7, 8]
    ]);
    expect(data.files[1]!.arrival.after).toMatchObject({net_sales: 60 + 140, customers: 4});
    await data.nameShop(data.files[1]!, "East");
    expect(data.files.map(({arrival}) => arrival.after?.orders)).toEqual([3, 5, 6]);
    expect(data.files[1]!.changes).toEqual({new: 2, changed: 1, unchanged: 1});
  });

  test("is kept for the next visit as it is told now, and takes back what was undone before it", async () => {
    const kept = new Map<string, string | null>();
    data.onloaded = (files) => files.forEach(({report: {fileName}, shop}) => void kept.set(fileName, shop));
    await data.add([january]);
    await data.add([february]);
    await data.travel("undo");
    await data.nameShop(data.files[0]!, "East");
    expect(removed).toHaveLength(1);
    expect(data.imports.canRedo).toBe(false);
    expect(kept.get("january.csv")).toBe("East");
    await data.travel("undo");
    expect(kept.get("january.csv")).toBeNull();
    await data.nameShop(data.files[0]!, "");
    expect(data.imports.canRedo).toBe(true);
  });
});

test("what an import did is told of all shops, whichever are looked at", async () => {
  await data.add([january]);
  await data.nameShop(data.files[0]!, "East");
  // as the page keeps a choice of shops in force
  inputs = {shop: ["West"]};
  await data.add([february]);
  await data.nameShop(data.files[1]!, "West");
  expect(data.summary).toMatchObject({valid_orders: 4});
  const orders = data.files.map(({arrival}) => [arrival.before?.orders ?? null, arrival.after?.orders]);
  expect(orders).toEqual([
    [null, 3],
    [3, 7]
  ]);
  expect(toRows(await db.query("select orders from headlines"))).toEqual([{orders: 4}]);
});

test("after a reload the list is the same, and its imports can still be taken back", async () => {
  await data.add([january]);
  await data.add([february]);
  await data.nameShop(data.files[0]!, "East");
  const before = await state();
  const kept = data.files.map(({plan, report: told, arrival, shop, changes, isReplacement}) => ({
    ...{file: new File([plan.source.file], told.fileName), mapping: plan.mapping, origin: plan.source.origin},
    facts: {arrival, shop, changes, isReplacement}
  }));
  const later = new DataSession(await openTestDatabase(), new MappingMemory<Mapping>(memoryStore()));
  await later.restore(kept);
  expect(later.news).toBeNull();
  const facts = (session: DataSession) =>
    session.files.map(({report: told, changes, arrival, shop}) => [{...told, milliseconds: 0}, changes, arrival, shop]);
  expect(facts(later)).toEqual(facts(data));
  expect(later.summary).toEqual(data.summary);
  await later.travel("undo");
  expect(later.files.map(({report: {fileName}}) => fileName)).toEqual(["january.csv"]);
  expect(before.files).toHaveLength(2);
});

test("a sample has no way back, and a real file after it does not lead back to it", async () => {
  await data.addSample(report("sample.csv", "7 x 2026-01-05 10 done"));
  expect(data.imports.canUndo).toBe(false);
  await data.add([january]);
  expect(data.news).toMatchObject({changes: null});
  expect(effectsOf(data.news!.arrival!)).toEqual([]);
  await data.travel("undo");
  expect(names()).toEqual([]);
});

test("numbers in another currency are not compared", () => {
  const arrival = {id: "a", at: 0, before: {currency: "CNY", customers: 1}, after: {currency: "USD", customers: 2}};
  expect(effectsOf(arrival)).toEqual([]);
});

test("buyers with one phone are one customer; they can be split, and that is remembered", async () => {
  const texts = memoryStore();
  const open = () =>
    new DataSession(db, new MappingMemory<Mapping>(memoryStore()), undefined, new JoiningMemory(texts));
  const columns = `${header},联系手机,收货人姓名`;
  const rows = ["ann,13912345678,Ann", "ann2,13912345678,Anna", "ben,13987654321,Ben"].map(
    (buyer, at) =>
      `${at},${buyer.split(",")[0]},10,10,交易成功,2026-01-0${1 + at} 10:00:00,2026-01-0${1 + at} 10:01:00,0.00,${buyer.split(",").slice(1).join(",")}`
  );
  const file = () => new File([[columns, ...rows, ""].join("\n")], "phones.csv");
  const first = open();
  await first.add([file()]);
  expect(first.summary).toMatchObject({customers: 2});
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
  first.people.split(evidence[0]!.mark, true);
  await first.rejoin();
  expect(first.summary).toMatchObject({customers: 3});
  const second = open();
  await second.add([file()]);
  expect(second.summary).toMatchObject({customers: 3});
  expect((await readEvidence(second.engine, 10)).evidence[0]).toMatchObject({isJoined: false, isSplit: true});
  second.people.split(evidence[0]!.mark, false);
  await second.rejoin();
  expect(second.summary).toMatchObject({customers: 2});
  second.people.choose(false);
  await second.rejoin();
  expect(second.summary).toMatchObject({customers: 3});
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
