import {AppError} from "../base/errors";
import {tagValues, type Header} from "../base/header";
import type {BuyerSeries, Direction, Measure} from "../base/words";

/**
 * What the numbers of a column measure, as `-- @unit <word>: <columns>` says it. `customers`, `orders`, `purchases` and
 * `count` count something whose small groups may not leave; `pieces` counts goods. `change` and `points` are written with
 * their sign: a relative change, and a difference between two shares. `money_share` is a share of money, not of heads.
 */
export const unitWords = {
  money: {unit: "money"},
  percent: {unit: "percent"},
  money_share: {unit: "percent"},
  change: {unit: "percent", isChange: true},
  points: {unit: "points", isChange: true},
  customers: {unit: "count"},
  orders: {unit: "count"},
  purchases: {unit: "count"},
  count: {unit: "count"},
  pieces: {unit: "count"},
  days: {unit: "days"},
  seconds: {unit: "seconds"},
  number: {unit: "number"},
  date: {unit: "date"},
  month: {unit: "month"},
  week: {unit: "week"},
  flag: {unit: "boolean"},
  text: {unit: "text"}
} as const satisfies Readonly<Record<string, {unit: Measure["unit"]; isChange?: boolean}>>;

/** A word that `-- @unit` knows. */
export type UnitWord = keyof typeof unitWords;

/** What the header says of one column. */
export interface ColumnTags {
  /** null where neither this header nor that of a relation it reads says it */
  unit: UnitWord | null;
  /** `@identity`: it identifies a person or an order, and no table that holds it leaves in a report or a picture */
  isIdentity: boolean;
  /** `@masked`: it identifies a person, and is shown masked until asked for; also an identity */
  isMasked: boolean;
  /** `@good`: which direction is good news; null for neither */
  good: Direction | null;
  /** `@series new: a`: whose orders, sales or heads it sums, which decides its colour; null for none of these groups */
  series: BuyerSeries | null;
  /** `@part a of b`: the column that counts the whole of which this one counts a part */
  partOf: string | null;
  /** `@apart`: it counts others than the row's group, such as the group of a month ago */
  isApart: boolean;
  /** `@whole`: it describes all of the row's group, not a part of it */
  isWhole: boolean;
  /** `@spent`: a sum of what named buyers spent, which one buyer may have spent most of */
  isSpent: boolean;
  /** `@edge`: what one customer at the edge of a group spent */
  isEdge: boolean;
}

/** How the rows of a relation stand to each other. */
export interface RowTags {
  /**
   * `apart` from each other (findings), `alternatives` (other ways to count the same customers), `nested` (each row holds
   * the one before), `totals` (some rows sum others), or `groups`: disjoint groups, when the header says nothing
   */
  kind: "groups" | "nested" | "alternatives" | "apart" | "totals";
  /** the column along which rows are nested, or the flag of those that sum others; null for the other kinds */
  along: string | null;
  /** nested rows: the column with the share of the group that was reached by then; null when none has it */
  reached: string | null;
}

/** What the tags of a header say of a relation. */
export interface RelationTags {
  /** metrics of the dictionary that it shows, `F22`; empty for plumbing (`@metric none`); null when the header is silent */
  metrics: readonly string[] | null;
  /** which columns show a metric, by its id (`@metric F38: service_score`); a metric that is not in it is shown by all of them */
  metricColumns: ReadonlyMap<string, readonly string[]>;
  /** what counts the whole of a row's group: a column; `rows` when each row is one; `none` when nothing is counted; null: silent */
  counts: string | null;
  rows: RowTags;
  /** by column name; only columns that a tag names, or that come from a relation it reads */
  columns: ReadonlyMap<string, ColumnTags>;
  /** which people a column counts, by column (`-- @people customers: from selected_customers where stage = $stage`) */
  people: PeopleRules;
}

/** Which people some columns count, by column. */
export type PeopleRules = ReadonlyMap<string, PeopleRule>;

/** Which people a column counts. */
export interface PeopleRule {
  /** SQL that begins with `from` and has a column `customer_id`; `$stage` is the row's own value of its column `stage` */
  from: string;
  /**
   * `@people hits in people_columns: from …`: the column that lists, row by row, the columns that count people there; null
   * where the column counts people in every row
   */
  listedIn: string | null;
}

/** Tags that carry no facts of columns; `model.ts` reads the first seven. */
const known = new Set([
  ...[
    "key",
    "column",
    "check",
    "materialize",
    "slices",
    "computed",
    "when",
    "metric",
    "counts",
    "rows",
    "unit",
    "identity",
    "masked"
  ],
  ...["good", "series", "part", "apart", "whole", "spent", "edge", "people"]
]);

const silent: ColumnTags = {
  unit: null,
  isIdentity: false,
  isMasked: false,
  good: null,
  series: null,
  partOf: null,
  isApart: false,
  isWhole: false,
  isSpent: false,
  isEdge: false
};

/** Reads the tags of a header. Throws `models.bad_tag` for a tag or a word that nobody knows. */
export function parseTags(name: string, header: Header): RelationTags {
  const bad = (tag: string, value: string) => new AppError("models.bad_tag", {name, tag, value});
  const stray = header.tags.find(({tag}) => !known.has(tag));
  if (stray) throw bad(stray.tag, stray.value);
  const columns = new Map<string, ColumnTags>();
  const set = (column: string, facts: Partial<ColumnTags>) =>
    columns.set(column, {...(columns.get(column) ?? silent), ...facts});
  for (const value of tagValues(header, "unit")) {
    const [word, names] = splitAtColon(value);
    if (!Object.hasOwn(unitWords, word) || names.length === 0) throw bad("unit", value);
    for (const column of names) set(column, {unit: word as UnitWord});
  }
  for (const value of tagValues(header, "good")) {
    const [word, names] = splitAtColon(value);
    if ((word !== "higher" && word !== "lower") || names.length === 0) throw bad("good", value);
    for (const column of names) set(column, {good: word});
  }
  for (const value of tagValues(header, "series")) {
    const [word, names] = splitAtColon(value);
    if ((word !== "new" && word !== "returning" && word !== "unknown") || names.length === 0)
      throw bad("series", value);
    for (const column of names) set(column, {series: word});
  }
  for (const value of tagValues(header, "part")) {
    const [parts = "", whole] = value.split(" of ").map((side) => side.trim());
    if (!whole || listOf(parts).length === 0) throw bad("part", value);
    for (const column of listOf(parts)) set(column, {partOf: whole});
  }
  const flag = (tag: string, facts: Partial<ColumnTags>) => {
    for (const column of tagValues(header, tag).flatMap(listOf)) set(column, facts);
  };
  flag("identity", {isIdentity: true});
  flag("masked", {isIdentity: true, isMasked: true});
  flag("apart", {isApart: true});
  flag("whole", {isWhole: true});
  flag("spent", {isSpent: true});
  flag("edge", {isEdge: true});
  return {
    ...metricsOf(tagValues(header, "metric"), bad),
    counts: tagValues(header, "counts")[0] ?? null,
    rows: rowsOf(tagValues(header, "rows")[0], bad),
    columns,
    people: peopleOf(header, bad)
  };
}

/** The `@people` tags of a header, by column; throws what `bad` makes of one that names no columns or no `from`. */
export function peopleOf(
  header: Header,
  bad: (tag: string, value: string) => AppError = (tag, value) => new AppError("models.bad_tag", {name: "", tag, value})
): PeopleRules {
  const found = new Map<string, PeopleRule>();
  for (const value of tagValues(header, "people")) {
    const colon = value.indexOf(":");
    const [names = "", listedIn = null] = value
      .slice(0, Math.max(0, colon))
      .trim()
      .split(/\s+in\s+/);
    const from = value.slice(colon + 1).trim();
    const columns = listOf(names);
    if (columns.length === 0 || !/^from\s/i.test(from)) throw bad("people", value);
    for (const column of columns) found.set(column, {from, listedIn});
  }
  return found;
}

/**
 * The tags of a relation with what its columns keep from the relations it reads: a column that is passed on or added up
 * has the unit, the direction and the identity that it has there, the first of them winning, unless the header says its own.
 */
export function inheritTags(own: RelationTags, read: readonly RelationTags[]): RelationTags {
  const columns = new Map(own.columns);
  for (const relation of read)
    for (const [name, {unit, isIdentity, isMasked, good}] of relation.columns) {
      const mine = columns.get(name) ?? silent;
      if (mine.unit === null) columns.set(name, {...mine, unit, isIdentity, isMasked, good: mine.good ?? good});
    }
  return {...own, columns};
}

/** Columns that a relation's tags name and that the relation does not have; `columns` are its real ones. */
export function strayColumns(
  {counts, rows, columns: tagged, people, metricColumns}: RelationTags,
  columns: ReadonlySet<string>
): string[] {
  const own = [...tagged].flatMap(([name, {series, partOf, isApart, isWhole, isSpent, isEdge}]) =>
    series !== null || partOf !== null || isApart || isWhole || isSpent || isEdge ? [name, partOf] : []
  );
  const named = [
    counts === "rows" || counts === "none" ? null : counts,
    rows.along,
    rows.reached,
    ...own,
    ...people.keys(),
    ...[...metricColumns.values()].flat()
  ];
  return [...new Set(named)].filter((name): name is string => name !== null && !columns.has(name));
}

/** How the numbers of a column are formatted, coloured and described; null where the header does not give its unit. */
export function measureOf({unit, good, series}: ColumnTags): Measure | null {
  return unit === null ? null : {isChange: false, ...unitWords[unit], good, series};
}

/** The metrics of a relation that are shown where some columns stand, in order. */
export function metricsShown({metrics, metricColumns}: RelationTags, columns: readonly string[]): readonly string[] {
  return (metrics ?? []).filter((id) => metricColumns.get(id)?.some((name) => columns.includes(name)) ?? true);
}

function metricsOf(
  values: readonly string[],
  bad: (tag: string, value: string) => AppError
): Pick<RelationTags, "metrics" | "metricColumns"> {
  const metricColumns = new Map<string, readonly string[]>();
  const ids = values.flatMap((value) => {
    const [word, names] = splitAtColon(value);
    const found = listOf(word);
    if (found.length === 0) throw bad("metric", value);
    if (names.length > 0) for (const id of found) metricColumns.set(id, names);
    return found;
  });
  const wrong = ids.find((id) => !/^F[1-9]\d?$/.test(id) && id !== "none");
  if (wrong !== undefined) throw bad("metric", wrong);
  return {metrics: ids.length === 0 ? null : ids.filter((id) => id !== "none"), metricColumns};
}

function rowsOf(value: string | undefined, bad: (tag: string, value: string) => AppError): RowTags {
  if (value === undefined) return {kind: "groups", along: null, reached: null};
  const [kind = "", along = null, by = null, reached = null, ...rest] = value.split(/\s+/);
  const isPlain = (kind === "alternatives" || kind === "apart") && along === null;
  const isAlong = (kind === "nested" || kind === "totals") && along !== null && by === null;
  const isReached = kind === "nested" && by === "by" && reached !== null;
  if ((!isPlain && !isAlong && !isReached) || rest.length > 0) throw bad("rows", value);
  return {kind: kind as RowTags["kind"], along, reached};
}

function splitAtColon(value: string): [string, string[]] {
  const [word = "", names = ""] = value.split(":").map((part) => part.trim());
  return [word, listOf(names)];
}

function listOf(value: string): string[] {
  return value
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}
