import {AppError} from "../base/errors";
import type {HuitouDatabase} from "../persist/database";
import {asPersistError} from "../persist/failure";
import {forgetEverything, type Remnant} from "../persist/forget";
import type {JoiningMemory} from "../persist/joining";
import type {MappingMemory} from "../persist/mappings";
import type {Settings} from "../persist/settings";
import {
  askToPersist,
  estimateSpace,
  isPersisted,
  measureOffline,
  type Persistence,
  type Space,
  type SpaceParts
} from "../persist/space";
import type {Deposit, KeptFile, LostFile, Vault} from "../persist/vault";
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

/** What is going on, and how far: 0 to 1. */
export interface StorageWork {
  kind: "export" | "read" | "import";
  share: number;
}

/** What came of taking in a workspace. Nothing that was there is ever replaced. */
export interface Taken {
  notebooks: number;
  /** notebooks that were here already, word for word */
  knownNotebooks: number;
  /** what of the facts that came along was not known here */
  facts: number;
  files: number;
  knownFiles: number;
  /** files that could not be kept, with why */
  failures: readonly {name: string; error: AppError}[];
}

/** The rooms of this browser in which things are kept. */
export interface StorageRooms {
  db: HuitouDatabase;
  vault: Vault;
  library: LibrarySession;
  settings: Settings;
  mappings: MappingMemory;
  joining: JoiningMemory;
  /** whose facts travel with a workspace */
  shop: Pick<Shop, "recallFacts" | "adoptFacts">;
  /** reads files into the shop that came from a workspace: they are kept, but not read yet */
  readFiles: (ids: ReadonlySet<string>) => Promise<unknown>;
  appVersion: string;
}

/** What this browser keeps, how much room that takes, and the ways to take it away. */
export class StorageSession {
  /** null until it is known, and where the browser does not tell */
  space: Space | null = $state.raw(null);
  parts: SpaceParts | null = $state.raw(null);
  /** whether the browser has promised to throw nothing away by itself */
  isPersisted: boolean = $state(false);
  /** what it answered when it was asked; null before that */
  persistence: Persistence | null = $state(null);
  /** whether dropped files are kept in this browser */
  keepsFiles: boolean = $state(true);
  files: readonly KeptFile[] = $state.raw([]);
  /** files that were kept and are gone or damaged */
  lost: readonly LostFile[] = $state.raw([]);
  /** null when nothing is going on */
  work: StorageWork | null = $state.raw(null);
  /** what could not be deleted; null as long as nothing was forgotten */
  remnants: readonly Remnant[] | null = $state.raw(null);
  /** a workspace that was dropped on the page, to be looked into */
  offered: File | null = $state.raw(null);
  /** why the newest file could not be kept for the next visit; null when it was, or when that is known */
  problem: AppError | null = $state.raw(null);
  readonly #rooms: StorageRooms;
  #abort: AbortController | null = null;

  constructor(rooms: StorageRooms) {
    this.#rooms = rooms;
    this.keepsFiles = rooms.settings.read("keepsFiles") ?? true;
  }

  /** False when everything is gone with the page. */
  get isDurable(): boolean {
    return this.#rooms.vault.isDurable;
  }

  /** Looks again at what is kept and how much room is left. */
  async refresh(): Promise<void> {
    const {vault, library} = this.#rooms;
    const [files, space, persisted, offline] = await Promise.all([
      vault.list().catch((): KeptFile[] => [...this.files]),
      estimateSpace(),
      isPersisted(),
      measureOffline()
    ]);
    this.files = files;
    this.#rooms.settings.write("keptFiles", files.filter(({isDurable}) => isDurable).length);
    this.lost = vault.lost;
    this.space = space;
    this.isPersisted = persisted;
    const texts = library.own.reduce((sum, {text}) => sum + new Blob([text]).size, 0);
    this.parts = {notebooks: texts, files: files.reduce((sum, {storedSize}) => sum + storedSize, 0), offline};
  }

  /** Asks the browser to throw nothing away by itself. */
  async askToPersist(): Promise<void> {
    this.persistence = await askToPersist();
    await this.refresh();
  }

  /** Chooses whether dropped files are kept; not any more means that those kept are let go. */
  async chooseKeepsFiles(keepsFiles: boolean): Promise<void> {
    this.keepsFiles = keepsFiles;
    this.#rooms.settings.write("keepsFiles", keepsFiles);
    if (!keepsFiles) await this.#rooms.vault.clear();
    await this.refresh();
  }

  /** Keeps a dropped file, if that is wanted; rejects as the vault does. */
  async keep(deposit: Deposit, signal?: AbortSignal): Promise<"kept" | "kept_in_memory" | "not_wanted"> {
    if (!this.keepsFiles) return "not_wanted";
    const result = await this.#rooms.vault.keep(deposit, {signal});
    // it may have been switched off while the file was being written
    if (!this.keepsFiles) await this.#rooms.vault.remove(deposit.id);
    await this.refresh();
    return this.keepsFiles ? result : "not_wanted";
  }

  /** Keeps a dropped file; when there is no room for it, `problem` says so, and the file can still be worked with. */
  async keepQuietly(deposit: Deposit): Promise<void> {
    try {
      const isGone = (await this.keep(deposit)) === "kept_in_memory";
      if (isGone) this.problem = new AppError("persist.memory_only");
    } catch (error) {
      this.problem = asPersistError(error);
    }
  }

  /** Keeps with a file that is kept already how it is read now; one that is kept no more stays so. */
  async remember(id: string, meta: unknown): Promise<void> {
    await this.#rooms.vault.updateMeta(id, meta).catch(() => {});
  }

  /** Lets a kept or lost file go. */
  async removeFile(id: string): Promise<void> {
    await this.#rooms.vault.remove(id);
    await this.refresh();
  }

  /** What a workspace would hold, to be shown before it leaves. */
  async describe({withFiles}: {withFiles: boolean}): Promise<WorkspaceSummary> {
    return describeWorkspace(await this.#gather(withFiles));
  }

  /** Puts everything into one file; null when it was stopped. Rejects with the codes of `workspace.` and of the vault. */
  exportWorkspace({withFiles, passphrase}: {withFiles: boolean; passphrase?: string}): Promise<Blob | null> {
    const {appVersion} = this.#rooms;
    return this.#working("export", async (signal, onProgress) =>
      exportWorkspace(await this.#gather(withFiles), {passphrase, appVersion, signal, onProgress})
    );
  }

  /** Looks into a workspace without taking anything in; null when it was stopped. */
  readWorkspace(file: Blob, passphrase?: string): Promise<WorkspaceContents | null> {
    return this.#working("read", (signal, onProgress) => readWorkspace(file, {passphrase, signal, onProgress}));
  }

  /** Takes in a workspace beside what is here; what was taken in until it was stopped stays, and null is given. */
  importWorkspace(contents: WorkspaceContents, {withFiles}: {withFiles: boolean}): Promise<Taken | null> {
    return this.#working("import", async (signal, onProgress) => {
      const notebooks = await this.#takeNotebooks(contents.notebooks, signal);
      this.#rooms.mappings.adopt(contents.settings.mappings);
      if (withFiles) this.#rooms.joining.adopt(contents.settings.joining);
      const facts = await this.#rooms.shop.adoptFacts(contents.settings.own);
      const files = await this.#takeFiles(withFiles ? contents.files : [], signal, onProgress);
      await this.#rooms.library.refresh();
      await this.refresh();
      if (files.ids.length > 0) await this.#rooms.readFiles(new Set(files.ids));
      return {...notebooks, facts, files: files.ids.length, knownFiles: files.known, failures: files.failures};
    });
  }

  /** Stops what is going on. */
  cancel(): void {
    this.#abort?.abort();
  }

  /** Deletes everything that this browser keeps of this page; the page is to be loaded again after it. */
  async forgetEverything(): Promise<void> {
    this.cancel();
    this.remnants = await forgetEverything(this.#rooms.db);
    this.files = [];
    this.lost = [];
    this.parts = {notebooks: 0, files: 0, offline: 0};
    this.space = await estimateSpace();
  }

  async #gather(withFiles: boolean): Promise<WorkspaceParts> {
    const {library, vault, mappings, joining, shop} = this.#rooms;
    const facts = await shop.recallFacts();
    const {kept} = await library.shelf.list();
    const notebooks: WorkspaceNotebook[] = [];
    for (const {id, title, text, base, createdAt, changedAt} of kept) {
      const versions = (await library.shelf.versions(id)).map((version): WorkspaceVersion => ({...version}));
      notebooks.push({id, title, text, meta: {base, createdAt, changedAt}, versions});
    }
    const files = (withFiles ? await vault.list() : []).map(({id, name, size, lastModified, meta}): WorkspaceFile => ({
      ...{id, name, size, lastModified, meta},
      open: (watch) => vault.open(id, watch)
    }));
    // how customers are joined, their tags and birthdays, are about the customers in the files
    const about = withFiles ? {joining: joining.recall(), own: facts} : {own: withoutCustomers(facts)};
    return {notebooks, files, settings: {mappings: mappings.all(), ...about}};
  }

  async #takeNotebooks(
    notebooks: readonly WorkspaceNotebook[],
    signal: AbortSignal
  ): Promise<Pick<Taken, "notebooks" | "knownNotebooks">> {
    const {shelf} = this.#rooms.library;
    const here = new Set((await shelf.list()).kept.map(({text}) => text));
    const fresh = notebooks.filter(({text}) => !here.has(text));
    for (const {title, text, meta, versions} of fresh) {
      signal.throwIfAborted();
      const base = (meta as {base?: unknown} | null | undefined)?.base;
      const shipped = typeof base === "string" ? base : null;
      const {id} = await shelf.create({title, text, base: shipped, origin: "workspace"});
      for (const {text, label, at, cause} of versions.toReversed()) {
        const name = typeof label === "string" ? label : null;
        const moment = typeof at === "number" && Number.isFinite(at) ? at : undefined;
        await shelf.keepVersion(id, text, cause === "named" ? "named" : "import", name, moment);
      }
    }
    return {notebooks: fresh.length, knownNotebooks: notebooks.length - fresh.length};
  }

  async #takeFiles(
    files: readonly WorkspaceFile[],
    signal: AbortSignal,
    onProgress: (share: number) => void
  ): Promise<{ids: string[]; known: number; failures: Taken["failures"]}> {
    const {vault} = this.#rooms;
    const here = new Map((await vault.list()).map(({id, size}) => [id, size]));
    const fresh = files.filter(({id, size}) => here.get(id) !== size);
    const total = Math.max(1, sizeOf(fresh));
    const ids: string[] = [];
    const failures: {name: string; error: AppError}[] = [];
    let done = 0;
    for (const {id, name, size, lastModified, meta, open} of fresh) {
      try {
        const content = new File([await open({signal})], name, {lastModified});
        const ownId = here.has(id) ? crypto.randomUUID() : id;
        await vault.keep({id: ownId, file: content, name, meta}, {signal});
        ids.push(ownId);
      } catch (error) {
        if (signal.aborted) throw error;
        failures.push({name, error: asPersistError(error)});
      }
      onProgress((done += size) / total);
    }
    return {ids, known: files.length - fresh.length, failures};
  }

  /** One thing at a time; null when it was stopped. */
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
