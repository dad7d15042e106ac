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

/** What a new notebook begins with. */
export type NewNotebook = Pick<KeptNotebook, "title" | "text" | "base" | "origin">;

/** What a page puts aside when it can wait for nothing. */
export interface LastWords {
  /** null for a notebook that was never kept */
  id: string | null;
  text: string;
  /** the shipped notebook that it began as */
  base: string | null;
  /** of the kept text that it goes on from, where there is one */
  revision?: number;
  /** where the notebook came from; one's own unless it says */
  origin?: KeptNotebook["origin"];
}

/** What became of a text that a page had to leave behind. */
export interface Recovery {
  id: string | null;
  title: string;
  /** it is the notebook's text now; it stands in the history of one that went on without it; or it is still put aside */
  outcome: "saved" | "in_history" | "failed";
  /** why it is still put aside */
  error: AppError | null;
}

export interface LibraryOptions {
  now?: () => number;
  drafts?: Drafts;
  channel?: Channel;
}

/** What is replaced goes into the history at most so often by itself, in milliseconds. */
const versionEvery = 120_000;

const news = v.object({changed: v.string()});

/**
 * The notebooks of this browser. What is acknowledged survives the browser; what fails rejects with a code
 * (`persist.full`, `persist.failed`, `persist.conflict`, `persist.missing` and those of the database), stays in `unsaved`
 * and is put aside where the browser allows that.
 */
export class NotebookLibrary {
  readonly #db: HuitouDatabase;
  readonly #clock: () => number;
  readonly #drafts: Drafts;
  readonly #channel: Channel;
  readonly #unsaved = new Map<string, {text: string; at: number}>();
  /** notebooks that another tab has changed: what it wrote goes into the history before it is replaced */
  readonly #disputed = new Set<string>();
  #versionCount = 0;
  #now = 0;

  private constructor(db: HuitouDatabase, {now, drafts, channel}: LibraryOptions) {
    this.#db = db;
    this.#clock = now ?? Date.now;
    this.#drafts = drafts ?? new Drafts();
    this.#channel = channel ?? openChannel("huitou.library");
  }

  /** The library on a database; without one, in memory. */
  static open(db: HuitouDatabase | null, options: LibraryOptions = {}): NotebookLibrary {
    return new NotebookLibrary(db ?? memoryDatabase(), options);
  }

  /** Whether notebooks outlast the page. */
  get isDurable(): boolean {
    return this.#db.isDurable;
  }

  /** Texts whose keeping has failed, by notebook. */
  get unsaved(): ReadonlyMap<string, string> {
    return new Map([...this.#unsaved].map(([id, {text}]) => [id, text]));
  }

  /** Every notebook that was not thrown away, the newest change first, and the records that cannot be read any more. */
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

  /** Those that were thrown away and can still be taken back, the newest first. */
  async bin(): Promise<KeptNotebook[]> {
    const removed = notebooksOf(await this.#entries()).filter(({removedAt}) => removedAt !== null);
    return removed.sort((a, b) => b.removedAt! - a.removedAt!);
  }

  /** One notebook, thrown away or not; null when there is none. Rejects with `persist.damaged` when it cannot be read. */
  get(id: string): Promise<KeptNotebook | null> {
    return this.#db.read(["notebooks"], async (store) => readNotebook(id, await store.get("notebooks", id)));
  }

  /** Keeps a new notebook; resolves only once it is on the disk. */
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
   * Keeps another text of a notebook; resolves only once it is on the disk. Rejects with `persist.conflict` (`id`, and the
   * other tab's `text`, `title`, `revision`, `changedAt`) when it was changed since `based` was read; saving again, based
   * on the other tab's, replaces that.
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

  /** Lets go of a text that could not be kept, as when somebody chose the other tab's. */
  discardUnsaved(id: string): void {
    this.#unsaved.delete(id);
    this.#drafts.clear({id, base: null});
  }

  /** Throws a notebook away; `restore` takes it back. */
  remove(id: string): Promise<KeptNotebook> {
    return this.#change(id, {removedAt: this.#moment()});
  }

  /** Takes back a notebook that was thrown away. */
  restore(id: string): Promise<KeptNotebook> {
    return this.#change(id, {removedAt: null});
  }

  /** Makes a notebook from outside one's own. */
  own(id: string): Promise<KeptNotebook> {
    return this.#change(id, {origin: "own"});
  }

  /** Ends what was thrown away before a moment, with its history; how many there were. */
  async purge(olderThan: number): Promise<number> {
    const isOld = (removedAt: number | null) => removedAt !== null && removedAt < olderThan;
    const old = (await this.bin()).filter(({removedAt}) => isOld(removedAt));
    for (const {id} of old) await this.#end(id, (value) => isNotebook(id, value) && isOld(value.removedAt));
    return old.length;
  }

  /** Ends a record that cannot be read any more, once somebody said so. */
  discardDamaged(id: string): Promise<void> {
    return this.#end(id, (value) => !isNotebook(id, value));
  }

  /** The texts that a notebook had, the newest first. */
  async versions(id: string): Promise<KeptVersion[]> {
    return readVersions(await this.#db.read(["versions"], (store) => store.entries("versions", id)));
  }

  /**
   * Puts a text into a notebook's history, by default as of now. The same text twice in a row stays one version; older
   * ones give way by the rule of `superfluous`.
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

  /** Puts a text aside at once, for a page that can wait for nothing; false when the browser does not take it. */
  saveDraft({id, text, base, revision = 0, origin = "own"}: LastWords): boolean {
    const at = this.#moment();
    return this.#putAside({id, text, title: titleIn(text), base, origin, createdAt: at, revision, at});
  }

  /** Keeps what pages that went away had put aside; to be asked once, when the page opens. Never rejects. */
  async recoverDrafts(): Promise<Recovery[]> {
    const others = this.#drafts.all().filter(({tab}) => tab !== this.#drafts.tab);
    const recoveries: Recovery[] = [];
    for (const draft of others) {
      const recovery = await this.#recover(draft);
      if (recovery) recoveries.push(recovery);
    }
    return recoveries;
  }

  /** Hears of the notebooks that other tabs change. Returns what stops the listening. */
  onchange(hear: (id: string) => void): () => void {
    return this.#channel.listen((message) => {
      if (v.is(news, message)) hear(message.changed);
    });
  }

  close(): void {
    this.#channel.close();
  }

  /** Now; no two moments are the same, so that of two texts one is the later. */
  #moment(): number {
    this.#now = Math.max(this.#clock(), this.#now + 1);
    return this.#now;
  }

  /** One record that the browser cannot read must not hide the others: then each is read by itself. */
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
    // a browser that made room may have taken the record away; the notebook is here
    const current = found ?? based;
    const tab = this.#drafts.tab;
    if (!goesOn({tab, revision: based.revision}, current)) {
      const {id, text, title, revision, changedAt} = current;
      throw new AppError("persist.conflict", {id, text, title, revision, changedAt});
    }
    return this.#putNext(store, current, next);
  }

  /** What is replaced goes into the history now and then, and always when another tab wrote it. */
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

  /** Ends a record and its history, if it is still as it was when somebody decided. */
  async #end(id: string, isStill: (value: unknown) => boolean): Promise<void> {
    await this.#db.write(["notebooks", "versions"], async (store) => {
      if (!isStill(await store.get("notebooks", id))) return;
      await store.delete("notebooks", id);
      for (const key of await store.keys("versions", id)) await store.delete("versions", key);
    });
    this.#channel.post({changed: id});
  }

  /** After the text of a moment was kept. Where nothing outlasts the page, what is put aside may still. */
  #settle(kept: KeptNotebook, at: number): void {
    const {id} = kept;
    if ((this.#unsaved.get(id)?.at ?? Infinity) <= at) this.#unsaved.delete(id);
    if (this.isDurable) this.#drafts.clear({id, base: null}, at);
    else this.#putAside({...kept, at});
    this.#channel.post({changed: id});
  }

  /** Nothing is put aside any more once everything was forgotten. */
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

  /** Null where the notebook cannot be read any more, so that the text is to become another. */
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

/** The notebook that a draft belongs to; no outcome when it had the draft's text already. */
interface Merged {
  kept: KeptNotebook;
  outcome: "saved" | "in_history" | null;
}

/** The record of a notebook of which nothing but a draft is left. */
function recordOf(id: string, {tab, title, text, createdAt, base, origin, revision, at}: Draft): KeptNotebook {
  const saved = {revision, savedBy: tab, savedSince: revision};
  return {id, title, text, createdAt, changedAt: at, base, origin, removedAt: null, ...saved};
}

function notebooksOf(entries: readonly StoreEntry<"notebooks">[]): KeptNotebook[] {
  return entries.flatMap(([id, value]) => (isNotebook(id, value) ? [value] : []));
}

/** What a text calls itself, in one language; empty when it does not say. */
function titleIn(text: string): string {
  const {title} = readFrontMatter(text);
  return typeof title === "string" ? title : (Object.values(title)[0] ?? "");
}
