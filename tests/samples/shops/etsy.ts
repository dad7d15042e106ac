import {etsyItems, etsyOrders} from "../../ingest/western";
import {csvText, Ledger, money, record, type Sample} from "../sample";
import {makeSales, monthFirst, nextDay, type Sale, type Turn} from "../sales";
import type {OrderStatus} from "../../../src/ingest/canonical";

const states: Readonly<Record<Turn, OrderStatus>> = {
  unpaid: "paid",
  cancelled: "cancelled",
  paid: "paid",
  shipped: "shipped",
  back_part: "refunded_part",
  back_full: "refunded_full",
  gift: "paid"
};

const orderId = ({number}: Sale) => String(3_400_000_000 + number);

/** Etsy never lists what was not paid; every third buyer is known by name alone. */
function orders(): Sample {
  const ledger = new Ledger();
  const rows = makeSales().map((sale) => {
    const {turn, buyer, total, back, number} = sale;
    const isNameless = number % 3 === 2;
    const isBack = turn === "back_part" || turn === "back_full";
    const given = turn === "cancelled" ? total : back;
    ledger.rows(1);
    ledger.order(states[turn], isNameless ? "weak" : "strong", {gross: total, paid: total, back: given});
    const fees = 25 + Math.floor(total / 33);
    return record(etsyOrders, {
      "Sale Date": monthFirst(sale.day),
      "Order ID": orderId(sale),
      "Buyer User ID": isNameless ? "" : buyer.user,
      Buyer: isNameless ? buyer.name : `${buyer.name} (${buyer.user})`,
      "Full Name": buyer.name,
      "Number of Items": String(sale.pieces),
      "Date Shipped": turn === "shipped" ? monthFirst(nextDay(sale.day)) : "",
      "Ship City": "Leeds",
      "Ship Country": "United Kingdom",
      Currency: "GBP",
      "Order Value": money(total - sale.shipping - sale.tax + sale.discount),
      "Discount Amount": money(sale.discount),
      Shipping: money(sale.shipping),
      "Sales Tax": money(sale.tax),
      "Order Total": money(total),
      Status: turn === "cancelled" ? "Canceled" : "",
      "Card Processing Fees": money(fees),
      "Order Net": money(total - fees),
      "Adjusted Order Total": isBack ? money(total - back) : "0.00",
      "Adjusted Card Processing Fees": isBack ? money(25) : "0.00",
      "Adjusted Net Order Amount": isBack ? money(total - back - 25) : "0.00",
      "Order Type": "online"
    });
  });
  return {
    platform: "etsy_orders",
    file: "EtsySoldOrders2026-3.csv",
    text: csvText([etsyOrders, ...rows]),
    facts: ledger.facts
  };
}

function items(): Sample {
  const ledger = new Ledger();
  const rows = makeSales().flatMap((sale) =>
    sale.items.map(({title, id, price, pieces}, place) => {
      ledger.rows(1);
      ledger.lines(1);
      return record(etsyItems, {
        "Sale Date": monthFirst(sale.day),
        "Item Name": title,
        Buyer: sale.buyer.name,
        Quantity: String(pieces),
        Price: money(price),
        "Item Total": money(price * pieces),
        Currency: "GBP",
        "Transaction ID": `${orderId(sale)}${place}`,
        "Listing ID": id,
        "Order ID": orderId(sale)
      });
    })
  );
  return {
    platform: "etsy_items",
    file: "EtsySoldOrderItems2026-3.csv",
    text: csvText([etsyItems, ...rows]),
    facts: ledger.facts
  };
}

export default [orders(), items()];
