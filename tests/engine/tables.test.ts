import {expect, test} from "vitest";
import {growInBlocks} from "../../src/engine/connection/start";

/** A table that grows in blocks, and every growth that reached WebAssembly. */
function makeTable(initial: number, block: number) {
  const {prototype} = WebAssembly.Table;
  const growths: number[] = [];
  const own = Object.create(prototype, Object.getOwnPropertyDescriptors(prototype)) as WebAssembly.Table;
  own.grow = function (by) {
    growths.push(by);
    return prototype.grow.call(this, by);
  };
  growInBlocks(own, block);
  const table = new WebAssembly.Table({element: "anyfunc", initial});
  Object.setPrototypeOf(table, own);
  return {table, growths};
}

test("a table that grows by one says so each time, and grows in blocks underneath", () => {
  const {table, growths} = makeTable(3, 100);
  const before = Array.from({length: 150}, () => table.grow(1));
  expect(before).toEqual(Array.from({length: 150}, (_, at) => 3 + at));
  expect(table.length).toBe(153);
  expect(growths).toEqual([100, 100]);
});

test("a growth by more than a block is made at once", () => {
  const {table, growths} = makeTable(3, 100);
  table.grow(250);
  expect([table.length, growths]).toEqual([253, [250]]);
});

test("what is added is empty", () => {
  const {table} = makeTable(1, 100);
  table.grow(2);
  expect([table.get(1), table.get(2)]).toEqual([null, null]);
});

test("tables do not share their length", () => {
  const {table} = makeTable(1, 100);
  const other = new WebAssembly.Table({element: "anyfunc", initial: 7});
  Object.setPrototypeOf(other, Object.getPrototypeOf(table));
  table.grow(5);
  expect([table.length, other.length]).toEqual([6, 7]);
});
