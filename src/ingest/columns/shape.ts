import {otherNumbers, roleNames} from "./aliases";
import type {Evidence, MappingRole} from "../plan";
import {cellNumber} from "./profile";
import type {Column} from "./proposal";

/** The first records of a file with the roles chosen so far. */
export interface Shape {
  records: readonly (readonly string[])[];
  columns: readonly Column[];
  found: ReadonlyMap<MappingRole, Evidence>;
  hasDecimalComma: boolean;
  /** whether orders are numbered anew each day, so that a number means an order only together with its day */
  isNumberedByDay?: boolean;
}

/** A function that reads a role's cell of a record; empty where the role has no column. */
function reader({columns, found}: Shape, role: MappingRole): ((cells: readonly string[]) => string) | null {
  const name = found.get(role)?.column;
  const column = columns.find((each) => each.name === name);
  return column ? (cells) => (cells[column.position] ?? "").trim() : null;
}

function numberReader(shape: Shape, role: MappingRole): ((cells: readonly string[]) => number | null) | null {
  const read = reader(shape, role);
  return read && ((cells) => cellNumber(read(cells), shape.hasDecimalComma));
}

/** Items grouped by key, in order of first appearance. */
export function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}

/**
 * Groups of rows of one order, for orders with several rows: those of one number in one shop; without a number, those of
 * one customer at one time.
 */
function severalRows(shape: Shape): (readonly string[])[][] {
  const id = reader(shape, "order_id");
  const buyer = reader(shape, "customer_key");
  const time = reader(shape, "ordered_at");
  const clock = reader(shape, "clock");
  const shop = reader(shape, "shop");
  const day = shape.isNumberedByDay ? dayReader(shape) : null;
  const numberOf = (cells: readonly string[], number: string) =>
    number === "" ? "" : [shop?.(cells), day?.(cells), number].join("\n");
  const key = (cells: readonly string[]) =>
    id
      ? numberOf(cells, id(cells))
      : buyer?.(cells) && time
        ? [buyer(cells), time(cells), clock?.(cells)].join("\n")
        : "";
  const groups = grouped(shape.records, key);
  groups.delete("");
  return [...groups.values()].filter(({length}) => length > 1);
}

const productRoles: readonly MappingRole[] = ["title", "sku", "product_id"];

/** Whether a row is a whole order or one line, judged by rows that share an order. */
export function grainOf(shape: Shape): "order" | "line" {
  const original = reader(shape, "original_order_id");
  if (original && shape.records.some((cells) => original(cells) !== "")) return "line";
  const groups = severalRows(shape);
  if (groups.length === 0) return "order";
  const products = productRoles.flatMap((role) => reader(shape, role) ?? []);
  const hasNumber = reader(shape, "order_id") !== null;
  // without a number only different products at one time make one order: two purchases may be alike
  if (!hasNumber) return products.length > 0 && mostly(groups, (rows) => varies(rows, products)) ? "line" : "order";
  const ordinary: readonly MappingRole[] = ["status", "paid_at", "ordered_at", "refund_amount"];
  const states = new Set(ordinary.map((role) => shape.found.get(role)?.column));
  const others = shape.columns
    .filter(({name}) => !states.has(name))
    .map(
      ({position}) =>
        (cells: readonly string[]) =>
          cells[position] ?? ""
    );
  // a repeated order in another state differs only in its status
  return groups.some((rows) => varies(rows, others)) ? "line" : "order";
}

function varies(
  rows: readonly (readonly string[])[],
  readers: readonly ((cells: readonly string[]) => string)[]
): boolean {
  return readers.some((read) => new Set(rows.map(read)).size > 1);
}

function mostly<T>(items: readonly T[], test: (item: T) => boolean): boolean {
  return items.filter(test).length > items.length / 2;
}

const orderTotal = /订单|应付|实付|实收|总|合计|\border\b|\bgrand\b|\btotal\b|gesamt|commande|pedido|注文|合計/;
const lineTotal = /商品|小计|单品|明细|\b(line|item|product|sub)|position|article|artikel|商品|小計/;

/**
 * Money roles that repeat the order's total on each line: equal on all lines of every order, and nearer to the order's
 * quantity × price than to the line's, where both are known.
 */
export function repeatedRoles(shape: Shape): MappingRole[] {
  const groups = severalRows(shape);
  const isAmount = isRepeated(shape, groups, "amount");
  const others = (["refund_amount", "discount_amount"] as const).filter((role) => {
    const values = numberReader(shape, role);
    const told = values ? groups.map((rows) => rows.map(values)).filter((row) => row.some((value) => value)) : [];
    return isAmount && told.length > 0 && told.every((row) => new Set(row).size === 1);
  });
  return [...(isAmount ? (["amount"] as const) : []), ...others];
}

function isRepeated(shape: Shape, groups: readonly (readonly (readonly string[])[])[], role: MappingRole): boolean {
  const amount = numberReader(shape, role);
  if (!amount) return false;
  const filled = groups.filter((rows) => rows.every((cells) => amount(cells)));
  const same = filled.filter((rows) => new Set(rows.map(amount)).size === 1);
  if (filled.length === 0 || same.length < filled.length * 0.98) return false;
  const votes = filled.map((rows) => voteOf(shape, rows, amount)).filter((vote) => vote !== 0);
  if (votes.length > 0) return votes.reduce((sum, vote) => sum + vote, 0) > 0;
  const words = shape.columns.find(({name}) => name === shape.found.get(role)?.column)?.words ?? "";
  if (lineTotal.test(words)) return false;
  return filled.length >= 3 || orderTotal.test(words);
}

/**
 * 1 when an order's amount is nearer to the total of its lines, −1 when nearer to each line's own, 0 when undecided.
 */
function voteOf(
  shape: Shape,
  rows: readonly (readonly string[])[],
  amount: (cells: readonly string[]) => number | null
): -1 | 0 | 1 {
  const quantity = numberReader(shape, "quantity");
  const price = numberReader(shape, "unit_price");
  if (!price) return 0;
  const own = rows.map((cells) => (quantity?.(cells) ?? 1) * (price(cells) ?? 0));
  const total = own.reduce((sum, value) => sum + value, 0);
  const toTotal = Math.abs((amount(rows[0]!) ?? 0) - total);
  const toOwn = Math.max(...rows.map((cells, index) => Math.abs((amount(cells) ?? 0) - own[index]!)));
  return Math.abs(toTotal - toOwn) < 0.005 ? 0 : toTotal < toOwn ? 1 : -1;
}

/**
 * The column with the amount before refunds: wherever there is a refund, the chosen amount is that column less the
 * refund.
 */
export function amountBeforeRefunds(shape: Shape): Column | null {
  const amount = numberReader(shape, "amount");
  const refund = numberReader(shape, "refund_amount");
  if (!amount || !refund) return null;
  const refunded = shape.records.filter((cells) => refund(cells));
  if (refunded.length === 0) return null;
  const taken = new Set([...shape.found.values()].map(({column}) => column));
  const candidates = shape.columns.filter(
    ({name, words}) =>
      !taken.has(name) && !otherNumbers.test(words) && roleNames.amount.some((pattern) => pattern.test(words))
  );
  const isGross = ({position}: Column) =>
    shape.records.every((cells) => {
      const gross = cellNumber(cells[position] ?? "", shape.hasDecimalComma);
      const [net, back] = [amount(cells), refund(cells)];
      return gross === null || net === null || Math.abs(gross - Math.abs(back ?? 0) - net) < 0.005 || net === 0;
    }) && refunded.some((cells) => cellNumber(cells[position] ?? "", shape.hasDecimalComma) !== amount(cells));
  return candidates.find(isGross) ?? null;
}

/** The prefix of credit note numbers where order numbers are digits only: `C` of `C536379`; null for none. */
export function returnPrefixOf(shape: Shape): string | null {
  const id = reader(shape, "order_id");
  if (!id) return null;
  const ids = shape.records.map(id).filter((each) => each !== "");
  const plain = ids.filter((each) => /^\d+$/.test(each));
  const marked = ids.flatMap((each) => /^(C|CN|CR|R|RF|RE|GS|T|TK|TH|XT)-?\d+$/i.exec(each)?.[1] ?? []);
  const [prefix] = marked;
  const isRare = marked.length > 0 && marked.length < plain.length && marked.length + plain.length > ids.length * 0.9;
  return isRare && marked.every((each) => each === prefix) ? prefix! : null;
}

/** A file's numbers as records of a column, by position. */
function valuesAt({records, hasDecimalComma}: Shape, {position}: Column): (number | null)[] {
  return records.map((cells) => cellNumber(cells[position] ?? "", hasDecimalComma));
}

/** Share of rows in which a product has to be met for two columns to be price and total. */
const metShare = 0.95;

/** The columns where quantity × unit price is the total of the row, wherever the three are known; null for none. */
export function priceAndTotal(shape: Shape): {price: Column; total: Column} | null {
  const pieces = shape.columns.find(({name}) => name === shape.found.get("quantity")?.column);
  if (!pieces) return null;
  const quantities = valuesAt(shape, pieces);
  const numbers = shape.columns
    .filter(({name, words, profile}) => name !== pieces.name && profile.numberShare > 0.8 && !otherNumbers.test(words))
    .slice(0, 24)
    .map((column) => ({column, values: valuesAt(shape, column)}));
  for (const price of numbers)
    for (const total of numbers)
      if (price !== total && isProduct(quantities, price.values, total.values))
        return {price: price.column, total: total.column};
  return null;
}

/** Whether quantity × price is the total nearly everywhere, with enough rows of several pieces to tell. */
function isProduct(
  quantities: readonly (number | null)[],
  prices: readonly (number | null)[],
  totals: readonly (number | null)[]
): boolean {
  let told = 0;
  let met = 0;
  for (const [at, quantity] of quantities.entries()) {
    const [price, total] = [prices[at] ?? null, totals[at] ?? null];
    if (quantity === null || !price || !total || Math.abs(quantity) === 1 || quantity === 0) continue;
    told++;
    if (Math.abs(Math.abs(quantity * price) - Math.abs(total)) < 0.011) met++;
  }
  return told >= 3 && met >= told * metShare;
}

/**
 * What a money column says beside quantities, judged by products that were sold in different quantities: `unit` where it
 * stays the same, `total` where it grows with them; null when that cannot be told.
 */
export function priceKindOf(shape: Shape, role: "amount" | "unit_price"): "unit" | "total" | null {
  const quantity = numberReader(shape, "quantity");
  const money = numberReader(shape, role);
  const product = productRoles.flatMap((each) => reader(shape, each) ?? [])[0];
  if (!quantity || !money || !product) return null;
  const groups = [...grouped(shape.records, product)].filter(([name]) => name !== "").map(([, rows]) => rows);
  const kinds = groups.flatMap((rows) => {
    const sold = rows.flatMap((cells) => {
      const [pieces, value] = [quantity(cells), money(cells)];
      return pieces && value ? [{pieces: Math.abs(pieces), value: Math.abs(value)}] : [];
    });
    if (new Set(sold.map(({pieces}) => pieces)).size < 2) return [];
    const isSame = (values: readonly number[]) => Math.max(...values) - Math.min(...values) < 0.011;
    if (isSame(sold.map(({value}) => value))) return ["unit" as const];
    return [isSame(sold.map(({value, pieces}) => value / pieces)) ? ("total" as const) : ("neither" as const)];
  });
  const share = (kind: "unit" | "total") => kinds.filter((each) => each === kind).length / Math.max(1, kinds.length);
  if (kinds.length < 3) return null;
  return share("unit") > 0.7 ? "unit" : share("total") > 0.7 ? "total" : null;
}

/** A function that reads the day of a record as it is written, without the time of day. */
function dayReader(shape: Shape): ((cells: readonly string[]) => string) | null {
  const time = reader(shape, "ordered_at");
  return time && ((cells) => time(cells).split(/[ T]/)[0]!);
}

/** Whether rows of one value mostly have different times and different buyers, so that the value numbers no order. */
function isMixed(shape: Shape, valueOf: (cells: readonly string[]) => string): boolean {
  const readers = (["ordered_at", "customer_key"] as const).flatMap((role) => reader(shape, role) ?? []);
  const groups = grouped(shape.records, valueOf);
  groups.delete("");
  const several = [...groups.values()].filter(({length}) => length > 1);
  return several.length > 0 && mostly(several, (rows) => readers.every((read) => varies(rows, [read])));
}

/** Numbers as a till counts from 1, and days that a spreadsheet made of numbers such as `3-1`. */
const smallNumber = /^0*\d{1,4}$/;
const dayForNumber = /^\d{1,2}([-/ ]?[A-Za-z]{3}|月\d{1,2}日)$/;

/**
 * What an order number means whose rows mostly have different times and different buyers: of small numbers from 1, that they
 * begin anew each day (`by_day`); of days that a spreadsheet made of numbers, nothing (`none`); null where it numbers orders.
 */
export function numberFault(shape: Shape): "by_day" | "none" | null {
  const [id, day] = [reader(shape, "order_id"), dayReader(shape)];
  if (!id || !day || !reader(shape, "customer_key")) return null;
  const ids = [...new Set(shape.records.map(id))].filter((each) => each !== "");
  const isCounted = ids.every((each) => smallNumber.test(each)) && ids.some((each) => Number(each) === 1);
  if (!isCounted && !ids.every((each) => dayForNumber.test(each))) return null;
  const shop = reader(shape, "shop");
  const key = (cells: readonly string[]) => (id(cells) === "" ? "" : `${shop?.(cells) ?? ""}\n${id(cells)}`);
  if (!isMixed(shape, key)) return null;
  if (!isCounted) return "none";
  return isMixed(shape, (cells) => key(cells) && `${key(cells)}\n${day(cells)}`) ? null : "by_day";
}

/**
 * A column that numbers orders better than the chosen one, whose rows of one value mostly have different days and
 * different buyers; null when the chosen one is as good as any.
 */
export function betterOrderId(shape: Shape): Column | null {
  const chosen = shape.columns.find(({name}) => name === shape.found.get("order_id")?.column);
  const readers = (["ordered_at", "customer_key"] as const).flatMap((role) => reader(shape, role) ?? []);
  if (!chosen || readers.length === 0) return null;
  const isMixedIn = ({position}: Column) => isMixed(shape, (cells) => (cells[position] ?? "").trim());
  if (!isMixedIn(chosen)) return null;
  const taken = new Set([...shape.found.values()].map(({column}) => column));
  const others = shape.columns.filter(
    ({name, words, profile}) =>
      !taken.has(name) && profile.numberedShare > 0.9 && roleNames.order_id.some((pattern) => pattern.test(words))
  );
  return others.find((column) => !isMixedIn(column)) ?? null;
}
