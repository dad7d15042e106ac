import {AppError} from "../../base/errors";
import type {Row} from "../../base/table";
import type {LocalText, Words} from "../../base/words";
import {svg, svgText} from "../html";
import {narrowWidth} from "./frame";
import type {Agree, ChartKind, DrawContext, ParsedSpec} from "../kind";
import {shorten} from "../measure";
import {keyOf} from "../points";
import {titleOf} from "../text/describe";

/** Maximum number of panels in one chart. */
export const facetLimit = 24;

/** One panel: the rows that share a value of the facet column. */
export interface Facet {
  column: string;
  value: unknown;
  rows: Row[];
}

/** The rows by the values of a column, in order of appearance; throws `charts.too_many_facets {facets, limit}`. */
export function facetsOf(column: string, rows: readonly Row[]): Facet[] {
  const facets = new Map<string, Facet>();
  for (const row of rows) {
    const key = keyOf(row[column]);
    const facet = facets.get(key) ?? {column, value: row[column], rows: []};
    facet.rows.push(row);
    facets.set(key, facet);
  }
  if (facets.size > facetLimit) throw new AppError("charts.too_many_facets", {facets: facets.size, limit: facetLimit});
  return [...facets.values()];
}

/**
 * Draws one small chart for each facet, all with common axes: each is drawn twice, first to collect the values of all
 * panels and then with those. Throws the kind's error when no panel has anything to draw.
 */
export function drawFacets(
  kind: ChartKind,
  spec: ParsedSpec,
  facets: readonly Facet[],
  context: DrawContext
): SVGElement {
  const grid = gridOf(facets.length, spec.facetColumns as number | null, context.width);
  const held = new Map<string, unknown[]>();
  const collect: Agree = (what, own) => {
    held.set(what, [...(held.get(what) ?? []), ...own]);
    return own;
  };
  const know: Agree = <Value>(what: string, own: readonly Value[]) => (held.get(what) as Value[] | undefined) ?? own;
  // a panel must not drop early periods for lack of width where the whole chart has room
  const full = context.width < narrowWidth ? spec : {...spec, narrowLimit: spec.narrowLimit ?? 500};
  const panel = {...context, width: grid.width, marginLeft: undefined, marginRight: undefined};
  const rendered = facets.map(({rows}) => attempt(() => kind.render(full, rows, {...panel, agree: collect})));
  if (rendered.every((one) => one instanceof AppError)) throw rendered[0] as AppError;
  const drawn = facets.map(({rows}, index) =>
    attempt(() => kind.render(full, rows, {...panel, agree: know, panel: index}))
  );
  return arrange(facets, drawn, grid, context);
}

// a panel without values says so
function attempt<Made>(make: () => Made): Made | AppError {
  try {
    return make();
  } catch (error) {
    if (error instanceof AppError && error.code === "charts.no_values") return error;
    throw error;
  }
}

const usualWidth = 210;
const leastWidth = 140;
const gap = 24;
const titleHeight = 26;

interface Grid {
  columns: number;
  /** width of one panel, in CSS pixels */
  width: number;
}

/** As many panels side by side as fit with a readable width, or as were asked for where they fit. */
function gridOf(count: number, wanted: number | null, width: number): Grid {
  const fitting = (least: number) => Math.max(1, Math.floor((width + gap) / (least + gap)));
  const columns = Math.min(count, wanted ?? balanced(count, Math.min(4, fitting(usualWidth))), fitting(leastWidth));
  return {columns, width: Math.floor((width - gap * (columns - 1)) / columns)};
}

// balanced rows: five panels are three above two, not four above one
function balanced(count: number, most: number): number {
  return Math.ceil(count / Math.ceil(count / most));
}

function arrange(
  facets: readonly Facet[],
  drawn: readonly (Element | AppError)[],
  {columns, width}: Grid,
  {document, words, ...context}: DrawContext
): SVGElement {
  const heights = drawn.map((one) => (one instanceof AppError ? 0 : Number(one.getAttribute("height"))));
  const root = svg(document, "svg", {class: "chart-plot chart-facets", width: context.width});
  let y = 0;
  facets.forEach(({column, value}, index) => {
    const place = index % columns;
    const x = place * (width + gap);
    const title = shorten(facetTitle(column, value, words), width, 14);
    const one = drawn[index];
    root.append(svgText(document, title, {x, y: y + 14, fill: "var(--ink)", "font-weight": 700}));
    if (one instanceof AppError) {
      root.append(
        svgText(document, words.t("charts.no_values_here"), {x, y: y + titleHeight + 14, fill: "var(--ink-3)"})
      );
    } else if (one) {
      one.setAttribute("x", String(x));
      one.setAttribute("y", String(y + titleHeight));
      root.append(one);
    }
    const row = heights.slice(index - place, index - place + columns);
    if (place === columns - 1 || index === facets.length - 1) y += titleHeight + Math.max(20, ...row) + gap / 2;
  });
  root.setAttribute("height", String(y));
  root.setAttribute("viewBox", `0 0 ${context.width} ${y}`);
  return root;
}

function facetTitle(column: string, value: unknown, words: Words): string {
  return value === null || value === undefined ? words.t("charts.no_value") : words.value(column, value);
}

const mostDescribed = 4;

/** Describes the panels: the facet column, and each of the first few. */
export function describeFacets(
  kind: ChartKind,
  spec: ParsedSpec,
  column: string,
  facets: readonly Facet[],
  words: Words
): string {
  const titles = facets.map(({value}) => facetTitle(column, value, words));
  const rendered = facets.map(({rows}, index) =>
    attempt(() => kind.describe({...spec, title: titles[index]}, rows, words))
  );
  if (rendered.every((one) => one instanceof AppError)) throw rendered[0] as AppError;
  const sentences = rendered.map((one, index) => {
    if (typeof one === "string") return one;
    return words.t("charts.say_list", {label: titles[index], list: words.t("charts.no_values_here")});
  });
  const head = words.t("charts.say_facets", {
    title: titleOf(spec as {title: LocalText | null}, [], words) || words.column(column),
    column: words.column(column),
    n: facets.length
  });
  const more =
    sentences.length > mostDescribed ? [words.t("charts.and_more", {n: sentences.length - mostDescribed})] : [];
  return [head, ...sentences.slice(0, mostDescribed), ...more].join(words.t("charts.sentence_gap"));
}
