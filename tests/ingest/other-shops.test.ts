import {beforeAll, describe, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import type {Mapping} from "../../src/ingest/plan";
import {openTestDatabase} from "../support/database";
import {load, planOf} from "./given";

/**
 * Files of shops that nobody described, each as its program writes it. What they come to was worked out by hand; the
 * mapping is the proposal, untouched.
 */

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

interface Shape {
  what: string;
  file: string;
  /** what of the proposal the shape is about */
  mapping?: Partial<Omit<Mapping, "columns">> & {columns?: Partial<Mapping["columns"]>};
  /** order | customer | time | paid | refund | status, one order a line, by order */
  orders: string;
  rejected?: Record<string, number>;
}

const lines = (text: string) =>
  text
    .trim()
    .split("\n")
    .map((line) =>
      line
        .split("|")
        .map((cell) => cell.trim())
        .join(" | ")
    );

async function ordersOf(content: string) {
  const {report, orders} = await load(db, content);
  const rows = orders.map((order) => {
    const time = (order["ordered_at"] as Date).toISOString().slice(0, 16).replace("T", " ").replace(" 00:00", "");
    const id = String(order["order_id"]).replace(/^row:\w+:/, "row ");
    const values = [
      id,
      order["customer_key"] ?? "-",
      time,
      order["paid_amount"],
      order["refund_amount"],
      order["status"]
    ];
    return values.join(" | ");
  });
  return {report, rows: rows.sort()};
}

const shapes: Shape[] = [
  {
    what: "the till's receipts: a line each, date and time apart, receipt totals on every line",
    file: `Date,Time,Receipt No,Cashier,Item,Qty,Price,Line Total,Receipt Total
2024-03-01,09:15:00,1001,Mia,Bread,2,3.50,7.00,9.20
2024-03-01,09:15:00,1001,Mia,Milk,1,2.20,2.20,9.20
2024-03-01,17:40:10,1002,Tom,Bread,1,3.50,3.50,3.50
2024-03-02,10:05:30,1003,Tom,Cheese,3,4.00,12.00,12.00`,
    mapping: {grain: "line", columns: {clock: "Time", order_id: "Receipt No"}},
    orders: `1001 | - | 2024-03-01 09:15 | 9.2 | 0 | paid
1002 | - | 2024-03-01 17:40 | 3.5 | 0 | paid
1003 | - | 2024-03-02 10:05 | 12 | 0 | paid`
  },
  {
    what: "order totals that stand again on each line are taken once",
    file: `订单编号,买家会员名,下单时间,商品名称,单价,数量,订单金额
A1,小红,2024-05-01 10:00:00,茶杯,20,2,70
A1,小红,2024-05-01 10:00:00,茶壶,30,1,70
A2,小明,2024-05-02 11:00:00,茶杯,20,1,20
A3,小红,2024-05-03 12:00:00,茶壶,30,2,85
A3,小红,2024-05-03 12:00:00,茶托,12.5,2,85`,
    mapping: {grain: "line", repeated: ["amount"], currency: "CNY"},
    orders: `A1 | 小红 | 2024-05-01 10:00 | 70 | 0 | paid
A2 | 小明 | 2024-05-02 11:00 | 20 | 0 | paid
A3 | 小红 | 2024-05-03 12:00 | 85 | 0 | paid`
  },
  {
    what: "lines that happen to cost the same are added up all the same",
    file: `order_id,customer_id,order_date,product,quantity,unit_price,amount
1,7,2024-01-05,Cup,1,5.00,5.00
1,7,2024-01-05,Plate,1,5.00,5.00
2,8,2024-01-06,Cup,2,5.00,10.00
2,8,2024-01-06,Bowl,1,10.00,10.00`,
    mapping: {grain: "line", repeated: []},
    orders: `1 | 7 | 2024-01-05 | 10 | 0 | paid
2 | 8 | 2024-01-06 | 20 | 0 | paid`
  },
  {
    what: "credit notes with numbers of their own, pieces below zero (the online retail data of UCI)",
    file: `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
536365,85123A,HOLDER,6,12/1/2010 8:26,2.55,17850,United Kingdom
536365,71053,LANTERN,6,12/1/2010 8:26,3.39,17850,United Kingdom
536366,22633,WARMER,6,12/1/2010 8:28,1.85,17850,United Kingdom
C536379,D,Discount,-1,12/1/2010 9:41,27.50,14527,United Kingdom
536381,22139,TEA SET,23,12/13/2010 9:41,4.25,15311,United Kingdom`,
    mapping: {grain: "line", amountFrom: "quantity_times_price", timeFormat: "%m/%d/%Y %H:%M", returnPrefix: "C"},
    orders: `536365 | 17850 | 2010-12-01 08:26 | 35.64 | 0 | paid
536366 | 17850 | 2010-12-01 08:28 | 11.1 | 0 | paid
536381 | 15311 | 2010-12-13 09:41 | 97.75 | 0 | paid
C536379 | 14527 | 2010-12-01 09:41 | 0 | 27.5 | refunded_full`
  },
  {
    what: "rows of a kind, refunds of the same order on rows of their own, newest first",
    file: `Order ID,Type,Date,Customer ID,Amount
1002,Refund,2024-02-09,c2,15.00
1003,Sale,2024-02-07,c1,8.00
1001,Refund,2024-02-05,c1,4.50
1002,Sale,2024-02-03,c2,15.00
1001,Sale,2024-02-01,c1,20.00`,
    mapping: {grain: "line", returnWords: ["refund"], columns: {row_type: "Type"}},
    orders: `1001 | c1 | 2024-02-01 | 20 | 4.5 | refunded_part
1002 | c2 | 2024-02-03 | 15 | 15 | refunded_full
1003 | c1 | 2024-02-07 | 8 | 0 | paid`
  },
  {
    what: "returns with numbers of their own that name the order they belong to",
    file: `单据编号,单据类型,原订单号,日期,会员卡号,金额
XS001,销售,,2024-06-01,V1,100
XS002,销售,,2024-06-02,V2,60
TH001,退货,XS001,2024-06-05,V1,-30`,
    mapping: {grain: "line", columns: {original_order_id: "原订单号", row_type: "单据类型"}},
    orders: `XS001 | V1 | 2024-06-01 | 100 | 30 | refunded_part
XS002 | V2 | 2024-06-02 | 60 | 0 | paid`
  },
  {
    what: "a state on each order, in words that are not in any list",
    file: `Order Number,Customer Email,Order Date,Order Total,Order Status
11,a@example.com,2024-01-01,10.00,Delivered to customer
12,b@example.com,2024-01-02,11.00,Cancelled by buyer
13,a@example.com,2024-01-03,12.00,Awaiting payment
14,c@example.com,2024-01-04,13.00,Fully refunded
15,c@example.com,2024-01-05,14.00,Delivered to customer`,
    mapping: {grain: "order"},
    orders: `11 | a@example.com | 2024-01-01 | 10 | 0 | completed
12 | b@example.com | 2024-01-02 | 0 | 0 | cancelled
13 | a@example.com | 2024-01-03 | 0 | 0 | unpaid
14 | c@example.com | 2024-01-04 | 13 | 13 | refunded_full
15 | c@example.com | 2024-01-05 | 14 | 0 | completed`
  },
  {
    what: "an amount that is already net of the refund beside it",
    file: `订单号,会员号,下单日期,订单金额,实付金额,退款金额
1,m1,2024-04-01,100.00,100.00,0.00
2,m2,2024-04-02,80.00,50.00,30.00
3,m1,2024-04-03,60.00,0.00,60.00`,
    mapping: {columns: {amount: "订单金额", refund_amount: "退款金额"}},
    orders: `1 | m1 | 2024-04-01 | 100 | 0 | paid
2 | m2 | 2024-04-02 | 80 | 30 | refunded_part
3 | m1 | 2024-04-03 | 60 | 60 | refunded_full`
  },
  {
    what: "a book kept by hand: customer, day, money, in an odd order, with a line of totals",
    file: `金额,备注,客户,日期
"1,200.00",自提,张三,2024/1/5
88,,李四,2024/1/7
60.5,老客,张三,2024/2/9
"1,348.50",,,合计`,
    mapping: {grain: "order", nameColumn: "客户", columns: {amount: "金额", customer_key: "客户"}},
    orders: `row 1 | 张三 | 2024-01-05 | 1200 | 0 | paid
row 2 | 李四 | 2024-01-07 | 88 | 0 | paid
row 3 | 张三 | 2024-02-09 | 60.5 | 0 | paid`,
    rejected: {bad_date: 1}
  },
  {
    what: "the same with the word for the total in front",
    file: `日期,客户编号,金额
2024-01-05,K01,12
2024-01-07,K02,8
合计,,20`,
    orders: `row 1 | K01 | 2024-01-05 | 12 | 0 | paid
row 2 | K02 | 2024-01-07 | 8 | 0 | paid`,
    rejected: {blank_row: 1}
  },
  {
    what: "German, semicolons and decimal commas, days before months",
    file: `Bestellnummer;Bestelldatum;Uhrzeit;Kundennummer;Artikel;Menge;Einzelpreis;Gesamtbetrag;Bestellstatus
B-1;03.02.2024;08:15;K1;Tasse;2;5,50;11,00;Abgeschlossen
B-2;04.02.2024;19:30;K2;Teller;1;1.250,00;1.250,00;Storniert
B-3;05.02.2024;12:00;K1;Tasse;1;5,50;5,50;Versandt`,
    mapping: {hasDecimalComma: true, columns: {clock: "Uhrzeit"}},
    orders: `B-1 | K1 | 2024-02-03 08:15 | 11 | 0 | completed
B-2 | K2 | 2024-02-04 19:30 | 0 | 0 | cancelled
B-3 | K1 | 2024-02-05 12:00 | 5.5 | 0 | shipped`
  },
  {
    what: "French, with euros in the cells",
    file: `N° commande;Date de commande;Client;Montant total;Statut
101;01/02/2024;C-12;12,50 €;Livrée
102;01/03/2024;C-13;7,00 €;Annulée
103;05/03/2024;C-12;1 300,00 €;Expédiée`,
    mapping: {timeFormat: "%d/%m/%Y", hasDecimalComma: true, currency: "EUR"},
    orders: `101 | C-12 | 2024-02-01 | 12.5 | 0 | completed
102 | C-13 | 2024-03-01 | 0 | 0 | cancelled
103 | C-12 | 2024-03-05 | 1300 | 0 | shipped`
  },
  {
    what: "Spanish",
    file: `Número de pedido,Fecha,ID cliente,Producto,Cantidad,Precio,Importe
9,2024-02-01,z1,Vaso,2,3.00,6.00
9,2024-02-01,z1,Plato,1,4.00,4.00
10,2024-02-02,z2,Vaso,1,3.00,3.00`,
    mapping: {grain: "line"},
    orders: `10 | z2 | 2024-02-02 | 3 | 0 | paid
9 | z1 | 2024-02-01 | 10 | 0 | paid`
  },
  {
    what: "Japanese",
    file: `注文番号,注文日時,顧客ID,商品名,単価,数量,合計金額,ステータス
J1,2024/01/05 10:00,1,茶碗,1200,1,2000,発送済み
J1,2024/01/05 10:00,1,箸,400,2,2000,発送済み
J2,2024/01/06 11:30,2,茶碗,1200,2,2400,キャンセル`,
    mapping: {grain: "line", repeated: ["amount"], currency: "JPY"},
    orders: `J1 | 1 | 2024-01-05 10:00 | 2000 | 0 | shipped
J2 | 2 | 2024-01-06 11:30 | 0 | 0 | cancelled`
  },
  {
    what: "a Chinese order manager's list, masked buyers and states of its own",
    file: `订单编号,原始单号,店铺名称,客户网名,收件人,下单时间,付款时间,订单状态,货品总数,应收金额,已付金额,优惠金额,物流公司
JY2401,35001,木棉店,风***,张**,2024-01-02 09:00:00,2024-01-02 09:01:00,已完成,2,199.00,199.00,20.00,中通
JY2402,35002,木棉店,云上,李**,2024-01-03 10:00:00,2024-01-03 10:00:30,待审核,1,59.00,59.00,0.00,
JY2403,35003,木棉店,云上,李**,2024-01-04 10:00:00,,已作废,1,59.00,0.00,0.00,`,
    mapping: {grain: "order", columns: {amount: "已付金额", customer_key: "客户网名", shop: "店铺名称"}},
    orders: `JY2401 | 风*** | 2024-01-02 09:00 | 199 | 0 | completed
JY2402 | 云上 | 2024-01-03 10:00 | 0 | 0 | pending_review
JY2403 | 云上 | 2024-01-04 10:00 | 0 | 0 | cancelled`
  },
  {
    what: "another one: items of orders, order money on each",
    file: `内部订单号,线上订单号,店铺,买家账号,订单日期,付款日期,状态,商品编码,数量,单价,应付金额,已付金额
5001,T1,甲店,tb_1,2024-03-01 10:00:00,2024-03-01 10:02:00,已发货,A,1,50,120,120
5001,T1,甲店,tb_1,2024-03-01 10:00:00,2024-03-01 10:02:00,已发货,B,2,40,120,120
5002,T2,甲店,tb_2,2024-03-02 10:00:00,2024-03-02 10:02:00,已发货,A,3,50,150,150`,
    mapping: {grain: "line", repeated: ["amount"]},
    orders: `5001 | tb_1 | 2024-03-01 10:00 | 120 | 0 | shipped
5002 | tb_2 | 2024-03-02 10:00 | 150 | 0 | shipped`
  },
  {
    what: "a market place with a row for every piece, headers written together",
    file: `orderItemId,orderNumber,createTime,customerName,customerEmail,sellerSku,itemName,unitPrice,paidPrice,status
1,900,01 Mar 2024 10:00,Ann Lee,ann@example.com,S1,Cup,10.00,9.00,delivered
2,900,01 Mar 2024 10:00,Ann Lee,ann@example.com,S1,Cup,10.00,9.00,delivered
3,901,15 Mar 2024 11:00,Bob Ray,bob@example.com,S2,Pot,30.00,28.50,returned`,
    mapping: {grain: "line", repeated: [], timeFormat: "%d %b %Y %H:%M", columns: {amount: "paidPrice"}},
    orders: `900 | ann@example.com | 2024-03-01 10:00 | 18 | 0 | completed
901 | bob@example.com | 2024-03-15 11:00 | 28.5 | 28.5 | refunded_full`
  },
  {
    what: "another market place, the order's total again on each item",
    file: `Order ID,Order Status,Order Creation Date,Order Paid Time,Username (Buyer),Product Name,SKU Reference No.,Deal Price,Quantity,Grand Total
S1,Completed,2024-05-01 10:00,2024-05-01 10:01,kim,Cup,a,4.00,2,15.00
S1,Completed,2024-05-01 10:00,2024-05-01 10:01,kim,Pot,b,7.00,1,15.00
S2,Cancelled,2024-05-02 10:00,,lee,Cup,a,4.00,1,4.00`,
    mapping: {grain: "line", repeated: ["amount"], columns: {customer_key: "Username (Buyer)"}},
    orders: `S1 | kim | 2024-05-01 10:00 | 15 | 0 | completed
S2 | lee | 2024-05-02 10:00 | 0 | 0 | cancelled`
  },
  {
    what: "a shop system's grid of orders, American dates with a.m. and p.m.",
    file: `ID,Purchase Point,Purchase Date,Bill-to Name,Ship-to Name,Grand Total (Base),Grand Total (Purchased),Status,Customer Email,Total Refunded
000000001,Main Store,"1/31/2024 9:05:10 PM",Ann Lee,Ann Lee,$120.00,$120.00,complete,ann@example.com,$20.00
000000002,Main Store,"2/1/2024 8:00:00 AM",Bob Ray,Bob Ray,$45.50,$45.50,canceled,bob@example.com,$0.00`,
    mapping: {timeFormat: "%m/%d/%Y %I:%M:%S %p", currency: "USD", columns: {order_id: "ID"}},
    orders: `000000001 | ann@example.com | 2024-01-31 21:05 | 120 | 20 | refunded_part
000000002 | bob@example.com | 2024-02-01 08:00 | 0 | 0 | cancelled`
  },
  {
    what: "baskets of households with discounts beside the money (the shape of the Complete Journey)",
    file: `household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,coupon_disc,coupon_match_disc,week,transaction_timestamp
900,330,31198570044,1095275,1,0.5,0,0,0,1,2017-01-01 11:53:26
900,330,31198570044,9878513,1,0.99,0.1,0,0,1,2017-01-01 11:53:26
1228,406,31198655051,1041453,1,1.43,0.15,0,0,1,2017-01-01 12:14:36
906,319,4e+10,1020156,1,1.5,0.29,0,0,1,2017-01-01 12:00:00`,
    mapping: {grain: "line", repeated: [], columns: {customer_key: "household_id", amount: "sales_value"}},
    orders: `31198570044 | 900 | 2017-01-01 11:53 | 1.49 | 0 | paid
31198655051 | 1228 | 2017-01-01 12:14 | 1.43 | 0 | paid
4e+10 | 906 | 2017-01-01 12:00 | 1.5 | 0 | paid`
  },
  {
    what: "no order numbers: the products of one member at one moment are one order",
    file: `member_no,sold at,product,qty,amount
m1,2024-01-01 10:00,Bread,1,3.00
m1,2024-01-01 10:00,Milk,2,4.00
m2,2024-01-01 10:00,Milk,1,2.00
m1,2024-01-02 10:00,Bread,1,3.00
m1,2024-01-02 10:00,Cheese,1,5.00`,
    mapping: {grain: "line"},
    orders: `m1 2024-01-01 10:00:00 | m1 | 2024-01-01 10:00 | 7 | 0 | paid
m1 2024-01-02 10:00:00 | m1 | 2024-01-02 10:00 | 8 | 0 | paid
m2 2024-01-01 10:00:00 | m2 | 2024-01-01 10:00 | 2 | 0 | paid`
  },
  {
    what: "days and ids alone: purchases without money",
    file: `date,id
2014-03-08 00:00:00,0
2014-05-21 00:00:00,1
2014-03-14 00:00:00,2
2014-04-09 00:00:00,2`,
    mapping: {amountFrom: "none", grain: "order"},
    orders: `row 1 | 0 | 2014-03-08 |  |  | paid
row 2 | 1 | 2014-05-21 |  |  | paid
row 3 | 2 | 2014-03-14 |  |  | paid
row 4 | 2 | 2014-04-09 |  |  | paid`
  },
  {
    what: "the same order twice, in two states, is one order",
    file: `order no,client id,date,total,status
1,a,2024-01-01,10.00,processing
2,b,2024-01-02,20.00,completed
1,a,2024-01-01,10.00,completed`,
    mapping: {grain: "order"},
    orders: `1 | a | 2024-01-01 | 10 | 0 | completed
2 | b | 2024-01-02 | 20 | 0 | completed`,
    rejected: {duplicate_order: 1}
  },
  {
    what: "goods by weight, at prices finer than a cent",
    file: `ticket no,date,loyalty card,item,quantity,unit price
1,2024-01-01,77,Apples,0.355,3.99
1,2024-01-01,77,Screws,1000,0.0125
2,2024-01-02,78,Pears,1.5,2.00`,
    mapping: {grain: "line", amountFrom: "quantity_times_price"},
    // 0.355 × 3.99 = 1.41645 → 1.42; 1000 × 0.0125 = 12.50
    orders: `1 | 77 | 2024-01-01 | 13.92 | 0 | paid
2 | 78 | 2024-01-02 | 3 | 0 | paid`
  },
  {
    what: "quantity × price less the line's discount, returned pieces below zero",
    file: `invoice,date,customer id,sku,qty,price,discount
1,2024-01-01,a,s1,2,10.00,1.50
1,2024-01-01,a,s2,1,5.00,0.00
2,2024-01-02,b,s1,1,10.00,0.00
2,2024-01-03,b,s1,-1,10.00,0.00`,
    mapping: {grain: "line", amountFrom: "quantity_times_price"},
    orders: `1 | a | 2024-01-01 | 23.5 | 0 | paid
2 | b | 2024-01-02 | 10 | 10 | refunded_full`
  },
  {
    what: "days and months that fit both ways are told by the order of the rows",
    file: `date,customer id,total
01/03/2024,a,1.00
05/03/2024,b,1.00
02/04/2024,a,1.00
06/04/2024,c,1.00
01/05/2024,b,1.00`,
    mapping: {timeFormat: "%d/%m/%Y"},
    orders: `row 1 | a | 2024-03-01 | 1 | 0 | paid
row 2 | b | 2024-03-05 | 1 | 0 | paid
row 3 | a | 2024-04-02 | 1 | 0 | paid
row 4 | c | 2024-04-06 | 1 | 0 | paid
row 5 | b | 2024-05-01 | 1 | 0 | paid`
  }
];

describe("a shop that nobody described is understood at once:", () => {
  test.each(shapes)("$what", async ({file, mapping = {}, orders, rejected = {}}) => {
    const plan = await planOf(file);
    expect(plan.doubt ?? null).toBeNull();
    expect(plan.mapping).toMatchObject(mapping);
    const {report, rows} = await ordersOf(file);
    expect(rows).toEqual(lines(orders));
    const reasons = Object.fromEntries(report.rejectedByReason.map(({reason, rows: count}) => [reason, count]));
    expect(reasons).toEqual(rejected);
    expect(report.rowsRead).toBe(report.rowsLoaded + report.rowsRejected);
  });
});

describe("what is no list of orders says so:", () => {
  test.each([
    [
      "a list of customers",
      "Customer ID,Email,Sign up date,Total Orders,Total Spent\n1,a@b.c,2024-01-01,3,50.00\n2,d@e.f,2024-01-03,1,9.00\n",
      "customer_list"
    ],
    ["figures a day", "日期,访客数,浏览量,支付金额\n2024-01-01,10,30,99.00\n2024-01-02,12,31,50.00\n", "daily_figures"],
    [
      "takings a day",
      "date,sales\n2024-01-01,99.00\n2024-01-02,50.00\n2024-01-03,10.00\n2024-01-04,20.00\n2024-01-05,30.00\n",
      "daily_figures"
    ],
    ["who was in which campaign", '"campaign_id","household_id"\n"1","105"\n"1","1238"\n', "campaigns"],
    [
      "when campaigns ran",
      "campaign_id,campaign_type,start_date,end_date\n1,Type B,2017-03-03,2017-04-09\n",
      "campaigns"
    ],
    [
      "who used a coupon",
      "household_id,coupon_upc,campaign_id,redemption_date\n1029,51380041013,26,2017-01-01\n165,53377610033,26,2017-01-03\n",
      "campaigns"
    ],
    ["households", "household_id,age,income,kids_count\n1,65+,35-49K,0\n1001,45-54,50-74K,2\n", "no_time"],
    [
      "goods",
      "product_id,department,brand,package_size,price\n25671,GROCERY,National,22 LB,3.50\n26081,MISC,National,,1.20\n",
      "no_time"
    ],
    ["a list of stores", "store,city,opened\nA,Paris,2020-01-01\nB,Lyon,2021-05-01\n", "no_amount"]
  ])("%s", async (_, file, doubt) => {
    const plan = await planOf(file);
    expect(plan).toMatchObject({isConfirmed: false, doubt});
  });
});
