import {expect, test} from "vitest";
import {askToPersist, estimateSpace, isPersisted, measureOffline} from "../../src/persist/space";

const storage = (answers: Partial<Record<"estimate" | "persist" | "persisted", () => unknown>>) => {
  const refuse = () => Promise.reject(new TypeError("not allowed"));
  return {estimate: refuse, persist: refuse, persisted: refuse, ...answers} as unknown as StorageManager;
};

test("room is told as the browser estimates it", async () => {
  const estimate = async () => ({usage: 30, quota: 100});
  expect(await estimateSpace(storage({estimate}))).toEqual({used: 30, free: 70, quota: 100});
});

test("there is never less than no room", async () => {
  const estimate = async () => ({usage: 130, quota: 100});
  expect(await estimateSpace(storage({estimate}))).toEqual({used: 130, free: 0, quota: 100});
});

test.each([
  ["refuses", storage({})],
  ["says nothing", storage({estimate: async () => ({})})],
  ["has no storage", undefined as unknown as StorageManager]
])("a browser that %s gives no number", async (_, refusing) => {
  expect(await estimateSpace(refusing)).toBeNull();
  expect(await isPersisted(refusing)).toBe(false);
  expect(await askToPersist(refusing)).toBe("unknown");
});

test("what was promised before is not asked for again", async () => {
  let asked = 0;
  const persist = async () => (asked += 1) > 0;
  expect(await askToPersist(storage({persisted: async () => true, persist}))).toBe("granted");
  expect(asked).toBe(0);
  expect(await askToPersist(storage({persisted: async () => false, persist}))).toBe("granted");
  expect(await askToPersist(storage({persisted: async () => false, persist: async () => false}))).toBe("refused");
});

test("the offline copy is as large as our own caches, not those of a neighbour", async () => {
  const cache = (...responses: Response[]) => ({matchAll: async () => responses});
  const all: Record<string, ReturnType<typeof cache>> = {
    "huitou-1": cache(new Response("12345"), new Response("x", {headers: {"content-length": "100"}})),
    other: cache(new Response("a neighbour's"))
  };
  const caches = {keys: async () => Object.keys(all), open: async (name: string) => all[name]!};
  expect(await measureOffline(caches as unknown as CacheStorage)).toBe(105);
  expect(await measureOffline({keys: () => Promise.reject(new Error("no"))} as unknown as CacheStorage)).toBe(0);
});
