import {AppError} from "../../base/errors";

/**
 * Runs one task after another, each with a signal that `cancel` aborts while the task runs. Tasks that change the relations
 * are marked by `standWith`, so that others can wait until the relations stand again.
 */
export class WorkQueue {
  readonly #onEnd: () => void;
  #last: Promise<void> = Promise.resolve();
  #abort: AbortController | null = null;
  #standing: Promise<unknown> = Promise.resolve();

  /** `onEnd` is called after each task, whatever came of it. */
  constructor(onEnd: () => void = () => undefined) {
    this.#onEnd = onEnd;
  }

  /** Runs a task once those before it are over. Rejects as the task does. */
  add(task: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const run = async () => {
      this.#abort = new AbortController();
      try {
        await task(this.#abort.signal);
      } finally {
        this.#abort = null;
        this.#onEnd();
      }
    };
    this.#last = this.#last.then(run, run);
    return this.#last;
  }

  /** Runs a task as `add` does, and lets whoever waits in `standing` wait for it. */
  addChange(task: (signal: AbortSignal) => Promise<void>): Promise<void> {
    return this.standWith(this.add(task));
  }

  /** Lets whoever waits in `standing` wait for this work too. */
  standWith<T>(work: Promise<T>): Promise<T> {
    this.#standing = Promise.allSettled([this.#standing, work]);
    return work;
  }

  /** Resolves when all work is over that changes relations. */
  async standing(): Promise<void> {
    for (let seen: unknown; seen !== this.#standing;) {
      seen = this.#standing;
      await seen;
    }
  }

  /** Aborts the task that runs, with the code `engine.cancelled`. */
  cancel(): void {
    this.#abort?.abort(new AppError("engine.cancelled"));
  }
}
