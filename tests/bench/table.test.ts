import {expect, test} from "vitest";
import {atMost, quantile, speed, times, type Measurement} from "./case";
import {isMet, toTable} from "./table";

const measured: Measurement = {
  what: "import",
  ours: 2000,
  unit: "ms",
  samples: [1900, 2000, 2400],
  cpu: 1500,
  beside: {native: 1000},
  besideCpu: {native: 900}
};

test("a line says both times, both ratios as ours over the other's, and whether the target is met", () => {
  const line = toTable([{...measured, target: speed(0.75, "native")}]).split("\n")[2];
  expect(line).toBe(
    "| import | 2,000 ms | 1,900–2,400 | 1,500 ms | native 1,000 ms (CPU 900) | 2.00 × native | 1.67 × native | ≤ 1.33 × native | no |  |"
  );
});

test("a target is met on the clock or by the processor's time, as it says, and never without the other side", () => {
  expect(isMet({...measured, target: times(2, "native")})).toBe(true);
  expect(isMet({...measured, target: times(1.7, "native")})).toBe(false);
  expect(isMet({...measured, target: times(1.7, "native", "cpu")})).toBe(true);
  expect(isMet({...measured, target: times(9, "PapaParse")})).toBe(false);
  expect(isMet({...measured, target: atMost(2000)})).toBe(true);
  expect(isMet({...measured, ours: NaN, target: atMost(2000)})).toBe(false);
});

test("quantiles lie between the samples", () => {
  expect(quantile([1, 2, 3, 4, 5], 0.5)).toBe(3);
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
  expect(quantile([0, 10], 0.95)).toBe(9.5);
});
