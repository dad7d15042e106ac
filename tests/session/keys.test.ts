import {expect, test} from "vitest";
import {keepKeys, type Keyed} from "../../src/session/editing/keys";

const prose = (id: string, source: string): Keyed => ({id, kind: "text", source});
const sql = (id: string, source = `select '${id}'`): Keyed => ({id, kind: "sql", source});

const before = [prose("text-1", "one"), sql("first"), prose("text-2", "two"), sql("second")];
const keys = ["A", "B", "C", "D"];

function keep(after: readonly Keyed[]): string[] {
  let count = 0;
  return keepKeys(before, keys, after, () => `new-${++count}`);
}

test("cells that stay keep their keys, whatever happens to prose's numbers", () => {
  expect(keep(before)).toEqual(keys);
  expect(
    keep([prose("text-1", "zero"), ...before.map((cell, at) => (at % 2 ? cell : {...cell, id: `text-${at / 2 + 2}`}))])
  ).toEqual(["new-1", "A", "B", "C", "D"]);
});

test("an edited cell is still itself, by its name or as the prose at its place", () => {
  expect(keep([before[0]!, sql("first", "select 2"), prose("text-2", "two and a half"), before[3]!])).toEqual(keys);
});

test("a renamed cell is still itself when nothing else of its kind is new", () => {
  expect(keep([before[0]!, sql("renamed", "select 1"), before[2]!, before[3]!])).toEqual(keys);
});

test("what moved takes its key along, what is gone leaves none", () => {
  expect(keep([before[3]!, before[0]!, before[1]!, before[2]!])).toEqual(["D", "A", "B", "C"]);
  expect(keep([before[1]!, before[3]!])).toEqual(["B", "D"]);
});

test("no key is given twice", () => {
  const copies = [sql("first"), sql("first_2", "select 'first'"), sql("first_3", "select 'first'")];
  const found = keep(copies);
  expect(new Set(found).size).toBe(3);
  expect(found[0]).toBe("B");
});
