import type {OrderStatus} from "../../../src/ingest/canonical";
import {pddOrders23, pddOrders53, pddOrders82} from "../../ingest/chinese";
import {csvText, Ledger, money, type Sample} from "../sample";
import {makeSales, type Turn} from "../sales";

const states: Readonly<Record<Turn, readonly [string, string, OrderStatus]>> = {
  unpaid: ["待支付", "无售后或售后取消", "unpaid"],
  cancelled: ["已取消", "无售后或售后取消", "closed_unpaid"],
  paid: ["待发货", "无售后或售后取消", "paid"],
  shipped: ["已发货，待签收", "无售后或售后取消", "shipped"],
  back_part: ["已收货", "售后处理中", "completed"],
  back_full: ["已发货，退款成功", "退款成功", "refunded_full"],
  gift: ["已收货", "无售后或售后取消", "completed"]
};

/** One order is one item. Nobody is named but in the layout of 2020, where the receiver is masked. */
function sample(header: readonly string[], file: string): Sample {
  const ledger = new Ledger();
  const hasReceiver = header.includes("收货人");
  const rows = makeSales().map((sale) => {
    const {turn, total, number} = sale;
    const [state, aftersale, status] = states[turn];
    const isPaid = status !== "unpaid" && status !== "closed_unpaid";
    const back = status === "refunded_full" ? total : 0;
    ledger.rows(1);
    ledger.lines(1);
    ledger.order(status, hasReceiver ? "masked" : "none", {gross: total, paid: isPaid ? total : 0, back});
    const time = isPaid ? `${sale.day} ${sale.clock}` : "";
    const goods = money(total + sale.discount - sale.shipping);
    const cells: Readonly<Record<string, string>> = {
      商品: sale.items[0]!.title,
      // what was never paid has no time: its number tells the day
      订单号: `\t${sale.day.slice(2).replaceAll("-", "")}-${600_000_000_000_000 + number}`,
      订单状态: state,
      "商品总价(元)": goods,
      "商品总价（元）": goods,
      "邮费(元)": money(sale.shipping),
      "店铺优惠折扣(元)": money(sale.discount),
      "用户实付金额(元)": money(total),
      "商家实收金额(元)": money(total),
      "商品数量(件)": "1",
      订单成交时间: time,
      拼单成功时间: time,
      支付时间: time,
      商品id: `\t${sale.items[0]!.id}`,
      商品规格: "默认",
      "商家编码-规格维度": sale.items[0]!.sku,
      售后状态: aftersale,
      省: "****",
      市: "****",
      收货人: "王**",
      手机: "139****5678"
    };
    return header.map((name) => cells[name] ?? "");
  });
  return {platform: "pdd_orders", file, text: `\uFEFF${csvText([header, ...rows])}`, facts: ledger.facts};
}

export default [
  sample(pddOrders82, "orders_export_2024.csv"),
  sample(pddOrders53, "orders_export_2020.csv"),
  sample(pddOrders23, "orders_export_2026.csv")
];
