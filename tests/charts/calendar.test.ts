import {describe, expect, test} from "vitest";
import {describeChart, renderChart} from "../../src/charts/render";
import {contextOf, specOf, tableOf, wordsOf} from "./support";

const keys = {x: "day_date", y: "orders"};

/** Days from a first one on, as texts. */
function daysFrom(first: string, count: number): string[] {
  const start = Date.parse(first);
  return Array.from({length: count}, (_, index) => new Date(start + index * 86_400_000).toISOString().slice(0, 10));
}

function draw(day_date: readonly string[], orders: readonly unknown[], more = {}, width = 960) {
  return renderChart(specOf("calendar", {...keys, ...more}), tableOf({day_date, orders}), contextOf({width}));
}

const titleOf = (mark: Element) => mark.querySelector("title")?.textContent ?? "";
const cellsOf = (element: Element) => [...element.querySelectorAll("rect, path")].filter((mark) => titleOf(mark));
const at = (mark: Element | undefined, name: string) => Number(mark?.getAttribute(name));

test("weeks stand side by side, Monday on top", () => {
  // 2 November 2026 is a Monday
  const cells = cellsOf(draw(daysFrom("2026-11-02", 9), [1, 2, 3, 4, 5, 6, 7, 8, 9]));
  expect(cells).toHaveLength(9);
  const [monday, , , , , , sunday, next] = cells;
  expect(at(sunday, "x")).toBe(at(monday, "x"));
  expect(at(sunday, "y") - at(monday, "y")).toBe(6 * 24);
  expect([at(next, "x") - at(monday, "x"), at(next, "y")]).toEqual([24, at(monday, "y")]);
});

test("a missing day is a cross, a day of zero the palest shade, and both are told apart in words", () => {
  const cells = cellsOf(draw(["2026-11-02", "2026-11-04", "2026-11-05"], [5, 0, null]));
  expect(cells.map(({localName}) => localName)).toEqual(["rect", "path", "rect", "path"]);
  expect(cells[2]?.getAttribute("fill")).toBe("var(--sequence-0)");
  expect(cells.map(titleOf)).toEqual([
    "2026年11月2日 5",
    "2026年11月3日 没有数据",
    "2026年11月4日 0",
    "2026年11月5日 没有数据"
  ]);
  const said = describeChart(
    specOf("calendar", keys),
    tableOf({day_date: ["2026-11-02", "2026-11-04"], orders: [5, 0]}),
    wordsOf("en")
  );
  expect(said).toContain("no data for 1 day");
});

test("more than a year is a strip for each, and the same day of each stands below the other", () => {
  const element = draw(daysFrom("2025-01-01", 730), Array(730).fill(1));
  const years = [...element.querySelectorAll("text")].filter(({textContent}) => /^20\d\d$/.test(textContent ?? ""));
  expect(years.map(({textContent}) => textContent)).toEqual(["2025", "2026"]);
  const cells = cellsOf(element);
  // Monday 6 January 2025 and Monday 5 January 2026 both begin the second week of their year
  expect(at(cells[5], "x")).toBe(at(cells[365 + 4], "x"));
  expect(Math.max(...cells.map((cell) => at(cell, "x") + at(cell, "width")))).toBeLessThanOrEqual(960);
});

test("on a phone the last twelve months stand like those on a wall, inside the screen", () => {
  const cells = cellsOf(draw(daysFrom("2025-01-01", 700), Array(700).fill(1), {}, 358));
  // 700 days from 1 January 2025 end on 1 December 2026: January to November whole, and a day
  expect(cells).toHaveLength(335);
  expect(Math.max(...cells.map((cell) => at(cell, "x") + at(cell, "width")))).toBeLessThanOrEqual(358);
});

test("a day is one stop of the Tab key; arrows go on, past what is missing; a press selects the day", () => {
  const context = contextOf({selection: ["2026-11-04"]});
  const table = tableOf({day_date: ["2026-11-02", "2026-11-04", "2026-11-11"], orders: [1, 2, 3]});
  const element = renderChart(specOf("calendar", {...keys, select: "day"}), table, context);
  context.document.body.append(element);
  const view = context.document.defaultView!;
  const days = [...element.querySelectorAll<SVGElement>("[role=button]")];
  expect(days.map((day) => day.getAttribute("tabindex"))).toEqual(["-1", "0", "-1"]);
  days[1]!.focus();
  days[1]!.dispatchEvent(new view.KeyboardEvent("keydown", {key: "ArrowRight", bubbles: true}));
  expect(context.document.activeElement).toBe(days[2]);
  let heard: unknown;
  context.document.body.addEventListener("huitou-select", (event) => (heard = (event as CustomEvent).detail));
  days[2]!.dispatchEvent(new view.KeyboardEvent("keydown", {key: "Enter", bubbles: true}));
  expect(heard).toEqual({variable: "day", value: "2026-11-11"});
  // two days up from Wednesday is the Monday, the Tuesday between having no data
  days[1]!.dispatchEvent(new view.KeyboardEvent("keydown", {key: "ArrowUp", bubbles: true}));
  expect(context.document.activeElement).toBe(days[0]);
});

describe("what cannot be a calendar says why", () => {
  test.each([
    ["two rows of one day", ["2026-11-02", "2026-11-02"], [1, 2], "charts.day_twice"],
    ["words for days", ["Monday", "Tuesday"], [1, 2], "charts.not_dates"],
    ["no values", ["2026-11-02"], [null], "charts.no_values"],
    ["centuries", ["1600-01-01", "2026-11-02"], [1, 2], "charts.too_many_marks"]
  ])("%s", (_, days, orders, code) => {
    expect(() => draw(days, orders)).toThrow(expect.objectContaining({code}));
  });
});

test("a lone day, refunds beyond sales and billions are drawn without a NaN", () => {
  for (const orders of [[0], [-5, 3, 0], [1e9, 2e9, 3]]) {
    for (const width of [358, 960]) {
      const element = draw(daysFrom("2026-11-02", orders.length), orders, {}, width);
      expect(element.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
    }
  }
});
