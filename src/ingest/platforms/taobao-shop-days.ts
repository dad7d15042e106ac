import type {Platform} from "../columns/platform";

const columns = {
  day_date: ["统计日期"],
  visitor_count: ["访客数"],
  new_visitor_count: ["新访客数"],
  returning_visitor_count: ["老访客数"],
  page_view_count: ["浏览量"],
  favourite_count: ["店铺收藏买家数", "店铺收藏人数"],
  item_favourite_count: ["商品收藏买家数", "商品收藏人数"],
  cart_count: ["加购人数"],
  cart_quantity: ["加购件数"],
  placed_buyer_count: ["下单买家数"],
  placed_amount: ["下单金额"],
  buyer_count: ["支付买家数"],
  new_buyer_count: ["支付新买家数", "新买家数"],
  returning_buyer_count: ["支付老买家数", "老买家数"],
  order_count: ["支付父订单数"],
  quantity: ["支付件数", "支付商品件数"],
  paid_amount: ["支付金额"],
  average_order_amount: ["客单价"],
  conversion_rate: ["支付转化率"],
  bounce_rate: ["跳失率"],
  refund_amount: ["成功退款金额", "成功退货退款金额"],
  description_score: ["描述相符评分", "描述相符动态评分(DSR)"],
  service_score: ["服务态度评分", "服务态度动态评分(DSR)"],
  logistics_score: ["物流服务评分", "物流服务动态评分(DSR)"],
  search_ads_amount: ["直通车消耗"],
  display_ads_amount: ["钻石展位消耗"],
  affiliate_amount: ["淘宝客佣金"]
} as const;

const others = [
  "商品访客数",
  "商品浏览量",
  "平均停留时长",
  "商品收藏次数",
  "支付子订单数",
  "下单件数",
  "人均浏览量",
  "下单转化率",
  "UV价值",
  "老买家支付金额",
  "评价数",
  "有图评价数",
  "正面评价数",
  "负面评价数",
  "老买家正面评价数",
  "老买家负面评价数",
  "揽收包裹数",
  "发货包裹数",
  "派送包裹数",
  "签收成功包裹数",
  "平均支付_签收时长(秒)",
  "下单-支付转化率",
  "支付商品数",
  "被浏览商品数",
  "店铺收藏次数",
  "店铺首页访客数",
  "店铺首页浏览量",
  "DSR综合低评分买家数",
  "访客数较前一天变化量",
  "老访客数占比",
  "老买家数占比",
  "浏览量较前一天变化量",
  "人均浏览量（访问深度）",
  "人均停留时长(秒)",
  "人均支付商品件数",
  "下单父订单数",
  "下单商品件数",
  "已发货父订单数",
  "下单且支付父订单数",
  "下单且支付金额",
  "下单子订单数",
  "下单且支付买家数",
  "支付金额较前一天变化量",
  "下单且支付商品件数",
  "售中申请退款买家数",
  "售中申请退款金额"
];

const devices = ["PC端", "无线端", "手机淘宝APP", "天猫App", "WAP"];

/**
 * 生意参谋 shop report by day (店铺整体), of 2017 and of 2019, whose header stands in the fourth or fifth row. The same figures
 * for one device only are not read. People of several days are counted once a day: they do not add up.
 */
export default {
  name: "taobao_shop_days",
  platform: "taobao",
  kind: "shop_daily",
  grain: "line",
  currency: "CNY",
  columns,
  otherColumns: [
    ...others,
    ...devices.flatMap((device) => [...Object.values(columns).flat(), ...others].map((name) => device + name))
  ],
  signs: {
    some: [["统计日期"], ["访客数", "浏览量"], ["支付金额", "支付买家数", "支付转化率"]],
    none: ["商品ID"]
  },
  statuses: {},
  customer: [],
  isPaid: "true",
  rules: {
    returning_visitor_count: "coalesce(returning_visitor_count, visitor_count - new_visitor_count)",
    new_visitor_count: "coalesce(new_visitor_count, visitor_count - returning_visitor_count)",
    new_buyer_count: "coalesce(new_buyer_count, buyer_count - returning_buyer_count)",
    returning_buyer_count: "coalesce(returning_buyer_count, buyer_count - new_buyer_count)"
  },
  status: "mapped_status"
} satisfies Platform;
