import {describe, expect, test} from "vitest";
import {describeChart, renderChart} from "../../src/charts/render";
import {contextOf, specOf, tableOf, wordsOf} from "./support";

const moved = {
  stage_before: ["active", "active", "silent", "silent"],
  stage: ["active", "silent", "silent", "active"],
  customers: [60, 20, 15, 5]
};
const steps = {steps: ["stage_before", "stage"], value: "customers"};

function draw(keys: Record<string, unknown>, columns: Record<string, readonly unknown[]>, width = 960) {
  return renderChart(specOf("flow", keys), tableOf(columns), contextOf({width}));
}

const titlesOf = (element: Element, tag: string) =>
  [...element.querySelectorAll(`${tag} > title`)].map(({textContent}) => textContent);

test("places of two moments stand apart, so that whoever stays is seen", () => {
  const element = draw(steps, moved);
  // 60 + 20 and 15 + 5 before; 60 + 5 and 20 + 15 after
  expect(titlesOf(element, "rect").sort()).toEqual(["active 65", "active 80", "silent 20", "silent 35"]);
  expect(titlesOf(element, "path")).toContain("active → silent 20，占active的25.0%");
});

test("bars and bands are as wide as what they hold", () => {
  const element = draw(steps, moved);
  const [bar] = [...element.querySelectorAll("rect")].filter((rect) => rect.textContent === "active 80");
  const [band] = [...element.querySelectorAll("path")].filter((path) =>
    path.textContent?.startsWith("active → silent")
  );
  const height = Number(bar?.getAttribute("height"));
  expect(Number(band?.getAttribute("stroke-width")) / height).toBeCloseTo(0.25, 2);
  expect(band?.getAttribute("stroke")).toBe("var(--stage-active)");
});

test("rows with the same ends are added up, nothing and no value left out", () => {
  const columns = {from: ["a", "a", "a", "b"], to: ["b", "b", "c", "c"], orders: [1, 2, 0, null]};
  const element = draw({source: "from", target: "to", value: "orders"}, columns);
  expect(titlesOf(element, "path")).toEqual(["a → b 3，占a的100.0%"]);
});

describe("what cannot flow says why", () => {
  test.each([
    [
      "a circle",
      {source: "a", target: "b"},
      {a: ["x", "y"], b: ["y", "x"], orders: [1, 1]},
      {code: "charts.circle", details: {names: "x → y → x"}}
    ],
    [
      "a place that leads to itself",
      {source: "a", target: "b"},
      {a: ["x"], b: ["x"], orders: [1]},
      {code: "charts.circle"}
    ],
    ["no ends", {}, {a: ["x"], b: ["y"], orders: [1]}, {code: "charts.bad_spec", details: {key: "steps"}}],
    ["less than nothing", {steps: ["a", "b"]}, {a: ["x"], b: ["y"], orders: [-1]}, {code: "charts.negative_flow"}],
    ["nothing at all", {steps: ["a", "b"]}, {a: ["x"], b: ["y"], orders: [0]}, {code: "charts.no_values"}],
    [
      "too many places",
      {steps: ["a", "b"]},
      {a: Array(21).fill("x"), b: Array.from({length: 21}, (_, index) => `y${index}`), orders: Array(21).fill(1)},
      {code: "charts.too_many_places", details: {places: 21, limit: 20}}
    ]
  ])("%s", (_, keys, columns, error) => {
    const expected = "details" in error ? {...error, details: expect.objectContaining(error.details)} : error;
    expect(() => draw({...keys, value: "orders"}, columns)).toThrow(expect.objectContaining(expected));
  });
});

test("its sentence names the whole and the largest parts", () => {
  const said = describeChart(specOf("flow", {...steps, title: "Moves"}), tableOf(moved), wordsOf("en"));
  expect(said).toBe("Moves: 100 in all; active → active 60, active → silent 20, silent → silent 15, and 1 more");
});

test("a path may end early, and a place is pressed by key", () => {
  const context = contextOf();
  const columns = {a: ["x", "x"], b: ["y", "z"], c: ["w", null], orders: [3, 2]};
  const spec = specOf("flow", {steps: ["a", "b", "c"], value: "orders", select: "place"});
  const element = renderChart(spec, tableOf(columns), context);
  context.document.body.append(element);
  const view = context.document.defaultView!;
  let heard: unknown;
  context.document.body.addEventListener("huitou-select", (event) => (heard = (event as CustomEvent).detail));
  const places = [...element.querySelectorAll("[role=button]")];
  expect(places.map((place) => place.getAttribute("aria-label"))).toEqual(["x 5", "y 3", "w 3", "z 2"]);
  places[3]!.dispatchEvent(new view.KeyboardEvent("keydown", {key: " ", bubbles: true}));
  expect(heard).toEqual({variable: "place", value: "z"});
});

test("long names and billions stay inside a phone", () => {
  const name = "华东仓直发的淘宝旗舰店以及它很长的名字";
  const element = draw(
    {steps: ["a", "b"], value: "net_sales"},
    {a: [name, "b"], b: ["c", name], net_sales: [1e9, 1]},
    358
  );
  expect(element.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
  const texts = [...element.querySelectorAll("text")].map(({textContent}) => textContent ?? "");
  expect(texts).toContain("¥10亿");
  expect(Math.max(...texts.map(({length}) => length))).toBeLessThan(12);
});
