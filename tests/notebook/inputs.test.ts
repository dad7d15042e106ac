import {expect, test} from "vitest";
import {coerceValue, initialValue, inputKinds, parseInputSpec} from "../../src/notebook/inputs";

const codeOf = (run: () => unknown): string => {
  try {
    run();
    return "";
  } catch (error) {
    return (error as {code: string}).code;
  }
};
const day = (text: string) => new Date(`${text}T00:00:00Z`);

const specs = {
  slider: {kind: "slider", min: 15, max: 180, step: 5, default: 90},
  number: {kind: "number", min: 0, max: 1},
  cuts: {kind: "cuts", min: 1, max: 730, default: [90, 180, 270, 365]},
  date: {kind: "date", min: "2026-01-01", max: "2026-12-31"},
  choice: {kind: "choice", options: ["quantile", {value: "breaks", label: {en: "By breaks"}}]},
  list: {kind: "list", options: ["active", "lost"]},
  pick: {kind: "pick", from: "shops", x: "shop"},
  text: {kind: "text", maximum_length: 5}
};

test("every kind of input has an example here", () => {
  expect([...inputKinds.keys()].sort()).toEqual(Object.keys(specs).sort());
});

test("an input begins at its default, or at none", () => {
  const initial = Object.values(specs).map((spec) => initialValue(parseInputSpec(spec)));
  expect(initial).toEqual([90, null, [90, 180, 270, 365], null, "quantile", null, null, null]);
});

// [kind, what was typed or dragged, the value it stands for]
const accepted: [keyof typeof specs, unknown, unknown][] = [
  ["slider", 92, 90],
  ["slider", "93", 95],
  ["slider", -1e308, 15],
  ["slider", 1e308, 180],
  ["number", 0.25, 0.25],
  ["number", "", null],
  ["number", null, null],
  ["number", 3, 1],
  ["cuts", [90, 180, 270, 365], [90, 180, 270, 365]],
  ["cuts", [90.4, "180", 270, 9999], [90, 180, 270, 730]],
  ["cuts", [200, 180, 270, 365], [200, 201, 270, 365]],
  ["cuts", [730, 730, 730, 730], [727, 728, 729, 730]],
  ["cuts", [0, 0, 0, 0], [1, 2, 3, 4]],
  ["date", "2026-11-22", day("2026-11-22")],
  ["date", day("2026-11-22"), day("2026-11-22")],
  ["date", "2020-02-29", day("2026-01-01")],
  ["date", "9999-12-31", day("2026-12-31")],
  ["date", "", null],
  ["choice", "breaks", "breaks"],
  ["choice", null, "quantile"],
  ["list", ["lost", "lost", "nobody"], ["lost"]],
  ["list", ["nobody"], null],
  ["list", [], null],
  ["pick", ["East", "East", ""], ["East", ""]],
  ["pick", "East", ["East"]],
  ["pick", [], null],
  ["pick", null, null],
  ["text", "abcdefgh", "abcde"],
  ["text", "🙂🙂🙂🙂🙂🙂", "🙂🙂🙂🙂🙂"],
  ["text", "  ", null]
];
test.each(accepted)("%s takes %j as %j", (kind, value, expected) => {
  expect(coerceValue(value, parseInputSpec(specs[kind]))).toEqual(expected);
});

const refused: [keyof typeof specs, unknown][] = [
  ["slider", "many"],
  ["slider", null],
  ["slider", NaN],
  ["slider", Infinity],
  ["slider", {}],
  ["number", "1,5"],
  ["pick", [1]],
  ["pick", {}],
  ["pick", Array(501).fill("x")],
  ["cuts", [1, 2, 3]],
  ["cuts", "90"],
  ["cuts", [1, 2, 3, null]],
  ["date", "2026-02-30"],
  ["date", "0000-00-00"],
  ["date", "22.11.2026"],
  ["date", 5],
  ["choice", "constructor"],
  ["choice", {}],
  ["list", "active"],
  ["list", [{}]],
  ["text", 5]
];
test.each(refused)("%s refuses %j", (kind, value) => {
  expect(codeOf(() => coerceValue(value, parseInputSpec(specs[kind])))).toBe("notebook.input_refused");
});

test.each([
  ["a kind that does not exist", {kind: "dial"}, "notebook.input_kind"],
  ["a kind named after a property of objects", {kind: "constructor"}, "notebook.input_kind"],
  ["no kind", {label: "x"}, "notebook.input_kind"],
  ["a list", [], "notebook.input_not_a_mapping"],
  ["a bound that is a text", {...specs.slider, max: "high"}, "notebook.input_value"],
  ["an endless bound", {...specs.slider, max: Infinity}, "notebook.input_value"],
  ["a label that is a number", {...specs.slider, label: 5}, "notebook.input_value"],
  ["no options", {kind: "choice", options: []}, "notebook.input_value"],
  ["a default that is no option", {...specs.choice, default: "other"}, "notebook.input_default"],
  ["a default that is no day", {kind: "date", default: "2026-02-30"}, "notebook.input_value"]
])("an input with %s is refused", (_, said, code) => {
  expect(codeOf(() => parseInputSpec(said))).toBe(code);
});

test("a pick of one is a word, and none where none is said", () => {
  const one = parseInputSpec({...specs.pick, many: false});
  expect(coerceValue("USD", one)).toBe("USD");
  expect(coerceValue(["USD"], one)).toBe("USD");
  expect(coerceValue("", one)).toBeNull();
});

test("keys that an input does not know stay in its spec", () => {
  expect(parseInputSpec({...specs.text, colour: "blue"})).toMatchObject({colour: "blue"});
});
