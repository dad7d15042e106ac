import type {LargeEncoding, RowRange} from "../../sample-data/large";
import {medianCost, type Cost} from "./cost";
import type {BenchPage} from "./page";

/** One line of the table: what was measured, ours first, then what stands beside it. */
export interface Measurement {
  what: string;
  /** median, in `unit` */
  ours: number;
  unit: "ms" | "MB" | "kB";
  /** every repetition, in order */
  samples: readonly number[];
  /** processor time of the same, milliseconds; left out where it was not measured */
  cpu?: number;
  /** the same work by something else, by name: median, in the same unit */
  beside?: Readonly<Record<string, number>>;
  /** processor time of that, by the same names */
  besideCpu?: Readonly<Record<string, number>>;
  /** what it should come to */
  target?: Target;
  note?: string;
}

/** What a measurement should come to. */
export type Target =
  | {kind: "at_most"; value: number}
  /** ours as a multiple of another's, on the clock or, where it says so, of the processor */
  | {kind: "times"; other: string; factor: number; by?: "cpu"};

/** What a case may use. */
export interface Bench {
  isQuick: boolean;
  /** orders of the wide file: 100,000 with `--quick`, else a million */
  orders: number;
  /** rows of the largest narrow file: a million with `--quick`, else ten million */
  narrowRows: number;
  repetitions: number;
  /** the path of an order report of that many orders, or of a range of its rows; written when it is missing */
  wide(encoding: LargeEncoding, orders?: number, range?: RowRange): Promise<string>;
  /** the paths of an order report of that many orders that was written as so many files, day after day; `orders` is a multiple of it */
  wideParts(encoding: LargeEncoding, orders: number, files: number): Promise<string[]>;
  /** the paths of a list with a row for each item, in one file and in one for each day; `rows` is a multiple of `days` */
  items(rows: number, days: number): Promise<{whole: string; days: string[]}>;
  /** the path of the eight-column table, `narrowRows` long when nothing is said */
  narrow(rows?: number): Promise<string>;
  /** the built page in a fresh browser */
  open(): Promise<BenchPage>;
  /** a line on the terminal, while it lasts */
  say(text: string): void;
}

/** One thing to measure, in one file of `cases/`. */
export interface Case {
  /** what `--only` says */
  name: string;
  run(bench: Bench): Promise<Measurement[]>;
}

/** A time that was measured several times. */
export function line(what: string, costs: readonly Cost[], more: Partial<Measurement> = {}): Measurement {
  const {wall, cpu} = medianCost(costs);
  return {what, ours: wall, unit: "ms", samples: costs.map((cost) => cost.wall), cpu, ...more};
}

/** What stands beside a time, as `beside` and `besideCpu` of a measurement. */
export function besides(costs: Readonly<Record<string, Cost>>): Pick<Measurement, "beside" | "besideCpu"> {
  const entries = Object.entries(costs);
  return {
    beside: Object.fromEntries(entries.map(([name, {wall}]) => [name, wall])),
    besideCpu: Object.fromEntries(entries.map(([name, {cpu}]) => [name, cpu]))
  };
}

/** At most so many times what the other took. */
export function times(factor: number, other: string, by?: "cpu"): Target {
  return {kind: "times", other, factor, by};
}

/** At least that share of the other's speed, or so many times it. */
export function speed(share: number, other: string, by?: "cpu"): Target {
  return times(1 / share, other, by);
}

/** At most that much, in the measurement's own unit. */
export function atMost(value: number): Target {
  return {kind: "at_most", value};
}

/** The middle of the samples; the mean of the two middle ones of an even number. */
export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** Linear between the samples. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? NaN;
  const high = sorted[Math.ceil(place)] ?? NaN;
  return low + (high - low) * (place - Math.floor(place));
}

/** Runs a task so many times, one after another. */
export async function repeat<Result>(times: number, task: (index: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let index = 0; index < times; index++) results.push(await task(index));
  return results;
}
