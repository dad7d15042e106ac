import type {OrderStatus} from "./canonical";
import {simplified, simplifiedPattern} from "./columns/traditional";

/** Common status words of many exports; lower case, no blanks, full-width comma. */
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

/** A status word normalised for comparison. */
export function statusKey(word: string): string {
  return word.replaceAll(",", "，").replaceAll(" ", "").toLowerCase();
}

/** The same normalisation in SQL. */
export function statusKeySql(column: string): string {
  return `lower(replace(replace(${column}, ',', '，'), ' ', ''))`;
}

/** Patterns in status words, in order of precedence: `part-refunded` before `refunded`, `not paid` before `paid`. */
const stems: readonly (readonly [RegExp, OrderStatus])[] = [
  [/(part|部分|teil|一部).{0,30}(refund|return|退|erstatt|rembours|reembols|返)/, "refunded_part"],
  [
    /(refund|return|退款|退货)(requested|pending|declined|rejected|中|失败|关闭|申请)|申请退|退款中|待退/,
    "pending_review"
  ],
  [/cancel|取消|作废|撤销|storn|annul|キャンセル/, "cancelled"],
  [/refund|return|退款|退货|已退|chargeback|erstattet|rembours|reembols|devuelto|返金|返品/, "refunded_full"],
  [
    /未付|未支付|待付|待支付|未收款|unpaid|notpaid|awaitingpayment|pendingpayment|paymentpending|topay|offen|impaye|pendiente|未入金|入金待/,
    "unpaid"
  ],
  [/fail|void|expire|declin|abandon|关闭|失败|超时|fehlgeschlagen|echou/, "closed_unpaid"],
  [/(part|部分|teil).{0,30}(ship|发货|versand|fulfil)/, "part_shipped"],
  [
    /complet|完成|成功|签收|已收货|deliver|finish|done|closedwon|picked?up|abgeschlossen|erledigt|zugestellt|livree?$|termine|entregad|完了|配達済/,
    "completed"
  ],
  [
    /待发货|待出库|待出货|待配货|配货|unshipped|notshipped|readytoship|toship|processing|preparing|packed|inbearbeitung|encours|発送待|準備中/,
    "paid"
  ],
  [/ship|发货|出库|出货|dispatch|transit|sent|versandt|verschickt|expedie|enviado|発送済|出荷/, "shipped"],
  [
    /paid|已付|已支付|付款|收款|paye|bezahlt|pagado|入金済|支払済|captured|settled|approved|confirmed|已确认|已审核/,
    "paid"
  ],
  [/审核|暂停|挂起|hold|review|fraud/, "pending_review"]
];

/** The most likely meaning of a status word; null when nothing in it is known. */
export function guessStatus(word: string): OrderStatus | null {
  // most cells are numbers and times
  if (!/\p{L}/u.test(word)) return null;
  const key = statusKey(simplified(word));
  if (Object.hasOwn(statusWords, key)) return statusWords[key]!;
  const bare = key
    .normalize("NFD")
    .replace(/[\u0300-\u036F\s_-]/g, "")
    .normalize("NFC");
  return stems.find(([stem]) => simplifiedPattern(stem).test(bare))?.[1] ?? null;
}

/** Whether a word in a kind column marks a return. */
export function isReturnWord(word: string): boolean {
  return /^(refund\w*|returns?|returned|credit ?(note|memo)?|chargeback|退款单?|退货单?|退货退款|销售退货|销退|退单|冲销|红冲|retoure|erstattung|gutschrift|stornorechnung|avoir|remboursement|retour|devoluci[oó]n|reembolso|返品|返金)$/i.test(
    simplified(word).trim()
  );
}
