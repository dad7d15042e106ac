import {describe, expect, test} from "vitest";
import {dodge, shorten, textWidth} from "../../src/charts/measure";
import {labelColour, palette, stages} from "../../src/charts/palette";
import {positionsOf} from "../../src/charts/axes/positions";
import {renderChart} from "../../src/charts/render";
import {shadeBreaks, shadeOf} from "../../src/charts/tables/shade";
import {valueAxis} from "../../src/charts/axes/ticks";
import {contextOf, specOf, tableOf, wordsOf} from "./support";

describe("colours", () => {
  const channel = (value: number) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = (hex: string) => {
    const [red, green, blue] = [1, 3, 5].map((at) => channel(parseInt(hex.slice(at, at + 2), 16) / 255)) as [
      number,
      number,
      number
    ];
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one: string, two: string) => {
    const [low, high] = [luminance(one), luminance(two)].sort((a, b) => a - b) as [number, number];
    return (high + 0.05) / (low + 0.05);
  };
  const on = (name: string, side: 0 | 1) => contrast(palette[name]![side], palette.paper![side]);
  const marks = [
    "accent",
    "new",
    "alert",
    ...stages.map((stage) => `stage-${stage}`),
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `category-${n}`)
  ];

  test.each(marks)("a mark in %s stands out 3:1 from both papers, its label 4.5:1", (name) => {
    for (const side of [0, 1] as const) {
      expect(on(name, side)).toBeGreaterThanOrEqual(3);
      expect(on(labelColour(name), side)).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each([0, 1, 2, 3, 4, 5])("the number on shade %i can be read on both papers", (shade) => {
    const ink = shade >= 4 ? "sequence-ink-high" : "sequence-ink-low";
    for (const side of [0, 1] as const) {
      expect(contrast(palette[ink]![side], palette[`sequence-${shade}`]![side])).toBeGreaterThanOrEqual(4.5);
    }
  });
});

test("labels that would touch move apart, and stay on the page", () => {
  expect(dodge([10, 12, 50], 18, [0, 100])).toEqual([10, 28, 50]);
  expect(dodge([95, 99], 18, [0, 100])).toEqual([82, 100]);
});

test("a Han character takes an em, a Latin letter about half", () => {
  expect(textWidth("客户", 10)).toBe(20);
  expect(textWidth("ab", 10)).toBeCloseTo(11.2);
  expect(shorten("客户客户客户", 40, 10)).toMatch(/^客户.?…$/);
});

test("an axis begins at zero and ends at round numbers", () => {
  const axis = valueAxis([312, 1068], {unit: "count", words: wordsOf("en")});
  expect(axis.domain).toEqual([0, 1068]);
  expect(axis.ticks.map(({label}) => label)).toEqual(["0", "500", "1,000"]);
});

test("money on an axis is counted in 万", () => {
  const axis = valueAxis([177_000], {unit: "money", words: wordsOf("zh-Hans")});
  expect(axis.ticks.map(({label}) => label)).toEqual(["¥0", "¥10万", "¥20万"]);
});

test.each([
  [720, 12],
  [300, 6],
  [60, 1]
])("on %i pixels a year of months has %i labels, none over another", (pixels, count) => {
  const months = Array.from({length: 12}, (_, index) => new Date(Date.UTC(2026, index, 1)));
  const ticks = positionsOf("month", months, wordsOf("zh-Hans")).ticks(pixels);
  expect(ticks).toHaveLength(count);
});

test("January carries the year", () => {
  const months = Array.from({length: 6}, (_, index) => new Date(Date.UTC(2025, 9 + index, 1)));
  const labels = positionsOf("month", months, wordsOf("en"))
    .ticks(600)
    .map(({label}) => label);
  expect(labels).toEqual(["Oct\n2025", "Nov", "Dec", "Jan\n2026", "Feb", "Mar"]);
});

test("a line's range is a band where both its edges are known, and the axis reaches it", () => {
  const table = tableOf({
    day: ["2026-01-01", "2026-01-08", "2026-01-15"],
    n: [10, 12, 14],
    low: [null, 9, 8],
    high: [null, 15, 41]
  });
  const plain = renderChart(specOf("line", {x: "day", y: "n"}), table, contextOf());
  const banded = renderChart(specOf("line", {x: "day", y: "n", low: "low", high: "high"}), table, contextOf());
  const bandOf = (chart: Element) =>
    chart.querySelector('g[fill="var(--accent-wash)"] path, path[fill="var(--accent-wash)"]');
  expect(bandOf(plain)).toBeNull();
  // two points above and two below
  expect(bandOf(banded)?.getAttribute("d")?.match(/[ML]/g)).toHaveLength(4);
  expect(banded.textContent).toContain("40");
  expect(plain.textContent).not.toContain("40");
});

test("the unfinished month is hatched in a bar chart, dashed with a hollow dot in a line", () => {
  const table = tableOf({
    month: ["2026-09-01", "2026-10-01", "2026-11-01"],
    orders: [3, 4, 1],
    is_unfinished: [false, false, true]
  });
  const keys = {x: "month", y: "orders", unfinished: "is_unfinished"};
  const bars = renderChart(specOf("bar", keys), table, contextOf());
  const fill = [...bars.querySelectorAll("g rect")].at(-1)?.getAttribute("fill");
  expect(fill).toMatch(/^url\(#c\w+-accent\)$/);
  expect(bars.querySelector(`pattern${fill?.slice(4, -1)}`)).not.toBeNull();
  const line = renderChart(specOf("line", keys), table, contextOf());
  expect(line.querySelector('g[stroke-dasharray="2 2.5"] path')?.getAttribute("d")).toMatch(/^M[\d.,]+L[\d.,]+$/);
  expect(line.querySelectorAll('g[fill="var(--paper)"] circle')).toHaveLength(1);
});

test("two charts in one page never share the id of a pattern", () => {
  const table = tableOf({
    month: ["2026-10-01", "2026-11-01"],
    orders: [4, 1],
    buyers: [3, 1],
    is_unfinished: [false, true]
  });
  const ids = ["orders", "buyers"].map(
    (y) =>
      renderChart(specOf("bar", {x: "month", y, unfinished: "is_unfinished"}), table, contextOf()).querySelector(
        "pattern"
      )?.id
  );
  expect(new Set(ids).size).toBe(2);
});

test("six shades take a sixth of the cells each, and all alike are one shade", () => {
  const values = Array.from({length: 12}, (_, index) => (index + 1) * 10);
  const breaks = shadeBreaks(values);
  expect(breaks).toEqual([30, 50, 70, 90, 110]);
  expect(values.map((value) => shadeOf(value, breaks))).toEqual([0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5]);
  expect(shadeOf(7, shadeBreaks([7, 7, 7]))).toBe(0);
});
