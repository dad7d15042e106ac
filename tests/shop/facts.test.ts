import "fake-indexeddb/auto";
import {expect, test} from "vitest";
import {AppError} from "../../src/base/errors";
import {openHuitouDatabase} from "../../src/persist/database";
import {forgetEverything} from "../../src/persist/forget";
import {OwnFactStore} from "../../src/persist/own-facts";
import {FactBook, noFactState, type FactState, type FactStore} from "../../src/shop/facts/fact-book";
import {mostFacts, noOwnFacts, readOwnFacts, type OwnFacts} from "../../src/shop/own-facts";

const person = (customer: string) => ({customer, tag: "老友", birthday: ""});

/** Where facts are kept, and whether that works. */
function factStore(kept: OwnFacts = noOwnFacts) {
  const store = {
    kept,
    isFull: false,
    read: () => Promise.resolve(store.kept),
    write: (facts: OwnFacts) => {
      if (store.isFull) return Promise.reject(new AppError("persist.full"));
      store.kept = facts;
      return Promise.resolve();
    }
  };
  return store;
}

/** the newest state of the book that was made last */
let told: FactState;
function keep(store: FactStore | null = null): FactBook {
  told = noFactState;
  return new FactBook(store, (state) => (told = state));
}

test("what was kept is there, each change is kept, and each can be taken back", async () => {
  const store = factStore({...noOwnFacts, people: [person("a")]});
  const own = keep(store);
  await own.recall();
  expect(own.facts.people).toEqual([person("a")]);
  await own.change({people: [person("a"), person("b")]});
  await own.change({leftOut: ["test_orders"]});
  expect(store.kept).toEqual({...noOwnFacts, people: [person("a"), person("b")], leftOut: ["test_orders"]});
  await own.undo();
  await own.undo();
  expect(told.canUndoFacts).toBe(false);
  expect(store.kept).toEqual({...noOwnFacts, people: [person("a")]});
});

test("where there is no room the page goes on with the change, and says that it is not kept", async () => {
  const store = factStore();
  const own = keep(store);
  store.isFull = true;
  await own.change({people: [person("a")]});
  expect(own.facts.people).toHaveLength(1);
  expect(told.factsProblem?.code).toBe("persist.full");
  store.isFull = false;
  await own.change({gaps: ["2026-01-01"]});
  expect(told.factsProblem).toBeNull();
});

test("what would not be read back is not taken in, and what is there stays", async () => {
  const store = factStore();
  const own = keep(store);
  await own.change({people: [person("a")]});
  const tooMany = Array.from({length: mostFacts + 1}, (_, at) => person(String(at)));
  await own.change({people: tooMany});
  expect(told.factsProblem?.code).toBe("facts.too_many");
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
  const own = keep();
  expect(own.changedVariables()).toEqual({});
  await own.change({people: [person("a")]});
  expect(own.changedVariables()).toEqual({own_customers: ["a"], own_customer_tags: ["老友"], own_birth_dates: [""]});
  await own.change({leftOut: ["gift_orders"]});
  expect(own.changedVariables()).toEqual({left_out: ["gift_orders"]});
  expect(own.variables()).toMatchObject({own_customers: ["a"], left_out: ["gift_orders"], builtin_events: null});
});

test("facts are forgotten with everything else, and nothing of them is written again", async () => {
  const db = (await openHuitouDatabase())!;
  const own = keep(new OwnFactStore(db));
  await own.change({people: [person("a")]});
  expect((await new OwnFactStore(db).read()).people).toEqual([person("a")]);
  await forgetEverything(db, {databases: globalThis.indexedDB, timeoutMs: 50});
  await own.change({leftOut: ["test_orders"]});
  expect(told.factsProblem?.code).toBe("persist.forgotten");
  expect(await new OwnFactStore((await openHuitouDatabase())!).read()).toEqual(noOwnFacts);
});
