import type {Markish} from "@observablehq/plot";
import {round, svg, svgText} from "../html";
import type {DrawContext} from "../kind";
import {textWidth} from "../measure";
import type {Positions} from "../axes/positions";
import {slotStops, type Stop} from "./stops";

/** One axis along which a range can be selected. */
export interface BrushAxis {
  /** the input variable that the range sets */
  variable: string;
  /** the variable's current value */
  selection: unknown;
  /** possible ends of a range, ascending */
  stops: readonly Stop[];
  /** the axis's label */
  label: string;
}

/** The axes of a brush; a null axis cannot be brushed. */
export interface BrushAxes {
  x: BrushAxis | null;
  y?: BrushAxis | null;
}

/** From one stop to another, both included (indexes). */
interface Span {
  low: number;
  high: number;
}

/** The plot area within the picture, in CSS pixels. */
interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** One axis with its scale and current range. */
interface Track extends BrushAxis {
  isX: boolean;
  /** position in the picture, in CSS pixels */
  pixel(value: number): number;
  span: Span | null;
}

type Update = (selection: unknown, selectionY: unknown) => void;

const updates = new WeakMap<Element, Update>();

/**
 * A range selector drawn over the given marks: drag with a mouse or finger, or use its two handles, which are sliders
 * for the keyboard. It dispatches the same bubbling `huitou-select` as a click on a mark, with `[from, to]` or null.
 * What lies outside is covered by a veil. Returns the marks unchanged where there are fewer than two ends to choose
 * from. SQL reads the range as `$range is null or order_date between ($range::date[])[1] and ($range::date[])[-1]`,
 * numbers with `::double[]`; the cast also gives the type of the list while nothing is selected.
 */
export function brushMarks(context: DrawContext, {x, y = null}: BrushAxes): Markish[] {
  const axes = {x: usable(x), y: usable(y)};
  if (!axes.x && !axes.y) return [];
  return [
    (_index, scales, _values, {width, height, marginLeft, marginRight, marginTop, marginBottom}) => {
      const box = {
        left: marginLeft,
        top: marginTop,
        width: width - marginLeft - marginRight,
        height: height - marginTop - marginBottom
      };
      const track = (axis: BrushAxis | null, isX: boolean): Track[] => {
        const scale = (isX ? scales.x : scales.y) as ((value: number) => number) | undefined;
        if (!axis || !scale) return [];
        return [{...axis, isX, pixel: (value) => clampTo(box, isX, scale(value)), span: spanOf(axis)}];
      };
      return new Brush([...track(axes.x, true), ...track(axes.y, false)], box, context).element;
    }
  ];
}

/** A brush along a time or number axis when `select` asks for it; null otherwise, or when x is categorical. */
export function slotBrush(
  {x, select}: {x: string; select: string | null},
  positions: Positions,
  xs: readonly unknown[],
  {selection, words}: DrawContext
): BrushAxis | null {
  if (select === null) return null;
  return {variable: select, selection, stops: slotStops(positions, xs), label: words.column(x)};
}

/** Updates the brushes of a drawn chart to another selection; false when it has none. */
export function reselectBrush(element: Element, selection: unknown, selectionY: unknown): boolean {
  const brushes = [...element.querySelectorAll(".chart-brush")];
  for (const brush of brushes) updates.get(brush)?.(selection, selectionY);
  return brushes.length > 0;
}

function usable(axis: BrushAxis | null): BrushAxis | null {
  if (!axis) return null;
  const [first, last] = [axis.stops[0], axis.stops.at(-1)];
  return first && last && last.end > first.start ? axis : null;
}

function clampTo({left, top, width, height}: Box, isX: boolean, pixel: number): number {
  const [low, high] = isX ? [left, left + width] : [top, top + height];
  return Math.min(high, Math.max(low, pixel));
}

/** The stops that a selection covers; null when nothing is selected, or when it is not a range of this axis. */
function spanOf({selection, stops}: BrushAxis): Span | null {
  if (!Array.isArray(selection) || selection.length === 0) return null;
  const [from, to] = [selection[0], selection.at(-1)] as [string | number, string | number];
  if (stops.some((stop) => typeof stop.from !== typeof from || typeof stop.to !== typeof to)) return null;
  const first = stops.findIndex((stop) => stop.to >= from);
  const last = stops.findLastIndex((stop) => stop.from <= to);
  return first === -1 || last === -1 ? null : wide(stops, {low: Math.min(first, last), high: Math.max(first, last)});
}

// on a continuous scale a range needs two different ends; a single period is a range already
function wide(stops: readonly Stop[], {low, high}: Span): Span {
  if ((stops[high]?.end ?? 0) > (stops[low]?.start ?? 0)) return {low, high};
  return high < stops.length - 1 ? {low, high: high + 1} : {low: low - 1, high};
}

/** Minimum number of stops between the two ends of a range: 0 where a single period is a range. */
function leastSpan({stops}: BrushAxis): number {
  return stops[0] && stops[0].end > stops[0].start ? 0 : 1;
}

/** The range to draw: the whole axis when nothing is selected. */
function shownSpan({span, stops}: Track): Span {
  return span ?? {low: 0, high: stops.length - 1};
}

function sameSpan(a: Span | null, b: Span | null): boolean {
  return a?.low === b?.low && a?.high === b?.high;
}

const dragThreshold = 4;
const gripRadius = 6;
const touchRadius = 20;
const farStep = 10;

type Part = "new" | "move" | "low" | "high";

/**
 * The SVG elements of one brush and its pointer and keyboard handlers.
 *
 * `brushMarks` creates one each time the chart is drawn. While dragging it listens on the chart's container, which
 * survives redrawing, and sends at most one `huitou-select` per frame. `show` applies a selection made elsewhere,
 * unless the brush is being dragged. It has no clean-up of its own: its listeners go with the removed elements.
 */
class Brush {
  readonly element: SVGElement;
  readonly #tracks: readonly Track[];
  readonly #box: Box;
  readonly #context: DrawContext;
  readonly #area: SVGElement;
  readonly #veils: SVGElement;
  readonly #handles: {track: Track; end: "low" | "high"; element: SVGElement}[];
  #isHeld = false;

  constructor(tracks: readonly Track[], box: Box, context: DrawContext) {
    const {document} = context;
    this.#tracks = tracks;
    this.#box = box;
    this.#context = context;
    const area = {x: box.left, y: box.top, width: box.width, height: box.height};
    this.#area = svg(document, "rect", {class: "brush-area", fill: "transparent", ...area});
    this.#veils = svg(document, "g", {class: "brush-veils"});
    this.#handles = tracks.flatMap((track) =>
      (["low", "high"] as const).map((end) => ({track, end, element: this.#handle(track, end)}))
    );
    const handles = this.#handles.map(({element}) => element);
    this.element = svg(document, "g", {class: "chart-brush"}, this.#area, this.#veils, ...handles);
    this.#area.addEventListener("pointerdown", (event) => this.#begin(event as PointerEvent, null));
    this.element.addEventListener("dblclick", () => this.#clear());
    updates.set(this.element, (selection, selectionY) => this.#reselect(selection, selectionY));
    this.#show();
  }

  #reselect(selection: unknown, selectionY: unknown): void {
    // while it is dragged, the drag decides what is shown
    if (this.#isHeld) return;
    for (const track of this.#tracks) track.span = spanOf({...track, selection: track.isX ? selection : selectionY});
    this.#show();
  }

  #handle(track: Track, end: "low" | "high"): SVGElement {
    const {document, words, panel} = this.#context;
    const grip = svg(document, "circle", {
      class: "brush-grip",
      r: gripRadius,
      fill: "var(--paper)",
      stroke: "var(--ink)",
      "stroke-width": 1.6
    });
    const reach = svg(document, "circle", {class: "brush-reach", r: touchRadius, fill: "transparent"});
    const element = svg(document, "g", {class: "brush-handle"}, reach, grip);
    element.addEventListener("pointerdown", (event) => this.#begin(event as PointerEvent, {track, end}));
    // `touch-action: none`: dragging a handle never scrolls
    element.addEventListener("touchstart", (event) => event.preventDefault(), {passive: false});
    // of several panels with one range, only the first has handles in the tab order
    if (panel > 0) return element;
    const name = words.t(end === "low" ? "charts.brush_from" : "charts.brush_to", {label: track.label});
    for (const [key, value] of Object.entries({role: "slider", tabindex: "0", "aria-label": name}))
      element.setAttribute(key, value);
    element.setAttribute("aria-orientation", track.isX ? "horizontal" : "vertical");
    element.addEventListener("keydown", (event) => this.#press(event as KeyboardEvent, track, end));
    return element;
  }

  #show(): void {
    for (const handle of this.#handles) this.#showHandle(handle);
    this.#veils.replaceChildren(...this.#tracks.flatMap((track) => this.#veil(track)), ...this.#describeRange());
    this.element.classList.toggle(
      "is-set",
      this.#tracks.some(({span}) => span !== null)
    );
  }

  #showHandle({track, end, element}: {track: Track; end: "low" | "high"; element: SVGElement}): void {
    const {left, top, height} = this.#box;
    const {low, high} = shownSpan(track);
    const stop = track.stops[end === "low" ? low : high] as Stop;
    const at = round(track.pixel(end === "low" ? stop.start : stop.end));
    element.setAttribute("transform", `translate(${track.isX ? `${at},${top + height}` : `${left},${at}`})`);
    if (!element.hasAttribute("role")) return;
    const least = leastSpan(track);
    const limits = end === "low" ? [0, high - least] : [low + least, track.stops.length - 1];
    const [lowest, highest] = limits.map((index) => boundOf(track.stops[index], end));
    element.setAttribute("aria-valuemin", String(lowest));
    element.setAttribute("aria-valuemax", String(highest));
    element.setAttribute("aria-valuenow", String(boundOf(stop, end)));
    element.setAttribute("aria-valuetext", end === "low" ? stop.fromLabel : stop.toLabel);
  }

  // the veil over what is not selected
  #veil(track: Track): SVGElement[] {
    if (track.span === null) return [];
    const {document} = this.#context;
    const {left, top, width, height} = this.#box;
    const [one, two] = this.#edges(track);
    const fill = {fill: "var(--paper)", "fill-opacity": 0.72};
    const line = {stroke: "var(--ink-3)", "stroke-width": 1};
    if (track.isX)
      return [
        svg(document, "rect", {x: left, y: top, width: round(one - left), height, ...fill}),
        svg(document, "rect", {x: two, y: top, width: round(left + width - two), height, ...fill}),
        ...[one, two].map((x) => svg(document, "line", {x1: x, x2: x, y1: top, y2: top + height, ...line}))
      ];
    return [
      svg(document, "rect", {x: left, y: top, width, height: round(one - top), ...fill}),
      svg(document, "rect", {x: left, y: two, width, height: round(top + height - two), ...fill}),
      ...[one, two].map((y) => svg(document, "line", {x1: left, x2: left + width, y1: y, y2: y, ...line}))
    ];
  }

  /** The ends of a range in CSS pixels, ascending. */
  #edges(track: Track): [number, number] {
    const {low, high} = shownSpan(track);
    const ends = [track.pixel(track.stops[low]?.start ?? 0), track.pixel(track.stops[high]?.end ?? 0)].map(round);
    return [Math.min(...ends), Math.max(...ends)];
  }

  #describeRange(): SVGElement[] {
    const {document, words} = this.#context;
    const {left, top, width} = this.#box;
    const set = this.#tracks.filter(({span}) => span !== null);
    if (!set.length || this.#context.panel > 0) return [];
    const text = set.map((track) => describeTrack(track, (key, values) => words.t(key, values))).join(" · ");
    const across = set.find(({isX}) => isX);
    const [one, two] = across ? this.#edges(across) : [left, left + width];
    const half = textWidth(text) / 2;
    const x = Math.max(left + half, Math.min(left + width - half, (one + two) / 2));
    const halo = {stroke: "var(--paper)", "stroke-width": 4, "paint-order": "stroke"};
    return [svgText(document, text, {x, y: top + 12, fill: "var(--ink)", "text-anchor": "middle", ...halo})];
  }

  #set(track: Track, span: Span | null, soon: (track: Track) => void): void {
    const isWhole = span?.low === 0 && span.high === track.stops.length - 1;
    const next = span === null || isWhole ? null : wide(track.stops, span);
    if (sameSpan(track.span, next)) return;
    track.span = next;
    this.#show();
    soon(track);
  }

  #clear(): void {
    const host = hostOf(this.element);
    for (const track of this.#tracks) this.#set(track, null, (one) => dispatch(host, one));
  }

  #press(event: KeyboardEvent, track: Track, end: "low" | "high"): void {
    if (event.key === "Escape") {
      if (this.#tracks.some(({span}) => span !== null)) event.preventDefault();
      return this.#clear();
    }
    const {low, high} = shownSpan(track);
    const now = end === "low" ? low : high;
    const to = keyTarget(event, now, track.stops.length - 1);
    if (to === null) return;
    event.preventDefault();
    const host = hostOf(this.element);
    const least = leastSpan(track);
    const span = end === "low" ? {low: Math.min(to, high - least), high} : {low, high: Math.max(to, low + least)};
    this.#set(track, span, (one) => dispatch(host, one));
  }

  // pointer moves are handled by the chart's container, because the chart may be redrawn during a drag
  #begin(event: PointerEvent, handle: {track: Track; end: "low" | "high"} | null): void {
    if (event.button !== 0 || event.isPrimary === false) return;
    // or the tooltip would take the press as a request to stay open
    event.stopPropagation();
    if (handle) (event.currentTarget as SVGElement).focus?.({preventScroll: true});
    const host = hostOf(this.element);
    const box = () => this.#area.getBoundingClientRect();
    let last = box();
    const scaleOf = () => {
      if (this.#area.isConnected) last = box();
      return {x: this.#box.width / (last.width || 1), y: this.#box.height / (last.height || 1)};
    };
    const placeOf = (moved: PointerEvent) => {
      const scale = scaleOf();
      return {
        x: this.#box.left + (moved.clientX - last.left) * scale.x,
        y: this.#box.top + (moved.clientY - last.top) * scale.y
      };
    };
    const start = placeOf(event);
    const before = this.#tracks.map(({span}) => span);
    const isInside = this.#tracks.every((track) => track.span === null || within(this.#edges(track), at(start, track)));
    const hasSpan = this.#tracks.some(({span}) => span !== null);
    const part: Part = handle ? handle.end : hasSpan && isInside ? "move" : "new";
    const sender = frameSender(host);
    // a touch that begins vertically scrolls the page
    const sideways = this.#tracks.filter(({isX}) => isX || event.pointerType !== "touch");
    const counting = handle ? [handle.track] : sideways;
    const listening = new (host.ownerDocument.defaultView ?? globalThis).AbortController();
    let isDragging = false;
    this.#isHeld = true;
    host.setPointerCapture?.(event.pointerId);

    const move = (moved: PointerEvent) => {
      if (moved.pointerId !== event.pointerId) return;
      const place = placeOf(moved);
      isDragging ||= counting.some((track) => Math.abs(at(place, track) - at(start, track)) >= dragThreshold);
      if (!isDragging) return;
      this.#tracks.forEach((track, index) => {
        if (handle && handle.track !== track) return;
        const span = dragged(track, part, before[index] ?? null, at(start, track), at(place, track));
        if (span) this.#set(track, span, sender.soon);
      });
    };
    const restore = () => this.#tracks.forEach((track, index) => this.#set(track, before[index] ?? null, sender.soon));
    const end = () => {
      listening.abort();
      this.#isHeld = false;
      sender.flush();
    };
    const on = (target: EventTarget, type: string, listener: (event: never) => void) =>
      target.addEventListener(type, listener as EventListener, {signal: listening.signal});
    on(host, "pointermove", move);
    on(host, "pointerup", (raised: PointerEvent) => {
      if (raised.pointerId !== event.pointerId) return;
      end();
      // a click without a drag clears the selection
      if (!isDragging && !handle) this.#clear();
    });
    // the browser took the touch for scrolling: restore the selection
    on(host, "pointercancel", () => {
      restore();
      end();
    });
    on(host.ownerDocument, "keydown", (pressed: KeyboardEvent) => {
      if (pressed.key !== "Escape") return;
      restore();
      end();
    });
  }
}

function boundOf(stop: Stop | undefined, end: "low" | "high"): number {
  return (end === "low" ? stop?.start : stop?.end) ?? 0;
}

function at(place: {x: number; y: number}, {isX}: Track): number {
  return isX ? place.x : place.y;
}

function within([low, high]: readonly [number, number], value: number): boolean {
  return value >= low && value <= high;
}

/** The new range when a part of the old one is dragged from one position to another. */
function dragged(track: Track, part: Part, before: Span | null, from: number, to: number): Span | null {
  const {low, high} = before ?? {low: 0, high: track.stops.length - 1};
  if (part === "new") {
    const ends = [nearest(track, from), nearest(track, to)];
    return {low: Math.min(...ends), high: Math.max(...ends)};
  }
  if (part === "low") return {low: Math.min(nearest(track, to), high - leastSpan(track)), high};
  if (part === "high") return {low, high: Math.max(nearest(track, to), low + leastSpan(track))};
  if (before === null) return null;
  const begin = track.pixel(track.stops[low]?.start ?? 0) + to - from;
  const first = Math.min(nearest(track, begin, "start"), track.stops.length - 1 - (high - low));
  return {low: first, high: first + high - low};
}

/** The stop nearest to a position, measured by its middle or its start. */
function nearest(track: Track, pixel: number, by: "middle" | "start" = "middle"): number {
  const distance = ({start, end}: Stop) => Math.abs(track.pixel(by === "middle" ? (start + end) / 2 : start) - pixel);
  return track.stops.reduce(
    (best, stop, index) => (distance(stop) < distance(track.stops[best] as Stop) ? index : best),
    0
  );
}

/** The new stop index for a key on a handle; null for keys without a meaning. */
function keyTarget({key, shiftKey}: KeyboardEvent, now: number, last: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowDown: -1,
    ArrowRight: 1,
    ArrowUp: 1,
    PageDown: -farStep,
    PageUp: farStep
  };
  if (key === "Home") return 0;
  if (key === "End") return last;
  const step = Object.hasOwn(steps, key) ? steps[key] : undefined;
  if (step === undefined) return null;
  return Math.min(last, Math.max(0, now + (shiftKey && Math.abs(step) === 1 ? step * farStep : step)));
}

function describeTrack({span, stops}: Track, t: (key: string, values: Record<string, unknown>) => string): string {
  const [from, to] = [stops[span?.low ?? 0]?.fromLabel, stops[span?.high ?? 0]?.toLabel];
  return from === to ? (from ?? "") : t("charts.range", {from, to});
}

/** The chart's container, which stays when the chart is redrawn. */
function hostOf(element: Element): Element {
  let host: Element = element;
  while (host.namespaceURI === element.namespaceURI && host.parentElement) host = host.parentElement;
  return host;
}

function dispatch(host: Element, {variable, span, stops}: Track): void {
  const view = host.ownerDocument.defaultView;
  const value = span === null ? null : [stops[span.low]?.from, stops[span.high]?.to];
  if (view) host.dispatchEvent(new view.CustomEvent("huitou-select", {bubbles: true, detail: {variable, value}}));
}

/** Dispatches changes at most once a frame, the latest of each track. */
function frameSender(host: Element): {soon: (track: Track) => void; flush: () => void} {
  const view = host.ownerDocument.defaultView;
  const waiting = new Set<Track>();
  let frame: number | null = null;
  const flush = () => {
    if (frame !== null) view?.cancelAnimationFrame(frame);
    frame = null;
    for (const track of waiting) dispatch(host, track);
    waiting.clear();
  };
  const soon = (track: Track) => {
    waiting.add(track);
    // without frames (in tests) the change is sent at once
    if (!view?.requestAnimationFrame) return flush();
    frame ??= view.requestAnimationFrame(flush);
  };
  return {soon, flush};
}
