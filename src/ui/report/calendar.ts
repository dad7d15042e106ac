/** One month: its first day and a cell for each day, null outside the data. */
export interface CalendarMonth {
  month: Date;
  days: ({day: Date; orders: number; level: number} | null)[];
}

/** Lays days out as months, shaded in fifths of the 95th percentile of orders a day. */
export function toCalendar(days: readonly {day: string; orders: number}[]): CalendarMonth[] {
  const counts = days.map(({orders}) => orders).sort((a, b) => a - b);
  const busy = Math.max(1, counts[Math.floor(counts.length * 0.95)] ?? 1);
  const months = new Map<string, CalendarMonth>();
  for (const {day, orders} of days) {
    const date = new Date(`${day}T00:00:00Z`);
    const key = day.slice(0, 7);
    const month = months.get(key) ?? {month: new Date(`${key}-01T00:00:00Z`), days: Array<null>(31).fill(null)};
    month.days[date.getUTCDate() - 1] = {
      day: date,
      orders,
      level: orders === 0 ? 0 : Math.min(5, Math.ceil((orders / busy) * 5))
    };
    months.set(key, month);
  }
  return [...months.values()];
}
