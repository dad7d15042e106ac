import {otherNumbers, otherTimes, roleNames, wordsOf} from "./aliases";
import {mappingRoles, type Evidence, type MappingRole} from "../plan";
import {profileOf, type ColumnProfile} from "./profile";

/** A column of the file, with its name and profile. */
export interface Column {
  name: string;
  /** its name normalised by `wordsOf` */
  words: string;
  position: number;
  profile: ColumnProfile;
}

/** The columns of a file's first records. */
export function toColumns(header: readonly string[], records: readonly (readonly string[])[]): Column[] {
  return header.map((name, position) => ({
    name,
    words: wordsOf(name),
    position,
    profile: profileOf(records.map((cells) => cells[position] ?? ""))
  }));
}

/** Assigns columns to roles with reasons: by name where the content allows it, else by content. */
export function chooseColumns(columns: readonly Column[]): Map<MappingRole, Evidence> {
  const choice = new Choice(columns);
  const depth = Math.max(...Object.values(roleNames).map((names) => names.length));
  // a column whose values speak against its name is taken only where no other has such a name
  for (const isStrict of [true, false])
    for (let rank = 0; rank < depth; rank++) for (const role of choosingOrder) choice.byName(role, rank, isStrict);
  for (const role of ["ordered_at", "amount", "quantity", "status", "customer_key", "order_id", "clock"] as const)
    choice.byContent(role);
  for (const role of leftovers) choice.byName(role, 0);
  return choice.found;
}

/** Adds `none` for roles without a column. */
export function completeEvidence(found: ReadonlyMap<MappingRole, Evidence>): Evidence[] {
  return mappingRoles.map((role) => found.get(role) ?? {role, column: null, reason: "none", confidence: 0});
}

/** Roles in the order in which they choose columns, most reliable first. */
const choosingOrder: readonly MappingRole[] = [
  "ordered_at",
  "paid_at",
  "order_id",
  "refund_amount",
  "unit_price",
  "quantity",
  "amount",
  "status",
  "product_id",
  "sku",
  "customer_key",
  "title",
  "province",
  "city",
  "shop",
  "currency",
  "row_type",
  "original_order_id",
  "discount_amount"
];

/** Roles that only choose among columns left over. */
const leftovers: readonly MappingRole[] = ["clock", "buyer_email", "buyer_phone", "buyer_name"];

/** Whether a column's content is compatible with the role that its name suggests. */
const allows: Partial<Record<MappingRole, (column: Column, rank: number) => boolean>> = {
  ordered_at: ({words, profile}) => !isEmpty(profile) && isNamedTime(profile) && !otherTimes.test(words),
  paid_at: ({profile}) => isNamedTime(profile),
  // a bare id may number anything that repeats; words that repeat, as "ok" of a check, number nothing
  order_id: ({words, profile}) =>
    !isEmpty(profile) &&
    (!/^(id|编号)$/.test(words) || profile.distinctShare === 1) &&
    (profile.filled < 5 || profile.idShare > 0.5 || profile.distinctShare > 0.5),
  clock: ({profile}) => profile.clockShare > 0.8,
  amount: ({words, profile}) => !isEmpty(profile) && isNumber(profile) && !otherNumbers.test(words),
  unit_price: ({profile}) => !isEmpty(profile) && isNumber(profile),
  refund_amount: ({profile}) => isNumber(profile),
  discount_amount: ({profile}) => isNumber(profile),
  quantity: ({profile}) => !isEmpty(profile) && isNumber(profile),
  // a column called status is accepted with unknown words, whose meaning a person then sets
  status: ({profile: {statusShare, filled, distinct, numberShare, timeShare}}, rank) =>
    filled === 0 ||
    statusShare > 0.5 ||
    (distinct <= 12 && numberShare < 0.2 && timeShare < 0.2 && (statusShare > 0 || rank === 0)),
  row_type: ({profile: {hasReturns, distinct}}) => hasReturns && distinct <= 12,
  customer_key: ({words, profile: {filled, idShare, timeShare, decimalShare, pointZeroShare}}, rank) =>
    filled === 0 ||
    (timeShare < 0.5 &&
      decimalShare - pointZeroShare < 0.1 &&
      (!isBareName(words) || idShare > 0.5 || rank === nameRank)),
  currency: ({profile: {distinctShare, filled}}) => filled < 10 || distinctShare < 0.2,
  shop: ({profile: {decimalShare, timeShare}}) => decimalShare < 0.1 && timeShare < 0.5
};

/** Whether a column has cells and all are empty. */
function isEmpty({rows, filled}: ColumnProfile): boolean {
  return rows > 0 && filled === 0;
}

/** From this many values on, one that never changes tells nothing apart. */
const fewValues = 5;

/** Whether a column's values speak against a role that its name suggests, so that another column of such a name is better. */
const isUnlikely: Partial<Record<MappingRole, (profile: ColumnProfile) => boolean>> = {
  order_id: ({filled, distinct, numberedShare}) => filled >= fewValues && (distinct === 1 || numberedShare < 0.5),
  customer_key: (profile) => isEmpty(profile) || (profile.filled >= fewValues && profile.distinct === 1),
  amount: ({filled, mean}) => filled >= fewValues && mean === 0,
  unit_price: ({filled, mean}) => filled >= fewValues && mean === 0,
  quantity: ({filled, mean}) => filled >= fewValues && mean === 0,
  status: isEmpty,
  paid_at: isEmpty
};

/** The least specific customer headers: names, used where nothing better is there. */
const nameRank = roleNames.customer_key.length - 1;

/** Whether a customer header leaves open whether its values are ids or names. */
function isBareName(words: string): boolean {
  return /^(客户|买家|顾客|customers?|client|buyer|kunde|cliente|who)$/.test(words);
}

/** Whether a column has no header, so that only its content counts; an unknown name may mean anything. */
function isUnnamed(words: string): boolean {
  return /^column \d+$/.test(words);
}

function isTime({timeShare, format, filled}: ColumnProfile): boolean {
  return filled === 0 || timeShare > 0.8 || format !== null;
}

/** Whether a column that is called a time is one: a spreadsheet's numbers of days look like amounts otherwise. */
function isNamedTime(profile: ColumnProfile): boolean {
  return isTime(profile) || profile.dayNumberShare > 0.95;
}

function isNumber({numberShare, filled, timeShare}: ColumnProfile): boolean {
  return filled === 0 || (numberShare > 0.8 && timeShare < 0.8);
}

class Choice {
  readonly found = new Map<MappingRole, Evidence>();
  readonly #columns: readonly Column[];
  readonly #taken = new Set<string>();

  constructor(columns: readonly Column[]) {
    this.#columns = columns;
  }

  /** `isStrict` leaves columns out whose values speak against the role. */
  byName(role: MappingRole, rank: number, isStrict = false): void {
    const pattern = roleNames[role][rank];
    if (this.found.has(role) || !pattern) return;
    const column = this.#free().find(
      (each) =>
        pattern.test(each.words) &&
        (allows[role]?.(each, rank) ?? true) &&
        !(isStrict && isUnlikely[role]?.(each.profile))
    );
    if (!column) return;
    this.#take(role, column, "by_name", 1 - rank * 0.15);
    const isName = role === "customer_key" && rank === nameRank && column.profile.idShare < 0.5;
    if (isName) this.found.set(role, {...this.found.get(role)!, note: "names_only"});
  }

  byContent(role: keyof typeof contentScore): void {
    if (this.found.has(role) || (role === "amount" && this.found.has("unit_price") && this.found.has("quantity")))
      return;
    const scored = this.#free().map((column) => ({column, score: contentScore[role](column)}));
    const best = scored.reduce<(typeof scored)[number] | null>((a, b) => (a && a.score >= b.score ? a : b), null);
    if (best && best.score > 0.5) this.#take(role, best.column, "by_content", best.score * 0.8);
  }

  #free(): Column[] {
    return this.#columns.filter(({name}) => !this.#taken.has(name));
  }

  #take(role: MappingRole, {name, profile}: Column, reason: Evidence["reason"], confidence: number): void {
    this.#taken.add(name);
    const note = noteOn(role, profile);
    this.found.set(role, {role, column: name, reason, confidence, ...(note && {note})});
  }
}

function noteOn(role: MappingRole, {timeShare, format, isAmbiguous}: ColumnProfile): Evidence["note"] {
  const needsFormat = role.endsWith("_at") && timeShare < 0.8 && format !== null;
  return needsFormat ? (isAmbiguous ? "day_month_ambiguous" : "format_found") : undefined;
}

/** How well a column's content fits a role, 0 to 1, for columns whose name is unknown. */
const contentScore = {
  ordered_at: ({words, profile: {timeShare, format}}: Column) =>
    otherTimes.test(words) ? 0 : Math.max(timeShare, format === null ? 0 : 0.9),
  clock: ({profile: {clockShare}}: Column) => clockShare,
  amount: ({words, profile: {decimalShare, commaShare, numberShare, mean}}: Column) =>
    numberShare < 0.9 || otherNumbers.test(words) || decimalShare + commaShare < 0.05
      ? 0
      : Math.min(1, 0.4 + (decimalShare + commaShare) * 0.5 + (mean > 5 ? 0.1 : 0)),
  quantity: ({words, profile: {integerShare, mean, distinctShare}}: Column) =>
    isUnnamed(words) && integerShare > 0.9 && mean < 50 && distinctShare < 0.5 ? 1 - distinctShare : 0,
  status: ({profile: {distinctShare, distinct, statusShare}}: Column) =>
    distinctShare < 0.2 || (distinct < 6 && distinctShare < 0.7) ? statusShare : 0,
  customer_key: ({words, profile: {distinctShare, decimalShare, timeShare, filled}}: Column) =>
    filled === 0 || decimalShare > 0.1 || timeShare > 0.5 || distinctShare < 0.05 || !isUnnamed(words)
      ? 0
      : distinctShare < 0.999
        ? 0.8
        : 0,
  order_id: ({words, profile: {distinctShare, decimalShare, timeShare, numberedShare, filled}}: Column) =>
    filled < 5 || decimalShare > 0.1 || timeShare > 0.5 || distinctShare < 1 || otherNumbers.test(words)
      ? 0
      : isUnnamed(words) || numberedShare === 1
        ? 0.7
        : 0
};
