import {drawLines, payableOf, postage, type Line} from "./basket";
import {daySeconds, hourShares, saleFactor, type Day, type Seconds} from "./calendar";
import type {Chance} from "./chance";
import {drawState, type OrderState} from "./fulfilment";
import type {Person} from "./people";
import {drawPlace, type Place} from "./places";
import {drawBuyerNote, drawSellerNote} from "./remarks";

/** An order of the sample shop. Money in cents. */
export interface Order extends OrderState {
  /** set once all orders are known, in the order of time */
  id: string;
  person: Person;
  place: Place;
  orderedAt: Seconds;
  lines: Line[];
  shipping: number;
  isMobile: boolean;
  buyerNote: string;
  sellerNote: string;
}

/** Everything one visit of a person leaves behind: an order, often paid at once, sometimes placed again or twice. */
export function drawVisit(chance: Chance, person: Person, day: Day, exportedAt: Seconds): Order[] {
  const orderedAt = drawMoment(chance, day);
  const lines = drawLines(chance, person, day);
  const draft = {person, place: chance.happens(0.03) ? drawPlace(chance) : person.place, orderedAt, lines};
  const orders: Order[] = [];
  if (chance.happens(0.065)) {
    const earlier = orderedAt - chance.integer(60, 5400);
    orders.push(complete(chance, {...draft, lines: freshCopy(lines), orderedAt: earlier}, false, exportedAt));
  }
  orders.push(complete(chance, draft, true, exportedAt));
  if (chance.happens(0.05)) orders.push(secondThought(chance, draft, day, exportedAt));
  return orders;
}

/** The order of somebody who never pays. */
export function drawLookingOnly(chance: Chance, person: Person, day: Day, exportedAt: Seconds): Order {
  const lines = drawLines(chance, person, day);
  return complete(chance, {person, place: person.place, orderedAt: drawMoment(chance, day), lines}, false, exportedAt);
}

type Draft = Pick<Order, "person" | "place" | "orderedAt" | "lines">;

function secondThought(chance: Chance, draft: Draft, day: Day, exportedAt: Seconds): Order {
  const orderedAt = draft.orderedAt + chance.integer(120, 10800);
  return complete(chance, {...draft, orderedAt, lines: drawLines(chance, draft.person, day)}, true, exportedAt);
}

function complete(chance: Chance, draft: Draft, isPaid: boolean, exportedAt: Seconds): Order {
  const shipping = postage(payableOf(draft.lines), draft.place);
  return {
    ...draft,
    id: "",
    shipping,
    isMobile: chance.happens(draft.person.mobileShare),
    buyerNote: drawBuyerNote(chance),
    sellerNote: drawSellerNote(chance),
    ...drawState(chance, {...draft, shipping}, isPaid, exportedAt)
  };
}

function freshCopy(lines: readonly Line[]): Line[] {
  return lines.map((line) => ({...line}));
}

function drawMoment(chance: Chance, day: Day): Seconds {
  const shares = hourShares(day);
  const hour = chance.weighted([...shares.keys()], (candidate) => shares[candidate]!);
  // a great sale begins with a rush in the first minutes of the hour
  const isRush = saleFactor(day) > 3 && (hour === 0 || hour === 20);
  const second = isRush ? Math.min(3599, Math.floor(chance.exponential(500))) : chance.integer(0, 3599);
  return day * daySeconds + hour * 3600 + second;
}

/** What an order comes to, shipping included. */
export function totalOf(order: Pick<Order, "lines" | "shipping">): number {
  return payableOf(order.lines) + order.shipping;
}

/** What the buyer has paid and not got back: 0 if never paid. */
export function netOf(order: Pick<Order, "lines" | "shipping" | "paidAt" | "refund">): number {
  return order.paidAt === null ? 0 : totalOf(order) - order.refund;
}
