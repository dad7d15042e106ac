import {drawCalendar, describeCalendar} from "../calendar/calendar";
import {daysOf} from "../calendar/calendar-days";
import {column, defineKind, optionalColumn, optionalNumber, optionalNumbers, optionalUnit} from "../kind";

/** A number for every day as a colour: weeks across with Monday on top, or months on a phone. */
export default defineKind({
  name: "calendar",
  channels: {x: column, y: column, event: optionalColumn},
  options: {unit: optionalUnit, breaks: optionalNumbers, narrowLimit: optionalNumber(1, 120)},
  example: {
    table: exampleTable(),
    spec: {x: "day_date", y: "orders", event: "happening"}
  },
  render: (spec, rows, context) => drawCalendar(spec, daysOf(spec, rows, context.words), context),
  describe: (spec, rows, words) => describeCalendar(spec, daysOf(spec, rows, words), words)
});

/** Ten weeks from 14 September 2026: closed for the holiday, one day missing, and a peak on 11 November. */
function exampleTable() {
  const first = Date.UTC(2026, 8, 14);
  const days = Array.from({length: 70}, (_, index) => new Date(first + index * 86_400_000).toISOString().slice(0, 10));
  const kept = days.filter((day) => day !== "2026-10-21");
  const holiday = (day: string) => day >= "2026-10-01" && day <= "2026-10-03";
  const orders = kept.map((day, index) => {
    if (day === "2026-11-11") return 412;
    return holiday(day) ? 0 : 40 + ((index * 37) % 23) + Math.floor(index / 2);
  });
  const happening = kept.map((day) => (day === "2026-11-11" ? "11.11" : null));
  return {day_date: kept, orders, happening};
}
