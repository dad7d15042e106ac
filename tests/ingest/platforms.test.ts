import {beforeAll, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {platforms, recognize} from "../../src/ingest/columns/platform";
import {openTestDatabase} from "../support/database";
import {csv, gb18030, load} from "./given";
import {
  row,
  shopifyOrders,
  taobaoItems10,
  taobaoItems18,
  taobaoOrders46,
  taobaoOrders54,
  taobaoOrders71,
  taobaoTrimmed
} from "./layouts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

const layouts = {
  taobao_orders: [taobaoOrders46, taobaoOrders54, taobaoOrders71, taobaoTrimmed],
  taobao_items: [taobaoItems10, taobaoItems18],
  shopify_orders: [shopifyOrders, ["Name", "Email", "Created at", "Total", "Financial Status"]]
};

test("layouts have the widths they are known by", () => {
  expect(layouts.taobao_orders.map(({length}) => length)).toEqual([46, 54, 71, 7]);
  expect(layouts.taobao_items.map(({length}) => length)).toEqual([10, 18]);
  expect(shopifyOrders).toHaveLength(79);
});

test.each(Object.entries(layouts))(
  "%s knows every column of its layouts, and no other platform claims them",
  (name, headers) => {
    for (const header of headers) {
      expect(recognize(header)).toMatchObject({platform: {name}, confidence: 1});
      expect(platforms.filter((platform) => recognize(header, [platform])).map((platform) => platform.name)).toEqual([
        name
      ]);
    }
  }
);

const order = {
  订单编号: '="351531314732935790"',
  买家会员名: "tb小红",
  买家应付邮费: "10.00",
  总金额: "1,210.00",
  买家实际支付金额: "1,010.00",
  订单状态: "交易成功",
  收货地址: "浙江省 杭州市 西湖区 某路1号(310000)",
  收货人姓名: "某人",
  联系手机: "'13900000000",
  订单创建时间: "2024-11-11 00:00:05",
  订单付款时间: "2024-11-11 00:00:35",
  宝贝标题: '="羊毛衫，围巾"',
  宝贝种类: "2",
  宝贝总数量: "3",
  订单备注: "红色,\n不要蓝色",
  店铺名称: "某某旗舰店",
  订单关闭原因: "订单未关闭",
  是否手机订单: "手机订单",
  退款金额: "200.00元"
};

test.each([
  [46, taobaoOrders46],
  [54, taobaoOrders54],
  [71, taobaoOrders71]
])("a Taobao order reads the same in the layout of %i columns", async (_, header) => {
  const {report, orders} = await load(db, gb18030(csv([header, row(header, order)])));
  expect(report).toMatchObject({encoding: "gb18030", rowsRead: 1, rowsLoaded: 1, shop: "某某旗舰店", currency: "CNY"});
  expect(orders[0]).toMatchObject({
    platform: "taobao",
    order_id: "351531314732935790",
    customer_key: "tb小红",
    customer_key_quality: "strong",
    status: "refunded_part",
    status_raw: "交易成功",
    ordered_at: new Date("2024-11-11T00:00:05Z"),
    gross_amount: 1210,
    paid_amount: 1210,
    refund_amount: 200,
    net_amount: 1010,
    shipping_amount: 10,
    quantity: 3,
    line_count: 2,
    title: "羊毛衫，围巾",
    province: "浙江省",
    city: "杭州市",
    device: "mobile"
  });
});

test.each([
  ["等待买家付款", "", "0", "unpaid"],
  ["未创建支付宝交易", "", "0", "unpaid"],
  ["买家已付款,等待卖家发货", "2024-01-01 10:00:00", "0", "paid"],
  ["卖家部分发货", "2024-01-01 10:00:00", "0", "part_shipped"],
  ["卖家已发货，等待买家确认", "2024-01-01 10:00:00", "0", "shipped"],
  ["买家已签收", "2024-01-01 10:00:00", "0", "shipped"],
  ["交易成功", "2024-01-01 10:00:00", "0", "completed"],
  ["交易成功", "2024-01-01 10:00:00", "1.00", "refunded_part"],
  ["交易成功", "2024-01-01 10:00:00", "100.00", "refunded_full"],
  ["交易关闭", "", "0", "closed_unpaid"],
  ["交易关闭", "2024-01-01 10:00:00", "100.00", "refunded_full"],
  ["交易被淘宝关闭", "", "0", "closed_unpaid"],
  ["付款以后用户退款成功，交易自动关闭", "2024-01-01 10:00:00", "100.00", "refunded_full"],
  ["付款确认中", "", "0", "pending_review"],
  ["从未见过的状态", "2024-01-01 10:00:00", "0", "pending_review"],
  ["", "", "0", "unpaid"],
  ["", "2024-01-01 10:00:00", "0", "paid"],
  ["", "2024-01-01 10:00:00", "40.00", "refunded_part"],
  ["", "2024-01-01 10:00:00", "100.00", "refunded_full"]
])("Taobao's %s, paid at '%s' and refunded %s, is %s", async (status, paidAt, refund, expected) => {
  const net = paidAt ? String(100 - Number(refund)) : "0";
  const cells = {
    订单编号: "1",
    总金额: "100",
    订单创建时间: "2024-01-01 09:00:00",
    订单付款时间: paidAt,
    退款金额: refund
  };
  const header = taobaoOrders54;
  const {orders} = await load(db, csv([header, row(header, {...cells, 买家实际支付金额: net, 订单状态: status})]));
  expect(orders[0]?.["status"]).toBe(expected);
  expect(orders[0]?.["paid_amount"]).toBe(paidAt ? 100 : 0);
});

test("a state that nobody knows is reported and never counts as valid", async () => {
  const cells = {
    订单编号: "1",
    总金额: "100",
    订单创建时间: "2024-01-01 09:00:00",
    订单付款时间: "2024-01-01 09:01:00",
    订单状态: "新状态"
  };
  const {report} = await load(db, csv([taobaoOrders54, row(taobaoOrders54, cells)]));
  expect(report.statuses).toEqual([{raw: "新状态", status: "pending_review", orders: 1, isValid: false}]);
  expect(report.diagnostics).toContainEqual({
    code: "ingest.unknown_status",
    severity: "warning",
    details: {values: "新状态", orders: 1}
  });
});

test.each([
  [{买家会员名: "红", 买家支付宝账号: "a@example.com"}, "红", "strong"],
  [{买家会员名: "红**", 买家支付宝账号: "a@example.com"}, "a@example.com", "strong"],
  [{买家会员名: "红**", 收货人姓名: "某人", 联系手机: "13900000000"}, "某人 13900000000", "weak"],
  [{买家会员名: "红**", 收货人姓名: "某*", 联系手机: "139****0000"}, "红**", "masked"],
  [{}, null, "none"]
])("a Taobao buyer given as %o is %s (%s)", async (who, key, quality) => {
  const cells = {订单编号: "1", 总金额: "1", 订单创建时间: "2024-01-01 09:00:00", ...who};
  const {orders} = await load(db, csv([taobaoOrders46, row(taobaoOrders46, cells)]));
  expect(orders[0]).toMatchObject({customer_key: key, customer_key_quality: quality});
});

test("columns left out by hand are no hindrance: money and state follow from payment and refund", async () => {
  const {report} = await load(
    db,
    csv([
      taobaoTrimmed,
      ["1", "178.80", "0.00", "上海", "2020-02-21 00:00:00", "", "0.00"],
      ["2", "21.00", "21.00", "内蒙古自治区", "2020-02-20 23:59:54", "2020-02-21 00:00:02", "0.00"],
      ["3", "37.00", "0.00", "安徽省", "2020-02-20 23:59:35", "2020-02-20 23:59:40", "37.00"],
      ["4", "157.00", "100.00", "湖南省", "2020-02-18 23:58:34", "2020-02-20 23:58:44", "57.00"]
    ])
  );
  expect(report.money).toEqual({gross: 393.8, paid: 215, refunded: 94, net: 121});
  expect(Object.fromEntries(report.statuses.map(({status, orders}) => [status, orders]))).toEqual({
    unpaid: 1,
    paid: 1,
    refunded_full: 1,
    refunded_part: 1
  });
  expect(report.diagnostics.map(({code}) => code)).toEqual(["ingest.no_buyers", "ingest.days_without_orders"]);
  expect(report.days).toEqual([
    {day: "2020-02-18", orders: 1},
    {day: "2020-02-19", orders: 0},
    {day: "2020-02-20", orders: 2},
    {day: "2020-02-21", orders: 1}
  ]);
});

test("the item report of 10 columns gives lines of price times quantity", async () => {
  const cells = {
    订单编号: "351531314732935790",
    标题: "羊毛衫",
    价格: "99.50",
    购买数量: "2",
    商家编码: "W-1",
    商品属性: "颜色分类：红;尺码：M"
  };
  const {report, lines} = await load(db, csv([taobaoItems10, row(taobaoItems10, cells), row(taobaoItems10, cells)]));
  expect(report).toMatchObject({kind: "lines", lines: 2, orders: 0});
  expect(lines.map(({line_id}) => line_id)).toEqual(["1", "2"]);
  expect(lines[0]).toMatchObject({
    order_id: "351531314732935790",
    sku: "W-1",
    unit_price: 99.5,
    quantity: 2,
    line_amount: 199
  });
});

test("the item report of 18 columns names its lines, and says what each came to", async () => {
  const cells = {
    子订单编号: "12",
    主订单编号: "1",
    标题: "围巾",
    价格: "50",
    购买数量: "2",
    外部系统编号: "E-1",
    买家应付货款: "90.00",
    退款金额: "10"
  };
  const {lines} = await load(db, csv([taobaoItems18, row(taobaoItems18, cells)]));
  expect(lines[0]).toMatchObject({order_id: "1", line_id: "12", sku: "E-1", line_amount: 90, refund_amount: 10});
});

const shopify = {
  Name: "#1001",
  Email: "Ann@Example.com",
  "Financial Status": "partially_refunded",
  "Fulfillment Status": "fulfilled",
  "Paid at": "2024-05-01 23:30:10 +0800",
  Currency: "USD",
  Subtotal: "40.00",
  Shipping: "5.00",
  Taxes: "1.00",
  Total: "46.00",
  "Created at": "2024-05-01 23:30:00 +0800",
  "Refunded Amount": "6.00",
  "Lineitem quantity": "1",
  "Lineitem name": "Cup",
  "Lineitem price": "20.00",
  "Shipping City": "Leeds"
};

test("a Shopify order is its first row; further rows add items, and its time is the shop's own clock", async () => {
  const second = {
    Name: "#1001",
    Email: "ann@example.com",
    "Lineitem quantity": "2",
    "Lineitem name": "Saucer",
    "Lineitem price": "10.00"
  };
  const other = {
    ...shopify,
    Name: "#1002",
    Email: "",
    Phone: "'+44 20",
    "Financial Status": "paid",
    "Refunded Amount": "0.00"
  };
  const {report, orders, lines} = await load(
    db,
    csv([shopifyOrders, ...[shopify, second, other].map((cells) => row(shopifyOrders, cells))])
  );
  expect(report).toMatchObject({rowsRead: 3, rowsLoaded: 3, orders: 2, lines: 3, currency: "USD"});
  expect(orders[0]).toMatchObject({
    order_id: "#1001",
    customer_key: "ann@example.com",
    status: "refunded_part",
    ordered_at: new Date("2024-05-01T23:30:00Z"),
    paid_amount: 46,
    refund_amount: 6,
    net_amount: 40,
    quantity: 3,
    line_count: 2,
    title: "Cup，Saucer",
    city: "Leeds"
  });
  expect(orders[1]).toMatchObject({customer_key: "+44 20", status: "shipped"});
  expect(lines.map(({title, line_amount}) => [title, line_amount])).toEqual([
    ["Cup", 20],
    ["Saucer", 20],
    ["Cup", 20]
  ]);
});

test.each([
  [{"Financial Status": "pending"}, "unpaid", 0],
  [{"Financial Status": "authorized"}, "unpaid", 0],
  [{"Financial Status": "paid", "Fulfillment Status": "unfulfilled"}, "paid", 46],
  [{"Financial Status": "paid", "Fulfillment Status": "partial"}, "part_shipped", 46],
  [
    {"Financial Status": "partially_paid", "Fulfillment Status": "unfulfilled", "Outstanding Balance": "16.00"},
    "paid",
    30
  ],
  [{"Financial Status": "refunded", "Refunded Amount": "46.00"}, "refunded_full", 46],
  [{"Financial Status": "partially_refunded", "Refunded Amount": "46.00"}, "refunded_full", 46],
  [{"Financial Status": "voided"}, "closed_unpaid", 0],
  [{"Financial Status": "expired"}, "closed_unpaid", 0],
  [{"Financial Status": "paid", "Refunded Amount": "0.00", Total: "0.00"}, "shipped", 0],
  [{"Financial Status": "voided", "Cancelled at": "2024-05-02 10:00:00 +0800"}, "cancelled", 0]
])("Shopify's %o is %s, paid %d", async (cells, status, paid) => {
  const {orders} = await load(db, csv([shopifyOrders, row(shopifyOrders, {...shopify, ...cells})]));
  expect(orders[0]).toMatchObject({status, paid_amount: paid});
});

test("a refunded Shopify order gave all of it back where the amount was left out of the export", async () => {
  const few = ["Name", "Email", "Created at", "Total", "Financial Status"];
  const {orders} = await load(db, csv([few, row(few, {...shopify, "Financial Status": "refunded"})]));
  expect(orders[0]).toMatchObject({status: "refunded_full", paid_amount: 46, refund_amount: 46, net_amount: 0});
});

test.each([
  ["2024-05-01 10:00:00 +0000", "2024-05-01T10:00:00Z"],
  ["2024-11-02 23:30:00 -0400", "2024-11-02T23:30:00Z"],
  ["2024-11-03 23:30:00 -0500", "2024-11-03T23:30:00Z"]
])("%s is the shop's own clock, in summer and in winter", async (text, time) => {
  const {orders} = await load(db, csv([shopifyOrders, row(shopifyOrders, {...shopify, "Created at": text})]));
  expect(orders[0]?.["ordered_at"]).toEqual(new Date(time));
});
