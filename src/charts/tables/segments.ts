import type {Row} from "../../base/table";
import {html, round, svg, svgText} from "../html";
import {makeListing, makeSelectable} from "../interact";
import type {DrawContext} from "../kind";
import {boldWidth, textWidth} from "../measure";

/** One part of the bar, formatted for the reader. */
export interface Segment {
  code: unknown;
  /** the row it came from */
  row: Row;
  label: string;
  amount: string;
  share: string;
  /** share of the whole, 0 to 1 */
  part: number;
  /** the name of its colour */
  colour: string;
  /** change against an earlier time; null when not asked for */
  change: string | null;
  /** its range: `≤ 90` days; null when not asked for */
  range: string | null;
}

const gap = 2;
const nameSize = 15;
const barTop = 46;
const barHeight = 30;

interface Spec {
  x: string;
  y: string;
  select: string | null;
  change: string | null;
  range: string | null;
}

/** Draws the bar, with labels above it where each has room, otherwise in a small table below. */
export function drawSegments(spec: Spec, segments: readonly Segment[], context: DrawContext): HTMLElement | SVGElement {
  const widths = spread(segments, context.width);
  const fits = segments.every(
    (segment, index) => labelWidth(segment) <= (widths[index] ?? 0) + (index === segments.length - 1 ? 0 : gap)
  );
  if (fits) return drawBar(spec, segments, widths, context, true);
  const {document} = context;
  return html(
    document,
    "div",
    {class: "chart-segments"},
    drawBar(spec, segments, widths, context, false),
    drawTable(spec, segments, context)
  );
}

// every part has a minimum width, and the widths still add up
function spread(segments: readonly Segment[], width: number): number[] {
  const room = width - gap * (segments.length - 1);
  const raw = segments.map(({part}) => Math.max(part > 0 ? 1.5 : 0, part * room));
  const sum = raw.reduce((total, value) => total + value, 0);
  return raw.map((value) => (value / sum) * room);
}

function labelWidth({label, amount, share}: Segment): number {
  return Math.max(boldWidth(label, nameSize), boldWidth(amount, nameSize) + 5 + textWidth(share)) + 3;
}

function drawBar(
  spec: Spec,
  segments: readonly Segment[],
  widths: readonly number[],
  context: DrawContext,
  labelled: boolean
): SVGElement {
  const {document, width} = context;
  const top = labelled ? barTop : 0;
  const height = top + barHeight + (labelled && spec.change !== null ? 20 : 2);
  const root = svg(document, "svg", {class: "chart-plot", width, height, viewBox: `0 0 ${width} ${height}`});
  let x = 0;
  segments.forEach((segment, index) => {
    const wide = widths[index] ?? 0;
    const group = svg(document, "g");
    group.append(
      svg(document, "rect", {
        x: round(x),
        y: top,
        width: round(wide),
        height: barHeight,
        fill: `var(--${segment.colour})`
      })
    );
    if (labelled) addLabels(group, segment, x, wide, top);
    if (spec.select !== null) select(group, spec.select, segment, context);
    root.append(group);
    // the count stands apart from the part that narrows the page: it leads to the people
    if (labelled) root.append(amountLabel(spec, segment, {x, y: top - 10}, context));
    x += wide + gap;
  });
  // the table below has the same text, but a bar that can be clicked must still be announced
  if (!labelled && spec.select === null) root.setAttribute("aria-hidden", "true");
  return root;
}

function addLabels(group: SVGElement, segment: Segment, x: number, wide: number, top: number): void {
  const document = group.ownerDocument;
  const {label, range, change} = segment;
  const hasRange = range !== null && boldWidth(label, nameSize) + 12 + textWidth(range) <= wide;
  group.append(pair(document, label, hasRange ? range : "", {x, y: 14, quiet: "var(--ink-3)"}));
  if (change !== null && textWidth(change) + 10 <= wide) {
    group.append(svgText(document, change, {x, y: top + barHeight + 15, fill: "var(--ink-3)"}));
  }
}

function amountLabel(
  {y: column}: Spec,
  {amount, share, row}: Segment,
  {x, y}: {x: number; y: number},
  context: DrawContext
): SVGElement {
  const text = pair(context.document, amount, share, {x, y, quiet: "var(--ink-2)"});
  makeListing(text.firstElementChild!, {column, rows: [row]}, context);
  return text;
}

// two spans in one text, so that the browser places the second after the first
function pair(
  document: Document,
  strong: string,
  quiet: string,
  place: {x: number; y: number; quiet: string}
): SVGElement {
  const text = svgText(document, "", {x: place.x, y: place.y, fill: "var(--ink)"});
  text.replaceChildren(svg(document, "tspan", {"font-size": nameSize, "font-weight": 700}, strong));
  if (quiet) text.append(svg(document, "tspan", {dx: 5, fill: place.quiet}, quiet));
  return text;
}

function select(
  element: Element,
  variable: string,
  {code, label, amount}: Segment,
  {selection, words}: DrawContext
): void {
  makeSelectable(element, {variable, value: code, selection, label: words.t("charts.pair", {label, value: amount})});
}

function drawTable({x, y, change, range}: Spec, segments: readonly Segment[], context: DrawContext): HTMLElement {
  const {document, words} = context;
  const cell = (text: string | null, kind = "number") =>
    text === null ? null : html(document, "td", {class: kind}, text);
  const heading = (text: string, kind = "number") => html(document, "th", {scope: "col", class: kind}, text);
  const head = html(
    document,
    "tr",
    {},
    heading(words.column(x), "word"),
    range === null ? null : heading(words.column(range), "word"),
    heading(words.column(y)),
    heading(words.t("charts.share")),
    change === null ? null : heading(words.t("charts.change"))
  );
  const rows = segments.map((segment) => {
    const swatch = html(document, "span", {class: "swatch", style: `background:var(--${segment.colour})`});
    const name = html(document, "th", {scope: "row"}, swatch, html(document, "b", {}, segment.label));
    const figure = html(document, "b", {}, segment.amount);
    makeListing(figure, {column: y, rows: [segment.row]}, context);
    const amount = html(document, "td", {class: "number"}, figure);
    return html(
      document,
      "tr",
      {},
      name,
      cell(segment.range, "word"),
      amount,
      cell(segment.share),
      cell(segment.change)
    );
  });
  return html(
    document,
    "table",
    {class: "chart-table"},
    html(document, "thead", {}, head),
    html(document, "tbody", {}, ...rows)
  );
}
