import {svg, svgText} from "../html";
import {boldWidth, dodge, lineHeight, textWidth} from "../measure";

/** A line of text beside or above a chart. */
export interface Label {
  text: string;
  /** CSS colour */
  fill: string;
  bold?: boolean;
  /** CSS colour of a small square before the text; only for labels above a chart */
  swatch?: string;
}

/** Labels at one height of the plot: a value's name and secondary lines under it. */
export interface EndLabel {
  /** CSS pixels from the top of the chart */
  y: number;
  lines: Label[];
}

/** The layout of a row of labels, wrapped to the width. */
export interface HeadRow {
  places: {label: Label; x: number; y: number}[];
  /** height in CSS pixels, to add to the top margin */
  height: number;
}

/** The right margin that some lines need, in CSS pixels. */
export function endMargin(lines: readonly Label[]): number {
  return lines.length ? Math.ceil(Math.max(...lines.map((line) => labelWidth({...line, swatch: undefined})))) + 16 : 8;
}

function labelWidth({text, bold, swatch}: Label): number {
  return (bold ? boldWidth(text) : textWidth(text)) + (swatch === undefined ? 0 : swatchRoom);
}

const swatchRoom = 15;

/** Lays out labels in rows above a chart: on a phone, or where there is no last value to stand beside. */
export function headRow(labels: readonly Label[], width: number): HeadRow {
  let x = 0;
  let y = 12;
  const places = labels.map((label) => {
    const room = labelWidth(label);
    if (x > 0 && x + room > width) [x, y] = [0, y + lineHeight];
    const place = {label, x, y};
    x += room + 14;
    return place;
  });
  return {places, height: labels.length ? y + 14 : 0};
}

/** Draws the rows of labels above the chart. */
export function addHeadRow(element: SVGElement, row: HeadRow): void {
  for (const {label, x, y} of row.places) {
    const {swatch} = label;
    if (swatch !== undefined)
      element.append(svg(element.ownerDocument, "rect", {x, y: y - 9.5, width: 10, height: 10, fill: swatch}));
    element.append(line(element, label, swatch === undefined ? x : x + swatchRoom, y));
  }
}

/** Draws labels right of the plot at their heights, moved apart so that none overlap. */
export function addEndLabels(
  element: SVGElement,
  labels: readonly EndLabel[],
  x: number,
  range: [number, number]
): void {
  const tallest = Math.max(1, ...labels.map(({lines}) => lines.length));
  const places = dodge(
    labels.map(({y}) => y),
    tallest * (lineHeight - 1),
    [range[0], range[1] - (tallest - 1) * lineHeight]
  );
  labels.forEach(({lines}, index) => addLines(element, lines, x, (places[index] ?? 0) + 4));
}

/** Draws lines of text one under the other, the first with its baseline at `y`. */
export function addLines(element: SVGElement, lines: readonly Label[], x: number, y: number): void {
  lines.forEach((label, index) => element.append(line(element, label, x, y + index * lineHeight)));
}

function line(element: SVGElement, {text, fill, bold}: Label, x: number, y: number): SVGElement {
  const weight = bold ? "700" : null;
  return svgText(element.ownerDocument, text, {x, y, fill, "text-anchor": "start", "font-weight": weight});
}
