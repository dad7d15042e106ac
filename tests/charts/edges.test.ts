import {describe, expect, test} from "vitest";
import {AppError} from "../../src/base/errors";
import {describeChart, markLimit, renderChart} from "../../src/charts/render";
import {contextOf, specOf, tableOf, wordsOf} from "./support";

const months = ["2026-08-01", "2026-09-01", "2026-10-01", "2026-11-01"];
const xy = ["bar", "line", "area"];
const ladders = ["segments", "funnel", "histogram"];

function draw(
  kind: string,
  keys: Record<string, unknown>,
  columns: Record<string, readonly unknown[]>,
  width = 840
): Element {
  return renderChart(specOf(kind, keys), tableOf(columns), contextOf({width}));
}

function expectSound(element: Element): void {
  expect(element.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
  for (const rect of element.querySelectorAll("rect"))
    expect(Number(rect.getAttribute("width"))).toBeGreaterThanOrEqual(0);
}

describe.each(xy)("%s", (kind) => {
  const amounts = (net_sales: readonly unknown[]) => ({month: months.slice(0, net_sales.length), net_sales});
  const keys = {x: "month", y: "net_sales"};

  test.each([
    ["one month", [120]],
    ["nothing but zeroes", [0, 0, 0]],
    ["refunds larger than sales", [100, -250, -30, 40]],
    ["billions", [1e9, 2e9, 1.5e9]],
    ["a month without a value", [100, null, 120, 90]],
    ["figures beyond all measure", [1e308, Number.NaN, 1, 2]],
    ["tiny amounts", [0.001, 0.002]]
  ])("draws %s without a NaN", (_, values) => {
    for (const width of [358, 960]) expectSound(draw(kind, keys, amounts(values), width));
  });

  test("refuses a column with no values, by its name", () => {
    expect(() => draw(kind, keys, amounts([null, null]))).toThrow(expect.objectContaining({code: "charts.no_values"}));
  });

  test("refuses more series than can be told apart", () => {
    const columns = {month: Array(9).fill(months[0]), shop: [..."abcdefghi"], net_sales: Array(9).fill(1)};
    const details = {series: 9, limit: 8};
    expect(() => draw(kind, {...keys, series: "shop"}, columns)).toThrow(
      expect.objectContaining({code: "charts.too_many_series", details})
    );
  });
});

test("no rows, a missing column and too many marks each have a code", () => {
  const keys = {x: "month", y: "orders"};
  const attempt = (columns: Record<string, readonly unknown[]>) => {
    try {
      draw("line", keys, columns);
    } catch (error) {
      AppError.assert(error);
      return {code: error.code, ...error.details};
    }
  };
  expect(attempt({month: [], orders: []})).toMatchObject({code: "charts.no_rows"});
  expect(attempt({month: months})).toEqual({code: "charts.missing_column", column: "orders"});
  const many = Array.from({length: markLimit + 1}, (_, index) => index);
  expect(attempt({month: many, orders: many})).toEqual({code: "charts.too_many_marks", marks: 5001, limit: 5000});
});

test("of 200 categories the largest are drawn and the rest is one bar, nothing lost", () => {
  const columns = {
    product: Array.from({length: 200}, (_, index) => `p${index}`),
    orders: Array.from({length: 200}, (_, index) => index + 1)
  };
  const element = draw("bar", {x: "product", y: "orders", limit: 10}, columns);
  const texts = [...element.querySelectorAll("text")].map(({textContent}) => textContent);
  expect(texts).toContain("其余191项");
  expect(texts).toContain("200");
  // 1 + … + 191
  expect(texts).toContain("18,336");
});

test("200 shares cannot be added up, so too many of them are refused", () => {
  const columns = {product: Array.from({length: 200}, (_, index) => `p${index}`), buyer_share: Array(200).fill(0.5)};
  expect(() => draw("bar", {x: "product", y: "buyer_share"}, columns)).toThrow(
    expect.objectContaining({code: "charts.too_many_categories"})
  );
});

test("a name longer than the chart is cut with an ellipsis", () => {
  const element = draw("bar", {x: "product", y: "orders"}, {product: ["亚麻".repeat(200), "b"], orders: [3, 4]});
  const longest = Math.max(...[...element.querySelectorAll("text")].map((text) => (text.textContent ?? "").length));
  expect(longest).toBeLessThan(60);
});

test.each(ladders)("%s draws zero, one row and a billion without a NaN", (kind) => {
  for (const orders of [[1], [0, 5], [1e9, 1, 3]]) {
    const x = kind === "histogram" ? orders.map((_, index) => index * 30) : orders.map((_, index) => `step ${index}`);
    for (const width of [358, 960]) expectSound(draw(kind, {x: "step", y: "orders"}, {step: x, orders}, width));
  }
});

test("a table of 2,000 rows draws 500 and says so", () => {
  const orders = Array.from({length: 2000}, (_, index) => index);
  const element = draw("table", {}, {orders});
  expect(element.querySelectorAll("tbody tr")).toHaveLength(500);
  expect(element.querySelector(".chart-note")?.textContent).toContain("共2,000行，先显示前500行");
});

describe("hostile names and values stay text", () => {
  const hostile = [
    "<script>alert(1)</script>",
    '"; drop table orders; --',
    "__proto__",
    "<img src=x onerror=alert(1)>",
    "url(#x)",
    "\u202emoc"
  ];
  const columns = Object.fromEntries([
    ["__proto__x", hostile],
    ["<script>", hostile.map((_, index) => index + 1)]
  ]);

  test.each(["bar", "segments", "funnel", "table"])("%s", (kind) => {
    for (const width of [358, 960]) {
      const element = draw(kind, kind === "table" ? {} : {x: "__proto__x", y: "<script>"}, columns, width);
      expect(element.querySelector("script, img, a, foreignObject, [href], [src], [onerror]")).toBeNull();
      expect(element.textContent).toContain("<script>");
    }
  });

  test("a column that is called __proto__ is a column", () => {
    const table = tableOf({month: months, y: [1, 2, 3, 4]});
    const spec = specOf("line", {x: "month", y: "__proto__"});
    expect(() => describeChart(spec, table, wordsOf("en"))).toThrow(
      expect.objectContaining({code: "charts.missing_column"})
    );
  });
});
