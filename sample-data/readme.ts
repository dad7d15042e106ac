import type {KnownNumbers} from "./known-numbers";
import {linenShop} from "./shop";

/** The folder's README: where the files come from, and what they say. */
export function readme(known: Readonly<Record<string, KnownNumbers>>): string {
  const [orders, items, overseas] = ["taobao-orders.csv", "taobao-items.csv", "shopify-orders.csv"].map(
    (name) => known[name] as Numbers
  );
  return `${introduction}
## taobao-orders.csv

The order report of ${linenShop.name}, a shop that does not exist: the layout of 2022 with 71 columns, GB18030, CRLF,
\`="…"\` around order numbers, \`'\` before phones, line ends within remarks, newest order first. What was really paid
(买家实际支付金额) is the total (总金额) without the refund (退款金额), as in the real report.

${list(orderRows(orders!))}
## taobao-items.csv

The lines of the same orders: the item report of 2022 with 18 columns, GB18030, CRLF. Lines hold no postage: what an
order came to is the sum of its lines and 买家应付邮费.

${list([
  ["lines", items!.records],
  ["orders", items!.orders],
  ["pieces", items!.pieces],
  ["billed", items!.money.payable!.toFixed(2)],
  ["refunded", items!.money.refunded!.toFixed(2)]
])}
## shopify-orders.csv

The orders export of Kapok & Linen, another shop that does not exist: 79 columns, UTF-8, LF, US dollars, one row for each
line, order-level cells in the first of them only. The shop moved in July 2025: times carry \`+0800\` before, \`-0400\` and
\`-0500\` after.

${list(overseasRows(overseas!))}
${ending}`;
}

const ending = `## known-numbers.json

The same numbers and more for tests: orders by status, close reason and month, customers by stage and by purchases, who
bought again within 30 to 365 days, buyers and returning buyers by month. The terms are those of the product: a purchase is
a day with a valid order (paid, not given back in full); the as-of date is the day after the newest order; a buyer of a month
is returning when the first purchase in it has another within the 365 days before. Customers whose nick the export hides
behind stars are counted as orders, not as customers.

## Making them again

\`npm run sample-data\` writes all of the above, byte for byte the same. \`npm run sample-data -- --verbose\` also prints what
the shop looks like week by week. Larger files, for measuring, are written elsewhere:

\`\`\`sh
npm run sample-data -- --large orders=1000000 --encoding gb18030 --out large.csv
npm run sample-data -- --narrow rows=10000000 --out narrow.csv
\`\`\`
`;

type Numbers = Record<string, string | number> & {money: Record<string, number>} & {
  identity: Record<string, number>;
  byFinancialStatus: Record<string, {orders: number; total: number; refunded: number}>;
};

const introduction = `# Sample data

Written by \`generate.ts\`, which also writes this page: change the generator, not the files. Every shop, person, phone,
address and order is made up from word lists and a seed (${linenShop.seed}); phones begin with 100, as no mobile number does,
or are 555-01xx numbers, which belong to nobody; e-mail addresses are at example.com.

The numbers below were counted from the simulated orders while the files were written, by code that shares nothing with the
product: the product must find them again.
`;

function orderRows(numbers: Numbers): (readonly [string, string | number | undefined])[] {
  return [
    ["orders", numbers.orders],
    ["paid", numbers.paidOrders],
    ["never paid", numbers.neverPaidOrders],
    ["refunded in full", numbers.fullyRefundedOrders],
    ["refunded in part", numbers.partlyRefundedOrders],
    ["valid orders", numbers.validOrders],
    ["total of all orders", numbers.money.total!.toFixed(2)],
    ["total of paid orders", numbers.money.paid!.toFixed(2)],
    ["refunded", numbers.money.refunded!.toFixed(2)],
    ["net", numbers.money.net!.toFixed(2)],
    ["buyers with an open nick", numbers.identity.buyersWithOpenNick],
    ["orders with a masked nick", numbers.identity.ordersWithMaskedNick],
    ["first day", numbers.firstDay],
    ["last day", numbers.lastDay]
  ];
}

function overseasRows(numbers: Numbers): (readonly [string, string | number | undefined])[] {
  return [
    ["rows", numbers.records],
    ["orders", numbers.orders],
    ["cancelled", numbers.cancelledOrders],
    ["different e-mail addresses, capitals aside", numbers.emails],
    ["orders without an e-mail address", numbers.ordersWithoutEmail],
    ["first day", numbers.firstDay],
    ["last day", numbers.lastDay],
    ...Object.entries(numbers.byFinancialStatus).map(
      ([status, {orders, total, refunded}]) =>
        [
          `financial status ${status}`,
          `${orders} orders, ${total.toFixed(2)}, refunded ${refunded.toFixed(2)}`
        ] as const
    )
  ];
}

function list(rows: readonly (readonly [string, string | number | undefined])[]): string {
  return rows.map(([what, number]) => `- ${what}: ${number}\n`).join("");
}
