import {describe, expect, test} from "vitest";
import {fiveNumbers} from "../../src/charts/boxes/boxes";
import {describeChart, renderChart} from "../../src/charts/render";
import {contextOf, specOf, tableOf, wordsOf} from "./support";

describe("five numbers", () => {
  test.each([
    // places 0, 1, 2, 3, 4 of five values
    ["five values", [1, 2, 3, 4, 5], {low: 1, q1: 2, median: 3, q3: 4, high: 5, outliers: []}],
    // quartiles at places 0.75, 1.5 and 2.25, interpolated
    ["four values", [10, 20, 30, 40], {low: 10, q1: 17.5, median: 25, q3: 32.5, high: 40, outliers: []}],
    ["one value", [7], {low: 7, q1: 7, median: 7, q3: 7, high: 7, outliers: []}],
    // box 2 to 4, so whiskers reach to −1 and 7: 100 lies beyond, and the whisker ends at the last value within
    ["one far away", [1, 2, 3, 4, 100], {low: 1, q1: 2, median: 3, q3: 4, high: 4, outliers: [100]}],
    // exactly at the reach is within
    ["one at the very end", [1, 2, 3, 4, 7], {low: 1, q1: 2, median: 3, q3: 4, high: 7, outliers: []}],
    ["negative values", [-5, -4, -3, -2, -1], {low: -5, q1: -4, median: -3, q3: -2, high: -1, outliers: []}]
  ])("%s", (_, values, expected) => {
    expect(fiveNumbers([...values].reverse())).toMatchObject({...expected, count: values.length});
  });
});

const raw = {
  stage: ["active", "active", "active", "active", "active", "lost", "lost", null],
  paid_amount: [1, 2, 3, 4, 100, 50, 70, 9]
};

test("a sentence says each box by its median, its half, its whiskers and what lies beyond", () => {
  const said = describeChart(
    specOf("box", {x: "stage", y: "paid_amount", title: "Orders"}),
    tableOf(raw),
    wordsOf("en", {"value.stage.active": "Active"})
  );
  expect(said).toBe(
    "Orders: Active: median ¥3, half between ¥2 and ¥4, whiskers from ¥1 to ¥4, 1 outlier. " +
      "lost: median ¥60, half between ¥55 and ¥65, whiskers from ¥50 to ¥70"
  );
});

const ready = {product: ["a", "b"], l: [1, 5], a: [2, 6], m: [3, 7], b: [4, 8], h: [9, 9]};
const five = {x: "product", low: "l", q1: "a", median: "m", q3: "b", high: "h"};

test("the five numbers may come ready, in any order, and a row that lacks one is left out", () => {
  const said = describeChart(
    specOf("box", {...five, low: "h", high: "l"}),
    tableOf({...ready, m: [3, null]}),
    wordsOf("en")
  );
  expect(said).toContain("a: median 3, half between 2 and 4, whiskers from 1 to 9");
  expect(said).not.toContain("b: median");
});

test("neither values nor all five numbers is a fault that names the first that lacks", () => {
  expect(() => renderChart(specOf("box", {...five, q3: null}), tableOf(ready), contextOf())).toThrow(
    expect.objectContaining({code: "charts.bad_spec", details: {kind: "box", key: "q3"}})
  );
});

test("boxes stand where their names fit, and lie on a phone or under long names", () => {
  const draw = (names: string[], width: number) =>
    renderChart(specOf("box", five), tableOf({...ready, product: names}), contextOf({width}));
  const isLying = (element: Element) => {
    const box = [...element.querySelectorAll("rect")].at(-1)!;
    return Number(box.getAttribute("width")) > 0 && Number(box.getAttribute("height")) < 20;
  };
  expect(isLying(draw(["a", "b"], 840))).toBe(false);
  expect(isLying(draw(["a", "b"], 358))).toBe(true);
  expect(isLying(draw(["a".repeat(90), "b"], 840))).toBe(true);
});

test.each([
  ["one row", {stage: ["a"], paid_amount: [5]}],
  ["all equal", {stage: ["a", "a", "a"], paid_amount: [5, 5, 5]}],
  ["all nothing", {stage: ["a", "b"], paid_amount: [0, 0]}],
  ["refunds", {stage: ["a", "a", "a"], paid_amount: [-50, -5, 2]}],
  ["what is no number", {stage: ["a", "a", "b"], paid_amount: [Number.NaN, 4, 1e300]}]
])("draws %s without a NaN", (_, columns) => {
  for (const width of [358, 960]) {
    const element = renderChart(specOf("box", {x: "stage", y: "paid_amount"}), tableOf(columns), contextOf({width}));
    expect(element.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
  }
});

test("no values and too many categories each have a code", () => {
  const draw = (columns: Record<string, readonly unknown[]>) =>
    renderChart(specOf("box", {x: "stage", y: "paid_amount"}), tableOf(columns), contextOf());
  expect(() => draw({stage: ["a"], paid_amount: [null]})).toThrow(expect.objectContaining({code: "charts.no_values"}));
  const many = Array.from({length: 61}, (_, index) => index);
  expect(() => draw({stage: many.map((n) => `s${n}`), paid_amount: many})).toThrow(
    expect.objectContaining({code: "charts.too_many_categories", details: {categories: 61, limit: 60}})
  );
});

test("a box selects its category by mouse and keyboard, and all else is pale with its whiskers", () => {
  const context = contextOf({selection: ["lost"]});
  const chart = renderChart(specOf("box", {x: "stage", y: "paid_amount", select: "stage"}), tableOf(raw), context);
  context.document.body.append(chart);
  const heard: unknown[] = [];
  context.document.body.addEventListener("huitou-select", (event) => heard.push((event as CustomEvent).detail));
  const [active, lost] = [...chart.querySelectorAll<SVGElement>("[role=button]")];
  const view = context.document.defaultView!;
  active!.dispatchEvent(new view.MouseEvent("click", {bubbles: true}));
  lost!.dispatchEvent(new view.KeyboardEvent("keydown", {key: "Enter", bubbles: true}));
  expect(heard).toEqual([
    {variable: "stage", value: "active"},
    {variable: "stage", value: null}
  ]);
  expect([active, lost].map((box) => box!.getAttribute("aria-pressed"))).toEqual(["false", "true"]);
  // its box, its whisker, its median and its one outlier
  expect(chart.querySelectorAll(".unselected")).toHaveLength(4);
});
