import type {OrderStatus} from "../../../src/ingest/canonical";
import {amazonOrders} from "../../ingest/western";
import {csvText, Ledger, money, record, shared, type Sample} from "../sample";
import {makeSales, type Sale, type Turn} from "../sales";

/** Amazon's report tells of no refund: what went back is still shipped. */
const states: Readonly<Record<Turn, readonly [string, OrderStatus]>> = {
  unpaid: ["Pending", "unpaid"],
  cancelled: ["Cancelled", "cancelled"],
  paid: ["Unshipped", "paid"],
  shipped: ["Shipped", "shipped"],
  back_part: ["Shipped - Returned to Seller", "shipped"],
  back_full: ["Shipped - Delivered to Buyer", "completed"],
  gift: ["Shipped", "shipped"]
};

/** Every fourth order is a British one, whose prices hold the tax. */
function rowsOf(sale: Sale, ledger: Ledger): string[][] {
  const [word, status] = states[sale.turn];
  const isBritish = sale.number % 4 === 3;
  const isCancelled = sale.turn === "cancelled";
  const total = isCancelled ? 0 : sale.total - (isBritish ? sale.tax : 0);
  const isPaid = status !== "unpaid" && status !== "cancelled";
  ledger.rows(sale.items.length);
  ledger.lines(sale.items.length);
  // the report is in dollars, the commonest, and adds no pounds to them
  const summed = isBritish ? 0 : total;
  ledger.order(status, "none", {gross: summed, paid: isPaid ? summed : 0, back: 0});
  const count = sale.items.length;
  const [discounts, shippings, taxes] = [sale.discount, sale.shipping, sale.tax].map((whole) => shared(whole, count));
  return sale.items.map(({title, sku, price, pieces}, place) =>
    record(amazonOrders, {
      "amazon-order-id": `112-${String(sale.number).padStart(7, "0")}-0000001`,
      "purchase-date": `${sale.day}T${sale.clock}+00:00`,
      "order-status": word,
      "sales-channel": isBritish ? "Amazon.co.uk" : "Amazon.com",
      "product-name": title,
      sku,
      asin: `B0000000${place}${sale.number % 10}`,
      "item-status": isCancelled ? "Cancelled" : "Shipped",
      quantity: isCancelled ? "0" : String(pieces),
      ...(!isCancelled && {
        currency: isBritish ? "GBP" : "USD",
        "item-price": money(price * pieces),
        "item-tax": money(taxes![place]!),
        "shipping-price": money(shippings![place]!),
        "item-promotion-discount": discounts![place] ? money(discounts![place]!) : ""
      }),
      "ship-city": "SEATTLE",
      "ship-state": "WA",
      "ship-country": isBritish ? "GB" : "US",
      "is-business-order": "false"
    })
  );
}

function sample(): Sample {
  const ledger = new Ledger();
  const rows = makeSales().flatMap((sale) => rowsOf(sale, ledger));
  return {
    platform: "amazon_orders",
    file: "amazon-all-orders.txt",
    text: csvText([amazonOrders, ...rows], "\t"),
    facts: ledger.facts
  };
}

export default [sample()];
