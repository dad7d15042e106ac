import type {OfflineCopy} from "../../persist/offline";

/** Whether the page opens without a network, and whether a newer one waits. */
export class OfflineSession {
  isReady: boolean = $state(false);
  hasUpdate: boolean = $state(false);

  readonly #copy: OfflineCopy;

  constructor(copy: OfflineCopy) {
    this.#copy = copy;
    copy.onready = () => (this.isReady = true);
    copy.onupdate = () => (this.hasUpdate = true);
  }

  /** Begins to keep the page; resolves when the browser has agreed or refused, long before all is copied. */
  async keep(): Promise<void> {
    await this.#copy.keep();
  }

  /** Goes over to the newer page, unless what was written would be lost by that: `keep` tells; false when it stays. */
  async update(keep: () => Promise<boolean>): Promise<boolean> {
    if (!(await keep())) return false;
    await this.#copy.update();
    globalThis.location.reload();
    return true;
  }
}
