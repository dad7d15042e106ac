import {Chance} from "./chance";
import {drawCustomer, Moments} from "./moments";
import {provinceNames} from "./places";
import {products} from "./products";

/** Eight columns that any shop's own list might have. */
export const narrowHeader = "order_id,customer_id,ordered_at,status,sku,quantity,amount,province\n";

const skus = products.flatMap(({code, colours}) => colours.map((_, index) => `HT-2026-${code}-${index + 1}`));
const provinces = provinceNames.map((name) => name.slice(0, 3));

/** Writes the rows of a plain order table of that length. */
export function narrowRows(rows: number): (place: number) => string {
  const chance = new Chance(72);
  const moments = new Moments();
  return (place) => {
    const customer = drawCustomer(chance, rows);
    const quantity = chance.happens(0.9) ? 1 : 2;
    const cells = [
      400_000_000_000_000 + place * 7,
      `C${10_000_000 + customer}`,
      `${moments.dayAt(place / rows)} ${moments.clockText(moments.drawSecond(chance))}`,
      drawStatus(chance),
      chance.pick(skus),
      quantity,
      (chance.integer(1900, 79900) * quantity) / 100,
      provinces[customer % provinces.length]
    ];
    return `${cells.join(",")}\n`;
  };
}

function drawStatus(chance: Chance): string {
  const roll = chance.next();
  if (roll < 0.1) return "unpaid";
  return roll < 0.16 ? "refunded" : "completed";
}
