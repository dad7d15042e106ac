import {readFileSync} from "node:fs";
import {afterAll, beforeAll, expect, test, vi} from "vitest";
import {toRows} from "../../src/base/table";
import {needsRebuild} from "../../src/models/build";
import {readCatalog, type Catalog} from "../../src/models/catalog";
import type {Database} from "../../src/engine/database";
import {parseNotebook} from "../../src/notebook/parse";
import {NotebookSession, type ShopRelations} from "../../src/session/notebook.svelte";
import {setVariables} from "../../src/shop/pipeline";
import {openTestDatabase} from "../support/database";
import {givenShop} from "../support/given";

const text = readFileSync("notebooks/checkup.md", "utf8");
let db: Database;
let catalog: Catalog;

beforeAll(async () => {
  db = await openTestDatabase();
  // last purchases 10, 40, 100, 200 and 400 days before the end of a year and a half
  await givenShop(
    db,
    `order_id | customer_key | ordered_at | paid_at | paid_amount
     1 | a | 2025-01-05 10:00:00 | 2025-01-05 10:01:00 | 100
     2 | a | 2026-06-20 10:00:00 | 2026-06-20 10:01:00 | 80
     3 | b | 2025-03-01 10:00:00 | 2025-03-01 10:01:00 | 60
     4 | b | 2026-05-21 10:00:00 | 2026-05-21 10:01:00 | 50
     5 | c | 2026-03-22 10:00:00 | 2026-03-22 10:01:00 | 40
     6 | d | 2025-12-12 10:00:00 | 2025-12-12 10:01:00 | 30
     7 | e | 2025-05-26 10:00:00 | 2025-05-26 10:01:00 | 20
     8 | f | 2026-06-29 10:00:00 | 2026-06-29 10:01:00 | 10`
  );
  catalog = await readCatalog(db);
});
afterAll(() => db.close());

async function open(): Promise<NotebookSession> {
  const relations: ShopRelations = {
    catalog,
    isBuiltFrom: (names: readonly string[]) => needsRebuild(names),
    rebuild: () => Promise.resolve(),
    whyOff: () => null,
    whenReady: () => Promise.resolve()
  };
  const session = new NotebookSession(db, relations);
  session.open("checkup", parseNotebook(text));
  await setVariables(db, session.beginBuild());
  await session.refresh();
  return session;
}

/** every result of the page, by cell */
function results(session: NotebookSession): Record<string, unknown> {
  const cells = session.notebook!.cells.filter(({kind}) => kind === "sql" || kind === "chart");
  return Object.fromEntries(
    cells.map(({id}) => {
      const {status, table, totalRows} = session.stateOf(id);
      return [id, {status, totalRows, rows: table && toRows(table)}];
    })
  );
}

const settled = (session: NotebookSession) =>
  vi.waitFor(
    () => {
      for (const {id, kind} of session.notebook!.cells)
        if (kind === "sql" || kind === "chart") expect(session.stateOf(id).status, id).toBe("done");
    },
    {timeout: 20_000}
  );

test("after a drag the whole page says what it says when it is opened with those cuts", async () => {
  const dragged = await open();
  for (const cell of ["stages", "stage_bar", "stage_table", "stage_trend"]) dragged.show(cell, true);
  for (let first = 89; first >= 35; first -= 6) {
    dragged.setInput("cuts", [first, 180, 270, 365]);
    await vi.waitFor(() => expect(dragged.stateOf("stage_trend").status).toBe("done"));
  }
  await settled(dragged);
  const stages = toRows(dragged.tableOf("stages")!).map(({stage, customers}) => [stage, customers]);
  // as of 30 June: f stands at 1 day, a at 10, b at 40, c at 100, d at 200, e at 400; the first cut is 35
  expect(stages).toEqual([
    ["active", 2],
    ["silent", 2],
    ["sleeping", 1],
    ["lost", 0],
    ["long_lost", 1]
  ]);
  const cuts = dragged.inputs.cuts!;
  const fresh = await open();
  fresh.setInput("cuts", cuts);
  await settled(fresh);
  await fresh.refresh();
  expect(results(dragged)).toEqual(results(fresh));
});
