import {otherKinds} from "./columns/aliases";
import {otherPlatform} from "./columns/custom-layout";
import {
  groupRoles,
  mappingRoles,
  type Evidence,
  type ImportPlan,
  type Mapping,
  type MappingRole,
  type OrderDoubt,
  type Sniff
} from "./plan";
import {columnsOfGroups, filledDown} from "./columns/fill-down";
import {currenciesIn} from "./columns/money-text";
import {withoutGuard} from "./columns/profile";
import {chooseColumns, toColumns, completeEvidence, type Column} from "./columns/proposal";
import {
  amountBeforeRefunds,
  betterOrderId,
  numberFault,
  grainOf,
  grouped,
  priceAndTotal,
  priceKindOf,
  repeatedRoles,
  returnPrefixOf,
  type Shape
} from "./columns/shape";
import {inColumns} from "./csv/judge";
import {normalizeHeader} from "./header";
import {readBody} from "./sniff";
import {guessStatus, isReturnWord, statusKey} from "./status-words";
import {isTraditional} from "./columns/traditional";

/**
 * The plan for a file: its platform's layout, else a mapping stored for its header, else a mapping proposed from names
 * and contents of the columns, to be confirmed by a person.
 */
export function proposeMapping(sniffed: Sniff, remembered?: Mapping | null): ImportPlan {
  const {source, dialect, header, platform} = sniffed;
  const plan = {source, dialect, header};
  const known = remembered ? mappingFor(remembered, header) : null;
  if (known && (platform === null || known.insteadOf === platform)) {
    const mapping = completed(known);
    const evidence = mappingRoles.map((role): Evidence => {
      const column = mapping.columns[role];
      return {role, column, reason: column === null ? "none" : "remembered", confidence: column === null ? 0 : 1};
    });
    return {...plan, platform: otherPlatform, mapping, evidence, isConfirmed: true};
  }
  if (platform) return {...plan, platform, mapping: null, evidence: [], isConfirmed: true};
  const shape = shapeOf(sniffed);
  const proposed = mappingFrom(shape, sniffed);
  const doubt = doubtAbout(proposed, shape);
  // each row counts 1 only where rows are certainly purchases
  const amountFrom = doubt !== null && proposed.amountFrom === "none" ? "column" : proposed.amountFrom;
  const mapping = {...proposed, amountFrom};
  return {
    ...plan,
    platform: otherPlatform,
    mapping,
    evidence: completeEvidence(shape.found),
    isConfirmed: false,
    doubt
  };
}

/**
 * A mapping with its columns as this header writes them, in other letter case or with other blanks; null where the header
 * lacks one.
 */
export function mappingFor(mapping: Mapping, header: readonly string[]): Mapping | null {
  const {columns, nameColumn, filledDown} = mapping;
  if (Object.values(columns).every((column) => column === null || header.includes(column))) return mapping;
  const written = new Map(header.map((name) => [normalizeHeader(name), name]));
  const nameOf = (column: string) => (header.includes(column) ? column : written.get(normalizeHeader(column)));
  const named = Object.entries(columns).map(
    ([role, column]) => [role, column === null ? null : nameOf(column)] as const
  );
  if (named.some(([, column]) => column === undefined)) return null;
  return {
    ...mapping,
    columns: Object.fromEntries(named) as Mapping["columns"],
    ...(nameColumn !== undefined && {nameColumn: nameOf(nameColumn) ?? nameColumn}),
    ...(filledDown !== undefined && {filledDown: filledDown.map((column) => nameOf(column) ?? column)})
  };
}

/** A mapping stored by an older version, with newer roles added. */
function completed(mapping: Mapping): Mapping {
  const columns = Object.fromEntries(mappingRoles.map((role) => [role, mapping.columns[role] ?? null]));
  return {...mapping, columns: columns as Mapping["columns"]};
}

/** The required roles that a mapping lacks. */
export function missingRoles({columns, amountFrom}: Mapping): MappingRole[] {
  const missing: MappingRole[] = [];
  if (columns.ordered_at === null && columns.paid_at === null) missing.push("ordered_at");
  const amounts: MappingRole[] =
    amountFrom === "none" ? [] : amountFrom === "column" ? ["amount"] : ["quantity", "unit_price"];
  return [...missing, ...amounts.filter((role) => columns[role] === null)];
}

/** Number of records examined for a proposal. */
const sampleRows = 2000;

/** A shape, and the names of the columns that are filled down in its records. */
interface FilledShape extends Shape {
  filled: string[];
}

function shapeOf({source, dialect, header}: Sniff): FilledShape {
  const written = readBody(source, dialect, sampleRows)
    .filter((cells) => cells.length >= Math.max(2, header.length / 2))
    .map((cells) => inColumns(cells, Math.max(cells.length, header.length)));
  const columns = toColumns(header, written);
  const found = chooseColumns(columns);
  const gaps = gapsIn(written, columns, found);
  const records = filledDown(written, gaps);
  const money = profileFor("amount", found, columns) ?? profileFor("unit_price", found, columns);
  const hasDecimalComma = money !== null && money.commaShare > 0 && money.pointShare === 0;
  const filled = gaps.map((position) => header[position]!);
  const shape: FilledShape = {records, columns, found, hasDecimalComma, filled};
  correctOrderId(shape, found);
  const fault = numberFault(shape);
  if (fault === "none") found.delete("order_id");
  shape.isNumberedByDay = fault === "by_day";
  if (shape.isNumberedByDay) found.set("order_id", {...found.get("order_id")!, note: "by_day"});
  correctPrices(shape, found);
  correctAmount(shape, found);
  forgetIdleRoles(shape, found);
  return shape;
}

/** Positions of the day, order number and customer where they are written once for a group of rows. */
function gapsIn(
  records: readonly string[][],
  columns: readonly Column[],
  found: ReadonlyMap<MappingRole, Evidence>
): number[] {
  const positionOf = (role: MappingRole) =>
    columns.find(({name}) => name === found.get(role)?.column)?.position ?? null;
  const others = groupRoles.filter((role) => role !== "ordered_at").flatMap((role) => positionOf(role) ?? []);
  return columnsOfGroups(records, {day: positionOf("ordered_at"), others});
}

/** Replaces an order number whose values are spread over days and buyers, where another column numbers orders. */
function correctOrderId(shape: Shape, found: Map<MappingRole, Evidence>): void {
  const better = betterOrderId(shape);
  if (better) found.set("order_id", {role: "order_id", column: better.name, reason: "by_content", confidence: 0.7});
}

/** Makes the amount the total and the unit price the price of a piece, as the values say: quantity × price is the total. */
function correctPrices(shape: Shape, found: Map<MappingRole, Evidence>): void {
  const isChosen = (role: MappingRole, {name}: Column) => found.get(role)?.column === name;
  const bySums = (role: MappingRole, {name}: Column) =>
    found.set(role, {role, column: name, reason: "by_sums", confidence: 0.9});
  const sums = priceAndTotal(shape);
  if (sums) {
    const {price, total} = sums;
    const isSwapped = isChosen("amount", price) || isChosen("unit_price", total);
    if (!isSwapped && found.has("amount")) return;
    bySums("amount", total);
    bySums("unit_price", price);
    return;
  }
  const column = (role: MappingRole) => shape.columns.find((each) => isChosen(role, each));
  const [amount, price] = [column("amount"), column("unit_price")];
  if (amount && !price && !isTotalName(amount) && priceKindOf(shape, "amount") === "unit") {
    found.delete("amount");
    bySums("unit_price", amount);
  } else if (price && !amount && priceKindOf(shape, "unit_price") === "total") {
    found.delete("unit_price");
    bySums("amount", price);
  }
}

/** Whether a header says that its amounts are totals or payments, whatever its values. */
function isTotalName({words}: Column): boolean {
  return /\b(total|paid|sum|payment|subtotal)\b|总|合计|实付|实收|应付|已付|小计/.test(words);
}

/** Replaces an amount that is already net of the refund column next to it, since refunds would be deducted twice. */
function correctAmount(shape: Shape, found: Map<MappingRole, Evidence>): void {
  const gross = amountBeforeRefunds(shape);
  if (gross)
    found.set("amount", {
      role: "amount",
      column: gross.name,
      reason: "by_sums",
      confidence: 0.9,
      note: "before_refunds"
    });
}

/** Removes roles without information: a second clock beside complete times, and a reference that no return row uses. */
function forgetIdleRoles({columns, records}: Shape, found: Map<MappingRole, Evidence>): void {
  const day = columns.find(({name}) => name === found.get("ordered_at")?.column);
  const hasClock = records.some((cells) => /\d:\d\d/.test(cells[day?.position ?? -1] ?? ""));
  const isMidnight = records.every(
    (cells) => !/\d:\d\d/.test((cells[day?.position ?? -1] ?? "").replace(midnight, ""))
  );
  if (!day || (hasClock && !isMidnight)) found.delete("clock");
}

const midnight = /\s0?0:00(:00)?$/;

function profileFor(role: MappingRole, found: ReadonlyMap<MappingRole, Evidence>, columns: readonly Column[]) {
  return columns.find(({name}) => name === found.get(role)?.column)?.profile ?? null;
}

function mappingFrom(shape: FilledShape, {header}: Sniff): Mapping {
  const {found, columns, hasDecimalComma} = shape;
  const names = Object.fromEntries(mappingRoles.map((role) => [role, found.get(role)?.column ?? null]));
  const chosen = names as Mapping["columns"];
  const grain = grainOf(shape);
  const repeated = grain === "line" ? repeatedRoles(shape) : [];
  if (repeated.includes("amount")) {
    const evidence = found.get("amount")!;
    (found as Map<MappingRole, Evidence>).set("amount", {...evidence, note: "repeats_total"});
  }
  const prefix = returnPrefixOf(shape);
  const money = columns.find(({name}) => name === (chosen.amount ?? chosen.unit_price));
  const amounts = money ? shape.records.map((cells) => cells[money.position] ?? "") : [];
  const currencies = currenciesIn(amounts);
  return {
    columns: chosen,
    grain,
    amountFrom: amountSource(chosen),
    timeFormat: timeFormatOf(shape),
    hasDecimalComma,
    repeated,
    meanings: meaningsOf(wordsIn(shape, chosen.status)),
    returnWords: wordsIn(shape, chosen.row_type)
      .map(({word}) => word)
      .filter(isReturnWord)
      .map(statusKey),
    ...(found.get("customer_key")?.note === "names_only" && {nameColumn: chosen.customer_key!}),
    ...(shape.isNumberedByDay && {isNumberedByDay: true}),
    ...(prefix !== null && {returnPrefix: prefix}),
    ...(shape.filled.length > 0 && {filledDown: shape.filled}),
    ...(currencies.length > 1 && chosen.currency === null && {isCurrencyInAmount: true}),
    currency: currencyOf(header, money, amounts.slice(0, 50), currencies)
  };
}

function amountSource({amount, unit_price: price, quantity}: Mapping["columns"]): Mapping["amountFrom"] {
  if (amount !== null) return "column";
  return price !== null && quantity !== null ? "quantity_times_price" : "none";
}

function timeFormatOf({found, columns, records}: Shape): string | null {
  const profile = profileFor("ordered_at", found, columns) ?? profileFor("paid_at", found, columns);
  if (!profile || profile.timeShare >= 0.8 || profile.format === null) return null;
  const isDayFirst = profile.isAmbiguous && neverMonthFirst(columns);
  const day = isDayFirst ? profile.format.replace("%m/%d", "%d/%m").replace("%m-%d", "%d-%m") : profile.format;
  const clock = columns.find(({name}) => name === found.get("clock")?.column);
  if (!clock) return day;
  const times = records.map((cells) => withoutGuard(cells[clock.position] ?? "")).filter((time) => time !== "");
  const isTwelve = times.some((time) => /m$/i.test(time));
  const hasSeconds = times.some((time) => /:\d\d:\d\d/.test(time));
  return `${day.replace(/ %[HI].*$/, "")} ${isTwelve ? "%I" : "%H"}:%M${hasSeconds ? ":%S" : ""}${isTwelve ? " %p" : ""}`;
}

/** Whether the headers are in a language that never writes the month first. */
function neverMonthFirst(columns: readonly Column[]): boolean {
  return columns.some(({words}) =>
    /\b(bestell|kunde|datum|betrag|menge|preis|commande|montant|prix|quantite|fecha|pedido|importe|cantidad|cliente)/.test(
      words
    )
  );
}

/** The distinct values of a column in the first records with their counts, most frequent first. */
export function wordsIn(
  {columns, records}: Pick<Shape, "columns" | "records">,
  name: string | null
): {word: string; rows: number}[] {
  const column = columns.find((each) => each.name === name);
  if (!column) return [];
  const words = grouped(records, (cells) => withoutGuard(cells[column.position] ?? ""));
  words.delete("");
  return [...words]
    .map(([word, rows]) => ({word, rows: rows.length}))
    .sort((a, b) => b.rows - a.rows)
    .slice(0, listedWords);
}

/** Maximum number of distinct words in a status column. */
const listedWords = 40;

function meaningsOf(words: readonly {word: string}[]): NonNullable<Mapping["meanings"]> {
  return Object.fromEntries(words.map(({word}) => [statusKey(word), guessStatus(word) ?? "pending_review"]));
}

/** The currency of all rows; null where none is told, or where amounts name several. */
function currencyOf(
  header: readonly string[],
  amount: Column | undefined,
  cells: readonly string[],
  named: readonly string[]
): string | null {
  if (named.length > 0) return named.length === 1 ? named[0]! : null;
  const seen = [amount?.name ?? "", ...cells].join(" ");
  const marks: readonly [RegExp, string][] = [
    [/€|\bEUR\b/, "EUR"],
    [/£|\bGBP\b/, "GBP"],
    [/\bUSD\b|(^| )-?\$/, "USD"],
    [/円|\bJPY\b/, "JPY"]
  ];
  const marked = marks.find(([mark]) => mark.test(seen));
  if (marked) return marked[1];
  // Taiwan or Hong Kong dollars: a person must choose
  if (header.some(isTraditional)) return null;
  if (header.some((word) => /[\u3040-\u30FF]|注文|購入|顧客|売上/u.test(word))) return "JPY";
  if (header.some((word) => /\p{Script=Hangul}/u.test(word))) return "KRW";
  return header.some((word) => /\p{Script=Han}/u.test(word)) ? "CNY" : null;
}

/** Why a file is probably not a list of orders; null when it may be one. */
function doubtAbout(mapping: Mapping, {columns, records, found}: Shape): OrderDoubt | null {
  const kind = kindOf(columns, mapping);
  if (kind) return kind;
  if (missingRoles(mapping).includes("ordered_at")) return "no_time";
  if (mapping.amountFrom !== "none") return isDaily(mapping, {columns, records}) ? "daily_figures" : null;
  // purchases without money: a customer, a day, and hardly any column that is not understood
  const unknown = columns.length - [...found.values()].length;
  return mapping.columns.customer_key === null || unknown > 1 ? "no_amount" : null;
}

function kindOf(columns: readonly Column[], {columns: chosen}: Mapping): OrderDoubt | null {
  const count = (kind: keyof typeof otherKinds) => columns.filter(({words}) => otherKinds[kind].test(words)).length;
  if (chosen.order_id !== null) return null;
  if (count("daily_figures") >= 2) return "daily_figures";
  if (count("customer_list") >= 2) return "customer_list";
  return count("campaigns") >= 1 && chosen.amount === null ? "campaigns" : null;
}

/** Whether a file has one row a day and no customers: a shop's daily figures. */
function isDaily({columns: chosen}: Mapping, {columns, records}: Pick<Shape, "columns" | "records">): boolean {
  if (chosen.order_id !== null || chosen.customer_key !== null) return false;
  const day = columns.find(({name}) => name === chosen.ordered_at);
  const days = records.map((cells) => cells[day?.position ?? -1] ?? "");
  return records.length >= 5 && new Set(days).size === days.length && days.every((text) => !/\d:\d\d/.test(text));
}
