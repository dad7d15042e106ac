import "fake-indexeddb/auto";
import {expect, test} from "vitest";
import {openHuitouDatabase} from "../../src/persist/database";
import {forgetEverything} from "../../src/persist/forget";
import {mostFacts, noOwnFacts, OwnFactStore, readOwnFacts, type OwnFacts} from "../../src/persist/own-facts";
import {OwnFactsSession} from "../../src/session/own-facts.svelte";

const person = (customer: string) => ({customer, tag: "老友", birthday: ""});

/** Where facts are kept, and whether that works. */
function shelf(kept: OwnFacts = noOwnFacts) {
  const store = {
    kept,
    isFull: false,
    read: () => Promise.resolve(store.kept),
    write: (facts: OwnFacts) => {
      if (store.isFull) return Promise.reject(new DOMException("no room", "QuotaExceededError"));
      store.kept = facts;
      return Promise.resolve();
    }
  };
  return store;
}

test("what was kept is there, each change is kept, and each can be taken back", async () => {
  const store = shelf({...noOwnFacts, people: [person("a")]});
  const own = new OwnFactsSession(store);
  await own.recall();
  expect(own.facts.people).toEqual([person("a")]);
  await own.change({people: [person("a"), person("b")]});
  await own.leaveOut("test_orders", true);
  expect(store.kept).toEqual({...noOwnFacts, people: [person("a"), person("b")], leftOut: ["test_orders"]});
  await own.undo();
  await own.undo();
  expect(own.canUndo).toBe(false);
  expect(store.kept).toEqual({...noOwnFacts, people: [person("a")]});
});

test("where there is no room the page goes on with the change, and says that it is not kept", async () => {
  const store = shelf();
  const own = new OwnFactsSession(store);
  store.isFull = true;
  await own.change({people: [person("a")]});
  expect(own.facts.people).toHaveLength(1);
  expect(own.problem?.code).toBe("persist.full");
  store.isFull = false;
  await own.change({gaps: ["2026-01-01"]});
  expect(own.problem).toBeNull();
});

test("what would not be read back is not taken in, and what is there stays", async () => {
  const store = shelf();
  const own = new OwnFactsSession(store);
  await own.change({people: [person("a")]});
  const tooMany = Array.from({length: mostFacts + 1}, (_, at) => person(String(at)));
  await own.change({people: tooMany});
  expect(own.problem?.code).toBe("facts.too_many");
  await own.change({leftOut: ["everything" as "test_orders"]});
  await own.change({gaps: ["2026-02-30"]});
  expect(own.facts).toEqual({...noOwnFacts, people: [person("a")]});
  await expect(own.adopt({...noOwnFacts, people: tooMany.slice(0, mostFacts)})).rejects.toMatchObject({
    code: "facts.too_many"
  });
  expect(readOwnFacts(store.kept)).toEqual({...noOwnFacts, people: [person("a")]});
});

test("of what another page wrote, only what can be a fact is read", () => {
  const event = {name: "店庆", from: "2026-06-18", to: "2026-06-20", kind: "promotion"};
  const read = readOwnFacts({
    ...noOwnFacts,
    // the 30th of February, an end before the beginning, a kind that nobody knows, no event at all
    events: [event, {...event, from: "2026-02-30"}, {...event, to: "2026-06-01"}, {...event, kind: "x"}, null],
    benchmarks: [{period: "week", date: "2026-01-05", share: 1.5, name: ""}]
  });
  expect(read).toEqual({...noOwnFacts, events: [event]});
  expect(readOwnFacts("nothing")).toBeNull();
});

test("only what changed is built again", async () => {
  const own = new OwnFactsSession();
  expect(own.changedVariables()).toEqual({});
  await own.change({people: [person("a")]});
  expect(own.changedVariables()).toEqual({own_customers: ["a"], own_customer_tags: ["老友"], own_birth_dates: [""]});
  await own.leaveOut("gift_orders", true);
  expect(own.changedVariables()).toEqual({left_out: ["gift_orders"]});
  expect(own.variables()).toMatchObject({own_customers: ["a"], left_out: ["gift_orders"], builtin_events: null});
});

test("facts are forgotten with everything else, and nothing of them is written again", async () => {
  const db = (await openHuitouDatabase())!;
  const own = new OwnFactsSession(new OwnFactStore(db));
  await own.change({people: [person("a")]});
  expect((await new OwnFactStore(db).read()).people).toEqual([person("a")]);
  await forgetEverything(db, {databases: globalThis.indexedDB, patience: 50});
  await own.leaveOut("test_orders", true);
  expect(own.problem?.code).toBe("persist.forgotten");
  expect(await new OwnFactStore((await openHuitouDatabase())!).read()).toEqual(noOwnFacts);
});
