import type {Markish} from "@observablehq/plot";
import type {Row} from "../base/table";
import type {LocalText, Unit} from "../base/words";
import {eventsOf, tipOf} from "./bars";
import {
  bottomMargin,
  drawFrame,
  eventMarks,
  leftMargin,
  narrowWidth,
  sideMargin,
  tipMarks,
  type EventLine,
  type Frame
} from "./frame";
import type {DrawContext} from "./kind";
import {addEndLabels, addHeadRow, headRow, type EndLabel, type Label} from "./labels";
import {labelColour} from "./palette";
import {distinctX, latest, numberOf, pointsOf, sameX, type Point, type PointSet, type Series} from "./points";
import {positionsOf, type Positions} from "./positions";
import {markLabel} from "./say";
import {valueAxis, type ValueAxis} from "./ticks";

/** What lines are drawn from. */
export interface LineSpec {
  from: string;
  x: string;
  y: readonly string[];
  series: string | null;
  /** what to compare with: a column, or one number for all */
  reference: string | number | null;
  referenceLabel: LocalText | null;
  /** a boolean column: the period is not over */
  unfinished: string | null;
  /** a text column: what happened in the period */
  event: string | null;
  /** fills between the line and the reference, or the foot where there is none */
  area: boolean;
  /** whether the axis begins at zero; `auto`: unless all values are far from it */
  zero: "auto" | "yes" | "no";
  /** a value of x that is marked by a dotted line, with a dot and the value on every line */
  mark: number | null;
  markLabel: LocalText | null;
  unit: Unit | null;
  colour: string | null;
  height: number | null;
  /** periods that are drawn on a phone; null for forty */
  narrowLimit: number | null;
  hideX: boolean;
}

/** A place on a line. */
interface Spot {
  x: number;
  y: number | null;
  /** the reference there, or the foot of the plot */
  foot: number | null;
  point: Point;
}

/** One line: its finished part, and the dashed end that is not. */
interface Run {
  series: Series;
  solid: Spot[];
  dashed: Spot[];
}

interface Chart {
  spec: LineSpec;
  context: DrawContext;
  set: PointSet;
  positions: Positions;
  axis: ValueAxis;
  runs: Run[];
  /** the reference where it is drawn, left to right */
  reference: {x: number; y: number}[];
  isNarrow: boolean;
}

/** Draws lines with a name at each end; a reference is a dashed line of ink. */
export function drawLines(spec: LineSpec, rows: readonly Row[], context: DrawContext): SVGSVGElement {
  const chart = prepare(spec, rows, context);
  const {axis, positions, isNarrow} = chart;
  const head = headRow(isNarrow ? endLabels(chart).map(firstLine) : [], context.width);
  const beside = isNarrow ? [] : endLabels(chart).flatMap(({lines}) => lines);
  const left = leftMargin(context, axis.ticks);
  const right = sideMargin(context, beside);
  const xLabel = positions.kind === "number" && !spec.hideX ? context.words.column(spec.x) : "";
  const ticks = positions.ticks(context.width - left - right);
  const hasEvents = spec.event !== null || spec.mark !== null;
  const margins = {
    top: Math.max(head.height, 12) + (hasEvents ? 18 : 0),
    right,
    bottom: bottomMargin(ticks, spec.hideX, xLabel),
    left
  };
  const x = {domain: positions.domain, ticks};
  const frame: Frame = {
    x,
    y: axis,
    height: spec.height ?? (isNarrow ? 150 : 172) + margins.top + margins.bottom,
    margins,
    values: "y",
    baseline: axis.domain[0] <= 0 && axis.domain[1] >= 0 ? 0 : null,
    interactive: false,
    xLabel: xLabel || undefined,
    marks: [
      ...eventMarks(
        context,
        [...eventsOf(chart.set.points, spec.event, positions, context.words), ...markEvent(chart)],
        {x, margins}
      ),
      ...areaMarks(chart),
      ...referenceMarks(chart),
      ...chart.runs.flatMap((run) => runMarks(chart, run)),
      ...crossings(chart),
      ...tipMarks(context, tips(chart), "x")
    ]
  };
  const element = drawFrame(context, frame);
  addHeadRow(element, head);
  if (!isNarrow) addEnds(element, chart, frame);
  return element;
}

const phoneLimit = 40;

function prepare(spec: LineSpec, rows: readonly Row[], context: DrawContext): Chart {
  const {words, width} = context;
  const isNarrow = width < narrowWidth;
  const all = pointsOf(spec, rows, words);
  const isTime = all.points.some(({x}) => x instanceof Date);
  const points = isNarrow && isTime ? latest(all.points, spec.narrowLimit ?? phoneLimit) : all.points;
  const set = {...all, points};
  const positions = positionsOf(
    spec.x,
    points.map(({x}) => x),
    words
  );
  const reference = referenceOf(spec, points, positions);
  const values = [...points.flatMap(({y}) => (y === null ? [] : [y])), ...reference.map(({y}) => y)];
  const axis = valueAxis(values, {unit: set.unit, words, zero: fromZero(spec, values), count: 4});
  const runs = set.series.map((series) => runOf(series, spec, points, positions, axis));
  return {spec, context, set, positions, axis, runs, reference, isNarrow};
}

// far from zero: the lowest value is over half of the highest, and a line has no foot that could lie
function fromZero({zero}: LineSpec, values: readonly number[]): boolean {
  if (zero !== "auto") return zero === "yes";
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return !(low > 0 && low > high * 0.5);
}

function referenceAt({reference}: LineSpec, {row}: Point): number | null {
  return typeof reference === "number" ? reference : reference === null ? null : numberOf(row[reference]);
}

function referenceOf(spec: LineSpec, points: readonly Point[], positions: Positions): {x: number; y: number}[] {
  if (typeof spec.reference === "number") return positions.domain.map((x) => ({x, y: spec.reference as number}));
  return distinctX(points).flatMap((x) => {
    const point = points.find((one) => sameX(one.x, x));
    const y = point ? referenceAt(spec, point) : null;
    return y === null ? [] : [{x: positions.middle(x), y}];
  });
}

function runOf(series: Series, spec: LineSpec, points: readonly Point[], positions: Positions, axis: ValueAxis): Run {
  const own = points.filter((point) => point.series === series.code);
  const spots = own
    .map((point) => ({
      x: positions.middle(point.x),
      y: point.y,
      foot: referenceAt(spec, point) ?? axis.domain[0],
      point
    }))
    .sort((a, b) => a.x - b.x);
  const open = spots.findIndex(({point}) => spec.unfinished !== null && point.row[spec.unfinished] === true);
  if (open === -1) return {series, solid: spots, dashed: []};
  return {series, solid: spots.slice(0, open), dashed: spots.slice(Math.max(0, open - 1))};
}

const lineStyle = {strokeLinejoin: "round", strokeLinecap: "round"} as const;
const dottedPoints = 24;

function runMarks({context, set}: Chart, {series, solid, dashed}: Run): Markish[] {
  const {plot} = context;
  const stroke = `var(--${series.colour})`;
  const few = distinctX(set.points).length <= dottedPoints;
  const last = solid.filter(({y}) => y !== null).slice(-1);
  const dots = few ? solid.filter(({y}) => y !== null) : last;
  const open = dashed.slice(1).filter(({y}) => y !== null);
  return [
    plot.line(solid, {x: "x", y: "y", stroke, strokeWidth: 2, ...lineStyle}),
    plot.line(dashed, {x: "x", y: "y", stroke, strokeWidth: 1.5, strokeDasharray: "2 2.5", ...lineStyle}),
    plot.dot(dots, {x: "x", y: "y", r: few && dots.length > 1 ? 2.4 : 3.2, fill: stroke}),
    plot.dot(open, {x: "x", y: "y", r: 3.6, fill: "var(--paper)", stroke, strokeWidth: 1.6})
  ];
}

function areaMarks({spec, context, runs}: Chart): Markish[] {
  const run = runs[0];
  if (!spec.area || runs.length !== 1 || !run) return [];
  const spots = [...run.solid, ...run.dashed.slice(run.solid.length ? 1 : 0)];
  return [context.plot.areaY(spots, {x: "x", y1: "foot", y2: "y", fill: "var(--accent-wash)"})];
}

function referenceMarks({context, reference}: Chart): Markish[] {
  if (!reference.length) return [];
  return [
    context.plot.line(reference, {x: "x", y: "y", stroke: "var(--ink-2)", strokeWidth: 1.4, strokeDasharray: "5 3"})
  ];
}

function markEvent({spec, context}: Chart): EventLine[] {
  if (spec.mark === null) return [];
  const label = spec.markLabel === null ? context.words.value(spec.x, spec.mark) : context.words.text(spec.markLabel);
  return [{at: spec.mark, label}];
}

// where a line meets the marked x, a dot and the value, under it so that the line stays clear
function crossings({spec, context, runs, set}: Chart): Markish[] {
  if (spec.mark === null) return [];
  const spots = runs.flatMap(({series, solid}) => {
    const spot = solid.find(({x}) => x === spec.mark);
    const y = spot?.y ?? null;
    if (y === null) return [];
    return [
      {
        x: spec.mark,
        y,
        fill: `var(--${series.colour})`,
        ink: `var(--${labelColour(series.colour)})`,
        text: markLabel(y, spec.y[0] ?? "", set.unit, context.words)
      }
    ];
  });
  const {plot} = context;
  const [top, ...others] = [...spots].sort((a, b) => b.y - a.y);
  const label = {
    x: "x",
    y: "y",
    text: "text",
    fill: {value: "ink", scale: null},
    stroke: "var(--paper)",
    strokeWidth: 4
  } as const;
  const above = top && others.length ? [top] : [];
  const below = top && !others.length ? [top] : apart(others.reverse());
  return [
    plot.dot(spots, {x: "x", y: "y", r: 3.2, fill: {value: "fill", scale: null}}),
    plot.text(above, {...label, dx: -8, dy: -11, textAnchor: "end", fontWeight: 700}),
    plot.text(below, {...label, dx: 8, dy: 14, textAnchor: "start", fontWeight: 700})
  ];
}

// two values at nearly one height: the second would print over the first
function apart<Kind extends {y: number}>(spots: readonly Kind[]): Kind[] {
  const span = Math.max(...spots.map(({y}) => y), 0) || 1;
  return spots.filter((spot, index) => spots.slice(0, index).every(({y}) => Math.abs(y - spot.y) > span * 0.12));
}

function tips({set, positions, spec, context, reference}: Chart) {
  const name = referenceName(spec, context);
  return distinctX(set.points).flatMap((x) => {
    const points = set.points.filter((point) => sameX(point.x, x) && point.y !== null);
    if (!points.length) return [];
    const at = positions.middle(x);
    const beside =
      reference.find((one) => one.x === at) ?? (typeof spec.reference === "number" ? reference[0] : undefined);
    const lines = beside
      ? [context.words.t("charts.pair", {label: name, value: say(beside.y, spec, set, context)})]
      : [];
    const title = [tipOf(points, set, spec, positions.label(x), context.words), ...lines].join("\n");
    return [{x: at, y: Math.max(...points.map(({y}) => y ?? 0)), title}];
  });
}

function say(value: number, spec: LineSpec, set: PointSet, {words}: DrawContext): string {
  return markLabel(value, spec.y[0] ?? "", set.unit, words);
}

function referenceName(spec: LineSpec, {words}: DrawContext): string {
  if (spec.referenceLabel !== null) return words.text(spec.referenceLabel);
  return typeof spec.reference === "string" ? words.column(spec.reference) : words.t("charts.reference");
}

type Placed = Omit<EndLabel, "y"> & {value: number};

function endLabels(chart: Chart): Placed[] {
  const {spec, context, set, runs, reference} = chart;
  const ends = runs.flatMap(({series, solid, dashed}): Placed[] => {
    const last = [...solid, ...dashed].filter(({y}) => y !== null).at(-1);
    if (!last || last.y === null) return [];
    const isOpen = dashed.includes(last) && dashed.indexOf(last) > 0;
    const text = `${series.label} ${say(last.y, spec, set, context)}`;
    const open: Label[] = isOpen ? [{text: context.words.t("charts.unfinished"), fill: "var(--ink-3)"}] : [];
    return [
      {
        value: last.y,
        lines: [
          {text, fill: `var(--${labelColour(series.colour)})`, bold: true, swatch: `var(--${series.colour})`},
          ...open
        ]
      }
    ];
  });
  const other = reference.at(-1);
  if (!other) return ends;
  const text = `${referenceName(spec, context)} ${say(other.y, spec, set, context)}`;
  return [...ends, {value: other.y, lines: [{text, fill: "var(--ink-2)"}]}];
}

function firstLine({lines}: Placed): Label {
  return lines[0] as Label;
}

function addEnds(element: SVGSVGElement, chart: Chart, {y, height, margins}: Frame): void {
  const [low, high] = y.domain;
  const foot = height - margins.bottom;
  const pixel = (value: number) => foot - ((value - low) / (high - low)) * (foot - margins.top);
  const labels = endLabels(chart).map(({value, lines}) => ({lines, y: pixel(value)}));
  addEndLabels(element, labels, chart.context.width - margins.right + 10, [margins.top, foot]);
}
