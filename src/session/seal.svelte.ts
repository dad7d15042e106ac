/** The policy added once everything is loaded: policies only add up, so from then on not even this host is reached. */
export const sealedPolicy = [
  "default-src 'none'",
  "script-src 'wasm-unsafe-eval' blob:",
  "worker-src blob:",
  "connect-src blob: data:",
  "img-src blob: data:",
  "style-src 'unsafe-inline'"
].join("; ");

/** Ways to other machines that no policy covers: WebRTC asks servers over UDP, and browsers do not know `webrtc 'block'`. */
const uncovered = ["RTCPeerConnection", "webkitRTCPeerConnection"];

/** Whether the page has cut itself off from the network, and what it has asked for since. */
export class Seal {
  isSealed: boolean = $state(false);
  /** requests the page made to any server since it was sealed; the browser refuses them all */
  requestsSince: number = $state(0);

  readonly #document: Document;

  constructor(document: Document) {
    this.#document = document;
  }

  /** Cuts the page off for good; only a reload opens it again. */
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
