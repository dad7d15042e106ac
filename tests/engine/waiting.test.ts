import {beforeEach, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {QueryError, stopped, queuedAtStop} from "../../src/engine/query-error";
import {waitingDatabase} from "../../src/engine/waiting";

/** what the engine below is asked, and what it throws before it answers */
const asked: string[] = [];
const failures: QueryError[] = [];
const below = {
  exec: async (sql: string) => {
    asked.push(sql);
    const failure = failures.shift();
    if (failure) throw failure;
  }
} as Database;

let stand: () => void;
let standing: Promise<void>;
const fall = () => {
  standing = new Promise((resolve) => (stand = resolve));
};
const db = waitingDatabase(below, {whenReady: () => standing});

beforeEach(() => {
  asked.length = 0;
  failures.length = 0;
  fall();
});

test("a call is not handed on before everything stands", async () => {
  const call = db.exec("select 1");
  await Promise.resolve();
  expect(asked).toEqual([]);
  stand();
  await call;
  expect(asked).toEqual(["select 1"]);
});

test("one that waits can be cancelled, and never begins", async () => {
  const abort = new AbortController();
  const call = db.exec("select 1", {signal: abort.signal});
  abort.abort();
  await expect(call).rejects.toMatchObject({code: "engine.cancelled"});
  stand();
  await standing;
  expect(asked).toEqual([]);
});

test("one that an ended engine left in its queue waits for what stands next", async () => {
  stand();
  failures.push(queuedAtStop("select 1"));
  const call = db.exec("select 1");
  await standing;
  await Promise.resolve();
  fall();
  await expect.poll(() => asked).toEqual(["select 1"]);
  stand();
  await call;
  expect(asked).toEqual(["select 1", "select 1"]);
});

test("one that ended the engine is not asked again", async () => {
  stand();
  failures.push(stopped(new Error("trap"), "select 1"));
  await expect(db.exec("select 1")).rejects.toMatchObject({code: "engine.stopped"});
  expect(asked).toEqual(["select 1"]);
});
