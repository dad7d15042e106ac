import type {OrderStatus} from "../../../src/ingest/canonical";
import {douyinOrders} from "../../ingest/chinese";
import {csvText, Ledger, money, record, shared, type Sample} from "../sample";
import {makeSales, type Sale} from "../sales";

/** What each sub-order of a sale says, and what the whole comes to. Of one that went back in part it is the first. */
function outcome({turn, items}: Sale): {status: OrderStatus; states: (place: number) => readonly [string, string]} {
  const all = (status: OrderStatus, state: string, aftersale = "-") => ({
    status,
    states: () => [state, aftersale] as const
  });
  if (turn === "unpaid") return all("unpaid", "待支付");
  if (turn === "cancelled") return all("closed_unpaid", "已关闭");
  if (turn === "paid") return all("paid", "待发货");
  if (turn === "shipped") return all("shipped", "已发货");
  if (turn === "gift") return all("completed", "已完成", "换货成功");
  if (turn === "back_full" || items.length === 1) return all("refunded_full", "已关闭", "退款成功");
  return {
    status: "refunded_part",
    states: (place) => (place === 0 ? (["已关闭", "退款成功"] as const) : (["已完成", "-"] as const))
  };
}

/** Ids and titles are guarded by a tab; the receiver is a ciphertext; postage repeats on every sub-order. */
function rowsOf(sale: Sale, ledger: Ledger): string[][] {
  const {status, states} = outcome(sale);
  const isPaid = status !== "unpaid" && status !== "closed_unpaid";
  const due = shared(sale.total - sale.shipping, sale.items.length);
  const back = {refunded_full: sale.total, refunded_part: due[0]!}[status as string] ?? 0;
  ledger.rows(sale.items.length);
  ledger.lines(sale.items.length);
  ledger.order(status, "none", {gross: sale.total, paid: isPaid ? sale.total : 0, back});
  const id = 6_917_000_000_000_000_000n + BigInt(sale.number * 10);
  return sale.items.map(({title, id: product, pieces}, place) => {
    const [state, aftersale] = states(place);
    return record(douyinOrders, {
      主订单编号: `\t${id}`,
      子订单编号: `\t${id + BigInt(place)}`,
      选购商品: `\t${title}`,
      商品规格: "\t红;均码",
      商品数量: String(pieces),
      商品ID: `\t${product}`,
      商品单价: "-",
      订单应付金额: money(due[place]!),
      运费: money(sale.shipping),
      优惠总金额: money(place === 0 ? sale.discount : 0),
      收件人: "##bm9ib2R5",
      收件人手机号: "$$bm9ib2R5",
      省: "浙江省",
      市: "杭州市",
      订单提交时间: `${sale.day} ${sale.clock}`,
      支付完成时间: isPaid ? `${sale.day} ${sale.clock}` : "-",
      订单完成时间: "-",
      订单状态: state,
      售后状态: aftersale,
      流量来源: "直播",
      买家留言: "快点,\n谢谢"
    });
  });
}

const ledger = new Ledger();
const rows = makeSales().flatMap((sale) => rowsOf(sale, ledger));
ledger.rejected("missing_order_id");
const hints = record(douyinOrders, {订单应付金额: "商品金额-优惠", 优惠总金额: "平台+商家+达人"});

export default [
  {
    platform: "douyin_orders",
    file: "douyin-orders.csv",
    text: `\uFEFF${csvText([douyinOrders, hints, ...rows])}`,
    facts: ledger.facts
  }
] satisfies Sample[];
