import {beforeAll, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {QueryError} from "../../src/engine/query-error";
import {noOwnFacts} from "../../src/shop/own-facts";
import type {Shop} from "../../src/shop/shop";
import {openTestDatabase} from "../support/database";
import {makeShop} from "../support/shop";

const header = "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间,退款金额";
const report = (name: string, ...ids: number[]) =>
  new File(
    [
      [
        header,
        ...ids.map(
          (id) => `${id},buyer${id},20.00,20.00,交易成功,2026-01-0${id} 10:00:00,2026-01-0${id} 10:01:00,0.00`
        ),
        ""
      ].join("\n")
    ],
    name
  );

let db: Database;
let shop: Shop;
/** how many times more the engine will have no room for the orders */
let refusals = 0;

beforeAll(async () => {
  const real = await openTestDatabase();
  const exec: Database["exec"] = (sql, options) => {
    if (!/create or replace table "orders"/.test(sql) || refusals === 0) return real.exec(sql, options);
    refusals -= 1;
    return Promise.reject(new QueryError("engine.out_of_memory", {sql}));
  };
  db = {...real, exec};
  shop = makeShop(db);
});

const orders = async () => toRows(await db.query("select count(*) as orders from orders"))[0]?.orders;

test("a report that is dropped is a shop, with its orders and its customers", async () => {
  await shop.add([report("first.csv", 1, 2, 3)]);
  expect(shop.state.failures).toEqual([]);
  expect(shop.state.summary).toMatchObject({valid_orders: 3, customers: 3, net_sales: 60});
  expect(shop.state.news).toMatchObject({files: 1, orders: 3, rejected: 0});
});

test("a shop too large for the engine is told, and what stood before stands again", async () => {
  refusals = 1;
  await shop.add([report("second.csv", 4, 5)]);
  expect(shop.state.failures.map(({fileName, error}) => [fileName, error.code])).toEqual([
    ["second.csv", "engine.out_of_memory"]
  ]);
  expect(shop.files.map(({report: {fileName}}) => fileName)).toEqual(["first.csv"]);
  expect(shop.state.summary).toMatchObject({valid_orders: 3});
  expect(await orders()).toBe(3);
});

test("overlapping reports are counted once, whichever came first", async () => {
  await shop.add([report("third.csv", 3, 4)]);
  expect(shop.state.summary).toMatchObject({valid_orders: 4, net_sales: 80});
});

test("a file taken out again leaves no trace", async () => {
  await shop.remove(shop.files[1]!);
  expect(shop.state.summary).toMatchObject({valid_orders: 3});
});

test("a sample never mixes with a real shop", async () => {
  await shop.addSample(report("sample.csv", 7, 8));
  expect(shop.state.summary).toMatchObject({valid_orders: 2});
  await shop.add([report("real.csv", 1)]);
  expect(shop.state.summary).toMatchObject({valid_orders: 1});
});

test("whoever asks while a fresh engine reads the files again is answered of the whole shop", async () => {
  await shop.add([report("whole.csv", 1, 2, 3)]);
  await db.restart();
  const reloading = shop.reload();
  const stages = shop.engine.query("select sum(customers)::int as customers from lifecycle");
  const counted = shop.engine.query("select count(*)::int as orders from orders");
  await Promise.resolve();
  expect(["reading", "loading"]).toContain(shop.state.work?.phase);
  expect(toRows(await stages)).toEqual([{customers: 3}]);
  expect(toRows(await counted)).toEqual([{orders: 3}]);
  await reloading;
  expect(shop.state.news).toBeNull();
});

test("whoever asks while a file is built over is answered of the old shop or of the new one", async () => {
  const adding = shop.add([report("more.csv", 4, 5)]);
  const answers: unknown[] = [];
  let isAdding = true;
  void adding.then(() => (isAdding = false));
  while (isAdding)
    answers.push(
      ...toRows(
        await shop.engine.query(
          "select (select count(*) from orders)::int as orders, (select sum(customers) from lifecycle)::int as customers"
        )
      )
    );
  const kinds = [...new Set(answers.map((answer) => JSON.stringify(answer)))];
  expect(
    [
      {orders: 3, customers: 3},
      {orders: 5, customers: 5}
    ].map((each) => JSON.stringify(each))
  ).toEqual(expect.arrayContaining(kinds));
});

test("a fresh engine without files has the relations of a shop without orders", async () => {
  for (const file of [...shop.files]) await shop.remove(file);
  await db.restart();
  await shop.reload();
  expect(toRows(await shop.engine.query("select count(*)::int as orders from orders"))).toEqual([{orders: 0}]);
});

test("facts and their numbers change in one step, and every new state is published", async () => {
  const own = makeShop(db);
  const versions: number[] = [];
  own.subscribe(({version}) => versions.push(version));
  await own.add([report("facts.csv", 1, 2)]);
  const before = own.state;
  const tagsOf = async () => toRows(await own.engine.query("select tag, customers from tag_sales order by tag"));
  expect(await tagsOf()).toEqual([]);
  await own.setFacts({people: [{customer: "buyer1", tag: "VIP", birthday: ""}]});
  expect(await tagsOf()).toMatchObject([{tag: "VIP", customers: 1}]);
  expect(own.state.version).toBe(before.version + 1);
  expect(before.facts.people).toEqual([]);
  expect(await own.adoptFacts({...own.state.facts, people: [{customer: "buyer2", tag: "VIP", birthday: ""}]})).toBe(1);
  expect(await tagsOf()).toMatchObject([{tag: "VIP", customers: 2}]);
  await own.undoFacts();
  expect(await tagsOf()).toMatchObject([{tag: "VIP", customers: 1}]);
  expect(versions.at(-1)).toBe(own.state.version);
});

test("a build takes the inputs in force, and what follows is told once the relations stand", async () => {
  let built: unknown;
  const own: Shop = makeShop(db, {
    inputs: () => ({shop: ["Nowhere"]}),
    onBuilt: async () => void (built = toRows(await own.engine.query("select count(*)::int as orders from history"))[0])
  });
  await own.add([report("inputs.csv", 1, 2)]);
  await expect.poll(() => built).toBeDefined();
  expect(toRows(await db.query("select getvariable('shop') as shop"))[0]!.shop).toEqual(["Nowhere"]);
  await db.setVariable("shop", null);
});

test("the time that is told runs from when the files were given until the page shows their results", async () => {
  let now = 10_000;
  let show = () => {};
  const shown = new Promise<void>((resolve) => (show = resolve));
  const timed = makeShop(await openTestDatabase(), {clock: () => now, onBuilt: () => shown});
  const adding = timed.add([report("january.csv", 1)], 4_000);
  now = 12_000;
  await adding;
  expect(timed.state.news).toMatchObject({kind: "read", seconds: null});
  now = 13_500;
  show();
  await shown;
  await expect.poll(() => timed.state.news?.seconds).toBe(9.5);
});

test("once a fact is shown as changed, no query answers with the numbers of before", async () => {
  let store = () => {};
  const stored = new Promise<void>((resolve) => (store = resolve));
  const own = makeShop(await openTestDatabase(), {
    facts: {read: () => Promise.resolve(noOwnFacts), write: () => stored}
  });
  await own.add([report("slow-facts.csv", 1, 2)]);
  const busy: boolean[] = [];
  own.subscribe(({isBusy}) => busy.at(-1) !== isBusy && busy.push(isBusy));
  const changing = own.setFacts({people: [{customer: "buyer1", tag: "VIP", birthday: ""}]});
  expect(own.state.facts.people).toHaveLength(1);
  const asked = own.engine.query("select customers from tag_sales");
  store();
  await changing;
  expect(toRows(await asked)).toEqual([{customers: 1}]);
  await expect.poll(() => busy).toEqual([true, false]);
});

test("an import that is cancelled while a file is being recognised says so for each file, and what stood stays", async () => {
  const own = makeShop(await openTestDatabase());
  await own.add([report("before.csv", 1)]);
  const stop = own.subscribe(({work}) => {
    if (work?.phase !== "opening" || work.fileName !== "second.csv") return;
    stop();
    own.cancel();
  });
  await own.add([report("first.csv", 2), report("second.csv", 3), report("third.csv", 4)]);
  expect(own.state.failures.flatMap(({fileName}) => fileName.split(", ")).sort()).toEqual([
    "first.csv",
    "second.csv",
    "third.csv"
  ]);
  expect(new Set(own.state.failures.map(({error}) => error.code))).toEqual(new Set(["engine.cancelled"]));
  expect([own.files.map(({report: {fileName}}) => fileName), own.state.work]).toEqual([["before.csv"], null]);
  await own.add([report("second.csv", 3)]);
  expect(own.state.summary).toMatchObject({valid_orders: 2});
});

test("a file whose new mapping is cancelled half-way stays as it was, and no query sees it missing", async () => {
  const own = makeShop(await openTestDatabase());
  await own.add([report("mapped.csv", 1, 2, 3), report("beside.csv", 4)]);
  await own.reconsider(own.files[0]!);
  const stop = own.subscribe(({work}) => {
    if (work?.phase !== "checking") return;
    stop();
    own.cancel();
  });
  const confirming = own.confirm(own.state.waiting[0]!);
  const asked = own.engine.query("select count(*)::int as orders, sum(paid_amount)::int as paid from stg_orders");
  await confirming;
  expect(own.state.failures.map(({error}) => error.code)).toEqual(["engine.cancelled"]);
  expect(own.files).toHaveLength(2);
  expect(toRows(await asked)).toEqual([{orders: 4, paid: 80}]);
  expect(own.state.summary).toMatchObject({valid_orders: 4, net_sales: 80});
});
