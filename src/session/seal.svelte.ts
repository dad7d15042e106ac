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

/** Whether the page is sealed (cannot reach the network), and how many requests it has tried since. */
export class Seal {
  isSealed: boolean = $state(false);
  /** number of requests since it was sealed, all of them blocked */
  requestsSince: number = $state(0);

  readonly #document: Document;

  constructor(document: Document) {
    this.#document = document;
  }

  /** Seals the page until it is reloaded. */
  close(): void {
    if (this.isSealed) return;
    const meta = this.#document.createElement("meta");
    meta.httpEquiv = "Content-Security-Policy";
    meta.content = sealedPolicy;
    this.#document.head.append(meta);
    const {defaultView} = this.#document;
    for (const name of uncovered) if (defaultView) Reflect.deleteProperty(defaultView, name);
    this.isSealed = true;
    this.#watch();
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
