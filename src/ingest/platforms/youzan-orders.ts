import type {Platform} from "../columns/platform";

/** Youzan (有赞) orders: one row per order. Buyers go by their phone, which some shops see masked. */
export default {
  name: "youzan_orders",
  platform: "youzan",
  kind: "orders",
  grain: "order",
  currency: "CNY",
  columns: {
    order_id: ["订单号"],
    shop: ["归属店铺"],
    status_raw: ["订单状态"],
    sales_channel: ["销售渠道"],
    origin: ["订单来源"],
    ordered_at: ["订单创建时间"],
    paid_at: ["买家付款时间"],
    completed_at: ["交易成功时间"],
    shipping_amount: ["运费"],
    discount_amount: ["店铺优惠合计"],
    due_amount: ["应收订单金额"],
    user_amount: ["订单实付金额"],
    received_amount: ["订单实收金额"],
    title: ["全部商品名称"],
    line_count: ["商品种类数"],
    province: ["收货人省份"],
    city: ["收货人城市"],
    receiver: ["收货人/提货人"],
    receiver_phone: ["收货人手机号/提货人手机号"],
    nick: ["买家昵称"],
    phone: ["买家手机号"],
    refund_state: ["订单退款状态"],
    refund_amount: ["订单已退款金额"]
  },
  otherColumns: [
    "订单类型",
    "推广方式",
    "付款方式",
    "支付流水号",
    "商品金额合计",
    "支付优惠合计",
    "订单抵用积分数",
    "店铺优惠方式",
    "支付优惠方式",
    "订单配送方式",
    "同城送达时间/提货时间",
    "收货人地区",
    "详细收货地址/提货地址",
    "买家备注",
    "订单星级",
    "买家是否会员",
    "下单网点",
    "收银员",
    "分销员",
    "分销员_{n}",
    "销售导购",
    "专属导购",
    "商家订单备注",
    "桌号",
    "挂账主体",
    "挂账手机号",
    "团长订单",
    "订单风险标签",
    "分销员手机号",
    "分销员所属店铺",
    "分销员所属团队",
    "分销员所属分组",
    "分销员等级",
    "订单佣金类型",
    "订单佣金金额",
    "订单下级卖货提成类型",
    "订单下级卖货提成金额"
  ],
  signs: {
    some: [
      ["订单号"],
      ["订单实付金额", "应收订单金额"],
      ["全部商品名称", "买家付款时间", "归属店铺", "订单已退款金额"],
      ["订单创建时间", "买家付款时间"]
    ],
    none: []
  },
  statuses: {
    待付款: "unpaid",
    待支付: "unpaid",
    待成团: "paid",
    待接单: "paid",
    待发货: "paid",
    部分发货: "part_shipped",
    已发货: "shipped",
    待收货: "shipped",
    交易完成: "completed",
    交易成功: "completed",
    交易关闭: "closed_unpaid",
    已关闭: "closed_unpaid"
  },
  customer: [
    {value: "phone", quality: "strong"},
    {value: "nick || ' ' || receiver_phone", quality: "weak"}
  ],
  isPaid: `case
    when has_paid_at then paid_at is not null
    when mapped_status = 'closed_unpaid' then coalesce(refund_amount, 0) > 0
    else coalesce(mapped_status not in ('unpaid', 'pending_review'), true)
  end`,
  rules: {
    buyer_name: "coalesce(nick, receiver)",
    buyer_phone: "coalesce(phone, receiver_phone)",
    ordered_at: "coalesce(ordered_at, paid_at)",
    gross_amount: "coalesce(due_amount, user_amount)",
    paid_amount: "case when is_paid then coalesce(user_amount, due_amount, 0) else 0 end",
    // closed after payment without any amount of a refund: all of it
    refund_amount: `case
      when not is_paid then 0
      when refund_amount is null and mapped_status = 'closed_unpaid' then coalesce(user_amount, due_amount, 0)
      else coalesce(refund_amount, 0)
    end`,
    channel: "coalesce(origin, sales_channel)"
  },
  status: `case
    when mapped_status = 'closed_unpaid' and is_paid then 'refunded_full'
    when mapped_status is null and not is_paid then 'unpaid'
    when is_paid and refund_amount > 0 and refund_amount >= paid_amount then 'refunded_full'
    when coalesce(mapped_status, 'completed') = 'completed' and refund_amount > 0 then 'refunded_part'
    else coalesce(mapped_status, 'paid')
  end`
} satisfies Platform;
