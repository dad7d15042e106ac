import {Chance} from "../../sample-data/chance";

/** Whoever buys; nobody real. */
export interface Buyer {
  name: string;
  email: string;
  user: string;
  phone: string;
}

/** One item of a sale; money in cents. */
export interface Item {
  title: string;
  sku: string;
  id: string;
  price: number;
  pieces: number;
}

/** How a sale went on. */
export type Turn = "unpaid" | "cancelled" | "paid" | "shipped" | "back_part" | "back_full" | "gift";

/** What was sold, before any platform writes it down; money in cents. */
export interface Sale {
  number: number;
  turn: Turn;
  /** the shop's own clock */
  day: string;
  clock: string;
  buyer: Buyer;
  items: Item[];
  discount: number;
  shipping: number;
  tax: number;
  /** items − discount + shipping + tax */
  total: number;
  /** given back later */
  back: number;
  pieces: number;
}

const buyers: readonly Buyer[] = [
  {name: "Ann Smith", email: "Ann@Example.com", user: "ann_s", phone: "+44 20 7946 0101"},
  {name: "Bo Müller", email: "bo@example.org", user: "bo.m", phone: "+49 30 901820"},
  {name: "Chloé O'Neill", email: "chloe@example.net", user: "chloe77", phone: "+33 1 70 18 99 00"},
  {name: "Dee, Jr. Lee", email: "dee@example.com", user: "dee_lee", phone: "+1 212 555 0142"},
  {name: "Eve 李", email: "eve@example.cn", user: "eve-li", phone: "+86 139 1234 5678"},
  {name: "Ann Smith", email: "another.ann@example.com", user: "ann_smith2", phone: "+44 20 7946 0102"}
];

const goods: readonly Omit<Item, "pieces">[] = [
  {title: "Mug, large", sku: "M-01", id: "4400001", price: 1250},
  {title: 'Bowl 9" "blue"', sku: "B-09", id: "4400002", price: 123450},
  {title: "Plate × two", sku: "007", id: "4400003", price: 1999},
  {title: "Teapot – glazed; 1 l", sku: "=T-1", id: "4400004", price: 4505}
];

const turns: readonly Turn[] = [
  ...["shipped", "paid", "back_part", "shipped", "unpaid", "back_full"],
  ...["shipped", "cancelled", "gift", "paid"]
] as Turn[];

/** A spring of sales, the same ones every time. */
export function makeSales(count = 30): Sale[] {
  return Array.from({length: count}, (_, number) => makeSale(number));
}

function makeSale(number: number): Sale {
  const chance = Chance.of(2026, 4, number);
  const turn = turns[number % turns.length]!;
  const isGift = turn === "gift";
  const items = Array.from({length: chance.integer(1, 3)}, (_, place) => ({
    ...goods[(number + place) % goods.length]!,
    pieces: chance.integer(1, 3),
    ...(isGift && {price: 0})
  }));
  const worth = items.reduce((sum, {price, pieces}) => sum + price * pieces, 0);
  const discount = chance.happens(0.3) ? Math.floor(worth / 10) : 0;
  const shipping = isGift ? 0 : chance.pick([0, 399, 1250]);
  const tax = isGift ? 0 : Math.floor((worth - discount) * 0.08);
  const total = worth - discount + shipping + tax;
  const back = turn === "back_full" ? total : turn === "back_part" ? Math.floor(total / 3) : 0;
  const day = new Date(Date.UTC(2026, 2, 1 + number)).toISOString().slice(0, 10);
  const clock = [chance.integer(0, 23), chance.integer(0, 59), chance.integer(0, 59)]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
  const pieces = items.reduce((sum, item) => sum + item.pieces, 0);
  return {
    ...{number, turn, day, clock, items, discount, shipping, tax, total, back, pieces},
    buyer: buyers[(number * 7) % buyers.length]!
  };
}

/** `2026-03-09` as `03/09/26`. */
export function monthFirst(day: string): string {
  const [year = "", month, date] = day.split("-");
  return `${month}/${date}/${year.slice(2)}`;
}

/** The day after. */
export function nextDay(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}
