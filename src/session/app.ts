import {nextTask} from "../base/clock";
import {AppError} from "../base/errors";
import type {Database} from "../engine/database";
import type {Mapping} from "../ingest/plan";
import {openHuitouDatabase, type DatabaseNotice} from "../persist/database";
import {asPersistError} from "../persist/failure";
import {memoryDatabase} from "../persist/fallback";
import {JoiningMemory} from "../persist/joining";
import {NotebookLibrary} from "../persist/library";
import {clearFragment, decodeLink, readFragment} from "../persist/link";
import {MappingMemory} from "../persist/mappings";
import {OfflineCopy} from "../persist/offline";
import {OwnFactStore} from "../persist/own-facts";
import type {Settings} from "../persist/settings";
import {Trust} from "../persist/trust";
import {SnapshotStore} from "../persist/snapshots";
import {FileStore} from "../persist/file-store";
import {Shop} from "../shop/shop";
import type {Sessions} from "./context";
import {DocumentSession} from "./editing/document.svelte";
import {Keeping} from "./app/keeping";
import {LibrarySession} from "./library.svelte";
import type {Navigation} from "./navigation.svelte";
import {NotebookSession} from "./notebook.svelte";
import {OfflineSession} from "./app/offline.svelte";
import type {Preferences} from "./preferences.svelte";
import {Results} from "./app/results";
import type {Seal} from "./seal.svelte";
import {ShopSession} from "./app/shop.svelte";
import {Snapshots} from "./app/snapshots";
import {StorageSession} from "./storage.svelte";

/** The sessions of the app, without its components. */
export interface App {
  sessions: Sessions;
  /** handles dropped files: exports once the page is sealed, notebooks for review, backups for a preview */
  add: (files: readonly File[], since?: number) => Promise<void>;
  /** opens the notebook in the URL, if there is one */
  followLink: () => Promise<void>;
  /** restores the files of an earlier visit; false when there are none */
  restore: () => Promise<boolean>;
}

/** Options of `openApp`. */
export interface AppOptions {
  db: Database;
  preferences: Preferences;
  navigation: Navigation;
  seal: Seal;
  settings: Settings;
  /** resolves when everything that the page fetches has been fetched */
  ready: Promise<void>;
  /** seals the page */
  sealPage: () => void;
  appVersion: string;
  /** names the code of this page that tables are made by */
  build: string;
}

/** Days for which removed notebooks stay in the bin. */
const binDays = 30;

/** Message codes of the database's notices. */
const notices: Partial<Record<DatabaseNotice, string>> = {
  blocked: "persist.blocked",
  newer: "persist.outdated",
  superseded: "persist.outdated",
  refused: "persist.memory_only"
};

/** Creates and connects all sessions; dropped files are handled from then on. */
export async function openApp(options: AppOptions): Promise<App> {
  const early = new EarlyNotices<DatabaseNotice>();
  const {db, settings, preferences, navigation, seal, ready, sealPage, appVersion, build} = options;
  const kept = (await openHuitouDatabase({onNotice: (notice) => early.push(notice)})) ?? memoryDatabase();
  const [fileStore, snapshotStore] = await Promise.all([FileStore.open(kept), SnapshotStore.open(kept)]);
  const mappings = new MappingMemory<Mapping>();
  const joining = new JoiningMemory();
  const core: Shop = new Shop(db, {
    ...{mappings, joining, facts: new OwnFactStore(kept)},
    inputs: () => notebook.beginBuild(),
    onBuilt: () => results.show(),
    onLoaded: (files) => void keeping.keep(files),
    onUndone: (files) => void keeping.markUndone(files),
    onRemoved: (id) => void storage.removeFile(id)
  });
  const shop: ShopSession = new ShopSession(core);
  const notebook: NotebookSession = new NotebookSession(core.engine, shop);
  const library = new LibrarySession(NotebookLibrary.open(kept));
  // what is opened as it was left is remembered already
  let isReopening = true;
  const rememberOpen = (name: string) => {
    if (!isReopening) settings.write("notebook", name);
  };
  const document = new DocumentSession(notebook, library, new Trust(kept), rememberOpen);
  const results: Results = new Results({shop, notebook, document, navigation});
  const readFiles = (ids: ReadonlySet<string>) => keeping.read(ids);
  const stores = {
    db: kept,
    fileStore,
    snapshots: snapshotStore,
    library,
    settings,
    mappings,
    joining,
    shop: core,
    readFiles,
    appVersion
  };
  const storage: StorageSession = new StorageSession(stores);
  const snapshots = new Snapshots({shop: core, store: snapshotStore, fileStore, storage, build});
  const offline = new OfflineSession(new OfflineCopy());
  const sessions: Sessions = {shop, notebook, document, library, storage, offline, navigation, preferences, seal};

  early.listen((notice) => {
    const code = notices[notice];
    if (code) library.notify(code);
  });
  // failures of work that nothing awaits are reported
  const report = (error: unknown) => {
    const {code, details} = asPersistError(error);
    library.notify(code, details);
  };
  addEventListener("unhandledrejection", (event) => {
    if (!(event.reason instanceof AppError) || !event.reason.code.startsWith("persist.")) return;
    event.preventDefault();
    report(event.reason);
  });
  const keeping: Keeping = new Keeping({
    ...{fileStore, storage, snapshots},
    restore: (files, snapshot) => core.restore(files, snapshot),
    opening: async () => {
      await ready;
      sealPage();
    },
    onlost: (name) => library.notify("persist.lost", {name})
  });
  await library.recover().catch(report);
  void library.store.purge(Date.now() - binDays * 86_400_000).catch(() => {});
  await openLast(document, library, settings);
  isReopening = false;
  snapshots.watch();
  // files dropped meanwhile are read after the stored ones, which they may replace
  let restoring: Promise<unknown> = Promise.resolve();

  return {
    sessions,
    async add(files, since) {
      const {notebooks, workspaces, exports} = sort(files);
      if (workspaces[0]) storage.offered = workspaces[0];
      for (const file of notebooks) await document.receive(file, "file");
      if (exports.length === 0) return;
      await ready;
      sealPage();
      await restoring;
      await core.add(exports, since);
    },
    async followLink() {
      try {
        const text = await decodeLink(readFragment());
        if (text === null) return;
        clearFragment();
        await document.receive(text, "link");
      } catch (error) {
        clearFragment();
        document.refuse(error);
      }
    },
    restore() {
      const reading = keeping.read().catch((error: unknown) => {
        report(error);
        return false;
      });
      restoring = reading;
      return reading;
    }
  };
}

/** Holds notices until there is a listener. */
class EarlyNotices<Notice> {
  #early: Notice[] = [];
  #listener: ((notice: Notice) => void) | null = null;

  push(notice: Notice): void {
    if (this.#listener) this.#listener(notice);
    else this.#early.push(notice);
  }

  listen(listener: (notice: Notice) => void): void {
    this.#listener = listener;
    for (const notice of this.#early) listener(notice);
    this.#early = [];
  }
}

async function openLast(document: DocumentSession, library: LibrarySession, settings: Settings): Promise<void> {
  const last = settings.read("notebook");
  const entry = library.own.find(({id}) => id === last);
  // reading a notebook takes as long as all that was done before
  await nextTask();
  try {
    if (entry) return await document.openKept(entry);
  } catch {
    // it cannot be read: the library lists it, and its bytes can be downloaded
  }
  await document.openShipped(last ?? "checkup");
  if (document.openings === 0) await document.openShipped("checkup");
}

function sort(files: readonly File[]): {notebooks: File[]; workspaces: File[]; exports: File[]} {
  const isNotebook = ({name}: File) => /\.(md|markdown)$/i.test(name);
  const isWorkspace = ({name}: File) => /\.huitou$/i.test(name);
  return {
    notebooks: files.filter(isNotebook),
    workspaces: files.filter(isWorkspace),
    exports: files.filter((file) => !isNotebook(file) && !isWorkspace(file))
  };
}
