import {expect, test} from "vitest";
import {toBins} from "../../src/ui/inputs/bins";

test("a customer of exactly the cut's days stands left of it, one day more stands right", () => {
  const rows = [
    {recency_days: 90, customers: 3},
    {recency_days: 91, customers: 5}
  ];
  const {bins} = toBins(rows, {x: "recency_days", y: "customers", max: 120});
  expect(bins.find(({high}) => high === 90)?.count).toBe(3);
  expect(bins.find(({low}) => low === 90)?.count).toBe(5);
});

test("every customer is in one bin or beyond the last", () => {
  const rows = Array.from({length: 1000}, (_, index) => ({recency_days: index + 1, customers: 1}));
  const {bins, beyond} = toBins(rows, {x: "recency_days", y: "customers", max: 730});
  expect(bins.reduce((sum, {count}) => sum + count, 0) + beyond).toBe(1000);
  expect(beyond).toBe(1000 - bins.at(-1)!.high);
});
