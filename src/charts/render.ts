import type {Table} from "apache-arrow";
import * as v from "valibot";
import {AppError} from "../base/errors";
import {toRows, type Row} from "../base/table";
import type {Words} from "../base/words";
import type {Bin} from "./bin";
import {drawBins, recolourBins} from "./bars/bins";
import {reselectBrush} from "./brush/brush";
import {drawFacets, facetsOf, describeFacets} from "./axes/facets";
import {alone, schemaOf, type ChartContext, type ChartKind, type DrawContext, type ParsedSpec} from "./kind";
import * as plot from "./axes/plot";
import {moveByArrows} from "./axes/pointing";
import {kindOf} from "./registry";
import type {ChartSpec} from "./spec";

/** Maximum number of marks in one chart; more would be illegible and block the page. */
export const markLimit = 5000;

/**
 * Draws a table as a new element. Throws `charts.unknown_kind`, `charts.bad_spec {key}`, `charts.missing_column
 * {column}`, `charts.no_rows`, `charts.no_values {column}`, `charts.too_many_marks {marks, limit}`,
 * `charts.too_many_series`, `charts.too_many_categories`, `charts.too_many_facets {facets, limit}`.
 */
export function renderChart(spec: ChartSpec, table: Table, context: ChartContext): HTMLElement | SVGElement {
  const {kind, parsed, rows} = prepare(spec, table);
  const drawing: DrawContext = {
    ...context,
    plot,
    columns: columnNames(table),
    rowCount: table.numRows,
    agree: alone,
    panel: 0
  };
  const column = facetOf(kind, parsed);
  const element =
    column === null ? kind.render(parsed, rows, drawing) : drawFacets(kind, parsed, facetsOf(column, rows), drawing);
  return introduce(element, format(kind, parsed, rows, context.words));
}

/**
 * Updates the brush of a drawn chart to another selection without redrawing, so that a drag continues; false where the
 * chart has no brush and must be redrawn.
 */
export function reselect(
  element: Element,
  {selection, selectionY}: Pick<ChartContext, "selection" | "selectionY">
): boolean {
  return reselectBrush(element, selection, selectionY);
}

/** Describes a chart in one to three sentences for screen readers; throws as `renderChart`. */
export function describeChart(spec: ChartSpec, table: Table, words: Words): string {
  const {kind, parsed, rows} = prepare(spec, table);
  return format(kind, parsed, rows, words);
}

function format(kind: ChartKind, parsed: ParsedSpec, rows: readonly Row[], words: Words): string {
  const column = facetOf(kind, parsed);
  return column === null
    ? kind.describe(parsed, rows, words)
    : describeFacets(kind, parsed, column, facetsOf(column, rows), words);
}

/** The facet column; null for a single picture. */
function facetOf({hasFacets}: ChartKind, {facet}: ParsedSpec): string | null {
  return hasFacets && typeof facet === "string" ? facet : null;
}

/**
 * A histogram coloured by the stages of `cuts` (ascending, upper-inclusive), for the input that drags them. The plot
 * fills the whole width, so that a handle's position is its share of `x`.
 */
export function drawHistogram(
  bins: readonly Bin[],
  cuts: readonly number[],
  context: ChartContext & {height?: number}
): SVGElement {
  const drawing = {...context, plot, columns: [], rowCount: bins.length, agree: alone, panel: 0};
  const element = drawBins(bins, cuts, drawing);
  return introduce(element, context.words.t("charts.say_bins", {n: bins.length}));
}

/** Recolours a drawn histogram for other cuts. */
export function recutHistogram(element: Element, cuts: readonly number[]): boolean {
  return recolourBins(element, cuts);
}

function prepare(spec: ChartSpec, table: Table): {kind: ChartKind; parsed: ParsedSpec; rows: Row[]} {
  const kind = kindOf(spec.kind);
  const parsed = parse(kind, spec);
  const named = checkColumns(kind, parsed, table);
  if (table.numRows === 0 && !kind.isEmptyFine) throw new AppError("charts.no_rows", {from: spec.from});
  const marks = table.numRows * Math.max(1, named);
  if (kind.rowLimit === null && marks > markLimit)
    throw new AppError("charts.too_many_marks", {marks, limit: markLimit});
  return {kind, parsed, rows: toRows(kind.rowLimit === null ? table : table.slice(0, kind.rowLimit))};
}

function parse(kind: ChartKind, spec: ChartSpec): ParsedSpec {
  const result = v.safeParse(schemaOf(kind), spec);
  if (result.success) return result.output;
  throw new AppError("charts.bad_spec", {kind: kind.name, key: String(result.issues[0].path?.[0]?.key ?? "")});
}

function columnNames(table: Table): string[] {
  return table.schema.fields.map(({name}) => name);
}

// the longest list of columns in one channel: the number of marks per row
function checkColumns(kind: ChartKind, spec: ParsedSpec, table: Table): number {
  const known = new Set(columnNames(table));
  const lists = Object.keys(kind.channels).map((key) =>
    [spec[key]].flat().filter((value) => typeof value === "string")
  );
  for (const column of lists.flat()) if (!known.has(column)) throw new AppError("charts.missing_column", {column});
  return Math.max(1, ...lists.map((list) => list.length));
}

// an SVG is one image for a screen reader unless its marks can be clicked; HTML content is read as it is
function introduce<Kind extends Element>(element: Kind, description: string): Kind {
  if (element.localName !== "svg") {
    if (!element.hasAttribute("aria-label")) element.setAttribute("aria-label", description);
    // a list keeps its role, or its items would have no parent
    if (!element.hasAttribute("role"))
      element.setAttribute("role", /^[ou]l$/.test(element.localName) ? "list" : "group");
    return element;
  }
  moveByArrows(element as unknown as SVGElement);
  element.setAttribute("role", element.querySelector("[role=button], [role=slider]") ? "group" : "img");
  element.setAttribute("aria-label", description);
  // touch-action is read from the outermost SVG only
  if (element.querySelector(".chart-brush")) element.classList.add("is-brushed");
  return element;
}
