import {expect, test} from "vitest";
import {MappingMemory, type KeptMapping} from "../../src/persist/mappings";
import {Settings} from "../../src/persist/settings";
import {browserStore, memoryStore, type TextStore} from "../../src/persist/browser/store";

const refusing = (): never => {
  throw new DOMException("no", "QuotaExceededError");
};
const full: TextStore = {getItem: () => null, setItem: refusing, removeItem: refusing};
const closed: TextStore = {getItem: refusing, setItem: refusing, removeItem: refusing};

const mapping: KeptMapping = {
  columns: {order_id: "订单编号", customer_key: "买家", sku: null},
  grain: "order",
  amountFrom: "column",
  timeFormat: null
};

test("a choice is found again the next time the page is opened", () => {
  const store = memoryStore();
  expect(new Settings(store).write("locale", "zh-Hans")).toBe(true);
  expect(new Settings(store).write("theme", "dark")).toBe(true);
  const later = new Settings(store);
  expect([later.read("locale"), later.read("theme")]).toEqual(["zh-Hans", "dark"]);
});

test("nothing chosen is nothing", () => {
  const settings = new Settings(memoryStore());
  expect([settings.read("locale"), settings.read("theme")]).toEqual([undefined, undefined]);
});

test.each(["not json", '"purple"', "42", "{}", "null"])("what cannot be a choice any more is none: %s", (text) => {
  const store = memoryStore();
  store.setItem("huitou.setting.theme", text);
  store.setItem("huitou.setting.locale", text.replace("purple", "<script>"));
  const settings = new Settings(store);
  expect([settings.read("theme"), settings.read("locale")]).toEqual([undefined, undefined]);
});

test.each([
  ["full", full],
  ["closed", closed]
])("in a browser whose storage is %s a choice lasts as long as the page", (_, store) => {
  const settings = new Settings(store);
  expect(settings.write("theme", "dark")).toBe(false);
  expect(settings.read("theme")).toBe("dark");
  const memory = new MappingMemory(store);
  expect(memory.remember("a", mapping)).toBe(false);
  expect(memory.recall("a")).toEqual(mapping);
  memory.clear();
  expect(memory.recall("a")).toBeNull();
});

test("storage that fails once and works again keeps the newest choice", () => {
  const works = memoryStore();
  let failures = 1;
  const store: TextStore = {...works, setItem: (key, text) => (failures-- > 0 ? refusing() : works.setItem(key, text))};
  const settings = new Settings(store);
  expect(settings.write("theme", "dark")).toBe(false);
  expect(settings.write("theme", "light")).toBe(true);
  expect(settings.read("theme")).toBe("light");
  expect(new Settings(store).read("theme")).toBe("light");
});

test("a browser that refuses storage altogether is served from memory", () => {
  for (const open of [refusing, () => undefined]) {
    const store = browserStore(open);
    store.setItem("a", "1");
    expect(store.getItem("a")).toBe("1");
  }
});

test("a header mapped once is not asked about again", () => {
  const store = memoryStore();
  new MappingMemory(store).remember("订单编号,买家", mapping);
  expect(new MappingMemory(store).recall("订单编号,买家")).toEqual(mapping);
  expect(new MappingMemory(store).recall("another")).toBeNull();
  expect(new MappingMemory(store).recall("constructor")).toBeNull();
});

test("fifty headers are remembered, and the one answered longest ago gives way", () => {
  const memory = new MappingMemory(memoryStore());
  for (let index = 0; index < 51; index += 1) memory.remember(`header ${index}`, mapping);
  expect(memory.recall("header 0")).toBeNull();
  expect(memory.recall("header 1")).toEqual(mapping);
  memory.remember("header 1", {...mapping, grain: "line"});
  memory.remember("one more", mapping);
  expect(memory.recall("header 1")).toMatchObject({grain: "line"});
  expect(memory.recall("header 2")).toBeNull();
});

test("answers can be taken along, and never replace those given here", () => {
  const here = new MappingMemory(memoryStore());
  here.remember("both", mapping);
  const elsewhere = new MappingMemory(memoryStore());
  elsewhere.remember("both", {...mapping, grain: "line"});
  elsewhere.remember("new", {...mapping, grain: "line"});
  here.adopt(elsewhere.all());
  expect([here.recall("both")?.grain, here.recall("new")?.grain]).toEqual(["order", "line"]);
  for (const nonsense of [null, "x", [["bad", {columns: 1}]], {length: 3}]) here.adopt(nonsense);
  expect(here.recall("bad")).toBeNull();
});
