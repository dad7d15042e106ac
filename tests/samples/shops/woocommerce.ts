import type {OrderStatus} from "../../../src/ingest/canonical";
import {wooAnalyticsCustomers, wooAnalyticsOrders, wooPluginOrders} from "../../ingest/western";
import {csvText, dollars, Ledger, money, record, type Sample} from "../sample";
import {makeSales, type Sale, type Turn} from "../sales";

const words: Readonly<Record<Turn, string>> = {
  unpaid: "on-hold",
  cancelled: "cancelled",
  paid: "processing",
  shipped: "completed",
  back_part: "completed",
  back_full: "refunded",
  gift: "completed"
};
const states: Readonly<Record<Turn, OrderStatus>> = {
  unpaid: "unpaid",
  cancelled: "closed_unpaid",
  paid: "paid",
  shipped: "completed",
  back_part: "refunded_part",
  back_full: "refunded_full",
  gift: "completed"
};

/** Net sales leave out tax and shipping and are less what went back, so that no refund is seen. */
function analytics(): Sample {
  const ledger = new Ledger();
  const rows = makeSales().map((sale) => {
    const net = Math.max(0, sale.total - sale.tax - sale.shipping - sale.back);
    const isPaid = sale.turn !== "unpaid" && sale.turn !== "cancelled";
    ledger.rows(1);
    ledger.lines(sale.items.length);
    ledger.order(sale.turn === "back_part" ? "completed" : states[sale.turn], "weak", {
      gross: net,
      paid: isPaid ? net : 0,
      back: 0
    });
    return record(wooAnalyticsOrders, {
      Date: `${sale.day} ${sale.clock}`,
      "Order #": String(1200 + sale.number),
      "N. Revenue (formatted)": dollars(net),
      Status: words[sale.turn],
      Customer: sale.buyer.name,
      "Customer type": "returning",
      "Product(s)": sale.items.map(({title, pieces}) => `${pieces}× ${title}`).join(", "),
      "Items sold": String(sale.pieces),
      "Net Sales": money(net),
      Attribution: "Organic: Google"
    });
  });
  return {
    platform: "woo_analytics_orders",
    file: "woocommerce-orders.csv",
    text: csvText([wooAnalyticsOrders, ...rows], ",", "\n"),
    facts: ledger.facts
  };
}

const header = wooPluginOrders(3);

function pluginRow(sale: Sale): Record<string, string> {
  const numbered = sale.items.flatMap(({title, sku, id, price, pieces}, place) => {
    const total = money(price * pieces);
    const name = (part: string) => `Product Item ${place + 1} ${part}`;
    return [
      [
        `line_item_${place + 1}`,
        `name:${title}|product_id:${id}|sku:${sku}|quantity:${pieces}|total:${total}|sub_total:${total}`
      ],
      [name("Name"), title],
      [name("id"), id],
      [name("SKU"), sku],
      [name("Quantity"), String(pieces)],
      [name("Total"), total],
      [name("Subtotal"), total]
    ];
  });
  const isPaid = sale.turn !== "unpaid" && sale.turn !== "cancelled";
  return {
    order_id: String(9000 + sale.number),
    order_number: String(9000 + sale.number),
    order_date: `${sale.day} ${sale.clock}`,
    paid_date: isPaid ? `${sale.day} ${sale.clock}` : "",
    status: words[sale.turn],
    shipping_total: money(sale.shipping),
    tax_total: money(sale.tax),
    discount_total: money(sale.discount),
    order_total: money(sale.total),
    order_currency: "GBP",
    customer_id: "0",
    customer_email: "",
    billing_email: sale.buyer.email,
    billing_phone: sale.buyer.phone,
    billing_first_name: sale.buyer.name.split(" ")[0]!,
    billing_last_name: sale.buyer.name.split(" ").slice(1).join(" "),
    coupon_items: sale.discount > 0 ? `code:SPRING|description:|amount:${money(sale.discount)}` : "",
    refund_items:
      sale.back > 0 ? `amount:${money(sale.back)}|reason:did not like it, sorry|date:${sale.day} 20:00:00` : "",
    ...Object.fromEntries(numbered)
  };
}

/** Behind the orders a cart that was never ordered. */
function plugin(): Sample {
  const ledger = new Ledger();
  const sales = makeSales();
  const rows = sales.map((sale) => {
    const isPaid = sale.turn !== "unpaid" && sale.turn !== "cancelled";
    ledger.rows(1);
    ledger.lines(sale.items.length);
    ledger.order(states[sale.turn], "strong", {gross: sale.total, paid: isPaid ? sale.total : 0, back: sale.back});
    return record(header, pluginRow(sale));
  });
  ledger.rejected("draft_order");
  const draft = {
    ...pluginRow(sales[0]!),
    order_id: "9999",
    order_number: "9999",
    status: "checkout-draft",
    paid_date: ""
  };
  return {
    platform: "woo_plugin_orders",
    file: "order_export_2026-03-31.csv",
    text: csvText([header, ...rows, record(header, draft)]),
    facts: ledger.facts
  };
}

/** Who bought; counts and sums of the shop's own. */
function customers(): Sample {
  const ledger = new Ledger();
  const buyers = new Map(makeSales().map(({buyer}) => [buyer.email, buyer]));
  const rows = [...buyers.values()].map((buyer, place) => {
    ledger.rows(1);
    return record(wooAnalyticsCustomers, {
      Name: buyer.name,
      Username: place % 2 === 0 ? buyer.user : "",
      "Last Active": "2026-03-31 10:00:00",
      "Sign Up": place % 2 === 0 ? `2025-0${place + 1}-03 08:30:00` : "",
      Email: buyer.email,
      Orders: "5",
      "Total Spend": money(12345 * (place + 1)),
      AOV: money(2469 * (place + 1)),
      "Country / Region": "GB",
      City: "Leeds",
      "Billing Phone": buyer.phone
    });
  });
  return {
    platform: "woo_analytics_customers",
    file: "woocommerce-customers.csv",
    text: csvText([wooAnalyticsCustomers, ...rows], ",", "\n"),
    facts: ledger.facts
  };
}

export default [analytics(), plugin(), customers()];
