import {round, svg, svgText} from "../html";
import {textWidth} from "../measure";

/** A small line chart without axes. */
export interface Sparkline {
  /** oldest first; null for a gap */
  values: readonly (number | null)[];
  /** CSS pixels */
  width: number;
  height: number;
  /** the name of its colour */
  colour: string;
  /** the label of its last value; null for none */
  label: string | null;
  /** a level to compare with, and its label */
  reference?: {value: number; label: string} | null;
  /** whether its first value has a hollow dot, where that is known; false by default */
  hasStart?: boolean;
}

/** Draws a sparkline with a dot and a label at its end; null when fewer than two values are known. */
export function drawSparkline(
  document: Document,
  {values, width, height, colour, label, reference = null, hasStart = false}: Sparkline
): SVGElement | null {
  const known = values.filter((value) => value !== null);
  const last = values.findLastIndex((value) => value !== null);
  if (known.length < 2) return null;
  const levels = reference === null ? known : [...known, reference.value];
  const [low, high] = [Math.min(...levels), Math.max(...levels)];
  const room =
    Math.max(
      label === null ? 0 : textWidth(`${label}i`) + 10,
      reference === null ? 0 : textWidth(reference.label) + 8
    ) + 6;
  const x = (index: number) => round(2 + (index / Math.max(1, values.length - 1)) * (width - room - 2));
  const y = (value: number) => round(high === low ? height / 2 : 8 + ((high - value) / (high - low)) * (height - 16));
  const root = svg(document, "svg", {
    class: "chart-plot chart-spark",
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    "aria-hidden": "true"
  });
  const end = known.at(-1) as number;
  const name = `var(--${colour})`;
  if (reference !== null)
    root.append(...referenceLine(document, reference, {x: x(values.length - 1), y: y(reference.value), end: y(end)}));
  root.append(
    ...pathsOf(values, x, y).map((d) =>
      svg(document, "path", {d, fill: "none", stroke: name, "stroke-width": 1.8, "stroke-linejoin": "round"})
    ),
    svg(document, "circle", {cx: x(last), cy: y(end), r: 3.2, fill: name})
  );
  const [first] = values;
  if (hasStart && typeof first === "number")
    root.append(
      svg(document, "circle", {
        cx: x(0) + 2,
        cy: y(first),
        r: 2.8,
        fill: "var(--paper)",
        stroke: name,
        "stroke-width": 1.4
      })
    );
  if (label !== null)
    root.append(svgText(document, label, {x: x(last) + 8, y: y(end) + 4, fill: "var(--ink)", "font-weight": 700}));
  return root;
}

function referenceLine(
  document: Document,
  {label}: {label: string},
  {x, y, end}: {x: number; y: number; end: number}
): SVGElement[] {
  // moves the reference's label away when the line ends near it
  const aside = Math.abs(y - end) >= 15 ? 4 : y > end ? 17 : -9;
  return [
    svg(document, "line", {x1: 2, x2: x, y1: y, y2: y, stroke: "var(--ink-2)", "stroke-dasharray": "4 3"}),
    svgText(document, label, {x: x + 8, y: y + aside, fill: "var(--ink-2)"})
  ];
}

function pathsOf(
  values: readonly (number | null)[],
  x: (index: number) => number,
  y: (value: number) => number
): string[] {
  const paths: string[][] = [[]];
  values.forEach((value, index) => {
    if (value === null) paths.push([]);
    else paths.at(-1)?.push(`${x(index)},${y(value)}`);
  });
  return paths.filter((path) => path.length > 1).map((path) => `M${path.join("L")}`);
}
