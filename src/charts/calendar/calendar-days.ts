import type {Row} from "../../base/table";
import type {Unit, Words} from "../../base/words";
import {AppError} from "../../base/errors";
import {dayLength} from "./day";
import {drawableNumber} from "../points";

/** One day of a calendar. */
export interface Day {
  /** start of the day, in milliseconds UTC */
  time: number;
  /** null where the data has no row; not the same as zero */
  value: number | null;
  /** an event, in the reader's language */
  event: string | null;
  /** absent where the data has none */
  row?: Row;
}

/** All days from the first to the last in the data, without gaps. */
export interface Days {
  days: Day[];
  unit: Unit;
}

const limit = 5000;

/**
 * The days of some rows. Throws `charts.no_values`, `charts.not_dates {column}`, `charts.day_twice {date}` for two rows
 * of one day (their sum or mean is not defined), and `charts.too_many_marks` beyond the maximum number of years.
 */
export function daysOf(
  {x, y, event, unit}: {x: string; y: string; event: string | null; unit: Unit | null},
  rows: readonly Row[],
  words: Words
): Days {
  const known = new Map<number, Day>();
  for (const row of rows) {
    if (row[x] === null || row[x] === undefined) continue;
    const time = dayOf(row[x], x);
    if (known.has(time)) throw new AppError("charts.day_twice", {date: words.date(new Date(time)), column: x});
    known.set(time, {time, value: drawableNumber(row[y]), event: eventOf(row, event, words), row});
  }
  const values = [...known.values()].filter(({value}) => value !== null);
  if (!values.length) throw new AppError("charts.no_values", {column: y});
  return {days: allBetween(known), unit: unit ?? words.measure(y).unit};
}

function dayOf(value: unknown, column: string): number {
  if (!(value instanceof Date) || Number.isNaN(Number(value))) throw new AppError("charts.not_dates", {column});
  return Math.floor(Number(value) / dayLength) * dayLength;
}

function eventOf(row: Row, event: string | null, words: Words): string | null {
  const value = event === null ? null : row[event];
  return typeof value === "string" && value !== "" ? words.value(event ?? "", value) : null;
}

// every day between the first and the last, so that missing ones are visible
function allBetween(known: ReadonlyMap<number, Day>): Day[] {
  const times = [...known.keys()].sort((a, b) => a - b);
  const [first, last] = [times[0] ?? 0, times.at(-1) ?? 0];
  const count = (last - first) / dayLength + 1;
  if (count > limit) throw new AppError("charts.too_many_marks", {marks: count, limit});
  return Array.from({length: count}, (_, index) => {
    const time = first + index * dayLength;
    return known.get(time) ?? {time, value: null, event: null};
  });
}
