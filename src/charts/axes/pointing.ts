import type {Row} from "../../base/table";
import {svg, round} from "../html";
import {leadsToPeople, makeListing, type PeopleDetail} from "../interact";
import type {DrawContext} from "../kind";
import type {Point, Series} from "../points";

/** A count that a place of a chart shows, and where on the axis of amounts: between two values, or at one. */
export interface ShownCount {
  column: string;
  row: Row;
  low: number;
  high: number;
  /** the series it belongs to, in words; absent where there is only one */
  name?: string;
  /** its place, in words; by default the first line of the tooltip */
  place?: string;
  /** where it stands on the other axis; by default where the tooltip is */
  at?: number;
}

/** The counts that a place of a chart shows. */
export interface CountedPlace {
  /** where the tooltip is */
  x: number;
  y: number;
  /** its text, whose first line names the place */
  title: () => string;
  counts?: readonly ShownCount[];
}

/** The count that a point shows, for the series of several columns or of one. */
export function countOf(
  {series, row, y}: Point,
  {columns, names}: {columns: readonly string[]; names: readonly Series[]},
  [low, high]: readonly [number, number] = [y ?? 0, y ?? 0],
  at?: number
): ShownCount {
  const name = names.length > 1 ? names.find(({code}) => code === series)?.label : undefined;
  return {column: columns.length > 1 ? series : (columns[0] ?? ""), row, low, high, name, at};
}

/** How the values of a framed chart are placed on it. */
export interface Placing {
  /** the axis of amounts */
  values: "x" | "y";
  /** from values to CSS pixels within the chart */
  across: (value: number) => number;
  up: (value: number) => number;
  /** from CSS pixels along the axis of amounts to a value */
  valueAt: (pixel: number) => number;
}

/**
 * Makes the counts of people in a framed chart lead to them, by `huitou-people`: a click asks for the count under the pointer,
 * among those of the tooltip that is shown; for the keyboard, each count is a spot that takes the focus.
 */
export function listCounts(
  element: SVGSVGElement,
  places: readonly CountedPlace[],
  placing: Placing,
  context: DrawContext
): void {
  const spots = spotsOf(places, placing, context);
  if (spots.length === 0) return;
  element.classList.add("lists");
  element.append(...spots);
  listAtPointer(element, placing, context);
}

/** More than so many spots are left to the table of the chart. */
const mostSpots = 500;

function spotsOf(places: readonly CountedPlace[], placing: Placing, context: DrawContext): SVGElement[] {
  const shown = places.flatMap((place) => (place.counts ?? []).map((count) => ({place, count})));
  const known = shown.filter(({count: {column, row}}) => leadsToPeople({column, rows: [row]}, context.people));
  return known.slice(0, mostSpots).map(({place, count}) => spotOf(place, count, placing, context));
}

function spotOf(place: CountedPlace, count: ShownCount, placing: Placing, context: DrawContext): SVGElement {
  const {column, row, low, high, name, at, place: where = place.title().split("\n")[0] ?? ""} = count;
  const middle = (low + high) / 2;
  const [x, y] = placing.values === "y" ? [at ?? place.x, middle] : [middle, at ?? place.y];
  // the pointer is heard by the chart, which knows the nearest count
  const spot = svg(context.document, "circle", {
    cx: round(placing.across(x)),
    cy: round(placing.up(y)),
    r: 7,
    fill: "transparent",
    "pointer-events": "none"
  });
  makeListing(spot, {column, rows: [row]}, context, name === undefined ? where : `${where} ${name}`);
  spot.classList.add("people-spot");
  // who comes by the keyboard sees the tooltip too
  spot.addEventListener("focus", () => point(spot, "pointermove"));
  spot.addEventListener("blur", () => point(spot, "pointerleave"));
  return spot;
}

function point(spot: SVGElement, type: "pointermove" | "pointerleave"): void {
  const Pointer = spot.ownerDocument.defaultView?.PointerEvent;
  if (!Pointer) return;
  const {x, y, width, height} = spot.getBoundingClientRect();
  const where = {clientX: x + width / 2, clientY: y + height / 2, pointerType: "mouse"};
  spot.ownerSVGElement?.dispatchEvent(new Pointer(type, where));
}

function listAtPointer(element: SVGSVGElement, {values, valueAt}: Placing, {people}: DrawContext): void {
  let wasRange = false;
  element.addEventListener("pointerdown", () => (wasRange = hasRange(element)), {capture: true});
  element.addEventListener("click", (event) => {
    const view = element.ownerDocument.defaultView;
    const tip = (element as {value?: {counts?: readonly ShownCount[]} | null}).value;
    // a press that draws a range or lets go of it asks for nobody
    if (!view || (event.target as Element).closest("[role=button]") || wasRange || hasRange(element)) return;
    const {left, top} = element.getBoundingClientRect();
    const count = nearest(tip?.counts ?? [], valueAt(values === "y" ? event.clientY - top : event.clientX - left));
    if (!count || !leadsToPeople({column: count.column, rows: [count.row]}, people)) return;
    event.stopPropagation();
    const detail: PeopleDetail = {column: count.column, rows: [count.row]};
    element.dispatchEvent(new view.CustomEvent("huitou-people", {bubbles: true, detail}));
  });
}

function hasRange(element: Element): boolean {
  return element.querySelector(".chart-brush.is-set") !== null;
}

function nearest(counts: readonly ShownCount[], value: number): ShownCount | undefined {
  const away = ({low, high}: ShownCount) => (value < low ? low - value : value > high ? value - high : 0);
  return counts.reduce<ShownCount | undefined>(
    (best, each) => (best === undefined || away(each) < away(best) ? each : best),
    undefined
  );
}

const forward: ReadonlySet<string> = new Set(["ArrowRight", "ArrowDown"]);
const backward: ReadonlySet<string> = new Set(["ArrowLeft", "ArrowUp"]);

/** One tab stop for all counts of people in a picture; arrow keys move between them, Home and End to the ends. */
export function moveByArrows(element: SVGElement): void {
  const marks = [...element.querySelectorAll<SVGElement>(".people")];
  const stopAt = (stop: EventTarget | null | undefined) =>
    marks.forEach((mark) => mark.setAttribute("tabindex", mark === stop ? "0" : "-1"));
  stopAt(marks[0]);
  if (marks.length < 2) return;
  element.addEventListener("focusin", ({target}) => {
    if (marks.includes(target as SVGElement)) stopAt(target);
  });
  element.addEventListener("keydown", (event) => {
    const from = marks.indexOf(event.target as SVGElement);
    const to = from < 0 ? undefined : marks[targetOf(event.key, from, marks.length)];
    if (!to) return;
    event.preventDefault();
    to.focus();
  });
}

function targetOf(key: string, from: number, count: number): number {
  if (forward.has(key)) return from + 1;
  if (backward.has(key)) return from - 1;
  return key === "Home" ? 0 : key === "End" ? count - 1 : -1;
}
