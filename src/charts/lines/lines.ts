import type {Markish} from "@observablehq/plot";
import type {Row} from "../../base/table";
import {eventsOf} from "../bars/bars";
import {brushMarks, slotBrush} from "../brush/brush";
import {bottomMargin, drawFrame, leftMargin, sideMargin, type Frame} from "../axes/frame";
import type {DrawContext} from "../kind";
import {addHeadRow, headRow} from "../axes/labels";
import {addEnds, endLabels, firstLine, lineTips} from "./line-labels";
import {prepareLines, type LineChart, type LineSpec, type Run} from "./line-runs";
import {eventMarks, type EventLine} from "../axes/marks";
import {labelColour} from "../palette";
import {distinctX} from "../points";
import {markLabel} from "../text/describe";

/** Draws lines labelled at their ends; a reference is a dashed line, a range a band. */
export function drawLines(spec: LineSpec, rows: readonly Row[], context: DrawContext): SVGSVGElement {
  const chart = prepareLines(spec, rows, context);
  const {axis, positions, isNarrow} = chart;
  const head = headRow(isNarrow ? endLabels(chart).map(firstLine) : [], context.width);
  const beside = isNarrow ? [] : endLabels(chart).flatMap(({lines}) => lines);
  const left = leftMargin(context, axis.ticks);
  const right = sideMargin(context, beside);
  const xLabel = positions.kind === "number" && !spec.hideX ? context.words.column(spec.x) : "";
  const ticks = positions.ticks(context.width - left - right);
  const hasEvents = spec.event !== null || spec.mark !== null;
  const margins = {
    top: Math.max(...context.agree("head", [head.height]), 12) + (hasEvents ? 18 : 0),
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
    xLabel: xLabel || undefined,
    marks: allMarks(chart, {x, margins}),
    top: brushMarks(context, {x: slotBrush(spec, positions, chart.xs, context)}),
    tips: {rows: lineTips(chart)}
  };
  const element = drawFrame(context, frame);
  addHeadRow(element, head);
  if (!isNarrow) addEnds(element, chart, frame);
  return element;
}

function allMarks(chart: LineChart, frame: Pick<Frame, "x" | "margins">): Markish[] {
  const {context, spec} = chart;
  return [
    ...eventMarks(
      context,
      [...eventsOf(chart.set.points, spec.event, chart.positions, context.words), ...markEvent(chart)],
      frame
    ),
    ...areaMarks(chart),
    ...bandMarks(chart),
    ...referenceMarks(chart),
    ...chart.runs.flatMap((run) => runMarks(chart, run)),
    ...crossings(chart)
  ];
}

const lineStyle = {strokeLinejoin: "round", strokeLinecap: "round"} as const;
const dottedPoints = 24;

function runMarks({context, set}: LineChart, {series, solid, dashed}: Run): Markish[] {
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

function areaMarks({spec, context, runs}: LineChart): Markish[] {
  const run = runs[0];
  if (!spec.area || runs.length !== 1 || !run) return [];
  const spots = [...run.solid, ...run.dashed.slice(run.solid.length ? 1 : 0)];
  return [context.plot.areaY(spots, {x: "x", y1: "foot", y2: "y", fill: "var(--accent-wash)"})];
}

function bandMarks({context, band}: LineChart): Markish[] {
  if (!band.length) return [];
  return [context.plot.areaY(band, {x: "x", y1: "low", y2: "high", fill: "var(--accent-wash)"})];
}

function referenceMarks({context, reference}: LineChart): Markish[] {
  if (!reference.length) return [];
  return [
    context.plot.line(reference, {x: "x", y: "y", stroke: "var(--ink-2)", strokeWidth: 1.4, strokeDasharray: "5 3"})
  ];
}

function markEvent({spec, context}: LineChart): EventLine[] {
  if (spec.mark === null) return [];
  const label = spec.markLabel === null ? context.words.value(spec.x, spec.mark) : context.words.text(spec.markLabel);
  return [{at: spec.mark, label}];
}

// at the marked x, a dot and the value below it, so that the line stays visible
function crossings({spec, context, runs, set}: LineChart): Markish[] {
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

// leaves out a value that would overlap the one before
function apart<Kind extends {y: number}>(spots: readonly Kind[]): Kind[] {
  const span = Math.max(...spots.map(({y}) => y), 0) || 1;
  return spots.filter((spot, index) => spots.slice(0, index).every(({y}) => Math.abs(y - spot.y) > span * 0.12));
}
