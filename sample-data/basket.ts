import {saleFactor, type Day} from "./calendar";
import type {Chance} from "./chance";
import type {Person} from "./people";
import {remoteProvinces, type Place} from "./places";
import {demandFor, products, seasonOf, type Product} from "./products";

/** One product of an order. Money in cents. */
export interface Line {
  product: Product;
  colour: string;
  size: string;
  quantity: number;
  /** what the buyer is billed for the line, discounts taken off */
  payable: number;
  /** what of it was given back */
  refund: number;
}

/** What a person puts into the basket on a day. */
export function drawLines(chance: Chance, person: Person, day: Day): Line[] {
  const count = 1 + (chance.happens(0.28) ? 1 + Math.min(chance.poisson(0.35), 4) : 0);
  const discount = drawDiscount(chance, day);
  const lines = new Map<string, Line>();
  for (let n = 0; n < count; n++) {
    const line = drawLine(chance, person, day, discount);
    lines.set(`${line.product.code} ${line.colour} ${line.size}`, line);
  }
  return [...lines.values()];
}

function drawLine(chance: Chance, person: Person, day: Day, discount: number): Line {
  const season = seasonOf(day);
  const product = chance.weighted(
    products,
    (candidate) => demandFor(candidate, day, season) * taste(person, candidate)
  );
  const quantity = drawQuantity(chance, person);
  const wholesale = quantity >= 8 ? 0.78 : 1;
  return {
    product,
    colour: chance.pick(product.colours),
    size: chance.pick(product.sizes),
    quantity,
    payable: roundToTen(product.price * quantity * (1 - discount) * wholesale),
    refund: 0
  };
}

// people keep to what they like, and to what they can pay
function taste(person: Person, product: Product): number {
  const liked = product.category === person.category ? 2.5 : 1;
  const price = product.price / 17000;
  return liked * (price > 1.8 ? person.budget * person.budget : 1) * (price < 0.6 ? 1 / (0.3 + person.budget) : 1);
}

function drawQuantity(chance: Chance, person: Person): number {
  if (person.isWholesale && chance.happens(0.7)) return chance.integer(6, 36);
  const roll = chance.next();
  return roll < 0.93 ? 1 : roll < 0.985 ? 2 : chance.integer(3, 6);
}

function drawDiscount(chance: Chance, day: Day): number {
  if (saleFactor(day) > 2) return 0.12 + 0.02 * chance.integer(0, 5);
  return chance.happens(0.38) ? 0.05 * chance.integer(1, 3) : 0;
}

// prices end in a full 10 cents
function roundToTen(cents: number): number {
  return Math.round(cents / 10) * 10;
}

/** What the parcel costs the buyer: free from 99 yuan on, dearer to the far west. */
export function postage(goods: number, place: Place): number {
  if (remoteProvinces.has(place.province)) return goods >= 29900 ? 0 : 1800;
  return goods >= 9900 ? 0 : 800;
}

/** The sum of what the lines are billed at. */
export function payableOf(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.payable, 0);
}
