import {beforeAll, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {rebuildStaging} from "../../src/ingest/combine";
import {openTestDatabase} from "../support/database";
import {load} from "./given";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

const header = "Order,Customer ID,Date,Item,Qty,Unit price,Status";
const cup = "2,k2,2024-01-02,cup,1,5.00,shipped";
const plate = "2,k2,2024-01-02,plate,2,3.00,shipped";

/** Orders of two files as `id paid refund lines`, whichever way round they are given. */
async function together(first: readonly string[], second: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const [index, rows] of [first, second].entries())
    ids.push((await load(db, [header, ...rows].join("\n"), {name: `${index}.csv`})).plan.source.id);
  const said: string[][] = [];
  for (const order of [ids, ids.toReversed()]) {
    await rebuildStaging(db, order);
    const rows = toRows(
      await db.query(`select order_id, paid_amount, refund_amount, line_count,
    (select count(*) from stg_lines where stg_lines.order_id = stg_orders.order_id) as lines
from stg_orders
order by order_id`)
    );
    said.push(rows.map((row) => Object.values(row).join(" ")));
  }
  expect(said[1]).toEqual(said[0]);
  return said[0]!;
}

const one = ["1,k1,2024-01-01,bowl,1,4.00,shipped", "1,k1,2024-01-01,spoon,1,1.00,shipped"];
const three = ["3,k1,2024-01-03,bowl,1,4.00,shipped", "3,k1,2024-01-03,cup,1,5.00,shipped"];

test("an order whose lines are cut in two by the end of a file is one order", async () => {
  expect(await together([...one, cup], [plate, ...three])).toEqual(["1 5 0 2 2", "2 11 0 2 2", "3 9 0 2 2"]);
});

test("the same order at the end of one file and at the start of the next is taken once", async () => {
  expect(await together([...one, cup, plate], [cup, plate, ...three])).toEqual([
    "1 5 0 2 2",
    "2 11 0 2 2",
    "3 9 0 2 2"
  ]);
});

test("in another state it is still the same order", async () => {
  const returned = (line: string) => line.replace("shipped", "refunded");
  expect(await together([...one, cup, plate], [returned(cup), returned(plate), ...three])).toEqual([
    "1 5 0 2 2",
    "2 11 11 2 2",
    "3 9 0 2 2"
  ]);
});

test("when one of the files is taken out again, what the other says is left", async () => {
  const a = await load(db, [header, ...one, cup].join("\n"), {name: "a.csv"});
  const b = await load(db, [header, plate, ...three].join("\n"), {name: "b.csv"});
  await rebuildStaging(db, [a.plan.source.id, b.plan.source.id]);
  await rebuildStaging(db, [a.plan.source.id]);
  const paid = async () => toRows(await db.query("select sum(paid_amount) as paid from stg_orders"))[0]!["paid"];
  expect(await paid()).toBe(10);
  await rebuildStaging(db, [b.plan.source.id]);
  expect(await paid()).toBe(15);
});
