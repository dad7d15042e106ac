import type {BenchPage} from "./page";
import type {LargeEncoding} from "../../sample-data/large";

/** One line of the table: what was measured, ours first, then what stands beside it. */
export interface Measurement {
  what: string;
  /** median, in `unit` */
  ours: number;
  unit: "ms" | "MB" | "kB";
  /** every repetition, in order */
  samples: readonly number[];
  /** the same work by something else: median, in the same unit */
  beside?: Readonly<Record<string, number>>;
  /** what it should come to; a ratio is ours over that other, or its speed over ours, as `of` says */
  target?: Target;
  note?: string;
}

/** What a measurement should come to. */
export type Target =
  | {kind: "at_most"; value: number}
  /** our speed, as a share of another's */
  | {kind: "speed_of"; other: string; share: number}
  /** our time, as a multiple of another's */
  | {kind: "times"; other: string; factor: number};

/** What a case may use. */
export interface Bench {
  isQuick: boolean;
  /** orders of the wide file */
  orders: number;
  /** rows of the narrow file */
  narrowRows: number;
  repetitions: number;
  /** the path of an order report of that many orders, written when it is missing */
  wide(encoding: LargeEncoding, orders?: number): Promise<string>;
  /** the path of the eight-column table */
  narrow(): Promise<string>;
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

/** Milliseconds that a task takes. */
export async function timed(task: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await task();
  return performance.now() - start;
}
