import {describe, expect, test} from "vitest";
import {directionOf, rankCorrelation} from "../../src/charts/scatter/correlation";
import {describeChart, renderChart} from "../../src/charts/render";
import {contextOf, specOf, tableOf, wordsOf} from "./support";

describe("the rank correlation", () => {
  const pairs = (xs: number[], ys: number[]) => xs.map((x, index) => [x, ys[index]!] as const);

  test.each([
    // ranks as they are; no shape is asked for but that both rise
    ["rising, however steeply", [1, 2, 3, 4], [1, 10, 100, 1000], 1],
    ["falling", [1, 2, 3], [3, 2, 1], -1],
    // d = −1, 1, 0, −1, 1: 1 − 6·4 / (5·24)
    ["mostly rising", [1, 2, 3, 4, 5], [2, 1, 3, 5, 4], 0.8],
    // ranks of x 1, 2.5, 2.5, 4 and of y 1, 2, 3, 4: 4.5 / √(4.5 · 5)
    ["with a tie", [10, 20, 20, 30], [1, 2, 3, 4], 4.5 / Math.sqrt(4.5 * 5)],
    ["with one far away", [1, 2, 3, 4], [1, 2, 3, 1e9], 1]
  ])("%s", (_, xs, ys, expected) => expect(rankCorrelation(pairs(xs, ys))).toBeCloseTo(expected, 12));

  test.each([
    ["two points", [1, 2], [1, 2]],
    ["one that never changes", [1, 2, 3], [7, 7, 7]]
  ])("says nothing of %s", (_, xs, ys) => expect(rankCorrelation(pairs(xs, ys))).toBeNull());

  test.each([
    [0.05, "none"],
    [-0.05, "none"],
    [0.2, "rise_weak"],
    [-0.45, "fall_fair"],
    [0.95, "rise_strong"]
  ])("%f is %s", (value, word) => expect(directionOf(value)).toBe(word));
});

const prices = [89, 149, 329, 119, 59, 69, 99, 259, 289, 239];
const sales = prices.map((price) => price * 10);
const keys = {x: "average_price", y: "net_sales"};

function draw(more: object, columns: Record<string, readonly unknown[]>, width = 840): Element {
  return renderChart(specOf("scatter", {...keys, ...more}), tableOf(columns), contextOf({width}));
}

test("a sentence says how many, from where to where, and whether one rises with the other", () => {
  const said = describeChart(
    specOf("scatter", keys),
    tableOf({average_price: prices, net_sales: sales}),
    wordsOf("en", {"column.average_price": "Price", "column.net_sales": "Sales"})
  );
  expect(said).toBe(
    "Sales and Price: 10 points, Price from ¥59.00 to ¥329.00, Sales from ¥590.00 to ¥3,290.00; " +
      "one rises clearly with the other (rank correlation 1.00)"
  );
});

test("fewer than ten points tell no direction", () => {
  const table = tableOf({average_price: prices.slice(0, 9), net_sales: sales.slice(0, 9)});
  expect(describeChart(specOf("scatter", keys), table, wordsOf("en"))).toContain("too few");
});

test.each([
  ["one row", {average_price: [5], net_sales: [7]}, 1],
  ["all equal", {average_price: [5, 5, 5], net_sales: [7, 7, 7]}, 3],
  ["all nothing", {average_price: [0, 0], net_sales: [0, 0]}, 2],
  ["negative amounts", {average_price: [-5, 5], net_sales: [-700, -7]}, 2],
  ["rows that lack one of the two", {average_price: [5, null, 6], net_sales: [7, 8, null]}, 1],
  ["what is no number", {average_price: [5, Number.NaN, Infinity, 1e300], net_sales: [7, 8, 9, 10]}, 1]
])("draws %s", (_, columns, dots) => {
  for (const width of [358, 960]) {
    for (const select of [null, "range"]) {
      const element = draw({select}, columns, width);
      expect(element.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
      expect(element.querySelectorAll("svg > g > circle")).toHaveLength(dots);
    }
  }
});

test("a dot's area is its amount; what is missing or negative is the smallest", () => {
  const element = draw(
    {size: "buyers"},
    {average_price: [1, 2, 3, 4], net_sales: [1, 2, 3, 4], buyers: [400, 100, null, -9]}
  );
  const radii = [...element.querySelectorAll("svg > g > circle")].map((dot) => Number(dot.getAttribute("r")));
  // a quarter of the amount is half of the radius; the small lie on the large
  expect(radii).toEqual([15, 7.5, 2.4, 2.4]);
});

test("5,000 dots are drawn see-through, one more is refused", () => {
  const many = (count: number) => Array.from({length: count}, (_, index) => index);
  const element = draw({}, {average_price: many(5000), net_sales: many(5000)});
  expect(element.querySelectorAll("circle")).toHaveLength(5000);
  expect(Number(element.querySelector("g[fill-opacity]")?.getAttribute("fill-opacity"))).toBeLessThan(0.3);
  expect(() => draw({}, {average_price: many(5001), net_sales: many(5001)})).toThrow(
    expect.objectContaining({code: "charts.too_many_marks"})
  );
});

test("a column without numbers and a ninth series each have a code", () => {
  expect(() => draw({}, {average_price: [null], net_sales: [1]})).toThrow(
    expect.objectContaining({code: "charts.no_values"})
  );
  const nine = Array.from({length: 9}, (_, index) => index);
  expect(() => draw({series: "shop"}, {average_price: nine, net_sales: nine, shop: nine.map((n) => `s${n}`)})).toThrow(
    expect.objectContaining({code: "charts.too_many_series"})
  );
});

test("names stand beside their dots, and none over another", () => {
  const columns = {
    average_price: [1, 1, 1, 3],
    net_sales: [5, 5, 5, 2],
    product: ["one", "another", "hidden", "<b>right</b>"]
  };
  const texts = [...draw({label: "product"}, columns).querySelectorAll("text")].map(({textContent}) => textContent);
  expect(texts).toContain("<b>right</b>");
  // right and left of the three that are at one place
  expect(texts.filter((text) => /^(one|another|hidden)$/.test(text))).toEqual(["one", "another"]);
});
