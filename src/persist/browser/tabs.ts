/** Messages between the pages of one browser that show this application; where it has none, nobody hears them. */
export interface Channel {
  post(message: unknown): void;
  /** Returns what stops the listening. */
  listen(hear: (message: unknown) => void): () => void;
  close(): void;
}

/** Joins the pages that speak under a name. */
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

/** One that is closed already, or a message that cannot be sent, is no reason to stop. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // nobody hears it
  }
}

/** The part of the browser's locks that is needed here. */
export type Locks = Pick<LockManager, "request" | "query">;

const tabPrefix = "huitou.tab.";

/** The pages of this browser that show this application, told by the lock that each holds as long as it lives. */
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

  /** The other pages that are open; none where the browser cannot tell. */
  async others(): Promise<string[]> {
    try {
      const {held = []} = (await this.#locks?.query()) ?? {};
      const names = held.flatMap(({name}) => (name?.startsWith(tabPrefix) ? [name.slice(tabPrefix.length)] : []));
      return names.filter((name) => name !== this.id);
    } catch {
      return [];
    }
  }

  /** Says something to the other pages. */
  announce(message: unknown): void {
    this.#channel.post(message);
  }

  /** Hears what other pages announce. Returns what stops the listening. */
  listen(hear: (message: unknown) => void): () => void {
    return this.#channel.listen(hear);
  }

  /** Does work that one page at a time may do; without locks, one after another in this page. */
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
