import {dayOf, daySeconds, dayText, TradeClock} from "./calendar";
import type {Chance} from "./chance";

const first = dayOf("2023-11-20");
const last = dayOf("2026-11-19");
const two = Array.from({length: 60}, (_, number) => String(number).padStart(2, "0"));

/** Writes moments for large files, as fast as strings can be put together. */
export class Moments {
  readonly #days: string[];
  readonly #clock = new TradeClock(first, last);

  constructor() {
    this.#days = Array.from({length: last - first + 1}, (_, index) => dayText(first + index));
  }

  /** the day that the row at a share of the whole file falls on: three years, filled as the trade fills them */
  dayAt(share: number): string {
    const day = this.#clock.dayAt(share * (last - first + 1) * 0.999999);
    return this.#days[(day ?? last) - first]!;
  }

  /** a second of the day: most from mid-morning to late evening */
  drawSecond(chance: Chance): number {
    return 31600 + Math.floor((chance.next() + chance.next()) * 26000);
  }

  /** 43384 → `12:03:04`; the end of the day stays in the day */
  clockText(second: number): string {
    const within = Math.min(second, daySeconds - 1);
    return `${two[Math.floor(within / 3600)]}:${two[Math.floor(within / 60) % 60]}:${two[within % 60]}`;
  }
}

/** The number of a customer out of about a fifth as many as there are rows: a few buy very often, many once or twice. */
export function drawCustomer(chance: Chance, rows: number): number {
  const uniform = chance.next();
  return Math.floor((uniform * 0.6 + 0.4 * uniform * uniform) * rows * 0.2);
}
