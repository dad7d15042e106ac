import {within} from "./failure";

/** How long the browser may take to answer, in milliseconds: the page must not wait for its copy. */
const patience = 5000;

/** Keeps the page's own files in this browser, so that it opens without a network, and follows newer versions of it. */
export class OfflineCopy {
  /** called when a newer version is here and waits */
  onupdate: () => void = () => undefined;
  /** called once the page can open without a network */
  onready: () => void = () => undefined;

  #registration: ServiceWorkerRegistration | null | undefined = null;

  /** Asks the browser to keep the page; false where it cannot, or will not. */
  async keep(container: ServiceWorkerContainer | undefined = globalThis.navigator?.serviceWorker): Promise<boolean> {
    if (!container) return false;
    try {
      this.#registration = await within(patience, container.register(scriptUrl("./sw.js")));
    } catch {
      // a private window, a page opened from the disk, or a host without the file: it works all the same, with a network
      return false;
    }
    // a browser that is told to keep no workers may answer with nothing
    if (!this.#registration) return false;
    this.#follow(this.#registration, container);
    void container.ready.then(() => this.onready());
    return true;
  }

  /** Lets the newer version take over; the page is then to be loaded anew. */
  async update(container: ServiceWorkerContainer = navigator.serviceWorker): Promise<void> {
    const waiting = this.#registration?.waiting;
    if (!waiting) return;
    const taken = new Promise<void>((resolve) =>
      container.addEventListener("controllerchange", () => resolve(), {once: true})
    );
    waiting.postMessage("take-over");
    // for one that is stuck nobody waits: the page is loaded anew with what there is
    await within(patience, taken).catch(() => {});
  }

  #follow(registration: ServiceWorkerRegistration, container: ServiceWorkerContainer): void {
    const tell = () => {
      // the very first version takes its place without anyone having to agree
      if (registration.waiting && container.controller) this.onupdate();
    };
    tell();
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", tell);
    });
  }
}

interface PolicyFactory {
  createPolicy(name: string, rules: {createScriptURL(url: string): string}): {createScriptURL(url: string): string};
}

/** The one script that may become a service worker, under browsers that ask for such a promise. */
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
