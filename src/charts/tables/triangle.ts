import type {Row} from "../../base/table";
import type {LocalText, Unit, Words} from "../../base/words";
import {joinSentences, shadeLegend} from "./heat";
import {html} from "../html";
import {makeSelectable, selectedValue} from "../interact";
import type {DrawContext} from "../kind";
import {widest} from "../measure";
import {keyOf} from "../points";
import {titleOf} from "../text/describe";
import {listing} from "./listing";
import {shadeBreaks, shadeOf} from "./shade";

/** Cohorts in order, their value at each age, and their sizes. */
export interface Triangle {
  groups: {code: unknown; size: number | null; /** one of its rows */ row: Row}[];
  periods: unknown[];
  /** by cohort and period; missing where it has not been reached */
  cells: Map<string, TriangleCell>;
}

interface TriangleCell {
  value: number | null;
  /** whether the period is not over for this cohort */
  isUnfinished: boolean;
}

/** Spec of a cohort triangle, parsed. */
export interface TriangleSpec {
  title: LocalText | null;
  select: string | null;
  /** the column of the age */
  x: string;
  /** the column of the cohort */
  y: string;
  value: string;
  size: string | null;
  unit: Unit | null;
  breaks: number[] | null;
  /** whether a last row has the mean of each period */
  mean: boolean;
}

/** The map key of a cohort's cell in a period. */
export function cellKey(group: unknown, period: unknown): string {
  return `${keyOf(group)}\u0000${keyOf(period)}`;
}

/** Shared state of the functions that draw one triangle. */
interface Drawing {
  spec: TriangleSpec;
  triangle: Triangle;
  context: DrawContext;
  breaks: readonly number[];
  /** periods in which all cohorts have the same value, as 100 % in the month of the first purchase */
  flat: ReadonlySet<string>;
}

/** Draws the triangle as a table of values with shades. */
export function drawTriangle(spec: TriangleSpec, triangle: Triangle, context: DrawContext): HTMLElement {
  const {document, words} = context;
  const flat = flatPeriods(triangle);
  const values = shadedValues(triangle, flat);
  const drawing = {spec, triangle, context, flat, breaks: spec.breaks ?? shadeBreaks(values)};
  const table = html(
    document,
    "table",
    {class: "chart-heat chart-cohort", style: `min-width:${Math.ceil(leastWidth(drawing))}px`},
    columns(drawing),
    head(drawing),
    html(document, "tbody", {}, ...triangle.groups.map((group) => drawGroup(group, drawing))),
    spec.mean ? html(document, "tfoot", {}, meanRow(drawing)) : null
  );
  const legend = shadeLegend(values, drawing.breaks, (value) => format(value, spec, words), context);
  const ends = joinSentences(openEnds(drawing), words);
  if (ends !== "") legend.append(" ", ends);
  // a scrolling region must be focusable; the note below stays in place
  const label = titleOf(spec, [spec.value], words);
  const frame = html(document, "div", {class: "chart-heatmap", tabindex: 0, role: "group", "aria-label": label}, table);
  return html(document, "div", {class: "chart-triangle"}, frame, legend);
}

/** Describes the triangle: how many cohorts, and the extremes. */
export function describeTriangle(spec: TriangleSpec, triangle: Triangle, words: Words): string {
  const flat = flatPeriods(triangle);
  const known = triangle.groups.flatMap((group) =>
    triangle.periods.flatMap((period) => {
      const cell = triangle.cells.get(cellKey(group.code, period));
      if (!cell || cell.value === null || cell.isUnfinished || flat.has(keyOf(period))) return [];
      return [{group: group.code, period, value: cell.value}];
    })
  );
  const title = titleOf(spec, [spec.value], words);
  const sentence = words.t("charts.say_cohort", {
    title,
    groups: triangle.groups.length,
    from: words.value(spec.y, triangle.groups[0]?.code),
    to: words.value(spec.y, triangle.groups.at(-1)?.code),
    periods: triangle.periods.length
  });
  const [first] = known;
  if (!first) return sentence;
  const low = known.reduce((least, cell) => (cell.value < least.value ? cell : least), first);
  const high = known.reduce((most, cell) => (cell.value > most.value ? cell : most), first);
  const place = (cell: typeof first) => ({
    value: format(cell.value, spec, words),
    group: words.value(spec.y, cell.group),
    period: `${words.column(spec.x)} ${words.value(spec.x, cell.period)}`
  });
  const extremes = [words.t("charts.say_highest", place(high)), words.t("charts.say_lowest", place(low))];
  return [sentence, ...extremes].join(words.t("charts.comma"));
}

function format(value: number, {value: name, unit}: Pick<TriangleSpec, "value" | "unit">, words: Words): string {
  return words.value(name, value, unit ?? words.measure(name).unit);
}

function valuesOf({groups, cells}: Triangle, period: unknown): number[] {
  return groups.flatMap(({code}) => cells.get(cellKey(code, period))?.value ?? []);
}

function flatPeriods(triangle: Triangle): Set<string> {
  const flat = triangle.periods.filter((period) => {
    const values = valuesOf(triangle, period);
    return values.length > 1 && new Set(values).size === 1;
  });
  return new Set(flat.length === triangle.periods.length ? [] : flat.map(keyOf));
}

function shadedValues(triangle: Triangle, flat: ReadonlySet<string>): number[] {
  return triangle.periods.filter((period) => !flat.has(keyOf(period))).flatMap((period) => valuesOf(triangle, period));
}

// padding, rules, and a margin for fonts wider than the estimate
const cellRoom = 24;

function groupWidth({spec, triangle, context: {words}}: Drawing): number {
  const names = triangle.groups.map(({code}) => words.value(spec.y, code));
  return Math.min(160, Math.max(widest(names), widest([words.column(spec.y)]), spec.mean ? 64 : 0) + cellRoom);
}

function cellWidth({spec, triangle, context: {words}}: Drawing): number {
  const values = triangle.periods.flatMap((period) => valuesOf(triangle, period));
  const texts = [
    ...values.map((value) => format(value, spec, words)),
    ...triangle.periods.map((x) => words.value(spec.x, x))
  ];
  return Math.max(40, Math.min(90, widest(texts) + 12));
}

function sizeWidth({spec, triangle, context: {words}}: Drawing): number {
  if (spec.size === null) return 0;
  const name = spec.size;
  const texts = triangle.groups.map(({size}) => words.value(name, size));
  return Math.max(widest(texts), Math.min(72, widest([words.column(name)]))) + cellRoom;
}

function leastWidth(drawing: Drawing): number {
  return groupWidth(drawing) + sizeWidth(drawing) + drawing.triangle.periods.length * cellWidth(drawing);
}

function columns(drawing: Drawing): HTMLElement {
  const {document} = drawing.context;
  const column = (width: number) => html(document, "col", {style: `width:${Math.ceil(width)}px`});
  return html(
    document,
    "colgroup",
    {},
    column(groupWidth(drawing)),
    drawing.spec.size === null ? null : column(sizeWidth(drawing))
  );
}

function head({spec, triangle, context}: Drawing): HTMLElement {
  const {document, words} = context;
  const corner = html(document, "th", {scope: "col", class: "corner", "data-column": spec.y}, words.column(spec.y));
  const size =
    spec.size === null
      ? null
      : html(document, "th", {scope: "col", class: "size", "data-column": spec.size}, words.column(spec.size));
  const age = words.column(spec.x);
  const headings = triangle.periods.map((period, index) => {
    const text = words.value(spec.x, period);
    // the first heading names the unit over its number, as the accessible names of all do
    const unit = index === 0 ? html(document, "span", {class: "age"}, age) : null;
    const label = index === 0 ? null : `${age} ${text}`;
    return html(
      document,
      "th",
      {scope: "col", "aria-label": label, "data-column": spec.value},
      unit,
      unit && " ",
      text
    );
  });
  return html(document, "thead", {}, html(document, "tr", {}, corner, size, ...headings));
}

function drawGroup({code, size, row}: Triangle["groups"][number], drawing: Drawing): HTMLElement {
  const {spec, triangle, context} = drawing;
  const {document} = context;
  const last = triangle.periods.findLastIndex((period) => triangle.cells.has(cellKey(code, period)));
  const cells = triangle.periods.map((period, index) =>
    index > last
      ? html(document, "td", {class: "ahead"})
      : drawCell(triangle.cells.get(cellKey(code, period)), drawing.flat.has(keyOf(period)), drawing)
  );
  const amount = spec.size === null ? null : sizeCell(spec.size, size, row, context);
  return html(document, "tr", {}, groupHeading(code, drawing), amount, ...cells);
}

function sizeCell(column: string, size: number | null, row: Row, context: DrawContext): HTMLElement {
  const text = listing(context.words.value(column, size), {column, rows: [row]}, context);
  return html(context.document, "td", {class: "size number"}, text);
}

function groupHeading(code: unknown, {spec, context}: Drawing): HTMLElement {
  const {document, words, selection} = context;
  const label = words.value(spec.y, code);
  if (spec.select === null) return html(document, "th", {scope: "row"}, label);
  const press = html(document, "span", {class: "press"}, label);
  makeSelectable(press, {variable: spec.select, value: selectedValue(code), selection, label});
  return html(document, "th", {scope: "row"}, press);
}

function drawCell(cell: TriangleCell | undefined, isFlat: boolean, {spec, breaks, context}: Drawing): HTMLElement {
  const {document, words} = context;
  if (!cell || cell.value === null) return html(document, "td", {class: "empty"}, words.t("charts.no_value"));
  const shade = isFlat ? "flat" : `shade shade-${shadeOf(cell.value, breaks)}`;
  const text = format(cell.value, spec, words);
  if (!cell.isUnfinished) return html(document, "td", {class: shade}, text);
  const title = words.t("charts.unfinished");
  return html(document, "td", {class: `${shade} unfinished`, title}, html(document, "span", {}, text));
}

// the legend explains hatching (not over) and blanks (not reached), where they occur
function openEnds({spec, triangle, context: {words}}: Drawing): string[] {
  const isHatched = [...triangle.cells.values()].some(({isUnfinished, value}) => isUnfinished && value !== null);
  const last = triangle.periods.at(-1);
  const isBlank = triangle.groups.some(({code}) => !triangle.cells.has(cellKey(code, last)));
  const isFlat = flatPeriods(triangle).size > 0;
  return [
    isHatched ? words.t("charts.cohort_hatched") : "",
    isBlank ? words.t("charts.cohort_blank") : "",
    isFlat ? words.t("charts.cohort_flat") : "",
    spec.mean ? words.t(isWeighted(spec, words) ? "charts.mean_note_weighted" : "charts.mean_note") : ""
  ].filter((text) => text !== "");
}

// shares are weighted by cohort size; amounts are not
function isWeighted({size, value, unit}: Pick<TriangleSpec, "size" | "value" | "unit">, words: Words): boolean {
  return size !== null && (unit ?? words.measure(value).unit) === "percent";
}

function meanRow(drawing: Drawing): HTMLElement {
  const {spec, triangle, context} = drawing;
  const {document, words} = context;
  const cells = triangle.periods.map((period) => {
    const mean = meanOf(period, drawing);
    return html(document, "td", {}, mean === null ? words.t("charts.no_value") : format(mean, spec, words));
  });
  const name = html(document, "th", {scope: "row"}, words.t("charts.mean_row"));
  const size = spec.size === null ? null : html(document, "td", {class: "size number"});
  return html(document, "tr", {class: "group"}, name, size, ...cells);
}

/** The mean of a period over the cohorts for which it is over; null when there is none. */
function meanOf(period: unknown, {spec, triangle, context: {words}}: Drawing): number | null {
  let [sum, weights] = [0, 0];
  for (const {code, size} of triangle.groups) {
    const cell = triangle.cells.get(cellKey(code, period));
    if (!cell || cell.value === null || cell.isUnfinished) continue;
    const weight = isWeighted(spec, words) ? Math.max(0, size ?? 0) : 1;
    sum += cell.value * weight;
    weights += weight;
  }
  return weights > 0 ? sum / weights : null;
}
