import {readdirSync, readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {parse} from "yaml";
import {parseChartSpec} from "../../src/charts/spec";

const bar = {from: "stages", kind: "bar", x: "stage", y: "customers"};
const codes = (value: unknown) => parseChartSpec(value).problems.map(({code, severity}) => `${severity} ${code}`);

test("a spec that says what it needs has no problems", () => {
  expect(parseChartSpec(bar)).toEqual({spec: bar, problems: []});
});

test("a key nobody knows survives, with a warning", () => {
  const {spec, problems} = parseChartSpec({...bar, colour_of_the_day: "teal"});
  expect(spec).toMatchObject({colour_of_the_day: "teal"});
  expect(problems).toEqual([
    {code: "charts.unknown_key", severity: "warning", details: {key: "colour_of_the_day", kind: "bar"}}
  ]);
});

test.each(["href", "src", "className", "style", "render", "STYLE"])("the key %s is refused", (key) => {
  expect(parseChartSpec({...bar, [key]: "javascript:alert(1)"})).toMatchObject({
    spec: null,
    problems: [{code: "charts.refused_key"}]
  });
});

test("a function is refused under any key", () => {
  expect(codes({...bar, x: () => 1})).toContain("error charts.refused_key");
});

test.each([
  ["a colour by value", {colour: "url(#x)"}, "colour"],
  ["a negative height", {height: -1}, "height"],
  ["an endless height", {height: Infinity}, "height"],
  ["a million bars", {limit: 1e6}, "limit"],
  ["a layout of its own", {layout: "spiral"}, "layout"],
  ["a column that is a formula", {x: {sql: "drop table orders"}}, "x"],
  ["a variable that is markup", {select: "<script>"}, "select"]
])("%s is refused", (_, keys, key) => {
  expect(parseChartSpec({...bar, ...keys})).toMatchObject({
    spec: null,
    problems: [{code: "charts.bad_value", details: {key}}]
  });
});

test("keys that reach for prototypes are left out, and nothing is polluted", () => {
  const {spec, problems} = parseChartSpec(
    parse("from: a\nkind: table\n__proto__: {polluted: true}\nconstructor: {prototype: 1}")
  );
  expect(problems.every(({severity}) => severity === "warning")).toBe(true);
  expect(problems.map(({code}) => code)).toEqual(["charts.ignored_key", "charts.ignored_key"]);
  expect(Object.keys(spec ?? {})).toEqual(["from", "kind"]);
  expect(({} as {polluted?: boolean}).polluted).toBeUndefined();
});

test("what is missing is named", () => {
  expect(codes({kind: "bar", from: "a", x: "b"})).toEqual(["error charts.missing_key"]);
  expect(codes({from: "a"})).toEqual(["error charts.missing_key"]);
  expect(codes({from: "a", kind: "donut"})).toEqual(["error charts.unknown_kind"]);
});

test.each([null, [], "bar", 3])("%j is no mapping", (value) => {
  expect(codes(value)).toEqual(["error charts.not_a_mapping"]);
});

test("reading a spec does not load the drawing library: only render.ts hands it out", () => {
  const folder = new URL("../../src/charts/", import.meta.url);
  const files = readdirSync(folder, {recursive: true, encoding: "utf8"}).filter((name) => name.endsWith(".ts"));
  const loaders = files.filter((name) =>
    /^(import|export) (?!type)[^;]*(\/plot"|@observablehq)/m.test(readFileSync(new URL(name, folder), "utf8"))
  );
  expect(loaders.sort()).toEqual(["axes/plot.ts", "render.ts"]);
});
