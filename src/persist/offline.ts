import {within} from "./failure";

/** Time limit for the browser's answer, in milliseconds. */
const timeoutMs = 5000;

/**
 * Milliseconds after which the browser's own look for a newer service worker has surely begun. Chromium and Firefox look one
 * second after the last request of a page that was opened from the copy, and tell nobody; measured, on a busy machine, it
 * took up to 2.2 seconds.
 */
const lookBegunMs = 4000;

/** The service worker that keeps the page's own files for offline use, and its updates. */
export class OfflineCopy {
  /** called when a newer version is installed and waiting */
  onupdate: () => void = () => undefined;
  /** called once the page can open offline */
  onready: () => void = () => undefined;

  #registration: ServiceWorkerRegistration | null | undefined = null;
  /** whether this page was opened from the copy */
  #isFromCopy = false;

  /** Registers the service worker; false where the browser cannot or refuses. */
  async keep(container: ServiceWorkerContainer | undefined = globalThis.navigator?.serviceWorker): Promise<boolean> {
    if (!container) return false;
    this.#isFromCopy = container.controller !== null;
    try {
      this.#registration = await within(timeoutMs, container.register(scriptUrl("./sw.js")));
    } catch {
      // in a private window, from a local file, or without the file on the host, the page works online only
      return false;
    }
    // a browser that blocks service workers may resolve with nothing
    if (!this.#registration) return false;
    this.#follow(this.#registration, container);
    void container.ready.then(() => this.onready());
    return true;
  }

  /**
   * Resolves once neither the service worker nor the browser on its behalf asks the host for anything more: the copy is whole
   * or given up, and the look for a newer version is over. Call it after the page's last request.
   */
  async settled(): Promise<void> {
    const registration = this.#registration;
    if (!registration) return;
    if (this.#isFromCopy) {
      await new Promise((resolve) => setTimeout(resolve, lookBegunMs));
      // answered after the look that has begun, since looks are made one after the other
      await registration.update().catch(() => undefined);
    }
    await installed(registration.installing);
  }

  /** Activates the newer version; the caller then reloads the page. */
  async update(container: ServiceWorkerContainer = navigator.serviceWorker): Promise<void> {
    const waiting = this.#registration?.waiting;
    if (!waiting) return;
    const taken = new Promise<void>((resolve) =>
      container.addEventListener("controllerchange", () => resolve(), {once: true})
    );
    waiting.postMessage("take-over");
    // a worker that does not answer is not waited for: the page is reloaded in any case
    await within(timeoutMs, taken).catch(() => {});
  }

  #follow(registration: ServiceWorkerRegistration, container: ServiceWorkerContainer): void {
    const announceUpdate = () => {
      // the first version is activated without a question
      if (registration.waiting && container.controller) this.onupdate();
    };
    announceUpdate();
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", announceUpdate);
    });
  }
}

/** Resolves when a version is installed, or could not be. */
function installed(worker: ServiceWorker | null): Promise<void> {
  if (!worker) return Promise.resolve();
  return new Promise((resolve) => {
    const look = () => worker.state !== "installing" && resolve();
    worker.addEventListener("statechange", look);
    look();
  });
}

interface PolicyFactory {
  createPolicy(name: string, rules: {createScriptURL(url: string): string}): {createScriptURL(url: string): string};
}

/** The only script URL allowed as a service worker, as a Trusted Type where required. */
function scriptUrl(url: "./sw.js"): string {
  const {trustedTypes} = globalThis as {trustedTypes?: PolicyFactory};
  if (!trustedTypes) return url;
  const rules = {
    createScriptURL(asked: string) {
      if (asked !== url) throw new TypeError("only the page's own service worker");
      return asked;
    }
  };
  return trustedTypes.createPolicy("huitou-offline", rules).createScriptURL(url);
}
