import {expect, test} from "vitest";
import {formOf, refit, sortOf} from "../../src/charts/form";
import {chartKinds, kindOf} from "../../src/charts/registry";
import {parseChartSpec} from "../../src/charts/spec";

const fieldOf = (kind: string, key: string) => formOf(kindOf(kind)).find((field) => field.key === key);

test("a kind's schema becomes the fields of a form", () => {
  expect(fieldOf("bar", "x")).toMatchObject({control: "texts", isChannel: true, isRequired: true});
  expect(fieldOf("bar", "series")).toMatchObject({control: "text", isChannel: true, isRequired: false});
  expect(fieldOf("bar", "layout")).toMatchObject({control: "choice", choices: ["stacked", "grouped", "normalized"]});
  expect(fieldOf("bar", "limit")).toMatchObject({control: "number", min: 1, max: 200, isChannel: false});
  expect(fieldOf("bar", "hideX")).toMatchObject({control: "flag"});
  expect(fieldOf("line", "reference")).toMatchObject({control: "text or number", isChannel: true});
  expect(fieldOf("line", "title")).toMatchObject({control: "text", isChannel: false});
  expect(fieldOf("heatmap", "breaks")).toMatchObject({control: "numbers"});
  expect(fieldOf("table", "columns")).toMatchObject({control: "texts", isRequired: false});
  expect(fieldOf("bar", "from")).toBeUndefined();
});

test.each([...chartKinds.keys()])("every key of %s can be asked for in a form", (name) => {
  expect(formOf(kindOf(name)).filter(({control}) => control === "other")).toEqual([]);
});

const columns = [
  {name: "stage", type: "VARCHAR"},
  {name: "customers", type: "BIGINT"},
  {name: "week_date", type: "DATE"},
  {name: "net_sales", type: "DECIMAL(18,2)"}
];
const apply = (spec: object, changes: object) =>
  Object.fromEntries(Object.entries({...spec, ...changes}).filter(([, value]) => value !== undefined));

test.each([...chartKinds.keys()])("from nothing, %s is given columns with which it is a spec", (name) => {
  const spec = apply({}, refit({}, {kind: name, from: "stages"}, columns));
  expect(parseChartSpec(spec).problems).toEqual([]);
});

test("a chart over time is given the date and the first number", () => {
  expect(refit({}, {kind: "line", from: "a"}, columns)).toEqual({
    kind: "line",
    from: "a",
    x: "week_date",
    y: "customers"
  });
});

test("another kind keeps the keys it knows, and another result the columns it has", () => {
  const spec = {
    from: "a",
    kind: "bar",
    x: "stage",
    y: ["customers", "gone"],
    layout: "grouped",
    title: "T",
    select: "s"
  };
  expect(apply(spec, refit(spec, {kind: "line", from: "a"}, columns))).toEqual({
    ...{from: "a", kind: "line", x: "stage", y: "customers", title: "T", select: "s"}
  });
  const two = {from: "a", kind: "bar", x: ["stage", "week_date"], y: "gone"};
  expect(apply(two, refit(two, {kind: "line", from: "b"}, columns))).toEqual({
    ...{from: "b", kind: "line", x: "stage", y: "customers"}
  });
});

test("a key that no kind knows stays while the kind does", () => {
  const spec = {from: "a", kind: "bar", x: "stage", y: "customers", of_ones_own: 1};
  expect(refit(spec, {kind: "bar", from: "b"}, columns)).toEqual({kind: "bar", from: "b"});
});

test.each([
  ["INTEGER", "number"],
  ["Int64", "number"],
  ["Float64", "number"],
  ["DECIMAL(38,4)", "number"],
  ["TIMESTAMP", "date"],
  ["Date32<DAY>", "date"],
  ["VARCHAR", "text"],
  ["INTERVAL", "text"],
  ["BOOLEAN", "text"]
])("a column of %s holds a %s", (type, sort) => expect(sortOf({name: "a", type})).toBe(sort));
