import type {Platform} from "../columns/platform";

/** Youzan (有赞) order items: what was in the orders of the order report, with what each item really came to. */
export default {
  name: "youzan_lines",
  platform: "youzan",
  kind: "lines",
  grain: "line",
  currency: "CNY",
  columns: {
    order_id: ["订单号"],
    line_status: ["订单商品状态"],
    title: ["商品名称"],
    attributes: ["商品规格"],
    variant_code: ["规格编码"],
    product_code: ["商品编码"],
    unit_price: ["商品单价"],
    quantity: ["商品数量"],
    subtotal_amount: ["商品金额小计"],
    off_amount: ["店铺优惠（分摊）"],
    due_amount: ["商品实际成交金额"],
    refund_amount: ["商品已退款金额"]
  },
  otherColumns: [
    "外部订单号",
    "交易成功时间",
    "商品类型",
    "商品类目",
    "商品成本价",
    "商品优惠方式",
    "商品优惠后价格",
    "商品抵用积分数",
    "商品留言",
    "收货人/提货人",
    "收货人手机号/提货人手机号",
    "收货人省份",
    "收货人城市",
    "收货人地区",
    "详细收货地址/提货地址",
    "买家备注",
    "商品发货状态",
    "商品发货方式",
    "商品发货物流公司",
    "商品发货物流单号",
    "发货员工",
    "商品发货时间",
    "商品退款状态",
    "商家订单备注",
    "入住时间"
  ],
  signs: {
    some: [["订单号"], ["商品名称"], ["商品实际成交金额", "商品金额小计"], ["商品数量", "商品单价"]],
    none: ["订购数量", "全部商品名称"]
  },
  statuses: {},
  customer: [],
  isPaid: "true",
  rules: {
    product_id: "product_code",
    sku: "coalesce(variant_code, product_code)",
    line_amount: "coalesce(due_amount, subtotal_amount - coalesce(off_amount, 0), unit_price * quantity)"
  },
  status: "mapped_status"
} satisfies Platform;
