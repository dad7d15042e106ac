import type {OrderStatus} from "../../../src/ingest/canonical";
import {squareTransactions} from "../../ingest/western";
import {csvText, dollars, Ledger, record, type Sample} from "../sample";
import {makeSales, nextDay, type Sale, type Turn} from "../sales";

const states: Readonly<Record<Turn, readonly [string, OrderStatus]>> = {
  unpaid: ["Pending", "unpaid"],
  cancelled: ["Failed", "closed_unpaid"],
  paid: ["Complete", "completed"],
  shipped: ["Complete", "completed"],
  back_part: ["Complete", "refunded_part"],
  back_full: ["Complete", "refunded_full"],
  gift: ["Complete", "completed"]
};

/** The newest comes first, so that refunds stand above their payments; every second buyer is nobody. */
function rowsOf(sale: Sale, ledger: Ledger): string[][] {
  const [word, status] = states[sale.turn];
  const isPaid = word === "Complete";
  const isKnown = sale.number % 2 === 0;
  ledger.rows(1 + Number(sale.back > 0));
  ledger.order(status, isKnown ? "strong" : "none", {
    gross: sale.total,
    paid: isPaid ? sale.total : 0,
    back: sale.back
  });
  const fees = Math.floor(sale.total / 38);
  const common = {
    "Time Zone": "Eastern Time (US & Canada)",
    "Transaction ID": `TX${1000 + sale.number}`,
    "Transaction Status": word,
    Source: "Point of Sale",
    Location: "Autumn Fair",
    ...(isKnown && {"Customer ID": `C-${sale.buyer.user}`, "Customer Name": sale.buyer.name})
  };
  const payment = record(squareTransactions, {
    ...common,
    Date: sale.day,
    Time: sale.clock,
    "Gross Sales": dollars(sale.total - sale.tax + sale.discount),
    Discounts: dollars(-sale.discount),
    "Net Sales": dollars(sale.total - sale.tax),
    Tax: dollars(sale.tax),
    "Total Collected": dollars(sale.total),
    Fees: dollars(-fees),
    "Net Total": dollars(sale.total - fees),
    "Payment ID": `P${sale.number}`,
    Description: sale.items.map(({title, pieces}) => `${pieces} x ${title}`).join(", "),
    "Event Type": "Payment"
  });
  if (sale.back === 0) return [payment];
  const refund = record(squareTransactions, {
    ...common,
    Date: nextDay(sale.day),
    Time: "09:00:00",
    "Gross Sales": dollars(-sale.back),
    "Total Collected": dollars(-sale.back),
    "Net Total": dollars(-sale.back),
    "Payment ID": `R${sale.number}`,
    "Event Type": "Refund",
    "Refund Reason": "Returned goods"
  });
  return [refund, payment];
}

function sample(): Sample {
  const ledger = new Ledger();
  const rows = makeSales()
    .reverse()
    .flatMap((sale) => rowsOf(sale, ledger));
  return {
    platform: "square_transactions",
    file: "transactions-2026-03-01-2026-03-31.csv",
    text: csvText([squareTransactions, ...rows], ",", "\n"),
    facts: ledger.facts
  };
}

export default [sample()];
