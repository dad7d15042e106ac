import {beforeAll, beforeEach, describe, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {rebuildStaging, removeSource} from "../../src/ingest/combine";
import {openTestDatabase} from "../support/database";
import {adDays, productDays, shopDays2017, shopDays2019, tmallRefunds, youzanCustomers} from "./chinese";
import {csv, gb18030, load} from "./given";
import {row, taobaoOrders54} from "./layouts";

let db: Database;
let loaded: string[] = [];
beforeAll(async () => {
  db = await openTestDatabase();
});
beforeEach(async () => {
  for (const id of loaded) await removeSource(db, id);
  loaded = [];
});

type Cells = Readonly<Record<string, string>>;

async function read(header: readonly string[], rows: readonly Cells[], preamble: readonly string[][] = []) {
  const text = csv([...preamble, header, ...rows.map((cells) => row(header, cells))]);
  const {report, plan} = await load(db, gb18030(text), {name: `${loaded.length}.csv`});
  loaded.push(plan.source.id);
  return report;
}

async function staged(relation: string, order = "row_number") {
  await rebuildStaging(db, loaded);
  return toRows(await db.query(`select * from stg_${relation} order by ${order}`));
}

describe("a shop's days", () => {
  const day = {
    统计日期: "2019-11-11",
    访客数: "12,345",
    新访客数: "10,000",
    老访客数: "2,345",
    浏览量: "45,678",
    店铺收藏买家数: "321",
    店铺收藏人数: "321",
    商品收藏买家数: "456",
    商品收藏人数: "456",
    加购人数: "987",
    下单买家数: "700",
    下单金额: "88,000.00",
    支付买家数: "600",
    支付老买家数: "150",
    老买家数: "150",
    支付金额: "77,777.70",
    客单价: "129.63",
    支付转化率: "4.86%",
    跳失率: "55.50%",
    成功退款金额: "1,234.50",
    描述相符评分: "4.81",
    "描述相符动态评分(DSR)": "4.81",
    服务态度评分: "4.79",
    "服务态度动态评分(DSR)": "4.79",
    物流服务评分: "-",
    "物流服务动态评分(DSR)": "-",
    直通车消耗: "400.00",
    钻石展位消耗: "-",
    淘宝客佣金: "0"
  };
  const title = (header: readonly string[], lines: number) =>
    Array.from({length: lines}, (_, index) => [index === 0 ? "店铺整体" : "", ...header.slice(1).map(() => "")]);

  test.each([
    [2019, 4, shopDays2019, {cart_count: 987n, refund_amount: 1234.5, search_ads_amount: 400, affiliate_amount: 0}],
    [2017, 3, shopDays2017, {cart_count: null, refund_amount: null, search_ads_amount: null, affiliate_amount: null}]
  ])("of %i are read under %i lines of preamble", async (_, lines, header, more) => {
    const report = await read(header, [day], title(header, lines));
    expect(report).toMatchObject({
      platform: "taobao_shop_days",
      kind: "shop_daily",
      rowsRead: 1,
      rowsLoaded: 1,
      records: 1,
      orders: 0,
      firstDay: "2019-11-11",
      lastDay: "2019-11-11"
    });
    expect(report.totals).toContainEqual({column: "paid_amount", amount: 77777.7});
    const [found = {}] = await staged("shop_daily");
    expect({
      ...found,
      cart_count: found["cart_count"] === null ? null : BigInt(Number(found["cart_count"]))
    }).toMatchObject({
      platform: "taobao",
      day_date: new Date("2019-11-11T00:00:00Z"),
      paid_amount: 77777.7,
      placed_amount: 88000,
      average_order_amount: 129.63,
      conversion_rate: 0.0486,
      bounce_rate: 0.555,
      description_score: 4.81,
      service_score: 4.79,
      logistics_score: null,
      ...more
    });
    const counts = ["visitor", "new_visitor", "returning_visitor", "page_view", "favourite", "item_favourite"];
    expect(counts.map((name) => Number(found[`${name}_count`]))).toEqual([12345, 10000, 2345, 45678, 321, 456]);
    const buyers = ["placed_buyer", "buyer", "new_buyer", "returning_buyer"];
    expect(buyers.map((name) => Number(found[`${name}_count`]))).toEqual([700, 600, 450, 150]);
  });

  test("a week or a total is no day, and is left out with its reason", async () => {
    const report = await read(shopDays2019, [
      day,
      {...day, 统计日期: "2019-11-11 ~ 2019-11-17"},
      {...day, 统计日期: "合计"}
    ]);
    expect(report).toMatchObject({rowsRead: 3, rowsLoaded: 1, rowsRejected: 2});
    expect(report.rejectedByReason).toEqual([
      {reason: "bad_date", rows: 1},
      {reason: "blank_row", rows: 1}
    ]);
  });

  test("a day that two files tell of is the later import's", async () => {
    await read(shopDays2019, [day, {...day, 统计日期: "2019-11-12"}]);
    await read(shopDays2019, [{...day, 支付金额: "80,000.00"}]);
    const rows = await staged("shop_daily", "day_date");
    expect(rows.map((each) => each["paid_amount"])).toEqual([80000, 77777.7]);
  });

  test("figures that name no shop belong to the only shop that orders name", async () => {
    const sold = {订单编号: "9001", 店铺名称: "某某旗舰店", 订单创建时间: "2019-11-11 10:00:00", 总金额: "5.00"};
    await read(taobaoOrders54, [sold]);
    await read(shopDays2019, [day]);
    expect((await staged("shop_daily")).map(({shop}) => shop)).toEqual(["某某旗舰店"]);
  });
});

test("products by day, dashes and all", async () => {
  const product = {
    统计日期: "2026-06-18",
    商品ID: "601234567890",
    商品名称: "亚麻衬衫",
    货号: "-",
    商品访客数: "1,234",
    商品浏览量: "2,345",
    商品收藏人数: "56",
    商品加购件数: "78",
    商品加购人数: "67",
    支付买家数: "40",
    支付件数: "44",
    支付金额: "8,800.00",
    商品支付转化率: "3.24%",
    支付新买家数: "30",
    支付老买家数: "10",
    成功退款金额: "-"
  };
  const report = await read(productDays, [product, {...product, 商品ID: "-"}, {...product, 商品ID: ""}]);
  expect(report).toMatchObject({platform: "taobao_product_days", kind: "product_daily", rowsRead: 3, rowsLoaded: 1});
  expect(report.rejectedByReason).toEqual([{reason: "missing_product_id", rows: 2}]);
  const [found = {}] = await staged("product_daily");
  expect(found).toMatchObject({
    product_id: "601234567890",
    title: "亚麻衬衫",
    sku: null,
    paid_amount: 8800,
    conversion_rate: 0.0324,
    refund_amount: null
  });
  expect(Number(found["visitor_count"])).toBe(1234);
});

test("search advertising by day", async () => {
  const spent = {
    日期: "2022-03-01",
    展现量: "10000",
    点击量: "400",
    花费: "400.00",
    总收藏数: "12",
    总购物车数: "30",
    总成交金额: "1,500.50",
    总成交笔数: "4",
    新成交用户数: "3",
    点击率: "4.00%"
  };
  const report = await read(adDays, [spent, {...spent, 日期: "2022-03-02", 花费: "-"}]);
  expect(report).toMatchObject({platform: "taobao_ad_days", kind: "ads_daily", rowsLoaded: 2, lastDay: "2022-03-02"});
  expect(report.totals).toEqual([
    {column: "cost_amount", amount: 400},
    {column: "sales_amount", amount: 3001}
  ]);
  const [found = {}] = await staged("ads_daily");
  expect(found).toMatchObject({channel: "直通车", cost_amount: 400, sales_amount: 1500.5});
  expect(
    ["impression", "click", "favourite", "cart", "order", "new_buyer"].map((name) => Number(found[`${name}_count`]))
  ).toEqual([10000, 400, 12, 30, 4, 3]);
});

test("a customer of Youzan has a birthday, tags and points, under a header that ends in a comma", async () => {
  const customer = {
    客户姓名: "陈静",
    客户昵称: "静静",
    客户手机号: "\t18600000005",
    客户生日: "1990-05-17",
    客户性别: "女",
    标签: "老客,红茶",
    免费等级: "VIP2",
    付费等级: "-",
    客户积分: "1,250",
    消费次数: "7",
    消费金额: "￥1,888.80",
    上次消费时间: "2026-05-01 10:00:00",
    成为客户时间: "2021-01-02 03:04:05",
    所属区域: "福建省 福州市"
  };
  const report = await read(youzanCustomers, [
    customer,
    {...customer, 客户手机号: "186******06", 客户昵称: "", 客户姓名: "", 客户生日: "-"}
  ]);
  expect(report).toMatchObject({platform: "youzan_customers", kind: "customers", rowsLoaded: 2, records: 2});
  const [first = {}, second = {}] = await staged("customers");
  expect(first).toMatchObject({
    platform: "youzan",
    customer_key: "18600000005",
    customer_key_quality: "strong",
    buyer_name: "陈静",
    buyer_phone: "18600000005",
    birth_date: new Date("1990-05-17T00:00:00Z"),
    gender: "女",
    tags: "老客,红茶",
    member_level: "VIP2",
    spent_amount: 1888.8,
    last_ordered_at: new Date("2026-05-01T10:00:00Z"),
    province: "福建省",
    city: "福州市"
  });
  expect([first["points_count"], first["order_count"]].map(Number)).toEqual([1250, 7]);
  expect(second).toMatchObject({customer_key_quality: "masked", buyer_phone: null, birth_date: null});
});

describe("refunds of Tmall", () => {
  const refund = {
    订单编号: '="9001"',
    退款编号: '="88001"',
    订单付款时间: "2024-11-11 00:00:35",
    退款完结时间: "2024-11-15 12:00:00",
    买家会员名称: "小红",
    买家实际支付金额: "100.00",
    宝贝标题: "围巾",
    买家退款金额: "30.00",
    是否需要退货: "是",
    退款的申请时间: "2024-11-13 09:00:00",
    退款状态: "退款成功",
    买家退款原因: "尺码不合适",
    "部分退款/全部退款": "部分退款"
  };
  const order = {
    订单编号: '="9001"',
    买家会员名: "小红",
    总金额: "100.00",
    订单状态: "交易成功",
    订单创建时间: "2024-11-11 00:00:05",
    "订单付款时间 ": "2024-11-11 00:00:35",
    订单付款时间: "2024-11-11 00:00:35"
  };
  const bare = ["订单编号", "买家会员名", "总金额", "订单状态", "订单创建时间", "订单付款时间"];
  const full = [...bare, "买家实际支付金额", "退款金额"];

  test("are one row each, asked for or settled", async () => {
    const report = await read(tmallRefunds, [
      refund,
      {...refund, 退款编号: "88002", 退款状态: "退款关闭", 退款完结时间: ""},
      {...refund, 退款编号: ""}
    ]);
    expect(report).toMatchObject({platform: "taobao_refunds", kind: "refunds", rowsRead: 3, rowsLoaded: 2, records: 2});
    expect(report.rejectedByReason).toEqual([{reason: "missing_refund_id", rows: 1}]);
    expect(await staged("refunds")).toMatchObject([
      {
        refund_id: "88001",
        order_id: "9001",
        customer_key: "小红",
        is_settled: true,
        refund_amount: 30,
        refund_type: "部分退款 退货",
        refund_reason: "尺码不合适",
        settled_at: new Date("2024-11-15T12:00:00Z")
      },
      {refund_id: "88002", is_settled: false}
    ]);
  });

  test.each<[string, Cells[], number, string]>([
    ["a settled refund", [refund], 30, "refunded_part"],
    ["two of them", [refund, {...refund, 退款编号: "88002", 买家退款金额: "20.00"}], 50, "refunded_part"],
    ["one of everything", [{...refund, 买家退款金额: "100.00"}], 100, "refunded_full"],
    ["more than was paid", [{...refund, 买家退款金额: "130.00"}], 100, "refunded_full"],
    ["one that was closed", [{...refund, 退款状态: "退款关闭"}], 0, "completed"],
    ["one of another order", [{...refund, 订单编号: "9002"}], 0, "completed"]
  ])("%s is taken off an order whose export says nothing of it", async (_, refunds, back, status) => {
    await read(bare, [order]);
    await read(tmallRefunds, refunds);
    const [found] = await staged("orders");
    expect(found).toMatchObject({paid_amount: 100, refund_amount: back, net_amount: 100 - back, status});
  });

  test.each([
    ["30.00", "70.00", 30],
    ["45.00", "55.00", 45],
    ["10.00", "90.00", 30]
  ])("an order that says %s itself is never charged twice", async (own, net, back) => {
    await read(full, [{...order, 买家实际支付金额: net, 退款金额: own}]);
    await read(tmallRefunds, [refund]);
    const [found] = await staged("orders");
    expect(found).toMatchObject({
      paid_amount: 100,
      refund_amount: back,
      net_amount: 100 - back,
      status: "refunded_part"
    });
  });
});
