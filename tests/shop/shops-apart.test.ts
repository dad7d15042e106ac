import {describe, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {doubtsOf} from "../../src/shop/imports";
import type {Shop} from "../../src/shop/shop";
import {openTestDatabase} from "../support/database";
import {makeShop} from "../support/shop";

const header =
  "Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Refunded Amount,Id";

/** A Shopify export: orders from a number on, each a day after the other, of buyers of one house. */
function shopify(name: string, house: string, {from = 1001, count = 4, month = "03", status = "paid"} = {}): File {
  const rows = Array.from({length: count}, (_, at) => {
    const number = from + at;
    const time = `2026-${month}-${String(1 + (number % 28)).padStart(2, "0")} 10:00:00 +0000`;
    return `#${number},b${number}@${house}.example,${status},${time},fulfilled,EUR,10.00,0,0,10.00,,0,${time},1,${house} cup,10.00,c,B ${number},0.00,${house.length}${number}`;
  });
  return new File([[header, ...rows, ""].join("\n")], name);
}

/** A table of a shop that nobody knows, with receipts from 1 on: one each minute of an hour, all of 5.00. */
function till(name: string, day: number, buyers: string, {count = 3, hour = "09", more = ""} = {}): File {
  const rows = Array.from(
    {length: count},
    (_, at) => `${at + 1},${buyers}${at + 1},2026-05-${day} ${hour}:0${at + 1},5.00`
  );
  return new File([["Receipt no,Customer ID,Date,Total", ...rows, ...(more ? [more] : [])].join("\n")], name);
}

/** The same without buyers, with a row for each item: two of 2.00 for each receipt. */
function tillItems(name: string, day: number, count = 3): File {
  const rows = Array.from({length: count}, (_, at) =>
    ["cup", "tea"].map((what) => `${at + 1},2026-05-${day} 09:0${at + 1}:00,${what},1,2.00`)
  );
  return new File([["Receipt no,Date,Item,Quantity,Unit price", ...rows.flat(), ""].join("\n")], name);
}

/** Drops files and agrees to what is proposed for them. */
async function drop(shop: Shop, ...files: File[]): Promise<void> {
  await shop.add(files);
  if (shop.state.waiting[0]) await shop.confirm(shop.state.waiting[0]);
}

async function open(): Promise<{db: Database; shop: Shop}> {
  const db = await openTestDatabase();
  return {db, shop: makeShop(db)};
}

const shopsOf = ({files}: Shop) => files.map(({report, shop}) => [report.fileName, shop]);
const ids = async (db: Database) =>
  toRows(await db.query("select shop, order_id from stg_orders order by shop, order_id")).map((row) =>
    Object.values(row)
  );

describe("files that number alike", () => {
  const lamps = () => shopify("lamps.csv", "lamps");
  const rugs = () => shopify("rugs.csv", "rugs", {month: "05"});
  const beds = () => shopify("beds.csv", "beds", {month: "06"});

  test.each<[string, readonly (readonly File[])[]]>([
    ["together", [[lamps(), rugs(), beds()]]],
    ["one after the other", [[lamps()], [rugs()], [beds()]]],
    ["in the other order", [[beds()], [rugs(), lamps()]]]
  ])("three shops dropped %s are three shops, with all their orders", async (_, drops) => {
    const {db, shop} = await open();
    for (const files of drops) await shop.add(files);
    expect(shop.state.summary).toMatchObject({valid_orders: 12, customers: 12, net_sales: 120});
    expect(new Map(shop.files.map(({report, shop: name}) => [report.fileName, name]))).toEqual(
      new Map([
        ["lamps.csv", "lamps"],
        ["rugs.csv", "rugs"],
        ["beds.csv", "beds"]
      ])
    );
    expect(await ids(db)).toHaveLength(12);
    expect(shop.state.news).toMatchObject({changes: shop.state.news!.changes && {changed: 0}});
  });

  test("a newer export of one of them goes into its shop", async () => {
    const {shop} = await open();
    await shop.add([lamps(), rugs()]);
    await shop.add([shopify("lamps new.csv", "lamps", {from: 1003, count: 4, status: "refunded"})]);
    expect(shopsOf(shop)).toEqual([
      ["lamps.csv", "lamps"],
      ["rugs.csv", "rugs"],
      ["lamps new.csv", "lamps"]
    ]);
    expect(shop.files[2]!.changes).toEqual({new: 2, changed: 2, unchanged: 0});
    expect(shop.state.summary).toMatchObject({orders: 10});
  });

  test("an undone import takes the names back, and a person's names are kept", async () => {
    const {shop} = await open();
    await shop.add([lamps()]);
    await shop.add([rugs()]);
    await shop.undo();
    expect(shopsOf(shop)).toEqual([["lamps.csv", null]]);
    await shop.redo();
    await shop.nameShop(shop.files[0]!, "Lamps of Kent");
    await shop.add([shopify("lamps new.csv", "lamps", {from: 1003})]);
    expect(shopsOf(shop).map(([, name]) => name)).toEqual(["Lamps of Kent", "rugs", "Lamps of Kent"]);
  });

  test("two shops whose exports have one name have two", async () => {
    const {shop} = await open();
    await shop.add([shopify("orders_export.csv", "lamps"), shopify("orders_export.csv", "rugs", {month: "05"})]);
    expect(shopsOf(shop).map(([, name]) => name)).toEqual(["orders_export", "orders_export (2)"]);
    expect(shop.state.summary).toMatchObject({valid_orders: 8});
  });

  test("one order in common, the last of one and the first of the other, is not taken for one order in two parts", async () => {
    const {shop} = await open();
    await shop.add([lamps(), shopify("rugs.csv", "rugs", {from: 1004, month: "05"})]);
    expect(shop.state.summary).toMatchObject({valid_orders: 8, customers: 8, net_sales: 80});
  });

  test("the same orders in two files are one shop's, whatever changed in them", async () => {
    const {shop} = await open();
    await shop.add([lamps()]);
    await shop.add([shopify("later.csv", "lamps", {from: 1002, count: 5, status: "refunded"})]);
    expect(shopsOf(shop).map(([, name]) => name)).toEqual([null, null]);
    expect(shop.files[1]!.changes).toEqual({new: 2, changed: 3, unchanged: 0});
    expect(shop.state.summary).toMatchObject({orders: 6});
  });

  test.each([
    ["on one day", 11],
    ["on two days", 14]
  ])("receipts of two tills that begin at 1 %s are six orders, and their customers are not mixed", async (_, day) => {
    const {shop} = await open();
    await drop(shop, till("north.csv", 11, "n"), till("south.csv", day, "s", {hour: "10"}));
    expect(shop.state.summary).toMatchObject({valid_orders: 6, customers: 6, net_sales: 30});
    expect(shopsOf(shop).map(([, name]) => name)).toEqual(["north", "south"]);
    expect(shop.files.map(({numbering}) => numbering)).toEqual([undefined, undefined]);
  });

  test("files that a person gives one shop keep their orders apart", async () => {
    const {db, shop} = await open();
    await drop(shop, till("north.csv", 11, "n"), till("south.csv", 11, "s", {hour: "10"}));
    for (const file of shop.files) await shop.nameShop(file, "Harbour");
    expect(shop.state.summary).toMatchObject({valid_orders: 6, net_sales: 30});
    expect(await ids(db)).toContainEqual(["Harbour", "1 · 2026-05-11 (2)"]);
    await shop.nameShop(shop.files[1]!, "Hill");
    expect(await ids(db)).toContainEqual(["Harbour", "1"]);
  });
});

describe("receipt numbers that begin anew with each file", () => {
  const days = [11, 12, 13, 14, 15, 16, 17];
  const week = () => days.map((day) => till(`2026-05-${day}.csv`, day, "c"));

  test("seven days of one till are one shop with all its orders and customers", async () => {
    const {db, shop} = await open();
    await drop(shop, ...week());
    expect(shop.state.summary).toMatchObject({valid_orders: 21, customers: 3, net_sales: 105});
    expect(shop.files.map(({shop: name}) => name)).toEqual(days.map(() => null));
    expect(shop.files.map(({numbering}) => numbering)).toEqual(days.map((day) => `2026-05-${day}`));
    expect(shop.files.reduce((sum, {changes}) => sum + changes!.new, 0)).toBe(21);
    expect(doubtsOf(shop.files)).toEqual(["numbers_anew"]);
    expect((await ids(db)).slice(0, 2)).toEqual([
      ["", "1 · 2026-05-11"],
      ["", "1 · 2026-05-12"]
    ]);
  });

  test.each([
    ["one after the other", week().slice(0, 3)],
    ["the last first", week().slice(0, 3).reverse()]
  ])("days that are dropped %s are one shop too", async (_, files) => {
    const {shop} = await open();
    for (const file of files) await drop(shop, file);
    expect(shop.state.summary).toMatchObject({valid_orders: 9, customers: 3, net_sales: 45});
    expect(shop.files.map(({shop: name}) => name)).toEqual([null, null, null]);
    expect(shop.files.map(({changes}) => changes!.new)).toEqual([3, 3, 3]);
  });

  test("without buyers, with a row for each item", async () => {
    const {db, shop} = await open();
    await drop(shop, ...days.map((day) => tillItems(`sales ${day}.csv`, day)));
    expect(shop.state.summary).toMatchObject({valid_orders: 21, net_sales: 84});
    const [row] = toRows(
      await db.query(
        "select count(*) as lines, count(distinct order_id) as orders from stg_lines semi join stg_orders using (order_id)"
      )
    );
    expect([row!["lines"], row!["orders"]].map(Number)).toEqual([42, 21]);
  });

  test("a day that goes on past midnight", async () => {
    const {shop} = await open();
    const late = "4,c4,2026-05-12 00:30,5.00";
    await drop(shop, till("may 11.csv", 11, "c", {more: late}), till("may 12.csv", 12, "c", {count: 4}));
    expect(shop.state.summary).toMatchObject({valid_orders: 8, customers: 4});
    expect(shopsOf(shop).map(([, name]) => name)).toEqual([null, null]);
  });

  test("a day that is exported again is that day", async () => {
    const {shop} = await open();
    await drop(shop, ...week());
    await drop(shop, till("2026-05-12 again.csv", 12, "c", {count: 5}));
    expect(shop.files.at(-1)).toMatchObject({numbering: "2026-05-12", changes: {new: 2, changed: 0, unchanged: 3}});
    expect(shop.state.summary).toMatchObject({valid_orders: 23});
  });

  test("two tills with files of the same days are two shops, each with all its days", async () => {
    const {shop} = await open();
    const both = [11, 12, 13].flatMap((day) => [
      till(`north-${day}.csv`, day, "n"),
      till(`south-${day}.csv`, day, "s", {hour: "10"})
    ]);
    await drop(shop, ...both);
    expect(shop.state.summary).toMatchObject({valid_orders: 18, customers: 6, net_sales: 90});
    expect(new Set(shopsOf(shop).map(([, name]) => name))).toEqual(new Set(["north-11", "south-11"]));
  });

  test("two shops that are numbered by their names are two shops", async () => {
    const {shop} = await open();
    await drop(shop, till("shop 1.csv", 11, "n"), till("shop 2.csv", 12, "s"));
    expect(shopsOf(shop).map(([, name]) => name)).toEqual(["shop 1", "shop 2"]);
  });

  test("is undone and redone with the file that made it known, and kept for the next visit", async () => {
    const {db, shop} = await open();
    const [monday, tuesday] = week();
    await drop(shop, monday!);
    await drop(shop, tuesday!);
    const kept = shop.files.map(({plan, arrival, shop: name, numbering, changes, isReplacement}) => ({
      file: plan.source.file as File,
      mapping: plan.mapping,
      origin: null,
      facts: {arrival, shop: name, numbering, changes, isReplacement}
    }));
    await shop.undo();
    expect(await ids(db)).toEqual([1, 2, 3].map((number) => ["", String(number)]));
    await shop.redo();
    expect(await ids(db)).toHaveLength(6);
    const later = await open();
    await later.shop.restore(kept);
    expect(await ids(later.db)).toEqual(await ids(db));
  });
});
