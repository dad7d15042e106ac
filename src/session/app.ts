import {nextTask} from "../base/clock";
import {AppError} from "../base/errors";
import type {Database} from "../engine/database";
import type {Mapping} from "../ingest/plan";
import {openHuitouDatabase, type DatabaseNotice, type HuitouDatabase} from "../persist/database";
import {asPersistError} from "../persist/failure";
import {memoryDatabase} from "../persist/fallback";
import {JoiningMemory} from "../persist/joining";
import {NotebookLibrary} from "../persist/library";
import {MappingMemory} from "../persist/mappings";
import {OwnFactStore} from "../persist/own-facts";
import type {Settings} from "../persist/settings";
import {Trust} from "../persist/trust";
import {SnapshotStore} from "../persist/snapshots";
import {FileStore} from "../persist/file-store";
import {Shop} from "../shop/shop";
import type {Sessions} from "./context";
import {DocumentSession} from "./editing/document.svelte";
import {Intake, type AddOptions} from "./app/intake";
import {keptInputs} from "./app/kept-inputs";
import {Keeping} from "./app/keeping";
import {LibrarySession} from "./library.svelte";
import type {Navigation} from "./navigation.svelte";
import {NotebookSession} from "./notebook.svelte";
import type {OfflineSession} from "./offline.svelte";
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
  add: (files: readonly File[], options?: AddOptions) => Promise<void>;
  /** opens the notebook in the URL, if there is one */
  followLink: () => Promise<void>;
  /** restores the files of an earlier visit, and warms the engine up when there are none; false when there are none */
  restore: () => Promise<boolean>;
}

/** Options of `openApp`. */
export interface AppOptions {
  db: Database;
  preferences: Preferences;
  navigation: Navigation;
  seal: Seal;
  settings: Settings;
  offline: OfflineSession;
  /** resolves when kept files may be read: the page is closed to the network, and the engine has started */
  ready: Promise<void>;
  /** resolves when files from outside may be read: the page says that it is sealed */
  sealed: Promise<void>;
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
  const {settings} = options;
  const early = new EarlyNotices<DatabaseNotice>();
  const stores = await openStores((notice) => early.push(notice));
  const {sessions, shop, keeping, snapshots, startRemembering} = connectSessions(options, stores);
  const {document, library, storage} = sessions;
  const report = reportFailures(library);
  early.listen((notice) => {
    const code = notices[notice];
    if (code) library.notify(code);
  });
  await library.recover().catch(report);
  void library.store.purge(Date.now() - binDays * 86_400_000).catch(() => {});
  await openLast(document, library, settings);
  startRemembering();
  snapshots.watch();
  const readKept = () => keeping.read();
  const ready = () => options.sealed;
  const intake = new Intake({shop, document, storage, readKept, ready, onError: report});
  return {
    sessions,
    add: (files, addOptions) => intake.add(files, addOptions),
    followLink: () => intake.followLink(),
    restore: () => {
      const reading = intake.restore();
      // reading files warms the engine up as well: a warm-up before them would only be cancelled
      void Promise.all([options.ready, reading]).then(() => shop.warmUp());
      return reading;
    }
  };
}

/** What this browser stores. */
interface Stores {
  db: HuitouDatabase;
  fileStore: FileStore;
  snapshots: SnapshotStore;
  mappings: MappingMemory<Mapping>;
  joining: JoiningMemory;
}

async function openStores(onNotice: (notice: DatabaseNotice) => void): Promise<Stores> {
  const db = (await openHuitouDatabase({onNotice})) ?? memoryDatabase();
  // one after the other: the first removes what a crash left only while nobody holds the lock that the second shares
  const fileStore = await FileStore.open(db);
  const snapshots = await SnapshotStore.open(db);
  return {db, fileStore, snapshots, mappings: new MappingMemory<Mapping>(), joining: new JoiningMemory()};
}

/** The connected sessions, and what `openApp` starts once they are. */
interface Connected {
  sessions: Sessions;
  shop: Shop;
  keeping: Keeping;
  snapshots: Snapshots;
  /** from this call on, the notebook that is open is remembered for the next visit */
  startRemembering: () => void;
}

function connectSessions(options: AppOptions, stores: Stores): Connected {
  const {settings, preferences, navigation, seal, offline, appVersion, build} = options;
  const {db, fileStore, mappings, joining} = stores;
  const core: Shop = new Shop(options.db, {
    ...{mappings, joining, facts: new OwnFactStore(db)},
    inputs: () => notebook.beginBuild(),
    onBuilt: () => results.show(),
    onLoaded: (files) => void keeping.keep(files),
    onUndone: (files) => void keeping.markUndone(files),
    onRemoved: (id) => void storage.removeFile(id)
  });
  const shop: ShopSession = new ShopSession(core);
  const notebook: NotebookSession = new NotebookSession(core.engine, shop, keptInputs(settings));
  const library = new LibrarySession(NotebookLibrary.open(db));
  let isRemembering = false;
  const rememberOpen = (name: string) => {
    if (isRemembering) settings.write("notebook", name);
  };
  const document = new DocumentSession(notebook, library, new Trust(db), rememberOpen);
  const results: Results = new Results({shop, notebook, document, navigation});
  const readFiles = (ids: ReadonlySet<string>) => keeping.read(ids);
  const storage: StorageSession = new StorageSession({
    ...stores,
    ...{library, settings, shop: core, readFiles, appVersion}
  });
  const snapshots = new Snapshots({shop: core, store: stores.snapshots, fileStore, storage, build});
  const keeping: Keeping = new Keeping({
    ...{fileStore, storage, snapshots},
    restore: (files, snapshot) => core.restore(files, snapshot),
    opening: () => options.ready,
    onlost: (name) => library.notify("persist.lost", {name})
  });
  const sessions: Sessions = {shop, notebook, document, library, storage, offline, navigation, preferences, seal};
  return {sessions, shop: core, keeping, snapshots, startRemembering: () => (isRemembering = true)};
}

/** Shows failures of the stores that nothing awaits as notices; returns what shows one. */
function reportFailures(library: LibrarySession): (error: unknown) => void {
  const report = (error: unknown) => {
    const {code, details} = asPersistError(error);
    library.notify(code, details);
  };
  addEventListener("unhandledrejection", (event) => {
    if (!(event.reason instanceof AppError) || !event.reason.code.startsWith("persist.")) return;
    event.preventDefault();
    report(event.reason);
  });
  return report;
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
