import {dayAt, dayText} from "./calendar";
import {netOf, type Order} from "./orders";
import {linenShop, simulateShop} from "./shop";

/** The linen shop at a glance, for a person who changes the generator and wants to see whether it is still a shop. */
export function summarize(): string {
  const orders = simulateShop(linenShop);
  return [weekly(orders), amounts(orders), shares("province", orders, ({place}) => place.province)].join("\n\n");
}

function weekly(orders: readonly Order[]): string {
  const weeks = new Map<number, Order[]>();
  for (const order of orders) {
    const week = Math.floor((dayAt(order.orderedAt) + 3) / 7);
    weeks.set(week, [...(weeks.get(week) ?? []), order]);
  }
  const lines = [...weeks].map(([week, members]) => {
    const net = members.reduce((sum, order) => sum + netOf(order), 0) / 100;
    return `${dayText(week * 7 - 3)}  ${String(members.length).padStart(5)} orders  ${net.toFixed(0).padStart(8)}`;
  });
  return lines.join("\n");
}

function amounts(orders: readonly Order[]): string {
  const net = orders.map(netOf).filter((cents) => cents > 0);
  net.sort((a, b) => a - b);
  const at = (share: number) => (net[Math.floor(share * (net.length - 1))]! / 100).toFixed(2);
  return [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1].map((share) => `net at ${share * 100} %: ${at(share)}`).join("\n");
}

function shares(label: string, orders: readonly Order[], keyOf: (order: Order) => string): string {
  const counts = new Map<string, number>();
  for (const order of orders) counts.set(keyOf(order), (counts.get(keyOf(order)) ?? 0) + 1);
  const largest = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 8);
  return largest.map(([key, count]) => `${label} ${key}: ${((100 * count) / orders.length).toFixed(1)} %`).join("\n");
}
