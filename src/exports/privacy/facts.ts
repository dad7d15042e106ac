import {tagsOf} from "../../models/library";
import type {ColumnTags, RelationTags, UnitWord} from "../../models/tags";
import * as byName from "./by-name";
import type {Role} from "./role";

/** The origin of a table's rows. */
export interface Origin {
  /** shipped relations and imported tables that it is made of */
  relations: readonly string[];
  /** whether it is that relation itself rather than the result of a user's SQL */
  isItself: boolean;
}

/**
 * What is known of a table from headers and names. A shipped relation is described by its header's tags alone; the
 * result of a user's SQL by the tags of columns that keep their name, and by the rules of `by-name.ts` for the others.
 * Where both apply, the stricter one counts.
 */
export class TableFacts {
  readonly #relations: readonly RelationTags[];
  readonly #isItself: boolean;

  constructor({relations, isItself}: Origin = {relations: [], isItself: false}) {
    this.#relations = relations.flatMap((name) => tagsOf(name) ?? []);
    this.#isItself = isItself && this.#relations.length === 1;
  }

  /** The column among these that counts the row's whole group; null where no header says it. */
  countOf(columns: readonly string[]): string | null {
    return this.#relations.map(({counts}) => counts).find((name) => name !== null && columns.includes(name)) ?? null;
  }

  /** The role of a column of numbers. */
  role(name: string): Role {
    const unit = this.#tagged(name).find((tags) => tags.unit !== null)?.unit;
    return unit ? roles[unit] : byName.roleByName(name);
  }

  isIdentity(name: string): boolean {
    const isTagged = this.#tagged(name).some(({isIdentity}) => isIdentity);
    return isTagged || (!this.#isItself && byName.isIdentityByName(name));
  }

  /** Whether a column describes the row's whole group, of which `main` is the count. */
  isWhole(name: string, main: string | null): boolean {
    const tagged = this.#ofGroups(name);
    return tagged.length > 0 ? tagged.every(({isWhole}) => isWhole) : byName.isWholeByName(name, main);
  }

  /** Whether a column is a share of money rather than of customers. */
  isMoneyShare(name: string): boolean {
    const tagged = this.#tagged(name);
    if (tagged.length === 0) return byName.isMoneyShareByName(name);
    return tagged.every(({unit}) => unit === "money_share");
  }

  /** Whether a column sums what named buyers spent. */
  isSpent(name: string): boolean {
    const isTagged = this.#ofGroups(name).some(({isSpent}) => isSpent);
    return isTagged || (!this.#isItself && byName.isSpentByName(name));
  }

  /** Whether a column sums what the row's whole group spent. */
  isSpentByAll(name: string): boolean {
    const isTagged = this.#ofGroups(name).some(({isSpent, isWhole}) => isSpent && isWhole);
    return isTagged || (!this.#isItself && byName.isSpentByAllByName(name));
  }

  /** Whether a column counts customers outside the row's group. */
  isApart(name: string): boolean {
    const tagged = this.#ofGroups(name);
    return tagged.length > 0 ? tagged.every(({isApart}) => isApart) : byName.isApartByName(name);
  }

  /** The column that counts the whole of which this one counts a part; null where no header says it. */
  wholeOf(name: string): string | null {
    return this.#ofGroups(name).find(({partOf}) => partOf !== null)?.partOf ?? null;
  }

  /** Whether a column is the amount of a single customer at the boundary of a group. */
  isEdge(name: string): boolean {
    const isTagged = this.#ofGroups(name).some(({isEdge}) => isEdge);
    return isTagged || (!this.#isItself && byName.isEdgeByName(name));
  }

  /** Whether rows along this column are cumulative, each including the one before. */
  isNestedAlong(name: string): boolean {
    const isTagged = this.#relations.some(({rows}) => rows.kind === "nested" && rows.along === name);
    return isTagged || (!this.#isItself && byName.isGrowingByName(name));
  }

  /**
   * For rows cumulative along a column: the column with the share reached, and whether the rows follow one group over
   * time.
   */
  reachedAlong(name: string, columns: readonly string[]): {isFollowed: boolean; reached: string | null} {
    const tagged = this.#relations.find(({rows}) => rows.along === name && rows.reached !== null)?.rows.reached ?? null;
    if (tagged !== null && columns.includes(tagged)) return {isFollowed: true, reached: tagged};
    if (this.#isItself || name !== "days") return {isFollowed: false, reached: null};
    return {isFollowed: true, reached: columns.find(byName.isReachedByName) ?? null};
  }

  /** Whether rows along this column count the same customers under different definitions. */
  isAlternatives(key: string): boolean {
    const isTagged = this.#isItself && this.#relations[0]!.rows.kind === "alternatives";
    return isTagged || (!this.#isItself && byName.isDefinitionByName(key));
  }

  /** Whether the rows are side by side without a common sum. */
  isApartRows(key: string | undefined): boolean {
    return this.#isItself ? this.#relations[0]!.rows.kind === "apart" : key === "code";
  }

  /** The boolean column among these that marks total rows; null for none. */
  totalsOf(columns: readonly string[]): string | null {
    const {kind, along} = this.#isItself ? this.#relations[0]!.rows : {kind: "totals", along: "is_total"};
    return kind === "totals" && along !== null && columns.includes(along) ? along : null;
  }

  /** The column among these with the nesting level of a row; null for none. */
  depthOf(columns: readonly string[]): string | null {
    return this.#isItself ? null : (columns.find(byName.isDepthByName) ?? null);
  }

  #tagged(name: string): ColumnTags[] {
    return this.#relations.flatMap(({columns}) => columns.get(name) ?? []);
  }

  /**
   * The tags of a column in relations whose rows are groups, since a tag about single customers does not apply to their
   * sums.
   */
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
  seconds: "number",
  number: "number",
  date: "number",
  month: "number",
  week: "number",
  flag: "number",
  text: "number"
};
