import {beforeAll, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {openTestDatabase} from "../support/database";
import {givenShop, lines, view} from "../support/given";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
  await givenShop(db, "order_id | customer_key | ordered_at | paid_amount\n1|ann|2024-01-01|1\n2|ann|2025-12-31|1");
});

const years = Array.from({length: 16}, (_, index) => 2015 + index);

/** The day on which a day of the lunar calendar falls, by the calendar that the platform brings. */
function lunar(year: number, month: number, day: number): string {
  const format = new Intl.DateTimeFormat("en-u-ca-chinese", {month: "numeric", day: "numeric", timeZone: "UTC"});
  for (let time = Date.UTC(year, 0, 15); time < Date.UTC(year, 11, 1); time += 86_400_000)
    if (format.format(time) === `${month}/${day}`) return new Date(time).toISOString().slice(0, 10);
  throw new Error(`no such day in ${year}`);
}

/** new moons within minutes of midnight in Beijing, which the platform takes for the other day; Hong Kong Observatory */
const published = new Map([
  ["spring_festival 2027", "2027-02-06"],
  ["spring_festival 2030", "2030-02-03"]
]);

test.each([
  ["spring_festival", 1, 1],
  ["dragon_boat", 5, 5],
  ["qixi", 7, 7],
  ["mid_autumn", 8, 15]
])("%s falls where the lunar calendar has it, every year", async (event, month, day) => {
  const shown = await view(db, "events", "peak_date", `where event = '${event}' order by peak_date`);
  expect(shown).toBe(years.map((year) => published.get(`${event} ${year}`) ?? lunar(year, month, day)).join("\n"));
});

test("Easter, Mother's Day, Black Friday and Cyber Monday on published days", async () => {
  const of = (event: string, year: number) =>
    view(db, "events", "peak_date", `where event = '${event}' and year(peak_date) = ${year}`);
  // timeanddate.com
  expect(await of("easter", 2019)).toBe("2019-04-21");
  expect(await of("easter", 2024)).toBe("2024-03-31");
  expect(await of("easter", 2025)).toBe("2025-04-20");
  expect(await of("mothers_day", 2022)).toBe("2022-05-08");
  expect(await of("mothers_day", 2024)).toBe("2024-05-12");
  expect(await of("mothers_day", 2026)).toBe("2026-05-10");
  expect(await of("black_friday", 2019)).toBe("2019-11-29");
  expect(await of("black_friday", 2023)).toBe("2023-11-24");
  expect(await of("black_friday", 2024)).toBe("2024-11-29");
  expect(await of("black_friday", 2018)).toBe("2018-11-23");
  expect(await of("cyber_monday", 2024)).toBe("2024-12-02");
});

/** Easter Sunday by Gauss's rule, in the form of Meeus, Jones and Butcher. */
function easter(year: number): string {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const moon = (19 * a + b - Math.floor(b / 4) - Math.floor((8 * b + 13) / 25) + 15) % 30;
  const week = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - moon - (c % 4)) % 7;
  const late = Math.floor((a + 11 * moon + 22 * week) / 451);
  const days = moon + week - 7 * late + 114;
  return new Date(Date.UTC(year, Math.floor(days / 31) - 1, (days % 31) + 1)).toISOString().slice(0, 10);
}

/** The n-th of a weekday (0 is Sunday) in a month, and so many days later. */
function nth(year: number, month: number, weekday: number, n: number, later = 0): string {
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  const day = 1 + ((weekday - first + 7) % 7) + 7 * (n - 1) + later;
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

test.each([
  ["easter", easter],
  ["mothers_day", (year: number) => nth(year, 5, 0, 2)],
  ["black_friday", (year: number) => nth(year, 11, 4, 4, 1)],
  ["cyber_monday", (year: number) => nth(year, 11, 4, 4, 4)]
])("%s is where its rule has it, every year", async (event, rule) => {
  const shown = await view(db, "events", "peak_date", `where event = '${event}' order by peak_date`);
  expect(shown).toBe(years.map((year) => rule(year)).join("\n"));
});

test("Easter is a Sunday between 22 March and 25 April, every year", async () => {
  const wrong =
    "where event = 'easter' and (isodow(peak_date) <> 7 or strftime(peak_date, '%m-%d') not between '03-22' and '04-25')";
  expect(await view(db, "events", "peak_date", wrong)).toBe("");
  expect(await view(db, "events", "count(*)", "where event = 'easter'")).toBe("16");
});

test("a chart's weeks: those that mark a year in the shop's calendar, one's own first, and none when switched off", async () => {
  const shown = () =>
    view(db, "event_weeks", "week_date, event", "where week_date between '2025-05-01' and '2025-12-31'");
  expect(await shown()).toBe(lines("2025-06-16 | mid_year\n2025-11-10 | double_11\n2025-12-08 | double_12"));
  await db.setVariable("own_event_names", ["店庆", "店庆", "换季"]);
  await db.setVariable("own_event_kinds", ["promotion", "promotion", "promotion"]);
  await db.setVariable("own_event_from_dates", ["2025-06-18", "2025-06-18", "2025-09-01"]);
  await db.setVariable("own_event_to_dates", ["2025-06-20", "2025-06-20", "2025-09-03"]);
  expect(await view(db, "events", "event, from_date, to_date", "where source = 'own'")).toBe(
    lines("店庆 | 2025-06-18 | 2025-06-20\n换季 | 2025-09-01 | 2025-09-03")
  );
  expect(await shown()).toBe(
    lines("2025-06-16 | 店庆\n2025-09-01 | 换季\n2025-11-10 | double_11\n2025-12-08 | double_12")
  );
  await db.setVariable("builtin_events", "no");
  expect(await shown()).toBe(lines("2025-06-16 | 店庆\n2025-09-01 | 换季"));
});
