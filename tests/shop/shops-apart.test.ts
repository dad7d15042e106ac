import {describe, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
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

/** A table of a shop that nobody knows, with receipts from 1 on. */
function till(name: string, day: number, buyers: string): File {
  const rows = [1, 2, 3].map((number) => `${number},${buyers}${number},2026-05-${day} 09:0${number},5.00`);
  return new File([["Receipt no,Customer ID,Date,Total", ...rows].join("\n")], name);
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

  test("receipts of two tills that begin at 1 are six orders, and their customers are not mixed", async () => {
    const {shop} = await open();
    await shop.add([till("north.csv", 11, "n"), till("south.csv", 14, "s")]);
    await shop.confirm(shop.state.waiting[0]!);
    expect(shop.state.summary).toMatchObject({valid_orders: 6, customers: 6, net_sales: 30});
    expect(shopsOf(shop).map(([, name]) => name)).toEqual(["north", "south"]);
  });
});
