import {expect, test} from "vitest";
import {toRows, type Row} from "../../src/base/table";
import {arrowOf} from "../../src/exports/pages/arrow";
import type {SharedTable} from "../../src/exports/suppress";

const roles = new Map([
  ["month", "time"],
  ["is_unfinished", "flag"],
  ["points", "list"],
  ["stage", "label"],
  ["customers", "count"]
]);
const shared = {columns: [...roles.keys()], shape: {roles}} as unknown as SharedTable;

test("rows go into Arrow and come out the same, with what is missing still missing", () => {
  const rows: Row[] = [
    {month: new Date("2026-11-01"), is_unfinished: true, points: [1, null, 2.5], stage: "活跃", customers: 12.5},
    {month: null, is_unfinished: null, points: null, stage: null, customers: null},
    {month: new Date("1969-12-31"), is_unfinished: false, points: [], stage: "", customers: -3}
  ];
  expect(toRows(arrowOf(shared, rows))).toEqual(rows);
});

test("more rows than fit a word of bits", () => {
  const rows = Array.from({length: 130}, (_, index): Row => ({
    month: null,
    is_unfinished: index % 3 === 0,
    points: null,
    stage: index % 2 ? String(index) : null,
    customers: index
  }));
  expect(toRows(arrowOf(shared, rows))).toEqual(rows);
});

test("no rows are a table of the same columns", () => {
  const table = arrowOf(shared, []);
  expect(table.numRows).toBe(0);
  expect(table.schema.fields.map(({name}) => name)).toEqual([...roles.keys()]);
});
