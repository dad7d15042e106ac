import type {Table} from "apache-arrow";
import * as v from "valibot";
import {AppError} from "../base/errors";
import {toRows, type Row} from "../base/table";
import type {Words} from "../base/words";
import {drawBins, recolourBins, type Bin} from "./bins";
import {reselectBrush} from "./brush";
import {drawFacets, facetsOf, sayFacets} from "./facets";
import {alone, schemaOf, type ChartContext, type ChartKind, type DrawContext, type ParsedSpec} from "./kind";
import * as plot from "./plot";
import {kindOf} from "./registry";
import type {ChartSpec} from "./spec";

/** Marks that one chart may have; more are refused, for no eye could tell them apart and the page would stand still. */
export const markLimit = 5000;

/**
 * The picture of a table, new each time. Throws `charts.unknown_kind`, `charts.bad_spec {key}`, `charts.missing_column
 * {column}`, `charts.no_rows`, `charts.no_values {column}`, `charts.too_many_marks {marks, limit}`,
 * `charts.too_many_series`, `charts.too_many_categories`, `charts.too_many_facets {facets, limit}`.
 */
export function renderChart(spec: ChartSpec, table: Table, context: ChartContext): HTMLElement | SVGElement {
  const {kind, parsed, rows} = prepare(spec, table);
  const drawing: DrawContext = {
    ...context,
    plot,
    columns: columnsOf(table),
    rowCount: table.numRows,
    agree: alone,
    panel: 0
  };
  const column = facetOf(kind, parsed);
  const element =
    column === null ? kind.render(parsed, rows, drawing) : drawFacets(kind, parsed, facetsOf(column, rows), drawing);
  return introduce(element, say(kind, parsed, rows, context.words));
}

/**
 * Shows another selection in a chart that is brushed, without drawing it anew, so that a drag is not disturbed; false
 * where the chart has no brush and must be drawn.
 */
export function reselect(
  element: Element,
  {selection, selectionY}: Pick<ChartContext, "selection" | "selectionY">
): boolean {
  return reselectBrush(element, selection, selectionY);
}

/** A chart in one to three sentences, for someone who cannot see it; throws as `renderChart`. */
export function describeChart(spec: ChartSpec, table: Table, words: Words): string {
  const {kind, parsed, rows} = prepare(spec, table);
  return say(kind, parsed, rows, words);
}

function say(kind: ChartKind, parsed: ParsedSpec, rows: readonly Row[], words: Words): string {
  const column = facetOf(kind, parsed);
  return column === null
    ? kind.describe(parsed, rows, words)
    : sayFacets(kind, parsed, column, facetsOf(column, rows), words);
}

/** The column that parts a chart into panels; null where it is one picture. */
function facetOf({hasFacets}: ChartKind, {facet}: ParsedSpec): string | null {
  return hasFacets && typeof facet === "string" ? facet : null;
}

/**
 * Counts by number, coloured by the stages that `cuts` make: the picture that the input of the cuts is dragged on. `cuts`
 * rise and are upper-inclusive. The plot fills the whole width, so that a handle's place is its share of `x`.
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

/** Colours a drawn histogram by other cuts, without drawing it anew. */
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

function columnsOf(table: Table): string[] {
  return table.schema.fields.map(({name}) => name);
}

// the widest list of columns in one channel: so many marks does a row make
function checkColumns(kind: ChartKind, spec: ParsedSpec, table: Table): number {
  const known = new Set(columnsOf(table));
  const lists = Object.keys(kind.channels).map((key) =>
    [spec[key]].flat().filter((value) => typeof value === "string")
  );
  for (const column of lists.flat()) if (!known.has(column)) throw new AppError("charts.missing_column", {column});
  return Math.max(1, ...lists.map((list) => list.length));
}

// a picture is one image to a screen reader, unless its marks can be pressed; HTML speaks for itself
function introduce<Kind extends Element>(element: Kind, description: string): Kind {
  if (element.localName !== "svg") {
    if (!element.hasAttribute("aria-label")) element.setAttribute("aria-label", description);
    // a list stays one, or its items would belong to none
    if (!element.hasAttribute("role")) element.setAttribute("role", element.localName === "ul" ? "list" : "group");
    return element;
  }
  element.setAttribute("role", element.querySelector("[role=button], [role=slider]") ? "group" : "img");
  element.setAttribute("aria-label", description);
  // a finger's gesture is decided at the outermost SVG: nothing within it is asked
  if (element.querySelector(".chart-brush")) element.classList.add("is-brushed");
  return element;
}
