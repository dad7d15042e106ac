import {AppError} from "./base/errors";
import {installConsole} from "./engine/console";
import type {Database} from "./engine/database";
import type {Mapping} from "./ingest/plan";
import {openHuitouDatabase, type DatabaseNotice} from "./persist/database";
import {asPersistError} from "./persist/failure";
import {memoryDatabase} from "./persist/fallback";
import {JoiningMemory} from "./persist/joining";
import {NotebookLibrary} from "./persist/library";
import {clearFragment, decodeLink, readFragment} from "./persist/link";
import {MappingMemory} from "./persist/mappings";
import {OfflineCopy} from "./persist/offline";
import {OwnFactStore} from "./persist/own-facts";
import type {Settings} from "./persist/settings";
import {Trust} from "./persist/trust";
import {Vault} from "./persist/vault";
import type {Sessions} from "./session/context";
import {DataSession} from "./session/data.svelte";
import {DocumentSession} from "./session/document.svelte";
import {Keeping} from "./session/keeping";
import {LibrarySession} from "./session/library.svelte";
import {NotebookSession} from "./session/notebook.svelte";
import {OfflineSession} from "./session/offline.svelte";
import {OwnFactsSession} from "./session/own-facts.svelte";
import type {Preferences} from "./session/preferences.svelte";
import type {Seal} from "./session/seal.svelte";
import {StorageSession} from "./session/storage.svelte";
import "./charts/charts.css";
import Workspace from "./ui/panels/Workspace.svelte";

export {deferDatabase} from "./engine/deferred";

/** Everything that reads and shows a shop: made once, after the page can already take files. */
export interface Workbench {
  sessions: Sessions;
  /** reads whatever was dropped: exports once the page is sealed, notebooks unrun, workspaces after a look */
  add: (files: readonly File[]) => Promise<void>;
  /** takes in the notebook that the address carries, if it does */
  followLink: () => Promise<void>;
  /** reads the files of an earlier visit again; false when there are none */
  restore: () => Promise<boolean>;
  View: typeof Workspace;
}

/** What making a workbench needs. */
export interface WorkbenchOptions {
  db: Database;
  preferences: Preferences;
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

/** Puts the rooms together. */
export async function makeWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const told = new Told<DatabaseNotice>();
  const {db, settings, preferences, seal, ready, sealPage, appVersion} = options;
  const kept = (await openHuitouDatabase({onNotice: (notice) => told.push(notice)})) ?? memoryDatabase();
  const vault = await Vault.open(kept);
  const mappings = new MappingMemory<Mapping>();
  const joining = new JoiningMemory();
  const own = new OwnFactsSession(new OwnFactStore(kept));
  const data = new DataSession(db, mappings, undefined, joining, own, () => notebook.beginBuild());
  const notebook: NotebookSession = new NotebookSession(data.engine, data);
  const library = new LibrarySession(NotebookLibrary.open(kept));
  const document = new DocumentSession(notebook, library, new Trust(kept));
  const storage = new StorageSession({db: kept, vault, library, settings, mappings, joining, own, appVersion});
  storage.onfacts = () => data.followFacts();
  const offline = new OfflineSession(new OfflineCopy());
  const sessions: Sessions = {data, notebook, document, library, storage, offline, preferences, seal};
  installConsole(data.engine);

  told.listen((notice) => {
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
  await library.recover().catch(tell);
  void library.shelf.purge(Date.now() - binDays * 86_400_000).catch(() => {});
  await openLast(document, library, settings);
  document.onopen = (name) => settings.write("notebook", name);
  const keeping = new Keeping({
    ...{vault, data, storage},
    opening: async () => {
      await ready;
      sealPage();
    },
    onlost: (name) => library.tell("persist.lost", {name})
  });
  // what is dropped meanwhile is read after what was kept: it may replace a file that is just being read
  let restoring: Promise<unknown> = Promise.resolve();

  return {
    sessions,
    View: Workspace,
    async add(files) {
      const {notebooks, workspaces, exports} = sort(files);
      if (workspaces[0]) storage.offered = workspaces[0];
      for (const file of notebooks) await document.receive(file, "file");
      if (exports.length === 0) return;
      await ready;
      sealPage();
      await restoring;
      await data.add(exports);
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

/** What is said before anybody listens is heard once somebody does. */
class Told<Message> {
  #heard: Message[] = [];
  #listener: ((message: Message) => void) | null = null;

  push(message: Message): void {
    if (this.#listener) this.#listener(message);
    else this.#heard.push(message);
  }

  listen(listener: (message: Message) => void): void {
    this.#listener = listener;
    for (const message of this.#heard) listener(message);
    this.#heard = [];
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
