import type {Platform} from "../columns/platform";

const off = "coalesce(shop_off_amount, 0) + coalesce(platform_off_amount, 0) + coalesce(instant_off_amount, 0)";
const total = `coalesce(user_amount, goods_amount + coalesce(shipping_amount, 0) - (${off}), received_amount)`;

/**
 * Pinduoduo (拼多多) orders. The owner chooses the columns, of 82; one order is one item. The buyer is not named in what is
 * exported now; a layout of 2020 had the receiver. The order number begins with the day, yyMMdd, which stands in for a time
 * that is missing. A refund has no amount in this export: 退款成功 is all of it.
 */
export default {
  name: "pdd_orders",
  platform: "pdd",
  kind: "orders",
  grain: "order",
  currency: "CNY",
  columns: {
    order_id: ["订单号"],
    title: ["商品"],
    status_raw: ["订单状态"],
    goods_amount: ["商品总价(元)"],
    shipping_amount: ["邮费(元)"],
    shop_off_amount: ["店铺优惠折扣(元)"],
    platform_off_amount: ["平台优惠折扣(元)"],
    instant_off_amount: ["多多支付立减金额(元)"],
    user_amount: ["用户实付金额(元)"],
    received_amount: ["商家实收金额(元)"],
    quantity: ["商品数量(件)"],
    paid_at: ["支付时间"],
    ordered_at: ["订单成交时间", "拼单成功时间"],
    shipped_at: ["发货时间"],
    completed_at: ["确认收货时间"],
    product_id: ["商品id"],
    attributes: ["商品规格"],
    sku: ["商家编码-规格维度", "商家编码-SKU维度"],
    product_sku: ["商家编码-商品维度"],
    aftersale: ["售后状态"],
    receiver: ["收货人"],
    phone: ["手机"],
    own_phone: ["用户购买手机号"],
    province: ["省"],
    city: ["市"],
    channel: ["订单来源"]
  },
  otherColumns: [
    "是否审核中",
    "承诺发货时间",
    "承诺送达时间",
    "订单确认时间",
    "样式ID",
    "商品一级类目",
    "商品二级类目",
    "商品三级类目",
    "商品四级类目",
    "商家备注",
    "买家留言",
    "消费者资料",
    "消费者资料上传时间",
    "赠品名称",
    "赠品id",
    "赠品规格",
    "赠品数量",
    "团ID",
    "团身份",
    "是否已开始配送",
    "配送员是否已送达",
    "配送状态",
    "同城是否普通快递",
    "上门安装费(元)",
    "送货入户费(元)",
    "送货入户并安装费(元)",
    "快递单号",
    "快递公司",
    "区",
    "街道",
    "街道/镇",
    "配送员手机号",
    "是否异常",
    "身份证姓名",
    "身份证号码",
    "是否抽奖或0元试用",
    "是否顺丰加价",
    "旅行类信息",
    "充值号码",
    "是否门店自提",
    "门店名称",
    "门店自定义编码",
    "关联货品编码",
    "货品名称",
    "货品类型",
    "子货品",
    "仓库名称",
    "仓库所在地址",
    "海淘清关订单号",
    "支付ID",
    "支付方式",
    "保税仓",
    "是否直播间成交",
    "是否直播间引导成交",
    "预约配送时间",
    "是否节能补贴",
    "是否分期",
    "分期期数",
    "手续费承担方",
    "是否无痕发货",
    "是否社区团购",
    "小区送达情况",
    "分期方式"
  ],
  signs: {
    some: [
      ["订单号"],
      ["用户实付金额(元)", "商家实收金额(元)", "商品总价(元)"],
      ["商品数量(件)", "订单状态", "售后状态", "订单成交时间", "拼单成功时间", "样式ID", "商家编码-规格维度"]
    ],
    none: ["订购数量", "买家付款时间"]
  },
  statuses: {
    待付款: "unpaid",
    待支付: "unpaid",
    待成团: "paid",
    待发货: "paid",
    "已发货，待签收": "shipped",
    "已发货，待收货": "shipped",
    已发货: "shipped",
    已签收: "completed",
    已收货: "completed",
    "已收货，待评价": "completed",
    交易成功: "completed",
    "未发货，退款成功": "refunded_full",
    "已发货，退款成功": "refunded_full",
    "已签收，退款成功": "refunded_full",
    "已收货，退款成功": "refunded_full",
    退款成功: "refunded_full",
    "待发货，退款中": "paid",
    "已发货，退款中": "shipped",
    已取消: "closed_unpaid",
    "已取消，未付款": "closed_unpaid"
  },
  customer: [
    {value: "own_phone", quality: "strong"},
    {value: "receiver || ' ' || phone", quality: "weak"}
  ],
  isPaid: `case
    when mapped_status = 'unpaid' then false
    when mapped_status = 'closed_unpaid' then paid_at is not null
    when mapped_status = 'pending_review' or mapped_status is null then not has_paid_at or paid_at is not null
    else true
  end`,
  rules: {
    buyer_name: "receiver",
    buyer_phone: "coalesce(own_phone, phone)",
    ordered_at: `coalesce(ordered_at, paid_at,
      case when regexp_matches(order_id, '^\\d{6}-') then try_strptime('20' || left(order_id, 6), '%Y%m%d') end)`,
    paid_at: "case when is_paid then coalesce(paid_at, ordered_at) end",
    gross_amount: total,
    discount_amount: off,
    paid_amount: `case when is_paid then coalesce(${total}, 0) else 0 end`,
    refund_amount: `case
      when is_paid and (mapped_status in ('refunded_full', 'closed_unpaid') or contains(aftersale, '退款成功'))
        then coalesce(${total}, 0)
      else 0
    end`,
    sku: "coalesce(sku, product_sku)",
    line_count: "1",
    province: "case when not contains(province, '*') then province end",
    city: "case when not contains(city, '*') then city end"
  },
  items: {
    from: "[coalesce(title, '')]",
    columns: {
      product_id: "product_id",
      sku: "coalesce(sku, product_sku)",
      title: "title",
      attributes: "attributes",
      unit_price: "round((goods_amount / nullif(quantity, 0))::double, 2)",
      quantity: "quantity",
      line_amount: `${total} - coalesce(shipping_amount, 0)`,
      line_status: "status_raw"
    }
  },
  status: `case
    when is_paid and refund_amount > 0 then 'refunded_full'
    when mapped_status is null then case when is_paid then 'paid' else 'unpaid' end
    else mapped_status
  end`
} satisfies Platform;
