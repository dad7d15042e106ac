import {expect, test} from "vitest";
import {mergedHeader} from "../../src/ingest/header";
import {openSource} from "../../src/ingest/background/open";
import {sniff} from "../../src/ingest/sniff";
import {file} from "./given";

test.each([
  ["one row", [["a", "", "b"]], ["a", "", "b"]],
  [
    "groups over their columns, named where their titles alone are the same",
    [
      ["No", "Buyer", "", "Receiver", "", "Money", ""],
      ["", "name", "phone", "name", "phone", "total", "refund"]
    ],
    ["No", "Buyer name", "Buyer phone", "Receiver name", "Receiver phone", "total", "refund"]
  ],
  [
    "a title without titles below goes on over none",
    [
      ["name", "", "Goods", ""],
      ["", "name", "name", "total"]
    ],
    ["name", "name", "Goods name", "total"]
  ],
  [
    "three rows",
    [
      ["Order", "", "", ""],
      ["money", "", "goods", ""],
      ["total", "refund", "total", "refund"]
    ],
    ["money total", "money refund", "goods total", "goods refund"]
  ],
  [
    "three rows, all of them needed",
    [
      ["Order", "", "Return", ""],
      ["money", "", "money", ""],
      ["in", "out", "in", "out"]
    ],
    ["Order money in", "Order money out", "Return money in", "Return money out"]
  ],
  ["rows of two widths", [["a"], ["", "b"]], ["a", "b"]]
])("a header of several rows: %s", (_, rows, expected) => {
  expect(mergedHeader(rows)).toEqual(expected);
});

test.each([
  [
    "words below what was found: it is the first",
    "Order,Buyer,Total\nnumber,name,paid\n1,ann,5\n2,bob,6",
    ["number", "name", "paid"]
  ],
  [
    "data below what was found: it is the last",
    "Order,,Money,\nnumber,name,name,paid\n1,ann,5,1\n2,bob,6,1",
    ["number", "Order name", "Money name", "paid"]
  ],
  ["nothing above it and data below", "number,name,paid\n1,ann,5\n2,bob,6", ["1", "ann", "5"]]
])("where only the number of header rows was said, %s", async (_, text, expected) => {
  const {header, dialect} = sniff(await openSource(file(text)), [], {headerRows: 2});
  expect(header).toEqual(expected);
  expect(dialect).toMatchObject({headerRow: 1, headerRows: 2});
});
