/** How long what is above an element may take to be made, in milliseconds. */
const patience = 2000;

let letGo: () => void = () => undefined;

/**
 * Brings an element to the top of the screen, and keeps it there while what is above it is still being made: until the person
 * does something, another element is brought, or two seconds have passed.
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
