import {roleNames} from "./aliases";
import {normalizeHeader} from "./header";
import {otherPlatform} from "./mapped";
import {mappingRoles, type Evidence, type ImportPlan, type Mapping, type MappingRole, type Sniff} from "./plan";
import {profileOf, type ColumnProfile} from "./profile";

/**
 * How a file would be read: as its platform says when it is known, as remembered for its header, else a proposal from the
 * columns' names and contents, to be agreed to by a person.
 */
export function proposeMapping(sniffed: Sniff, remembered?: Mapping | null): ImportPlan {
  const {source, dialect, header, platform} = sniffed;
  const plan = {source, dialect, header};
  if (platform) return {...plan, platform, mapping: null, evidence: [], isConfirmed: true};
  if (remembered && fits(remembered, header)) {
    const evidence = mappingRoles.map((role): Evidence => {
      const column = remembered.columns[role];
      return {role, column, reason: column === null ? "none" : "remembered", confidence: column === null ? 0 : 1};
    });
    return {...plan, platform: otherPlatform, mapping: remembered, evidence, isConfirmed: true};
  }
  const evidence = new Proposal(sniffed).evidence();
  return {...plan, platform: otherPlatform, mapping: mappingFrom(evidence, sniffed), evidence, isConfirmed: false};
}

function fits({columns}: Mapping, header: readonly string[]): boolean {
  return Object.values(columns).every((column) => column === null || header.includes(column));
}

/** What a mapping still lacks before it can be read. */
export function missingRoles({columns, amountFrom}: Mapping): MappingRole[] {
  const missing: MappingRole[] = [];
  if (columns.ordered_at === null && columns.paid_at === null) missing.push("ordered_at");
  const amounts: MappingRole[] = amountFrom === "column" ? ["amount"] : ["quantity", "unit_price"];
  return [...missing, ...amounts.filter((role) => columns[role] === null)];
}

/** Roles in the order in which they choose their columns: the surest first. */
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
  "currency"
];

/** Whether a column's content can be what its name says. */
const contentAllows: Partial<Record<MappingRole, (profile: ColumnProfile) => boolean>> = {
  ordered_at: isTime,
  paid_at: isTime,
  amount: isNumber,
  unit_price: isNumber,
  refund_amount: isNumber,
  quantity: isNumber,
  status: ({statusShare, filled}) => filled === 0 || statusShare > 0.5,
  currency: ({distinctShare, filled}) => filled < 10 || distinctShare < 0.2
};

function isTime({timeShare, format, filled}: ColumnProfile): boolean {
  return filled === 0 || timeShare > 0.8 || format !== null;
}

function isNumber({numberShare, filled, timeShare}: ColumnProfile): boolean {
  return filled === 0 || (numberShare > 0.8 && timeShare < 0.8);
}

class Proposal {
  readonly #columns: {name: string; word: string; profile: ColumnProfile}[];
  readonly #found = new Map<MappingRole, Evidence>();
  readonly #taken = new Set<string>();

  constructor({header, sample}: Sniff) {
    this.#columns = header.map((name, index) => ({
      name,
      word: normalizeHeader(name).replaceAll("_", " "),
      profile: profileOf(sample.map((cells) => cells[index] ?? ""))
    }));
  }

  evidence(): Evidence[] {
    const depth = Math.max(...Object.values(roleNames).map((names) => names.length));
    for (let rank = 0; rank < depth; rank++) for (const role of choosingOrder) this.#chooseByName(role, rank);
    for (const role of ["ordered_at", "amount", "quantity", "status", "customer_key", "order_id"] as const)
      this.#chooseByContent(role);
    return mappingRoles.map((role) => this.#found.get(role) ?? {role, column: null, reason: "none", confidence: 0});
  }

  #chooseByName(role: MappingRole, rank: number): void {
    const pattern = roleNames[role][rank];
    if (this.#found.has(role) || !pattern) return;
    const column = this.#free().find(
      ({word, profile}) => pattern.test(word) && (contentAllows[role]?.(profile) ?? true)
    );
    if (column) this.#take(role, column.name, "by_name", 1 - rank * 0.15, column.profile);
  }

  #chooseByContent(role: keyof typeof contentScore): void {
    if (this.#found.has(role) || (role === "amount" && this.#found.has("unit_price") && this.#found.has("quantity")))
      return;
    const scored = this.#free().map((column) => ({column, score: contentScore[role](column.profile)}));
    const best = scored.reduce<(typeof scored)[number] | null>((a, b) => (a && a.score >= b.score ? a : b), null);
    if (best && best.score > 0.5)
      this.#take(role, best.column.name, "by_content", best.score * 0.8, best.column.profile);
  }

  #free() {
    return this.#columns.filter(({name}) => !this.#taken.has(name));
  }

  #take(
    role: MappingRole,
    column: string,
    reason: Evidence["reason"],
    confidence: number,
    profile: ColumnProfile
  ): void {
    this.#taken.add(column);
    const needsFormat = role.endsWith("_at") && profile.timeShare < 0.8 && profile.format !== null;
    const note = profile.isAmbiguous ? "day_month_ambiguous" : "format_found";
    this.#found.set(role, {role, column, reason, confidence, ...(needsFormat && {note})});
  }
}

/** How much a column looks like a role, 0 to 1, where its name says nothing. */
const contentScore = {
  ordered_at: ({timeShare, format}: ColumnProfile) => Math.max(timeShare, format === null ? 0 : 0.9),
  amount: ({decimalShare, numberShare, mean}: ColumnProfile) =>
    numberShare < 0.9 ? 0 : Math.min(1, 0.4 + decimalShare * 0.5 + (mean > 5 ? 0.1 : 0)),
  quantity: ({integerShare, mean, distinctShare}: ColumnProfile) =>
    integerShare > 0.9 && mean < 50 && distinctShare < 0.5 ? 1 - distinctShare : 0,
  status: ({statusShare, distinctShare}: ColumnProfile) => (distinctShare < 0.2 ? statusShare : 0),
  customer_key: ({distinctShare, decimalShare, timeShare, filled}: ColumnProfile) =>
    filled === 0 || decimalShare > 0.1 || timeShare > 0.5 || distinctShare < 0.05 ? 0 : distinctShare < 0.999 ? 0.8 : 0,
  order_id: ({distinctShare, decimalShare, timeShare, filled}: ColumnProfile) =>
    filled < 5 || decimalShare > 0.1 || timeShare > 0.5 || distinctShare < 1 ? 0 : 0.7
};

function mappingFrom(evidence: readonly Evidence[], {header, sample}: Sniff): Mapping {
  const columns = Object.fromEntries(evidence.map(({role, column}) => [role, column])) as Mapping["columns"];
  const profile = (role: MappingRole) => {
    const position = columns[role] === null ? -1 : header.indexOf(columns[role]);
    return position < 0 ? null : profileOf(sample.map((cells) => cells[position] ?? ""));
  };
  const times = profile("ordered_at") ?? profile("paid_at");
  const needsFormat = times !== null && times.timeShare < 0.8;
  const repeats = columns.order_id !== null && (profile("order_id")?.distinctShare ?? 1) < 1;
  const isProduct = columns.amount === null && columns.unit_price !== null && columns.quantity !== null;
  return {
    columns,
    grain: repeats ? "line" : "order",
    amountFrom: isProduct ? "quantity_times_price" : "column",
    timeFormat: needsFormat ? times.format : null,
    hasDecimalComma: ((profile("amount") ?? profile("unit_price"))?.commaShare ?? 0) > 0.5
  };
}
