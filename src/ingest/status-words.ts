import type {OrderStatus} from "./canonical";

/** Words for an order's state that are seen in exports of many kinds; small letters, no blanks, full-width comma. */
export const statusWords: Readonly<Record<string, OrderStatus>> = {
  ...words(
    "unpaid",
    "待付款 待支付 未付款 等待付款 等待买家付款 等待付款确认 unpaid pending pendingpayment on-hold onhold authorized 未支付"
  ),
  ...words(
    "paid",
    "已付款 已支付 待发货 等待出库 新订单 备货中 买家已付款 买家已付款，等待卖家发货 paid processing unshipped unfulfilled success succeeded 支付成功"
  ),
  ...words("part_shipped", "部分发货 卖家部分发货 partiallyshipped partial"),
  ...words(
    "shipped",
    "已发货 待收货 等待确认收货 已发货，待签收 卖家已发货 卖家已发货，等待买家确认 已签收 shipped fulfilled delivering"
  ),
  ...words("completed", "已完成 完成 交易成功 交易完成 已收货 completed complete delivered done"),
  ...words("refunded_part", "部分退款 partially_refunded partiallyrefunded"),
  ...words(
    "refunded_full",
    "已退款 退款成功 全额退款 退款完成 已退货 refunded returned 未发货，退款成功 已发货，退款成功"
  ),
  ...words("closed_unpaid", "交易关闭 已关闭 订单关闭 closed failed expired voided"),
  ...words("cancelled", "已取消 取消 cancelled canceled 已作废"),
  ...words("pending_review", "暂停 审核中 付款确认中 review")
};

function words(status: OrderStatus, list: string): Record<string, OrderStatus> {
  return Object.fromEntries(list.split(" ").map((word) => [word, status]));
}

/** A state's word as it is compared. */
export function statusKey(word: string): string {
  return word.replaceAll(",", "，").replaceAll(" ", "").toLowerCase();
}

/** The same in SQL. */
export function statusKeySql(column: string): string {
  return `lower(replace(replace(${column}, ',', '，'), ' ', ''))`;
}
