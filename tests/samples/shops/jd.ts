import type {OrderStatus} from "../../../src/ingest/canonical";
import {jdOrders} from "../../ingest/chinese";
import {csvText, Ledger, money, record, type Sample} from "../sample";
import {makeSales, type Sale, type Turn} from "../sales";

const states: Readonly<Record<Turn, readonly [string, OrderStatus]>> = {
  unpaid: ["等待付款确认", "unpaid"],
  cancelled: ["(删除)等待付款确认", "closed_unpaid"],
  paid: ["等待出库", "paid"],
  shipped: ["等待确认收货", "shipped"],
  // asked for, and not given back yet
  back_part: ["(锁定)等待确认收货", "shipped"],
  back_full: ["（删除）等待确认收货", "refunded_full"],
  gift: ["完成", "completed"]
};

/** Every row repeats the amounts of its order; every third buyer pays half of it from a balance. */
function rowsOf(sale: Sale, ledger: Ledger): string[][] {
  const [word, status] = states[sale.turn];
  const isPaid = status !== "unpaid" && status !== "closed_unpaid";
  const balance = sale.number % 3 === 0 ? Math.floor(sale.total / 2) : 0;
  ledger.rows(sale.items.length);
  ledger.lines(sale.items.length);
  ledger.order(status, "strong", {
    gross: sale.total,
    paid: isPaid ? sale.total : 0,
    back: status === "refunded_full" ? sale.total : 0
  });
  return sale.items.map(({title, sku, id, price, pieces}) =>
    record(jdOrders, {
      订单号: String(34_567_000_000 + sale.number),
      商品ID: id,
      商品名称: title,
      订购数量: String(pieces),
      支付方式: "在线支付",
      下单时间: `${sale.day} ${sale.clock}`,
      京东价: money(price),
      订单金额: money(sale.total + sale.discount - sale.shipping),
      结算金额: money(sale.total - sale.shipping),
      余额支付: money(balance),
      应付金额: money(sale.total - balance),
      订单状态: word,
      下单帐号: sale.buyer.user,
      客户姓名: sale.buyer.name,
      客户地址: "浙江杭州市西湖区文三路1号",
      联系电话: "1******6198",
      运费金额: money(sale.shipping),
      付款确认时间: isPaid ? `${sale.day} ${sale.clock}` : "",
      货号: sku
    })
  );
}

const ledger = new Ledger();
const rows = makeSales().flatMap((sale) => rowsOf(sale, ledger));
ledger.rejected("id_ruined_by_excel");
ledger.rejected("blank_row");
const ruined = record(jdOrders, {订单号: "3.51531E+16", 下单时间: "2026-03-30 10:00:00", 应付金额: "1.00"});
const total = record(jdOrders, {订单号: "合计", 应付金额: "1.00"});

export default [
  {
    platform: "jd_orders",
    file: "jd-orders.csv",
    text: csvText([jdOrders, ...rows, ruined, total]),
    encoding: "gb18030",
    facts: ledger.facts
  }
] satisfies Sample[];
