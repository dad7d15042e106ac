/** Messages between this browser's pages; without BroadcastChannel, they are dropped. */
export interface Channel {
  post(message: unknown): void;
  /** Returns the function that unsubscribes. */
  listen(hear: (message: unknown) => void): () => void;
  close(): void;
}

/** Opens the channel with a name. */
export function openChannel(name: string): Channel {
  const channel = makeChannel(name);
  return {
    post: (message) => quietly(() => channel?.postMessage(message)),
    listen: (hear) => {
      const handle = ({data}: MessageEvent<unknown>) => hear(data);
      channel?.addEventListener("message", handle);
      return () => channel?.removeEventListener("message", handle);
    },
    close: () => channel?.close()
  };
}

function makeChannel(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}

/** Ignores errors of a closed channel, or of a message that cannot be sent. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // dropped
  }
}

/** The part of the Web Locks API that is used here. */
export type Locks = Pick<LockManager, "request" | "query">;

const tabPrefix = "huitou.tab.";

/** The open pages of this application in this browser, each of which holds a lock as long as it lives. */
export class Tabs {
  readonly id: string = crypto.randomUUID();
  readonly #locks: Locks | null;
  readonly #channel: Channel;
  #leave: () => void = () => {};
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor({
    locks = browserLocks(),
    channel = openChannel("huitou.tabs")
  }: {locks?: Locks | null; channel?: Channel} = {}) {
    this.#locks = locks;
    this.#channel = channel;
    const alive = new Promise<void>((resolve) => (this.#leave = resolve));
    this.#locks?.request(tabPrefix + this.id, () => alive).catch(() => {});
  }

  /** Ids of the other open pages; empty where the browser has no locks. */
  async others(): Promise<string[]> {
    try {
      const {held = []} = (await this.#locks?.query()) ?? {};
      const names = held.flatMap(({name}) => (name?.startsWith(tabPrefix) ? [name.slice(tabPrefix.length)] : []));
      return names.filter((name) => name !== this.id);
    } catch {
      return [];
    }
  }

  /** Sends a message to the other pages. */
  announce(message: unknown): void {
    this.#channel.post(message);
  }

  /** Receives other pages' messages. Returns the function that unsubscribes. */
  listen(hear: (message: unknown) => void): () => void {
    return this.#channel.listen(hear);
  }

  /** Runs work that only one page at a time may do; without locks, one at a time within this page. */
  async withLock<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    let isBegun = false;
    const begin = () => {
      isBegun = true;
      return work();
    };
    if (!this.#locks) return this.#inTurn(name, work);
    try {
      return (await this.#locks.request(`huitou.${name}`, begin)) as Result;
    } catch (error) {
      if (isBegun) throw error;
      return this.#inTurn(name, work);
    }
  }

  #inTurn<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const turn = (this.#turns.get(name) ?? Promise.resolve()).then(work);
    this.#turns.set(
      name,
      turn.catch(() => {})
    );
    return turn;
  }

  close(): void {
    this.#leave();
    this.#channel.close();
  }
}

function browserLocks(): Locks | null {
  try {
    return globalThis.navigator?.locks ?? null;
  } catch {
    return null;
  }
}
