/** Milliseconds of a day. */
export const dayLength = 86_400_000;

/** The weekday of a time, 0 for Monday to 6 for Sunday. */
export function weekdayOf(time: number): number {
  return (new Date(time).getUTCDay() + 6) % 7;
}

/** The first day of the year of a time, in milliseconds. */
export function yearStart(time: number): number {
  return Date.UTC(new Date(time).getUTCFullYear(), 0, 1);
}

/** The first day of the month of a time, or of the month `later` months after, in milliseconds. */
export function monthStart(time: number, later = 0): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later, 1);
}
