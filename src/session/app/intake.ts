import {clearFragment, decodeLink, readFragment} from "../../persist/link";
import type {Shop} from "../../shop/shop";
import type {DocumentSession} from "../editing/document.svelte";
import type {StorageSession} from "../storage.svelte";

/** What `Intake` needs of the app. */
export interface IntakeOptions {
  shop: Pick<Shop, "add">;
  document: Pick<DocumentSession, "receive" | "refuse">;
  storage: Pick<StorageSession, "offered">;
  /** reads the files kept from an earlier visit; false when there are none */
  readKept: () => Promise<boolean>;
  /** resolves when exports may be read: the engine is loaded and the page is sealed */
  ready: () => Promise<void>;
  /** called with errors of reading kept files */
  onError: (error: unknown) => void;
}

/** Options of `Intake.add`. */
export interface AddOptions {
  /** when the files were given, by the shop's clock; now where left out */
  since?: number;
  /** aborting it stops the wait for the engine, and the import */
  signal?: AbortSignal;
}

/** Takes in what a page is given: dropped files, a notebook in the URL, and the files kept from an earlier visit. */
export class Intake {
  readonly #options: IntakeOptions;
  #restoring: Promise<unknown> = Promise.resolve();

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /**
   * Opens backups for a preview and notebooks for review, and imports exports. Exports are imported after the kept files,
   * which they may replace.
   */
  async add(files: readonly File[], {since, signal}: AddOptions = {}): Promise<void> {
    const {shop, document, storage, ready} = this.#options;
    const {notebooks, workspaces, exports} = sortByKind(files);
    if (workspaces[0]) storage.offered = workspaces[0];
    for (const file of notebooks) await document.receive(file, "file");
    if (exports.length === 0) return;
    await ready();
    await this.#restoring;
    if (!signal?.aborted) await shop.add(exports, since, signal);
  }

  /** Opens the notebook in the URL, if there is one. */
  async followLink(): Promise<void> {
    const {document} = this.#options;
    try {
      const text = await decodeLink(readFragment());
      if (text === null) return;
      clearFragment();
      await document.receive(text, "link");
    } catch (error) {
      clearFragment();
      document.refuse(error);
    }
  }

  /** Restores the kept files; false when there are none, or they cannot be read. */
  restore(): Promise<boolean> {
    const {readKept, onError} = this.#options;
    const restoring = readKept().catch((error: unknown) => {
      onError(error);
      return false;
    });
    this.#restoring = restoring;
    return restoring;
  }
}

function sortByKind(files: readonly File[]): {notebooks: File[]; workspaces: File[]; exports: File[]} {
  const isNotebook = ({name}: File) => /\.(md|markdown)$/i.test(name);
  const isWorkspace = ({name}: File) => /\.huitou$/i.test(name);
  return {
    notebooks: files.filter(isNotebook),
    workspaces: files.filter(isWorkspace),
    exports: files.filter((file) => !isNotebook(file) && !isWorkspace(file))
  };
}
