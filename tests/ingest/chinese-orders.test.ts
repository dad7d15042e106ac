import {beforeAll, describe, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {openTestDatabase} from "../support/database";
import {douyinOrders, jdOrders, pddOrders23, pddOrders53, pddOrders82, youzanLines, youzanOrders} from "./chinese";
import {csv, gb18030, load} from "./given";
import {row} from "./layouts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

type Cells = Readonly<Record<string, string>>;

const read = (header: readonly string[], ...rows: Cells[]) =>
  load(db, csv([header, ...rows.map((cells) => row(header, cells))]));

describe("JD", () => {
  const order = {
    订单号: "34567890123",
    商品ID: "1001",
    商品名称: "杯子",
    订购数量: "1",
    支付方式: "在线支付",
    下单时间: "2016-11-11 09:00:00",
    京东价: "100.00",
    订单金额: "130.00",
    结算金额: "120.00",
    余额支付: "0.00",
    应付金额: "126.00",
    运费金额: "6.00",
    订单状态: "完成",
    下单帐号: "jd_小明",
    客户姓名: "李明",
    客户地址: "浙江杭州市西湖区文三路1号",
    联系电话: "1******6198",
    付款确认时间: "2016-11-11 09:01:00",
    货号: "0071",
    订单完成时间: "2016-11-18 12:00:00"
  };
  const second = {...order, 商品ID: "1002", 商品名称: "碟子", 订购数量: "3", 京东价: "10.00", 货号: "0072"};

  test("amounts that repeat on every row of an order are taken once, and shared out to the cent", async () => {
    const {report, orders, lines} = await read(jdOrders, order, second);
    expect(report).toMatchObject({platform: "jd_orders", rowsRead: 2, rowsLoaded: 2, orders: 1, lines: 2});
    expect(orders[0]).toMatchObject({
      platform: "jd",
      order_id: "34567890123",
      customer_key: "jd_小明",
      customer_key_quality: "strong",
      buyer_phone: null,
      status: "completed",
      ordered_at: new Date("2016-11-11T09:00:00Z"),
      completed_at: new Date("2016-11-18T12:00:00Z"),
      gross_amount: 126,
      discount_amount: 10,
      shipping_amount: 6,
      paid_amount: 126,
      refund_amount: 0,
      quantity: 4,
      line_count: 2,
      title: "杯子，碟子",
      province: "浙江",
      city: "杭州市"
    });
    // 120 × 100/130 = 92.307…, and the rest
    expect(lines.map((line) => [line["sku"], line["line_amount"]])).toEqual([
      ["0071", 92.31],
      ["0072", 27.69]
    ]);
  });

  test("three equal shares of ten make ten", async () => {
    const ten = {...order, 应付金额: "10.00", 运费金额: "0", 结算金额: "10.00"};
    const {lines} = await read(jdOrders, ten, ten, ten);
    expect(lines.map((line) => line["line_amount"])).toEqual([3.33, 3.34, 3.33]);
  });

  test.each([
    ["0.00", "126.00", 126],
    ["26.00", "100.00", 126],
    ["126.00", "0.00", 126],
    ["126.00", "126.00", 126]
  ])("with %s of a balance and %s due the buyer paid %d", async (balance, due, paid) => {
    const {orders} = await read(jdOrders, {...order, 余额支付: balance, 应付金额: due});
    expect(orders[0]).toMatchObject({paid_amount: paid, net_amount: paid});
  });

  const unpaid = {付款确认时间: ""};
  test.each<[string, Cells, string, number, number]>([
    ["等待付款确认", unpaid, "unpaid", 0, 0],
    ["延迟付款确认", unpaid, "unpaid", 0, 0],
    ["新订单", {}, "paid", 126, 0],
    ["等待出库", {}, "paid", 126, 0],
    ["等待确认收货", {}, "shipped", 126, 0],
    ["完成", {}, "completed", 126, 0],
    ["完成", {...unpaid, 支付方式: "货到付款"}, "completed", 126, 0],
    ["暂停", {}, "pending_review", 126, 0],
    ["(删除)等待出库", {}, "refunded_full", 126, 126],
    ["（删除）等待确认收货", {}, "refunded_full", 126, 126],
    ["(删除)新订单", {}, "refunded_full", 126, 126],
    ["(删除)等待付款确认", unpaid, "closed_unpaid", 0, 0],
    ["(删除)等待确认收货", {...unpaid, 支付方式: "货到付款"}, "closed_unpaid", 0, 0],
    ["(锁定)等待确认收货", {}, "shipped", 126, 0],
    ["(暂停)等待出库", {}, "pending_review", 126, 0]
  ])("%s %o is %s, %d paid, %d given back", async (state, cells, status, paid, back) => {
    const {orders, report} = await read(jdOrders, {...order, ...cells, 订单状态: state});
    expect(orders[0]).toMatchObject({status, paid_amount: paid, refund_amount: back, net_amount: paid - back});
    expect(report.diagnostics.map(({code}) => code)).not.toContain("ingest.unknown_status");
  });

  test("a municipality is its own city", async () => {
    const {orders} = await read(jdOrders, {...order, 客户地址: "北京朝阳区建国路1号"});
    expect(orders[0]).toMatchObject({province: "北京", city: "北京市"});
  });

  test("GBK is read", async () => {
    const {report, orders} = await load(db, gb18030(csv([jdOrders, row(jdOrders, order)])));
    expect(report.encoding).toBe("gb18030");
    expect(orders[0]).toMatchObject({customer_key: "jd_小明"});
  });
});

describe("Pinduoduo", () => {
  const order = {
    订单成交时间: "2026-05-17 12:30:00",
    支付时间: "2026-05-17 12:30:00",
    拼单成功时间: "2026-05-17 12:30:00",
    商品: "抽纸30包",
    订单号: "\t260517-607198974342268",
    订单状态: "已签收",
    "商品总价(元)": "39.80",
    "商品总价（元）": "39.80",
    "邮费(元)": "2.00",
    "店铺优惠折扣(元)": "5.00",
    "平台优惠折扣(元)": "1.00",
    "多多支付立减金额(元)": "0.50",
    "用户实付金额(元)": "35.30",
    "商家实收金额(元)": "36.80",
    "商品数量(件)": "2",
    商品id: "\t55501",
    商品规格: "30包",
    "商家编码-规格维度": "CZ-30",
    "商家编码-SKU维度": "CZ-30",
    售后状态: "无售后或售后取消",
    省: "浙江省",
    市: "杭州市"
  };

  test.each([
    [82, 6.5, pddOrders82],
    // 2020 knew no discount for paying at once
    [53, 6, pddOrders53],
    [23, 6.5, pddOrders23]
  ])("reads the same in the layout of %i columns", async (_, discount, header) => {
    const {report, orders, lines} = await read(header, order);
    expect(report).toMatchObject({platform: "pdd_orders", orders: 1, lines: 1, rowsLoaded: 1});
    expect(orders[0]).toMatchObject({
      platform: "pdd",
      order_id: "260517-607198974342268",
      status: "completed",
      customer_key: null,
      customer_key_quality: "none",
      ordered_at: new Date("2026-05-17T12:30:00Z"),
      gross_amount: 35.3,
      discount_amount: discount,
      shipping_amount: 2,
      paid_amount: 35.3,
      refund_amount: 0,
      quantity: 2
    });
    expect(lines[0]).toMatchObject({
      product_id: "55501",
      sku: "CZ-30",
      title: "抽纸30包",
      unit_price: 19.9,
      line_amount: 33.3
    });
    expect(report.diagnostics.map(({code}) => code)).toContain("ingest.no_buyers");
  });

  test.each<[string, string, string, number, number]>([
    ["待支付", "", "unpaid", 0, 0],
    ["待发货", "无售后或售后取消", "paid", 35.3, 0],
    ["已发货，待签收", "", "shipped", 35.3, 0],
    ["已发货,待签收", "售后处理中", "shipped", 35.3, 0],
    ["已收货", "", "completed", 35.3, 0],
    ["未发货，退款成功", "退款成功", "refunded_full", 35.3, 35.3],
    ["已发货，退款成功", "退款成功", "refunded_full", 35.3, 35.3],
    ["已签收", "退款成功", "refunded_full", 35.3, 35.3],
    ["已取消", "", "closed_unpaid", 0, 0]
  ])("%s, %s is %s, %d paid, %d given back", async (state, aftersale, status, paid, back) => {
    const {orders} = await read(pddOrders23, {...order, 订单状态: state, 售后状态: aftersale});
    expect(orders[0]).toMatchObject({status, paid_amount: paid, refund_amount: back});
  });

  test("where times are missing the order number tells the day", async () => {
    const few = ["订单号", "订单状态", "用户实付金额(元)"];
    const {orders} = await read(few, order);
    expect(orders[0]).toMatchObject({ordered_at: new Date("2026-05-17T00:00:00Z"), paid_amount: 35.3});
  });

  test("what the buyer paid is worked out where that column was left out", async () => {
    const {orders} = await read(
      pddOrders23.filter((word) => word !== "用户实付金额(元)"),
      order
    );
    expect(orders[0]).toMatchObject({paid_amount: 35.3});
  });

  test("a receiver with a phone is a likely buyer, and masked stars are nobody's", async () => {
    const named = {...order, 收货人: "王芳", 手机: "13912345678"};
    const masked = {...order, 订单号: "260517-2", 收货人: "王**", 手机: "139****5678", 省: "****", 市: "****"};
    const {orders} = await read(pddOrders53, named, masked);
    expect(orders.map((each) => each["customer_key_quality"])).toEqual(["weak", "masked"]);
    expect(orders[0]).toMatchObject({customer_key: "王芳 13912345678", buyer_phone: "13912345678"});
    expect(orders[1]).toMatchObject({buyer_phone: null, province: null, city: null});
  });
});

describe("Douyin", () => {
  const order = {
    主订单编号: "\t6917000000000000001",
    子订单编号: "\t6917000000000000001",
    选购商品: "\t丝巾",
    商品规格: "\t红;90cm",
    商品数量: "1",
    商品ID: "\t3500001",
    商家编码: "-",
    商品单价: "100.00",
    订单应付金额: "90.00",
    运费: "8.00",
    优惠总金额: "10.00",
    收件人: "##aGVsbG8=",
    收件人手机号: "$$d29ybGQ=",
    省: "浙江省",
    市: "杭州市",
    订单提交时间: "2026-05-17 20:00:00",
    支付完成时间: "2026-05-17 20:00:30",
    订单完成时间: "-",
    发货时间: "-",
    订单状态: "已完成",
    售后状态: "-",
    流量来源: "-",
    APP渠道: "抖音"
  };
  const second = {
    ...order,
    子订单编号: "\t6917000000000000002",
    选购商品: "\t帽子",
    订单应付金额: "50.00",
    优惠总金额: "0",
    商品单价: "50.00"
  };

  test("sub-orders add up, postage is taken once, and a ciphertext names nobody", async () => {
    const {report, orders, lines} = await read(douyinOrders, order, second);
    expect(report).toMatchObject({platform: "douyin_orders", orders: 1, lines: 2, rowsLoaded: 2});
    expect(orders[0]).toMatchObject({
      platform: "douyin",
      order_id: "6917000000000000001",
      customer_key: null,
      customer_key_quality: "none",
      status: "completed",
      ordered_at: new Date("2026-05-17T20:00:00Z"),
      shipped_at: null,
      gross_amount: 148,
      shipping_amount: 8,
      discount_amount: 10,
      paid_amount: 148,
      refund_amount: 0,
      quantity: 2,
      channel: "抖音",
      title: "丝巾，帽子"
    });
    expect(lines[0]).toMatchObject({
      line_id: "6917000000000000001",
      product_id: "3500001",
      sku: null,
      line_amount: 90
    });
  });

  test("postage that is inside what is due is not added again", async () => {
    const {orders, lines} = await read(douyinOrders, {...order, 订单应付金额: "98.00"});
    expect(orders[0]).toMatchObject({paid_amount: 98, shipping_amount: 8});
    expect(lines[0]).toMatchObject({line_amount: 90});
  });

  const never = {支付完成时间: "-"};
  test.each<[Cells, string, number, number]>([
    [{订单状态: "待支付", ...never}, "unpaid", 0, 0],
    [{订单状态: "待发货"}, "paid", 98, 0],
    [{订单状态: "备货中"}, "paid", 98, 0],
    [{订单状态: "部分发货"}, "part_shipped", 98, 0],
    [{订单状态: "已发货"}, "shipped", 98, 0],
    [{订单状态: "已完成"}, "completed", 98, 0],
    [{订单状态: "已完成", 售后状态: "换货成功"}, "completed", 98, 0],
    [{订单状态: "已完成", 售后状态: "售后关闭"}, "completed", 98, 0],
    [{订单状态: "已完成", 售后状态: "退款成功"}, "refunded_full", 98, 98],
    [{订单状态: "已关闭", ...never}, "closed_unpaid", 0, 0],
    [{订单状态: "已关闭", 售后状态: "退款成功"}, "refunded_full", 98, 98],
    [{订单状态: "已关闭"}, "refunded_full", 98, 98]
  ])("%o is %s, %d paid, %d given back", async (cells, status, paid, back) => {
    const {orders} = await read(douyinOrders, {...order, ...cells});
    expect(orders[0]).toMatchObject({status, paid_amount: paid, refund_amount: back});
  });

  test("of two sub-orders one went back", async () => {
    const {orders} = await read(douyinOrders, {...order, 订单状态: "已关闭", 售后状态: "退款成功"}, second);
    expect(orders[0]).toMatchObject({status: "refunded_part", paid_amount: 148, refund_amount: 90, net_amount: 58});
  });

  test("a row of hints or without a number is left out, with its reason", async () => {
    const {report} = await read(douyinOrders, {订单应付金额: "收入+支出"}, order);
    expect(report).toMatchObject({
      rowsRead: 2,
      rowsLoaded: 1,
      rejectedByReason: [{reason: "missing_order_id", rows: 1}]
    });
  });
});

describe("Youzan", () => {
  const order = {
    订单号: "E20260517203000012300001",
    归属店铺: "某某商城",
    订单状态: "交易完成",
    订单来源: "小程序",
    订单创建时间: "2026-05-17 20:30:00",
    买家付款时间: "2026-05-17 20:30:20",
    运费: "6.00",
    店铺优惠合计: "4.00",
    应收订单金额: "102.00",
    订单实付金额: "101.00",
    订单实收金额: "100.00",
    全部商品名称: "红茶,绿茶",
    商品种类数: "2",
    收货人省份: "福建省",
    收货人城市: "福州市",
    买家昵称: "茶客",
    买家手机号: "\t18600000005",
    "收货人手机号/提货人手机号": "\t18600000005",
    订单已退款金额: "0.00",
    分销员: "小李"
  };

  test("an order is read, its duplicated header with it", async () => {
    const {report, orders} = await read(youzanOrders, order);
    expect(report).toMatchObject({platform: "youzan_orders", shop: "某某商城", rowsLoaded: 1});
    expect(orders[0]).toMatchObject({
      platform: "youzan",
      customer_key: "18600000005",
      customer_key_quality: "strong",
      buyer_phone: "18600000005",
      status: "completed",
      gross_amount: 102,
      paid_amount: 101,
      received_amount: 100,
      shipping_amount: 6,
      line_count: 2,
      channel: "小程序",
      province: "福建省"
    });
  });

  test.each<[Cells, string, number, number]>([
    [{订单状态: "待付款", 买家付款时间: ""}, "unpaid", 0, 0],
    [{订单状态: "待成团"}, "paid", 101, 0],
    [{订单状态: "待发货"}, "paid", 101, 0],
    [{订单状态: "已发货"}, "shipped", 101, 0],
    [{订单状态: "交易成功"}, "completed", 101, 0],
    [{订单状态: "交易完成", 订单已退款金额: "21.00"}, "refunded_part", 101, 21],
    [{订单状态: "交易完成", 订单已退款金额: "101.00"}, "refunded_full", 101, 101],
    [{订单状态: "交易关闭", 买家付款时间: ""}, "closed_unpaid", 0, 0],
    [{订单状态: "交易关闭", 订单已退款金额: "101.00"}, "refunded_full", 101, 101]
  ])("%o is %s, %d paid, %d given back", async (cells, status, paid, back) => {
    const {orders} = await read(youzanOrders, {...order, ...cells});
    expect(orders[0]).toMatchObject({status, paid_amount: paid, refund_amount: back});
  });

  test("a masked phone names nobody for sure", async () => {
    const {orders} = await read(youzanOrders, {
      ...order,
      买家手机号: "186******05",
      "收货人手机号/提货人手机号": "186******05"
    });
    expect(orders[0]).toMatchObject({customer_key_quality: "masked", buyer_phone: null});
  });

  test("items are lines of orders known from elsewhere", async () => {
    const item = {
      订单号: order["订单号"],
      订单商品状态: "交易完成",
      商品名称: "红茶",
      商品规格: "50g",
      规格编码: "HC-50",
      商品编码: "HC",
      商品单价: "60.00",
      商品数量: "1",
      商品金额小计: "60.00",
      "店铺优惠（分摊）": "2.00",
      商品实际成交金额: "58.00",
      商品已退款金额: "8.00"
    };
    const {report, lines} = await read(youzanLines, item, {
      ...item,
      商品名称: "绿茶",
      规格编码: "",
      商品实际成交金额: "-"
    });
    expect(report).toMatchObject({platform: "youzan_lines", kind: "lines", orders: 0, lines: 2});
    expect(lines).toMatchObject([
      {line_id: "1", sku: "HC-50", product_id: "HC", line_amount: 58, refund_amount: 8, quantity: 1},
      {line_id: "2", sku: "HC", line_amount: 58}
    ]);
  });
});
