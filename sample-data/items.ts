import {Chance} from "./chance";
import {drawCustomer, Moments} from "./moments";
import {products} from "./products";

/** Seven columns of a shop's own list with one row for each item. */
export const itemsHeader = "Invoice,StockCode,Description,Quantity,InvoiceDate,Unit price,Customer ID\n";

/** Rows of the longest order. */
const longest = 45;

/** Writes the rows of a list of items, as many rows on each of some days; no order goes on on the next day. */
export function itemRows(rows: number, days: number): (place: number) => string {
  const chance = new Chance(73);
  const moments = new Moments();
  const daily = Math.ceil(rows / days);
  let invoice = 500_000;
  let left = 0;
  let order = "";
  let customer = "";
  return (place) => {
    if (left === 0 || place % daily === 0) {
      left = chance.integer(1, longest);
      invoice++;
      customer = `${10_000 + drawCustomer(chance, rows / longest)}`;
      const day = moments.dayAt((Math.floor(place / daily) + 0.5) / days);
      order = `${day} ${moments.clockText(moments.drawSecond(chance))}`;
    }
    left--;
    const {code, title} = chance.pick(products);
    return `${invoice},${code},"${title}",${chance.integer(1, 12)},${order},${chance.integer(100, 2500) / 100},${customer}\n`;
  };
}
