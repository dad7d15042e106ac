/** The part of `localStorage` that is used here. All of it may throw. */
export interface TextStore {
  getItem(key: string): string | null;
  setItem(key: string, text: string): void;
  removeItem(key: string): void;
}

/** A store in memory. */
export function memoryStore(): TextStore {
  const texts = new Map<string, string>();
  return {
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, text) => void texts.set(key, text),
    removeItem: (key) => void texts.delete(key)
  };
}

/** The browser's own store, or memory where it allows none. */
export function browserStore(open: () => TextStore | undefined = () => globalThis.localStorage): TextStore {
  try {
    return open() ?? memoryStore();
  } catch {
    return memoryStore();
  }
}

/** Small JSON values by key; never throws. Values that cannot be stored are kept while the page is open. */
export class JsonStore {
  readonly #store: TextStore;
  readonly #prefix: string;
  readonly #unsaved = new Map<string, unknown>();

  constructor(store: TextStore, prefix: string) {
    this.#store = store;
    this.#prefix = prefix;
  }

  /** The value of a key; `undefined` when missing or invalid. */
  read(key: string): unknown {
    if (this.#unsaved.has(key)) return this.#unsaved.get(key);
    try {
      const text = this.#store.getItem(this.#prefix + key);
      return text === null ? undefined : JSON.parse(text);
    } catch {
      return undefined;
    }
  }

  /** Stores a value, or with `undefined` deletes it; false when it lasts only as long as the page is open. */
  write(key: string, value: unknown): boolean {
    try {
      if (value === undefined) this.#store.removeItem(this.#prefix + key);
      else this.#store.setItem(this.#prefix + key, JSON.stringify(value));
      this.#unsaved.delete(key);
      return true;
    } catch {
      this.#unsaved.set(key, value);
      return false;
    }
  }
}
