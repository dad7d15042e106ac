import type {HuitouDatabase, StoreName, StoreReader, StoreWriter} from "../../src/persist/database";
import {Drafts, type ListedStore} from "../../src/persist/notebooks/drafts";
import type {Channel} from "../../src/persist/browser/tabs";

/** Numbers that look random and are the same every time. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** What may go wrong with a call of the browser's storage. */
export type Fault = "quota" | "abort" | "hang";

/** A database whose calls are counted, and of which one can be made to fail. */
export interface FaultyDatabase extends HuitouDatabase {
  readonly calls: number;
  /** The call of this number fails, counted from here; 0 is the next. */
  failAt(call: number, fault: Fault): void;
  /** From now on every call fails. */
  failAlways(fault: Fault): void;
  heal(): void;
}

/** Every call of every transaction, and the end of each that writes, can be made to fail; `onHang` is told of a hang. */
export function faulty(db: HuitouDatabase, onHang: () => void = () => {}): FaultyDatabase {
  let calls = 0;
  let failing: {at: number; fault: Fault; isLasting: boolean} | null = null;

  /** A storage that hangs is busy until it is told to stop; only an idle transaction would end by itself. */
  const step = async (busy: () => Promise<unknown>): Promise<void> => {
    const call = calls;
    calls += 1;
    if (!failing || call < failing.at || (call > failing.at && !failing.isLasting)) return;
    if (failing.fault === "hang") await Promise.resolve().then(onHang);
    while (failing.fault === "hang") await busy();
    const name = failing.fault === "quota" ? "QuotaExceededError" : "AbortError";
    throw new DOMException("on purpose", name);
  };
  const reading = (store: StoreReader): StoreReader => {
    const before = (name: StoreName) => step(() => store.keys(name));
    return {
      get: async (...given) => (await before(given[0]), store.get(...given)),
      keys: async (...given) => (await before(given[0]), store.keys(...given)),
      entries: async (...given) => (await before(given[0]), store.entries(...given)),
      last: async (...given) => (await before(given[0]), store.last(...given))
    };
  };
  const writing = (store: StoreWriter): StoreWriter => {
    const before = (name: StoreName) => step(() => store.keys(name));
    return {
      ...reading(store),
      put: async (...given) => (await before(given[0]), store.put(...given)),
      delete: async (...given) => (await before(given[0]), store.delete(...given))
    };
  };
  return {
    get calls() {
      return calls;
    },
    failAt: (call, fault) => void (failing = {at: calls + call, fault, isLasting: false}),
    failAlways: (fault) => void (failing = {at: calls, fault, isLasting: true}),
    heal: () => void (failing = null),
    get isDurable() {
      return db.isDurable;
    },
    get isForgotten() {
      return db.isForgotten;
    },
    read: (stores, work, options) => db.read(stores, (store) => work(reading(store)), options),
    write: (stores, work, options) =>
      db.write(
        stores,
        async (store) => {
          const result = await work(writing(store));
          await step(() => store.keys(stores[0]!));
          return result;
        },
        options
      ),
    forget: () => db.forget(),
    close: () => db.close()
  };
}

/** The browser's small store, of which all pages have the same; it may be full. */
export class SmallStore implements ListedStore {
  readonly texts = new Map<string, string>();
  isFull = false;

  get length(): number {
    return this.texts.size;
  }
  key(index: number): string | null {
    return [...this.texts.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.texts.get(key) ?? null;
  }
  setItem(key: string, text: string): void {
    if (this.isFull) throw new DOMException("full", "QuotaExceededError");
    this.texts.set(key, text);
  }
  removeItem(key: string): void {
    this.texts.delete(key);
  }
}

/** The pages of one browser hear each other, at once and not themselves. */
export class Air {
  readonly #ears = new Map<Channel, Set<(message: unknown) => void>>();

  join(): Channel {
    const ears = new Set<(message: unknown) => void>();
    const channel: Channel = {
      post: (message) => {
        for (const [other, hearing] of this.#ears) if (other !== channel) for (const hear of hearing) hear(message);
      },
      listen: (hear) => {
        ears.add(hear);
        return () => void ears.delete(hear);
      },
      close: () => void this.#ears.delete(channel)
    };
    this.#ears.set(channel, ears);
    return channel;
  }
}

/** What each page of one browser has: a small store and a voice; and a clock that stands unless it is moved. */
export class Browser {
  readonly small = new SmallStore();
  readonly air = new Air();
  time = Date.UTC(2026, 10, 23, 12, 30);

  page(): {now: () => number; drafts: Drafts; channel: Channel} {
    return {now: () => this.time, drafts: new Drafts(this.small), channel: this.air.join()};
  }
}
