import "fake-indexeddb/auto";
import {IDBFactory} from "fake-indexeddb";
import {afterEach, beforeEach, describe, expect, test, vi} from "vitest";
import {AppError} from "../../src/base/errors";
import {memoryStore} from "../../src/persist/browser/store";
import {Settings} from "../../src/persist/settings";
import {openApp, type App} from "../../src/session/app";
import {Navigation} from "../../src/session/navigation.svelte";
import {Preferences} from "../../src/session/preferences.svelte";
import type {OfflineSession} from "../../src/session/offline.svelte";
import type {Seal} from "../../src/session/seal.svelte";
import {openTestDatabase} from "../support/database";

let settings: Settings;
let events: EventTarget;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  settings = new Settings(memoryStore());
  events = new EventTarget();
  vi.stubGlobal("addEventListener", events.addEventListener.bind(events));
  vi.stubGlobal("window", events);
});
afterEach(() => vi.unstubAllGlobals());

async function open(): Promise<App> {
  return openApp({
    db: await openTestDatabase(),
    preferences: new Preferences(settings, "en"),
    navigation: new Navigation(),
    seal: {} as Seal,
    settings,
    offline: {} as OfflineSession,
    ready: Promise.resolve(),
    sealed: Promise.resolve(),
    appVersion: "1",
    build: "1"
  });
}

/** A rejection that nothing awaited, as the browser tells of it; returns whether it was taken care of. */
function reject(reason: unknown): boolean {
  const event = Object.assign(new Event("unhandledrejection", {cancelable: true}), {reason});
  events.dispatchEvent(event);
  return event.defaultPrevented;
}

describe("an app that opens", () => {
  test("shows the check-up on the first visit, and remembers only what is opened afterwards", async () => {
    const {sessions} = await open();
    expect(sessions.notebook.name).toBe("checkup");
    expect(settings.read("notebook")).toBeUndefined();
    await sessions.document.openShipped("weekly");
    expect(settings.read("notebook")).toBe("weekly");
  });

  test("shows the notebook of the last visit, and the check-up where there is none of that name", async () => {
    settings.write("notebook", "weekly");
    expect((await open()).sessions.notebook.name).toBe("weekly");
    settings.write("notebook", "gone");
    expect((await open()).sessions.notebook.name).toBe("checkup");
  });

  test("has no kept files to restore on the first visit", async () => {
    expect(await (await open()).restore()).toBe(false);
  });

  test("shows failures of storage that nothing awaited as notices, and leaves others to the browser", async () => {
    const {sessions} = await open();
    expect(reject(new AppError("persist.no_room"))).toBe(true);
    expect(sessions.library.notices.map(({code}) => code)).toEqual(["persist.no_room"]);
    expect(reject(new AppError("engine.stopped"))).toBe(false);
    expect(reject(new Error("else"))).toBe(false);
    expect(sessions.library.notices).toHaveLength(1);
  });
});
