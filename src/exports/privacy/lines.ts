import type {Row} from "../../base/table";
import {placeOf, type Shape} from "./shape";

/** A count of customers in one row of a table. */
export interface Cell {
  row: number;
  /** null where the row has none */
  count: number | null;
}

/** Groups whose sum a reader knows. */
export interface Line {
  members: readonly Cell[];
  /** the row with the total; null when it is outside the table */
  total: Cell | null;
}

/** All sums that a reader could know over the rows of a table, including its total rows. */
export function linesOf(
  rows: readonly Row[],
  counts: readonly (number | null)[],
  shape: Shape,
  indent: string | null
): Line[] {
  const cells = rows.map((_, row) => ({row, count: counts[row] ?? null}));
  // rows side by side have no sum
  if (shape.cumulative !== null || shape.isDefinitions || shape.isApart) return [];
  const levels = levelsOf(rows, indent, shape);
  if (levels) return nested(cells, levels);
  return shape.keys.length < 2 ? [{members: cells, total: null}] : crossed(cells, rows, shape);
}

/** The nesting level of each row; null when there is no such column. */
function levelsOf(rows: readonly Row[], indent: string | null, {facts}: Shape): number[] | null {
  const columns = Object.keys(rows[0] ?? {});
  const depth = indent ?? facts.depthOf(columns);
  if (depth !== null && columns.includes(depth)) return rows.map((row) => Number(row[depth]) || 0);
  const totals = facts.totalsOf(columns);
  return totals === null ? null : rows.map((row) => (row[totals] === true ? 0 : 1));
}

/** Sums of nested rows: top rows add up to the whole, rows under a row to that row. */
function nested(cells: readonly Cell[], levels: readonly number[]): Line[] {
  const top = Math.min(...levels);
  const lines: Line[] = [{members: cells.filter((_, index) => levels[index] === top), total: null}];
  cells.forEach((total, index) => {
    const level = levels[index]!;
    const end = levels.findIndex((other, at) => at > index && other <= level);
    const under = cells.slice(index + 1, end === -1 ? undefined : end);
    const members = under.filter(({row}) => levels[row] === level + 1);
    if (members.length) lines.push({members, total});
  });
  return lines;
}

/**
 * Sums of a table with several keys: all rows that differ in one key. A row with an empty key is the total of its line.
 */
function crossed(cells: readonly Cell[], rows: readonly Row[], {keys, roles}: Shape): Line[] {
  return keys
    .filter((key) => roles.get(key) !== "time")
    .flatMap((key) => {
      const others = keys.filter((other) => other !== key);
      const groups = new Map<string, Cell[]>();
      for (const cell of cells) {
        const place = placeOf(rows[cell.row]!, others);
        groups.set(place, [...(groups.get(place) ?? []), cell]);
      }
      return [...groups.values()].map((line) => ({
        members: line.filter(({row}) => rows[row]![key] !== null),
        total: line.find(({row}) => rows[row]![key] === null) ?? null
      }));
    });
}
