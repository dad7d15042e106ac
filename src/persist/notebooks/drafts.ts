import * as v from "valibot";
import type {TextStore} from "../browser/store";

/** A text store whose keys can be gone through, as the browser's own. */
export interface ListedStore extends TextStore {
  readonly length: number;
  key(index: number): string | null;
}

const shape = v.object({
  /** the page that wrote it */
  tab: v.string(),
  /** the notebook; null for one that was never kept */
  id: v.nullable(v.string()),
  text: v.string(),
  title: v.string(),
  base: v.nullable(v.string()),
  origin: v.picklist(["own", "link", "file", "workspace"]),
  createdAt: v.number(),
  /** of the kept text that it goes on from */
  revision: v.number(),
  /** when it was written */
  at: v.number()
});

/** A text that could not be kept in time, or at all. */
export type Draft = v.InferOutput<typeof shape>;

const prefix = "huitou.draft.";

/** Texts put aside at once, without waiting, when a page goes away or keeping fails; never throws. */
export class Drafts {
  /** what this page is called among the pages that write drafts */
  readonly tab: string = crypto.randomUUID();
  readonly #store: ListedStore | null;

  constructor(store: ListedStore | null = browserDrafts()) {
    this.#store = store;
  }

  /** Puts a text aside; one for each notebook and page. False when the browser takes it not. */
  write(draft: Omit<Draft, "tab">): boolean {
    try {
      const own: Draft = {...draft, tab: this.tab};
      this.#store?.setItem(keyOf(own), JSON.stringify(own));
      return this.#store !== null;
    } catch {
      return false;
    }
  }

  /** Lets go of what this page put aside of a notebook up to a moment. */
  clear({id, base}: Pick<Draft, "id" | "base">, until: number = Infinity): void {
    const own = this.#read(keyOf({tab: this.tab, id, base}));
    if (own && own.at <= until) this.remove(own);
  }

  /** Whether this page has put a notebook's text aside. */
  has(id: string): boolean {
    return this.#read(keyOf({tab: this.tab, id, base: null})) !== null;
  }

  remove(draft: Pick<Draft, "tab" | "id" | "base">): void {
    try {
      this.#store?.removeItem(keyOf(draft));
    } catch {
      // it is looked at again at the next opening
    }
  }

  /** What pages put aside, in the order of writing. */
  all(): Draft[] {
    return this.#keys()
      .flatMap((key) => this.#read(key) ?? [])
      .sort((a, b) => a.at - b.at);
  }

  #keys(): string[] {
    try {
      const keys = Array.from({length: this.#store?.length ?? 0}, (_, index) => this.#store?.key(index) ?? "");
      return keys.filter((key) => key.startsWith(prefix));
    } catch {
      return [];
    }
  }

  #read(key: string): Draft | null {
    try {
      const result = v.safeParse(shape, JSON.parse(this.#store?.getItem(key) ?? "null"));
      return result.success ? result.output : null;
    } catch {
      return null;
    }
  }
}

/** One that was never kept is told from others by what it began as. */
function keyOf({tab, id, base}: Pick<Draft, "tab" | "id" | "base">): string {
  return `${prefix}${tab}.${id ?? `new.${base ?? ""}`}`;
}

function browserDrafts(): ListedStore | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
