import type {Table} from "apache-arrow";
import {beforeEach, expect, test} from "vitest";
import {KeptPlans} from "../../src/engine/connection/plans";
import {QueryError} from "../../src/engine/query-error";

const select = "from report";
let plans: KeptPlans;
let sent: string[] = [];
/** statements that the engine refuses, with the error */
let refused: Record<string, Error> = {};

const ask = async (sql: string): Promise<Table> => {
  sent.push(sql);
  if (refused[sql]) throw refused[sql];
  return sql as unknown as Table;
};
const run = (isRepeated = false) => plans.run(select, {live: ["cut"], isRepeated}, ask);
/** what was sent since the last call */
const takeSent = () => sent.splice(0);

beforeEach(() => {
  plans = new KeptPlans();
  sent = [];
  refused = {};
});

test("a query is prepared when it comes a second time, and only executed from then on", async () => {
  await run();
  expect(takeSent()).toEqual([select]);
  await run();
  expect(takeSent()).toEqual([`prepare kept_0 as ${select}`, "execute kept_0"]);
  await run();
  expect(takeSent()).toEqual(["execute kept_0"]);
});

test("a query that is certain to be repeated is prepared the first time", async () => {
  await run(true);
  expect(takeSent()).toEqual([`prepare kept_0 as ${select}`, "execute kept_0"]);
});

test("a plan outlives a variable that is read live, and no other", async () => {
  await run(true);
  await plans.forget(ask, "cut");
  takeSent();
  await run();
  expect(takeSent()).toEqual(["execute kept_0"]);
  await plans.forget(ask, "since");
  expect(takeSent()).toEqual(["deallocate kept_0"]);
  await run();
  expect(takeSent()).toEqual([select]);
});

test("what was dropped is planned again when the page is idle, each once", async () => {
  await run(true);
  await plans.run("from other", {live: []}, ask);
  await plans.forget(ask);
  takeSent();
  while (await plans.prepareNext(ask));
  expect(takeSent()).toEqual([`prepare kept_1 as ${select}`, "prepare kept_2 as from other"]);
  await run();
  expect(takeSent()).toEqual(["execute kept_1"]);
});

test("what cannot be planned any more is not planned again", async () => {
  await run();
  refused[`prepare kept_0 as ${select}`] = new QueryError("engine.table_not_found", {sql: select});
  takeSent();
  expect(await plans.prepareNext(ask)).toBe(true);
  expect(await plans.prepareNext(ask)).toBe(false);
});

test("where a plan fails the query answers by itself; a cancelled one is not asked twice", async () => {
  await run(true);
  refused["execute kept_0"] = new Error("stale");
  takeSent();
  expect(await run()).toBe(select);
  expect(takeSent()).toEqual(["execute kept_0", select]);
  await run();
  refused["execute kept_1"] = new QueryError("engine.cancelled", {sql: select});
  takeSent();
  await expect(run()).rejects.toMatchObject({code: "engine.cancelled"});
  expect(takeSent()).toEqual(["execute kept_1"]);
});
