import {describe, expect, test} from "vitest";
import {follow, heightOf, positionAt, rowsInSight, tallest, topShowing, type Position} from "../../src/ui/grid/scroll";
import {blockOf, isWithin, moved, sizeOf} from "../../src/ui/grid/selection";

const few = {rows: 100, rowHeight: 30, view: 300};
const many = {rows: 2_000_000, rowHeight: 30, view: 300};
const start: Position = {scrollTop: 0, top: 0};

describe("scrolling", () => {
  test("a few rows scroll as they are", () => {
    expect(heightOf(few)).toBe(3000);
    expect(follow(few, start, 95)).toEqual({scrollTop: 95, top: 95});
    expect(rowsInSight(few, 95)).toEqual({first: 3, last: 14});
    expect(rowsInSight(few, 2700)).toEqual({first: 90, last: 100});
  });

  test("of two million rows every one can be reached, the last by the bar's end", () => {
    expect(heightOf(many)).toBe(tallest);
    const end = follow(many, start, tallest - 300);
    expect(rowsInSight(many, end.top)).toEqual({first: 1_999_990, last: 2_000_000});
    expect(follow(many, end, 0).top).toBe(0);
    const middle = follow(many, start, (tallest - 300) / 2);
    expect(rowsInSight(many, middle.top).first).toBe(999_995);
  });

  test("a wheel moves two million rows as far as it moves a hundred, there and back", () => {
    const far = follow(many, start, 6_000_000);
    const on = follow(many, far, 6_000_120);
    expect(on.top - far.top).toBe(120);
    expect(follow(many, on, 6_000_000).top).toBe(far.top);
  });

  test("at rest the bar is brought back into proportion, without a row moving", () => {
    const wheeled = follow(many, start, 3000);
    const rested = positionAt(many, wheeled.top);
    expect(rested.top).toBe(3000);
    expect(rested.scrollTop).toBeLessThan(3000);
    expect(follow(many, rested, rested.scrollTop).top).toBe(3000);
  });

  test("a row out of sight comes into sight by the shortest way", () => {
    expect(topShowing(few, 2, 0)).toBe(0);
    expect(topShowing(few, 10, 0)).toBe(30);
    expect(topShowing(few, 1, 90)).toBe(30);
    expect(positionAt(few, 99_999).top).toBe(2700);
  });
});

describe("keys and blocks", () => {
  const extent = {rows: 50, columns: 4, page: 10};

  test.each([
    ["ArrowDown", false, {row: 6, column: 1}],
    ["ArrowUp", true, {row: 0, column: 1}],
    ["ArrowRight", true, {row: 5, column: 3}],
    ["PageDown", false, {row: 15, column: 1}],
    ["PageUp", false, {row: 0, column: 1}],
    ["Home", false, {row: 5, column: 0}],
    ["End", true, {row: 49, column: 3}],
    ["a", false, null]
  ])("%s (with control: %s)", (key, isFar, expected) => {
    expect(moved({row: 5, column: 1}, key, isFar, extent)).toEqual(expected);
  });

  test("above the first row is the head, and no further", () => {
    expect(moved({row: 0, column: 0}, "ArrowUp", false, extent)).toEqual({row: -1, column: 0});
    expect(moved({row: -1, column: 0}, "ArrowUp", false, extent)).toEqual({row: -1, column: 0});
  });

  test("a block is the same from any corner, and holds both ends", () => {
    const block = blockOf({row: 7, column: 0}, {row: 3, column: 2});
    expect(block).toEqual(blockOf({row: 3, column: 2}, {row: 7, column: 0}));
    expect(sizeOf(block)).toBe(15);
    expect([isWithin(block, 3, 2), isWithin(block, 8, 1)]).toEqual([true, false]);
  });
});
