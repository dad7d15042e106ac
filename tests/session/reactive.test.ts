import {beforeEach, describe, expect, test, vi} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {QueryError} from "../../src/engine/query-error";
import {parseNotebook} from "../../src/notebook/parse";
import {CellState, NotebookSession, type ShopRelations} from "../../src/session/notebook.svelte";
import {setVariables} from "../../src/shop/pipeline";
import {openTestDatabase} from "../support/database";

const slider = "```input days\nkind: slider\nlabel: Days\nmin: 10\nmax: 180\ndefault: 90\n```";
const first = "```sql first\nselect $days as days\n```";
const second = "```sql second\nselect days + 1 as days from first\n```";
const other = "```sql other\nselect 7 as seven\n```";

const real = await openTestDatabase();
const asked: string[] = [];

/** the query on this view waits until it is let go, or its signal is aborted, as a long one would */
interface Hold {
  view: string;
  letGo: () => void;
  isHolding: Promise<void>;
  untilLetGo: (signal: AbortSignal | undefined, sql: string) => Promise<void>;
}
let held: Hold | null = null;
/** the query on this view ends the engine */
let deadly: string | null = null;

function hold(view: string): Hold {
  let letGo = () => {};
  let reach = () => {};
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const isHolding = new Promise<void>((resolve) => (reach = resolve));
  const untilLetGo = (signal: AbortSignal | undefined, sql: string) => {
    reach();
    const cancelled = new Promise<never>((_, reject) => {
      signal?.addEventListener("abort", () => reject(new QueryError("engine.cancelled", {sql})), {once: true});
    });
    return Promise.race([gate, cancelled]);
  };
  return (held = {view, letGo, isHolding, untilLetGo});
}

const db: Database = {
  ...real,
  query: async (sql, options) => {
    asked.push(sql);
    if (deadly && sql.startsWith(`from notebook."${deadly}"`)) throw new QueryError("engine.stopped", {sql});
    if (held && sql.startsWith(`from notebook.`) && sql.includes(`"${held.view}"`))
      await held.untilLetGo(options?.signal, sql);
    return real.query(sql, options);
  }
};

let session: NotebookSession;
const whenReady = () => Promise.resolve();
beforeEach(() => {
  held = null;
  deadly = null;
  asked.length = 0;
  const relations: ShopRelations = {
    catalog: new Map(),
    isBuiltFrom: () => false,
    rebuild: () => Promise.resolve(),
    whyOff: () => null,
    whenReady
  };
  session = new NotebookSession(db, relations);
  vi.restoreAllMocks();
});

async function open(...cells: string[]): Promise<void> {
  session.open("test", parseNotebook(`${cells.join("\n\n")}\n`));
  await setVariables(db, session.beginBuild());
  await session.refresh();
}
const value = (cell: string, column = "days") => toRows(session.stateOf(cell).table!)[0]?.[column];
const statusOf = (cell: string) => session.stateOf(cell).status;
const fetches = (cell: string) => asked.filter((sql) => sql.startsWith(`from notebook."${cell}"`)).length;

/** as if the run that is going on had begun so many milliseconds earlier */
function letTimePass(milliseconds: number): void {
  const now = performance.now();
  vi.spyOn(performance, "now").mockImplementation(() => now + milliseconds);
}

describe("a newer step", () => {
  test("marks at once what reads it, at any distance, and nothing else", async () => {
    await open(slider, first, second, other);
    session.setInput("days", 120);
    expect(["stale", "running"]).toContain(statusOf("first"));
    expect(statusOf("second")).toBe("stale");
    expect(value("second")).toBe(91);
    expect(statusOf("other")).toBe("done");
    await vi.waitFor(() => expect(value("second")).toBe(121));
    expect(statusOf("second")).toBe("done");
  });

  test("ends a run that has lasted, and only its own number is shown", async () => {
    await open(slider, first, second);
    const holding = hold("first");
    session.setInput("days", 100);
    await holding.isHolding;
    letTimePass(1000);
    session.setInput("days", 150);
    held = null;
    await vi.waitFor(() => expect(value("second")).toBe(151));
    expect(value("first")).toBe(150);
    expect([statusOf("first"), statusOf("second")]).toEqual(["done", "done"]);
  });

  test("waits for a short run, and skips the steps between", async () => {
    await open(slider, first, second);
    asked.length = 0;
    const holding = hold("first");
    session.setInput("days", 100);
    await holding.isHolding;
    for (const days of [110, 120, 130, 140]) session.setInput("days", days);
    held = null;
    holding.letGo();
    await vi.waitFor(() => expect(value("second")).toBe(141));
    expect(fetches("first")).toBe(2);
  });

  test("of which nothing is on the screen lets the run that has lasted go on", async () => {
    const least = slider.replace("days", "least");
    await open(slider, first, least, "```sql third\nselect $least as days\n```");
    session.show("first", true);
    const holding = hold("first");
    session.setInput("days", 100);
    await holding.isHolding;
    letTimePass(1000);
    session.setInput("least", 20);
    holding.letGo();
    held = null;
    await vi.waitFor(() => expect([value("first"), value("third")]).toEqual([100, 20]));
    expect([statusOf("first"), statusOf("third")]).toEqual(["done", "done"]);
  });

  test("what a person stops stays stale and keeps its last number, until it is asked for", async () => {
    await open(slider, first, second);
    const holding = hold("first");
    session.setInput("days", 100);
    await holding.isHolding;
    session.cancel();
    held = null;
    await vi.waitFor(() => expect(statusOf("first")).toBe("stale"));
    expect(value("second")).toBe(91);
    void session.runFrom(["first"]);
    await vi.waitFor(() => expect([value("first"), value("second")]).toEqual([100, 101]));
  });
});

test("what is out of date looks so only once it lasts, through running too, and no longer than that", () => {
  vi.useFakeTimers();
  try {
    const state = new CellState();
    state.apply({status: "stale"});
    vi.advanceTimersByTime(200);
    state.apply({status: "running"});
    expect(state.isOld).toBe(false);
    vi.advanceTimersByTime(60);
    expect(state.isOld).toBe(true);
    state.apply({status: "off", reason: "none"});
    expect(state.isOld).toBe(false);
    state.apply({status: "stale"});
    state.apply({status: "off", reason: "none"});
    vi.advanceTimersByTime(1000);
    expect(state.isOld).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});

describe("a cell that ended the engine", () => {
  const bomb = "```sql bomb\nselect 1 as days\n```";
  const after = "```sql after\nselect days from bomb\n```";

  test("is not run again by itself, what reads it says why, and the rest runs over the fresh one", async () => {
    deadly = "bomb";
    await open(bomb, after, other);
    expect(session.stateOf("bomb").error?.code).toBe("engine.stopped");
    asked.length = 0;
    await setVariables(db, session.beginBuild());
    await session.refresh();
    expect(fetches("bomb")).toBe(0);
    expect(session.stateOf("bomb").error?.code).toBe("engine.stopped");
    expect(session.stateOf("after").error).toMatchObject({code: "notebook.upstream_failed"});
    expect(statusOf("other")).toBe("done");
    expect(fetches("other")).toBe(1);
  });

  test("is run when a person says so, and then counts as any other", async () => {
    deadly = "bomb";
    await open(bomb, after);
    deadly = null;
    await session.runAll();
    expect(value("after")).toBe(1);
    await session.refresh();
    expect(fetches("bomb")).toBe(3);
  });
});

describe("while a cell is being edited", () => {
  const problem = (cell: string) =>
    session
      .problemsOf(session.notebook!.cells.find(({id}) => id === cell)!)
      .map(({code, details}) => ({code, details}));

  test("a circle is said at both cells, nothing of it is asked of the engine, and the rest runs", async () => {
    await open(slider, first, second, other);
    asked.length = 0;
    const round = "```sql first\nselect days - 1 as days from second\n```";
    const ids = session.revise(parseNotebook(`${[slider, round, second, other].join("\n\n")}\n`));
    expect(ids).toEqual(expect.arrayContaining(["first"]));
    await session.run([...ids, "other"]);
    expect(problem("first").map(({code}) => code)).toEqual(["notebook.cycle"]);
    expect(problem("second").map(({code}) => code)).toEqual(["notebook.cycle"]);
    expect(statusOf("first")).toBe("failed");
    expect(statusOf("other")).toBe("done");
    expect(fetches("first")).toBe(0);
  });

  test("once the circle is opened, its cells run again", async () => {
    await open("```sql first\nselect days - 1 as days from second\n```", second);
    expect(statusOf("second")).toBe("failed");
    const ids = session.revise(parseNotebook("```sql first\nselect 5 as days\n```\n\n" + `${second}\n`));
    await session.run([...ids, "second"]);
    expect(value("second")).toBe(6);
  });

  test("an unknown input is said at the cell that names it, with the one that was meant", async () => {
    await open(slider, "```sql first\nselect $dyas as days\n```", second);
    expect(problem("first")).toEqual([
      {code: "notebook.input_missing", details: expect.objectContaining({name: "dyas", suggestion: "days"}) as unknown}
    ]);
    expect(problem("second")).toEqual([]);
  });

  test("what reads a cell that fails says so, and names it", async () => {
    await open("```sql first\nselect nothing_like_it as days\n```", second);
    expect(statusOf("first")).toBe("failed");
    expect(session.stateOf("second").error).toMatchObject({code: "notebook.upstream_failed", details: {cell: "first"}});
  });
});
