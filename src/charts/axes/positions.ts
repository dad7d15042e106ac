import type {Unit, Words} from "../../base/words";
import {textWidth, widest} from "../measure";
import {dayStep, niceStep, type Tick} from "./ticks";

const day = 86_400_000;

/** A scale for x: the positions of its values, in milliseconds, row indexes, or the numbers themselves. */
export interface Positions {
  kind: "time" | "category" | "number";
  domain: [number, number];
  /** start of the value's period or band */
  start(value: unknown): number;
  /** end of the value's period or band */
  end(value: unknown): number;
  /** position of a point */
  middle(value: unknown): number;
  /** the value, formatted */
  label(value: unknown): string;
  /** ticks whose labels do not overlap on an axis of this length in CSS pixels */
  ticks(pixels: number): Tick[];
}

/** The scale that fits a column's values: time, number, or categories in order of appearance. */
export function positionsOf(column: string, values: readonly unknown[], words: Words): Positions {
  const known = values.filter((value) => value !== null);
  if (known.length && known.every((value) => value instanceof Date))
    return timePositions(column, known as Date[], words);
  if (known.length && known.every((value) => typeof value === "number"))
    return numberPositions(column, known as number[], words);
  return categoryPositions(column, values, words);
}

/** Categories in order of appearance, each a band of width one. */
export function categoryPositions(column: string, values: readonly unknown[], words: Words): Positions {
  const keys = [...new Set(values.map(String))];
  const index = new Map(keys.map((key, at) => [key, at]));
  const first = new Map(values.map((value) => [String(value), value]));
  const label = (value: unknown) => words.value(column, value);
  const start = (value: unknown) => index.get(String(value)) ?? 0;
  return {
    kind: "category",
    domain: [0, Math.max(1, keys.length)],
    start,
    end: (value) => start(value) + 1,
    middle: (value) => start(value) + 0.5,
    label,
    ticks: () => keys.map((key, at) => ({at: at + 0.5, label: label(first.get(key))}))
  };
}

function numberPositions(column: string, values: readonly number[], words: Words): Positions {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const step = smallestGap(sorted) ?? 1;
  const low = sorted[0] ?? 0;
  const high = sorted.at(-1) ?? 1;
  const number = (value: unknown) => Number(value);
  return {
    kind: "number",
    domain: low === high ? [low, low + step] : [low, high],
    start: (value) => number(value) - step / 2,
    end: (value) => number(value) + step / 2,
    middle: number,
    label: (value) => words.value(column, value),
    ticks: (pixels) =>
      numberTicks([low, high], pixels, words.measure(column).unit === "days" ? dayStep : niceStep, (value) =>
        axisNumber(column, value, words)
      )
  };
}

function axisNumber(column: string, value: number, words: Words): string {
  if (words.measure(column).unit === "percent") return words.percent(value, 0);
  return Number.isInteger(value) ? words.count(value) : String(Number(value.toFixed(2)));
}

function numberTicks(
  [low, high]: [number, number],
  pixels: number,
  stepOf: (span: number, count: number) => number,
  label: (value: number) => string
): Tick[] {
  const room = widest([label(low), label(high)]) + 20;
  const step = stepOf(high - low || 1, Math.max(1, Math.min(8, Math.floor(pixels / room))));
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({length: Math.max(0, count)}, (_, index) => (first + index) * step).map((at) => ({
    at,
    label: label(at)
  }));
}

function smallestGap(sorted: readonly number[]): number | null {
  const gaps = sorted.slice(1).map((value, index) => value - (sorted[index] ?? value));
  return gaps.length ? Math.min(...gaps) : null;
}

type Grain = "day" | "week" | "month" | "year";

function timePositions(column: string, values: readonly Date[], words: Words): Positions {
  const times = [...new Set(values.map(Number))].sort((a, b) => a - b);
  const grain = grainOf(words.measure(column).unit, times);
  const domain: [number, number] = [times[0] ?? 0, endOf(times.at(-1) ?? 0, grain)];
  const time = (value: unknown) => Number(value);
  return {
    kind: "time",
    domain,
    start: time,
    end: (value) => endOf(time(value), grain),
    middle: (value) => (time(value) + endOf(time(value), grain)) / 2,
    label: (value) => words.value(column, value, grain === "day" ? "date" : grain === "year" ? "month" : grain),
    ticks: (pixels) => timeTicks(domain, grain, pixels, words)
  };
}

function grainOf(unit: Unit, times: readonly number[]): Grain {
  if (unit === "week") return "week";
  const gap = smallestGap(times);
  const onFirsts = times.every((time) => new Date(time).getUTCDate() === 1);
  if (onFirsts && gap !== null && gap >= 365 * day) return "year";
  if (onFirsts && (unit === "month" || (gap !== null && gap >= 28 * day))) return "month";
  return gap !== null && gap >= 7 * day && gap % (7 * day) === 0 ? "week" : "day";
}

function endOf(time: number, grain: Grain): number {
  if (grain === "day") return time + day;
  if (grain === "week") return time + 7 * day;
  const date = new Date(time);
  const months = grain === "month" ? 1 : 12;
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
}

function timeTicks(domain: [number, number], grain: Grain, pixels: number, words: Words): Tick[] {
  const short = domain[1] - domain[0] < 70 * day && grain !== "month" && grain !== "year";
  return short ? dayTicks(domain, grain, pixels, words) : monthTicks(domain, grain, pixels, words);
}

function dayTicks([low, high]: [number, number], grain: Grain, pixels: number, words: Words): Tick[] {
  const perDay = (pixels / (high - low)) * day;
  const room = textWidth(words.date(new Date(low), "short")) + 14;
  const unit = grain === "week" ? 7 : 1;
  const step = [1, 2, 7, 14, 28, 56].find((days) => days >= unit && days * perDay >= room) ?? 56;
  const middle = (unit * day) / 2;
  return Array.from({length: Math.ceil((high - low) / (step * day))}, (_, index) => low + index * step * day).map(
    (at) => ({at: at + middle, label: words.date(new Date(at), "short")})
  );
}

function monthTicks([low, high]: [number, number], grain: Grain, pixels: number, words: Words): Tick[] {
  const months = monthsBetween(low, high);
  const perMonth = pixels / Math.max(1, (high - low) / (30.44 * day));
  const room = widest(months.slice(0, 12).map((month) => monthLabel(month, words))) + 12;
  const step = [1, 2, 3, 6, 12, 24, 60, 120].find((count) => count * perMonth >= room) ?? 120;
  const shown = months.filter((month) => monthNumber(month) % step === 0);
  return shown.map((month, index) => {
    const at = grain === "month" ? (month + endOf(month, "month")) / 2 : month;
    return {at, label: step >= 12 ? yearOf(month) : withYear(month, index === 0, words)};
  });
}

// only January, and the first label, show the year, on a second line
function withYear(month: number, isFirst: boolean, words: Words): string {
  const label = monthLabel(month, words);
  const turns = new Date(month).getUTCMonth() === 0;
  return turns || isFirst ? `${label}\n${yearOf(month)}` : label;
}

function yearOf(time: number): string {
  return String(new Date(time).getUTCFullYear());
}

function monthLabel(time: number, words: Words): string {
  return words.t(`charts.month.${new Date(time).getUTCMonth() + 1}`);
}

function monthNumber(time: number): number {
  const date = new Date(time);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function monthsBetween(low: number, high: number): number[] {
  const months: number[] = [];
  const first = new Date(low);
  let month = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + (first.getUTCDate() === 1 ? 0 : 1), 1);
  for (; month < high && months.length < 2400; month = endOf(month, "month")) months.push(month);
  return months;
}
