import {expect, test} from "vitest";
import {describeChart, renderChart} from "../../src/charts/render";
import {contextOf, specOf, tableOf, wordsOf} from "./support";

const columns = {stage: ["a", "b", "c"], customers: [2, 9, 4]};
const orderOf = (element: Element) =>
  [...element.querySelectorAll("tbody th")].map(({textContent}) => textContent).join("");
const sortBy = (element: Element, index: number) =>
  element.querySelectorAll<HTMLElement>("thead th")[index]!.querySelector("button")!.click();

test("a redraw keeps the order that a heading made, on other rows too, and the third press lets it go", () => {
  const context = contextOf({memory: new Map()});
  const draw = (given = columns) => renderChart(specOf("table", {}), tableOf(given), context);
  const first = draw();
  sortBy(first, 1);
  expect(orderOf(first)).toBe("bca");
  const second = draw({stage: ["x", "y", "z"], customers: [1, 3, 2]});
  expect(orderOf(second)).toBe("yzx");
  expect(second.querySelector("[data-column=customers]")?.getAttribute("aria-sort")).toBe("descending");
  sortBy(second, 1);
  sortBy(second, 1);
  expect(orderOf(draw())).toBe("abc");
});

test("an order by a column that is gone is no order, and two tables do not share theirs", () => {
  const memory = new Map();
  sortBy(renderChart(specOf("table", {}), tableOf(columns), contextOf({memory})), 1);
  expect(orderOf(renderChart(specOf("table", {}), tableOf({stage: ["b", "a"]}), contextOf({memory})))).toBe("ba");
  expect(orderOf(renderChart(specOf("table", {}), tableOf(columns), contextOf({memory: new Map()})))).toBe("abc");
});

test("bars are as long as their share of the largest, hollow below zero, absent without a value", () => {
  const table = tableOf({stage: ["a", "b", "c", "d"], net_sales: [100, -50, null, 0]});
  const cells = [...renderChart(specOf("table", {bars: ["net_sales"]}), table, contextOf()).querySelectorAll("td")];
  const bars = cells.map((cell) => cell.querySelector(".bar"));
  expect(bars.map((bar) => bar?.getAttribute("style") ?? null)).toEqual(["width:72px", "width:36px", null, null]);
  expect(bars.map((bar) => bar?.classList.contains("negative") ?? null)).toEqual([false, true, null, null]);
  // the room of a bar stays, so that the figures of a column end at one edge
  expect(cells.every((cell) => cell.querySelector(".bar-room") !== null)).toBe(true);
});

test("each heated column is shaded by its own numbers", () => {
  const table = tableOf({stage: ["a", "b"], buyers: [1, 2], net_sales: [1000, 2000]});
  const element = renderChart(specOf("table", {heat: ["buyers", "net_sales"]}), table, contextOf());
  const shades = [...element.querySelectorAll("td")].map((cell) => /shade-\d/.exec(cell.className)?.[0]);
  expect(shades[0]).toBe(shades[1]);
  expect(shades[2]).toBe(shades[3]);
  expect(shades[0]).not.toBe(shades[2]);
});

test("what is said about the limit stays outside of what scrolls", () => {
  const table = tableOf({orders: Array.from({length: 600}, (_, index) => index)});
  const element = renderChart(specOf("table", {limit: 10}), table, contextOf());
  expect(element.querySelector(".chart-table-frame .chart-note")).toBeNull();
  expect(element.querySelector(".chart-note")?.textContent).toContain("共600行，先显示前10行");
});

test("a change is good or bad news only where the spec says which way is better", () => {
  const table = tableOf({refund_rate: [0.05], rate_change: [0.01], year_change: [-0.02]});
  const keys = {value: "refund_rate", change: "rate_change", yearChange: "year_change"};
  const news = (better: string | null) =>
    [...renderChart(specOf("number", {...keys, better}), table, contextOf()).querySelectorAll(".chart-note span")].map(
      ({className}) => className
    );
  expect(news("less")).toEqual(["bad", "good"]);
  expect(news("more")).toEqual(["good", "bad"]);
  expect(news(null)).toEqual(["", ""]);
  const said = describeChart(specOf("number", {...keys, better: "less"}), table, wordsOf("en"));
  expect(said).toContain("+1.0% on the period before (bad), −2.0% on a year ago (good)");
});
