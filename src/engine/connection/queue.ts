/**
 * A queue of calls. A call begins when all before it have settled; a short call begins as soon as the long ones before
 * it have settled, so that short calls are sent one behind the other without waiting for answers. The receiver must
 * process them in order.
 */
export class CallQueue {
  /** settles when every call so far has */
  #all: Promise<unknown> = Promise.resolve();
  /** settles when the last long call, and all before it, have */
  #long: Promise<unknown> = Promise.resolve();

  /** Queues a call; its failure rejects only its own promise. */
  add<T>(call: () => Promise<T>, {isShort = false}: {isShort?: boolean} = {}): Promise<T> {
    const result = (isShort ? this.#long : this.#all).then(call);
    const settled = result.catch(() => undefined);
    this.#all = Promise.all([this.#all, settled]);
    if (!isShort) this.#long = this.#all;
    return result;
  }
}
