import {createContext} from "svelte";
import type {DocumentSession} from "./editing/document.svelte";
import type {LibrarySession} from "./library.svelte";
import type {NotebookSession} from "./notebook.svelte";
import type {OfflineSession} from "./offline.svelte";
import type {Preferences} from "./preferences.svelte";
import type {Navigation} from "./navigation.svelte";
import type {Seal} from "./seal.svelte";
import type {ShopSession} from "./app/shop.svelte";
import type {StorageSession} from "./storage.svelte";

/** The sessions of the page, created once by the composition root. */
export interface Sessions {
  shop: ShopSession;
  notebook: NotebookSession;
  document: DocumentSession;
  library: LibrarySession;
  storage: StorageSession;
  offline: OfflineSession;
  navigation: Navigation;
  preferences: Preferences;
  seal: Seal;
}

const [get, set] = createContext<Sessions>();

/** The page's sessions; only while a component initialises. */
export const getSessions = get;
/** Provides the sessions to all components below. */
export const setSessions = set;
