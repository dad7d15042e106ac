import type {Markish, RenderFunction} from "@observablehq/plot";
import type {Frame} from "./frame";
import {svg} from "../html";
import type {DrawContext} from "../kind";
import {textWidth} from "../measure";

/** A dashed vertical line with a label above it: an event or a limit. */
export interface EventLine {
  /** position on the x axis */
  at: number;
  label: string;
}

/** Event lines, without those whose labels would overlap the ones before. */
export function eventMarks(
  context: DrawContext,
  events: readonly EventLine[],
  frame: Pick<Frame, "x" | "margins">
): Markish[] {
  const {plot, width} = context;
  const {x, margins} = frame;
  const scale = (width - margins.left - margins.right) / (x.domain[1] - x.domain[0]);
  let free = -Infinity;
  const shown = [...events]
    .sort((a, b) => a.at - b.at)
    .flatMap((event) => {
      const half = textWidth(event.label) / 2;
      const middle = margins.left + (event.at - x.domain[0]) * scale;
      const pixel = Math.min(Math.max(middle, half), width - half);
      if (pixel - half < free) return [];
      free = pixel + half + 8;
      return [{...event, labelAt: x.domain[0] + (pixel - margins.left) / scale}];
    });
  return [
    plot.ruleX(shown, {x: "at", stroke: "var(--rule-2)", strokeDasharray: "2 3"}),
    plot.text(shown, {
      x: "labelAt",
      text: "label",
      frameAnchor: "top",
      dy: -18,
      lineAnchor: "top",
      fill: "var(--ink-2)"
    })
  ];
}

/** A render transform that calls `visit` with every drawn element and its datum. */
export function eachElement<Datum>(
  data: readonly Datum[],
  visit: (element: Element, datum: Datum) => void
): RenderFunction {
  return (index, scales, values, dimensions, context, next) => {
    const group = next?.(index, scales, values, dimensions, context) ?? null;
    [...(group?.children ?? [])].forEach((child, order) => {
      const datum = data[index[order] ?? -1];
      if (datum !== undefined) visit(child, datum);
    });
    return group;
  };
}

/** Adds hatching patterns in some colours for unfinished periods; their ids begin with `prefix`. */
export function addHatching(
  document: Document,
  element: SVGSVGElement,
  prefix: string,
  colours: readonly string[]
): void {
  const patterns = colours.map((name) =>
    svg(
      document,
      "pattern",
      {id: `${prefix}-${name}`, width: 4, height: 4, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)"},
      svg(document, "rect", {width: 4, height: 4, fill: "var(--paper)"}),
      svg(document, "rect", {width: 1.8, height: 4, fill: `var(--${name})`})
    )
  );
  element.prepend(svg(document, "defs", {}, ...patterns));
}

/** A short hash of a text, to keep the ids of two charts in one page apart. */
export function fingerprint(text: string): string {
  let hash = 2166136261;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 16777619);
  return `c${(hash >>> 0).toString(36)}`;
}
