import {afterEach, beforeEach, expect, test, vi} from "vitest";
import {typedDate} from "../../src/ui/kit/typed-date";

const told: string[] = [];
let field: EventTarget & {value: string};
beforeEach(() => {
  vi.useFakeTimers();
  told.length = 0;
  field = Object.assign(new EventTarget(), {value: ""});
  typedDate((value) => told.push(value))(field as HTMLInputElement);
});
afterEach(() => vi.useRealTimers());

function write(...values: string[]): void {
  for (const value of values) {
    field.value = value;
    field.dispatchEvent(new Event("change"));
    vi.advanceTimersByTime(200);
  }
}

test("a year that is typed digit by digit is told once, whole", () => {
  write("0002-03-01", "0020-03-01", "0202-03-01", "2026-03-01");
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(told).toEqual(["2026-03-01"]);
});

test("leaving the field tells at once what was written, and only then", () => {
  field.dispatchEvent(new Event("blur"));
  expect(told).toEqual([]);
  write("2026-03-01");
  field.dispatchEvent(new Event("blur"));
  vi.advanceTimersByTime(1000);
  expect(told).toEqual(["2026-03-01"]);
});

test("so does Enter, and no other key", () => {
  write("2026-03-01");
  const press = (key: string) => field.dispatchEvent(Object.assign(new Event("keydown"), {key}));
  press("Tab");
  expect(told).toEqual([]);
  press("Enter");
  expect(told).toEqual(["2026-03-01"]);
});

test("an emptied field is told as empty", () => {
  write("");
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([""]);
});
