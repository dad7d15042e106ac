import type {Words} from "../../base/words";
import type {Row} from "../../base/table";
import {AppError} from "../../base/errors";
import type {Bin} from "../bin";
import {binDomain, drawBins, stageAt} from "../bars/bins";
import {svgText} from "../html";
import {column, defineKind, optionalColumn, optionalNumbers, type DrawContext} from "../kind";
import {lineHeight, shorten, textWidth} from "../measure";
import {drawableNumber} from "../points";
import {describePairs, titleOf} from "../text/describe";
import {binStops} from "../brush/stops";
import {dayStep, niceStep} from "../axes/ticks";

/** Counts by a number's range, coloured by stage where cuts are given. `x` is the lower bound of each bin. */
export default defineKind({
  name: "histogram",
  channels: {x: column, y: column, event: optionalColumn},
  options: {cuts: optionalNumbers},
  hasFacets: true,
  example: {
    table: {
      recency_days: [0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330, 360, 390],
      customers: [1210, 640, 520, 420, 400, 380, 350, 330, 300, 290, 280, 310, 520, 260],
      happening: ["11.11", null, null, null, null, null, null, null, null, null, null, null, "11.11", null]
    },
    spec: {x: "recency_days", y: "customers", event: "happening", cuts: [90, 180, 270, 365]}
  },
  render(spec, rows, context) {
    const bins = binsOf(spec, rows, context.words);
    const height = spec.height ?? 152 + lineHeight;
    const stops = spec.select === null ? [] : binStops(bins, spec.x, context.words);
    const brush =
      spec.select === null
        ? null
        : {variable: spec.select, selection: context.selection, stops, label: context.words.column(spec.x)};
    const element = drawBins(bins, spec.cuts ?? [], {
      ...context,
      brush,
      counts: {column: spec.y, x: context.words.column(spec.x)},
      height: height - axisHeight
    });
    return addAxis(element, bins, spec.x, context, height);
  },
  describe(spec, rows, words) {
    const bins = binsOf(spec, rows, words);
    const title = titleOf(spec, [spec.y], words);
    return describePairs(title, spec.cuts ? byStage(bins, spec.cuts, words) : byRange(bins, spec.x, words), words);
  }
});

const axisHeight = 24 + lineHeight;

/** The bins of some rows, without rows that have no number. Throws `charts.no_values`. */
function binsOf(spec: {x: string; y: string; event: string | null}, rows: readonly Row[], words: Words): Bin[] {
  const known = rows.filter((row) => drawableNumber(row[spec.x]) !== null && drawableNumber(row[spec.y]) !== null);
  const sorted = [...known].sort((a, b) => Number(a[spec.x]) - Number(b[spec.x]));
  if (!sorted.length) throw new AppError("charts.no_values", {column: spec.y});
  const lows = sorted.map((row) => Number(row[spec.x]));
  const gaps = lows.slice(1).map((low, index) => low - (lows[index] ?? 0));
  const step = Math.min(...gaps.filter((gap) => gap > 0), Infinity);
  const top = Math.max(...sorted.map((row) => Number(row[spec.y])));
  const peak = sorted.findIndex((row) => Number(row[spec.y]) === top);
  return sorted.map((row, index) => {
    const low = lows[index] ?? 0;
    const event = spec.event === null ? null : row[spec.event];
    const happening = typeof event === "string" && event !== "" ? [words.value(spec.event ?? "", event)] : [];
    const count = Number(row[spec.y]);
    // only the highest bin is labelled; there is no y axis
    const label = [...happening, ...(index === peak ? [words.count(count)] : [])].join(" · ") || undefined;
    return {low, high: low + (Number.isFinite(step) ? step : 1), count, label, row};
  });
}

function addAxis(
  element: SVGSVGElement,
  bins: readonly Bin[],
  column: string,
  {document, width, words, agree}: DrawContext,
  height: number
) {
  const [low, high] = binDomain(bins, agree);
  const isDays = words.measure(column).unit === "days";
  const format = (value: number) => (isDays ? words.count(value) : words.value(column, value));
  const room = Math.max(textWidth(format(low)), textWidth(format(high))) + 24;
  const step = (isDays ? dayStep : niceStep)(high - low, Math.max(1, Math.min(10, Math.floor(width / room))));
  for (let at = Math.ceil(low / step) * step; at <= high; at += step) {
    const x = ((at - low) / (high - low)) * width;
    const half = textWidth(format(at)) / 2;
    const place = {x: Math.min(Math.max(x, half), width - half), y: height - lineHeight - 6};
    element.append(svgText(document, format(at), {...place, fill: "var(--ink-3)", "text-anchor": "middle"}));
  }
  const name = shorten(words.column(column), width);
  element.append(svgText(document, name, {x: width / 2, y: height - 4, fill: "var(--ink-3)", "text-anchor": "middle"}));
  element.setAttribute("height", String(height));
  element.setAttribute("viewBox", `0 0 ${width} ${height}`);
  return element;
}

function byStage(bins: readonly Bin[], cuts: readonly number[], words: Words): [string, string][] {
  const sums = new Map<string, number>();
  for (const {low, high, count} of bins) {
    const stage = stageAt((low + high) / 2, cuts);
    sums.set(stage, (sums.get(stage) ?? 0) + count);
  }
  return [...sums].map(([stage, count]) => [words.value("stage", stage), words.count(count)]);
}

function byRange(bins: readonly Bin[], column: string, words: Words): [string, string][] {
  return bins.map(({low, count}) => [words.value(column, low), words.count(count)]);
}
