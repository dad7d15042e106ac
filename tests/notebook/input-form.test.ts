import {expect, test} from "vitest";
import {changeInput, changeInputKind, inputForm} from "../../src/notebook/input-form";
import {inputKinds, parseInputSpec} from "../../src/notebook/inputs";

const apply = (spec: object, changes: object) =>
  Object.fromEntries(Object.entries({...spec, ...changes}).filter(([, value]) => value !== undefined));

test("a kind's keys become the fields of a form", () => {
  expect(inputForm("slider").map(({key, control}) => [key, control])).toEqual([
    ["label", "text"],
    ["note", "text"],
    ["min", "number"],
    ["max", "number"],
    ["step", "number"],
    ["default", "number"]
  ]);
  expect(inputForm("number").find(({key}) => key === "unit")).toMatchObject({
    control: "choice",
    choices: ["money", "percent", "count", "days", "number"]
  });
  expect(inputForm("cuts").find(({key}) => key === "default")).toMatchObject({control: "numbers"});
  expect(inputForm("choice").find(({key}) => key === "default")).toMatchObject({control: "text or number"});
});

const specs: Record<string, unknown>[] = [
  {},
  {kind: "slider", label: "L", min: 5, max: 10, default: 7, own: 1},
  {kind: "choice", label: {en: "L"}, options: ["x", {value: "y", label: "Y"}], default: "y"},
  {kind: "list", options: ["a", 1], default: ["a"]},
  {kind: "date", min: "2026-01-01", default: "2026-02-01"},
  {kind: "cuts", min: 1, max: 9, default: [3, 5]},
  {kind: "text", maximum_length: 9, default: "a"},
  {kind: "number", unit: "money", min: 5}
];
test.each([...inputKinds.keys()])("whatever an input was, it can become a %s", (kind) => {
  for (const spec of specs) {
    const changed = apply(spec, changeInputKind(spec, kind));
    expect(changed).toMatchObject({kind});
    expect(() => parseInputSpec(changed)).not.toThrow();
    if (spec.label) expect(changed.label).toEqual(spec.label);
    if (spec.own) expect(changed.own).toBe(1);
  }
});

test("bounds that fit stay when the kind changes", () => {
  expect(apply(specs[1]!, changeInputKind(specs[1]!, "number"))).toEqual({
    ...{kind: "number", label: "L", min: 5, max: 10, default: 7, own: 1}
  });
});

test("a default that would be out of bounds comes as near as it may", () => {
  const slider = {kind: "slider", min: 0, max: 100, default: 50};
  expect(changeInput(slider, "max", 20)).toEqual({max: 20, default: 20});
  expect(changeInput(slider, "min", 60)).toEqual({min: 60, default: 60});
  expect(changeInput(slider, "step", 5)).toEqual({step: 5});
  const choice = {kind: "choice", options: ["a", "b"], default: "b"};
  expect(changeInput(choice, "options", ["a"])).toEqual({options: ["a"], default: undefined});
  expect(changeInput(choice, "options", ["b", "c"])).toEqual({options: ["b", "c"]});
});
