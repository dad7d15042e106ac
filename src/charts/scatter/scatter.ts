import type {Markish} from "@observablehq/plot";
import type {Row} from "../../base/table";
import {AppError} from "../../base/errors";
import type {LocalText, Words} from "../../base/words";
import {brushMarks, type BrushAxis} from "../brush/brush";
import {bottomMargin, drawFrame, leftMargin, narrowWidth, type Axis} from "../axes/frame";
import type {Agree, DrawContext} from "../kind";
import {addHeadRow, headRow, type Label} from "../axes/labels";
import {lineHeight, textWidth} from "../measure";
import type {TipRow} from "../axes/tips";
import {leadsToPeople} from "../interact";
import {seriesColours, seriesLimit} from "../palette";
import {drawableNumber} from "../points";
import {positionsOf} from "../axes/positions";
import {scaleStops, slotStops, type Stop} from "../brush/stops";
import {valueAxis, type Tick} from "../axes/ticks";

/** Spec of a scatter plot, parsed. */
export interface ScatterSpec {
  title: LocalText | null;
  /** the input variable that a range of x (`select`) or of y (`selectY`) sets */
  select: string | null;
  selectY: string | null;
  x: string;
  y: string;
  /** colours the dots */
  series: string | null;
  /** the amount shown by the dots' areas */
  size: string | null;
  /** the dots' labels */
  label: string | null;
  colour: string | null;
  height: number | null;
}

/** One dot. */
export interface Spot {
  /** position on the axes */
  x: number;
  y: number;
  series: string;
  /** null when there is none */
  size: number | null;
  row: Row;
}

/** The rows that have both an x and a y; throws `charts.no_values` when none has, `charts.too_many_series`. */
export function spotsOf(spec: ScatterSpec, rows: readonly Row[]): Spot[] {
  const spots = rows.flatMap((row): Spot[] => {
    const [x, y] = [placeOf(row[spec.x]), placeOf(row[spec.y])];
    if (x === null || y === null) return [];
    const series = spec.series === null ? "" : String(row[spec.series]);
    return [{x, y, series, size: spec.size === null ? null : drawableNumber(row[spec.size]), row}];
  });
  if (!spots.length) throw new AppError("charts.no_values", {column: spec.y});
  return spots;
}

function placeOf(value: unknown): number | null {
  const number = drawableNumber(value instanceof Date ? Number(value) : value);
  return number === null || Number.isNaN(number) ? null : number;
}

/** Shared state of the functions that draw one scatter plot. */
interface Scatter {
  spec: ScatterSpec;
  context: DrawContext;
  spots: Spot[];
  x: Scale;
  y: Scale;
  colours: ReadonlyMap<string, string>;
  /** the largest size, including other panels */
  largest: number;
}

/** One axis, and the possible ends of a range along it. */
interface Scale extends Axis {
  ticks: Tick[];
  stops: Stop[];
}

/** Draws a dot for each row; many dots are translucent, so that dense areas are darker. */
export function drawScatter(spec: ScatterSpec, rows: readonly Row[], context: DrawContext): SVGSVGElement {
  const {words, width, agree} = context;
  const spots = spotsOf(spec, rows);
  const colours = coloursOf(spec, spots, agree);
  const height = spec.height ?? (width < narrowWidth ? 240 : 320);
  const y = scaleOf(spec.y, spots, "y", height, context);
  const head = headRow(headLabels(spec, colours, words), width);
  const left = leftMargin(context, y.ticks);
  const x = scaleOf(spec.x, spots, "x", width - left - 16, context);
  const xLabel = words.column(spec.x);
  const margins = {
    top: Math.max(...agree("head", [head.height])) + lineHeight + 6,
    right: 16,
    bottom: bottomMargin(x.ticks, false, xLabel),
    left
  };
  const sizes = agree(
    "sizes",
    spots.flatMap(({size}) => size ?? [])
  );
  const scatter = {spec, context, spots, x, y, colours, largest: largestOf(sizes)};
  const element = drawFrame(context, {
    x,
    y,
    height,
    margins,
    values: "y",
    baseline: y.domain[0] === 0 ? 0 : null,
    xLabel,
    marks: [...dotMarks(scatter), ...nameMarks(scatter, [width - left - 16, height - margins.top - margins.bottom])],
    top: brushMarks(context, brushOf(scatter)),
    tips: {rows: spots.map((spot) => tipRow(spot, spec, context)), direction: "xy"}
  });
  addHeadRow(element, head);
  addColumnName(element, words.column(spec.y), margins.top);
  return element;
}

// the name of y is a horizontal label above its axis
function addColumnName(element: SVGSVGElement, name: string, top: number): void {
  addHeadRow(element, {places: [{label: {text: name, fill: "var(--ink-3)"}, x: 0, y: top - 12}], height: 0});
}

function coloursOf(spec: ScatterSpec, spots: readonly Spot[], agree: Agree): Map<string, string> {
  const codes = [...new Set(agree("series", [...new Set(spots.map(({series}) => series))]))];
  if (codes.length > seriesLimit)
    throw new AppError("charts.too_many_series", {series: codes.length, limit: seriesLimit});
  if (spec.series === null) return new Map([["", spec.colour ?? "accent"]]);
  const colours = seriesColours(codes);
  return new Map(codes.map((code, index) => [code, colours[index] ?? "accent"]));
}

function headLabels({series, size}: ScatterSpec, colours: ReadonlyMap<string, string>, words: Words): Label[] {
  const names = series === null ? [] : [...colours];
  const labels = names.map(([code, colour]) => ({
    text: words.value(series ?? "", code),
    fill: "var(--ink-2)",
    swatch: `var(--${colour})`
  }));
  const note =
    size === null ? [] : [{text: words.t("charts.by_size", {column: words.column(size)}), fill: "var(--ink-3)"}];
  return [...labels, ...note];
}

function scaleOf(column: string, spots: readonly Spot[], key: "x" | "y", pixels: number, context: DrawContext): Scale {
  const {words, agree} = context;
  const raw = agree(
    key,
    spots.map(({row}) => row[column])
  );
  if (raw.some((value) => value instanceof Date)) return timeScale(column, raw, pixels, key, words);
  const values = raw.map(Number);
  const [low, high] = rangeOf(values);
  const count = key === "x" ? Math.max(2, Math.min(8, Math.floor(pixels / 90))) : 4;
  const {unit: written} = words.measure(column);
  const unit = written === "text" ? "number" : written;
  // from zero unless all values are far from it
  const zero = low >= 0 && low <= high * 0.5;
  const {domain, ticks} = low === high ? around(low, column, words) : valueAxis(values, {unit, words, count, zero});
  return {domain: padded(domain), ticks, stops: scaleStops([low, high], column, values, words)};
}

// the domain is padded so that dots at its ends are whole, except at zero
function padded([low, high]: readonly [number, number]): [number, number] {
  const pad = (high - low) * 0.025;
  return [low === 0 ? 0 : low - pad, high + pad];
}

function timeScale(column: string, raw: readonly unknown[], pixels: number, key: "x" | "y", words: Words): Scale {
  const positions = positionsOf(
    column,
    raw.filter((value) => value instanceof Date),
    words
  );
  // on the y axis a label needs one line of height, however long it is
  const ticks = positions.ticks(key === "x" ? pixels : pixels * 3);
  const labels = key === "x" ? ticks : ticks.map(({at, label}) => ({at, label: label.replace("\n", " ")}));
  return {domain: positions.domain, ticks: labels, stops: slotStops(positions, raw)};
}

// a single value is put in the middle
function around(value: number, column: string, words: Words): {domain: [number, number]; ticks: Tick[]} {
  const half = Math.abs(value) * 0.1 || 1;
  return {domain: [value - half, value + half], ticks: [{at: value, label: words.value(column, value)}]};
}

function rangeOf(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity]
  );
}

function largestOf(sizes: readonly number[]): number {
  return sizes.reduce((most, size) => Math.max(most, size), 0);
}

const usualRadius = 3.4;
const radii = [2.4, 15] as const;

// the area is the amount; missing, negative and zero values get the smallest dot
function radiusOf({size}: Spot, {spec, largest}: Scatter): number {
  if (spec.size === null || largest <= 0) return usualRadius;
  return Math.max(radii[0], Math.sqrt(Math.max(0, size ?? 0) / largest) * radii[1]);
}

function opacityOf(count: number): number {
  if (count <= 60) return 0.75;
  return count <= 500 ? 0.55 : count <= 2000 ? 0.35 : 0.22;
}

function dotMarks(scatter: Scatter): Markish[] {
  const {context, spots, colours} = scatter;
  // small dots are drawn over large ones
  const sorted = [...spots].sort((a, b) => (b.size ?? 0) - (a.size ?? 0));
  return [
    context.plot.dot(sorted, {
      x: "x",
      y: "y",
      r: {value: (spot: Spot) => radiusOf(spot, scatter), scale: null},
      fill: {value: (spot: Spot) => `var(--${colours.get(spot.series) ?? "accent"})`, scale: null},
      fillOpacity: opacityOf(spots.length),
      stroke: "var(--paper)",
      strokeWidth: spots.length <= 200 ? 0.75 : 0
    })
  ];
}

const namedSpots = 60;

interface Name {
  x: number;
  y: number;
  text: string;
  /** CSS pixels from the centre of the dot; negative when the label is on its left */
  dx: number;
}

// when there are few dots they are labelled, without labels that would overlap
function nameMarks(scatter: Scatter, [width, height]: readonly [number, number]): Markish[] {
  const {context, spec, spots, x, y} = scatter;
  if (spec.label === null || spots.length > namedSpots) return [];
  const {label} = spec;
  const across = (value: number) => ((value - x.domain[0]) / (x.domain[1] - x.domain[0])) * width;
  const up = (value: number) => (1 - (value - y.domain[0]) / (y.domain[1] - y.domain[0])) * height;
  const taken = spots.map((spot) => boxAt(across(spot.x), up(spot.y), radiusOf(spot, scatter)));
  const names: Name[] = [];
  for (const spot of [...spots].sort((a, b) => (b.size ?? 0) - (a.size ?? 0))) {
    const text = context.words.value(label, spot.row[label]);
    const away = radiusOf(spot, scatter) + 4;
    const [middle, room] = [up(spot.y), textWidth(text)];
    const places = [away, -away - room].map((from) => {
      const left = across(spot.x) + from;
      return {dx: from > 0 ? away : -away, left, right: left + room, top: middle - 8, bottom: middle + 8};
    });
    const isFree = (box: Box) =>
      box.left >= 0 && box.right <= width + 16 && !taken.some((other) => touches(box, other));
    const place = places.find(isFree);
    if (!place) continue;
    taken.push(place);
    names.push({x: spot.x, y: spot.y, text, dx: place.dx});
  }
  return names.map((name) =>
    context.plot.text([name], {
      x: "x",
      y: "y",
      text: "text",
      dx: name.dx,
      textAnchor: name.dx > 0 ? "start" : "end",
      fill: "var(--ink-2)",
      stroke: "var(--paper)",
      strokeWidth: 3
    })
  );
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function boxAt(x: number, y: number, radius: number): Box {
  return {left: x - radius, right: x + radius, top: y - radius, bottom: y + radius};
}

function touches(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function brushOf({spec, context, x, y}: Scatter): {x: BrushAxis | null; y: BrushAxis | null} {
  const {selection, selectionY, words} = context;
  const axis = (variable: string | null, held: unknown, {stops}: Scale, name: string): BrushAxis | null =>
    variable === null ? null : {variable, selection: held, stops, label: words.column(name)};
  return {x: axis(spec.select, selection, x, spec.x), y: axis(spec.selectY, selectionY, y, spec.y)};
}

function tipRow(spot: Spot, spec: ScatterSpec, {words, people}: DrawContext): TipRow {
  const {x, y, row} = spot;
  // a dot is one place for one list: of the people that its size counts, or else its x or y
  const column = [spec.size, spec.x, spec.y].find(
    (name) => name !== null && leadsToPeople({column: name, rows: [row]}, people)
  );
  const counts = column ? [{column, row, low: y, high: y}] : [];
  return {x, y, counts, title: () => tipOf(spot, spec, words)};
}

function tipOf({row}: Spot, {x, y, series, size, label}: ScatterSpec, words: Words): string {
  const format = (name: string) =>
    words.t("charts.pair", {label: words.column(name), value: words.value(name, row[name])});
  const names = [label, series].flatMap((name) => (name === null ? [] : [words.value(name, row[name])]));
  return [...names, ...[x, y, ...(size === null ? [] : [size])].map(format)].join("\n");
}
