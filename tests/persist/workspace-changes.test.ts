import {expect, test} from "vitest";
import {JoiningMemory} from "../../src/persist/joining";
import {MappingMemory} from "../../src/persist/mappings";
import {memoryStore} from "../../src/persist/browser/store";
import {workspaceChanges} from "../../src/persist/workspace-changes";
import {noOwnFacts} from "../../src/shop/own-facts";

const mark = "0123456789abcdef0123456789abcdef";
const mapping = {columns: {order_id: "no"}, grain: "order", amountFrom: "none", timeFormat: null} as const;
/** A backup without notebooks and files, which decides about orders, gaps and buyers all the same. */
const settings = {
  own: {
    ...noOwnFacts,
    leftOut: ["test_orders", "gift_orders"],
    gaps: ["2025-06-01"],
    events: [{name: "fair", from: "2025-05-01", to: "2025-05-02", kind: "promotion"}],
    people: [{customer: "ann", tag: "vip", birthday: ""}]
  },
  mappings: [["no\u001Fwhen", mapping]],
  joining: {isJoining: false, splits: [mark]}
};

const emptyHere = () => {
  const store = memoryStore();
  return {own: noOwnFacts, mappings: new MappingMemory(store), joining: new JoiningMemory(store)};
};

test("each decision, mapping and fact of a backup is a change of its own", () => {
  expect(workspaceChanges(settings, emptyHere(), {withFiles: true})).toEqual([
    {kind: "left_out", code: "test_orders"},
    {kind: "left_out", code: "gift_orders"},
    {kind: "gap", day: "2025-06-01"},
    {kind: "splits", count: 1},
    {kind: "mapping", header: ["no", "when"], mapping},
    {kind: "event", item: {name: "fair", from: "2025-05-01", to: "2025-05-02", kind: "promotion"}},
    {kind: "person", item: {customer: "ann", tag: "vip", birthday: ""}}
  ]);
});

test("what is here already changes nothing, and buyers stay joined where the files stay out", () => {
  const here = {...emptyHere(), own: {...noOwnFacts, leftOut: ["test_orders" as const], gaps: ["2025-06-01"]}};
  here.mappings.adopt(settings.mappings);
  const changes = workspaceChanges(settings, here, {withFiles: false});
  expect(changes.map(({kind}) => kind)).toEqual(["left_out", "event", "person"]);
  expect(changes[0]).toEqual({kind: "left_out", code: "gift_orders"});
});

test.each([{}, {own: 7, mappings: "none", joining: null}])("a backup that decides nothing changes nothing", (none) => {
  expect(workspaceChanges(none, emptyHere(), {withFiles: true})).toEqual([]);
});

test("what was told is what is adopted", () => {
  const here = emptyHere();
  here.mappings.adopt(settings.mappings);
  here.joining.adopt(settings.joining);
  expect(here.mappings.newIn(settings.mappings)).toEqual([]);
  expect(here.joining.newIn(settings.joining)).toEqual([]);
});
