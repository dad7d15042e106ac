import type {Row} from "../../base/table";
import type {Unit, Words} from "../../base/words";
import {AppError} from "../../base/errors";
import {shadeLegend} from "../tables/heat";
import {html} from "../html";
import {makeSelectable} from "../interact";
import {listing} from "../tables/listing";
import {column, defineKind, optionalNumbers, optionalUnit, type DrawContext} from "../kind";
import {distinctX, keyOf, drawableNumber} from "../points";
import {titleOf} from "../text/describe";
import {shadeBreaks, shadeOf} from "../tables/shade";

/** A number in every cell of a grid, shaded in six steps. */
export default defineKind({
  name: "heatmap",
  channels: {x: column, y: column, value: column},
  options: {breaks: optionalNumbers, unit: optionalUnit},
  example: {
    table: {
      recency_score: [5, 5, 5, 4, 4, 4, 3, 3, 3],
      frequency_score: [1, 2, 3, 1, 2, 3, 1, 2, 3],
      customers: [2980, 577, 337, 3057, 614, 299, 3196, 589, null]
    },
    spec: {x: "frequency_score", y: "recency_score", value: "customers"}
  },
  render(spec, rows, context) {
    const grid = gridOf(spec, rows);
    const breaks = spec.breaks ?? shadeBreaks(grid.values);
    const {document} = context;
    const table = html(
      document,
      "table",
      {class: "chart-heat"},
      head(spec, grid, context),
      body(spec, grid, breaks, context)
    );
    return html(
      document,
      "div",
      {class: "chart-heatmap"},
      table,
      shadeLegend(grid.values, breaks, (value) => format(value, spec, context.words), context)
    );
  },
  describe(spec, rows, words) {
    const {cells, xs, ys} = gridOf(spec, rows);
    const known = [...cells.values()].filter(({value}) => value !== null) as {x: unknown; y: unknown; value: number}[];
    const low = known.reduce((least, cell) => (cell.value < least.value ? cell : least));
    const high = known.reduce((most, cell) => (cell.value > most.value ? cell : most));
    return words.t("charts.say_heatmap", {
      title: titleOf(spec, [spec.value], words),
      rows: ys.length,
      columns: xs.length,
      high: format(high.value, spec, words),
      highRow: words.value(spec.y, high.y),
      highColumn: words.value(spec.x, high.x),
      low: format(low.value, spec, words),
      lowRow: words.value(spec.y, low.y),
      lowColumn: words.value(spec.x, low.x)
    });
  }
});

interface Spec {
  from: string;
  select: string | null;
  x: string;
  y: string;
  value: string;
  unit: Unit | null;
}

interface Grid {
  xs: unknown[];
  /** in the order of the rows, as the query sorted them */
  ys: unknown[];
  cells: Map<string, {x: unknown; y: unknown; value: number | null; row: Row}>;
  values: number[];
}

/** The grid of some rows; throws `charts.no_values`. */
function gridOf({x, y, value}: Spec, rows: readonly Row[]): Grid {
  const cells = new Map(
    rows.map((row) => [cellKey(row[x], row[y]), {x: row[x], y: row[y], value: drawableNumber(row[value]), row}])
  );
  const values = [...cells.values()].flatMap((cell) => (cell.value === null ? [] : [cell.value]));
  if (!values.length) throw new AppError("charts.no_values", {column: value});
  const ys = [...new Map(rows.map((row) => [keyOf(row[y]), row[y]])).values()];
  return {xs: distinctX(rows.map((row) => ({x: row[x], series: "", y: null, row}))), ys, cells, values};
}

function cellKey(x: unknown, y: unknown): string {
  return `${keyOf(x)}\u0000${keyOf(y)}`;
}

function format(value: number, spec: Spec, words: Words): string {
  return words.value(spec.value, value, spec.unit ?? words.measure(spec.value).unit);
}

function head({x, y}: Spec, {xs}: Grid, {document, words}: DrawContext): HTMLElement {
  const corner = html(document, "td", {class: "corner"}, `${words.column(y)}＼${words.column(x)}`);
  const headings = xs.map((value) => html(document, "th", {scope: "col"}, words.value(x, value)));
  return html(document, "thead", {}, html(document, "tr", {}, corner, ...headings));
}

function body(spec: Spec, {xs, ys, cells}: Grid, breaks: readonly number[], context: DrawContext): HTMLElement {
  const {document, words} = context;
  const rows = ys.map((y) => {
    const values = xs.map((x) => drawCell(cells.get(cellKey(x, y)), {x, y}, spec, breaks, context));
    return html(document, "tr", {}, html(document, "th", {scope: "row"}, words.value(spec.y, y)), ...values);
  });
  return html(document, "tbody", {}, ...rows);
}

function drawCell(
  drawn: {value: number | null; row: Row} | undefined,
  place: {x: unknown; y: unknown},
  spec: Spec,
  breaks: readonly number[],
  context: DrawContext
) {
  const {document, words, selection} = context;
  const value = drawn?.value ?? null;
  if (value === null) return html(document, "td", {class: "empty"}, words.t("charts.no_value"));
  const text = format(value, spec, words);
  const cell = html(document, "td", {class: `shade shade-${shadeOf(value, breaks)}`}, text);
  if (spec.select !== null) {
    const label = words.t("charts.pair", {
      label: `${words.value(spec.y, place.y)}, ${words.value(spec.x, place.x)}`,
      value: text
    });
    const press = html(document, "span", {class: "press"}, text);
    makeSelectable(press, {variable: spec.select, value: [place.x, place.y], selection, label});
    cell.replaceChildren(press);
    return cell;
  }
  if (drawn) cell.replaceChildren(listing(text, {column: spec.value, rows: [drawn.row]}, context));
  return cell;
}
