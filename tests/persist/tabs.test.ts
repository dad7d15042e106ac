import {afterEach, describe, expect, test, vi} from "vitest";
import {openChannel, Tabs, type Locks} from "../../src/persist/browser/tabs";
import {Air} from "./support";

/** Locks as browsers have them, as far as is needed here. */
class FakeLocks {
  readonly #held = new Map<string, Promise<unknown>>();

  async request(name: string, work: () => Promise<unknown>): Promise<unknown> {
    while (this.#held.has(name)) await this.#held.get(name);
    const done = work().finally(() => this.#held.delete(name));
    this.#held.set(name, done);
    return done;
  }
  async query(): Promise<LockManagerSnapshot> {
    return {held: [...this.#held.keys()].map((name) => ({name, mode: "exclusive", clientId: ""})), pending: []};
  }
}

const browser = () => {
  const locks = new FakeLocks() as unknown as Locks;
  const air = new Air();
  return {locks, open: () => new Tabs({locks, channel: air.join()})};
};

/** Work that lasts until it is told to end, and notes when it begins and ends. */
function watched(notes: string[], name: string): {work: () => Promise<string>; end: () => void} {
  let end = () => {};
  const promise = new Promise<void>((resolve) => (end = resolve));
  const work = async () => {
    notes.push(`${name} begins`);
    await promise;
    notes.push(`${name} ends`);
    return name;
  };
  return {work, end};
}

afterEach(() => vi.unstubAllGlobals());

describe("the tabs of a browser", () => {
  test("know each other, until one is closed", async () => {
    const {open, locks} = browser();
    const [a, b, c] = [open(), open(), open()];
    void locks.request("somebody else's", () => new Promise(() => {}));
    expect((await a.others()).sort()).toEqual([b.id, c.id].sort());
    b.close();
    await vi.waitFor(async () => expect(await a.others()).toEqual([c.id]));
  });

  test("hear what others announce, and not themselves", () => {
    const {open} = browser();
    const [a, b] = [open(), open()];
    const heard: unknown[] = [];
    a.listen((message) => void heard.push(["a", message]));
    const stop = b.listen((message) => void heard.push(["b", message]));
    a.announce({what: 1});
    stop();
    a.announce({what: 2});
    expect(heard).toEqual([["b", {what: 1}]]);
  });

  test.each([
    ["of two", true],
    ["of one, where the browser has no locks", false]
  ])("do what one at a time may do one after another: pages %s", async (_, hasLocks) => {
    const {open} = browser();
    const a = hasLocks ? open() : new Tabs({locks: null, channel: new Air().join()});
    const b = hasLocks ? open() : a;
    const notes: string[] = [];
    const [first, second] = [watched(notes, "first"), watched(notes, "second")];
    const results = [a.withLock("work", first.work), b.withLock("work", second.work)];
    second.end();
    first.end();
    expect(await Promise.all(results)).toEqual(["first", "second"]);
    expect(notes).toEqual(["first begins", "first ends", "second begins", "second ends"]);
  });

  test("go on after work that failed", async () => {
    const tabs = new Tabs({locks: null, channel: new Air().join()});
    const failing = tabs.withLock("work", () => Promise.reject(new Error("no")));
    const next = tabs.withLock("work", async () => "done");
    await expect(failing).rejects.toThrow("no");
    expect(await next).toBe("done");
  });
});

test("a browser that has neither locks nor channels is served nevertheless", async () => {
  vi.stubGlobal("BroadcastChannel", undefined);
  vi.stubGlobal("navigator", undefined);
  const tabs = new Tabs();
  tabs.listen(() => {})();
  tabs.announce({});
  expect(await tabs.others()).toEqual([]);
  expect(await tabs.withLock("work", async () => 1)).toBe(1);
  tabs.close();
  tabs.announce("after the end");
});

test("a browser whose locks refuse is served nevertheless", async () => {
  const refuse = () => Promise.reject(new DOMException("no", "SecurityError"));
  const tabs = new Tabs({locks: {request: refuse, query: refuse} as unknown as Locks, channel: new Air().join()});
  expect(await tabs.others()).toEqual([]);
  expect(await tabs.withLock("work", async () => 1)).toBe(1);
});

test("real channels carry messages from page to page", async () => {
  const [here, there] = [openChannel("test"), openChannel("test")];
  const heard = new Promise((resolve) => there.listen(resolve));
  here.post({changed: "a"});
  expect(await heard).toEqual({changed: "a"});
  here.close();
  there.close();
  // what cannot be sent any more is no reason to stop
  here.post({changed: "b"});
  here.post(() => {});
});
