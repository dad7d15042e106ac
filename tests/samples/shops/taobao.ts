import {adDays, productDays, shopDays2017, shopDays2019, tmallRefunds} from "../../ingest/chinese";
import {csvText, Ledger, money, record, thousands, type Sample} from "../sample";
import {makeSales, nextDay} from "../sales";

const sales = makeSales();

/** Some refunds are only asked for; numbers are guarded as `="…"`. */
function refunds(): Sample {
  const ledger = new Ledger();
  const rows = sales.map(({number, day, clock, buyer, total, back, items}) => {
    ledger.record({paid_amount: total, refund_amount: back});
    const isSettled = back > 0;
    return record(tmallRefunds, {
      订单编号: `="${351_531_314_732_900_000n + BigInt(number)}"`,
      退款编号: `="${88_000_000_000_000_000n + BigInt(number)}"`,
      订单付款时间: `${day} ${clock}`,
      退款完结时间: isSettled ? `${nextDay(day)} ${clock}` : "",
      买家会员名称: buyer.user,
      买家实际支付金额: money(total),
      宝贝标题: items[0]!.title,
      买家退款金额: money(back),
      是否需要退货: "是",
      退款的申请时间: `${day} ${clock}`,
      退款状态: isSettled ? "退款成功" : "买家已经申请退款，等待卖家同意",
      买家退款原因: "尺码不合适",
      "部分退款/全部退款": back === total ? "全部退款" : "部分退款"
    });
  });
  ledger.rejected("missing_refund_id");
  const nameless = record(tmallRefunds, {订单编号: "1", 买家退款金额: "1.00"});
  const text = csvText([tmallRefunds, ...rows, nameless]).replace(/"="("?)"(\d+)""("?)"/g, '="$2"');
  return {platform: "taobao_refunds", file: "tmall-refunds.csv", text, encoding: "gb18030", facts: ledger.facts};
}

/** Lines above the header: what the report is, and when it was made. */
function preamble(title: string, width: number, lines: number): string[][] {
  const texts = [title, "统计周期：日", "下载时间：2026-04-01", ""].slice(0, lines);
  return texts.map((text) => [text, ...Array<string>(width - 1).fill("")]);
}

/** Thousands, per cents and dashes; the last row is a total. */
function shopDays(header: readonly string[], lines: number, file: string): Sample {
  const ledger = new Ledger();
  const knows = (name: string) => header.includes(name);
  const rows = sales.map(({day, total, back, pieces}, place) => {
    const spent = place % 5 === 0 ? null : place * 1000;
    ledger.record({
      paid_amount: total,
      placed_amount: total * 2,
      ...(knows("成功退款金额") && {refund_amount: back}),
      ...(knows("直通车消耗") && {search_ads_amount: spent ?? 0})
    });
    const cells: Readonly<Record<string, string>> = {
      统计日期: day,
      访客数: thousands((1000 + place * 37) * 100).replace(/\.00$/, ""),
      浏览量: "5,000",
      新访客数: "800",
      支付金额: thousands(total),
      下单金额: thousands(total * 2),
      支付买家数: String(pieces),
      支付老买家数: "1",
      老买家数: "1",
      支付转化率: "10.00%",
      客单价: thousands(Math.floor(total / pieces)),
      描述相符评分: "4.8",
      "描述相符动态评分(DSR)": "4.8",
      物流服务评分: "-",
      成功退款金额: thousands(back),
      直通车消耗: spent === null ? "-" : thousands(spent)
    };
    return header.map((name) => cells[name] ?? "-");
  });
  ledger.rejected("blank_row");
  const total = header.map((name) => (name === "统计日期" ? "合计" : "1"));
  const text = csvText([...preamble("店铺整体", header.length, lines), header, ...rows, total]);
  return {platform: "taobao_shop_days", file, text, encoding: "gb18030", facts: ledger.facts};
}

function products(): Sample {
  const ledger = new Ledger();
  const rows = sales.flatMap(({day, items}) =>
    items.map(({id, title, price, pieces}) => {
      ledger.record({paid_amount: price * pieces, placed_amount: price * pieces});
      return productDays.map(
        (name) =>
          ({
            统计日期: day,
            商品ID: id,
            商品名称: title,
            商品访客数: "1,234",
            下单金额: thousands(price * pieces),
            支付金额: thousands(price * pieces),
            支付件数: String(pieces),
            商品支付转化率: "3.24%"
          })[name] ?? "-"
      );
    })
  );
  const text = csvText([...preamble("商品", productDays.length, 4), productDays, ...rows]);
  return {platform: "taobao_product_days", file: "sycm-products.csv", text, encoding: "gb18030", facts: ledger.facts};
}

function advertising(): Sample {
  const ledger = new Ledger();
  const rows = sales.map(({day, total}, place) => {
    ledger.record({cost_amount: 40_000 + place, sales_amount: total});
    return record(adDays, {
      日期: day,
      展现量: "10,000",
      点击量: "400",
      花费: money(40_000 + place),
      点击率: "4.00%",
      总收藏数: "12",
      总购物车数: "30",
      总成交金额: thousands(total),
      总成交笔数: "4"
    });
  });
  return {platform: "taobao_ad_days", file: "ztc-account.csv", text: csvText([adDays, ...rows]), facts: ledger.facts};
}

export default [
  refunds(),
  shopDays(shopDays2019, 4, "sycm-shop-2019.csv"),
  shopDays(shopDays2017, 3, "sycm-shop-2017.csv"),
  products(),
  advertising()
];
