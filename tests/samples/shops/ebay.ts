import type {OrderStatus} from "../../../src/ingest/canonical";
import {ebayOrders} from "../../ingest/western";
import {csvText, dollars, Ledger, record, type Sample} from "../sample";
import {makeSales, nextDay, type Sale, type Turn} from "../sales";

/** eBay's report tells of no refund; what was cancelled was never paid. */
const states: Readonly<Record<Turn, OrderStatus>> = {
  unpaid: "unpaid",
  cancelled: "unpaid",
  paid: "paid",
  shipped: "shipped",
  back_part: "shipped",
  back_full: "shipped",
  gift: "shipped"
};

const months = ["Jan", "Feb", "Mar", "Apr", "May"];

function dayOf(day: string): string {
  const [year = "", month, date] = day.split("-");
  return `${months[Number(month) - 1]}-${date}-${year.slice(2)}`;
}

/** An order of several items has a row for the whole of it, and rows of items that name it by its record number. */
function rowsOf(sale: Sale, ledger: Ledger): Record<string, string>[] {
  const status = states[sale.turn];
  const isPaid = status !== "unpaid";
  const isWhole = sale.items.length > 1;
  ledger.rows(sale.items.length + Number(isWhole));
  ledger.lines(sale.items.length);
  ledger.order(status, "strong", {gross: sale.total, paid: isPaid ? sale.total : 0, back: 0});
  const record = String(500 + sale.number);
  const order = {
    "Sales Record Number": record,
    "Order Number": isPaid ? `05-14001-${10_000 + sale.number}` : "",
    "Buyer Username": sale.buyer.user,
    "Buyer Name": sale.buyer.name,
    "Buyer Email": sale.buyer.email,
    "Ship To City": "Austin",
    "Ship To Country": "United States",
    Quantity: String(sale.pieces),
    "Sold For": dollars(sale.total - sale.shipping - sale.tax),
    "Shipping And Handling": dollars(sale.shipping),
    "eBay Collected Tax": dollars(sale.tax),
    "Total Price": dollars(sale.total),
    "eBay Collected Tax Included in Total": "Yes",
    "Sale Date": dayOf(sale.day),
    "Paid On Date": isPaid ? dayOf(sale.day) : "",
    "Shipped On Date": status === "shipped" ? dayOf(nextDay(sale.day)) : ""
  };
  const items = sale.items.map(({title, sku, id, price, pieces}, place) => ({
    "Item Number": id,
    "Item Title": title,
    "Custom Label": sku,
    Quantity: String(pieces),
    "Sold For": dollars(price),
    "Transaction ID": `${record}${place}`
  }));
  if (!isWhole) return [{...order, ...items[0]}];
  return [order, ...items.map((item) => ({"Sales Record Number": record, ...item}))];
}

function sample(): Sample {
  const ledger = new Ledger();
  const blank = ebayOrders.map(() => "");
  const rows = makeSales().flatMap((sale) => rowsOf(sale, ledger).map((cells) => record(ebayOrders, cells)));
  const footer = [[""], ["30", "record(s) downloaded", "from Mar-01-26 to Mar-30-26"], ["Seller ID : a-made-up-shop"]];
  for (let row = 0; row < 3; row++) ledger.rejected("blank_row");
  return {
    platform: "ebay_orders",
    file: "eBay-OrdersReport-Mar-2026.csv",
    text: csvText([blank, ebayOrders, blank, ...rows, ...footer]),
    facts: ledger.facts
  };
}

export default [sample()];
