import {beforeAll, describe, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {previewPlan} from "../../src/ingest/preview";
import {openTestDatabase} from "../support/database";
import {csv, load, planOf} from "./given";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

/** Twelve rows of four buyers: a header and, for each row, what the cells of a row are. */
function table(
  header: string,
  cellsOf: (index: number, day: string) => readonly (string | number)[],
  rows = 12
): string {
  const body = Array.from({length: rows}, (_, index) =>
    cellsOf(index, `2025-04-${String(1 + index).padStart(2, "0")}`).map(String)
  );
  return csv([header.split(","), ...body], "\n");
}

const price = (index: number) => (4.5 + index).toFixed(2);

describe("values before words", () => {
  test.each<[string, string, Record<string, string>, {orders: number; paid: number; customers: number}]>([
    [
      "a check that always says yes numbers no order",
      table("Bill,Order,Client,Date,Total", (at, day) => ["yes", `W-${at}`, `c${at % 4}`, day, price(at)]),
      {order_id: "Order", customer_key: "Client", amount: "Total"},
      {orders: 12, paid: 120, customers: 4}
    ],
    [
      "a ticket that many buyers of many days share is no order number, where another column is one",
      table("Ticket number,Invoice,Client,Date,Total", (at, day) => [
        `T-${at % 2}`,
        `W-${at}`,
        `c${at % 4}`,
        day,
        price(at)
      ]),
      {order_id: "Invoice"},
      {orders: 12, paid: 120, customers: 4}
    ],
    [
      "an empty column is no amount, whatever its name",
      table("Order Number,Client,Date,Grand total,Item total", (at, day) => [
        `W-${at}`,
        `c${at % 4}`,
        day,
        "",
        price(at)
      ]),
      {amount: "Item total"},
      {orders: 12, paid: 120, customers: 4}
    ],
    [
      "an amount that is always 0 gives way to one that is not",
      table("Order Number,Client,Date,Amount paid,Total", (at, day) => [
        `W-${at}`,
        `c${at % 4}`,
        day,
        "0.00",
        price(at)
      ]),
      {amount: "Total"},
      {orders: 12, paid: 120, customers: 4}
    ],
    [
      "an empty customer column gives way to a filled one",
      table("Order Number,Customer ID,Client,Date,Total", (at, day) => [`W-${at}`, "", `c${at % 4}`, day, price(at)]),
      {customer_key: "Client"},
      {orders: 12, paid: 120, customers: 4}
    ],
    [
      "quantity × a price of any name is the amount, where no column is a total",
      table("PO Number,PO Date,Ship To Name,Item,Qty,Dealer Price", (at, day) => [
        `W-${at}`,
        day,
        `c${at % 4}`,
        "lamp",
        2,
        price(at)
      ]),
      {order_id: "PO Number", quantity: "Qty", unit_price: "Dealer Price", customer_key: "Ship To Name"},
      {orders: 12, paid: 240, customers: 4}
    ],
    [
      "quantity × amount meets the value, so the value is the row's money",
      table("Order Number,Client,Date,Qty,Amount,Value", (at, day) => {
        const cents = 450 + at * 100;
        return [`W-${at}`, `c${at % 4}`, day, 3, (cents / 100).toFixed(2), ((cents * 3) / 100).toFixed(2)];
      }),
      {amount: "Value", unit_price: "Amount", quantity: "Qty"},
      {orders: 12, paid: 360, customers: 4}
    ],
    [
      "an amount that stays the same for every quantity of a product is its price",
      table("Order Number,Client,Date,Product,Qty,Revenue", (at, day) => [
        `W-${at}`,
        `c${at % 4}`,
        day,
        `lamp ${at % 3}`,
        1 + (at % 4),
        (10 * (1 + (at % 3))).toFixed(2)
      ]),
      {unit_price: "Revenue", quantity: "Qty"},
      // 10, 20 and 30 by 1 to 4 pieces, each pair once
      {orders: 12, paid: 600, customers: 4}
    ],
    [
      "ids of a table with empty cells end in .0 and are ids none the less",
      table("InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID", (at, day) => [
        500 + at,
        `S${at}`,
        2,
        day,
        price(at),
        at === 5 ? "" : `${2001 + (at % 4)}.0`
      ]),
      {customer_key: "CustomerID"},
      {orders: 12, paid: 240, customers: 4}
    ],
    ...(
      ["n_client", "id_acheteur", "ref_client", "codigo_cliente", "cust_no", "Kundennr.", "client code"] as const
    ).map((name): [string, string, Record<string, string>, {orders: number; paid: number; customers: number}] => [
      `${name} names the customer`,
      table(`${name},ref_commande,date,total`, (at, day) => [`ID_${at % 4}`, `W-${at}`, day, price(at)]),
      {customer_key: name, order_id: "ref_commande"},
      {orders: 12, paid: 120, customers: 4}
    ])
  ])("%s", async (_, content, columns, {orders, paid, customers}) => {
    const plan = await planOf(content);
    expect(plan.mapping!.columns).toMatchObject(columns);
    const {estimate} = await previewPlan(db, plan);
    expect(estimate).toMatchObject({orders, customers, sums: [{paid}]});
    const {report} = await load(db, content);
    expect(report).toMatchObject({orders, money: {paid}});
  });

  test("an id with .0 and the same id without are one customer", async () => {
    const content = table("Order Number,Customer ID,Date,Total", (at, day) => [
      `W-${at}`,
      at < 6 ? `${7 + (at % 2)}.0` : 7 + (at % 2),
      day,
      price(at)
    ]);
    const {orders} = await load(db, content, {mapping: {columns: (await planOf(content)).mapping!.columns}});
    expect([...new Set(orders.map((order) => order["customer_key"]))].sort()).toEqual(["7", "8"]);
  });
});

describe("what stands once for a group of rows", () => {
  const rows = [
    ["日期", "单号", "客户", "金额"],
    ["2025-4-1", "A-1", "甲", "10.00"],
    ["", "A-2", "乙", "20.00"],
    ["", "A-3", "丙", "30.00"],
    ["2025-4-2", "A-4", "甲", "40.00"],
    ["", "A-5", "乙", "50.00"],
    ["", "", "", "150.00"]
  ];

  test("the day on the first row of a group is offered to be filled down; a sum under the groups stays out", async () => {
    const plan = await planOf(csv(rows));
    expect(plan.mapping!.filledDown).toEqual(["日期"]);
    const {estimate, gaps} = await previewPlan(db, plan);
    expect(gaps).toMatchObject({日期: 4});
    expect(estimate).toMatchObject({orders: 5, sums: [{currency: "CNY", paid: 150}], made: 0});
    const {report, orders} = await load(db, csv(rows));
    expect(report).toMatchObject({rowsRead: 6, rowsLoaded: 5, rowsRejected: 1, orders: 5});
    expect(orders.map((order) => (order["ordered_at"] as Date).toISOString().slice(8, 10))).toEqual([
      ...["01", "01", "01", "02", "02"]
    ]);
  });

  test("a person who does not want it gets the rows without a day rejected", async () => {
    const {report} = await load(db, csv(rows), {mapping: {filledDown: []}});
    expect(report).toMatchObject({orders: 2, rejectedByReason: [{rows: 3}, {rows: 1}]});
  });

  test("order, day and customer that stand on the first line of an order are those of its lines", async () => {
    const content = csv([
      ["Order No", "Date", "Customer", "Item", "Amount"],
      ["W-1", "2025-04-01", "Ann", "cup", "1.00"],
      ["", "", "", "plate", "2.00"],
      ["W-2", "2025-04-02", "Bob", "cup", "1.00"],
      ["", "", "", "bowl", "4.00"],
      ["", "", "", "lamp", "8.00"]
    ]);
    const {report, plan} = await load(db, content);
    expect(plan.mapping).toMatchObject({grain: "line", filledDown: ["Date", "Order No", "Customer"]});
    expect(report).toMatchObject({orders: 2, lines: 5, rowsRejected: 0, money: {paid: 16}});
    expect(report.identity).toMatchObject([{orders: 2, customers: 2}]);
  });

  test("a few missing days are missing days", async () => {
    const content = table("Order,Client,Date,Total", (at, day) => [
      `W-${at}`,
      `c${at % 4}`,
      at === 3 ? "" : day,
      price(at)
    ]);
    expect((await planOf(content)).mapping!.filledDown).toBeUndefined();
  });
});

describe("money", () => {
  const rows = Array.from({length: 9}, (_, at) => [
    at % 4 === 1 ? "" : `INV-${at}`,
    `cus_${at % 3}`,
    `2025-04-0${1 + at} 09:00`,
    ["eur", "usd", "gbp"][at % 3]!,
    `${10 * (1 + at)}.00`
  ]);
  const content = csv([["Invoice Number", "Customer ID", "Created", "Currency", "Amount"], ...rows]);

  test("each currency is a sum of its own, in the preview and in the report", async () => {
    const {estimate} = await previewPlan(db, await planOf(content));
    // 10 + 40 + 70, 20 + 50 + 80, 30 + 60 + 90
    expect(estimate.sums).toEqual([
      {currency: "EUR", orders: 3, paid: 120, refunded: 0},
      {currency: "GBP", orders: 3, paid: 180, refunded: 0},
      {currency: "USD", orders: 3, paid: 150, refunded: 0}
    ]);
    const {report} = await load(db, content);
    expect(report).toMatchObject({
      currency: "EUR",
      money: {paid: 120, net: 120},
      otherMoney: [
        {currency: "GBP", paid: 180},
        {currency: "USD", paid: 150}
      ]
    });
  });

  test("payments without a number get one made of what tells them apart, and it is said", async () => {
    const {estimate} = await previewPlan(db, await planOf(content));
    expect(estimate).toMatchObject({orders: 9, made: 2, rejected: []});
    const {report, orders} = await load(db, content);
    expect(report).toMatchObject({orders: 9, rowsRejected: 0});
    expect(report.diagnostics).toContainEqual({code: "ingest.numbers_made", severity: "info", details: {orders: 2}});
    expect(orders[1]!["order_id"]).toBe("~ 2025-04-02 09:00:00 cus_1 20.00 usd");
  });

  test("a row without a number and without a day stays rejected", async () => {
    const {report} = await load(
      db,
      csv([
        ["Order No", "Client", "Date", "Total"],
        ["1", "a", "2025-04-01", "5.00"],
        ["", "b", "", "7.00"]
      ])
    );
    expect(report).toMatchObject({orders: 1, rejectedByReason: [{reason: "missing_order_id", rows: 1}]});
  });
});

test("an order of the year 9999 does not stretch the report's calendar to it", async () => {
  const content = table("Order,Client,Date,Total", (at, day) => [
    `W-${at}`,
    `c${at % 4}`,
    at === 3 ? "9999-12-31" : day,
    price(at)
  ]);
  const {report} = await load(db, content);
  expect(report).toMatchObject({orders: 12, firstDay: "2025-04-01", lastDay: "2025-04-12"});
  expect(report.days).toHaveLength(12);
});
