import type {ColumnKind, GridColumn} from "../../grid/sql";

const usual: Readonly<Record<ColumnKind, number>> = {number: 124, text: 156, date: 132, timestamp: 176, boolean: 96};

/** The default width of a column, from its type and name. */
export function widthOf({name, kind}: GridColumn): number {
  return Math.min(280, Math.max(usual[kind], 36 + 7.6 * name.length));
}

/** The total width, below which the columns scroll sideways. */
export function widthSum(widths: readonly number[]): number {
  return Math.round(widths.reduce((sum, width) => sum + width, 0));
}
