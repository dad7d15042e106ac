import {tipOf} from "../bars/bars";
import type {Frame} from "../axes/frame";
import {countOf} from "../axes/pointing";
import type {DrawContext} from "../kind";
import {addEndLabels, type EndLabel, type Label} from "../axes/labels";
import type {LineChart, LineSpec} from "./line-runs";
import {labelColour} from "../palette";
import {distinctX, groupByX, keyOf, type PointSet} from "../points";
import {markLabel} from "../text/describe";

/** The tooltips, one for each value of x. */
export function lineTips({set, positions, spec, context, reference}: LineChart) {
  const name = referenceName(spec, context);
  const known = groupByX(
    set.points.filter(({y}) => y !== null),
    ({x}) => x
  );
  return distinctX(set.points).flatMap((x) => {
    const points = known.get(keyOf(x));
    if (!points) return [];
    const at = positions.middle(x);
    const beside =
      reference.find((one) => one.x === at) ?? (typeof spec.reference === "number" ? reference[0] : undefined);
    const title = () => {
      const own = tipOf(points, set, spec, positions.label(x), context.words);
      if (!beside) return own;
      const value = format(beside.y, spec, set, context);
      return `${own}\n${context.words.t("charts.pair", {label: name, value})}`;
    };
    const counts = points.map((point) => countOf(point, {columns: spec.y, names: set.series}));
    return [{x: at, y: Math.max(...points.map(({y}) => y ?? 0)), counts, title}];
  });
}

function format(value: number, spec: LineSpec, set: PointSet, {words}: DrawContext): string {
  return markLabel(value, spec.y[0] ?? "", set.unit, words);
}

function referenceName(spec: LineSpec, {words}: DrawContext): string {
  if (spec.referenceLabel !== null) return words.text(spec.referenceLabel);
  return typeof spec.reference === "string" ? words.column(spec.reference) : words.t("charts.reference");
}

/** A label and the amount it belongs to. */
export type Placed = Omit<EndLabel, "y"> & {value: number};

/** The names of the lines with their last values, and the reference. */
export function endLabels(chart: LineChart): Placed[] {
  const {spec, context, set, runs, reference} = chart;
  const ends = runs.flatMap(({series, solid, dashed}): Placed[] => {
    const last = [...solid, ...dashed].filter(({y}) => y !== null).at(-1);
    if (!last || last.y === null) return [];
    const isOpen = dashed.includes(last) && dashed.indexOf(last) > 0;
    const text = `${series.label} ${format(last.y, spec, set, context)}`;
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
  const text = `${referenceName(spec, context)} ${format(other.y, spec, set, context)}`;
  return [...ends, {value: other.y, lines: [{text, fill: "var(--ink-2)"}]}];
}

/** A label without its secondary lines. */
export function firstLine({lines}: Placed): Label {
  return lines[0] as Label;
}

/** Draws the names right of the plot, at the height of their values. */
export function addEnds(element: SVGSVGElement, chart: LineChart, {y, height, margins}: Frame): void {
  const [low, high] = y.domain;
  const foot = height - margins.bottom;
  const pixel = (value: number) => foot - ((value - low) / (high - low)) * (foot - margins.top);
  const labels = endLabels(chart).map(({value, lines}) => ({lines, y: pixel(value)}));
  addEndLabels(element, labels, chart.context.width - margins.right + 10, [margins.top, foot]);
}
