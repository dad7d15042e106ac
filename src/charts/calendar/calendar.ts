import type {LocalText, Unit, Words} from "../../base/words";
import type {Day, Days} from "./calendar-days";
import {layOutMonths, layOutYears, type Sheet} from "./calendar-sheets";
import {dayLength, monthStart} from "./day";
import {narrowWidth} from "../axes/frame";
import {round, svg, svgText} from "../html";
import {makeListing, makeSelectable, selectedValue} from "../interact";
import type {DrawContext} from "../kind";
import {addHeadRow, headRow, type Label} from "../axes/labels";
import {shorten} from "../measure";
import {markLabel, titleOf} from "../text/describe";
import {shadeBreaks, shadeOf} from "../tables/shade";

/** Spec of a calendar, parsed. */
export interface CalendarSpec {
  title: LocalText | null;
  select: string | null;
  x: string;
  y: string;
  unit: Unit | null;
  breaks: number[] | null;
  /** maximum number of months on a phone; null for twelve */
  narrowLimit: number | null;
}

type Place = Sheet["places"][number];

/** Draws a calendar: strips of weeks, or wall-calendar months on a phone. */
export function drawCalendar(spec: CalendarSpec, {days, unit}: Days, context: DrawContext): SVGElement {
  const {document, width, words} = context;
  const isNarrow = width < narrowWidth;
  const shown = isNarrow ? lastMonths(days, spec.narrowLimit ?? 12) : days;
  const breaks = spec.breaks ?? shadeBreaks(positive(shown), 5);
  const format = (value: number) => markLabel(value, spec.y, unit, words);
  const head = headRow(legendOf(shown, breaks, format, words), width);
  const sheet = (isNarrow ? layOutMonths : layOutYears)(shown, {
    top: head.height + 6,
    width,
    words,
    isPressed: spec.select !== null
  });
  const root = svg(document, "svg", {
    class: "chart-plot",
    width,
    height: sheet.height,
    viewBox: `0 0 ${width} ${sheet.height}`
  });
  addHeadRow(root, head);
  addLabels(root, sheet);
  const cells = shown.map((day, index) =>
    drawDay(day, sheet.places[index] ?? {x: 0, y: 0}, {sheet, breaks, format, context})
  );
  root.append(...cells, ...shown.flatMap((day, index) => ring(day, sheet, index, context)));
  root.append(
    ...sheet.borders.map((d) => svg(document, "path", {d, fill: "none", stroke: "var(--rule-2)", ...unfelt}))
  );
  if (spec.select !== null) makeDaysSelectable(spec.select, {days: shown, cells, sheet, format, context});
  else shown.forEach((day, index) => makeDayListing(day, cells[index], spec.y, context));
  return root;
}

/** Describes a calendar: its span, its extremes, and what is missing. */
export function describeCalendar(spec: CalendarSpec, {days, unit}: Days, words: Words): string {
  const known = days.filter((day): day is Day & {value: number} => day.value !== null);
  const low = known.reduce((least, day) => (day.value < least.value ? day : least));
  const high = known.reduce((most, day) => (day.value > most.value ? day : most));
  const date = ({time}: {time: number}) => words.date(new Date(time));
  const missing = days.length - known.length;
  const said = words.t("charts.say_calendar", {
    title: titleOf(spec, [spec.y], words),
    from: date(days[0] ?? low),
    to: date(days.at(-1) ?? low),
    high: markLabel(high.value, spec.y, unit, words),
    highAt: date(high),
    low: markLabel(low.value, spec.y, unit, words),
    lowAt: date(low)
  });
  return missing ? [said, words.t("charts.say_missing_days", {n: missing})].join(words.t("charts.comma")) : said;
}

function lastMonths(days: readonly Day[], count: number): readonly Day[] {
  const from = monthStart(days.at(-1)?.time ?? 0, 1 - count);
  return days.filter(({time}) => time >= from);
}

function positive(days: readonly Day[]): number[] {
  const values = days.flatMap(({value}) => (value === null || value === 0 ? [] : [value]));
  return values.length ? values : [0];
}

// the palest shade means zero; missing days have no shade
function fillOf(value: number, breaks: readonly number[]): string {
  return value === 0 ? "var(--sequence-0)" : `var(--sequence-${Math.min(5, shadeOf(value, breaks) + 1)})`;
}

function legendOf(
  days: readonly Day[],
  breaks: readonly number[],
  format: (value: number) => string,
  words: Words
): Label[] {
  const label = (text: string, swatch: string): Label => ({text, fill: "var(--ink-2)", swatch});
  const isZero = days.some(({value}) => value === 0);
  const isMissing = days.some(({value}) => value === null);
  const steps = breaks.map((limit, index) =>
    label(words.t("charts.up_to", {value: format(limit)}), `var(--sequence-${index + 1})`)
  );
  const top = breaks.at(-1);
  const isAbove = top !== undefined && days.some(({value}) => value !== null && value > top);
  return [
    ...(isMissing ? [{text: `× ${words.t("charts.no_data")}`, fill: "var(--ink-2)"}] : []),
    ...(isZero ? [label(format(0), "var(--sequence-0)")] : []),
    ...steps,
    ...(isAbove ? [label(words.t("charts.above", {value: format(top)}), `var(--sequence-${breaks.length + 1})`)] : [])
  ];
}

function addLabels(root: SVGElement, {labels}: Sheet): void {
  for (const {text, x, y, strong, anchor, room} of labels) {
    root.append(
      svgText(root.ownerDocument, room === undefined ? text : shorten(text, room), {
        x,
        y,
        fill: strong ? "var(--ink)" : "var(--ink-3)",
        "font-weight": strong ? 700 : null,
        "text-anchor": anchor ?? null
      })
    );
  }
}

// ignores the pointer, so that the day below receives it
const unfelt = {"pointer-events": "none"};

interface Look {
  sheet: Sheet;
  breaks: readonly number[];
  format: (value: number) => string;
  context: DrawContext;
}

function drawDay(day: Day, {x, y}: Place, {sheet, breaks, format, context}: Look): SVGElement {
  const {document} = context;
  const side = round(sheet.cell - 2);
  const title = svg(document, "title", {}, formatDay(day, format, context.words));
  if (day.value !== null) {
    const rect = {x: round(x), y: round(y), width: side, height: side, fill: fillOf(day.value, breaks)};
    return svg(document, "rect", rect, title);
  }
  const [left, right] = [round(x + side * 0.34), round(x + side * 0.66)];
  const [top, bottom] = [round(y + side * 0.34), round(y + side * 0.66)];
  const d = `M${left},${top}L${right},${bottom}M${right},${top}L${left},${bottom}`;
  return svg(document, "path", {d, stroke: "var(--ink-3)", fill: "none"}, title);
}

function formatDay({time, value, event}: Day, format: (value: number) => string, words: Words): string {
  const amount = value === null ? words.t("charts.no_data") : format(value);
  const said = words.t("charts.pair", {label: words.date(new Date(time)), value: amount});
  return event === null ? said : [said, event].join(words.t("charts.comma"));
}

function ring({event}: Day, {places, cell}: Sheet, index: number, {document}: DrawContext): SVGElement[] {
  const place = places[index];
  if (event === null || !place) return [];
  const box = {x: round(place.x), y: round(place.y), width: round(cell - 2), height: round(cell - 2)};
  return [svg(document, "rect", {...box, fill: "none", stroke: "var(--ink)", "stroke-width": 1.5, ...unfelt})];
}

const steps: Readonly<Record<string, (step: Sheet["step"]) => number>> = {
  ArrowRight: ({right}) => right,
  ArrowLeft: ({right}) => -right,
  ArrowDown: ({down}) => down,
  ArrowUp: ({down}) => -down
};

function makeDayListing({time, row}: Day, cell: SVGElement | undefined, column: string, context: DrawContext): void {
  if (cell && row) makeListing(cell, {column, rows: [row]}, context, context.words.date(new Date(time)));
}

// one tab stop for all days; arrow keys move between them
function makeDaysSelectable(
  variable: string,
  {
    days,
    cells,
    sheet,
    format,
    context
  }: Pick<Look, "sheet" | "format" | "context"> & {
    days: readonly Day[];
    cells: readonly SVGElement[];
  }
): void {
  const known = days.flatMap((day, index) => (day.value === null ? [] : [{day, cell: cells[index] as SVGElement}]));
  for (const {day, cell} of known) {
    const label = formatDay(day, format, context.words);
    makeSelectable(cell, {variable, value: selectedValue(new Date(day.time)), selection: context.selection, label});
    cell.setAttribute("tabindex", "-1");
    if (cell.getAttribute("aria-pressed") !== "true") continue;
    cell.setAttribute("stroke", "var(--ink)");
    cell.setAttribute("stroke-width", "2.5");
  }
  const byTime = new Map(known.map(({day, cell}) => [day.time, cell]));
  const pressed = known.find(({cell}) => cell.getAttribute("aria-pressed") === "true");
  (pressed ?? known.at(-1))?.cell.setAttribute("tabindex", "0");
  for (const {day, cell} of known) {
    cell.addEventListener("keydown", (event) => {
      const step = steps[event.key]?.(sheet.step);
      const next = step === undefined ? undefined : nearest(byTime, day.time, step * dayLength, days);
      if (!next) return;
      event.preventDefault();
      cell.setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
    });
  }
}

// skips days that the data does not have
function nearest(
  byTime: ReadonlyMap<number, SVGElement>,
  time: number,
  step: number,
  days: readonly Day[]
): SVGElement | undefined {
  const [first, last] = [days[0]?.time ?? time, days.at(-1)?.time ?? time];
  for (let at = time + step; at >= first && at <= last; at += step) {
    const found = byTime.get(at);
    if (found) return found;
  }
  return undefined;
}
