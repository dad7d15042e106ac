import {beforeAll, beforeEach, describe, expect, test, vi} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {GridSession} from "../../src/session/grid.svelte";
import type {Filter} from "../../src/grid/sql";
import {openTestDatabase} from "../support/database";

let db: Database;
let grid: GridSession;

beforeAll(async () => {
  db = await openTestDatabase();
  await db.exec(`
    create table buyers as select * from (values
      ('Ann', 'active', 10.50::decimal(8, 2), date '2026-11-01', true),
      ('ben', 'lost', 99.00, date '2026-01-31', false),
      ('O''Hara "x"', 'active', null, null, null),
      ('Dan', 'silent', -3.25, date '2026-11-30', true),
      (null, 'lost', 10.50, date '2026-06-15', false)
    ) t(name, stage, paid_amount, first_date, is_new);
    create view notebook.loud as select * from buyers;
    create view notebook.broken as select error('too bad') as a;
  `);
});

beforeEach(async () => {
  grid = new GridSession(db, `notebook."loud"`);
  await grid.refresh();
});

const names = () => grid.shown.rows.map(({name}) => name);
const settled = async () => vi.waitFor(() => expect(grid.isBusy).toBe(false));
async function filtered(column: string, filter: Filter | null) {
  grid.filter(column, filter);
  await settled();
  return names();
}

describe("what is seen", () => {
  test("every row as it comes, with the columns and what they measure", () => {
    expect(names()).toEqual(["Ann", "ben", `O'Hara "x"`, "Dan", null]);
    expect([grid.total, grid.matching]).toEqual([5, 5]);
    expect(grid.columns.map(({name, kind, unit}) => `${name} ${kind} ${unit}`)).toEqual([
      "name text text",
      "stage text text",
      "paid_amount number money",
      "first_date date date",
      "is_new boolean boolean"
    ]);
  });

  test("sorted by one column: up, down, not at all; nothing comes last either way", async () => {
    grid.sortBy("paid_amount");
    await settled();
    expect(names()).toEqual(["Dan", "Ann", null, "ben", `O'Hara "x"`]);
    grid.sortBy("paid_amount");
    await settled();
    expect(names()).toEqual(["ben", "Ann", null, "Dan", `O'Hara "x"`]);
    grid.sortBy("paid_amount");
    await settled();
    expect(names()).toEqual(["Ann", "ben", `O'Hara "x"`, "Dan", null]);
  });

  test("sorted by several, the first first", async () => {
    grid.sortBy("stage");
    grid.sortBy("name", {adds: true});
    grid.sortBy("name", {adds: true});
    await settled();
    expect(names()).toEqual([`O'Hara "x"`, "Ann", "ben", null, "Dan"]);
  });

  test.each<[string, string, Filter, unknown[]]>([
    ["a text in any case", "name", {kind: "contains", text: "AN"}, ["Ann", "Dan"]],
    ["a text with quotes", "name", {kind: "contains", text: `a "X`}, [`O'Hara "x"`]],
    ["no pattern of SQL", "name", {kind: "contains", text: "%"}, []],
    ["one of some values", "stage", {kind: "values", values: ["lost", "silent"]}, ["ben", "Dan", null]],
    ["yes", "is_new", {kind: "values", values: ["true"]}, ["Ann", "Dan"]],
    ["a number, both ends within", "paid_amount", {kind: "range", from: -3.25, to: 10.5}, ["Ann", "Dan", null]],
    ["a number, the end without", "paid_amount", {kind: "range", from: -3.25, to: 10.5, isOpen: true}, ["Dan"]],
    ["from a day on", "first_date", {kind: "range", from: Date.UTC(2026, 10, 1), to: null}, ["Ann", "Dan"]],
    ["up to a day", "first_date", {kind: "range", from: null, to: Date.UTC(2026, 0, 31)}, ["ben"]],
    ["nothing there", "paid_amount", {kind: "null", isNull: true}, [`O'Hara "x"`]],
    ["something there", "name", {kind: "null", isNull: false}, ["Ann", "ben", `O'Hara "x"`, "Dan"]]
  ])("filtered by %s", async (_, column, filter, expected) => {
    expect(await filtered(column, filter)).toEqual(expected);
    expect(grid.matching).toBe(expected.length);
    expect(await filtered(column, null)).toHaveLength(5);
  });

  test("searched in every text, together with filters and an order", async () => {
    grid.searchFor("A");
    grid.filter("stage", {kind: "values", values: ["active", "silent"]});
    grid.sortBy("paid_amount");
    await settled();
    expect(names()).toEqual(["Dan", "Ann", `O'Hara "x"`]);
    grid.searchFor("'; drop table buyers; --");
    await settled();
    expect([grid.matching, names()]).toEqual([0, []]);
    grid.clearFilters();
    await settled();
    expect(names()).toEqual(["Dan", "Ann", null, "ben", `O'Hara "x"`]);
  });

  test("a relation that cannot be computed says so", async () => {
    const broken = new GridSession(db, `notebook."broken"`);
    await broken.refresh();
    expect(broken.error?.code).toMatch(/^engine\./);
    expect(broken.isBusy).toBe(false);
  });
});

describe("what is summed up", () => {
  test("nulls, kinds, span and median of every column", async () => {
    await grid.summarize();
    const paid = grid.summaries.get("paid_amount");
    expect(paid).toMatchObject({nulls: 1, distinct: 3, min: -3.25, median: 10.5, max: 99, top: []});
    expect(grid.summaries.get("stage")).toMatchObject({
      nulls: 0,
      distinct: 3,
      top: [
        {value: "active", rows: 2},
        {value: "lost", rows: 2},
        {value: "silent", rows: 1}
      ]
    });
    expect(grid.summaries.get("is_new")!.top).toEqual([
      {value: "false", rows: 2},
      {value: "true", rows: 2}
    ]);
    const days = grid.summaries.get("first_date")!;
    expect([days.min, days.max]).toEqual([Date.UTC(2026, 0, 31), Date.UTC(2026, 10, 30)]);
  });

  test("every bar filters to the rows it counts, and together they count all", async () => {
    await db.exec(`create or replace table spread as select i::integer as whole, i / 7 as part,
      date '2026-01-01' + i::integer as day, timestamp '2026-01-01' + to_minutes(i * 37) as at from range(801) t(i)`);
    const spread = new GridSession(db, "main.spread");
    await spread.refresh();
    await spread.summarize();
    for (const {name} of spread.columns) {
      const {bins} = spread.summaries.get(name)!;
      expect(bins.length).toBeGreaterThan(5);
      expect(bins.length).toBeLessThanOrEqual(21);
      expect(bins.reduce((sum, {rows}) => sum + rows, 0)).toBe(801);
      for (const {from, to, isOpen, rows} of [bins[0]!, bins[2]!, bins.at(-1)!]) {
        spread.filter(name, {kind: "range", from, to, isOpen});
        await vi.waitFor(() => expect(spread.isBusy).toBe(false));
        expect([name, spread.matching]).toEqual([name, rows]);
      }
      spread.filter(name, null);
    }
    expect(
      spread.summaries
        .get("whole")!
        .bins.map(({from}) => from)
        .slice(0, 3)
    ).toEqual([0, 50, 100]);
    await spread.close();
  });
});

describe("many rows", () => {
  beforeAll(async () => {
    await db.exec(
      "create table many as select i, (i * 7919) % 100003 as mixed, 'n' || (i % 10) as name from range(100000) t(i)"
    );
    await db.exec("create view notebook.heavy as select * from many where i % 2 = 0");
  });

  const expected = async (sql: string) => toRows(await db.query(sql));

  test.each([`main."many"`, `notebook."heavy"`])("windows of %s anywhere, in any order", async (from) => {
    const heavy = new GridSession(db, from);
    await heavy.refresh();
    expect(await heavy.window(40_000, 3)).toEqual(await expected(`from ${from} limit 3 offset 40000`));
    heavy.sortBy("mixed");
    await vi.waitFor(() => expect(heavy.isBusy).toBe(false));
    for (const offset of [0, 900, 1500, 49_990]) {
      const rows = await heavy.window(offset, 20);
      expect(rows).toEqual(await expected(`from ${from} order by mixed, i limit 20 offset ${offset}`));
    }
    heavy.filter("name", {kind: "values", values: ["n4"]});
    await vi.waitFor(() => expect(heavy.isBusy).toBe(false));
    const rows = await heavy.window(4000, 20);
    expect(rows).toEqual(await expected(`from ${from} where name = 'n4' order by mixed limit 20 offset 4000`));
    await heavy.close();
  });

  test("what is in sight is fetched with a margin, and what left it is forgotten", async () => {
    const heavy = new GridSession(db, `notebook."heavy"`);
    await heavy.refresh();
    await heavy.show(30_000, 30_020);
    expect(heavy.shown.offset).toBe(29_850);
    expect(heavy.shown.rows[150]).toMatchObject({i: 60_000});
    expect(heavy.shown.rows).toHaveLength(320);
    await heavy.close();
  });

  test("a view is computed once, and nothing is left when the grid closes", async () => {
    const kept = () => expected("select table_name from duckdb_tables() where schema_name = 'grids'");
    const before = (await kept()).length;
    const heavy = new GridSession(db, `notebook."heavy"`);
    await heavy.refresh();
    heavy.sortBy("mixed");
    await vi.waitFor(() => expect(heavy.isBusy).toBe(false));
    await heavy.window(5000, 10);
    expect((await kept()).length).toBe(before + 2);
    await heavy.close();
    expect((await kept()).length).toBe(before);
  });

  test("a result at hand is shown without being computed again, until someone looks further", async () => {
    const query = vi.spyOn(db, "query");
    const heavy = new GridSession(db, `notebook."heavy"`);
    const table = await db.query(`from notebook."heavy" limit 5000`);
    query.mockClear();
    await heavy.follow(table, 50_000);
    expect([heavy.matching, heavy.shown.rows.length, query.mock.calls.length]).toEqual([50_000, 5000, 0]);
    await heavy.show(20_000, 20_010);
    expect(heavy.shown.rows[150]).toMatchObject({i: 40_000});
    await heavy.close();
    query.mockRestore();
  });

  test("an order lasts when the result changes", async () => {
    const heavy = new GridSession(db, `notebook."heavy"`);
    await heavy.refresh();
    heavy.sortBy("i");
    heavy.sortBy("i");
    await vi.waitFor(() => expect(heavy.shown.rows[0]).toMatchObject({i: 99_998}));
    await db.exec("create or replace view notebook.heavy as select * from many where i < 100");
    await heavy.refresh();
    expect([heavy.total, heavy.shown.rows[0]]).toMatchObject([100, {i: 99}]);
    await db.exec("create or replace view notebook.heavy as select * from many where i % 2 = 0");
    await heavy.close();
  });

  test("an order and a filter end with their column, whether the result is at hand or asked for", async () => {
    await db.exec("create or replace view notebook.changing as select * from buyers");
    const changing = new GridSession(db, `notebook."changing"`);
    const shown = () => [changing.sort, Object.keys(changing.filters), changing.shown.rows, changing.error];
    const sortAway = async () => {
      changing.sortTo([{column: "paid_amount", isDescending: true}]);
      changing.filter("stage", {kind: "values", values: ["active"]});
      await vi.waitFor(() => expect(changing.isBusy).toBe(false));
      await db.exec("create or replace view notebook.changing as select name, is_new from buyers where is_new");
    };
    await changing.refresh();
    await sortAway();
    await changing.refresh();
    const left = [
      {name: "Ann", is_new: true},
      {name: "Dan", is_new: true}
    ];
    expect(shown()).toEqual([[], [], left, null]);
    await db.exec("create or replace view notebook.changing as select * from buyers");
    await changing.refresh();
    await sortAway();
    await changing.follow(await db.query("from notebook.changing"), 2);
    expect(shown()).toEqual([[], [], left, null]);
    await changing.close();
  });

  test("of what is typed quickly the last counts, and nothing complains", async () => {
    const heavy = new GridSession(db, `notebook."heavy"`);
    await heavy.refresh();
    heavy.sortBy("mixed");
    for (const text of ["n", "n2", "n24", "n2"]) heavy.searchFor(text);
    await vi.waitFor(() => expect(heavy.isBusy).toBe(false));
    expect([heavy.matching, heavy.error]).toEqual([10_000, null]);
    expect(heavy.shown.rows.every(({name}) => name === "n2")).toBe(true);
    await heavy.close();
  });

  test("what leaves is not disturbed by who looks on", async () => {
    const heavy = new GridSession(db, `notebook."heavy"`);
    await heavy.refresh();
    heavy.sortTo([{column: "mixed", isDescending: true}]);
    await vi.waitFor(() => expect(heavy.isBusy).toBe(false));
    const {pages} = await heavy.leave(["mixed"]);
    const leaving = pages()[Symbol.asyncIterator]();
    const first = toRows((await leaving.next()).value!);
    heavy.searchFor("n4");
    await vi.waitFor(() => expect(heavy.isBusy).toBe(false));
    expect(first).toHaveLength(50_000);
    expect((await leaving.next()).done).toBe(true);
    expect([heavy.matching, heavy.error]).toEqual([10_000, null]);
    await heavy.close();
  });

  test("what leaves is what is seen: its columns, its rows, its order", async () => {
    const heavy = new GridSession(db, `notebook."heavy"`);
    await heavy.refresh();
    heavy.filter("i", {kind: "range", from: 0, to: 9});
    heavy.sortTo([{column: "i", isDescending: true}]);
    await vi.waitFor(() => expect(heavy.isBusy).toBe(false));
    const {totalRows, columns, pages} = await heavy.leave(["name", "i"]);
    const rows: unknown[] = [];
    for await (const page of pages()) rows.push(...toRows(page));
    expect([totalRows, columns.map(({name}) => name)]).toEqual([5, ["name", "i"]]);
    expect(rows).toEqual([8, 6, 4, 2, 0].map((i) => ({name: `n${i}`, i})));
    await heavy.close();
  });
});
