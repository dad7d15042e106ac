import {pageClock, type Clock} from "../../base/clock";
import {snapshotKey, type SnapshotStore} from "../../persist/snapshots";
import type {FileStore, KeptFile} from "../../persist/file-store";
import type {Shop} from "../../shop/shop";
import {readContent, type ShopSnapshot} from "../../shop/snapshot";
import type {StorageSession} from "../storage.svelte";

/** Options of `Snapshots`. */
export interface SnapshotsOptions {
  shop: Pick<Shop, "state" | "files" | "save" | "subscribe" | "isAsSaved">;
  store: SnapshotStore;
  fileStore: Pick<FileStore, "list">;
  storage: Pick<StorageSession, "keepsFiles">;
  /** names the build of this page: its code, and how its tables are made */
  build: string;
  /** where a person's touches are heard */
  page?: EventTarget;
  clock?: Clock;
}

/** How long nobody may have touched the page, and nothing may have changed, before a snapshot is written; milliseconds. */
const quietMs = 1000;

/** What a person does that the engine should be free for. */
const touches = ["pointerdown", "keydown", "wheel", "dragenter"];

/**
 * Writes a snapshot of the kept files whenever the shop has changed and the page has been quiet since, and reads it when
 * they are opened again.
 *
 * `watch` begins it, once. Whatever a person does ends the writing, which begins anew later; each state of the shop is tried
 * once. `renew` is called when files were kept, since only what is kept has a snapshot.
 */
export class Snapshots {
  readonly #options: SnapshotsOptions;
  readonly #clock: Clock;
  #stopWaiting: (() => void) | null = null;
  #writing: AbortController | null = null;
  /** version of the shop for which there is nothing left to do */
  #settled = 0;

  constructor(options: SnapshotsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? pageClock;
  }

  /** Writes snapshots from now on. */
  watch(): void {
    const {shop, page = globalThis.window} = this.#options;
    shop.subscribe(() => this.#follow());
    for (const touch of touches) page.addEventListener(touch, () => this.#postpone(), {capture: true, passive: true});
  }

  /** The files that are kept have changed. */
  renew(): void {
    this.#settled = 0;
    this.#postpone();
  }

  /** The snapshot of these files; null when there is none that fits. */
  async read(files: readonly KeptFile[]): Promise<ShopSnapshot | null> {
    const {store, build} = this.#options;
    const found = await store.read(snapshotKey(build, files));
    const content = readContent(found?.content);
    return found && content ? {bytes: found.bytes, content} : null;
  }

  /** Deletes the snapshot. */
  discard(): Promise<void> {
    return this.#options.store.discard();
  }

  #follow(): void {
    const {isBusy} = this.#options.shop.state;
    if (isBusy) this.#stop();
    else if (!this.#stopWaiting && !this.#writing) this.#wait();
  }

  #postpone(): void {
    this.#stop();
    this.#follow();
  }

  #wait(): void {
    if (this.#options.shop.state.version === this.#settled) return;
    this.#stopWaiting = this.#clock.after(quietMs, () => {
      this.#stopWaiting = null;
      void this.#write();
    });
  }

  #stop(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = null;
    this.#writing?.abort();
    this.#writing = null;
  }

  async #write(): Promise<void> {
    const {version} = this.#options.shop.state;
    const writing = new AbortController();
    this.#writing = writing;
    // what fails is no loss: the files are there
    await this.#replace(writing.signal).catch(() => undefined);
    if (this.#writing !== writing) return;
    this.#writing = null;
    this.#settled = version;
    this.#follow();
  }

  /** Puts a snapshot of the shop as it stands in place of the one there is, or deletes that where there is nothing to keep. */
  async #replace(signal: AbortSignal): Promise<void> {
    const {shop, store, build} = this.#options;
    if (shop.isAsSaved) return;
    const files = await this.#keptFiles();
    const snapshot = files && (await shop.save(signal));
    if (signal.aborted) return;
    if (!files || !snapshot) await store.discard();
    else await store.write(snapshotKey(build, files), files, snapshot, signal);
  }

  /** The kept files; null unless they are the shop's. */
  async #keptFiles(): Promise<readonly KeptFile[] | null> {
    const {shop, fileStore, storage} = this.#options;
    if (!storage.keepsFiles) return null;
    const kept = (await fileStore.list()).filter(({meta}) => !isUndone(meta));
    const ids = new Set(shop.files.map(({plan}) => plan.source.id));
    const isSame = kept.length === ids.size && kept.every(({id, isDurable}) => isDurable && ids.has(id));
    return isSame ? kept : null;
  }
}

/** Whether a kept file was undone: the next visit does not open it. */
export function isUndone(meta: unknown): boolean {
  return (meta as {isUndone?: unknown} | null)?.isUndone === true;
}
