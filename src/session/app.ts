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
import {Vault} from "../persist/vault";
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
import {StorageSession} from "./storage.svelte";

/** Everything that reads and shows a shop, without what it looks like. */
export interface App {
  sessions: Sessions;
  /** reads whatever was dropped: exports once the page is sealed, notebooks unrun, workspaces after a look */
  add: (files: readonly File[], since?: number) => Promise<void>;
  /** takes in the notebook that the address carries, if it does */
  followLink: () => Promise<void>;
  /** reads the files of an earlier visit again; false when there are none */
  restore: () => Promise<boolean>;
}

/** What opening the app needs. */
export interface AppOptions {
  db: Database;
  preferences: Preferences;
  navigation: Navigation;
  seal: Seal;
  settings: Settings;
  /** resolves when all that the page will ever fetch is here */
  ready: Promise<void>;
  /** cuts the page off from the network */
  sealPage: () => void;
  appVersion: string;
}

/** What was thrown away can be taken back for so many days. */
const binDays = 30;

/** What happens to the database, in the sentences of it that concern a person. */
const notices: Partial<Record<DatabaseNotice, string>> = {
  blocked: "persist.blocked",
  newer: "persist.outdated",
  superseded: "persist.outdated",
  refused: "persist.memory_only"
};

/** Connects shop, notebook and what is kept in this browser; what is dropped is read from now on. */
export async function openApp(options: AppOptions): Promise<App> {
  const early = new EarlyNotices<DatabaseNotice>();
  const {db, settings, preferences, navigation, seal, ready, sealPage, appVersion} = options;
  const kept = (await openHuitouDatabase({onNotice: (notice) => early.push(notice)})) ?? memoryDatabase();
  const vault = await Vault.open(kept);
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
  const rooms = {db: kept, vault, library, settings, mappings, joining, shop: core, readFiles, appVersion};
  const storage: StorageSession = new StorageSession(rooms);
  const offline = new OfflineSession(new OfflineCopy());
  const sessions: Sessions = {shop, notebook, document, library, storage, offline, navigation, preferences, seal};

  early.listen((notice) => {
    const code = notices[notice];
    if (code) library.tell(code);
  });
  // what nobody waits for must not fail in silence
  const tell = (error: unknown) => {
    const {code, details} = asPersistError(error);
    library.tell(code, details);
  };
  addEventListener("unhandledrejection", (event) => {
    if (!(event.reason instanceof AppError) || !event.reason.code.startsWith("persist.")) return;
    event.preventDefault();
    tell(event.reason);
  });
  const keeping: Keeping = new Keeping({
    ...{vault, storage},
    restore: (files) => core.restore(files),
    opening: async () => {
      await ready;
      sealPage();
    },
    onlost: (name) => library.tell("persist.lost", {name})
  });
  await library.recover().catch(tell);
  void library.shelf.purge(Date.now() - binDays * 86_400_000).catch(() => {});
  await openLast(document, library, settings);
  isReopening = false;
  // what is dropped meanwhile is read after what was kept: it may replace a file that is just being read
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
        tell(error);
        return false;
      });
      restoring = reading;
      return reading;
    }
  };
}

/** Notices that come before anybody listens are handed over once somebody does. */
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
  try {
    if (entry) return await document.openKept(entry);
  } catch {
    // it cannot be read any more: the library shows it, and its bytes can be taken out
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
