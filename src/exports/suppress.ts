import type {Row} from "../base/table";
import {drawableNumber} from "../charts/points";
import {findDetermined, type Equation} from "./privacy/audit";
import type {Origin} from "./privacy/facts";
import {isSmall, smallestGroup} from "./group";
import {isMostlyOne, textOf, type LargestBuyers} from "./privacy/largest";
import {linesOf, type Cell, type Line} from "./privacy/lines";
import type {Judgement, OwnTable} from "./privacy/own-cells";
import {partColumns, smallParts} from "./privacy/parts";
import {findProbing, findTelling, type Population, type ReleasedSet} from "./privacy/released";
import {placeOf, rowLimit, shapeOf, type Shape, type Withheld} from "./privacy/shape";

/** A table that a report or picture would show. */
export interface TableToShare {
  /** the cell whose result it is */
  name: string;
  columns: readonly string[];
  rows: readonly Row[];
  /** the column with the nesting level of a row; null for none */
  indent?: string | null;
  /** whether `rows` are only the first of more */
  isCut?: boolean;
  /** the relations it is made of; without it, columns are judged by name */
  origin?: Origin;
  /** for the result of a person's own SQL: what may leave of it */
  own?: OwnTable;
  /** whether a person has looked at every value of it, and lets it out as it is */
  isLetOut?: boolean;
  /** the table whose rows it passes on as they are, all with their key; absent for none */
  part?: {of: string; key: readonly string[]};
  /** whether it stands here only for those that pass on its rows */
  isWhole?: boolean;
}

/** The same table after suppression. */
export interface SharedTable {
  name: string;
  columns: readonly string[];
  /** all rows, with null for hidden values */
  rows: Row[];
  /** the rows that have something to show */
  shown: Row[];
  /** the rows without hidden values, except perhaps a trend */
  intact: Row[];
  shape: Shape;
  /** for every row, the columns with hidden values */
  gaps: ReadonlySet<string>[];
  /** number of rows of which only the name is shown */
  hiddenRows: number;
  /** number of customers in them, where counted */
  hiddenCount: number;
  /** number of rows with a hidden part */
  partRows: number;
  /** why the whole table is withheld; null when it is not */
  withheld: Withheld | null;
  /** whether it is the result of a person's own SQL, of which hidden rows are not even named */
  isOwn: boolean;
  /** whether its SQL picked rows by their numbers: how many are hidden would tell of these */
  isPicked: boolean;
}

/** What is known besides the tables. */
export interface SuppressOptions {
  /** values that identify a customer or an order, whatever their column is called */
  identities?: ReadonlySet<string>;
  /** largest amounts by one buyer; without it, ten customers are considered enough for a sum */
  largest?: LargestBuyers | null;
  /** which customers and orders the numbers of the page count; without it, only sums within tables are checked */
  populations?: readonly Population[];
  /** by name: what may leave of the results of SQL cells */
  own?: ReadonlyMap<string, Judgement>;
  /** by name: all rows of the relations of which cells pass on some */
  wholes?: ReadonlyMap<string, {columns: readonly string[]; rows: readonly Row[]}>;
  /** names of the tables that a person has looked at, value by value, and lets out */
  letOut?: ReadonlySet<string>;
  /** names of the SQL cells that ship; why another one shows nothing is not told to whom the page is shared with */
  reviewed?: ReadonlySet<string>;
}

/** A table during suppression. */
interface Draft {
  table: TableToShare;
  shape: Shape;
  withheld: Withheld | null;
  counts: (number | null)[];
  lines: Line[];
  /** the id of each row's group; equal in all tables that count the same group */
  ids: string[];
  /** rows that are hidden whatever their sums */
  alone: Set<number>;
  /** for each row, the columns that are hidden since a part of its group is small, or told by other numbers */
  parts: Set<string>[];
  /** where its rows are passed on from: which of them leave is decided there, whichever are chosen; null where here */
  whole: {draft: Draft; rows: readonly (number | undefined)[]} | null;
}

/**
 * Suppresses small groups in all tables of a page together: a group hidden in one table is hidden in the others, and
 * further groups are hidden until no sum, difference or total that a reader may know reveals a hidden one.
 */
export function suppressTables(
  tables: readonly TableToShare[],
  {identities = new Set(), largest = null, populations = []}: SuppressOptions = {}
): Map<string, SharedTable> {
  const drafts = tables.map((table) => begin(table, identities));
  const everyone = populationOf(drafts);
  for (const draft of drafts) if (draft.withheld === null) measure(draft, everyone, largest);
  for (const draft of drafts) if (draft.withheld === null && draft.table.part) take(draft, draft.table.part, drafts);
  const hidden = new Set<string>();
  for (const draft of drafts) for (const row of smallRows(draft, largest)) hidden.add(draft.ids[row]!);
  hideProbing(drafts, hidden, populations);
  do complement(drafts, hidden);
  while (hideTelling(drafts, hidden, populations));
  return new Map(drafts.map((draft) => [draft.table.name, finish(draft, hidden)]));
}

/** Hides what would answer many questions about a few people, in all rows alike. */
function hideProbing(drafts: readonly Draft[], hidden: Set<string>, populations: readonly Population[]): void {
  for (const {table: name, column} of findProbing(populations)) {
    const draft = drafts.find(({table}) => table.name === name);
    if (draft?.withheld !== null) continue;
    draft.table.rows.forEach((_, row) => hideSet(draft, hidden, {table: name, row, column}));
  }
}

/** Hides what the numbers of all tables together tell of a few people; whether there was anything. */
function hideTelling(drafts: readonly Draft[], hidden: Set<string>, populations: readonly Population[]): boolean {
  const open = new Map(drafts.map((draft) => [draft.table.name, draft]));
  const isOut = (set: ReleasedSet) => {
    const draft = open.get(set.table);
    return !draft || draft.withheld !== null || isGone(draft, hidden, set);
  };
  const found = populations.flatMap((population) => findTelling(population, isOut));
  for (const set of found) hideSet(open.get(set.table)!, hidden, set);
  return found.length > 0;
}

/** Judges rows that are passed on from a whole table by what leaves there: which rows are chosen may not tell of hidden ones. */
function take(draft: Draft, {of, key}: {of: string; key: readonly string[]}, drafts: readonly Draft[]): void {
  const whole = drafts.find(({table}) => table.name === of);
  if (!whole || whole.withheld !== null) {
    draft.withheld = whole?.withheld ?? "unjudged";
    return;
  }
  const places = new Map(whole.table.rows.map((row, at) => [placeOf(row, key), at]));
  const rows = draft.table.rows.map((row) => places.get(placeOf(row, key)));
  draft.whole = {draft: whole, rows};
  draft.lines = [];
  draft.counts = rows.map((at) => (at === undefined ? null : whole.counts[at]!));
  draft.ids = rows.map((at, row) => (at === undefined ? `${draft.table.name}\u0000${row}` : whole.ids[at]!));
  draft.parts = rows.map((at) => (at === undefined ? new Set() : whole.parts[at]!));
}

function isGone(draft: Draft, hidden: ReadonlySet<string>, {row, column}: ReleasedSet): boolean {
  return isHiddenRow(draft, hidden, row) || (column !== null && draft.parts[row]!.has(column));
}

function isHiddenRow({ids, alone, whole}: Draft, hidden: ReadonlySet<string>, row: number): boolean {
  if (alone.has(row) || hidden.has(ids[row]!)) return true;
  if (whole === null) return false;
  const at = whole.rows[row];
  return at === undefined || isHiddenRow(whole.draft, hidden, at);
}

/** Hides what a table says of a set: the row, or what the row says of a part of its group. */
function hideSet({ids, parts, shape, table}: Draft, hidden: Set<string>, {row, column}: ReleasedSet): void {
  if (column === null || column === shape.main) hidden.add(ids[row]!);
  else for (const each of table.own ? [column] : [column, ...partColumns(shape)]) parts[row]!.add(each);
}

function begin(table: TableToShare, identities: ReadonlySet<string>): Draft {
  const shape = shapeOf(table.columns, table.rows, identities, table.origin);
  const judged = table.own ? table.own.withheld : shape.withheld;
  const isLong = table.isCut === true || table.rows.length > rowLimit;
  const isTooLong = (isLong && !table.isWhole) || (judged === "rows" && !table.isWhole);
  const others = judged === "rows" ? null : judged;
  const withheld = table.isLetOut ? null : (others ?? (isTooLong ? "rows" : null));
  return {
    table,
    shape,
    withheld,
    counts: [],
    lines: [],
    ids: [],
    alone: new Set(),
    parts: table.rows.map(() => new Set()),
    whole: null
  };
}

/** The total number of customers, if a table has it. */
function populationOf(drafts: readonly Draft[]): number | null {
  const counts = drafts.flatMap(({table, shape: {main}}) =>
    main === "customers" && !table.own ? table.rows.map((row) => Number(row[main]) || 0) : []
  );
  return counts.length ? Math.max(...counts) : null;
}

function measure(draft: Draft, everyone: number | null, largest: LargestBuyers | null): void {
  const {table, shape} = draft;
  if (table.isLetOut || table.own) {
    draft.ids = table.rows.map((_, index) => `${table.name}\u0000${index}`);
    draft.counts = table.rows.map((_, index) => table.own?.people[index] ?? null);
    draft.parts = table.rows.map((_, index) => (table.isLetOut ? new Set() : ownParts(table.own!, index)));
    return;
  }
  if (shape.implied !== null && everyone === null) draft.withheld = "uncounted";
  draft.counts = table.rows.map((row) => {
    const value = drawableNumber(row[shape.main ?? shape.implied ?? ""]);
    return value !== null && shape.main === null ? value * (everyone ?? 0) : value;
  });
  draft.ids = table.rows.map((row, index) => idOf(draft, row, index));
  draft.lines = linesOf(table.rows, draft.counts, shape, table.indent ?? null);
  draft.parts = smallParts(table.rows, shape, largest);
}

/** Whether a stranger's SQL may not tell how many there are: nobody is an answer too, to a question that only one person fits. */
function isFew(count: number): boolean {
  return count < smallestGroup;
}

/** The columns of a row of a person's own SQL that count a few people, or of which one person makes up most. */
function ownParts({parts, owned}: OwnTable, row: number): Set<string> {
  const small = [...parts].flatMap(([column, counts]) => (isFew(counts[row] ?? 0) ? [column] : []));
  return new Set([...small, ...owned[row]!]);
}

/**
 * The id of a group: by stage or tier and count, so that it is recognised in other tables; otherwise unique to the
 * table.
 */
function idOf({table, shape, counts}: Draft, row: Row, index: number): string {
  const labels = shape.keys.filter((key) => shape.roles.get(key) !== "time");
  const [key = shape.keys[0]] = labels;
  const isKnown = labels.length <= 1 && key !== undefined && shape.cumulative === null && !shape.isDefinitions;
  const value = key === undefined ? null : row[key];
  if (!isKnown || value === null || value === undefined) return `${table.name}\u0000${index}`;
  return [key, value instanceof Date ? value.toISOString() : value, shape.main, counts[index]].join("\u0000");
}

/** The rows that are too small by themselves. */
function smallRows(draft: Draft, largest: LargestBuyers | null): number[] {
  const {table, shape, counts, withheld} = draft;
  if (withheld !== null || table.isLetOut || draft.whole) return [];
  if (table.own) return counts.flatMap((count, index) => (isFew(count ?? 0) ? [index] : []));
  if (shape.cumulative !== null || shape.isDefinitions) return nestedRows(draft, largest);
  return table.rows.flatMap((row, index) => {
    const count = counts[index]!;
    if (count === null) return holdsNumbers(row, shape) ? [index] : [];
    return isSmall(count) || (count > 0 && isMostlyOne(row, shape, largest, "whole")) ? [index] : [];
  });
}

function holdsNumbers(row: Row, {roles, keys}: Shape): boolean {
  return [...roles].some(
    ([name, role]) =>
      ["people", "orders", "ratio", "money"].includes(role) && !keys.includes(name) && row[name] !== null
  );
}

/** For cumulative rows the differences are groups too: keeps only rows that differ by at least ten. */
function nestedRows(draft: Draft, largest: LargestBuyers | null): number[] {
  const {table, shape} = draft;
  const owned = table.rows.flatMap((row, index) => (isMostlyOne(row, shape, largest, "whole") ? [index] : []));
  const dropped = [...owned, ...stepsOf(draft)];
  for (const row of dropped) draft.alone.add(row);
  return dropped;
}

/** One step of cumulative rows: the counts by series. */
interface Step {
  row: number;
  series: string;
  count: number | null;
}

/** The step of each row; a step is shown or hidden in all series, so that lines have equal gaps. */
function stepsOf(draft: Draft): number[] {
  const steps = new Map<string, Step[]>();
  const {table, shape} = draft;
  const others = shape.keys.filter((key) => key !== shape.cumulative && !shape.isDefinitions);
  const counts = nestedCounts(draft);
  table.rows.forEach((row, index) => {
    const at = shape.cumulative === null ? String(index) : textOf(row[shape.cumulative]);
    const series = others.map((key) => textOf(row[key])).join("\u0000");
    steps.set(at, [...(steps.get(at) ?? []), {row: index, series, count: counts[index]!}]);
  });
  const last = new Map<string, number>();
  const dropped: number[] = [];
  for (const step of inOrder([...steps.values()], draft)) {
    const isFar = step.every(({series, count}) => {
      const before = last.get(series);
      return count !== null && !isSmall(count) && (before === undefined || !isSmall(Math.abs(before - count)));
    });
    if (isFar) for (const {series, count} of step) last.set(series, count!);
    else dropped.push(...step.map(({row}) => row));
  }
  return dropped;
}

/** Steps from the largest group inwards, so that the whole is kept. */
function inOrder(steps: readonly Step[][], {table, shape: {cumulative}}: Draft): Step[][] {
  const size = (step: readonly Step[] | undefined) => Math.max(0, ...(step ?? []).map(({count}) => count ?? 0));
  if (cumulative === null) return [...steps].sort((a, b) => size(b) - size(a));
  const place = (step: readonly Step[]) => Number(table.rows[step[0]!.row]![cumulative]);
  const rising = [...steps].sort((a, b) => place(a) - place(b));
  return size(rising[0]) > size(rising.at(-1)) ? rising : rising.reverse();
}

/** The counts of cumulative rows; along days, the number who came back by then, of the largest count of the series. */
function nestedCounts({table, shape, counts}: Draft): (number | null)[] {
  const rate = shape.reached;
  if (rate === null) return counts;
  const others = shape.keys.filter((key) => key !== shape.cumulative);
  const sizes = new Map<string, number>();
  const seriesOf = (row: Row) => others.map((key) => textOf(row[key])).join("\u0000");
  table.rows.forEach((row, index) => {
    sizes.set(seriesOf(row), Math.max(sizes.get(seriesOf(row)) ?? 0, counts[index] ?? 0));
  });
  return table.rows.map((row, index) => {
    const size = sizes.get(seriesOf(row)) ?? 0;
    return isSmall(counts[index] ?? 0) ? null : (drawableNumber(row[rate]) ?? 0) * size;
  });
}

/** Hides further groups until no sum reveals a hidden one. */
function complement(drafts: readonly Draft[], hidden: Set<string>): void {
  const open = drafts.filter(({withheld}) => withheld === null);
  for (;;) {
    const before = hidden.size;
    for (const draft of open) for (const line of draft.lines) closeLine(draft, line, hidden);
    if (hidden.size > before) continue;
    if (!closeDetermined(open, hidden)) return;
  }
}

/** In one sum: hides at least two groups with at least ten customers together. */
function closeLine({ids}: Draft, {members, total}: Line, hidden: Set<string>): boolean {
  const isHidden = ({row}: Cell) => hidden.has(ids[row]!);
  const unknown = members.filter((cell) => isHidden(cell) && cell.count !== 0);
  const isTotalHidden = total !== null && isHidden(total);
  const sum = unknown.reduce((all, {count}) => all + (count ?? 0), 0);
  const isSafe = isTotalHidden
    ? unknown.length > 0
    : unknown.length === 0 || (unknown.length > 1 && Math.round(sum) >= smallestGroup);
  return !isSafe && hideSmallest(ids, members, hidden);
}

function hideSmallest(ids: readonly string[], members: readonly Cell[], hidden: Set<string>, least = 1): boolean {
  const left = members.filter(({row, count}) => count !== null && count >= least && !hidden.has(ids[row]!));
  if (!left.length) return false;
  const smallest = left.reduce((best, cell) => (cell.count! < best.count! ? cell : best));
  hidden.add(ids[smallest.row]!);
  return true;
}

/**
 * Hides groups that several sums together determine; where no group is left to hide, the fact that it is empty remains
 * visible.
 */
function closeDetermined(drafts: readonly Draft[], hidden: Set<string>): boolean {
  const found = findDetermined(drafts.flatMap((draft) => draft.lines.map((line) => equationOf(draft, line, hidden))));
  for (const least of [1, 0]) {
    for (const {ids, lines} of drafts) {
      for (const {members, total} of lines) {
        const cells = total === null ? members : [...members, total];
        const isTold = cells.some(({row, count}) => count !== null && isSmall(count) && found.has(ids[row]!));
        if (isTold && hideSmallest(ids, cells, hidden, least)) return true;
      }
    }
  }
  return false;
}

function equationOf({ids}: Draft, {members, total}: Line, hidden: ReadonlySet<string>): Equation {
  const terms = new Map<string, number>();
  const lowest = new Map<string, number>();
  let constant = 0;
  const add = ({row, count}: Cell, sign: number) => {
    const id = ids[row]!;
    if (!hidden.has(id)) return;
    terms.set(id, (terms.get(id) ?? 0) + sign);
    lowest.set(id, count === 0 ? 0 : 1);
    constant += sign * (count ?? 0);
  };
  for (const cell of members) add(cell, 1);
  // a total outside the table may be known to the reader
  if (total !== null) add(total, -1);
  return {terms, lowest, constant};
}

function finish(draft: Draft, hidden: ReadonlySet<string>): SharedTable {
  const {table, shape, withheld, parts} = draft;
  const {name, columns} = table;
  const isOwn = (table.own !== undefined || table.part !== undefined) && !table.isLetOut;
  const isPicked = isOwn && (table.own?.isPicked ?? true);
  const empty = {name, columns, shape, withheld, isOwn, isPicked, hiddenRows: 0, hiddenCount: 0, partRows: 0};
  if (withheld !== null) return {...empty, rows: [], shown: [], intact: [], gaps: []};
  const isHidden = (index: number) => isHiddenRow(draft, hidden, index);
  const rows = table.rows.map((row, index) => {
    if (isHidden(index)) return isOwn ? emptied(row) : blank(row, shape);
    return table.isLetOut ? row : without(row, parts[index]!, shape);
  });
  const isIntact = (index: number) => [...parts[index]!].every((each) => shape.roles.get(each) === "list");
  const gaps = rows.map((row, index) => new Set(columns.filter((each) => isGap(row[each], table.rows[index]![each]))));
  const shown = rows.filter((_, index) => !isHidden(index));
  const intact = rows.filter((_, index) => !isHidden(index) && isIntact(index));
  const hiddenRows = rows.length - shown.length;
  const hiddenCount = draft.counts.reduce<number>((sum, count, at) => sum + (isHidden(at) ? (count ?? 0) : 0), 0);
  const partRows = shown.length - intact.length;
  return {...empty, rows, shown, intact, gaps, hiddenRows, hiddenCount, partRows};
}

function isGap(now: unknown, before: unknown): boolean {
  return now === null && before !== null && before !== undefined;
}

/** A row without any value: what a person's own SQL calls a small group may tell who is in it. */
function emptied(row: Row): Row {
  return Object.fromEntries(Object.keys(row).map((name) => [name, null]));
}

/** A row with only its keys and booleans. */
function blank(row: Row, {roles, keys}: Shape): Row {
  const entries = Object.entries(row).map(([name, value]) => {
    const isName = keys.includes(name) || roles.get(name) === "flag";
    const isWord = roles.get(name) === "label" && !/\d/.test(String(value));
    return [name, isName || isWord ? value : null];
  });
  return Object.fromEntries(entries) as Row;
}

function without(row: Row, names: ReadonlySet<string>, {facts}: Shape): Row {
  const entries = Object.entries(row).map(([name, value]) => [
    name,
    names.has(name) ? null : coarse(value, facts.isEdge(name))
  ]);
  return Object.fromEntries(entries) as Row;
}

/** A boundary between groups is the amount of one customer, so it is rounded to two digits. */
function coarse(value: unknown, isEdge: boolean): unknown {
  return isEdge && typeof value === "number" && value !== 0 ? Number(value.toPrecision(2)) : value;
}
