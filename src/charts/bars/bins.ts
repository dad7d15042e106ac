import {AppError} from "../../base/errors";
import type {Bin} from "../bin";
import {brushMarks, type BrushAxis} from "../brush/brush";
import {drawFrame} from "../axes/frame";
import {eachElement} from "../axes/marks";
import type {TipRow} from "../axes/tips";
import type {Agree, DrawContext} from "../kind";
import {addLines} from "../axes/labels";
import {textWidth} from "../measure";
import {stages} from "../palette";

/** The lifecycle stage of a number of days; `cuts` rise and are upper-inclusive. */
export function stageAt(days: number, cuts: readonly number[]): string {
  const index = cuts.findIndex((cut) => days <= cut);
  return stages[Math.min(index === -1 ? cuts.length : index, stages.length - 1)] ?? "active";
}

/** The bar elements of a drawn histogram with their bins, for recolouring. */
const barsOf = new WeakMap<Element, readonly {bar: Element; bin: Bin}[]>();

/** Recolours a drawn histogram for other cuts; false when `drawBins` did not draw it. */
export function recolourBins(element: Element, cuts: readonly number[]): boolean {
  const bars = barsOf.get(element);
  for (const {bar, bin} of bars ?? []) {
    const fill = fillOf(bin, cuts);
    if (bar.getAttribute("fill") !== fill) bar.setAttribute("fill", fill);
  }
  return bars !== undefined;
}

function fillOf({low, high}: Bin, cuts: readonly number[]): string {
  return cuts.length ? `var(--stage-${stageAt((low + high) / 2, cuts)})` : "var(--accent)";
}

/** Where a histogram is drawn, the column of the bins' rows that counts, and what is along x, in words. */
interface Counting extends DrawContext {
  height?: number;
  brush?: BrushAxis | null;
  counts?: {column: string; x: string};
}

/**
 * Draws a histogram without a y axis, coloured by stage; without cuts in the accent colour. Throws `charts.no_values`.
 */
export function drawBins(bins: readonly Bin[], cuts: readonly number[], context: Counting): SVGSVGElement {
  const {agree} = context;
  const [first, last] = [bins[0], bins.at(-1)];
  if (!first || !last) throw new AppError("charts.no_values", {column: "count"});
  const top = Math.max(
    0,
    ...agree(
      "amounts",
      bins.map(({count}) => count)
    )
  );
  const height = context.height ?? 128;
  const margins = {top: 26, right: 0, bottom: 1, left: 0};
  const x = binDomain(bins, agree);
  const y: [number, number] = [0, top || 1];
  const bars: {bar: Element; bin: Bin}[] = [];
  const gap = (context.width / bins.length) * 0.15;
  const rects = context.plot.rect(bins, {
    x1: "low",
    x2: "high",
    y1: () => 0,
    y2: "count",
    fill: {value: (bin: Bin) => fillOf(bin, cuts), scale: null},
    render: eachElement(bins, (bar, bin) => bars.push({bar, bin})),
    insetRight: Math.min(gap, 2)
  });
  const element = drawFrame(context, {
    x: {domain: x, ticks: []},
    y: {domain: y, ticks: []},
    height,
    margins,
    values: "y",
    baseline: 0,
    marks: [rects],
    top: brushMarks(context, {x: context.brush ?? null}),
    tips: {rows: tips(bins, context)}
  });
  barsOf.set(element, bars);
  addBinLabels(element, bins, {x, y, width: context.width, height, top: margins.top});
  return element;
}

/** From the first bin's lower to the last bin's upper bound, including those of other panels. */
export function binDomain(bins: readonly Bin[], agree: Agree): [number, number] {
  const low = Math.min(
    ...agree(
      "low",
      bins.slice(0, 1).map((bin) => bin.low)
    )
  );
  const high = Math.max(
    ...agree(
      "high",
      bins.slice(-1).map((bin) => bin.high)
    )
  );
  return [low, high > low ? high : low + 1];
}

function tips(bins: readonly Bin[], {words, counts}: Counting): TipRow[] {
  return bins.map(({low, high, count, row}) => {
    const days = high - low <= 1 ? words.count(low) : `${words.count(low)}–${words.count(high - 1)}`;
    const told = counts && row ? [{column: counts.column, row, low: 0, high: count, place: `${counts.x} ${days}`}] : [];
    return {
      x: (low + high) / 2,
      y: count,
      counts: told,
      title: () => words.t("charts.bin", {days, n: words.count(count)})
    };
  });
}

interface Scales {
  x: [number, number];
  y: [number, number];
  width: number;
  height: number;
  top: number;
}

function addBinLabels(element: SVGElement, bins: readonly Bin[], {x, y, width, height, top}: Scales): void {
  let free = -Infinity;
  for (const {low, high, count, label} of bins) {
    if (label === undefined) continue;
    const left = (((low + high) / 2 - x[0]) / (x[1] - x[0])) * width;
    const room = textWidth(label);
    const start = left + room + 10 > width ? width - room : left + 6;
    if (start < free) continue;
    free = start + room + 8;
    addLines(element, [{text: label, fill: "var(--ink-2)"}], start, height - (count / y[1]) * (height - top) - 2);
  }
}
