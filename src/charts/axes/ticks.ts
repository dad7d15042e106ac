import type {Unit, Words} from "../../base/words";

/** A tick of an axis and its label. */
export interface Tick {
  /** position on the axis */
  at: number;
  /** may have a second line */
  label: string;
}

/** A value axis: its domain and ticks. */
export interface ValueAxis {
  domain: [number, number];
  ticks: Tick[];
}

const steps = [1, 2, 2.5, 5, 10];

/** A round step that divides `span` into at most `count` parts. */
export function niceStep(span: number, count: number): number {
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  return (steps.find((step) => step * power >= rough * 0.999) ?? 10) * power;
}

const dayStarts = [1, 2, 5, 10, 15, 30, 60, 90, 180, 360];

/** A round step for an axis of days: multiples of ten, then of a month. */
export function dayStep(span: number, count: number): number {
  return dayStarts.find((step) => span / step <= count) ?? niceStep(span, count);
}

/**
 * The axis for some values of one unit. It begins at zero unless `zero` is false; only zeros, or no values, give an
 * axis from 0 to 1.
 */
export function valueAxis(
  values: readonly number[],
  {unit, words, count = 3, zero = true}: {unit: Unit; words: Words; count?: number; zero?: boolean}
): ValueAxis {
  const [low, high] = extent(values, zero);
  const whole = unit === "count" && high - low < count * 2;
  const step = Math.max(niceStep(high - low, count), whole ? 1 : 0);
  const first = Math.floor(low / step + 1e-9);
  // a bar may exceed the last tick by less than half a step, instead of a further tick
  const last = Math.max(first + 1, Math.floor(high / step + 0.5));
  const ticks = Array.from({length: last - first + 1}, (_, index) => (first + index) * step);
  const domain: [number, number] = [first * step, Math.max(high, last * step)];
  return {domain, ticks: ticks.map((at) => ({at, label: amountLabel(at, step, unit, words)}))};
}

function extent(values: readonly number[], zero: boolean): [number, number] {
  let low = zero ? 0 : Infinity;
  let high = zero ? 0 : -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  if (low === high) return low === 0 ? [0, 1] : [Math.min(0, low), Math.max(0, high)];
  return [low, high];
}

/** A value as an axis label: short, with the digits that the step needs. */
export function amountLabel(value: number, step: number, unit: Unit, words: Words): string {
  // otherwise a step of 2.5 % would be labelled 3 %, 5 %, 8 %
  if (unit === "percent") return words.percent(value, isWhole(step * 100) ? 0 : 1);
  if (unit === "money") return words.money(value, Math.abs(value) >= 10_000 ? "short" : "whole");
  if (step < 1) return String(Number(value.toFixed(2)));
  return Math.abs(value) >= 10_000 ? words.short(value) : words.count(value);
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-6;
}
