import type {Platform} from "../columns/platform";

/**
 * Douyin (抖店) orders: one row per sub-order, ids and titles guarded by a tab. 订单应付金额 is a sub-order's; 运费 is the whole
 * order's, on top of it unless the sum shows that it is inside. The receiver is a ciphertext (`##…`, `$$…`), so nobody is
 * named. A refund has no amount in this export: a sub-order of which 退款成功 is said, or which was closed after payment, went
 * back as a whole.
 */
export default {
  name: "douyin_orders",
  platform: "douyin",
  kind: "orders",
  grain: "line",
  currency: "CNY",
  columns: {
    order_id: ["主订单编号"],
    line_id: ["子订单编号"],
    line_title: ["选购商品"],
    attributes: ["商品规格"],
    line_quantity: ["商品数量"],
    product_id: ["商品ID"],
    sku: ["商家编码"],
    article: ["货号"],
    unit_price: ["商品单价"],
    due_amount: ["订单应付金额"],
    shipping_amount: ["运费"],
    off_amount: ["优惠总金额"],
    given_province: ["省"],
    given_city: ["市"],
    ordered_at: ["订单提交时间"],
    paid_at: ["支付完成时间"],
    shipped_at: ["发货时间"],
    completed_at: ["订单完成时间"],
    status_raw: ["订单状态"],
    aftersale: ["售后状态"],
    close_reason: ["取消原因"],
    source: ["流量来源"],
    app: ["APP渠道"]
  },
  otherColumns: [
    "平台优惠",
    "商家优惠",
    "达人优惠",
    "商家改价",
    "支付优惠",
    "红包抵扣",
    "支付方式",
    "手续费",
    "收件人",
    "收件人手机号",
    "区",
    "街道",
    "详细地址",
    "是否修改过地址",
    "地址修改时段",
    "买家留言",
    "旗帜颜色",
    "商家备注",
    "承诺发货时间",
    "订单类型",
    "鲁班落地页ID",
    "达人ID",
    "达人昵称",
    "所属门店ID",
    "预约发货时间",
    "仓库ID",
    "仓库名称",
    "序列号",
    "是否安心购",
    "广告渠道",
    "流量类型",
    "流量体裁",
    "流量渠道",
    "发货主体",
    "发货主体明细",
    "降价类优惠",
    "平台实际承担优惠金额",
    "商家实际承担优惠金额",
    "达人实际承担优惠金额",
    "预计送达时间",
    "是否平台仓自流转",
    "车型",
    "商品69码",
    "发货SN码",
    "发货IMEI码1",
    "发货IMEI码2",
    "预约送达时间",
    "建议发货时间（起）",
    "建议发货时间（止）",
    "物流SN码",
    "物流IMEI码1",
    "物流IMEI码2",
    "商品金额",
    "快递信息",
    "税费",
    "教育优惠"
  ],
  signs: {
    some: [["主订单编号"], ["订单应付金额"], ["选购商品", "子订单编号", "商品ID", "订单状态"]],
    none: ["标题"]
  },
  statuses: {
    待支付: "unpaid",
    待付款: "unpaid",
    待确认: "pending_review",
    待发货: "paid",
    备货中: "paid",
    部分发货: "part_shipped",
    已发货: "shipped",
    已完成: "completed",
    已关闭: "closed_unpaid",
    已取消: "closed_unpaid"
  },
  customer: [],
  derived: {
    own_due_amount: "coalesce(due_amount, 0)",
    own_off_amount: "coalesce(off_amount, 0)",
    own_shipping_amount: "nullif(shipping_amount, 0)",
    extra_shipping_amount: `case
      when due_amount = unit_price * line_quantity + shipping_amount - coalesce(off_amount, 0) then null
      else nullif(shipping_amount, 0)
    end`,
    own_back_amount: `case
      when contains(aftersale, '退款成功') or (mapped_status = 'closed_unpaid' and paid_at is not null) then due_amount
      else 0
    end`
  },
  sums: ["line_quantity", "own_due_amount", "own_off_amount", "own_back_amount"],
  isPaid: `case
    when has_paid_at then paid_at is not null
    else own_back_amount > 0 or coalesce(mapped_status not in ('unpaid', 'closed_unpaid', 'pending_review'), true)
  end`,
  rules: {
    ordered_at: "coalesce(ordered_at, paid_at)",
    gross_amount: "own_due_amount + coalesce(extra_shipping_amount, 0)",
    discount_amount: "own_off_amount",
    shipping_amount: "coalesce(own_shipping_amount, 0)",
    paid_amount: "case when is_paid then own_due_amount + coalesce(extra_shipping_amount, 0) else 0 end",
    // with the last item goes the postage
    refund_amount: `case
      when not is_paid then 0
      when own_back_amount >= own_due_amount and own_back_amount > 0
        then own_due_amount + coalesce(extra_shipping_amount, 0)
      else own_back_amount
    end`,
    quantity: "line_quantity",
    title: "line_title",
    sku: "nullif(coalesce(nullif(sku, '-'), article), '-')",
    attributes: "nullif(attributes, '-')",
    province: "nullif(given_province, '-')",
    city: "nullif(given_city, '-')",
    channel: "coalesce(nullif(source, '-'), nullif(app, '-'))",
    close_reason: "nullif(close_reason, '-')",
    line_amount: `coalesce(due_amount, 0) - case
      when due_amount = unit_price * line_quantity + shipping_amount - coalesce(off_amount, 0) then shipping_amount
      else 0
    end`,
    line_status: "status_raw"
  },
  status: `case
    when is_paid and refund_amount > 0 and refund_amount >= paid_amount then 'refunded_full'
    when is_paid and refund_amount > 0 and mapped_status in ('closed_unpaid', 'completed') then 'refunded_part'
    when mapped_status is null then case when is_paid then 'paid' else 'unpaid' end
    when mapped_status = 'closed_unpaid' and is_paid then 'completed'
    else mapped_status
  end`
} satisfies Platform;
