/** The second content policy: policies only add restrictions, so after it not even this host can be reached. */
export const sealedPolicy = [
  "default-src 'none'",
  "script-src 'wasm-unsafe-eval' blob:",
  "worker-src blob:",
  "connect-src blob: data:",
  "img-src blob: data:",
  "style-src 'unsafe-inline'"
].join("; ");

/**
 * Connections that no content policy covers: WebRTC contacts servers over UDP, and browsers do not support `webrtc
 * 'block'`.
 */
const uncovered = ["RTCPeerConnection", "webkitRTCPeerConnection"];

/**
 * Whether the page is cut off from the network, and how many requests it has tried since. It is made with the page; `close` is
 * called when everything is fetched, `confirm` when the browser asks the host for nothing more on the page's behalf. Both last
 * until the page is reloaded.
 */
export class Seal {
  /** whether the page is closed and nothing else asks the host for anything */
  isSealed: boolean = $state(false);
  /** number of requests since it was closed, all of them blocked */
  requestsSince: number = $state(0);

  readonly #document: Document;
  #isClosed = false;

  constructor(document: Document) {
    this.#document = document;
  }

  /** Forbids the page, and the workers that it starts from now on, to reach the network. */
  close(): void {
    if (this.#isClosed) return;
    const meta = this.#document.createElement("meta");
    meta.httpEquiv = "Content-Security-Policy";
    meta.content = sealedPolicy;
    this.#document.head.append(meta);
    const {defaultView} = this.#document;
    for (const name of uncovered) if (defaultView) Reflect.deleteProperty(defaultView, name);
    this.#isClosed = true;
    this.#watch();
  }

  /** Says that the closed page is sealed. */
  confirm(): void {
    this.isSealed = this.#isClosed;
  }

  #watch(): void {
    const count = (url: string) => {
      if (!/^(blob|data):/.test(url)) this.requestsSince += 1;
    };
    this.#document.addEventListener("securitypolicyviolation", (event) => count(event.blockedURI));
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) count(entry.name);
    }).observe({type: "resource"});
  }
}
