import {expect, test} from "vitest";
import {toCalendar} from "../../src/ui/report/calendar";

test("each month is a row of 31 cells, with the days outside the data left empty", () => {
  const months = toCalendar([
    {day: "2026-02-27", orders: 4},
    {day: "2026-02-28", orders: 0},
    {day: "2026-03-01", orders: 8}
  ]);
  expect(months.map(({month}) => month.toISOString().slice(0, 7))).toEqual(["2026-02", "2026-03"]);
  expect(months[0]!.days).toHaveLength(31);
  expect(months[0]!.days.map((day) => day?.orders ?? null).slice(25, 29)).toEqual([null, 4, 0, null]);
  expect(months[1]!.days[0]?.orders).toBe(8);
});

test("a day without orders has no colour, the busiest day the deepest", () => {
  const days = Array.from({length: 10}, (_, index) => ({
    day: `2026-01-${String(index + 1).padStart(2, "0")}`,
    orders: index * 10
  }));
  const levels = toCalendar(days)[0]!
    .days.slice(0, 10)
    .map((day) => day?.level);
  expect(levels[0]).toBe(0);
  expect(levels[9]).toBe(5);
  expect(levels).toEqual([...levels].sort());
});
