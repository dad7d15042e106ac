import type {Platform} from "../columns/platform";

/**
 * Taobao and Tmall item report (宝贝报表), 10 and 18 columns: what was in the orders of the order report. `价格` is the
 * list price of one piece, before any discount.
 */
export default {
  name: "taobao_items",
  platform: "taobao",
  kind: "lines",
  grain: "line",
  currency: "CNY",
  columns: {
    order_id: ["主订单编号", "订单编号"],
    line_id: ["子订单编号"],
    title: ["标题"],
    unit_price: ["价格"],
    quantity: ["购买数量"],
    external_code: ["外部系统编号"],
    attributes: ["商品属性"],
    line_status: ["订单状态"],
    sku: ["商家编码"],
    line_amount: ["买家应付货款"],
    refund_amount: ["退款金额"],
    ordered_at: ["订单创建时间", "创建时间"],
    paid_at: ["订单付款时间"]
  },
  otherColumns: ["套餐信息", "备注", "支付单号", "买家实际支付金额", "退款状态"],
  signs: {
    some: [["订单编号", "主订单编号"], ["标题"], ["价格"], ["购买数量"]],
    none: ["总金额", "选购商品"]
  },
  statuses: {},
  customer: [],
  isPaid: "true",
  rules: {
    sku: "coalesce(sku, external_code)",
    line_amount: "coalesce(line_amount, unit_price * quantity)"
  },
  status: "mapped_status"
} satisfies Platform;
