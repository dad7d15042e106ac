/**
 * Calls in order. A call begins when all before it have settled; a short one as soon as those that are not short have, so
 * that short ones are sent one behind the other, without waiting for answers. Whoever answers must take them in turn.
 */
export class CallQueue {
  /** settles when every call so far has */
  #all: Promise<unknown> = Promise.resolve();
  /** settles when the last call that is not short has, and all before it */
  #long: Promise<unknown> = Promise.resolve();

  /** Queues a call; its failure is told to whoever asked, and holds up nobody. */
  add<T>(call: () => Promise<T>, {isShort = false}: {isShort?: boolean} = {}): Promise<T> {
    const result = (isShort ? this.#long : this.#all).then(call);
    const settled = result.catch(() => undefined);
    this.#all = Promise.all([this.#all, settled]);
    if (!isShort) this.#long = this.#all;
    return result;
  }
}
