import {toRows, type Row} from "../base/table";
import type {Database, QueryOptions} from "../engine/database";
import {isInteger, placeOf, textOrPlain, type GridColumn} from "./sql";

/** A histogram bin; dates and times in milliseconds. */
export interface Bin {
  from: number;
  to: number;
  /** whether `to` is excluded; false for the last bin */
  isOpen: boolean;
  rows: number;
}

/** A value and its row count; booleans as `true` and `false`. */
export interface Counted {
  value: string;
  rows: number;
}

/** The summary of one column. */
export interface ColumnSummary {
  nulls: number;
  distinct: number;
  /** null for texts and without values; dates and times in milliseconds */
  min: number | null;
  median: number | null;
  max: number | null;
  /** of numbers and dates; empty where all values are equal */
  bins: readonly Bin[];
  /** most frequent values of texts and booleans; empty where nearly every row has its own */
  top: readonly Counted[];
}

/** The relation to summarise, its row count, and the columns. */
export interface SummaryRequest {
  relation: string;
  total: number;
  columns: readonly GridColumn[];
}

/** Maximum cells read by one query, so that scrolling is not delayed behind it. */
const cellsAtOnce = 2_000_000;
/** Maximum distinct values of a column for which frequent values are listed. */
const mostKinds = 1000;
const topCount = 12;
const mostBins = 20;

/**
 * Summarises every column and yields each when it is known: two queries for most results, several shorter ones for
 * millions of rows.
 */
export async function* summarizeColumns(
  db: Database,
  {relation, total, columns}: SummaryRequest,
  options?: QueryOptions
): AsyncGenerator<ReadonlyMap<string, ColumnSummary>> {
  const atOnce = Math.max(1, Math.floor(cellsAtOnce / Math.max(1, total)));
  for (let start = 0; start < columns.length; start += atOnce) {
    yield await summarizeSome(db, {relation, total, columns: columns.slice(start, start + atOnce)}, options);
  }
}

async function summarizeSome(
  db: Database,
  {relation, total, columns}: SummaryRequest,
  options?: QueryOptions
): Promise<ReadonlyMap<string, ColumnSummary>> {
  const wanted = columns.flatMap((column, index) => figures(column, index));
  const [row = {}] = toRows(await db.query(`select ${wanted.join(", ")} from ${relation} t`, options));
  const drafts = columns.map((column, index) => ({column, index, summary: draft(row, index, total)}));
  const shapes = drafts.flatMap((each) => shapeOf(each.column, each.summary, each.index, relation));
  if (shapes.length > 0) {
    const found = toRows(await db.query(shapes.map(({sql}) => `(${sql})`).join(" union all "), options));
    for (const {index, steps} of shapes) {
      const own = found.filter((each) => each.place === index);
      drafts[index]!.summary = withShape(drafts[index]!.summary, own, steps);
    }
  }
  return new Map(drafts.map(({column, summary}) => [column.name, summary]));
}

function figures(column: GridColumn, index: number): string[] {
  const name = placeOf(column);
  const counts = [`count(${name}) as filled_${index}`, `count(distinct ${name}) as distinct_${index}`];
  if (column.kind === "text" || column.kind === "boolean") return counts;
  const value = measureOf(column);
  const isReal = /^(FLOAT|DOUBLE)/.test(column.type) ? ` filter (isfinite(${name}))` : "";
  const named = {min: `min(${value})`, median: `median(${value})`, max: `max(${value})`};
  return [...counts, ...Object.entries(named).map(([what, sql]) => `${sql}${isReal} as ${what}_${index}`)];
}

/** SQL for the number that represents a value: milliseconds for dates and times. */
function measureOf(column: GridColumn): string {
  return column.kind === "number" ? placeOf(column) : `epoch_ms(cast(${placeOf(column)} as timestamp))`;
}

function draft(row: Row, index: number, total: number): ColumnSummary {
  const number = (what: string) => {
    const value = row[`${what}_${index}`];
    return value === null || value === undefined ? null : Number(value);
  };
  const filled = number("filled") ?? 0;
  const distinct = number("distinct") ?? 0;
  const [min, median, max] = [number("min"), number("median"), number("max")];
  return {nulls: total - filled, distinct, min, median, max, bins: [], top: []};
}

interface Steps {
  start: number;
  step: number;
  count: number;
}

interface Shape {
  index: number;
  sql: string;
  steps: Steps | null;
}

function shapeOf(column: GridColumn, summary: ColumnSummary, index: number, relation: string): Shape[] {
  if (column.kind === "text" || column.kind === "boolean") {
    const isNames = summary.distinct > mostKinds || summary.distinct === 0;
    return isNames ? [] : [{index, sql: topSql(column, index, relation), steps: null}];
  }
  const steps = stepsOf(column, summary);
  return steps ? [{index, sql: binSql(column, index, steps, relation), steps}] : [];
}

function topSql(column: GridColumn, index: number, relation: string): string {
  const value = column.kind === "boolean" ? `cast(${placeOf(column)} as varchar)` : textOrPlain(column);
  const grouped = `select ${value} as name, count(*) as rows from ${relation} t where ${placeOf(column)} is not null group by all`;
  return (
    `select ${index} as place, cast(null as double) as bin, name, rows ` +
    `from (${grouped}) order by rows desc, name limit ${topCount}`
  );
}

function binSql(column: GridColumn, index: number, {start, step, count}: Steps, relation: string): string {
  const value = `cast(${measureOf(column)} as double)`;
  const bin = `least(${count - 1}, floor((${value} - ${start}) / ${step}))`;
  return (
    `select ${index} as place, ${bin} as bin, cast(null as varchar) as name, count(*) as rows ` +
    `from ${relation} t where isfinite(${value}) group by all`
  );
}

function withShape(summary: ColumnSummary, rows: readonly Row[], steps: Steps | null): ColumnSummary {
  if (!steps) {
    const top = rows.map(({name, rows: count}) => ({value: String(name), rows: Number(count)}));
    return {...summary, top};
  }
  const counts = new Map(rows.map(({bin, rows: count}) => [Number(bin), Number(count)]));
  const edge = (index: number) => Number((steps.start + index * steps.step).toPrecision(15));
  const bins = Array.from({length: steps.count}, (_, index) => ({
    from: edge(index),
    to: edge(index + 1),
    isOpen: index < steps.count - 1 || edge(index + 1) !== summary.max,
    rows: counts.get(index) ?? 0
  }));
  return {...summary, bins};
}

const second = 1000;
const day = 86_400_000;
const timeSteps = [1, 5, 15, 60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600].map((seconds) => seconds * second);
const daySteps = [1, 2, 7, 14, 28, 91, 182, 364, 728, 1820, 3640].map((days) => days * day);

/** Round bin widths, so that a bin can be named: 0 to 50, not 3.7 to 48.2. Null where all values are equal. */
function stepsOf(column: GridColumn, {min, max}: ColumnSummary): Steps | null {
  if (min === null || max === null || !Number.isFinite(max - min) || max <= min) return null;
  const least = (max - min) / (mostBins - 1);
  const step = column.kind === "number" ? roundStep(least, isInteger(column)) : timeStep(least, column.kind === "date");
  const start = Math.floor(min / step) * step;
  const isSingle = step === (column.kind === "date" ? day : 1) && (column.kind === "date" || isInteger(column));
  // the maximum alone is no bin of its own, unless every value is
  const count = isSingle ? Math.round((max - start) / step) + 1 : Math.max(1, Math.ceil((max - start) / step - 1e-9));
  return {start: Number(start.toPrecision(15)), step, count};
}

function roundStep(least: number, isWhole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= least * (1 - 1e-9))!;
  return isWhole ? Math.max(1, Math.round(step)) : Number(step.toPrecision(12));
}

function timeStep(least: number, isWholeDays: boolean): number {
  const steps = isWholeDays ? daySteps : [...timeSteps, ...daySteps];
  return steps.find((each) => each >= least) ?? Math.ceil(least / (3640 * day)) * 3640 * day;
}
