import type {Markish} from "@observablehq/plot";
import type {Row} from "../../base/table";
import type {Words} from "../../base/words";
import {AppError} from "../../base/errors";
import {bottomMargin, drawFrame, leftMargin, narrowWidth} from "../axes/frame";
import type {ShownCount} from "../axes/pointing";
import {column, defineKind, optionalColumn, optionalNumbers, type DrawContext} from "../kind";
import {textWidth} from "../measure";
import {drawableNumber} from "../points";
import {describePairs, titleOf} from "../text/describe";

/**
 * A Pareto (Lorenz) curve: which share of the total the best share of customers brings, over the diagonal of equality. `size`
 * is the number of customers in each share.
 */
export default defineKind({
  name: "pareto",
  channels: {x: column, y: column, size: optionalColumn},
  options: {points: optionalNumbers},
  example: {
    table: {
      customers_share: [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
      customers: [200, 1000, 2000, 4000, 6000, 8000, 10_000, 12_000, 14_000, 16_000, 18_000, 20_000],
      sales_share: [0.073, 0.22, 0.345, 0.508, 0.62, 0.713, 0.791, 0.853, 0.904, 0.945, 0.98, 1]
    },
    spec: {x: "customers_share", y: "sales_share", size: "customers"}
  },
  render: (spec, rows, context) => drawCurve(spec, curveOf(spec, rows), context),
  describe(spec, rows, words) {
    const curve = curveOf(spec, rows);
    const pairs = marked(spec.points, curve).map(({x, y}): [string, string] => [format(x, words), words.percent(y)]);
    return words.t("charts.say_pareto", {
      title: titleOf(spec, [spec.y], words),
      list: describePairs(words.column(spec.x), pairs, words)
    });
  }
});

interface Spot {
  x: number;
  y: number;
  /** absent at (0, 0) */
  row?: Row;
}

interface Channels {
  x: string;
  y: string;
  size: string | null;
  points: number[] | null;
  height: number | null;
}

/** The points of the curve from (0, 0) to (1, 1); throws `charts.no_values`. */
function curveOf({x, y}: {x: string; y: string}, rows: readonly Row[]): Spot[] {
  const spots = rows.flatMap((row): Spot[] => {
    const [across, up] = [drawableNumber(row[x]), drawableNumber(row[y])];
    return across === null || up === null ? [] : [{x: across, y: up, row}];
  });
  if (!spots.length) throw new AppError("charts.no_values", {column: y});
  const sorted = [...spots].sort((a, b) => a.x - b.x);
  return sorted[0]?.x === 0 ? sorted : [{x: 0, y: 0}, ...sorted];
}

const usual = [0.01, 0.1, 0.2, 0.5];

// a marked point is the nearest point of the curve; nothing is interpolated
function marked(points: readonly number[] | null, curve: readonly Spot[]): Spot[] {
  const near = (points ?? usual).map((x) =>
    curve.reduce((best, spot) => (Math.abs(spot.x - x) < Math.abs(best.x - x) ? spot : best))
  );
  return [...new Set(near)].filter(({x}) => x > 0 && x < 1);
}

function format(share: number, words: Words): string {
  return words.percent(share, Math.abs(share * 100 - Math.round(share * 100)) < 1e-9 ? 0 : 1);
}

function drawCurve(spec: Channels, curve: readonly Spot[], context: DrawContext): SVGSVGElement {
  const {words, width} = context;
  const quarters = [0, 0.25, 0.5, 0.75, 1].map((at) => ({at, label: words.percent(at, 0)}));
  const fifths = [0, 0.2, 0.4, 0.6, 0.8, 1].map((at) => ({at, label: words.percent(at, 0)}));
  const left = leftMargin(context, quarters);
  const xLabel = words.column(spec.x);
  const margins = {
    top: 12,
    right: Math.ceil(textWidth("100%") / 2) + 4,
    left,
    bottom: bottomMargin(fifths, false, xLabel)
  };
  const height = spec.height ?? 232 + margins.bottom - 18;
  const spots = marked(spec.points, curve).map((spot) => ({...spot, label: labelOf(spot, words)}));
  const inner = width - left - margins.right;
  return drawFrame(context, {
    x: {domain: [0, 1], ticks: width < narrowWidth ? fifths.filter((_, index) => index !== 1 && index !== 3) : fifths},
    y: {domain: [0, 1], ticks: quarters},
    height,
    margins,
    values: "y",
    baseline: 0,
    xLabel,
    marks: curveMarks(curve, spots, inner, context),
    tips: {
      rows: curve.slice(1).map((spot) => ({...spot, title: () => labelOf(spot, words), counts: countIn(spot, spec)}))
    }
  });
}

function curveMarks(
  curve: readonly Spot[],
  spots: readonly (Spot & {label: string})[],
  inner: number,
  context: DrawContext
): Markish[] {
  const {plot, words, width} = context;
  const shaded = curve.filter(({x}) => x <= (spots.find(({x}) => x >= 0.2)?.x ?? 0));
  const halo = {stroke: "var(--paper)", strokeWidth: 4};
  const free = spots.filter(({x, label}) => x * inner + textWidth(label) + 12 <= inner);
  return [
    plot.areaY(shaded, {x: "x", y: "y", fill: "var(--accent-wash)"}),
    plot.line(
      [
        [0, 0],
        [1, 1]
      ],
      {stroke: "var(--rule-2)", strokeWidth: 1.5, strokeDasharray: "2 3"}
    ),
    plot.text([width < narrowWidth ? [0.65, 0.65] : [0.8, 0.8]], {
      text: () => words.t("charts.equality"),
      dx: 8,
      dy: 14,
      textAnchor: "start",
      fill: "var(--ink-3)",
      ...halo
    }),
    plot.line(curve, {x: "x", y: "y", stroke: "var(--accent)", strokeWidth: 2.2, strokeLinejoin: "round"}),
    plot.dot(spots, {x: "x", y: "y", r: 3.2, fill: "var(--accent)"}),
    plot.text(free, {
      x: "x",
      y: "y",
      text: "label",
      dx: 9,
      dy: 9,
      textAnchor: "start",
      fill: "var(--ink-2)",
      ...halo
    })
  ];
}

function countIn({y, row}: Spot, {size}: Channels): ShownCount[] {
  return size === null || !row ? [] : [{column: size, row, low: y, high: y}];
}

function labelOf({x, y}: Spot, words: Words): string {
  return words.t("charts.top_share", {share: format(x, words), value: words.percent(y)});
}
