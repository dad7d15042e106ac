import {dayAt, dayFactor, dayOf, daySeconds, TradeClock, type Day, type Seconds} from "./calendar";
import {Chance} from "./chance";
import {drawLookingOnly, drawVisit, type Order} from "./orders";
import {People, type Person} from "./people";

/** What makes one sample shop differ from another. */
export interface ShopPlan {
  seed: number;
  name: string;
  /** when it opened; the export begins later, so that it has customers from before */
  opened: Day;
  /** first and last day of the export */
  first: Day;
  last: Day;
  /** new buyers on a plain day, when it opened and at the end */
  newcomers: readonly [number, number];
  /** people on a plain day who order and never pay */
  lookers: number;
}

/** The shop of the sample files: two years of 木棉与麻旗舰店, which sells linen and cotton. */
export const linenShop: ShopPlan = {
  seed: 20261119,
  name: "木棉与麻旗舰店",
  opened: dayOf("2023-11-20"),
  first: dayOf("2024-11-20"),
  last: dayOf("2026-11-19"),
  newcomers: [8.2, 13.8],
  lookers: 1.5
};

// numbers of streams, so that a change in one family leaves the others as they were
const families = {people: 1, purchases: 2, arrivals: 3, lookers: 4};

/** Every order of the export, oldest first, with its number. */
export function simulateShop(plan: ShopPlan): Order[] {
  const exportedAt = (plan.last + 1) * daySeconds;
  const people = new People((index) => Chance.of(plan.seed, families.people, index));
  const clock = new TradeClock(plan.opened, plan.last);
  const orders = arrivals(plan).flatMap((day, index) => buyerOrders(plan, clock, people.make(index), day, exportedAt));
  orders.push(...lookersOrders(plan, people, exportedAt));
  return numbered(orders.filter((order) => dayAt(order.orderedAt) >= plan.first && order.orderedAt < exportedAt));
}

// the day each new buyer first comes; more as the shop grows
function arrivals(plan: ShopPlan): Day[] {
  const chance = Chance.of(plan.seed, families.arrivals, 0);
  const [from, to] = plan.newcomers;
  const days: Day[] = [];
  for (let day = plan.opened; day <= plan.last; day++) {
    const grown = from + ((to - from) * (day - plan.opened)) / (plan.last - plan.opened);
    for (let left = chance.poisson(grown * dayFactor(day)); left > 0; left--) days.push(day);
  }
  return days;
}

// a first purchase, then more at the person's own rate on the shop's clock, until they stay away
function buyerOrders(plan: ShopPlan, clock: TradeClock, person: Person, first: Day, exportedAt: Seconds): Order[] {
  const chance = Chance.of(plan.seed, families.purchases, person.index);
  const orders: Order[] = [];
  let place = clock.startOf(first) + chance.next() * clock.lengthOf(first);
  for (let day: Day | null = first; day !== null; day = clock.dayAt(place)) {
    orders.push(...drawVisit(chance, person, day, exportedAt));
    if (chance.happens(person.dropout)) break;
    place += chance.exponential(1 / person.rate);
  }
  return orders;
}

function lookersOrders(plan: ShopPlan, people: People, exportedAt: Seconds): Order[] {
  const chance = Chance.of(plan.seed, families.lookers, 0);
  const orders: Order[] = [];
  for (let day = plan.first; day <= plan.last; day++) {
    for (let left = chance.poisson(plan.lookers * dayFactor(day)); left > 0; left--) {
      orders.push(drawLookingOnly(chance, people.make(1_000_000 + orders.length), day, exportedAt));
    }
  }
  return orders;
}

// ten numbers are kept free after each order, for its lines
function numbered(orders: Order[]): Order[] {
  orders.sort((a, b) => a.orderedAt - b.orderedAt || a.person.index - b.person.index);
  orders.forEach((order, place) => (order.id = orderId(place, order.person)));
  return orders;
}

/** Nineteen digits: growing with time, ending with the buyer's. */
function orderId(place: number, person: Person): string {
  return `4${String(10_000_000_000 + place * 16 + 7).padStart(12, "0")}${String(person.index % 1_000_000).padStart(6, "0")}`;
}
