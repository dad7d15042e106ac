/** How long what is above an element may take to be made, in milliseconds. */
const holdMs = 4000;

let stopScrolling: () => void = () => undefined;

/**
 * Brings an element to the top of the screen, and keeps it there while what is above it is still being made: until the person
 * does something, another element is brought, or four seconds have passed.
 */
export function scrollToTop(element: Element): void {
  keepAtTop(element, begin());
}

/** The same for an element that may not have been made yet; when it is hidden, for the section that it stands in. */
export function scrollToTopOnceRendered(selector: string): void {
  const signal = begin();
  const observer = new MutationObserver(() => look());
  const look = () => {
    const found = document.querySelector(selector);
    if (!found) return;
    observer.disconnect();
    const isHidden = found.closest("[hidden]") !== null;
    keepAtTop((isHidden ? found.closest("section") : null) ?? found, signal);
  };
  signal.addEventListener("abort", () => observer.disconnect());
  observer.observe(document.body, {childList: true, subtree: true});
  look();
}

/** Ends what is being brought, and begins anew. */
function begin(): AbortSignal {
  stopScrolling();
  const holding = new AbortController();
  const timer = setTimeout(() => stopScrolling(), holdMs);
  stopScrolling = () => {
    holding.abort();
    clearTimeout(timer);
  };
  for (const type of ["wheel", "touchstart", "pointerdown", "keydown"])
    addEventListener(type, stopScrolling, {passive: true, signal: holding.signal});
  return holding.signal;
}

function keepAtTop(element: Element, signal: AbortSignal): void {
  const come = () => element.scrollIntoView({block: "start"});
  const observer = new ResizeObserver(come);
  signal.addEventListener("abort", () => observer.disconnect());
  come();
  // whatever grows above the element makes the page longer
  const page = element.closest("main") ?? element.parentElement;
  if (page) observer.observe(page);
}
