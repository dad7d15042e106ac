import * as v from "valibot";
import type {TextStore} from "../browser/store";

/** A text store whose keys can be listed, such as localStorage. */
export interface ListedStore extends TextStore {
  readonly length: number;
  key(index: number): string | null;
}

const shape = v.object({
  /** id of the page that wrote it */
  tab: v.string(),
  /** the notebook's id; null for one that was never saved */
  id: v.nullable(v.string()),
  text: v.string(),
  title: v.string(),
  base: v.nullable(v.string()),
  origin: v.picklist(["own", "link", "file", "workspace"]),
  createdAt: v.number(),
  /** revision of the saved text that it is based on */
  revision: v.number(),
  /** when it was written */
  at: v.number()
});

/** A text that could not be saved in time, or at all. */
export type Draft = v.InferOutput<typeof shape>;

const prefix = "huitou.draft.";

/** Unsaved texts in localStorage, written synchronously when a page closes or saving fails; never throws. */
export class Drafts {
  /** id of this page in drafts */
  readonly tab: string = crypto.randomUUID();
  readonly #store: ListedStore | null;

  constructor(store: ListedStore | null = browserDrafts()) {
    this.#store = store;
  }

  /** Stores a draft, one for each notebook and page. False when the browser refuses. */
  write(draft: Omit<Draft, "tab">): boolean {
    try {
      const own: Draft = {...draft, tab: this.tab};
      this.#store?.setItem(keyOf(own), JSON.stringify(own));
      return this.#store !== null;
    } catch {
      return false;
    }
  }

  /** Deletes this page's draft of a notebook if it was written before `until`. */
  clear({id, base}: Pick<Draft, "id" | "base">, until: number = Infinity): void {
    const own = this.#read(keyOf({tab: this.tab, id, base}));
    if (own && own.at <= until) this.remove(own);
  }

  /** Whether this page has a draft of a notebook. */
  has(id: string): boolean {
    return this.#read(keyOf({tab: this.tab, id, base: null})) !== null;
  }

  remove(draft: Pick<Draft, "tab" | "id" | "base">): void {
    try {
      this.#store?.removeItem(keyOf(draft));
    } catch {
      // it is checked again at the next opening
    }
  }

  /** All pages' drafts, in order of writing. */
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

/** The storage key; a notebook that was never saved is identified by the one it began as. */
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
