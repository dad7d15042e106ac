import {expect, test} from "vitest";
import {AppError} from "../../src/base/errors";
import {downstream, topologicalSort, upstream} from "../../src/base/graph";
import {parseHeader, tagValues} from "../../src/base/header";
import {readFolder} from "../../src/base/registry";

const edges = new Map([
  ["report", ["customers", "orders"]],
  ["customers", ["orders"]],
  ["orders", ["outside"]]
]);

test("what is read comes before what reads it; names from outside are left out", () => {
  expect(topologicalSort(edges)).toEqual(["orders", "customers", "report"]);
});

test("a circle is refused, with the names in it", () => {
  const circle = new Map([
    ["start", ["egg"]],
    ["egg", ["hen"]],
    ["hen", ["egg"]]
  ]);
  expect(() => topologicalSort(circle)).toThrow('graph.cycle {"names":["egg","hen"]}');
});

test("upstream is all that is read, downstream all that reads", () => {
  expect([...upstream(edges, ["customers"])].sort()).toEqual(["customers", "orders"]);
  expect([...downstream(edges, ["customers"])].sort()).toEqual(["customers", "report"]);
});

test("a header is free text, then tags; a tag may go on over the next line", () => {
  const header = parseHeader(
    "-- One row per order.\n-- @key shop, order_id\n-- @column paid  what came in,\n--   refunds included\nselect 1"
  );
  expect(header.description).toBe("One row per order.");
  expect(tagValues(header, "key")).toEqual(["shop, order_id"]);
  expect(tagValues(header, "column")).toEqual(["paid  what came in, refunds included"]);
});

test("comments after the first statement line are not the header", () => {
  expect(parseHeader("select 1\n-- @key id").tags).toEqual([]);
});

test("a folder gives its files by name, and refuses two of one name", () => {
  expect(readFolder({"./marts/orders.sql": "select 1"}).get("orders")).toEqual({
    folder: "marts",
    name: "orders",
    content: "select 1"
  });
  expect(() => readFolder({"./marts/orders.sql": "", "./reports/orders.sql": ""})).toThrow(AppError);
});
