import {beforeAll, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {quoteLiteral} from "../../src/engine/sql";
import {emailOf, phoneOf} from "../../src/ingest/columns/contacts";
import {openTestDatabase} from "../support/database";
import {csv, load} from "./given";
import {row, shopifyOrders, taobaoOrders54} from "./layouts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

const read = async (expression: (column: string) => string, text: string | null) => {
  const value = text === null ? "null::varchar" : quoteLiteral(text);
  const [found] = toRows(await db.query(`select ${expression("cell")} as result from (select ${value} as cell)`));
  return found?.["result"];
};

test.each([
  ["13912345678", "13912345678"],
  ["+86 139 1234 5678", "13912345678"],
  ["+86-13912345678", "13912345678"],
  ["0086 13912345678", "13912345678"],
  ["8613912345678", "13912345678"],
  ["013912345678", "13912345678"],
  ["１３９１２３４５６７８", "13912345678"],
  ["（０５７１）８８１２３４５６", "057188123456"],
  ["0571-88123456", "057188123456"],
  ["+86 571 8812 3456", "57188123456"],
  ["+852 9123 4567", "85291234567"],
  ["0085291234567", "85291234567"],
  ["+1 (555) 123-4567", "5551234567"],
  ["001 555 123 4567", "5551234567"],
  ["(555) 123-4567", "5551234567"],
  ["555.123.4567", "5551234567"],
  ["+44 20 7946 0958", "442079460958"],
  // the platforms lend a number with an extension for one delivery
  ["13912345678-1234", null],
  ["18412345678 转 2301", null],
  ["0571-88123456-801", null],
  ["555-123-4567 x12", null],
  // masked, unreadable, too short, too long
  ["139****5678", null],
  ["139xxxx5678", null],
  ["12345", null],
  ["1234567", null],
  ["1391234567813912345678", null],
  ["13912345678/13812345678", null],
  ["无", null],
  ["", null],
  [null, null],
  // typed because something had to be typed
  ["13800000000", null],
  ["00000000000", null],
  ["99999999", null]
])("the phone %o is %o", async (text, expected) => {
  expect(await read(phoneOf, text)).toBe(expected);
});

test.each([
  ["Anna@Example.COM ", "anna@example.com"],
  ["a.b+c@mail.example.co.uk", "a.b+c@mail.example.co.uk"],
  ["a***@example.com", null],
  ["anna@example", null],
  ["@example.com", null],
  ["anna@@example.com", null],
  ["anna example@mail.com", null],
  ["13912345678", null],
  [null, null]
])("the address %o is %o", async (text, expected) => {
  expect(await read(emailOf, text)).toBe(expected);
});

test("a Taobao order says its receiver's name and phone, and the account's address where it is one", async () => {
  const cells = {
    订单编号: "1",
    买家会员名: "tb小红",
    买家支付宝账号: "Hong@Example.com",
    收货人姓名: "王小红",
    联系手机: "'13912345678",
    联系电话: "0571-88123456",
    总金额: "100",
    买家实际支付金额: "100",
    订单创建时间: "2024-01-01 09:00:00",
    订单付款时间: "2024-01-01 09:01:00"
  };
  const masked = {...cells, 订单编号: "2", 买家支付宝账号: "138****5678", 收货人姓名: "王**", 联系手机: "'139****5678"};
  const without = {...masked, 订单编号: "3", 联系手机: "", 收货人姓名: "", 联系电话: ""};
  const rows = [cells, masked, without].map((each) => row(taobaoOrders54, each));
  const {orders} = await load(db, csv([taobaoOrders54, ...rows]));
  expect(orders.map(({buyer_name, buyer_phone, buyer_email}) => [buyer_name, buyer_phone, buyer_email])).toEqual([
    ["王小红", "13912345678", "hong@example.com"],
    ["王**", null, null],
    ["tb小红", null, null]
  ]);
  expect(orders.map(({customer_key}) => customer_key)).toEqual(["tb小红", "tb小红", "tb小红"]);
});

test("a Shopify order says its buyer's name, phone and address, from its first row", async () => {
  const cells = {
    Name: "#1",
    Email: "Anna@Example.com",
    "Created at": "2024-01-01 10:00:00 +0000",
    "Financial Status": "paid",
    Total: "7.00",
    "Lineitem name": "Cup",
    "Lineitem quantity": "1",
    "Lineitem price": "7.00",
    "Billing Name": "Anna Smith",
    "Shipping Name": "Ben Smith",
    "Shipping Phone": "+1 555 123 4567"
  };
  const second = {Name: "#1", "Lineitem name": "Saucer", "Lineitem quantity": "1", "Lineitem price": "0.00"};
  const {orders} = await load(db, csv([shopifyOrders, row(shopifyOrders, cells), row(shopifyOrders, second)]));
  expect(orders).toHaveLength(1);
  expect(orders[0]).toMatchObject({
    customer_key: "anna@example.com",
    buyer_name: "Anna Smith",
    buyer_phone: "5551234567",
    buyer_email: "anna@example.com"
  });
});

test.each([
  ["13912345678", "13912345678", null],
  ["+852 9123 4567", "85291234567", null],
  ["Anna@Example.com", null, "anna@example.com"],
  // a number of eleven digits need not be a phone, an id of eight is none
  ["20000012345", null, null],
  ["10234567", null, null]
])("of a mapped file the buyer %o is told as phone %o and address %o", async (buyer, phone, email) => {
  const content = csv([
    ["order id", "customer id", "date", "amount"],
    ["A1", buyer, "2024-01-01", "10.00"],
    ["A2", buyer, "2024-02-01", "12.00"]
  ]);
  const {orders} = await load(db, content);
  expect(orders.map(({customer_key, buyer_phone, buyer_email}) => [customer_key, buyer_phone, buyer_email])).toEqual([
    [buyer, phone, email],
    [buyer, phone, email]
  ]);
});
