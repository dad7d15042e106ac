import {beforeAll, beforeEach, describe, expect, test, vi, type Mock} from "vitest";
import {AppError} from "../../src/base/errors";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {parseNotebook} from "../../src/notebook/parse";
import type {Settings} from "../../src/persist/settings";
import {keptInputs} from "../../src/session/app/kept-inputs";
import {NotebookSession, type ShopRelations} from "../../src/session/notebook.svelte";
import {setVariables} from "../../src/shop/pipeline";
import {openTestDatabase} from "../support/database";

const text = [
  "```input active_days\nkind: slider\nlabel: Active\nmin: 10\nmax: 180\ndefault: 90\n```",
  "```sql active\nselect count(*) as customers from buyers where recency <= $active_days\n```",
  "```chart shown\nkind: table\nfrom: active\nselect: stage\n```",
  "```sql everyone\nselect count(*) as customers from buyers\n```",
  "```sql chosen\nselect coalesce(($stage::varchar[])[1], 'all') as stage\n```",
  ""
].join("\n\n");

let db: Database;
let rebuild: Mock<ShopRelations["rebuild"]>;
let session: NotebookSession;

beforeAll(async () => {
  db = await openTestDatabase();
  await db.exec("create table buyers as select unnest([5, 50, 100, 200]) as recency");
});

beforeEach(async () => {
  rebuild = vi.fn(() => Promise.resolve());
  const catalog = new Map([["buyers", {variables: []}]]);
  const isBuiltFrom = () => false;
  const whenReady = () => Promise.resolve();
  session = new NotebookSession(db, {
    catalog,
    isBuiltFrom,
    rebuild,
    whyOff: () => null,
    whenReady
  } as unknown as ShopRelations);
  session.open("test", parseNotebook(text));
  await setVariables(db, session.beginBuild());
  await session.refresh();
});

const value = (cell: string, column: string) => toRows(session.stateOf(cell).table!)[0]?.[column];
const settled = async (cell: string) => vi.waitFor(() => expect(session.stateOf(cell).status).toBe("done"));

describe("settings", () => {
  let kept: Record<string, Record<string, unknown>>;
  const settings = {
    read: () => structuredClone(kept),
    write: (_: string, values: unknown) => ((kept = structuredClone(values) as typeof kept), true)
  };
  const relations = {catalog: null, isBuiltFrom: () => false, whyOff: () => null} as unknown as ShopRelations;
  const openAgain = (name: string, given = text) => {
    const again = new NotebookSession(db, relations, keptInputs(settings as unknown as Settings));
    again.open(name, parseNotebook(given));
    return again;
  };
  beforeEach(() => (kept = {}));

  test("are as they were left when the page is opened again; what a click selected is not", () => {
    const first = openAgain("checkup");
    first.setInput("active_days", 120);
    first.select("stage", "lost");
    const second = openAgain("checkup");
    expect(second.inputs).toMatchObject({active_days: 120, stage: null});
    expect(second.changedInputs().map(({name}) => name)).toEqual(["active_days"]);
    second.reset("active_days");
    expect(openAgain("checkup").inputs.active_days).toBe(90);
    expect(kept).toEqual({});
  });

  test("are shared by the shipped notebooks, and by no other", () => {
    const first = openAgain("checkup");
    first.setInput("active_days", 120);
    // a page without that input forgets nothing
    openAgain("weekly", text.replaceAll("active_days", "other_days")).setInput("other_days", 20);
    expect(openAgain("weekly").inputs.active_days).toBe(120);
    expect(openAgain("own-1").inputs.active_days).toBe(90);
    first.undo();
    expect(openAgain("checkup").inputs.active_days).toBe(90);
    expect(kept).toEqual({shared: {other_days: 20}});
  });

  test("that are no longer valid are not taken over", () => {
    kept = {shared: {active_days: "soon", days: 3, stage: "lost"}};
    expect(openAgain("checkup").inputs).toEqual({active_days: 90, stage: null});
    kept = {shared: {active_days: 5000}};
    expect(openAgain("checkup").inputs.active_days).toBe(180);
  });

  test("of a notebook that is not trusted are not read and not kept", () => {
    kept = {"own-1": {active_days: 120}};
    const held = new NotebookSession(db, relations, keptInputs(settings as unknown as Settings));
    held.open("own-1", parseNotebook(text), {isHeld: true});
    expect(held.inputs).toEqual({});
  });
});

describe("an open notebook", () => {
  test("shows every cell with the inputs' defaults, and makes no table again for them", () => {
    expect(value("active", "customers")).toBe(2);
    expect(value("shown", "customers")).toBe(2);
    expect(value("chosen", "stage")).toBe("all");
    expect(rebuild).not.toHaveBeenCalled();
  });

  test("a moved slider runs what reads it, and nothing else", async () => {
    const before = session.stateOf("everyone").table;
    session.setInput("active_days", 120);
    await vi.waitFor(() => expect(value("active", "customers")).toBe(3));
    await settled("shown");
    expect(value("shown", "customers")).toBe(3);
    expect(session.stateOf("everyone").table).toBe(before);
    expect(rebuild).toHaveBeenCalledWith(["active_days"]);
  });

  test("a setting that no table can be made with fails what reads it, and is asked for again", async () => {
    rebuild.mockRejectedValueOnce(new AppError("engine.conversion"));
    session.setInput("active_days", 120);
    await vi.waitFor(() => expect(session.stateOf("active").status).toBe("failed"));
    expect(session.stateOf("shown").error?.code).toBe("engine.conversion");
    expect(session.stateOf("everyone").status).toBe("done");
    await session.refresh();
    expect(rebuild).toHaveBeenCalledTimes(2);
    expect(value("shown", "customers")).toBe(3);
  });

  test("of many steps of one drag the last one counts, and undo takes the drag back as one", async () => {
    for (let days = 91; days <= 180; days += 1) session.setInput("active_days", days);
    await vi.waitFor(() => expect(value("active", "customers")).toBe(3));
    session.setInput("active_days", 10);
    await vi.waitFor(() => expect(value("active", "customers")).toBe(1));
    session.undo();
    expect(session.inputs.active_days).toBe(90);
    expect(session.canUndo).toBe(false);
    await vi.waitFor(() => expect(value("active", "customers")).toBe(2));
  });

  test("a number typed out of range is moved into it, and a word is no number", async () => {
    session.setInput("active_days", 9999);
    expect(session.inputs.active_days).toBe(180);
    session.setInput("active_days", "soon");
    expect(session.inputs.active_days).toBe(180);
    await vi.waitFor(() => expect(value("active", "customers")).toBe(3));
  });

  test("a selection narrows, is told on top, and the same press again widens", async () => {
    session.select("stage", "active");
    await vi.waitFor(() => expect(value("chosen", "stage")).toBe("active"));
    expect(session.changedInputs()).toEqual([{name: "stage", values: ["active"]}]);
    session.select("stage", "active");
    await vi.waitFor(() => expect(value("chosen", "stage")).toBe("all"));
    expect(session.changedInputs()).toEqual([]);
  });

  test("a selection and a later one are two steps of undo", () => {
    session.select("stage", "active");
    session.select("stage", "lost");
    session.undo();
    expect(session.inputs.stage).toEqual(["active"]);
    session.undo();
    expect(session.inputs.stage).toBeNull();
  });

  test("what a person stops is left stale and runs again when asked", async () => {
    const running = session.run(["active", "everyone"]);
    session.cancel();
    await running;
    expect(["stale", "done"]).toContain(session.stateOf("everyone").status);
    await session.run(["active", "everyone"]);
    expect(session.stateOf("everyone").status).toBe("done");
  });

  test("another notebook takes the variables that it does not know out of force", async () => {
    session.setInput("active_days", 180);
    await settled("active");
    session.open("other", parseNotebook("```sql left\nselect getvariable('active_days') as days\n```\n"));
    await session.refresh();
    await settled("left");
    expect(value("left", "days")).toBeNull();
  });
});
