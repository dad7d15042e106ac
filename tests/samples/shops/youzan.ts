import type {OrderStatus} from "../../../src/ingest/canonical";
import {youzanCustomers, youzanLines, youzanOrders} from "../../ingest/chinese";
import {csvText, Ledger, money, record, shared, thousands, type Sample} from "../sample";
import {makeSales, type Sale, type Turn} from "../sales";

const states: Readonly<Record<Turn, readonly [string, OrderStatus]>> = {
  unpaid: ["待付款", "unpaid"],
  cancelled: ["交易关闭", "closed_unpaid"],
  paid: ["待发货", "paid"],
  shipped: ["已发货", "shipped"],
  back_part: ["交易完成", "refunded_part"],
  back_full: ["交易关闭", "refunded_full"],
  gift: ["交易成功", "completed"]
};

const orderId = ({day, number}: Sale) => `E${day.replaceAll("-", "")}${String(number).padStart(14, "0")}`;

/** Every fourth buyer's phone is masked. */
const phoneOf = ({number, buyer}: Sale) =>
  number % 4 === 3 ? "186******05" : `1860000${String(buyer.user.length).padStart(4, "0")}`;

function orders(): Sample {
  const ledger = new Ledger();
  const rows = makeSales().map((sale) => {
    const [word, status] = states[sale.turn];
    const isPaid = status !== "unpaid" && status !== "closed_unpaid";
    ledger.rows(1);
    ledger.order(status, sale.number % 4 === 3 ? "masked" : "strong", {
      gross: sale.total,
      paid: isPaid ? sale.total : 0,
      back: sale.back
    });
    return record(youzanOrders, {
      订单号: orderId(sale),
      归属店铺: "某某商城",
      订单状态: word,
      订单来源: "小程序",
      订单创建时间: `${sale.day} ${sale.clock}`,
      买家付款时间: isPaid ? `${sale.day} ${sale.clock}` : "",
      商品金额合计: money(sale.total + sale.discount - sale.shipping),
      运费: money(sale.shipping),
      店铺优惠合计: money(sale.discount),
      应收订单金额: money(sale.total),
      订单实付金额: money(sale.total),
      全部商品名称: sale.items.map(({title}) => title).join(","),
      商品种类数: String(sale.items.length),
      收货人省份: "福建省",
      收货人城市: "福州市",
      买家昵称: sale.buyer.user,
      买家手机号: `\t${phoneOf(sale)}`,
      "收货人手机号/提货人手机号": `\t${phoneOf(sale)}`,
      订单已退款金额: money(sale.back)
    });
  });
  return {
    platform: "youzan_orders",
    file: "youzan-orders.csv",
    text: csvText([youzanOrders, ...rows]),
    facts: ledger.facts
  };
}

function lines(): Sample {
  const ledger = new Ledger();
  const rows = makeSales().flatMap((sale) => {
    const worth = shared(sale.total - sale.shipping, sale.items.length);
    return sale.items.map(({title, sku, id, price, pieces}, place) => {
      ledger.rows(1);
      ledger.lines(1);
      return record(youzanLines, {
        订单号: orderId(sale),
        订单商品状态: states[sale.turn][0],
        商品名称: title,
        规格编码: sku,
        商品编码: id,
        商品单价: money(price),
        商品数量: String(pieces),
        商品金额小计: money(price * pieces),
        商品实际成交金额: money(worth[place]!),
        商品已退款金额: "0.00"
      });
    });
  });
  return {
    platform: "youzan_lines",
    file: "youzan-lines.csv",
    text: csvText([youzanLines, ...rows]),
    facts: ledger.facts
  };
}

/** The header ends in a comma, and so does every row. */
function customers(): Sample {
  const ledger = new Ledger();
  const rows = makeSales(20).map(({number, total, day}) => {
    ledger.record({spent_amount: total});
    return record(youzanCustomers, {
      客户姓名: `客户${number}`,
      客户手机号: `\t1870000${String(number).padStart(4, "0")}`,
      客户生日: number % 3 === 0 ? "-" : `199${number % 10}-05-17`,
      客户性别: number % 2 === 0 ? "女" : "男",
      标签: "老客,红茶",
      免费等级: "VIP1",
      客户积分: thousands(number * 12_500).replace(/\.00$/, ""),
      消费次数: "3",
      消费金额: thousands(total),
      上次消费时间: `${day} 10:00:00`,
      成为客户时间: `${day} 09:00:00`,
      所属区域: "福建省 福州市"
    });
  });
  return {
    platform: "youzan_customers",
    file: "youzan-customers.csv",
    text: csvText([youzanCustomers, ...rows]),
    facts: ledger.facts
  };
}

export default [orders(), lines(), customers()];
