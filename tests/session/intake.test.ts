import {beforeEach, expect, test} from "vitest";
import {Intake} from "../../src/session/app/intake";

const file = (name: string) => new File(["text"], name);

interface Deferred<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: Error) => void;
}

/** A promise that the test settles; Node 20 has no `Promise.withResolvers`. */
function deferred<T>(): Deferred<T> {
  const settle = {} as Omit<Deferred<T>, "promise">;
  const promise = new Promise<T>((resolve, reject) => Object.assign(settle, {resolve, reject}));
  return {promise, ...settle};
}

/** What was called, in order. */
let calls: string[];
let ready: Deferred<void>;
let kept: Deferred<boolean>;
const storage: {offered: File | null} = {offered: null};
let intake: Intake;

beforeEach(() => {
  calls = [];
  ready = deferred();
  kept = deferred();
  storage.offered = null;
  intake = new Intake({
    shop: {add: async (files) => void calls.push(`import ${files.map(({name}) => name).join(" ")}`)},
    document: {
      receive: async (source) => void calls.push(`review ${source instanceof File ? source.name : source}`),
      refuse: () => void calls.push("refuse")
    },
    storage,
    readKept: () => kept.promise,
    ready: () => ready.promise,
    onError: (error) => void calls.push(String(error))
  });
});

test("notebooks are reviewed, a backup is offered, and all else is imported", async () => {
  ready.resolve();
  await intake.add([file("a.csv"), file("own.MD"), file("shop.huitou"), file("b.xlsx")]);
  expect(calls).toEqual(["review own.MD", "import a.csv b.xlsx"]);
  expect(storage.offered?.name).toBe("shop.huitou");
});

test("a notebook waits neither for the engine nor for kept files", async () => {
  void intake.restore();
  await intake.add([file("own.md")]);
  expect(calls).toEqual(["review own.md"]);
});

test("an export waits until the engine is ready and kept files are read", async () => {
  void intake.restore();
  const adding = intake.add([file("a.csv")]);
  ready.resolve();
  await ready.promise;
  expect(calls).toEqual([]);
  kept.resolve(true);
  await adding;
  expect(calls).toEqual(["import a.csv"]);
});

test("an export that is stopped while it waits is not imported", async () => {
  const abort = new AbortController();
  const adding = intake.add([file("a.csv")], {signal: abort.signal});
  abort.abort();
  ready.resolve();
  await adding;
  expect(calls).toEqual([]);
});

test("kept files that cannot be read are told, and do not stop an import", async () => {
  const restoring = intake.restore();
  kept.reject(new Error("damaged"));
  expect(await restoring).toBe(false);
  ready.resolve();
  await intake.add([file("a.csv")]);
  expect(calls).toEqual(["Error: damaged", "import a.csv"]);
});
