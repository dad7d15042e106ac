import {dayAt, dayOf, daySeconds, dayText, monthOf, type Day, type Seconds} from "./calendar";
import {Chance} from "./chance";

/** One product of an order. Money in cents. */
export interface OverseasLine {
  sku: string;
  title: string;
  price: number;
  quantity: number;
}
/** A customer; every name is made up, every address is at example.com. */
export interface OverseasPerson {
  index: number;
  name: string;
  /** null for the few known by their phone only, and for nobody at all */
  email: string | null;
  phone: string | null;
  state: readonly [code: string, name: string, city: string, zip: string, tax: number];
  acceptsMarketing: boolean;
}
/** An order of the overseas shop. Money in cents; times on the shop's clock at that time. */
export interface OverseasOrder {
  number: number;
  person: OverseasPerson;
  createdAt: Seconds;
  paidAt: Seconds | null;
  fulfilledAt: Seconds | null;
  cancelledAt: Seconds | null;
  financialStatus: string;
  lines: OverseasLine[];
  discountCode: string;
  discount: number;
  subtotal: number;
  shipping: number;
  tax: number;
  total: number;
  refunded: number;
  outstanding: number;
  note: string;
}

const seed = 20261120;
const first = dayOf("2024-11-20");
const last = dayOf("2026-11-19");

const range: readonly (readonly [sku: string, title: string, price: number, weight: number])[] = [
  ["LS-01", "Linen Shirt - White / M", 6800, 10],
  ["LS-02", "Linen Shirt - Indigo / L", 6800, 7],
  ["LD-01", "Square Neck Linen Dress - Brick / S", 11800, 6],
  ["LT-01", "Wide Leg Linen Trousers - Oat / M", 8800, 8],
  ["TS-01", "Cotton Tee - Fog / M", 2900, 12],
  ["KN-01", "Cotton Cardigan - Oat / One Size", 9800, 5],
  ["SC-01", "Long Scarf - Brick", 3600, 8],
  ["HT-01", "Linen Bucket Hat", 2800, 6],
  ["BG-01", 'Canvas Tote, 15" - Natural', 2400, 9],
  ["SK-01", "Three Pairs of Socks", 1500, 13],
  ["TT-01", "Tea Towels, Set of Two", 1400, 9],
  ["TC-01", "Linen Tablecloth - 140 x 200 cm", 5600, 4],
  ["BD-01", "Linen Duvet Set - Queen", 24800, 2]
];
const states: readonly OverseasPerson["state"][] = [
  ["NY", "New York", "New York", "10001", 0.08875],
  ["CA", "California", "San Francisco", "94103", 0.08625],
  ["CA", "California", "Los Angeles", "90012", 0.095],
  ["TX", "Texas", "Austin", "73301", 0.0825],
  ["WA", "Washington", "Seattle", "98101", 0.1025],
  ["OR", "Oregon", "Portland", "97201", 0],
  ["MA", "Massachusetts", "Boston", "02108", 0.0625],
  ["IL", "Illinois", "Chicago", "60601", 0.1025],
  ["CO", "Colorado", "Denver", "80202", 0.0881],
  ["FL", "Florida", "Miami", "33101", 0.07]
];
const givenNames =
  "Avery Blake Casey Devon Ellis Finley Gray Harper Indigo Jules Kit Lane Marlow Noel Oakley Perry Quinn Reese Sage Tatum".split(
    " "
  );
const familyNames = "Example Sample Placeholder Specimen Demo Fictional Invented Testperson".split(" ");
const notes = [
  "Please leave with the doorman",
  'Gift, no prices please.\nCard: "Happy birthday, Kit"',
  "Ring twice,\nthen call",
  "2nd order, first one was great"
];

/** Every order of the overseas shop, oldest first. */
export function simulateOverseasShop(): OverseasOrder[] {
  const visits: {person: OverseasPerson; day: Day; chance: Chance}[] = [];
  arrivals().forEach((arrival, index) => {
    const chance = Chance.of(seed, 1, index);
    const person = drawPerson(chance, index);
    for (const day of visitDays(chance, arrival)) visits.push({person, day, chance});
  });
  const orders = visits.map(({person, day, chance}) => drawOrder(chance, person, day));
  orders.sort((a, b) => a.createdAt - b.createdAt || a.person.index - b.person.index);
  orders.forEach((order, place) => (order.number = 1001 + place));
  return orders;
}

function arrivals(): Day[] {
  const chance = Chance.of(seed, 2, 0);
  const days: Day[] = [];
  for (let day = first; day <= last; day++) {
    for (let left = chance.poisson((2.45 + (day - first) / 420) * trade(day)); left > 0; left--) days.push(day);
  }
  return days;
}

// the weeks before Christmas, with the sale after Thanksgiving; summer linen
function trade(day: Day): number {
  const isSale = /^(2024-11-29|2024-12-02|2025-11-28|2025-12-01)$/.test(dayText(day));
  const month = [0.7, 0.7, 0.9, 1.05, 1.2, 1.2, 1, 0.9, 0.9, 0.95, 1.2, 1.4][monthOf(day) - 1]!;
  return month * (isSale ? 5 : 1);
}

function visitDays(chance: Chance, arrival: Day): Day[] {
  const days = [arrival];
  const rate = chance.gamma(0.7, 1 / 130);
  const dropout = chance.beta(1, 1.1);
  let day = arrival;
  while (!chance.happens(dropout)) {
    day += Math.max(1, Math.round(chance.exponential(1 / rate)));
    if (day > last) break;
    days.push(day);
  }
  return days;
}

function drawPerson(chance: Chance, index: number): OverseasPerson {
  const name = `${chance.pick(givenNames)} ${chance.pick(familyNames)}`;
  const roll = chance.next();
  return {
    index,
    name,
    email: roll < 0.975 ? `${name.toLowerCase().replace(" ", ".")}.${index}@example.com` : null,
    phone: roll < 0.99 && roll > 0.7 ? reservedPhone(index) : null,
    state: chance.pick(states),
    acceptsMarketing: chance.happens(0.55)
  };
}

// the numbers 555-0100 to 555-0199 belong to nobody in any area
function reservedPhone(index: number): string {
  return `+1${200 + (Math.floor(index / 100) % 700)}55501${String(index % 100).padStart(2, "0")}`;
}

function drawOrder(chance: Chance, person: OverseasPerson, day: Day): OverseasOrder {
  const lines = drawLines(chance);
  const goods = lines.reduce((sum, {price, quantity}) => sum + price * quantity, 0);
  const discountCode = chance.happens(0.22) ? chance.pick(["WELCOME10", "LINEN10", "FRIEND10"]) : "";
  const discount = discountCode ? Math.round(goods / 10) : 0;
  const subtotal = goods - discount;
  const tax = Math.round(subtotal * person.state[4]);
  const shipping = subtotal >= 10000 ? 0 : 695;
  const total = subtotal + shipping + tax;
  const createdAt = day * daySeconds + chance.integer(8, 22) * 3600 + chance.integer(0, 3599);
  const note = chance.happens(0.04) ? chance.pick(notes) : "";
  const money = {discountCode, discount, subtotal, shipping, tax, total};
  return {number: 0, person, createdAt, lines, note, ...money, ...drawOutcome(chance, createdAt, money)};
}

function drawLines(chance: Chance): OverseasLine[] {
  const count = 1 + (chance.happens(0.25) ? 1 + chance.poisson(0.4) : 0);
  const chosen = new Set(Array.from({length: count}, () => chance.weighted(range, ([, , , weight]) => weight)));
  return [...chosen].map(([sku, title, price]) => ({
    sku,
    title,
    price,
    quantity: chance.happens(0.9) ? 1 : chance.integer(2, 4)
  }));
}

const outcomes: readonly (readonly [string, number])[] = [
  ["paid", 868],
  ["refunded", 42],
  ["partially_refunded", 31],
  ["voided", 26],
  ["pending", 14],
  ["authorized", 7],
  ["partially_paid", 6],
  ["expired", 6]
];

function drawOutcome(chance: Chance, createdAt: Seconds, {subtotal, total}: {subtotal: number; total: number}) {
  const [financialStatus] = chance.weighted(outcomes, ([, share]) => share);
  const isPaid = /paid|refunded/.test(financialStatus);
  const isCancelled = financialStatus === "voided" || (financialStatus === "refunded" && chance.happens(0.4));
  const part = Math.round(subtotal * (0.2 + 0.1 * chance.integer(0, 4)));
  return {
    financialStatus,
    paidAt: isPaid ? createdAt + chance.integer(1, 40) : null,
    fulfilledAt: financialStatus === "paid" || (isPaid && !isCancelled) ? shippedOrNull(chance, createdAt) : null,
    cancelledAt: isCancelled ? createdAt + chance.integer(1800, 40000) : null,
    refunded: financialStatus === "refunded" ? total : financialStatus === "partially_refunded" ? part : 0,
    outstanding: !isPaid && financialStatus !== "voided" ? total : financialStatus === "partially_paid" ? part : 0
  };
}

function shippedOrNull(chance: Chance, createdAt: Seconds): Seconds | null {
  const shippedAt = createdAt + 3600 * 6 + Math.floor(chance.exponential(3600 * 30));
  return dayAt(shippedAt) > last ? null : shippedAt;
}

/** `2025-11-28 09:12:40 -0500`: the shop moved from Hong Kong to New York in July 2025, and its clock with it. */
export function offsetTime(seconds: Seconds): string {
  const day = dayText(dayAt(seconds));
  const text = new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
  const isSummer = (day >= "2025-07-01" && day < "2025-11-02") || (day >= "2026-03-08" && day < "2026-11-01");
  return `${text} ${day < "2025-07-01" ? "+0800" : isSummer ? "-0400" : "-0500"}`;
}
