import {beforeAll, expect, test} from "vitest";
import {toTsv, toTsvText} from "../../src/exports/tsv";
import type {Database} from "../../src/engine/database";
import {openTestDatabase} from "../support/database";
import {leaving} from "./leaving";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

test("a block of cells pastes into cells: numbers plain, formulas asleep, breaks within quotes", () => {
  const rows = [
    {name: "=1+1", amount: 1234.5, day: new Date("2026-11-22"), note: "a\tb"},
    {name: null, amount: -2, day: null, note: 'two\nlines "said"'}
  ];
  expect(toTsv(rows, ["name", "amount", "day", "note"])).toBe(
    '\'=1+1\t1234.5\t2026-11-22\t"a\tb"\n\t-2\t\t"two\nlines ""said"""'
  );
  expect(toTsv(rows, ["amount"], {hasHead: true})).toBe("amount\n1234.5\n-2");
  expect(toTsv(rows, ["name"], {formatText: () => "masked"})).toBe("masked\n");
});

test("a whole result has its headings", async () => {
  await db.exec("create table goods as select 'a' as name, 1.50::decimal(4, 2) as amount union all select null, 2");
  expect(await toTsvText(await leaving(db, "goods"))).toBe("name\tamount\na\t1.50\n\t2.00");
});

test("what another separator would turn into a formula is guarded in a copied cell too", async () => {
  const rows = [{note: "a;=1+1"}, {note: "a\t=1+1"}, {note: "a\n@x"}];
  expect(toTsv(rows, ["note"])).toBe('"a;\'=1+1"\n"a\t\'=1+1"\n"a\n\'@x"');
});
