import {pageClock, type Clock} from "../base/clock";
import type {Inputs} from "./scheduler";

/** Changes of one input that follow each other within so many milliseconds are one drag. */
const dragMs = 1000;
/** So many steps can be taken back. */
const capacity = 100;

/** What inputs were before each change, so that it can be taken back; a drag is one step. */
export class InputHistory {
  readonly #clock: Clock;
  #past: readonly Inputs[] = [];
  #last: {name: string; at: number} | null = null;

  constructor(clock: Clock = pageClock) {
    this.#clock = clock;
  }

  /** Whether there is a step to take back. */
  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  /** Keeps what all inputs were before one of them changes; true when this is one more step of the same drag. */
  remember(name: string, before: Inputs): boolean {
    const now = this.#clock.now();
    const isSameDrag = this.#last?.name === name && now - this.#last.at < dragMs;
    this.#last = {name, at: now};
    if (!isSameDrag) this.#past = [...this.#past.slice(1 - capacity), before];
    return isSameDrag;
  }

  /** Ends a drag: the next change is a step of its own. */
  endDrag(): void {
    this.#last = null;
  }

  /** What inputs were before the last step, which is forgotten; null where there is none. */
  undo(): Inputs | null {
    const before = this.#past.at(-1) ?? null;
    this.#past = this.#past.slice(0, -1);
    this.endDrag();
    return before;
  }

  /** Forgets every step, as for another notebook. */
  clear(): void {
    this.#past = [];
  }
}
