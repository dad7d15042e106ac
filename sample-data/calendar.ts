/** Seconds since 1970-01-01 00:00 on the shop's own clock, which has no zone. */
export type Seconds = number;
/** Days since 1970-01-01. */
export type Day = number;

/** The length of a day in seconds. */
export const daySeconds = 86400;

/** `2026-11-19` → its number. */
export function dayOf(text: string): Day {
  return Date.parse(`${text}T00:00:00Z`) / 1000 / daySeconds;
}

/** A day's number → `2026-11-19`. */
export function dayText(day: Day): string {
  return new Date(day * daySeconds * 1000).toISOString().slice(0, 10);
}

/** A moment → `2026-11-19 21:03:12`. */
export function timeText(seconds: Seconds): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}

/** The day a moment falls on. */
export function dayAt(seconds: Seconds): Day {
  return Math.floor(seconds / daySeconds);
}

/** 1 to 12 */
export function monthOf(day: Day): number {
  return Number(dayText(day).slice(5, 7));
}

// January to December: linen sells from spring to the first cold
const monthFactors = [0.75, 0.65, 1, 1.2, 1.3, 1.15, 1, 0.95, 1.05, 1.1, 1, 0.8];
// Monday to Sunday
const weekdayFactors = [1.06, 1.02, 1, 1.05, 1, 0.9, 0.97];
// first day, last day, how much more is sold than on a plain day
const sales: readonly (readonly [string, string, number])[] = [
  ["03-06", "03-07", 1.4],
  ["03-08", "03-08", 2.4],
  ["06-01", "06-03", 1.7],
  ["06-16", "06-17", 1.7],
  ["06-18", "06-18", 4.6],
  ["09-09", "09-09", 1.7],
  ["11-01", "11-03", 2],
  ["11-04", "11-09", 1.15],
  ["11-10", "11-10", 2.3],
  ["11-11", "11-11", 9],
  ["12-12", "12-12", 2.7]
];
const newYearDays = ["2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06"].map(dayOf);
// days from New Year's Day, first and last, with what is left of the trade
const newYearFactors: readonly (readonly [number, number, number])[] = [
  [-9, -6, 0.7],
  [-5, -3, 0.35],
  [-2, 2, 0.1],
  [3, 6, 0.3],
  [7, 9, 0.6]
];

/** What is sold on a day, as a multiple of a plain day: season, weekday, sales, Spring Festival. */
export function dayFactor(day: Day): number {
  const weekday = (day + 3) % 7;
  return monthFactors[monthOf(day) - 1]! * weekdayFactors[weekday]! * saleFactor(day) * newYearFactor(day);
}

/** How much more a sale makes of the day; 1 without one. Every other Thursday new pieces come out. */
export function saleFactor(day: Day): number {
  const monthDay = dayText(day).slice(5);
  const sale = sales.find(([first, last]) => monthDay >= first && monthDay <= last);
  return sale?.[2] ?? (day % 14 === 0 ? 1.3 : 1);
}

function newYearFactor(day: Day): number {
  const found = newYearDays.map((newYear) => newYearFactors.find(([a, b]) => day >= newYear + a && day <= newYear + b));
  return found.find((entry) => entry !== undefined)?.[2] ?? 1;
}

/** The first day on or after this one on which parcels leave: none do around Spring Festival. */
export function nextShippingDay(day: Day): Day {
  const newYear = newYearDays.find((candidate) => day >= candidate - 5 && day <= candidate + 5);
  return newYear === undefined ? day : newYear + 6;
}

// midnight to 23 h
const hours = [12, 6, 3, 2, 1.5, 2, 5, 12, 22, 36, 46, 40, 38, 42, 44, 40, 36, 32, 34, 44, 58, 64, 56, 30];
const saleHours = hours.map((weight, hour) => (hour === 0 ? 150 : hour === 1 ? 50 : hour === 20 ? 110 : weight));

/** The hour of an order: mornings, after lunch, evenings; on a great sale also at its start. */
export function hourShares(day: Day): readonly number[] {
  return saleFactor(day) > 3 ? saleHours : hours;
}

/**
 * Time as the shop lives it: a plain day takes one unit, Double 11 seven, New Year's Day a tenth. Customers who buy at a
 * steady rate on this clock make the peaks and lulls of the calendar.
 */
export class TradeClock {
  readonly #ends: number[] = [];

  constructor(
    readonly first: Day,
    readonly last: Day
  ) {
    const factors = Array.from({length: last - first + 1}, (_, index) => dayFactor(first + index));
    const mean = factors.reduce((sum, factor) => sum + factor, 0) / factors.length;
    let end = 0;
    for (const factor of factors) this.#ends.push((end += factor / mean));
  }

  /** where a day begins on this clock */
  startOf(day: Day): number {
    return day === this.first ? 0 : this.#ends[day - this.first - 1]!;
  }

  /** how much of the clock a day takes */
  lengthOf(day: Day): number {
    return this.#ends[day - this.first]! - this.startOf(day);
  }

  /** the day at a place on the clock, or null after its end */
  dayAt(place: number): Day | null {
    if (place >= this.#ends.at(-1)!) return null;
    let low = 0;
    let high = this.#ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ends[middle]! > place) high = middle;
      else low = middle + 1;
    }
    return this.first + low;
  }
}
