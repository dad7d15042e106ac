import type {OrderStatus} from "../../../src/ingest/canonical";
import {shopifyOrders} from "../../ingest/layouts";
import {shopifyCustomers2022, shopifyCustomers2024} from "../../ingest/western";
import {csvText, Ledger, money, record, type Sample} from "../sample";
import {makeSales, nextDay, type Sale, type Turn} from "../sales";

const states: Readonly<Record<Turn, readonly [string, OrderStatus]>> = {
  unpaid: ["pending", "unpaid"],
  cancelled: ["voided", "cancelled"],
  paid: ["paid", "paid"],
  shipped: ["paid", "shipped"],
  back_part: ["partially_refunded", "refunded_part"],
  back_full: ["refunded", "refunded_full"],
  gift: ["paid", "paid"]
};

/** The first row says the order, the others an item each; clocks turn to summer on 8 March. */
function rowsOf(sale: Sale, ledger: Ledger): string[][] {
  const {turn, buyer, day, clock, total} = sale;
  const [word, status] = states[turn];
  const isPaid = turn !== "unpaid" && turn !== "cancelled";
  const stamp = (date: string) => `${date} ${clock} ${date < "2026-03-08" ? "-0500" : "-0400"}`;
  ledger.rows(sale.items.length);
  ledger.lines(sale.items.length);
  ledger.order(status, "strong", {gross: total, paid: isPaid ? total : 0, back: sale.back});
  const order = {
    "Financial Status": word,
    "Paid at": isPaid ? stamp(day) : "",
    "Fulfillment Status": turn === "shipped" ? "fulfilled" : "unfulfilled",
    "Fulfilled at": turn === "shipped" ? stamp(nextDay(day)) : "",
    "Cancelled at": turn === "cancelled" ? stamp(nextDay(day)) : "",
    Currency: "USD",
    Subtotal: money(total - sale.shipping - sale.tax),
    Shipping: money(sale.shipping),
    Taxes: money(sale.tax),
    Total: money(total),
    "Discount Amount": money(sale.discount),
    "Refunded Amount": money(sale.back),
    "Billing Name": buyer.name,
    "Shipping City": "Boston",
    "Shipping Zip": "'02108",
    "Shipping Phone": `'${buyer.phone}`,
    Notes: "please leave it\nwith a neighbour",
    Id: String(5_500_000_000_000 + sale.number)
  };
  return sale.items.map(({title, sku, price, pieces}, place) =>
    record(shopifyOrders, {
      Name: `#${1001 + sale.number}`,
      Email: buyer.email,
      "Created at": stamp(day),
      "Lineitem quantity": String(pieces),
      "Lineitem name": title,
      "Lineitem price": money(price),
      "Lineitem sku": sku,
      "Lineitem discount": "0.00",
      ...(place === 0 && order)
    })
  );
}

function orders(): Sample {
  const ledger = new Ledger();
  const rows = makeSales().flatMap((sale) => rowsOf(sale, ledger));
  return {
    platform: "shopify_orders",
    file: "orders_export_1.csv",
    text: csvText([shopifyOrders, ...rows], ",", "\n"),
    facts: ledger.facts
  };
}

const buyers = [...new Map(makeSales().map(({buyer}) => [buyer.email, buyer])).values()];

function customers(file: string, header: readonly string[], place: Record<string, string>): Sample {
  const ledger = new Ledger();
  const rows = buyers.map((buyer, number) => {
    ledger.rows(1);
    return record(header, {
      ...(header.includes("Customer ID") && {"Customer ID": `'${7_000_000_000_000 + number}`}),
      "First Name": buyer.name.split(" ")[0]!,
      "Last Name": buyer.name.split(" ").slice(1).join(" "),
      Email: buyer.email,
      Phone: `'${buyer.phone}`,
      "Total Spent": money(10_050 * (number + 1)),
      "Total Orders": String(number + 1),
      Tags: number === 0 ? "vip, newsletter" : "",
      ...place
    });
  });
  return {platform: "shopify_customers", file, text: csvText([header, ...rows], ",", "\n"), facts: ledger.facts};
}

export default [
  orders(),
  customers("customers_export_2024.csv", shopifyCustomers2024, {
    "Default Address City": "Boston",
    "Default Address Zip": "'02108"
  }),
  customers("customers_export_2022.csv", shopifyCustomers2022, {City: "Boston", Zip: "'02108"})
];
