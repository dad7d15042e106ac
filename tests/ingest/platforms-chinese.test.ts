import {expect, test} from "vitest";
import {uniqueHeader} from "../../src/ingest/header";
import {platforms, recognize} from "../../src/ingest/columns/platform";
import {
  adDays,
  douyinOrders,
  jdOrders,
  pddOrders23,
  pddOrders53,
  pddOrders82,
  productDays,
  shopDays2017,
  shopDays2019,
  tmallRefunds,
  youzanCustomers,
  youzanLines,
  youzanOrders
} from "./chinese";

const words = (text: string) => text.split(" ");

/** Published layouts, how many columns they are known to have, and what owners often make of them. */
const layouts: readonly (readonly [string, number, readonly string[]])[] = [
  ["taobao_refunds", 39, tmallRefunds],
  ["taobao_shop_days", 104, shopDays2019],
  ["taobao_shop_days", 48, shopDays2017],
  ["taobao_shop_days", 50, [...shopDays2017, "手机淘宝APP访客数", "WAP支付金额"]],
  ["taobao_shop_days", 6, words("统计日期 访客数 浏览量 支付金额 支付买家数 客单价")],
  ["taobao_product_days", 38, productDays],
  ["taobao_ad_days", 41, adDays],
  ["jd_orders", 30, jdOrders],
  ["jd_orders", 37, [...jdOrders, ...words("送装服务 服务费 仓库ID 仓库名称 商家SKUID 店铺ID 店铺名称")]],
  [
    "jd_orders",
    13,
    words(
      "订单号 商品ID 商品名称 订购数量 支付方式 下单时间 京东价 订单金额 结算金额 余额支付 应付金额 订单状态 下单帐号"
    )
  ],
  ["pdd_orders", 82, pddOrders82],
  ["pdd_orders", 53, pddOrders53],
  ["pdd_orders", 23, pddOrders23],
  ["pdd_orders", 4, words("订单号 订单状态 商家实收金额(元) 商品id")],
  ["douyin_orders", 73, douyinOrders],
  ["douyin_orders", 74, douyinOrders.flatMap((word) => (word === "仓库名称" ? [word, "序列号"] : [word]))],
  ["douyin_orders", 9, words("主订单编号 选购商品 货号 商品金额 订单应付金额 快递信息 税费 教育优惠 订单提交时间")],
  ["youzan_orders", 60, youzanOrders],
  ["youzan_orders", 6, words("订单号 归属店铺 订单状态 订单创建时间 买家付款时间 订单实付金额")],
  ["youzan_lines", 37, youzanLines],
  ["youzan_customers", 35, youzanCustomers]
];

test.each(layouts)("%s of %i columns is known whole, by its platform alone", (name, width, header) => {
  expect(header).toHaveLength(width);
  for (const words of [header, uniqueHeader(header)]) {
    expect(recognize(words)).toMatchObject({platform: {name}, confidence: 1});
    expect(platforms.filter((platform) => recognize(words, [platform])).map((platform) => platform.name)).toEqual([
      name
    ]);
  }
});

test.each(layouts)("%s of %i columns is known in any order and spacing", (name, _, header) => {
  const changed = [...header].reverse().map((word) => ` ${word.toUpperCase()}\t`);
  expect(recognize(changed)).toMatchObject({platform: {name}, confidence: 1});
});

/** Tables of Chinese shops that look a little like an export of ours. */
const strangers = [
  "订单号 下单时间 金额 状态",
  "订单号 商品名称 数量 单价",
  "日期 访客数 支付金额",
  "日期 主体ID 展现量 点击量 花费",
  "客户姓名 手机号 消费金额",
  "订单编号 退款金额 退款时间",
  "主订单编号 商品 金额"
];

test.each(strangers)("%s is claimed by nobody", (header) => {
  expect(recognize(words(header))).toBeNull();
});
