import type {Words} from "../../base/words";
import type {Bin} from "../bin";
import {distinctValues} from "../points";
import type {Positions} from "../axes/positions";
import {markLabel} from "../text/describe";
import {niceStep} from "../axes/ticks";

/** A possible start or end of a selection. */
export interface Stop {
  /** its start and end on the axis, equal on a continuous scale */
  start: number;
  end: number;
  /** the variable's value when the selection begins or ends here, both inclusive; days as `2026-11-22` */
  from: string | number;
  to: string | number;
  /** the same, formatted */
  fromLabel: string;
  toLabel: string;
}

const day = 86_400_000;

/** A calendar day as an ISO date. */
export function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** One stop for each period of a time axis, or for each value of a number axis. */
export function slotStops(positions: Positions, xs: readonly unknown[]): Stop[] {
  if (positions.kind === "category") return [];
  return distinctValues(xs).map((x) => {
    const label = positions.label(x);
    const place = {start: positions.start(x), end: positions.end(x), fromLabel: label, toLabel: label};
    if (positions.kind === "number") return {...place, from: Number(x), to: Number(x)};
    return {...place, from: isoDay(place.start), to: isoDay(place.end - day)};
  });
}

const finest = 200;

/** About two hundred round numbers from end to end of a scale. */
export function scaleStops(
  [low, high]: readonly [number, number],
  column: string,
  values: readonly number[],
  words: Words
): Stop[] {
  if (!(high > low)) return [];
  const rough = niceStep(high - low, finest);
  const step = values.every(Number.isInteger) ? Math.max(1, rough) : rough;
  const {unit: written} = words.measure(column);
  const unit = written === "text" ? "number" : written;
  const first = Math.floor(low / step + 1e-9);
  const count = Math.ceil(high / step - 1e-9) - first + 1;
  return Array.from({length: count}, (_, index) => {
    const value = Number(((first + index) * step).toPrecision(12));
    const label = step < 1 ? words.value(column, value, unit) : markLabel(value, column, unit, words);
    return {start: value, end: value, from: value, to: value, fromLabel: label, toLabel: label};
  });
}

/** One stop for each bin. Bins of whole numbers end one before the next begins; others end where the next begins. */
export function binStops(bins: readonly Bin[], column: string, words: Words): Stop[] {
  const isWhole = /^(days|count)$/.test(words.measure(column).unit) && bins.every(({low}) => Number.isInteger(low));
  return bins.map(({low, high}) => {
    const to = isWhole && Number.isInteger(high) ? high - 1 : high;
    const format = (value: number) => words.value(column, value);
    return {start: low, end: high, from: low, to, fromLabel: format(low), toLabel: format(to)};
  });
}
