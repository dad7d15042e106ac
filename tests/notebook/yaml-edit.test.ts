import {expect, test} from "vitest";
import {editYaml, placeOfKey} from "../../src/notebook/yaml-edit";

const body = `# what it draws
from: stages   # the cell
kind: bar
title: {zh-Hans: 阶段, en: "Stages, all"}

x:
  - stage
  - tier # lower
y: 'customers'
`;

test("one value changes, and no other line", () => {
  expect(editYaml(body, {from: "other"})).toBe(body.replace("from: stages ", "from: other "));
  expect(editYaml(body, {y: "buyers"})).toBe(body.replace("'customers'", "'buyers'"));
  expect(editYaml(body, {title: "Plain"})).toBe(body.replace(/title: .*/, "title: Plain"));
  expect(editYaml(body, {title: {en: "A: b"}})).toBe(body.replace(/title: .*/, 'title: {en: "A: b"}'));
});

test("a list on several lines becomes one in brackets", () => {
  expect(editYaml(body, {x: ["stage"]})).toBe(body.replace("x:\n  - stage\n  - tier # lower", "x: [stage]"));
});

test("a new key comes last, and one that is taken out leaves the comments above it", () => {
  expect(editYaml(body, {select: "stage"})).toBe(`${body}select: stage\n`);
  expect(editYaml(body, {x: undefined})).toBe(body.replace("x:\n  - stage\n  - tier # lower\n", ""));
  expect(editYaml(body, {from: undefined})).toBe(body.replace("from: stages   # the cell\n", ""));
  expect(editYaml(body, {nothing: undefined})).toBe(body);
  expect(editYaml("kind: bar", {x: "a"})).toBe("kind: bar\nx: a\n");
});

test("what is set to what it is stays as it is written", () => {
  expect(editYaml(body, {y: "customers", x: ["stage", "tier"], from: "stages"})).toBe(body);
});

test("values that YAML would read otherwise are quoted, and come back", () => {
  for (const value of ["yes: no", "# a", "- a", "null", "1", "a\nb", "{a}", "*a", "", " a ", "100%", "'", "中：文"]) {
    expect(editYaml(editYaml(body, {note: value}), {note: undefined})).toBe(body);
    expect(editYaml("note: old", {note: value})).not.toContain("old");
  }
  expect(editYaml("a: 1", {b: "a\nb"})).toBe('a: 1\nb: "a\\nb"\n');
});

test("an empty body, one of comments alone, an empty value, Windows line ends and indented keys are edited too", () => {
  expect(editYaml("", {kind: "bar", min: 0})).toBe("kind: bar\nmin: 0\n");
  expect(editYaml("# later\n", {kind: "bar"})).toBe("# later\nkind: bar\n");
  expect(editYaml("x:\ny: a\n", {x: "b"})).toBe("x: b\ny: a\n");
  expect(editYaml("x: a\r\ny: b\r\n", {x: "c", z: 1})).toBe("x: c\r\ny: b\r\nz: 1\r\n");
  expect(editYaml("  x: a\n  y: b\n", {z: [1, 2]})).toBe("  x: a\n  y: b\n  z: [1, 2]\n");
  expect(editYaml('"x": a\n', {x: "b"})).toBe('"x": b\n');
});

test("keys in one pair of braces are edited too", () => {
  expect(editYaml("{kind: bar, x: a}\n", {x: "b"})).toBe("{kind: bar, x: b}\n");
});

test.each([
  ["a: [", "notebook.yaml_invalid"],
  ["a: 1\na: 2", "notebook.yaml_duplicate_key"],
  ["- a", "notebook.yaml_invalid"],
  ["a: &x 1\nb: *x", "notebook.yaml_alias"]
])("a body that cannot be read is refused: %s", (text, code) => {
  expect(() => editYaml(text, {a: 3})).toThrow(code);
});

test("a key's value has a place", () => {
  const place = placeOfKey(body, "from")!;
  expect(body.slice(place.from, place.to)).toBe("stages");
  expect(placeOfKey(body, "nobody")).toBeNull();
});
