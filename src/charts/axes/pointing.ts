import type {Row} from "../../base/table";
import type {DrawContext} from "../kind";
import type {Point} from "../points";

/** A count that a place of a chart shows, and where: between two values of y, or at one. */
export interface ShownCount {
  column: string;
  row: Row;
  low: number;
  high: number;
}

/** The count that a point shows, for the series of several columns or of one. */
export function countOf({series, row, y}: Point, columns: readonly string[], low = y ?? 0, high = y ?? 0): ShownCount {
  return {column: columns.length > 1 ? series : (columns[0] ?? ""), row, low, high};
}

/**
 * Makes counts of people in a chart lead to them: a click dispatches `huitou-people` for the count under the pointer, among
 * those of the tooltip that is shown. From the keyboard the same counts are reached in the chart's table.
 */
export function listAtPointer(element: SVGSVGElement, {people}: DrawContext, valueAt: (pixel: number) => number): void {
  if (!people || people.size === 0) return;
  element.addEventListener("click", (event) => {
    const view = element.ownerDocument.defaultView;
    const tip = (element as {value?: {counts?: readonly ShownCount[]} | null}).value;
    if (!view || (event.target as Element).closest("[role=button], .chart-brush")) return;
    const value = valueAt(event.clientY - element.getBoundingClientRect().top);
    const count = nearest(tip?.counts ?? [], value);
    if (!count || people.get(count.column) !== null || !(Number(count.row[count.column]) > 0)) return;
    event.stopPropagation();
    const detail = {column: count.column, rows: [count.row]};
    element.dispatchEvent(new view.CustomEvent("huitou-people", {bubbles: true, detail}));
  });
}

function nearest(counts: readonly ShownCount[], value: number): ShownCount | undefined {
  const away = ({low, high}: ShownCount) => (value < low ? low - value : value > high ? value - high : 0);
  return counts.reduce<ShownCount | undefined>(
    (best, each) => (best === undefined || away(each) < away(best) ? each : best),
    undefined
  );
}
