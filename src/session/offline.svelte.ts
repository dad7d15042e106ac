import type {OfflineCopy} from "../persist/offline";

/** Whether the page works offline, and whether an update is waiting. */
export class OfflineSession {
  isReady: boolean = $state(false);
  hasUpdate: boolean = $state(false);

  readonly #copy: OfflineCopy;

  constructor(copy: OfflineCopy) {
    this.#copy = copy;
    copy.onready = () => (this.isReady = true);
    copy.onupdate = () => (this.hasUpdate = true);
  }

  /** Registers the offline copy; resolves when the browser has accepted or refused, before the copy is complete. */
  async keep(): Promise<void> {
    await this.#copy.keep();
  }

  /** Resolves once the host is asked for nothing more on behalf of the copy. */
  async settled(): Promise<void> {
    await this.#copy.settled();
  }

  /** Activates the update unless unsaved text would be lost, which `keep` decides; false when it stays. */
  async update(keep: () => Promise<boolean>): Promise<boolean> {
    if (!(await keep())) return false;
    await this.#copy.update();
    globalThis.location.reload();
    return true;
  }
}
