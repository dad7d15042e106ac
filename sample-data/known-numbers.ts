import {dayAt, dayOf, dayText, type Day} from "./calendar";
import {netOf, totalOf, type Order} from "./orders";
import type {OverseasOrder} from "./overseas";
import {pieces} from "./taobao";

/** Numbers of a file that a reader of it must find again; money in the file's currency, to the cent. */
export type KnownNumbers = Record<string, unknown>;

/** What the order report says, counted from the simulated orders and not from the file. */
export function knownOrders(orders: readonly Order[]): KnownNumbers {
  const paid = orders.filter(({paidAt}) => paidAt !== null);
  const valid = orders.filter(isValid);
  return {
    records: orders.length,
    orders: orders.length,
    paidOrders: paid.length,
    neverPaidOrders: orders.length - paid.length,
    validOrders: valid.length,
    fullyRefundedOrders: paid.length - valid.length,
    partlyRefundedOrders: valid.filter(({refund}) => refund > 0).length,
    money: {
      total: yuan(orders, totalOf),
      paid: yuan(paid, totalOf),
      refunded: yuan(paid, ({refund}) => refund),
      net: yuan(paid, netOf),
      shipping: yuan(orders, ({shipping}) => shipping)
    },
    pieces: orders.reduce((sum, {lines}) => sum + pieces(lines), 0),
    firstDay: dayText(dayAt(orders[0]!.orderedAt)),
    lastDay: dayText(dayAt(orders.at(-1)!.orderedAt)),
    ordersByStatus: countBy(orders, ({status}) => status),
    ordersByCloseReason: countBy(orders, ({closeReason}) => closeReason),
    ordersByMonth: countBy(orders, ({orderedAt}) => dayText(dayAt(orderedAt)).slice(0, 7)),
    ordersWithLineEndsInRemarks: orders.filter((order) => /[\r\n]/.test(order.buyerNote + order.sellerNote)).length,
    identity: knownIdentity(orders, valid),
    customers: knownCustomers(valid)
  };
}

/** What the item report says. */
export function knownItems(orders: readonly Order[]): KnownNumbers {
  const lines = orders.flatMap((order) => order.lines);
  return {
    records: lines.length,
    orders: orders.length,
    pieces: pieces(lines),
    money: {payable: yuan(lines, ({payable}) => payable), refunded: yuan(lines, ({refund}) => refund)},
    linesByCategory: countBy(lines, ({product}) => product.category)
  };
}

/** What the overseas export says. */
export function knownOverseas(orders: readonly OverseasOrder[]): KnownNumbers {
  const statuses = [...new Set(orders.map(({financialStatus}) => financialStatus))].sort();
  return {
    records: orders.reduce((sum, {lines}) => sum + lines.length, 0),
    orders: orders.length,
    paidOrders: orders.filter(({paidAt}) => paidAt !== null).length,
    cancelledOrders: orders.filter(({cancelledAt}) => cancelledAt !== null).length,
    emails: new Set(orders.flatMap(({person}) => person.email ?? [])).size,
    ordersWithoutEmail: orders.filter(({person}) => person.email === null).length,
    ordersWithoutEmailOrPhone: orders.filter(({person}) => person.email === null && person.phone === null).length,
    firstDay: dayText(dayAt(orders[0]!.createdAt)),
    lastDay: dayText(dayAt(orders.at(-1)!.createdAt)),
    byFinancialStatus: Object.fromEntries(statuses.map((status) => [status, knownStatus(orders, status)]))
  };
}

function knownStatus(all: readonly OverseasOrder[], status: string): KnownNumbers {
  const orders = all.filter(({financialStatus}) => financialStatus === status);
  return {
    orders: orders.length,
    cancelled: orders.filter(({cancelledAt}) => cancelledAt !== null).length,
    total: yuan(orders, ({total}) => total),
    refunded: yuan(orders, ({refunded}) => refunded),
    outstanding: yuan(orders, ({outstanding}) => outstanding)
  };
}

/** Paid, and not given back in full. */
function isValid(order: Order): boolean {
  return order.paidAt !== null && netOf(order) > 0;
}

function knownIdentity(orders: readonly Order[], valid: readonly Order[]): KnownNumbers {
  const [masked, open] = [orders.filter(({person}) => person.isMasked), valid.filter(({person}) => !person.isMasked)];
  return {
    ordersWithMaskedNick: masked.length,
    maskedNicks: nicks(masked).size,
    nicks: nicks(orders).size,
    buyersWithOpenNick: nicks(open).size
  };
}

function nicks(orders: readonly Order[]): Set<string> {
  return new Set(orders.map(({person}) => person.nick));
}

/**
 * The customers with an open nick, by the dictionary's terms: a purchase is a day with a valid order, the as-of date is the
 * day after the newest order.
 */
function knownCustomers(valid: readonly Order[]): KnownNumbers {
  const histories = purchaseDays(valid.filter(({person}) => !person.isMasked));
  const asOf = dayAt(Math.max(...valid.map(({orderedAt}) => orderedAt))) + 1;
  return {
    asOf: dayText(asOf),
    buyers: histories.length,
    purchases: histories.reduce((sum, days) => sum + days.length, 0),
    stages: countBy(histories, (days) => stageOf(asOf - days.at(-1)!)),
    byPurchases: countBy(histories, (days) => (days.length > 4 ? "5+" : String(days.length))),
    repurchase: Object.fromEntries(
      [30, 60, 90, 100, 180, 365].map((window) => [window, repurchase(histories, asOf, window)])
    ),
    buyersByMonth: buyersByMonth(histories)
  };
}

function purchaseDays(orders: readonly Order[]): Day[][] {
  const days = new Map<string, Set<Day>>();
  for (const {person, orderedAt} of orders) {
    const known = days.get(person.nick);
    if (known) known.add(dayAt(orderedAt));
    else days.set(person.nick, new Set([dayAt(orderedAt)]));
  }
  return [...days.values()].map((set) => [...set].sort((a, b) => a - b));
}

function stageOf(recency: number): string {
  if (recency <= 90) return "active";
  if (recency <= 180) return "silent";
  if (recency <= 270) return "sleeping";
  return recency <= 365 ? "lost" : "long_lost";
}

/** Of those whose first purchase lies a window or more back, how many bought again within it. */
function repurchase(histories: readonly Day[][], asOf: Day, window: number): KnownNumbers {
  const observed = histories.filter(([first]) => first! <= asOf - window);
  const again = observed.filter(([first, second]) => second !== undefined && second - first! <= window);
  return {buyers: observed.length, boughtAgain: again.length};
}

/** Buyers of each month, and those of them whose first purchase in it has another within the 365 days before. */
function buyersByMonth(histories: readonly Day[][]): KnownNumbers {
  const months: Record<string, {buyers: number; returning: number}> = {};
  for (const days of histories) {
    for (const [place, day] of days.entries()) {
      const month = dayText(day).slice(0, 7);
      const before = days[place - 1];
      if (before !== undefined && before >= dayOf(`${month}-01`)) continue;
      const counts = (months[month] ??= {buyers: 0, returning: 0});
      counts.buyers++;
      if (before !== undefined && day - before <= 365) counts.returning++;
    }
  }
  return sorted(months);
}

function yuan<Item>(items: readonly Item[], cents: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + cents(item), 0) / 100;
}

function countBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return sorted(counts);
}

// by code unit, as no language would: the same on every machine
function sorted<Value>(record: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
