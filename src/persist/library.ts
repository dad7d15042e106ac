import * as v from "valibot";
import {AppError} from "../base/errors";
import {readFrontMatter} from "../notebook/front-matter";
import type {HuitouDatabase, StoreEntry, StoreWriter} from "./database";
import {Drafts, type Draft} from "./notebooks/drafts";
import {asPersistError} from "./failure";
import {memoryDatabase} from "./fallback";
import {
  describeDamage,
  goesOn,
  isNotebook,
  readNotebook,
  withText,
  type DamagedNotebook,
  type KeptNotebook
} from "./notebooks/record";
import {openChannel, type Channel} from "./browser/tabs";
import {addVersion, lastVersion, readVersions, versionId, type KeptVersion} from "./notebooks/versions";

export type {DamagedNotebook, KeptNotebook} from "./notebooks/record";
export type {KeptVersion} from "./notebooks/versions";

/** The initial values of a new notebook. */
export type NewNotebook = Pick<KeptNotebook, "title" | "text" | "base" | "origin">;

/** A draft to store when a page closes. */
export interface UnsavedDraft {
  /** null for a notebook that was never saved */
  id: string | null;
  text: string;
  /** the shipped notebook that it began as */
  base: string | null;
  /** the revision that it is based on, if any */
  revision?: number;
  /** where the notebook came from; `own` by default */
  origin?: KeptNotebook["origin"];
}

/** The outcome of recovering a draft. */
export interface Recovery {
  id: string | null;
  title: string;
  /** whether it is the notebook's text now, in the history of one that has changed since, or still a draft */
  outcome: "saved" | "in_history" | "failed";
  /** why it is still a draft */
  error: AppError | null;
}

export interface LibraryOptions {
  now?: () => number;
  drafts?: Drafts;
  channel?: Channel;
}

/** Minimum time between two automatic versions, in milliseconds. */
const versionEvery = 120_000;

const news = v.object({changed: v.string()});

/**
 * The notebooks of this browser.
 *
 * `NotebookLibrary.open` creates one per page on the database, or in memory without one. The page then calls
 * `recoverDrafts` once, to save what pages that were closed had left as drafts, and after that `create`, `save`,
 * `remove` and so on in any order. A resolved call is on disk; a failed one rejects with a code (`persist.full`,
 * `persist.failed`, `persist.conflict`, `persist.missing` and those of the database), and its text stays in `unsaved`
 * and is written as a draft where the browser allows it. It needs no disposal: it ends with the page.
 */
export class NotebookLibrary {
  readonly #db: HuitouDatabase;
  readonly #clock: () => number;
  readonly #drafts: Drafts;
  readonly #channel: Channel;
  readonly #unsaved = new Map<string, {text: string; at: number}>();
  /** notebooks changed by another tab: its text goes into the history before it is replaced */
  readonly #disputed = new Set<string>();
  #versionCount = 0;
  #now = 0;

  private constructor(db: HuitouDatabase, {now, drafts, channel}: LibraryOptions) {
    this.#db = db;
    this.#clock = now ?? Date.now;
    this.#drafts = drafts ?? new Drafts();
    this.#channel = channel ?? openChannel("huitou.library");
  }

  /** Opens the library on a database; with null, in memory. */
  static open(db: HuitouDatabase | null, options: LibraryOptions = {}): NotebookLibrary {
    return new NotebookLibrary(db ?? memoryDatabase(), options);
  }

  /** False when notebooks are lost with the page. */
  get isDurable(): boolean {
    return this.#db.isDurable;
  }

  /** Texts that could not be saved, by notebook id. */
  get unsaved(): ReadonlyMap<string, string> {
    return new Map([...this.#unsaved].map(([id, {text}]) => [id, text]));
  }

  /** All notebooks that are not in the bin, latest change first, and the records that cannot be read. */
  async list(): Promise<{kept: KeptNotebook[]; damaged: DamagedNotebook[]}> {
    const entries = await this.#entries();
    const damaged = entries.filter(([id, value]) => !isNotebook(id, value));
    return {
      kept: notebooksOf(entries)
        .filter(({removedAt}) => removedAt === null)
        .sort((a, b) => b.changedAt - a.changedAt),
      damaged: damaged.map(([id, value]) => describeDamage(id, value))
    };
  }

  /** The notebooks in the bin, latest first. */
  async bin(): Promise<KeptNotebook[]> {
    const removed = notebooksOf(await this.#entries()).filter(({removedAt}) => removedAt !== null);
    return removed.sort((a, b) => b.removedAt! - a.removedAt!);
  }

  /**
   * One notebook, in the bin or not; null when there is none. Rejects with `persist.damaged` when it cannot be read.
   */
  get(id: string): Promise<KeptNotebook | null> {
    return this.#db.read(["notebooks"], async (store) => readNotebook(id, await store.get("notebooks", id)));
  }

  /** Saves a new notebook; resolves when it is on disk. */
  async create(notebook: NewNotebook): Promise<KeptNotebook> {
    const at = this.#moment();
    try {
      return await this.#create(notebook, at);
    } catch (error) {
      this.#putAside({...notebook, id: null, createdAt: at, revision: 0, at});
      throw error;
    }
  }

  /**
   * Saves a new text of a notebook; resolves when it is on disk. Rejects with `persist.conflict` (`id`, and the other
   * tab's `text`, `title`, `revision`, `changedAt`) when it was changed since `based` was read; saving again based on
   * the other tab's text replaces that.
   */
  async save(based: KeptNotebook, {text, title}: Pick<KeptNotebook, "text" | "title">): Promise<KeptNotebook> {
    const at = this.#moment();
    const {id} = based;
    try {
      const kept = await this.#db.write(["notebooks", "versions"], (store) =>
        this.#replace(store, based, {text, title, at})
      );
      this.#disputed.delete(id);
      this.#settle(kept, at);
      return kept;
    } catch (error) {
      if (asPersistError(error).code === "persist.conflict") this.#disputed.add(id);
      this.#unsaved.set(id, {text, at});
      this.#putAside({...based, text, title, at});
      throw error;
    }
  }

  /** Drops an unsaved text, as when somebody chose the other tab's. */
  discardUnsaved(id: string): void {
    this.#unsaved.delete(id);
    this.#drafts.clear({id, base: null});
  }

  /** Moves a notebook to the bin; `restore` takes it back. */
  remove(id: string): Promise<KeptNotebook> {
    return this.#change(id, {removedAt: this.#moment()});
  }

  /** Takes a notebook out of the bin. */
  restore(id: string): Promise<KeptNotebook> {
    return this.#change(id, {removedAt: null});
  }

  /** Marks an imported notebook as the user's own. */
  own(id: string): Promise<KeptNotebook> {
    return this.#change(id, {origin: "own"});
  }

  /** Deletes everything put in the bin before a time, with its history; returns how many. */
  async purge(olderThan: number): Promise<number> {
    const isOld = (removedAt: number | null) => removedAt !== null && removedAt < olderThan;
    const old = (await this.bin()).filter(({removedAt}) => isOld(removedAt));
    for (const {id} of old) await this.#end(id, (value) => isNotebook(id, value) && isOld(value.removedAt));
    return old.length;
  }

  /** Deletes a record that cannot be read, at the user's request. */
  discardDamaged(id: string): Promise<void> {
    return this.#end(id, (value) => !isNotebook(id, value));
  }

  /** The versions of a notebook, latest first. */
  async versions(id: string): Promise<KeptVersion[]> {
    return readVersions(await this.#db.read(["versions"], (store) => store.entries("versions", id)));
  }

  /**
   * Adds a text to a notebook's history, by default dated now. The same text twice in a row stays one version; older
   * versions are thinned by `superfluous`.
   */
  keepVersion(
    id: string,
    text: string,
    cause: KeptVersion["cause"],
    label: string | null = null,
    at: number = this.#moment()
  ): Promise<KeptVersion> {
    return this.#db.write(["notebooks", "versions"], async (store) => {
      const notebook = await store.get("notebooks", id);
      const title = titleIn(text) || (isNotebook(id, notebook) ? notebook.title : "");
      return this.#addVersion(store, id, {title, text, cause, label, at});
    });
  }

  /** Stores a draft synchronously, for a page that is closing; false when the browser refuses. */
  saveDraft({id, text, base, revision = 0, origin = "own"}: UnsavedDraft): boolean {
    const at = this.#moment();
    return this.#putAside({id, text, title: titleIn(text), base, origin, createdAt: at, revision, at});
  }

  /** Saves the drafts of closed pages; to be called once, when the page opens. Never rejects. */
  async recoverDrafts(): Promise<Recovery[]> {
    const others = this.#drafts.all().filter(({tab}) => tab !== this.#drafts.tab);
    const recoveries: Recovery[] = [];
    for (const draft of others) {
      const recovery = await this.#recover(draft);
      if (recovery) recoveries.push(recovery);
    }
    return recoveries;
  }

  /** Calls back when another tab changes a notebook. Returns the function that unsubscribes. */
  onchange(hear: (id: string) => void): () => void {
    return this.#channel.listen((message) => {
      if (v.is(news, message)) hear(message.changed);
    });
  }

  close(): void {
    this.#channel.close();
  }

  /** The current time, strictly increasing, so that of two texts one is later. */
  #moment(): number {
    this.#now = Math.max(this.#clock(), this.#now + 1);
    return this.#now;
  }

  /** All records; when the browser fails on one of them, each is read separately. */
  async #entries(): Promise<StoreEntry<"notebooks">[]> {
    try {
      return await this.#db.read(["notebooks"], (store) => store.entries("notebooks"));
    } catch (error) {
      if (asPersistError(error).code !== "persist.failed") throw error;
    }
    const ids = await this.#db.read(["notebooks"], (store) => store.keys("notebooks"));
    const read = (id: string) => this.#db.read(["notebooks"], (store) => store.get("notebooks", id));
    return Promise.all(
      ids.map(async (id): Promise<StoreEntry<"notebooks">> => [id, await read(id).catch(() => undefined)])
    );
  }

  async #create({title, text, base, origin}: NewNotebook, at: number): Promise<KeptNotebook> {
    const id = crypto.randomUUID();
    const saved = {revision: 1, savedBy: this.#drafts.tab, savedSince: 1};
    const kept = {id, title, text, createdAt: at, changedAt: at, base, origin, removedAt: null, ...saved};
    await this.#db.write(["notebooks"], (store) => store.put("notebooks", id, kept));
    this.#drafts.clear({id: null, base}, at);
    this.#settle(kept, at);
    return kept;
  }

  async #replace(
    store: StoreWriter,
    based: KeptNotebook,
    next: {text: string; title: string; at: number}
  ): Promise<KeptNotebook> {
    const found = readNotebook(based.id, await store.get("notebooks", based.id));
    if (found && found.text === next.text && found.title === next.title) return found;
    // the browser may have evicted the record; the notebook is still in memory
    const current = found ?? based;
    const tab = this.#drafts.tab;
    if (!goesOn({tab, revision: based.revision}, current)) {
      const {id, text, title, revision, changedAt} = current;
      throw new AppError("persist.conflict", {id, text, title, revision, changedAt});
    }
    return this.#putNext(store, current, next);
  }

  /** Saves a text. The replaced one goes into the history at intervals, and always when another tab wrote it. */
  async #putNext(
    store: StoreWriter,
    current: KeptNotebook,
    next: {text: string; title: string; at: number}
  ): Promise<KeptNotebook> {
    const {id, text, title} = current;
    const last = await lastVersion(store, id);
    const isDue = !last || Math.abs(next.at - last.at) >= versionEvery || this.#disputed.has(id);
    if (isDue && text !== next.text)
      await this.#addVersion(store, id, {title, text, cause: "auto", label: null, at: next.at});
    const kept = withText(current, {...next, tab: this.#drafts.tab});
    await store.put("notebooks", id, kept);
    return kept;
  }

  #addVersion(store: StoreWriter, notebook: string, version: Omit<KeptVersion, "id">): Promise<KeptVersion> {
    this.#versionCount += 1;
    const id = versionId(version.at, this.#versionCount, this.#drafts.tab);
    return addVersion(store, notebook, {...version, id}, this.#clock());
  }

  async #change(id: string, change: Partial<KeptNotebook>): Promise<KeptNotebook> {
    const kept = await this.#db.write(["notebooks"], async (store) => {
      const notebook = readNotebook(id, await store.get("notebooks", id));
      if (!notebook) throw new AppError("persist.missing", {id});
      const next = {...notebook, ...change};
      await store.put("notebooks", id, next);
      return next;
    });
    this.#channel.post({changed: id});
    return kept;
  }

  /** Deletes a record and its history if it has not changed since the user decided. */
  async #end(id: string, isStill: (value: unknown) => boolean): Promise<void> {
    await this.#db.write(["notebooks", "versions"], async (store) => {
      if (!isStill(await store.get("notebooks", id))) return;
      await store.delete("notebooks", id);
      for (const key of await store.keys("versions", id)) await store.delete("versions", key);
    });
    this.#channel.post({changed: id});
  }

  /** After a text was saved: drops its draft, unless nothing here is durable. */
  #settle(kept: KeptNotebook, at: number): void {
    const {id} = kept;
    if ((this.#unsaved.get(id)?.at ?? Infinity) <= at) this.#unsaved.delete(id);
    if (this.isDurable) this.#drafts.clear({id, base: null}, at);
    else this.#putAside({...kept, at});
    this.#channel.post({changed: id});
  }

  /** Writes a draft, unless everything was deleted. */
  #putAside({id, text, title, base, origin, createdAt, revision, at}: Omit<Draft, "tab">): boolean {
    if (this.#db.isForgotten) return false;
    return this.#drafts.write({id, text, title, base, origin, createdAt, revision, at});
  }

  async #recover(draft: Draft): Promise<Recovery | null> {
    const {title} = draft;
    try {
      const {kept, outcome} = await this.#takeIn(draft);
      const isElsewhere = this.isDurable || (outcome !== "in_history" && this.#drafts.has(kept.id));
      if (isElsewhere) this.#drafts.remove(draft);
      return outcome ? {id: kept.id, title: kept.title, outcome, error: null} : null;
    } catch (error) {
      return {id: draft.id, title, outcome: "failed", error: asPersistError(error)};
    }
  }

  async #takeIn(draft: Draft): Promise<Merged> {
    const {id, at} = draft;
    if (id === null) return {kept: await this.#create(draft, this.#moment()), outcome: "saved"};
    const found = await this.#db.write(["notebooks", "versions"], (store) => this.#mergeDraft(store, id, draft));
    if (!found) return {kept: await this.#create(draft, this.#moment()), outcome: "saved"};
    if (found.outcome !== "in_history") this.#settle(found.kept, at);
    return found;
  }

  /** Null when the record cannot be read, so that the draft becomes a new notebook. */
  async #mergeDraft(store: StoreWriter, id: string, draft: Draft): Promise<Merged | null> {
    const value = await store.get("notebooks", id);
    const found = value === undefined ? recordOf(id, draft) : value;
    if (!isNotebook(id, found)) return null;
    if (value !== undefined && found.text === draft.text) return {kept: found, outcome: null};
    if (goesOn(draft, found) && found.changedAt <= draft.at)
      return {kept: await this.#putNext(store, found, draft), outcome: "saved"};
    const {title, text, at} = draft;
    await this.#addVersion(store, id, {title, text, cause: "recovered", label: null, at});
    return {kept: found, outcome: "in_history"};
  }
}

/** The notebook of a recovered draft; no outcome when it had that text already. */
interface Merged {
  kept: KeptNotebook;
  outcome: "saved" | "in_history" | null;
}

/** The record of a notebook of which only a draft is left. */
function recordOf(id: string, {tab, title, text, createdAt, base, origin, revision, at}: Draft): KeptNotebook {
  const saved = {revision, savedBy: tab, savedSince: revision};
  return {id, title, text, createdAt, changedAt: at, base, origin, removedAt: null, ...saved};
}

function notebooksOf(entries: readonly StoreEntry<"notebooks">[]): KeptNotebook[] {
  return entries.flatMap(([id, value]) => (isNotebook(id, value) ? [value] : []));
}

/** The title in a text, in one language; empty when it has none. */
function titleIn(text: string): string {
  const {title} = readFrontMatter(text);
  return typeof title === "string" ? title : (Object.values(title)[0] ?? "");
}
