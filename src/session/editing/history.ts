/** A state of a document to return to. */
export interface Step {
  text: string;
  /** key of the active cell, so that undo shows what it changes */
  key: string | null;
}

/** Maximum number of steps, and of characters in all of them. */
const capacity = {steps: 500, characters: 20_000_000};

/** Typing in one cell with pauses shorter than this is one step, in milliseconds. */
const pause = 1000;

/** Undo and redo stacks; immutable. */
export interface History {
  readonly past: readonly Step[];
  readonly future: readonly Step[];
  /** the typing that the latest step belongs to */
  readonly typing: {key: string; at: number} | null;
}

export const emptyHistory: History = {past: [], future: [], typing: null};

/** Adds the state before a change. Typing continues the same step while it pauses less than a second. */
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

/** One step forward; null when nothing was undone. */
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
