import {beforeAll, describe, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {invalidateModels} from "../../src/models/build";
import {shippedModels} from "../../src/models/library";
import {shippedNotebooks} from "../../src/notebook/library";
import {openTestDatabase} from "../support/database";
import {emptyStaging} from "../support/given";

describe("a relative change", () => {
  let db: Database;
  beforeAll(async () => {
    db = await openTestDatabase();
    await emptyStaging(db);
    await invalidateModels(db);
    // what a relation reads is made when it is read
    await db.query("select * from weeks");
  });

  test.each([
    // now, before, counted now, counted before
    [120, 100, 40, 30, 0.2],
    [120, 100, 40, 29, null],
    [120, 100, 299, 30, 0.2],
    [120, 100, 300, 30, null],
    [120, 0, 40, 30, null],
    [0, 100, 0, 30, -1],
    [120, 100, 40, null, null],
    [null, 100, 40, 30, null]
  ])("from %s to %s, of %s and %s orders, is %s", async (now, before, counted, countedBefore, change) => {
    const [row] = toRows(
      await db.query(`select round(change_on(${now}, ${before}, ${counted}, ${countedBefore})::double, 6) as change`)
    );
    expect(row!.change).toBe(change);
  });

  test("is given nowhere else: no query divides by what was before and takes one away", () => {
    const own = /\/\s*(nullif\s*\([^()]*\)|[\w.]+)\s*-\s*1\b(?!\d|\s*\))/;
    const queries = [
      ...[...shippedModels.values()].filter(({name}) => name !== "change_on").map(({name, sql}) => [name, sql]),
      ...[...shippedNotebooks.values()].flatMap(({name, notebook}) =>
        notebook.cells.flatMap((cell) => (cell.kind === "sql" ? [[`${name} ${cell.name}`, cell.sql]] : []))
      )
    ] as const;
    expect(queries.length).toBeGreaterThan(100);
    expect(queries.filter(([, sql]) => own.test(sql!)).map(([name]) => name)).toEqual([]);
    expect(own.test("select orders / previous_orders - 1 as change")).toBe(true);
    expect(own.test("select a / nullif(b, 0) - 1 end")).toBe(true);
  });
});
