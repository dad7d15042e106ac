import {tagsOf} from "../../models/library";
import type {ColumnTags, RelationTags, UnitWord} from "../../models/tags";
import * as byName from "./by-name";
import type {Role} from "./shape";

/** Where the rows of a table come from. */
export interface Origin {
  /** shipped relations and tables of ingest that it is made of */
  relations: readonly string[];
  /** whether it is the one of them, row by row, and not what somebody's SQL made of them */
  isItself: boolean;
}

/**
 * What is known of a table before its values are looked at. A shipped relation goes by its header's tags alone. The result
 * of somebody's SQL goes by the tags of the columns that keep their name from the relations it reads, and by the rules of
 * `by-name.ts` for all others; where both speak of what may leave, the stricter one counts.
 */
export class TableFacts {
  readonly #relations: readonly RelationTags[];
  readonly #isItself: boolean;

  constructor({relations, isItself}: Origin = {relations: [], isItself: false}) {
    this.#relations = relations.flatMap((name) => tagsOf(name) ?? []);
    this.#isItself = isItself && this.#relations.length === 1;
  }

  /** The column that counts the whole of a row's group, of these; null where no header says it. */
  countOf(columns: readonly string[]): string | null {
    return this.#relations.map(({counts}) => counts).find((name) => name !== null && columns.includes(name)) ?? null;
  }

  /** What a column of numbers is. */
  role(name: string): Role {
    const unit = this.#tagged(name).find((tags) => tags.unit !== null)?.unit;
    return unit ? roles[unit] : byName.roleByName(name);
  }

  isIdentity(name: string): boolean {
    const isTagged = this.#tagged(name).some(({isIdentity}) => isIdentity);
    return isTagged || (!this.#isItself && byName.isIdentityByName(name));
  }

  /** Whether it describes all of a row's group, of which `main` is the count. */
  isWhole(name: string, main: string | null): boolean {
    const tagged = this.#ofGroups(name);
    return tagged.length > 0 ? tagged.every(({isWhole}) => isWhole) : byName.isWholeByName(name, main);
  }

  /** Whether it is a share of money, not of heads. */
  isMoneyShare(name: string): boolean {
    const tagged = this.#tagged(name);
    if (tagged.length === 0) return byName.isMoneyShareByName(name);
    return tagged.every(({unit}) => unit === "money_share");
  }

  /** Whether it sums what named buyers spent. */
  isSpent(name: string): boolean {
    const isTagged = this.#ofGroups(name).some(({isSpent}) => isSpent);
    return isTagged || (!this.#isItself && byName.isSpentByName(name));
  }

  /** Whether it sums what all of a row's group spent. */
  isSpentByAll(name: string): boolean {
    const isTagged = this.#ofGroups(name).some(({isSpent, isWhole}) => isSpent && isWhole);
    return isTagged || (!this.#isItself && byName.isSpentByAllByName(name));
  }

  /** Whether it counts others than the row's group. */
  isApart(name: string): boolean {
    const tagged = this.#ofGroups(name);
    return tagged.length > 0 ? tagged.every(({isApart}) => isApart) : byName.isApartByName(name);
  }

  /** The column that counts the whole of which this one counts a part; null where no header says it. */
  wholeOf(name: string): string | null {
    return this.#ofGroups(name).find(({partOf}) => partOf !== null)?.partOf ?? null;
  }

  /** Whether it is what one customer at the edge of a group spent. */
  isEdge(name: string): boolean {
    const isTagged = this.#ofGroups(name).some(({isEdge}) => isEdge);
    return isTagged || (!this.#isItself && byName.isEdgeByName(name));
  }

  /** Whether the rows that this column tells apart each hold the one before. */
  isNestedAlong(name: string): boolean {
    const isTagged = this.#relations.some(({rows}) => rows.kind === "nested" && rows.along === name);
    return isTagged || (!this.#isItself && byName.isGrowingByName(name));
  }

  /** Of rows nested along a column: that with the share that was reached by then, and whether the rows follow one group. */
  reachedAlong(name: string, columns: readonly string[]): {isFollowed: boolean; reached: string | null} {
    const tagged = this.#relations.find(({rows}) => rows.along === name && rows.reached !== null)?.rows.reached ?? null;
    if (tagged !== null && columns.includes(tagged)) return {isFollowed: true, reached: tagged};
    if (this.#isItself || name !== "days") return {isFollowed: false, reached: null};
    return {isFollowed: true, reached: columns.find(byName.isReachedByName) ?? null};
  }

  /** Whether the rows that this column tells apart count the same customers in other ways. */
  isAlternatives(key: string): boolean {
    const isTagged = this.#isItself && this.#relations[0]!.rows.kind === "alternatives";
    return isTagged || (!this.#isItself && byName.isDefinitionByName(key));
  }

  /** Whether the rows stand side by side and sum up to nothing. */
  isApartRows(key: string | undefined): boolean {
    return this.#isItself ? this.#relations[0]!.rows.kind === "apart" : key === "code";
  }

  /** The flag of the rows that sum others, of these columns; null when there is none. */
  totalsOf(columns: readonly string[]): string | null {
    const {kind, along} = this.#isItself ? this.#relations[0]!.rows : {kind: "totals", along: "is_total"};
    return kind === "totals" && along !== null && columns.includes(along) ? along : null;
  }

  /** The column that says how deep a row stands under another, of these; null when none does. */
  depthOf(columns: readonly string[]): string | null {
    return this.#isItself ? null : (columns.find(byName.isDepthByName) ?? null);
  }

  #tagged(name: string): ColumnTags[] {
    return this.#relations.flatMap(({columns}) => columns.get(name) ?? []);
  }

  /** Tags of relations whose rows are groups: what a column of single customers says, no longer holds of their sums. */
  #ofGroups(name: string): ColumnTags[] {
    const groups = this.#relations.filter(({counts}) => this.#isItself || (counts !== "rows" && counts !== "none"));
    return groups.flatMap(({columns}) => columns.get(name) ?? []);
  }
}

const roles: Readonly<Record<UnitWord, Role>> = {
  customers: "people",
  orders: "orders",
  purchases: "orders",
  count: "orders",
  percent: "ratio",
  money_share: "ratio",
  change: "change",
  points: "change",
  money: "money",
  pieces: "number",
  days: "number",
  number: "number",
  date: "number",
  month: "number",
  week: "number",
  flag: "number",
  text: "number"
};
