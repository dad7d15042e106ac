import {AppError} from "../../base/errors";

/**
 * Runs one task after another, each with a signal that `cancel` aborts while the task runs. Tasks that change the relations
 * are added with `addChange` or `holdReaders`; `whenReady` waits for them.
 */
export class WorkQueue {
  readonly #onEnd: () => void;
  #last: Promise<void> = Promise.resolve();
  #abort: AbortController | null = null;
  #changes: Promise<unknown> = Promise.resolve();

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

  /** Runs a task as `add` does; `whenReady` waits for it. */
  addChange(task: (signal: AbortSignal) => Promise<void>): Promise<void> {
    return this.holdReaders(this.add(task));
  }

  /** Makes `whenReady` wait for this work too. */
  holdReaders<T>(work: Promise<T>): Promise<T> {
    this.#changes = Promise.allSettled([this.#changes, work]);
    return work;
  }

  /** Resolves when all work that changes relations has ended. */
  async whenReady(): Promise<void> {
    for (let seen: unknown; seen !== this.#changes;) {
      seen = this.#changes;
      await seen;
    }
  }

  /** Aborts the task that runs, with the code `engine.cancelled`. */
  cancel(): void {
    this.#abort?.abort(new AppError("engine.cancelled"));
  }
}
