import type {OrderStatus} from "../../../src/ingest/canonical";
import {stripePayments} from "../../ingest/western";
import {csvText, Ledger, money, record, type Sample} from "../sample";
import {makeSales, type Turn} from "../sales";

const states: Readonly<Record<Turn, readonly [string, OrderStatus]>> = {
  unpaid: ["Requires payment method", "unpaid"],
  cancelled: ["Failed", "closed_unpaid"],
  paid: ["Paid", "paid"],
  shipped: ["Paid", "paid"],
  back_part: ["Paid", "refunded_part"],
  back_full: ["Refunded", "refunded_full"],
  gift: ["Paid", "paid"]
};

/** One charge in ten was made in test mode. */
function sample(): Sample {
  const ledger = new Ledger();
  const rows = makeSales().map((sale) => {
    const [word, status] = states[sale.turn];
    const isTest = sale.number % 10 === 6;
    const isPaid = status !== "unpaid" && status !== "closed_unpaid";
    if (isTest) ledger.rejected("test_payment");
    else {
      ledger.rows(1);
      ledger.order(status, "strong", {gross: sale.total, paid: isPaid ? sale.total : 0, back: sale.back});
    }
    return record(stripePayments, {
      id: `ch_${String(sale.number).padStart(4, "0")}Aa`,
      Description: sale.items.map(({title}) => title).join("; "),
      "Created (UTC)": `${sale.day} ${sale.clock.slice(0, 5)}`,
      Amount: money(sale.total),
      "Amount Refunded": money(sale.back),
      Currency: "gbp",
      "Converted Amount": money(sale.total),
      Fee: money(Math.floor(sale.total / 50)),
      "Converted Currency": "gbp",
      Mode: isTest ? "Test" : "Live",
      Status: word,
      "Customer ID": `cus_${sale.number}`,
      "Customer Email": sale.buyer.email,
      Captured: String(isPaid)
    });
  });
  return {
    platform: "stripe_payments",
    file: "stripe-payments.csv",
    text: csvText([stripePayments, ...rows], ",", "\n"),
    facts: ledger.facts
  };
}

export default [sample()];
