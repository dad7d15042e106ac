import type {Platform} from "../columns/platform";

/**
 * Taobao and Tmall order report (订单报表), in its layouts of 46, 54 and 71 columns and the newer wordings. Columns left
 * out by hand are no hindrance. `买家实际支付金额` is what the shop kept: the total less every refund.
 */
export default {
  name: "taobao_orders",
  platform: "taobao",
  kind: "orders",
  grain: "order",
  currency: "CNY",
  columns: {
    order_id: ["订单编号"],
    shop: ["店铺名称"],
    nick: ["买家会员名", "买家会员昵称", "买家昵称"],
    buyer_account: ["买家支付宝账号"],
    receiver: ["收货人姓名"],
    mobile: ["联系手机"],
    telephone: ["联系电话"],
    address: ["收货地址"],
    status_raw: ["订单状态"],
    close_reason: ["订单关闭原因"],
    ordered_at: ["订单创建时间", "买家下单时间"],
    paid_at: ["订单付款时间", "买家付款时间"],
    shipped_at: ["发货时间"],
    completed_at: ["确认收货时间"],
    gross_amount: ["总金额"],
    shipping_amount: ["买家应付邮费"],
    net_amount: ["买家实际支付金额", "买家实付金额"],
    refund_amount: ["退款金额"],
    received_amount: ["打款商家金额"],
    quantity: ["宝贝总数量"],
    line_count: ["宝贝种类"],
    title: ["宝贝标题"],
    device: ["是否手机订单"]
  },
  otherColumns: [
    "买家应付货款",
    "买家支付积分",
    "返点积分",
    "买家实际支付积分",
    "买家留言",
    "运送方式",
    "物流单号",
    "物流公司",
    "订单备注",
    "店铺Id",
    "卖家服务费",
    "买家服务费",
    "发票抬头",
    "分阶段订单信息",
    "特权订金订单id",
    "是否上传合同照片",
    "是否上传小票",
    "是否代付",
    "定金排名",
    "修改后的sku",
    "修改后的收货地址",
    "异常信息",
    "天猫卡券抵扣",
    "集分宝抵扣",
    "是否是O2O交易",
    "预约门店",
    "新零售交易类型",
    "新零售导购门店名称",
    "新零售导购门店id",
    "新零售发货门店名称",
    "新零售发货门店id",
    "含应开票给个人的个人红包",
    "支付单号",
    "支付详情",
    "虚拟号过期时间",
    "是否信用购",
    "体验期结束时间",
    "前N有礼",
    "配送类型",
    "直播返现状态",
    "返现金额",
    "延迟发货自动赔付金额",
    "新零售成交门店昵称",
    "新零售成交门店id",
    "新零售成交经销商id",
    "预售订单",
    "商家备忘",
    "主订单编号",
    "宝贝规格",
    "运单号"
  ],
  signs: {
    some: [
      ["订单编号"],
      ["订单创建时间", "订单付款时间", "买家下单时间", "买家付款时间"],
      ["总金额", "买家应付货款", "买家实际支付金额", "买家实付金额"]
    ],
    none: ["子订单编号", "退款编号", "购买数量", "商品名称"]
  },
  statuses: {
    等待买家付款: "unpaid",
    未创建支付宝交易: "unpaid",
    没有创建外部交易: "unpaid",
    "买家已付款，等待卖家发货": "paid",
    等待卖家发货: "paid",
    买家已付款: "paid",
    卖家部分发货: "part_shipped",
    "卖家已发货，等待买家确认": "shipped",
    等待买家确认收货: "shipped",
    卖家已发货: "shipped",
    买家已签收: "shipped",
    交易成功: "completed",
    交易关闭: "closed_unpaid",
    交易被淘宝关闭: "closed_unpaid",
    "付款以后用户退款成功，交易自动关闭": "refunded_full",
    付款确认中: "pending_review",
    外卡支付付款确认中: "pending_review",
    余额宝0元购合约中: "pending_review"
  },
  customer: [
    {value: "nick", quality: "strong"},
    {value: "buyer_account", quality: "strong"},
    {value: "receiver || ' ' || coalesce(mobile, telephone)", quality: "weak"}
  ],
  // the time of payment decides; without that column the state does, and without both the money
  isPaid: `case
    when has_paid_at then paid_at is not null
    when mapped_status = 'closed_unpaid' then coalesce(close_reason like '%退款%', coalesce(refund_amount, 0) > 0)
    when mapped_status is not null then mapped_status not in ('unpaid', 'pending_review')
    else coalesce(net_amount, 0) + coalesce(refund_amount, 0) > 0
  end`,
  rules: {
    buyer_name: "coalesce(receiver, nick)",
    buyer_phone: "coalesce(mobile, telephone)",
    buyer_email: "buyer_account",
    ordered_at: "coalesce(ordered_at, paid_at)",
    gross_amount: "coalesce(gross_amount, net_amount + coalesce(refund_amount, 0))",
    paid_amount: `case
      when is_paid then coalesce(net_amount + coalesce(refund_amount, 0), gross_amount, 0)
      else 0
    end`,
    refund_amount: "case when is_paid then coalesce(refund_amount, 0) else 0 end",
    province: "nullif(split_part(address, ' ', 1), '')",
    city: "nullif(split_part(address, ' ', 2), '')",
    device: "case when device = '手机订单' then 'mobile' when has_device then 'desktop' end"
  },
  status: `case
    when mapped_status = 'closed_unpaid' and is_paid then 'refunded_full'
    when mapped_status is null and not is_paid then 'unpaid'
    when coalesce(mapped_status, 'completed') = 'completed' and refund_amount > 0
      then case when refund_amount >= paid_amount then 'refunded_full' else 'refunded_part' end
    else coalesce(mapped_status, 'paid')
  end`
} satisfies Platform;
