import {describe, expect, test} from "vitest";
import {toSvgText} from "../../src/charts/export";
import {describeChart, renderChart} from "../../src/charts/render";
import {parseChartSpec} from "../../src/charts/spec";
import {dataTable} from "../../src/charts/data-table";
import {contextOf, expectGolden, specOf, tableOf, wordsOf} from "./support";

const months = ["2026-08-01", "2026-09-01", "2026-10-01"];
const cities = ["north", "south", "west"];
const columns = {
  city: cities.flatMap((city) => months.map(() => city)),
  month: cities.flatMap(() => months),
  net_sales: [10, 20, 30, 100, 200, 900, 5, 5, 5]
};
const keys = {x: "month", y: "net_sales", facet: "city"};

const examples: Record<string, {keys: object; columns: Record<string, readonly unknown[]>}> = {
  line: {keys, columns},
  area: {keys, columns},
  bar: {keys, columns},
  scatter: {keys, columns},
  histogram: {
    keys: {x: "recency_days", y: "customers", facet: "city"},
    columns: {city: columns.city, recency_days: cities.flatMap(() => [0, 30, 60]), customers: columns.net_sales}
  },
  box: {keys: {x: "month", y: "net_sales", facet: "city"}, columns}
};

const draw = (kind: string, more: object = {}, width = 840) => {
  const {keys, columns} = examples[kind]!;
  return renderChart(specOf(kind, {...keys, ...more}), tableOf(columns), contextOf({width}));
};

describe.each(Object.keys(examples))("%s in panels", (kind) => {
  test("draws one for each value, on a page and on a phone", () => {
    expectGolden(`facets-${kind}`, draw(kind));
    expectGolden(`facets-${kind}-phone`, draw(kind, {}, 358));
  });

  test("stands side by side where there is room, else one under the other, and never beyond the edge", () => {
    const places = (width: number) =>
      [...draw(kind, {}, width).querySelectorAll(":scope > svg")].map((panel) => ({
        x: Number(panel.getAttribute("x")),
        right: Number(panel.getAttribute("x")) + Number(panel.getAttribute("width"))
      }));
    expect(new Set(places(840).map(({x}) => x)).size).toBe(3);
    expect(places(358).map(({x}) => x)).toEqual([0, 0, 0]);
    for (const {right} of places(840)) expect(right).toBeLessThanOrEqual(840);
  });

  test("says what parts it, and each panel", () => {
    const {keys, columns} = examples[kind]!;
    const said = describeChart(specOf(kind, {...keys, title: "Sales"}), tableOf(columns), wordsOf("en"));
    expect(said).toMatch(/^Sales, 3 panels by city\. north/);
    for (const city of cities) expect(said).toContain(city);
    expect(said).not.toMatch(/charts\.|undefined|NaN/);
  });

  test("leaves the page as one picture", () => {
    const text = toSvgText(draw(kind), {title: "Sales"});
    for (const city of cities) expect(text).toContain(`>${city}<`);
    expect(text).not.toMatch(/var\(|tabindex|role="slider"/);
  });
});

test("all panels share their axes: the same amount is as high in each", () => {
  const panels = [...draw("bar").querySelectorAll(":scope > svg")];
  const axes = [...draw("scatter").querySelectorAll(":scope > svg")].map((panel) => panel.textContent);
  expect(new Set(axes).size).toBe(1);
  const tallest = panels.map((panel) =>
    Math.max(...[...panel.querySelectorAll("g > rect")].map((bar) => Number(bar.getAttribute("height"))))
  );
  // 30, 900 and 5 of one axis
  expect(tallest[0]! / tallest[1]!).toBeCloseTo(30 / 900, 2);
  expect(tallest[2]! / tallest[1]!).toBeCloseTo(5 / 900, 2);
});

test("a series has one colour in all panels, also where another is missing", () => {
  const table = tableOf({
    city: ["north", "north", "south"],
    month: [months[0], months[0], months[0]],
    shop: ["a", "b", "b"],
    orders: [1, 2, 3]
  });
  const spec = specOf("bar", {x: "month", y: "orders", series: "shop", facet: "city"});
  const fills = [...renderChart(spec, table, contextOf()).querySelectorAll(":scope > svg")].map((panel) =>
    [...panel.querySelectorAll("g > rect")].map((bar) => bar.getAttribute("fill"))
  );
  expect(fills).toEqual([["var(--category-1)", "var(--category-2)"], ["var(--category-2)"]]);
});

test("a panel without values stays, and says so; panels without any are refused", () => {
  const partly = {...columns, net_sales: [1, 2, 3, null, null, null, 4, 5, 6]};
  const element = renderChart(specOf("line", keys), tableOf(partly), contextOf({words: wordsOf("en")}));
  expect(element.querySelectorAll(":scope > svg")).toHaveLength(2);
  expect(element.textContent).toContain("no values");
  const nothing = {...columns, net_sales: Array(9).fill(null)};
  for (const attempt of [
    () => renderChart(specOf("line", keys), tableOf(nothing), contextOf()),
    () => describeChart(specOf("line", keys), tableOf(nothing), wordsOf("en"))
  ])
    expect(attempt).toThrow(expect.objectContaining({code: "charts.no_values"}));
});

test("24 panels are drawn, 25 are refused", () => {
  const of = (count: number) =>
    tableOf({
      city: Array.from({length: count}, (_, index) => `c${index}`),
      month: Array(count).fill(months[0]),
      net_sales: Array(count).fill(1)
    });
  expect(renderChart(specOf("bar", keys), of(24), contextOf()).querySelectorAll(":scope > svg")).toHaveLength(24);
  expect(() => renderChart(specOf("bar", keys), of(25), contextOf())).toThrow(
    expect.objectContaining({code: "charts.too_many_facets", details: {facets: 25, limit: 24}})
  );
});

test("as many stand side by side as are asked for, where they fit", () => {
  const across = (width: number, facetColumns: number) =>
    new Set(
      [...draw("line", {facetColumns}, width).querySelectorAll(":scope > svg")].map((panel) => panel.getAttribute("x"))
    ).size;
  expect(across(840, 2)).toBe(2);
  expect(across(840, 12)).toBe(3);
  expect(across(358, 2)).toBe(2);
  expect(across(358, 3)).toBe(2);
});

test("a column that the query lacks is named, and kinds without panels keep the key with a warning", () => {
  expect(() => draw("line", {facet: "nowhere"})).toThrow(
    expect.objectContaining({code: "charts.missing_column", details: {column: "nowhere"}})
  );
  const {problems} = parseChartSpec({from: "a", kind: "heatmap", x: "x", y: "y", value: "v", facet: "city"});
  expect(problems).toMatchObject([{code: "charts.unknown_key", severity: "warning"}]);
});

test.each([0, 13, 1.5, -1, "two"])("facetColumns: %s is refused", (facetColumns) => {
  expect(parseChartSpec({from: "a", kind: "line", ...keys, facetColumns}).problems).toMatchObject([
    {code: "charts.bad_value", details: {key: "facetColumns"}}
  ]);
});

test("the table twin has the panels' column first and their rows together", () => {
  const {document, words} = contextOf();
  const mixed = {month: ["a", "b", "c"], city: ["south", "north", "south"], orders: [1, 2, 3]};
  const twin = dataTable(specOf("bar", {x: "month", y: "orders", facet: "city"}), tableOf(mixed), words, document);
  const cells = [...twin.querySelectorAll("tbody tr")].map((row) => [...row.children].map((cell) => cell.textContent));
  expect(cells).toEqual([
    ["south", "a", "1"],
    ["south", "c", "3"],
    ["north", "b", "2"]
  ]);
});

test("a hostile value in the panels' column stays text", () => {
  const hostile = ["<script>alert(1)</script>", "url(#x)", "__proto__"];
  const element = renderChart(
    specOf("bar", keys),
    tableOf({city: hostile, month: Array(3).fill(months[0]), net_sales: [1, 2, 3]}),
    contextOf()
  );
  expect(element.querySelector("script, img, a, foreignObject")).toBeNull();
  expect(element.textContent).toContain("<script>");
  expect([...element.querySelectorAll(":scope > svg")]).toHaveLength(3);
});
