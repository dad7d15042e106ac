/** Where time comes from; a test hands in its own. */
export interface Clock {
  /** milliseconds since some fixed moment */
  now(): number;
  /** calls back once after so many milliseconds; returns the way to stop that */
  after(milliseconds: number, call: () => void): () => void;
}

/** The time of the page. */
export const pageClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  }
};

/** Resolves in a task of its own, after what the page has to do meanwhile; for work that would hold the thread too long at once. */
export function nextTask(clock: Clock = pageClock): Promise<void> {
  return new Promise((resolve) => void clock.after(0, resolve));
}
