import type {Platform} from "../columns/platform";

/**
 * Tmall refund report (退款单), 39 columns: one row per refund, asked for or done. Only a settled one gave money back.
 */
export default {
  name: "taobao_refunds",
  platform: "taobao",
  kind: "refunds",
  grain: "line",
  currency: "CNY",
  columns: {
    order_id: ["订单编号"],
    refund_id: ["退款编号"],
    ordered_paid_at: ["订单付款时间"],
    sku: ["商家编码"],
    finished_at: ["退款完结时间"],
    closed_at: ["完结时间"],
    nick: ["买家会员名称"],
    paid_amount: ["买家实际支付金额"],
    title: ["宝贝标题"],
    refund_amount: ["买家退款金额"],
    goods_too: ["是否需要退货"],
    applied_at: ["退款的申请时间"],
    refund_status: ["退款状态"],
    refund_reason: ["买家退款原因"],
    part: ["部分退款/全部退款"]
  },
  otherColumns: [
    "支付宝交易号",
    "手工退款/系统退款",
    "超时时间",
    "货物状态",
    "退货物流信息",
    "发货物流信息",
    "客服介入状态",
    "卖家真实姓名",
    "卖家退货地址",
    "卖家邮编",
    "卖家电话",
    "卖家手机",
    "退货物流单号",
    "退货物流公司",
    "买家退款说明",
    "买家退货时间",
    "责任方",
    "售中或售后",
    "商家备注",
    "审核操作人",
    "举证超时",
    "是否零秒响应",
    "退款操作人",
    "主数据编码"
  ],
  signs: {some: [["退款编号"], ["订单编号"], ["买家退款金额"]], none: []},
  statuses: {},
  customer: [{value: "nick", quality: "strong"}],
  isPaid: "true",
  rules: {
    settled_at: "coalesce(finished_at, closed_at)",
    is_settled: `case
      when refund_status is not null then contains(refund_status, '退款成功')
      else coalesce(finished_at, closed_at) is not null
    end`,
    refund_type: `nullif(concat_ws(' ', part, case
      when goods_too in ('是', '需要', '需要退货') then '退货'
      when goods_too in ('否', '不需要', '不需要退货') then '仅退款'
    end), '')`
  },
  status: "mapped_status"
} satisfies Platform;
