import type {Markish} from "@observablehq/plot";
import type {DrawContext} from "../kind";
import {fontSize} from "../measure";
import type {CountedPlace} from "./pointing";

/** One tooltip: its position, its lines, which are computed when it is shown, and the counts that it tells. */
export type TipRow = CountedPlace;

/** The tooltips of a chart, and whether they follow the pointer along one axis (`x` by default) or from mark to mark. */
export interface Tips {
  rows: readonly TipRow[];
  direction?: "x" | "y" | "xy";
}

/** The marks of tooltips. */
export function tipMarks({plot}: DrawContext, {rows, direction = "x"}: Tips): Markish[] {
  if (rows.length === 0) return [];
  const pointer = {x: plot.pointerX, y: plot.pointerY, xy: plot.pointer}[direction];
  const style = {
    fill: "var(--paper)",
    stroke: "var(--rule-2)",
    pathFilter: "none",
    lineHeight: 1.4,
    lineWidth: 60,
    fontSize,
    ariaHidden: "true"
  };
  // Plot converts a title to text when it draws the tooltip
  const title = rows.map((row) => ({toString: row.title}));
  const tip = plot.tip(rows, pointer({x: "x", y: "y", title, ...style}));
  if (direction === "xy") return [tip];
  const rule = direction === "x" ? plot.ruleX : plot.ruleY;
  return [
    rule(
      rows,
      pointer({
        x: "x",
        y: "y",
        stroke: "var(--ink-3)",
        strokeOpacity: 0.5,
        ariaLabel: "pointer",
        ariaHidden: "true"
      }) as never
    ),
    tip
  ];
}
