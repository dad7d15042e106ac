import {expect, test} from "vitest";
import {compareTexts, summarize} from "../../src/notebook/compare";
import {processorTime} from "../support/processor-time";

const marked = (text: string, now: string) =>
  compareTexts(text, now).map(
    ({kind, stretches}) =>
      ({same: " ", added: "+", removed: "-"})[kind] +
      stretches.map(({text: part, isChanged}) => (isChanged ? `[${part}]` : part)).join("")
  );

test("texts are compared by lines, and lines by words", () => {
  expect(marked("one\ntwo three\nfour\n", "one\ntwo 3\nfour\nfive\n")).toEqual([
    ...[" one", "-two [three]", "+two [3]", " four", "+five"]
  ]);
});

test("words of Chinese are compared as words", () => {
  expect(marked("最近一周的订单", "最近一月的订单")).toEqual(["-最近一[周]的订单", "+最近一[月]的订单"]);
});

test("lines have their numbers in both texts", () => {
  expect(compareTexts("a\nb\nc", "a\nc\nd").map(({before, after}) => [before, after])).toEqual([
    [1, 1],
    [2, null],
    [3, 2],
    [null, 3]
  ]);
});

test("lines with nothing in common are not marked word by word", () => {
  expect(marked("alpha\n", "beta\n")).toEqual(["-alpha", "+beta"]);
});

test("line ends of another kind are no change, and equal texts have none", () => {
  expect(compareTexts("a\r\nb\r", "a\nb\n").every(({kind}) => kind === "same")).toBe(true);
  expect(compareTexts("", "")).toEqual([]);
});

test("either text can be read off the comparison", () => {
  const [before, after] = ["a\nb\nb\nc\nd e f\n\ng", "b\na\nc\nd x f\n\n\nh\ng"];
  const lines = compareTexts(before, after);
  const side = (without: string) => lines.filter(({kind}) => kind !== without).map(({text}) => text);
  expect(side("added")).toEqual(before.split("\n"));
  expect(side("removed")).toEqual(after.split("\n"));
  for (const {text, stretches} of lines) expect(stretches.map((stretch) => stretch.text).join("")).toBe(text);
});

test("a summary counts lines and names cells", () => {
  const sql = (name: string, text: string) => `\`\`\`sql ${name}\n${text}\n\`\`\`\n\n`;
  expect(summarize(sql("a", "from x") + sql("b", "from y"), sql("b", "from z") + sql("c", "from x"))).toEqual({
    added: expect.any(Number) as number,
    removed: expect.any(Number) as number,
    cells: {added: ["c"], removed: ["a"], changed: ["b"]}
  });
  expect(summarize("a\nb\n", "a\nc\nd\n")).toMatchObject({added: 2, removed: 1});
});

test("two large texts without a line in common are compared without a wait", () => {
  const wall = (word: string) => Array.from({length: 20_000}, (_, index) => `${word} ${index}`).join("\n");
  const start = processorTime();
  expect(compareTexts(wall("a"), wall("b"))).toHaveLength(40_000);
  expect(processorTime() - start).toBeLessThan(5000);
});
