import {beforeAll, beforeEach, describe, expect, test, vi} from "vitest";
import {AppError} from "../../src/base/errors";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import type {HuitouDatabase} from "../../src/persist/database";
import {memoryDatabase} from "../../src/persist/fallback";
import {NotebookLibrary} from "../../src/persist/library";
import {Trust} from "../../src/persist/trust";
import {DocumentSession} from "../../src/session/editing/document.svelte";
import {LibrarySession} from "../../src/session/library.svelte";
import {NotebookSession, type ShopRelations} from "../../src/session/notebook.svelte";
import {openTestDatabase} from "../support/database";

const text = [
  "---\ntitle: Mine\n---\n",
  "Some words.\n",
  "```sql buyers_left\nselect count(*) as customers from buyers\n```\n",
  "```chart shown\nkind: table\nfrom: buyers_left\n```\n",
  "More words.\n"
].join("\n");

let db: Database;
let notebook: NotebookSession;
let library: LibrarySession;
let trust: Trust;
let memory: HuitouDatabase;
let doc: DocumentSession;
const queries = vi.fn();

beforeAll(async () => {
  const real = await openTestDatabase();
  await real.exec("create table buyers as select unnest([1, 2, 3]) as id");
  const heard = <Rest extends unknown[], Result>(call: (sql: string, ...rest: Rest) => Result) => {
    return (sql: string, ...rest: Rest) => (queries(sql), call(sql, ...rest));
  };
  db = {...real, exec: heard(real.exec.bind(real)), query: heard(real.query.bind(real))};
});

beforeEach(() => {
  const catalog = new Map([["buyers", {variables: []}]]);
  const done = () => Promise.resolve();
  const relations = {
    catalog,
    isBuiltFrom: () => false,
    rebuild: done,
    whyOff: () => null,
    whenReady: done
  } as unknown as ShopRelations;
  notebook = new NotebookSession(db, relations);
  memory = memoryDatabase();
  library = new LibrarySession(NotebookLibrary.open(memory));
  trust = new Trust(memory);
  doc = new DocumentSession(notebook, library, trust);
  queries.mockClear();
});

const value = (cell: string) => toRows(notebook.stateOf(cell).table!)[0]?.customers;
const done = (cell: string) => vi.waitFor(() => expect(notebook.stateOf(cell).status).toBe("done"));

describe("a notebook of one's own", () => {
  beforeEach(async () => {
    await doc.create(text);
    await done("shown");
  });

  test("SQL that is typed waits for its writer, marks what reads it, and runs when told", async () => {
    expect(doc.type("buyers_left", "select 10 + count(*) as customers from buyers\n")).toBe(true);
    expect(notebook.stateOf("buyers_left").status).toBe("stale");
    expect(notebook.stateOf("buyers_left").isEdited).toBe(true);
    expect(notebook.stateOf("shown").status).toBe("stale");
    expect(notebook.stateOf("shown").isEdited).toBe(false);
    expect(value("buyers_left")).toBe(3);
    await doc.run("buyers_left");
    expect(value("buyers_left")).toBe(13);
    expect(value("shown")).toBe(13);
  });

  test("formatting or a comment leaves a result as fresh as it is", async () => {
    doc.type("buyers_left", "SELECT\n    count(*) AS customers -- all of them\nFROM buyers\n");
    expect(notebook.stateOf("buyers_left").status).toBe("done");
    expect(notebook.stateOf("shown").status).toBe("done");
    doc.type("buyers_left", "SELECT\n    count(*) AS Customers\nFROM buyers\n");
    expect(notebook.stateOf("buyers_left").status).toBe("stale");
  });

  test("a new cell that never ran is not out of date", () => {
    doc.insert("sql", 0);
    const [added] = doc.cells;
    doc.type(added!.id, "select 1 as one");
    expect(notebook.stateOf(doc.cells[0]!.id).status).toBe("idle");
  });

  test("an edit changes the lines of its cell and no other", () => {
    doc.type("buyers_left", "select 1 as customers");
    expect(doc.text).toBe(text.replace("select count(*) as customers from buyers", "select 1 as customers"));
  });

  test("undo takes back what was done, across cells, and redo does it again", async () => {
    doc.type("buyers_left", "select 4 as customers\n");
    doc.remove("shown");
    doc.insert("input", 1);
    const last = doc.text;
    doc.undo();
    expect(doc.cells.map(({id}) => id)).toEqual(["text-1", "buyers_left", "text-2"]);
    doc.undo();
    doc.undo();
    expect(doc.text).toBe(text);
    await done("buyers_left");
    expect(value("buyers_left")).toBe(3);
    doc.redo();
    doc.redo();
    doc.redo();
    expect(doc.text).toBe(last);
    expect(doc.canRedo).toBe(false);
  });

  test("a cell that is gone answers no more, though another still names it", async () => {
    doc.remove("buyers_left");
    await vi.waitFor(() => expect(notebook.problemsOf(doc.cells.find(({id}) => id === "shown")!)).toHaveLength(1));
    doc.insert("sql", 1);
    const added = doc.cells.find(({kind}) => kind === "sql")!;
    doc.type(added.id, "select * from buyers_left\n");
    await doc.run(added.id);
    expect(notebook.stateOf(added.id).error?.code).toBe("engine.table_not_found");
  });

  test("a new name is followed by whatever reads the cell", async () => {
    doc.rename("buyers_left", "still_here");
    expect(doc.text).toContain("from: still_here");
    await done("shown");
    expect(value("shown")).toBe(3);
    expect(() => doc.rename("still_here", "shown")).toThrow(/name_twice/);
  });

  test("a moved cell keeps its key, so that it keeps its place on the page's stage", () => {
    const key = doc.keyOf("shown");
    doc.move("shown", 0);
    expect(doc.cells[0]!.id).toBe("shown");
    expect(doc.keyOf("shown")).toBe(key);
    expect(doc.selected).toBe(key);
  });

  test("prose that would swallow its neighbours is held back while it is typed, and closed when it is done", () => {
    expect(doc.type("text-1", "Some words.\n\n```sql new_one\nselect 1")).toBe(false);
    expect(doc.text).toBe(text);
    expect(doc.saveState).toBe("unsaved");
    doc.settle("text-1", "Some words.\n\n```sql new_one\nselect 1");
    expect(doc.cells.map(({id}) => id)).toEqual(["text-1", "new_one", "buyers_left", "shown", "text-2"]);
    doc.settle("text-1", "");
    expect(doc.cells.map(({id}) => id)).toEqual(["new_one", "buyers_left", "shown", "text-1"]);
  });

  test("what is typed is kept, and an older text can be had back", async () => {
    doc.type("buyers_left", "select 4 as customers\n");
    expect(doc.saveState).toBe("unsaved");
    await doc.flush();
    expect((await library.store.get(doc.entry!.id))?.text).toBe(doc.text);
    expect(library.own[0]?.text).toBe(doc.text);
    await doc.keepVersion("four");
    const [named] = await doc.versions();
    expect(named).toMatchObject({label: "four", text: doc.text});
    doc.rewrite(text);
    expect(doc.text).toBe(text);
    doc.undo();
    expect(doc.text).toBe(named!.text);
  });

  test("another page's text is never written over: both can be kept", async () => {
    const mine = doc.entry!;
    const other = await library.store.get(mine.id);
    // what another tab does: the same record, another writer
    await NotebookLibrary.open(memory).save(other!, {text: text.replace("More", "Their"), title: "Mine"});
    doc.type("text-2", "My words.\n");
    await doc.flush();
    expect(doc.saveState).toBe("conflict");
    await doc.reconcile("copy");
    expect(doc.entry!.id).not.toBe(mine.id);
    const texts = library.own.map((each) => each.text);
    expect(texts.some((each) => each.includes("Their words."))).toBe(true);
    expect(texts.some((each) => each.includes("My words."))).toBe(true);
  });
});

test("a notebook that there is no room for lives on the page, and says that it is not saved", async () => {
  vi.spyOn(library.store, "create").mockRejectedValue(new AppError("persist.full"));
  await doc.create(text);
  await done("buyers_left");
  expect(doc.text).toBe(text);
  expect({state: doc.saveState, code: doc.problem?.code}).toEqual({state: "failed", code: "persist.full"});
  doc.type("text-2", "Other words.");
  await doc.flush();
  expect(doc.saveState).toBe("failed");
  vi.restoreAllMocks();
  await doc.flush();
  expect(library.own[0]?.text).toBe(doc.text);
});

test("the first change of a shipped notebook makes a copy; the original is its first version", async () => {
  await doc.openShipped("weekly");
  const original = doc.text;
  expect(doc.saveState).toBe("untouched");
  doc.retitle("My week");
  await doc.flush();
  expect(doc.entry).toMatchObject({base: "weekly", origin: "own"});
  expect((await doc.versions()).map((version) => version.text)).toContain(original);
  await doc.openShipped("weekly");
  expect(doc.text).toBe(original);
});

describe("a notebook from outside", () => {
  test("waits, and nothing of it reaches the engine until somebody agrees", async () => {
    await doc.openShipped("weekly");
    await vi.waitFor(() => expect(queries).toHaveBeenCalled());
    queries.mockClear();
    await doc.receive(text.replace("buyers_left", "stranger"), "link");
    expect(doc.foreign?.origin).toBe("link");
    expect(queries.mock.calls.flat().join("\n")).not.toContain("stranger");
    await doc.accept();
    await done("stranger");
    expect(doc.foreign).toBeNull();
  });

  test("is looked at until it stands: what was open before is not shown once more, and two presses are one", async () => {
    await doc.openShipped("weekly");
    const stranger = text.replace("buyers_left", "stranger");
    await doc.receive(stranger, "link");
    const before = library.own.length;
    const seen: string[] = [];
    const accepting = Promise.all([doc.accept(), doc.accept()]);
    let isAccepting = true;
    void accepting.then(() => (isAccepting = false));
    while (isAccepting) {
      if (!doc.foreign) seen.push(doc.text);
      await new Promise(setImmediate);
    }
    expect(seen.filter((each) => each !== stranger)).toEqual([]);
    expect(library.own.length).toBe(before + 1);
  });

  test("kept to look at it runs nothing, whatever is pressed", async () => {
    await doc.receive(text, "file");
    await doc.keepHeld();
    queries.mockClear();
    await doc.run("buyers_left");
    await notebook.refresh();
    doc.type("buyers_left", "select 9 as customers from buyers\n");
    await doc.run("buyers_left");
    expect(queries).not.toHaveBeenCalled();
    await doc.release();
    await done("buyers_left");
    expect(value("buyers_left")).toBe(9);
  });

  test("agreed to once it opens at once, and a text with one letter changed does not", async () => {
    await doc.receive(text, "link");
    await doc.accept();
    await library.remove(doc.entry!);
    await doc.receive(text, "link");
    expect(doc.foreign).toBeNull();
    await doc.receive(text.replace("More", "Mare"), "link");
    expect(doc.foreign).not.toBeNull();
  });

  test("that cannot be read says why, and what was open stays", async () => {
    await doc.create(text);
    await doc.receive("a\u0000b", "file");
    expect(doc.refusal?.code).toBe("notebook.not_text");
    await doc.receive("---\nformat: 99\n---\n", "file");
    expect(doc.refusal?.code).toBe("notebook.too_new");
    expect(doc.text).toBe(text);
  });
});
