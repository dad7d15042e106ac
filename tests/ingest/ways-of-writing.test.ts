import {beforeAll, describe, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {bareNumber} from "../../src/ingest/columns/money-text";
import {moneyOf, timeOf} from "../../src/ingest/staging/expressions";
import {bestFormat, looksLikeTime} from "../../src/ingest/time-formats";
import {openTestDatabase} from "../support/database";
import {load, planOf} from "./given";

/** Amounts, times, ids, buyers and headers as the programs of other countries and careless spreadsheets write them. */

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

/** What an expression of one cell comes to, for each cell. */
async function readEach(cells: readonly string[], sql: (cell: string) => string): Promise<unknown[]> {
  const values = cells.map((cell, at) => `(${at}, '${cell.replaceAll("'", "''")}')`).join(", ");
  const rows = toRows(
    await db.query(
      `select (${sql("cell")})::varchar as read from (values ${values}) as given(place, cell) order by place`
    )
  );
  return rows.map(({read}) => read);
}

describe("amounts", () => {
  const point: [string, string | null][] = [
    ["¥1,234.50", "1234.50"],
    ["1,234.00元", "1234.00"],
    ["１２３．５０", "123.50"],
    ["(12.50)", "-12.50"],
    ["($ 1,234.50)", "-1234.50"],
    ["−20.90", "-20.90"],
    ["20.90-", "-20.90"],
    ["- 20.90", "-20.90"],
    ["$-20.90", "-20.90"],
    ["\\1,235", "1235.00"],
    ["1,235원", "1235.00"],
    ["CHF 1’234.50", "1234.50"],
    ["₹1,23,450.50", "123450.50"],
    ["1\u00A0234.50 ₽", "1234.50"],
    ["12.50 zł", "12.50"],
    ["Rs. 450", "450.00"],
    ["R$ 7.25", "7.25"],
    ["K-5001", null],
    ["1,23", null],
    ["1.2万", null],
    ["-", null]
  ];
  test("with a decimal point", async () => {
    const cells = point.map(([cell]) => cell);
    expect(await readEach(cells, (cell) => moneyOf(cell, false))).toEqual(point.map(([, amount]) => amount));
  });

  const comma: [string, string | null][] = [
    ["1.234,50 €", "1234.50"],
    ["R$ 1.234,50", "1234.50"],
    ["1\u202F234,50 €", "1234.50"],
    ["20,90-", "-20.90"],
    ["1.234.000 ₫", "1234000.00"]
  ];
  test("with a decimal comma", async () => {
    const cells = comma.map(([cell]) => cell);
    expect(await readEach(cells, (cell) => moneyOf(cell, true))).toEqual(comma.map(([, amount]) => amount));
  });

  test.each([
    ["1 234,50 zł", "1234,50"],
    ["-$1,234.50", "-1,234.50"],
    ["10%", "10"],
    ["138 0000 0001", null],
    ["(5", null],
    ["", null],
    ["7 lamps", null]
  ])("a proposal sees in %j the number %j", (text, number) => expect(bareNumber(text)).toBe(number));

  test("that name several currencies are never added", async () => {
    const amounts = ["€3.00", "US$ 4.00", "5.00 EUR", "£6.00", "USD 7.00"];
    const file = [
      "Order,Customer,Date,Total",
      ...amounts.map((each, at) => `A${at},c${at},2026-02-0${1 + at},${each}`)
    ];
    const {orders, plan} = await load(db, file.join("\n"));
    expect(plan.mapping).toMatchObject({currency: null, isCurrencyInAmount: true});
    expect(orders.map((row) => [row["currency"], Number(row["paid_amount"])])).toEqual([
      ["EUR", 3],
      ["USD", 4],
      ["EUR", 5],
      ["GBP", 6],
      ["USD", 7]
    ]);
  });

  test("of a currency that a column calls by its name have its code", async () => {
    const names = ["Euro", "人民币", "US Dollars", "sek"];
    const file = [
      "Order,Customer,Date,Total,Currency",
      ...names.map((each, at) => `A${at},c,2026-02-0${1 + at},1.00,${each}`)
    ];
    const {orders} = await load(db, file.join("\n"));
    expect(orders.map((row) => row["currency"])).toEqual(["EUR", "CNY", "USD", "SEK"]);
  });
});

describe("times", () => {
  test.each([
    ["Jan 5, 2026, 12:05 AM", "2026-01-05 00:05:00"],
    ["Jan 25, 2026, 1:05\u202FPM", "2026-01-25 13:05:00"],
    ["Friday, March 13, 2026", "2026-03-13 00:00:00"],
    ["13. März 2026", "2026-03-13 00:00:00"],
    ["13 de diciembre de 2026", "2026-12-13 00:00:00"],
    ["13 févr. 2026", "2026-02-13 00:00:00"],
    ["13 августа 2026", "2026-08-13 00:00:00"],
    ["13/02/2026 à 18:30", "2026-02-13 18:30:00"],
    ["18:30 13/02/2026", "2026-02-13 18:30:00"],
    ["6:30 p.m. 13/02/2026", "2026-02-13 18:30:00"],
    ["Fr, 13.02.2026", "2026-02-13 00:00:00"]
  ])("%s", async (cell, time) => {
    const {format} = bestFormat([cell]);
    expect(format).not.toBeNull();
    expect(await readEach([cell], (each) => timeOf(each, format))).toEqual([time]);
  });

  test.each([
    ["115/03/01", "2026-03-01 00:00:00"],
    ["民國115年3月1日 18:30", "2026-03-01 18:30:00"],
    ["令和8年3月1日", "2026-03-01 00:00:00"],
    ["令和元年12月1日", "2019-12-01 00:00:00"],
    ["平成30年4月2日", "2018-04-02 00:00:00"]
  ])("%s, by its form alone", async (cell, time) => {
    expect(looksLikeTime(cell)).toBe(true);
    expect(await readEach([cell], (each) => timeOf(each, null))).toEqual([time]);
  });

  test("seconds and milliseconds since 1970, in a column that is called a time", async () => {
    expect(await readEach(["1772323200", "1772323200500"], (cell) => timeOf(cell, null))).toEqual([
      "2026-03-01 00:00:00",
      "2026-03-01 00:00:00.5"
    ]);
    const rows = [0, 1, 2].map((at) => `A${at},u${at},${1772323200 + at * 86_400},5.00`);
    const {plan, orders} = await load(db, ["order_id,user_id,created_at,amount", ...rows].join("\n"));
    expect(plan.mapping?.columns.ordered_at).toBe("created_at");
    expect(orders.map((row) => (row["ordered_at"] as Date).toISOString().slice(0, 10))).toEqual([
      "2026-03-01",
      "2026-03-02",
      "2026-03-03"
    ]);
  });

  test("no order of words that is not a time becomes one", () => {
    for (const text of ["K-5001", "lamp 12", "Mar", "12 cups", "1 May Street"])
      expect(bestFormat([text]).format).toBeNull();
  });
});

describe("ids that a spreadsheet lost", () => {
  test.each(["3,80456E+18", "3.8e+18", "########", "#REF!", "#N/A", "#NAME?"])("%s numbers no order", async (id) => {
    const rows = ["A1", "A2", id].map((each, at) => `${each};c${at};2026-02-0${1 + at};5`);
    const {report} = await load(db, ["Order;Customer;Date;Total", ...rows].join("\n"));
    expect(report.rejectedByReason).toEqual([{reason: "id_ruined_by_excel", rows: 1}]);
    expect(report.orders).toBe(2);
  });

  test.each(["#1001", "#A17", "1E5", "4e+10"])("%s is an order's number", async (id) => {
    const rows = ["A1", "A2", id].map((each, at) => `${each},c${at},2026-02-0${1 + at},5`);
    const {report} = await load(db, ["Order,Customer,Date,Total", ...rows].join("\n"));
    expect(report.rowsRejected).toBe(0);
  });

  test("make nobody of the buyers", async () => {
    const rows = [0, 1, 2].map((at) => `A${at},1.38E+10,2026-02-0${1 + at},5`);
    const {orders} = await load(db, ["订单号,手机号,下单时间,金额", ...rows].join("\n"));
    expect(orders.map((row) => row["customer_key_quality"])).toEqual(["none", "none", "none"]);
  });
});

describe("buyers", () => {
  const buyersOf = async (column: string, buyers: readonly string[]) => {
    const rows = buyers.map((buyer, at) => `A${at},${buyer},2026-02-0${1 + at},5`);
    const {orders} = await load(db, [`Order,${column},Date,Total`, ...rows].join("\n"));
    return orders.map((row) => row["customer_key"]);
  };
  test("a phone is the same phone however it is written", async () => {
    const phones = ["+86 13912345678", "86-13912345678", "0086 139 1234 5678", "139-1234-5678", "13912345678"];
    expect(new Set(await buyersOf("Phone", phones))).toEqual(new Set(["13912345678"]));
  });
  test("a masked phone is nobody's", async () => {
    expect(await buyersOf("手机号", ["139****5678", "139****5678"])).toEqual(["139****5678", "139****5678"]);
  });
  test("doubled blanks and full-width letters are no other person", async () => {
    expect(new Set(await buyersOf("Customer ID", ["kim  7", "kim 7", "ｋｉｍ　７"]))).toEqual(new Set(["kim 7"]));
  });
  test.each([
    ["Customer", ["Walk-in", "guest", "Cash Customer", "-", "N/A"]],
    ["会员", ["散客", "匿名", "无", "游客", "--"]],
    ["Kunde", ["Laufkunde", "Gast", "unbekannt", "?", "Barverkauf"]]
  ])("words of a %s column that name nobody are nobody", async (column, strangers) => {
    const known = ["k 101", "k 102", "k 101", "k 103"];
    expect(await buyersOf(column, [...strangers.slice(0, 5), ...known])).toEqual([
      ...strangers.map(() => null),
      ...known
    ]);
  });
});

describe("headers", () => {
  test.each([
    [
      "Japanese",
      "注文番号,注文日,得意先名,合計金額",
      {order_id: "注文番号", customer_key: "得意先名", amount: "合計金額"}
    ],
    [
      "Korean",
      "주문번호,주문일시,주문자명,결제금액",
      {order_id: "주문번호", customer_key: "주문자명", amount: "결제금액"}
    ],
    [
      "Russian",
      "Номер заказа,Дата,Покупатель,Сумма",
      {order_id: "Номер заказа", customer_key: "Покупатель", amount: "Сумма"}
    ],
    [
      "Polish",
      "Numer zamówienia,Data,Klient,Kwota",
      {order_id: "Numer zamówienia", customer_key: "Klient", amount: "Kwota"}
    ],
    [
      "Portuguese",
      "Número do pedido,Data,Comprador,Valor total",
      {order_id: "Número do pedido", customer_key: "Comprador", amount: "Valor total"}
    ],
    [
      "Italian",
      "Numero ordine,Data ordine,Cliente,Totale",
      {order_id: "Numero ordine", customer_key: "Cliente", amount: "Totale"}
    ],
    [
      "Vietnamese",
      "Mã đơn hàng,Ngày đặt hàng,Người mua,Tổng tiền",
      {order_id: "Mã đơn hàng", customer_key: "Người mua", amount: "Tổng tiền"}
    ]
  ])("in %s", async (_, header, columns) => {
    const rows = [1, 2, 3, 4, 5, 6].map((at) => `A-${at},2026-02-0${at},名${at % 3},${at}2`);
    const {mapping} = await planOf([header, ...rows].join("\n"));
    expect(mapping?.columns).toMatchObject({...columns, ordered_at: header.split(",")[1]});
  });

  const rows = [1, 2, 3, 4, 5, 6, 7].map((at) => [`A${at}`, `c${at % 3}`, `2026-02-0${at}`, `${at}.50`]);
  test.each([
    ["// from the till\n// all shops, all days\n", ","],
    ["-- Sales of the shop on the hill\n-- 2026\n", "\t"]
  ])("under comments: %j", async (comments, delimiter) => {
    const table = [["Order", "Customer", "Date", "Total"], ...rows].map((cells) => cells.join(delimiter)).join("\n");
    const {plan, report} = await load(db, comments + table);
    expect(plan.header).toEqual(["Order", "Customer", "Date", "Total"]);
    expect(report).toMatchObject({orders: 7, rowsRejected: 0, money: {paid: 31.5}});
  });

  test("among more columns without a name than with one", async () => {
    const spread = ([order, buyer, day, total]: readonly string[]) =>
      ["", order, "", buyer, day, "", total, "", ""].join(",");
    const {plan, report} = await load(db, [["Order", "Customer", "Date", "Total"], ...rows].map(spread).join("\n"));
    expect(plan.mapping?.columns).toMatchObject({order_id: "Order", customer_key: "Customer", amount: "Total"});
    expect(report).toMatchObject({orders: 7, rowsRejected: 0, money: {paid: 31.5}});
  });

  test("of columns that most rows leave out at their end, being empty there", async () => {
    const table = rows.map((cells, at) => [...cells, ...(at % 3 === 0 ? ["gift", "yes"] : [])].join(","));
    const {plan, report} = await load(db, ["Order,Customer,Date,Total,Note,Wrapped", ...table].join("\n"));
    expect(plan.header).toEqual(["Order", "Customer", "Date", "Total", "Note", "Wrapped"]);
    expect(report).toMatchObject({orders: 7, rowsRejected: 0, money: {paid: 31.5}});
  });

  test("a row that ends before a column that is read is no row", async () => {
    const {report} = await load(
      db,
      ["Order,Customer,Date,Total,Note", ...rows.map((cells) => `${cells.join(",")},x`), "A8,c1,2026-02-08"].join("\n")
    );
    expect(report).toMatchObject({orders: 7, rejectedByReason: [{reason: "wrong_column_count", rows: 1}]});
  });
});

test("two shops of one file may number alike, in orders and in lines", async () => {
  const orders = [1, 2, 3].flatMap((at) =>
    ["East", "West"].map((shop) => `${shop},${at},m${at},2026-02-0${at},${shop.length + at}.00`)
  );
  const whole = await load(db, ["Store,Receipt,Member,Date,Total", ...orders].join("\n"));
  expect(whole.report).toMatchObject({orders: 6, money: {paid: 36}});
  const lines = orders.flatMap((order) => [`${order},cup`, `${order},bowl`]);
  const lined = await load(db, ["Store,Receipt,Member,Date,Amount,Item", ...lines].join("\n"), {
    mapping: {grain: "line", repeated: []}
  });
  expect(lined.report).toMatchObject({orders: 6, lines: 12, money: {paid: 72}});
});

describe("numbers that stand for many orders", () => {
  const receipts = Array.from({length: 24}, (_, at) => [at % 4, Math.floor(at / 4)] as const);
  const till = (numberOf: (at: number) => string) =>
    receipts.map(([at, day]) => `${numberOf(at)},c${(at + day) % 5},2026-03-0${1 + day} 1${at}:00:00,${at + 1}.00`);

  test("of a till that begins anew each day count together with their day", async () => {
    const {orders, plan} = await load(db, ["Receipt,Customer,Date,Total", ...till((at) => String(at + 1))].join("\n"));
    expect(plan.mapping).toMatchObject({isNumberedByDay: true, grain: "order"});
    expect(plan.evidence.find(({role}) => role === "order_id")).toMatchObject({column: "Receipt", note: "by_day"});
    expect(orders).toHaveLength(24);
    expect(orders[5]).toMatchObject({order_id: "2 · 2026-03-02", paid_amount: 2});
  });

  test("that a spreadsheet made days of number nothing", async () => {
    const {report, plan} = await load(db, ["Order,Customer,Date,Total", ...till((at) => `${at + 1}-Mar`)].join("\n"));
    expect(plan.mapping?.columns.order_id).toBeNull();
    expect(report).toMatchObject({orders: 24, money: {paid: 60}});
  });

  test("of an order sent to several people on several days stay one order", async () => {
    const {report} = await load(db, ["PO Number,Ship To Name,Date,Total", ...till((at) => `K-${500 + at}`)].join("\n"));
    expect(report.orders).toBe(4);
  });
});
