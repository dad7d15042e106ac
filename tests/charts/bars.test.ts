import {expect, test} from "vitest";
import {renderChart} from "../../src/charts/render";
import {contextOf, specOf, tableOf} from "./support";

const months = {month: ["2026-09-01", "2026-10-01"], buyers: [30, 10], visitors: [10, 70]};

/** The bars of a chart: left edge, right edge, top and bottom, in CSS pixels. */
function boxesOf(layout: string, columns: Record<string, readonly unknown[]>, keys: Record<string, unknown>) {
  const element = renderChart(specOf("bar", {...keys, layout}), tableOf(columns), contextOf({width: 600}));
  const value = (rect: Element, name: string) => Number(rect.getAttribute(name));
  const boxes = [...element.querySelectorAll("g rect")].map((rect) => ({
    fill: rect.getAttribute("fill"),
    left: value(rect, "x"),
    right: value(rect, "x") + value(rect, "width"),
    top: value(rect, "y"),
    height: value(rect, "height")
  }));
  return {element, boxes};
}

const keys = {x: "month", y: ["buyers", "visitors"]};

test("stacked bars stand on each other, each as high as its amount", () => {
  const {boxes} = boxesOf("stacked", months, keys);
  const [first, , , last] = boxes;
  const [low, high] = [0, 2].map((at) => [boxes[at]!, boxes[at + 1]!] as const);
  for (const pair of [low!, high!]) expect(pair[1].top + pair[1].height).toBeCloseTo(pair[0].top, 1);
  // 30 and 10 in September, 10 and 70 in October
  expect(boxes.map(({height}) => height / first!.height)).toEqual(
    [1, 1 / 3, 1 / 3, 7 / 3].map((share) => expect.closeTo(share, 1))
  );
  expect(last!.fill).not.toBe(first!.fill);
});

test("grouped bars stand beside each other on one line", () => {
  const {boxes} = boxesOf("grouped", months, keys);
  const feet = boxes.map(({top, height}) => Math.round(top + height));
  expect(new Set(feet).size).toBe(1);
  const sorted = [...boxes].sort((a, b) => a.left - b.left);
  for (let at = 1; at < sorted.length; at += 1) expect(sorted[at]!.left).toBeGreaterThanOrEqual(sorted[at - 1]!.right);
  // 70 is seven times 10
  expect(boxes[3]!.height / boxes[2]!.height).toBeCloseTo(7, 1);
});

test("normalised bars all reach the top, parted by their shares", () => {
  const {boxes} = boxesOf("normalized", months, keys);
  const whole = boxes[0]!.height + boxes[1]!.height;
  expect(boxes[2]!.height + boxes[3]!.height).toBeCloseTo(whole, 1);
  // 30 of 40, 10 of 80
  expect(boxes[0]!.height / whole).toBeCloseTo(0.75, 2);
  expect(boxes[2]!.height / whole).toBeCloseTo(0.125, 2);
});

test("grouped bars that lie have a line of text each", () => {
  const columns = {tier: ["a", "a", "b", "b"], kind: ["new", "returning", "new", "returning"], customers: [3, 5, 2, 8]};
  const {element} = boxesOf("grouped", columns, {x: "customers", y: "tier", series: "kind"});
  const tops = [...element.querySelectorAll("g text")]
    .filter(({textContent}) => /^[3528]$/.test(textContent ?? ""))
    .map((text) => Number(/,([\d.]+)\)/.exec(text.getAttribute("transform") ?? "")?.[1]))
    .sort((a, b) => a - b);
  expect(tops).toHaveLength(4);
  for (let at = 1; at < tops.length; at += 1) expect(tops[at]! - tops[at - 1]!).toBeGreaterThanOrEqual(13);
});

test("beside normalised bars that lie stands the share of the first series, zero where it has none", () => {
  const columns = {tier: ["a", "a", "b"], kind: ["returning", "new", "new"], customers: [3, 1, 8]};
  const {element} = boxesOf("normalized", columns, {x: "customers", y: "tier", series: "kind"});
  const texts = [...element.querySelectorAll("g text")].map(({textContent}) => textContent);
  expect(texts).toContain("75.0%");
  expect(texts).toContain("0.0%");
});
