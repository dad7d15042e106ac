/** One state of a document that can be returned to. */
export interface Step {
  text: string;
  /** which cell was being worked on, so that undo shows what it undoes */
  key: string | null;
}

/** Steps that are kept at most, and characters in all of them together. */
const capacity = {steps: 500, characters: 20_000_000};

/** Keys pressed in one cell within so many milliseconds of each other are one step. */
const pause = 1000;

/** What was and what was taken back; a value, never mutated. */
export interface History {
  readonly past: readonly Step[];
  readonly future: readonly Step[];
  /** the typing that the newest step belongs to */
  readonly typing: {key: string; at: number} | null;
}

export const emptyHistory: History = {past: [], future: [], typing: null};

/** Keeps what was before a change. Typing goes on in the same step while it pauses for less than a second. */
export function remember(history: History, before: Step, typing: {key: string; at: number} | null): History {
  const goesOn =
    typing !== null &&
    history.typing?.key === typing.key &&
    typing.at - history.typing.at < pause &&
    history.past.length > 0;
  return {past: goesOn ? history.past : trim([...history.past, before]), future: [], typing};
}

/** One step back: the state to show, and the history after it; null when there is none. */
export function back(history: History, now: Step): {step: Step; history: History} | null {
  const step = history.past.at(-1);
  if (!step) return null;
  return {
    step,
    history: {past: history.past.slice(0, -1), future: [...history.future, {...now, key: step.key}], typing: null}
  };
}

/** One step forth again; null when nothing was taken back. */
export function forth(history: History, now: Step): {step: Step; history: History} | null {
  const step = history.future.at(-1);
  if (!step) return null;
  return {
    step,
    history: {past: [...history.past, {...now, key: step.key}], future: history.future.slice(0, -1), typing: null}
  };
}

function trim(steps: readonly Step[]): readonly Step[] {
  let characters = 0;
  let first = steps.length;
  while (first > 0 && steps.length - first < capacity.steps) {
    characters += steps[first - 1]!.text.length;
    if (characters > capacity.characters) break;
    first -= 1;
  }
  return steps.slice(Math.min(first, steps.length - 1));
}
