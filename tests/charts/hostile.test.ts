import {makeVector, Table} from "apache-arrow";
import {describe, expect, test} from "vitest";
import {parse} from "yaml";
import {describeChart, renderChart} from "../../src/charts/render";
import {chartKinds} from "../../src/charts/registry";
import {parseChartSpec} from "../../src/charts/spec";
import {soakCases} from "../support/soak";
import {contextOf, specOf, tableOf, wordsOf} from "./support";

const kinds = [...chartKinds.values()];
const unlimited = kinds.filter(({rowLimit}) => rowLimit === null);
const code = (text: string) => expect.objectContaining({code: text});

/** What must never come of a value: markup, a link, or a colour and a style that were not ours. */
function expectHarmless(element: Element): void {
  expect(
    element.querySelector("script, img, image, a, use, iframe, foreignObject, [href], [src], [onerror]")
  ).toBeNull();
  for (const part of [element, ...element.querySelectorAll("*")]) {
    for (const {name, value} of part.attributes) {
      expect(name).not.toMatch(/^on|href/);
      if (/^(fill|stroke|style|filter|mask|clip-path)$/.test(name)) {
        expect(value).not.toContain("evil");
        expect(value).not.toMatch(/url\((?!#c[a-z0-9]+-[\w-]+\))/);
      }
    }
  }
}

describe.each(kinds)("a $name", ({name, example, channels}) => {
  const spec = {...example.spec, from: "cell", kind: name};

  test.each(["href", "src", "image", "className", "style", "render", "transform", "id", "HTML"])(
    "refuses %s, whatever it says",
    (key) => {
      for (const value of ["javascript:alert(1)", "(d) => alert(d)", {href: "https://evil.example"}, ["x"]])
        expect(parseChartSpec({...spec, [key]: value})).toMatchObject({
          spec: null,
          problems: [{code: "charts.refused_key"}]
        });
    }
  );

  test("takes a function that is written as a text for a column's name, and finds none", () => {
    for (const key of Object.keys(channels)) {
      const text = "function () { return globalThis.evil = true }";
      const given = {...spec, [key]: Array.isArray(example.spec[key]) ? [text] : text};
      if (parseChartSpec(given).spec === null) continue;
      expect(() => renderChart(given, tableOf(example.table), contextOf())).toThrow(code("charts.missing_column"));
    }
    expect(globalThis).not.toHaveProperty("evil");
  });

  test.each([-1, 0, -1e9, 801, 1e9, Number.NaN, Infinity, "100%", "calc(1px)"])("refuses a height of %s", (height) => {
    expect(parseChartSpec({...spec, height}).spec).toBeNull();
    expect(() => renderChart({...spec, height}, tableOf(example.table), contextOf())).toThrow(code("charts.bad_spec"));
  });

  test("leaves keys that reach for prototypes out", () => {
    const text = `kind: ${name}\nfrom: cell\n__proto__: {evil: 1}\nconstructor: {prototype: {evil: 1}}\nprototype: 1`;
    const {problems} = parseChartSpec({...(parse(text) as object), ...spec});
    expect(problems.filter(({severity}) => severity === "error")).toEqual([]);
    expect({}).not.toHaveProperty("evil");
  });
});

test.each(unlimited)("a million marks of a $name are refused before any is drawn", ({name, example}) => {
  const million = 1_000_000;
  const columns = Object.keys(example.table).map((column) => [column, makeVector(new Float64Array(million))]);
  const table = new Table(Object.fromEntries(columns));
  const spec = specOf(name, example.spec);
  const refused = expect.objectContaining({
    code: "charts.too_many_marks",
    details: expect.objectContaining({limit: 5000}) as unknown
  });
  // not one row is read
  table.toArray = () => expect.fail("rows were read");
  expect(() => renderChart(spec, table, contextOf())).toThrow(refused);
  expect(() => describeChart(spec, table, wordsOf("en"))).toThrow(refused);
});

const colours = [
  "url(#x)",
  "url(https://evil.example)",
  "red;background:url(//evil)",
  "var(--evil)",
  "expression(evil)"
];

describe.each(soakCases(colours, 2, 0))("the colour %s", (colour) => {
  test("is refused in a spec", () => {
    for (const {name, options, example} of kinds.filter(({options}) => "colour" in options)) {
      expect(options).toHaveProperty("colour");
      expect(parseChartSpec({...example.spec, from: "cell", kind: name, colour}).spec).toBeNull();
    }
  });

  test("never comes from the data", () => {
    const words = [colour, "active", `${colour}\u0000`, "__proto__", "constructor"];
    const amounts = words.map((_, index) => index + 1);
    const columns = {name: words, series: words, facet: words, net_sales: amounts, average_price: amounts};
    const specs: [string, Record<string, string>][] = [
      ["bar", {x: "name", y: "net_sales", series: "series"}],
      ["bar", {x: "name", y: "net_sales", facet: "facet"}],
      ["line", {x: "average_price", y: "net_sales", series: "series"}],
      ["area", {x: "average_price", y: "net_sales", series: "series"}],
      ["scatter", {x: "average_price", y: "net_sales", series: "series", label: "name", select: "range"}],
      ["box", {x: "name", y: "net_sales", select: "name"}],
      ["segments", {x: "name", y: "net_sales"}],
      ["funnel", {x: "name", y: "net_sales"}]
    ];
    for (const [kind, keys] of specs)
      for (const width of [358, 960])
        expectHarmless(renderChart(specOf(kind, keys), tableOf(columns), contextOf({width})));
  });
});

test.each(["<script>alert(1)</script>", "a b", "1x", "x;drop", "$x", "", "x".repeat(101)])(
  "the variable %j cannot be set by a selection",
  (variable) => {
    const keys = {from: "a", kind: "scatter", x: "a", y: "b"};
    for (const key of ["select", "selectY"])
      expect(parseChartSpec({...keys, [key]: variable})).toMatchObject({spec: null, problems: [{details: {key}}]});
  }
);
