import {tableFromArrays} from "apache-arrow";
import {beforeEach, describe, expect, test} from "vitest";
import {AppError} from "../../src/base/errors";
import type {Database} from "../../src/engine/database";
import {QueryError} from "../../src/engine/query-error";
import {analyze} from "../../src/notebook/graph";
import {InputHistory} from "../../src/notebook/input-history";
import {parseNotebook} from "../../src/notebook/parse";
import type {CellResult} from "../../src/notebook/run";
import {abortAfterMs, planAfterMs, restMs, Scheduler, shortCellMs, type Inputs} from "../../src/notebook/scheduler";
import {TestClock} from "../support/clock";

const days = "```input days\nkind: slider\nlabel: Days\nmin: 10\nmax: 180\ndefault: 90\n```";
const first = "```sql first\nselect $days as days\n```";
const second = "```sql second\nselect days + 1 as days from first\n```";
const other = "```sql other\nselect $days as days\n```";
const fixed = "```sql fixed\nselect 7 as seven\n```";

let clock: TestClock;
/** the cells whose views were read, in order */
let read: string[];
/** what was set, and which tables were made again, in order */
let log: string[];
/** milliseconds that reading a cell takes */
let cost: Map<string, number>;
/** reading this cell waits until it is let go, or aborted */
let gate: {cell: string; letGo: () => void; reached: Promise<void>; isOpen: Promise<void>; reach: () => void} | null;
let failing: AppError | null;
let inputs: Inputs;
let isHeld: boolean;
let statuses: Map<string, CellResult["status"]>;
let scheduler: Scheduler;
let document: ReturnType<typeof parseNotebook>;

/** An engine that answers one row, and takes as long as `cost` says. */
const db = {
  exec: () => Promise.resolve(),
  check: () => Promise.resolve(),
  keepPlans: async (signal?: AbortSignal) => {
    if (!signal?.aborted) log.push("plan");
  },
  setVariable: (name: string, value: unknown) => {
    log.push(`${name} = ${String(value)}`);
    return Promise.resolve();
  },
  query: async (sql: string, options?: {signal?: AbortSignal}) => {
    const cell = /^from notebook\."(\w+)"/.exec(sql)?.[1] ?? "";
    read.push(cell);
    if (gate?.cell === cell) await held(gate, options?.signal);
    clock.advance(cost.get(cell) ?? 0);
    return tableFromArrays({days: [1]});
  }
} as unknown as Database;

async function held({reach, isOpen}: NonNullable<typeof gate>, signal?: AbortSignal): Promise<void> {
  reach();
  const aborted = new Promise<never>((_, reject) => {
    signal?.addEventListener("abort", () => reject(new QueryError("engine.cancelled", {sql: ""})), {once: true});
  });
  await Promise.race([isOpen, aborted]);
}

function hold(cell: string): NonNullable<typeof gate> {
  let letGo = () => {};
  let reach = () => {};
  const isOpen = new Promise<void>((resolve) => (letGo = resolve));
  const reached = new Promise<void>((resolve) => (reach = resolve));
  return (gate = {cell, letGo, isOpen, reach, reached});
}

beforeEach(() => {
  clock = new TestClock();
  read = [];
  log = [];
  cost = new Map();
  gate = null;
  failing = null;
  inputs = {days: 90};
  isHeld = false;
  statuses = new Map();
});

/** Opens cells and runs them all once. */
async function open(...cells: string[]): Promise<void> {
  document = parseNotebook(`${cells.join("\n\n")}\n`);
  scheduler = new Scheduler({
    db,
    clock,
    relations: {
      isBuiltFrom: () => false,
      rebuild: (names) => {
        log.push(`rebuild ${names.join(" ")}`);
        return failing ? Promise.reject(failing) : Promise.resolve();
      },
      whyOff: () => null,
      whenReady: () => Promise.resolve()
    },
    graph: () => analyze(document, new Map()),
    inputs: () => inputs,
    isHeld: () => isHeld,
    onResult: (id, {status}) => void statuses.set(id, status),
    onSettled: (id) => void statuses.set(id, "done")
  });
  scheduler.open(document.cells.map(({id}) => id));
  await scheduler.refresh(document.cells.map(({id}) => id));
  read = [];
  log = [];
}

/** Gives the input a value as a hand would. */
function move(value: number, how: "moved" | "dragged" | "undone" = "moved"): void {
  inputs = {...inputs, days: value};
  scheduler.follow(["days"], how);
}

/** Lets everything that is to run now run, without letting time pass. */
const run = () => expect.poll(() => scheduler.isRunning).toBe(false);

describe("a changed input", () => {
  test("is set, its tables are made, and what reads it runs in order; nothing else does", async () => {
    await open(days, first, second, fixed);
    move(120);
    expect([statuses.get("first"), statuses.get("second"), statuses.get("fixed")]).toEqual(["stale", "stale", "done"]);
    // the input itself has nothing to run, so that it is never out of date
    scheduler.outdate(["days"]);
    expect(statuses.get("days")).toBe("done");
    await run();
    expect(log).toEqual(["days = 120", "rebuild days"]);
    expect(read).toEqual(["first", "second"]);
    expect([...statuses.values()]).toEqual(["done", "done", "done", "done"]);
  });

  test("that no table can be made with fails what reads it, and is set again with the next run", async () => {
    await open(days, first, fixed);
    failing = new AppError("engine.conversion");
    move(120);
    await run();
    expect([statuses.get("first"), statuses.get("fixed")]).toEqual(["failed", "done"]);
    failing = null;
    await scheduler.run(["fixed"]);
    expect(log).toEqual(["days = 120", "rebuild days", "days = 120", "rebuild days"]);
  });

  test("waits, where what reads it is out of sight, until inputs have rested", async () => {
    await open(days, first, second, other);
    scheduler.show("second", true);
    move(100);
    await run();
    // first is what second is made of
    expect(read).toEqual(["first", "second"]);
    expect(statuses.get("other")).toBe("stale");
    clock.advance(restMs - 1);
    move(110);
    await run();
    clock.advance(restMs - 1);
    await run();
    expect(read).toEqual(["first", "second", "first", "second"]);
    clock.advance(1);
    await run();
    expect(read).toEqual(["first", "second", "first", "second", "other"]);
    expect(statuses.get("other")).toBe("done");
  });

  test("leaves slow cells, and what reads them, for after the drag; one move does not", async () => {
    await open(days, first, second, other);
    cost.set("first", 200);
    move(100);
    await run();
    expect(read).toEqual(["first", "second", "other"]);
    read = [];
    move(101, "dragged");
    await run();
    expect(read).toEqual(["other"]);
    clock.advance(restMs);
    await run();
    // second is short, and asked for ahead
    expect(read).toEqual(["other", "second", "first"]);
  });

  test("comes at once where it is undone, in sight or not", async () => {
    await open(days, first, other);
    scheduler.show("other", true);
    move(90, "undone");
    await run();
    expect(read).toEqual(["first", "other"]);
  });
});

describe("a run", () => {
  test("that is young finishes before the next, which takes every step between at once", async () => {
    await open(days, first);
    const {letGo, reached} = hold("first");
    move(100);
    await reached;
    gate = null;
    for (const value of [110, 120, 130]) move(value);
    letGo();
    await run();
    expect(read).toEqual(["first", "first"]);
    expect(log.at(-2)).toBe("days = 130");
  });

  test("that has lasted is ended for the next", async () => {
    // too long to be asked for ahead
    for (const cell of ["first", "second"]) cost.set(cell, shortCellMs + 1);
    await open(days, first, second);
    const {reached} = hold("first");
    move(100);
    await reached;
    gate = null;
    clock.advance(abortAfterMs + 1);
    // never let go: only the abort ends it
    move(150);
    await run();
    expect(read).toEqual(["first", "first", "second"]);
    expect([statuses.get("first"), statuses.get("second")]).toEqual(["done", "done"]);
  });

  test("that a person stops leaves its cells stale", async () => {
    // too long to be asked for ahead
    for (const cell of ["first", "second"]) cost.set(cell, shortCellMs + 1);
    await open(days, first, second);
    const {reached} = hold("first");
    move(100);
    await reached;
    scheduler.cancel();
    await run();
    expect([statuses.get("first"), statuses.get("second")]).toEqual(["stale", "stale"]);
    expect(read).toEqual(["first"]);
  });

  test("has its queries planned again once nothing has moved for a moment", async () => {
    await open(days, first);
    move(100);
    clock.advance(planAfterMs - 1);
    move(110);
    await run();
    // the rest of the first run was ended by the second
    expect(log).not.toContain("plan");
    clock.advance(planAfterMs);
    expect(log.at(-1)).toBe("plan");
    clock.advance(10 * planAfterMs);
    expect(log.filter((entry) => entry === "plan")).toHaveLength(1);
  });

  test("runs nothing of a document that is held", async () => {
    await open(days, first);
    isHeld = true;
    await scheduler.run(["first"]);
    expect(read).toEqual([]);
  });
});

test("a build takes every input, those of another document as null, and counts them as in force", async () => {
  await open(days, first);
  move(120);
  await run();
  inputs = {least: 5};
  expect(scheduler.markInputs()).toEqual(["days", "least"]);
  expect(scheduler.beginBuild()).toEqual({days: null, least: 5});
  expect(scheduler.markInputs()).toEqual([]);
});

describe("the history of inputs", () => {
  test("a drag is one step, and ends when the input rests or another one moves", () => {
    const history = new InputHistory(clock);
    expect(history.remember("days", {days: 1})).toBe(false);
    clock.advance(999);
    expect(history.remember("days", {days: 2})).toBe(true);
    clock.advance(1000);
    expect(history.remember("days", {days: 3})).toBe(false);
    expect(history.remember("least", {days: 4})).toBe(false);
    expect([history.undo(), history.undo(), history.undo(), history.undo()]).toEqual([
      {days: 4},
      {days: 3},
      {days: 1},
      null
    ]);
    expect(history.canUndo).toBe(false);
  });

  test("keeps a hundred steps", () => {
    const history = new InputHistory(clock);
    for (let step = 0; step < 120; step++) {
      history.remember("days", {days: step});
      history.endDrag();
    }
    const steps = [];
    while (history.canUndo) steps.push(history.undo()!.days);
    expect([steps.length, steps[0], steps.at(-1)]).toEqual([100, 119, 20]);
  });
});
