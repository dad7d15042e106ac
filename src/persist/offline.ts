import {within} from "./failure";

/** Time limit for the browser's answer, in milliseconds. */
const timeoutMs = 5000;

/** The service worker that keeps the page's own files for offline use, and its updates. */
export class OfflineCopy {
  /** called when a newer version is installed and waiting */
  onupdate: () => void = () => undefined;
  /** called once the page can open offline */
  onready: () => void = () => undefined;

  #registration: ServiceWorkerRegistration | null | undefined = null;

  /** Registers the service worker; false where the browser cannot or refuses. */
  async keep(container: ServiceWorkerContainer | undefined = globalThis.navigator?.serviceWorker): Promise<boolean> {
    if (!container) return false;
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
