import type {OrderStatus} from "../canonical";
import type {Platform} from "../columns/platform";

const states: Readonly<Record<string, OrderStatus>> = {
  等待付款确认: "unpaid",
  延迟付款确认: "unpaid",
  等待付款: "unpaid",
  新订单: "paid",
  等待出库: "paid",
  等待确认收货: "shipped",
  完成: "completed",
  已完成: "completed",
  暂停: "pending_review",
  已取消: "closed_unpaid"
};

/** A state behind `(删除)`, `(锁定)` or `(暂停)`, in brackets of either width. */
function prefixed(word: string, state: OrderStatus): [string, OrderStatus][] {
  // what was taken back before any payment was never paid
  const deleted = state === "unpaid" || state === "closed_unpaid" ? "closed_unpaid" : "refunded_full";
  const marks: readonly (readonly [string, OrderStatus])[] = [
    ["删除", deleted],
    ["锁定", state],
    ["暂停", "pending_review"]
  ];
  return marks.flatMap(([mark, meant]) =>
    [`(${mark})${word}`, `（${mark}）${word}`].map((key) => [key, meant] as const)
  ) as [string, OrderStatus][];
}

// what the buyer owes on top of a balance; some exports count the balance in already
const billed = `(due_amount + case
      when balance_amount > 0
        and due_amount + balance_amount <= coalesce(settled_amount, order_amount, 0) + coalesce(shipping_amount, 0)
        then balance_amount
      else 0
    end)`;
const whole = "sum(own_amount) over (partition by order_id)::double";
const upTo = "sum(own_amount) over (partition by order_id order by row_number)::double";
const total = `coalesce(${billed}, settled_amount + coalesce(shipping_amount, 0), order_amount)`;

/**
 * JD (京东 POP) orders, 30 columns and later ones: one row per item, on which the amounts of the whole order repeat. They are
 * taken once, and shared out over the items by 京东价 × 订购数量, to the cent. `(删除)` before a state says that the order was taken
 * back; `(锁定)` that somebody asks for it, which takes nothing back yet.
 */
export default {
  name: "jd_orders",
  platform: "jd",
  kind: "orders",
  grain: "line",
  currency: "CNY",
  columns: {
    order_id: ["订单号"],
    product_id: ["商品ID"],
    line_title: ["商品名称"],
    line_quantity: ["订购数量"],
    payment: ["支付方式"],
    ordered_at: ["下单时间"],
    unit_price: ["京东价"],
    order_amount: ["订单金额"],
    settled_amount: ["结算金额"],
    balance_amount: ["余额支付"],
    due_amount: ["应付金额"],
    status_raw: ["订单状态"],
    account: ["下单帐号", "下单账号"],
    receiver: ["客户姓名"],
    address: ["客户地址"],
    phone: ["联系电话"],
    shipping_amount: ["运费金额"],
    paid_at: ["付款确认时间"],
    sku: ["货号"],
    merchant_sku: ["商家SKUID"],
    completed_at: ["订单完成时间"],
    origin: ["订单来源"],
    way: ["订单渠道"],
    shop: ["店铺名称"]
  },
  otherColumns: [
    "订单类型",
    "订单备注",
    "发票类型",
    "发票抬头",
    "发票内容",
    "商家备注",
    "商家备注等级（等级1-5为由高到低）",
    "增值税发票",
    "送装服务",
    "服务费",
    "仓库ID",
    "仓库名称",
    "店铺ID"
  ],
  signs: {
    some: [["订单号"], ["订购数量", "下单帐号", "下单账号"], ["京东价", "结算金额"], ["下单时间", "付款确认时间"]],
    none: []
  },
  statuses: {
    ...states,
    ...Object.fromEntries(Object.entries(states).flatMap(([word, state]) => prefixed(word, state)))
  },
  customer: [
    {value: "account", quality: "strong"},
    {value: "receiver || ' ' || phone", quality: "weak"}
  ],
  // paid on delivery: no time of payment, and paid once it is completed
  isPaid: `case
    when paid_at is not null then true
    when has_paid_at then coalesce(mapped_status = 'completed', false)
    else coalesce(mapped_status not in ('unpaid', 'closed_unpaid', 'pending_review'), true)
  end`,
  rules: {
    buyer_name: "receiver",
    buyer_phone: "phone",
    ordered_at: "coalesce(ordered_at, paid_at)",
    gross_amount: total,
    discount_amount: "greatest(order_amount - settled_amount, 0)",
    paid_amount: `case when is_paid then coalesce(${total}, 0) else 0 end`,
    refund_amount: `case when is_paid and mapped_status = 'refunded_full' then coalesce(${total}, 0) else 0 end`,
    quantity: "line_quantity",
    title: "line_title",
    sku: "coalesce(sku, merchant_sku)",
    province: `nullif(regexp_extract(address, '^(北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)', 1), '')`,
    city: `coalesce(
      nullif(regexp_extract(address, '^(北京|天津|上海|重庆)', 1), '') || '市',
      nullif(regexp_extract(address, '^(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海)省?([^省市县区]{2,7}?(?:市|自治州|地区))', 1), '')
    )`,
    channel: "coalesce(way, origin)",
    line_amount: `round((goods_amount * ${upTo} / nullif(${whole}, 0))::double, 2)
      - round((goods_amount * (${upTo} - own_amount) / nullif(${whole}, 0))::double, 2)`
  },
  derived: {
    goods_amount: `greatest(${total} - coalesce(shipping_amount, 0), 0)`,
    own_amount: "coalesce(unit_price * line_quantity, 0)"
  },
  status: `case
    when mapped_status = 'refunded_full' and not is_paid then 'closed_unpaid'
    when mapped_status is null then case when is_paid then 'paid' else 'unpaid' end
    else mapped_status
  end`,
  sums: ["line_quantity"]
} satisfies Platform;
