import {AppError} from "../base/errors";
import type {HuitouDatabase} from "../persist/database";
import {asPersistError} from "../persist/failure";
import {forgetEverything, type LeftoverData} from "../persist/forget";
import type {JoiningMemory} from "../persist/joining";
import type {MappingMemory} from "../persist/mappings";
import type {Settings} from "../persist/settings";
import {
  askToPersist,
  canAskToPersist,
  estimateSpace,
  isPersisted,
  measureOffline,
  type Persistence,
  type Space,
  type SpaceParts
} from "../persist/space";
import {lacksOf, type Abilities, type Lack} from "../persist/abilities";
import {workspaceChanges, type WorkspaceChange} from "../persist/workspace-changes";
import type {SnapshotStore} from "../persist/snapshots";
import type {NewFile, KeptFile, LostFile, FileStore} from "../persist/file-store";
import {
  describeWorkspace,
  exportWorkspace,
  readWorkspace,
  type WorkspaceContents,
  type WorkspaceFile,
  type WorkspaceNotebook,
  type WorkspaceParts,
  type WorkspaceSummary,
  type WorkspaceVersion
} from "../persist/workspace";
import {withoutCustomers} from "../shop/own-facts";
import type {Shop} from "../shop/shop";
import type {LibrarySession} from "./library.svelte";

/** The current work, with progress from 0 to 1. */
export interface StorageWork {
  kind: "export" | "read" | "import";
  share: number;
}

/** The outcome of restoring a backup, which never replaces anything. */
export interface Taken {
  notebooks: number;
  /** number of notebooks that were here already with the same text */
  knownNotebooks: number;
  /** number of own facts that were new */
  facts: number;
  files: number;
  knownFiles: number;
  /** files that could not be stored, with the error */
  failures: readonly {name: string; error: AppError}[];
}

/** The stores of this browser. */
export interface StorageStores {
  db: HuitouDatabase;
  fileStore: FileStore;
  snapshots: Pick<SnapshotStore, "size" | "discard">;
  library: LibrarySession;
  settings: Settings;
  mappings: MappingMemory;
  joining: JoiningMemory;
  /** the shop whose facts are part of a backup */
  shop: Pick<Shop, "recallFacts" | "adoptFacts">;
  /** imports stored files by id */
  readFiles: (ids: ReadonlySet<string>) => Promise<unknown>;
  appVersion: string;
}

/**
 * What this browser stores and how much room it takes; backup, restore and deletion.
 *
 * `openApp` creates one per page. `refresh` reads the current use; the other methods run one at a time (`work`), can be
 * cancelled, and refresh before they resolve. After `forgetEverything` the page must be reloaded.
 */
export class StorageSession {
  /** null until it is known, and where the browser does not report it */
  space: Space | null = $state.raw(null);
  parts: SpaceParts | null = $state.raw(null);
  /** whether the browser treats the storage as persistent */
  isPersisted: boolean = $state(false);
  /** what this browser cannot do, and the page does without */
  readonly lacks: readonly Lack[] = lacksOf(globalThis as Abilities);
  /** the answer to the request for persistent storage; null before it, "unknown" where there is nobody to ask */
  persistence: Persistence | null = $state(null);
  /** whether dropped files are stored */
  keepsFiles: boolean = $state(true);
  files: readonly KeptFile[] = $state.raw([]);
  /** stored files that are missing or damaged */
  lost: readonly LostFile[] = $state.raw([]);
  /** null when idle */
  work: StorageWork | null = $state.raw(null);
  /** what could not be deleted; null before `forgetEverything` */
  remnants: readonly LeftoverData[] | null = $state.raw(null);
  /** a backup that was dropped on the page */
  offered: File | null = $state.raw(null);
  /** why the last file could not be stored; null when it was */
  problem: AppError | null = $state.raw(null);
  readonly #stores: StorageStores;
  #abort: AbortController | null = null;

  constructor(stores: StorageStores) {
    this.#stores = stores;
    this.keepsFiles = stores.settings.read("keepsFiles") ?? true;
  }

  /** False when everything is lost with the page. */
  get isDurable(): boolean {
    return this.#stores.fileStore.isDurable;
  }

  /** Reads the stored files and the available room again. */
  async refresh(): Promise<void> {
    const {fileStore, snapshots, library} = this.#stores;
    const [files, space, persisted, snapshot, offline] = await Promise.all([
      fileStore.list().catch((): KeptFile[] => [...this.files]),
      estimateSpace(),
      isPersisted(),
      snapshots.size(),
      measureOffline()
    ]);
    this.files = files;
    this.#stores.settings.write("keptFiles", files.filter(({isDurable}) => isDurable).length);
    this.lost = fileStore.lost;
    this.space = space;
    this.isPersisted = persisted;
    if (!canAskToPersist()) this.persistence = "unknown";
    const texts = library.own.reduce((sum, {text}) => sum + new Blob([text]).size, 0);
    const stored = files.reduce((sum, {storedSize}) => sum + storedSize, 0);
    this.parts = {notebooks: texts, files: stored, snapshot, offline};
  }

  /** Requests persistent storage. */
  async askToPersist(): Promise<void> {
    this.persistence = await askToPersist();
    await this.refresh();
  }

  /** Sets whether dropped files are stored; turning it off deletes the stored ones. */
  async chooseKeepsFiles(keepsFiles: boolean): Promise<void> {
    this.keepsFiles = keepsFiles;
    this.#stores.settings.write("keepsFiles", keepsFiles);
    if (!keepsFiles) await this.#removeAll();
    await this.refresh();
  }

  /** Stores a dropped file if that is enabled; rejects as the file store does. */
  async keep(deposit: NewFile, signal?: AbortSignal): Promise<"kept" | "kept_in_memory" | "not_wanted"> {
    if (!this.keepsFiles) return "not_wanted";
    const result = await this.#stores.fileStore.keep(deposit, {signal});
    // it may have been turned off while the file was being written
    if (!this.keepsFiles) await this.#stores.fileStore.remove(deposit.id);
    await this.refresh();
    return this.keepsFiles ? result : "not_wanted";
  }

  /** Stores a dropped file; on failure `problem` is set, and the file can still be used. */
  async keepQuietly(deposit: NewFile): Promise<void> {
    try {
      const isGone = (await this.keep(deposit)) === "kept_in_memory";
      if (isGone) this.problem = new AppError("persist.memory_only");
    } catch (error) {
      this.problem = asPersistError(error);
    }
  }

  /** Updates the meta value of a stored file; does nothing for others. */
  async remember(id: string, meta: unknown): Promise<void> {
    await this.#stores.fileStore.updateMeta(id, meta).catch(() => {});
  }

  /** Deletes a stored or lost file. */
  async removeFile(id: string): Promise<void> {
    await this.#stores.fileStore.remove(id);
    await this.#stores.snapshots.discard();
    await this.refresh();
  }

  async #removeAll(): Promise<void> {
    await this.#stores.fileStore.clear();
    await this.#stores.snapshots.discard();
  }

  /** The summary of a backup before it is written. */
  async describe({withFiles}: {withFiles: boolean}): Promise<WorkspaceSummary> {
    return describeWorkspace(await this.#gather(withFiles));
  }

  /** Writes a backup; null when cancelled. Rejects with `workspace.` codes and those of the file store. */
  exportWorkspace({withFiles, passphrase}: {withFiles: boolean; passphrase?: string}): Promise<Blob | null> {
    const {appVersion} = this.#stores;
    return this.#working("export", async (signal, onProgress) =>
      exportWorkspace(await this.#gather(withFiles), {passphrase, appVersion, signal, onProgress})
    );
  }

  /** Reads a backup without restoring it; null when cancelled. */
  readWorkspace(file: Blob, passphrase?: string): Promise<WorkspaceContents | null> {
    return this.#working("read", (signal, onProgress) => readWorkspace(file, {passphrase, signal, onProgress}));
  }

  /** What restoring a backup would change here besides notebooks and files, one by one. */
  async changesOf({settings}: WorkspaceContents, options: {withFiles: boolean}): Promise<WorkspaceChange[]> {
    const {mappings, joining, shop} = this.#stores;
    return workspaceChanges(settings, {own: await shop.recallFacts(), mappings, joining}, options);
  }

  /** Restores a backup beside what is here; null when cancelled, in which case what was restored so far stays. */
  importWorkspace(contents: WorkspaceContents, {withFiles}: {withFiles: boolean}): Promise<Taken | null> {
    return this.#working("import", async (signal, onProgress) => {
      const notebooks = await this.#takeNotebooks(contents.notebooks, signal);
      this.#stores.mappings.adopt(contents.settings.mappings);
      if (withFiles) this.#stores.joining.adopt(contents.settings.joining);
      const facts = await this.#stores.shop.adoptFacts(contents.settings.own);
      const files = await this.#takeFiles(withFiles ? contents.files : [], signal, onProgress);
      await this.#stores.library.refresh();
      await this.refresh();
      if (files.ids.length > 0) await this.#stores.readFiles(new Set(files.ids));
      return {...notebooks, facts, files: files.ids.length, knownFiles: files.known, failures: files.failures};
    });
  }

  /** Cancels the current work. */
  cancel(): void {
    this.#abort?.abort();
  }

  /** Deletes everything that this page has stored; the page has to be reloaded afterwards. */
  async forgetEverything(): Promise<void> {
    this.cancel();
    this.remnants = await forgetEverything(this.#stores.db);
    this.files = [];
    this.lost = [];
    this.parts = {notebooks: 0, files: 0, snapshot: 0, offline: 0};
    this.space = await estimateSpace();
  }

  async #gather(withFiles: boolean): Promise<WorkspaceParts> {
    const {library, fileStore, mappings, joining, shop} = this.#stores;
    const facts = await shop.recallFacts();
    const {kept} = await library.store.list();
    const notebooks: WorkspaceNotebook[] = [];
    for (const {id, title, text, base, createdAt, changedAt} of kept) {
      const versions = (await library.store.versions(id)).map((version): WorkspaceVersion => ({...version}));
      notebooks.push({id, title, text, meta: {base, createdAt, changedAt}, versions});
    }
    const files = (withFiles ? await fileStore.list() : []).map(
      ({id, name, size, lastModified, meta}): WorkspaceFile => ({
        ...{id, name, size, lastModified, meta},
        open: (watch) => fileStore.open(id, watch)
      })
    );
    // join settings, tags and birthdays are about the customers in the files
    const about = withFiles ? {joining: joining.recall(), own: facts} : {own: withoutCustomers(facts)};
    return {notebooks, files, settings: {mappings: mappings.all(), ...about}};
  }

  async #takeNotebooks(
    notebooks: readonly WorkspaceNotebook[],
    signal: AbortSignal
  ): Promise<Pick<Taken, "notebooks" | "knownNotebooks">> {
    const {store} = this.#stores.library;
    const here = new Set((await store.list()).kept.map(({text}) => text));
    const fresh = notebooks.filter(({text}) => !here.has(text));
    for (const {title, text, meta, versions} of fresh) {
      signal.throwIfAborted();
      const base = (meta as {base?: unknown} | null | undefined)?.base;
      const shipped = typeof base === "string" ? base : null;
      const {id} = await store.create({title, text, base: shipped, origin: "workspace"});
      for (const {text, label, at, cause} of versions.toReversed()) {
        const name = typeof label === "string" ? label : null;
        const moment = typeof at === "number" && Number.isFinite(at) ? at : undefined;
        await store.keepVersion(id, text, cause === "named" ? "named" : "import", name, moment);
      }
    }
    return {notebooks: fresh.length, knownNotebooks: notebooks.length - fresh.length};
  }

  async #takeFiles(
    files: readonly WorkspaceFile[],
    signal: AbortSignal,
    onProgress: (share: number) => void
  ): Promise<{ids: string[]; known: number; failures: Taken["failures"]}> {
    const {fileStore} = this.#stores;
    const here = new Map((await fileStore.list()).map(({id, size}) => [id, size]));
    const fresh = files.filter(({id, size}) => here.get(id) !== size);
    const total = Math.max(1, sizeOf(fresh));
    const ids: string[] = [];
    const failures: {name: string; error: AppError}[] = [];
    let done = 0;
    for (const {id, name, size, lastModified, meta, open} of fresh) {
      try {
        const content = new File([await open({signal})], name, {lastModified});
        const ownId = here.has(id) ? crypto.randomUUID() : id;
        await fileStore.keep({id: ownId, file: content, name, meta}, {signal});
        ids.push(ownId);
      } catch (error) {
        if (signal.aborted) throw error;
        failures.push({name, error: asPersistError(error)});
      }
      onProgress((done += size) / total);
    }
    return {ids, known: files.length - fresh.length, failures};
  }

  /** Runs one piece of work at a time; null when cancelled. */
  async #working<Result>(
    kind: StorageWork["kind"],
    work: (signal: AbortSignal, onProgress: (share: number) => void) => Promise<Result>
  ): Promise<Result | null> {
    this.cancel();
    const abort = new AbortController();
    this.#abort = abort;
    this.work = {kind, share: 0};
    try {
      return await work(abort.signal, (share) => {
        if (this.#abort === abort) this.work = {kind, share};
      });
    } catch (error) {
      if (abort.signal.aborted) return null;
      throw error instanceof AppError ? error : asPersistError(error);
    } finally {
      if (this.#abort === abort) {
        this.work = null;
        this.#abort = null;
      }
    }
  }
}

function sizeOf(files: readonly {size: number}[]): number {
  return files.reduce((sum, {size}) => sum + size, 0);
}
