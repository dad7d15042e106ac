/** Maximum time to follow layout changes above the element, in milliseconds. */
const patience = 2000;

let letGo: () => void = () => undefined;

/**
 * Scrolls an element to the top of the screen and keeps it there while content above it is still being laid out: until
 * the user scrolls or presses something, another element is brought into view, or two seconds have passed.
 */
export function bringIntoView(element: HTMLElement): void {
  letGo();
  const come = () => element.scrollIntoView({block: "start"});
  const holding = new AbortController();
  const observer = new ResizeObserver(come);
  const timer = setTimeout(() => letGo(), patience);
  letGo = () => {
    holding.abort();
    observer.disconnect();
    clearTimeout(timer);
  };
  for (const type of ["wheel", "touchstart", "pointerdown", "keydown"])
    addEventListener(type, letGo, {passive: true, signal: holding.signal});
  come();
  if (element.parentElement) observer.observe(element.parentElement);
}
