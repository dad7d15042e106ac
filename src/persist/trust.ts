import type {HuitouDatabase} from "./database";
import {memoryDatabase} from "./fallback";

/** The accepted notebooks of other people, by the hash of their exact text. */
export class Trust {
  readonly #db: HuitouDatabase;
  /** accepted while the page is open; the only list when nothing can be stored */
  readonly #accepted = new Set<string>();

  constructor(db: HuitouDatabase | null) {
    this.#db = db ?? memoryDatabase();
  }

  /** Whether this text was accepted; false when the browser cannot tell. */
  async isAccepted(hash: string): Promise<boolean> {
    if (this.#accepted.has(hash)) return true;
    try {
      return (await this.#db.read(["trust"], (store) => store.get("trust", hash))) !== undefined;
    } catch {
      return false;
    }
  }

  /** Accepts a text; false when that lasts only as long as the page is open. */
  async accept(hash: string): Promise<boolean> {
    this.#accepted.add(hash);
    try {
      await this.#db.write(["trust"], (store) => store.put("trust", hash, {acceptedAt: Date.now()}));
      return this.#db.isDurable;
    } catch {
      return false;
    }
  }

  /** Withdraws all agreements. Rejects when they could not be deleted. */
  async forget(): Promise<void> {
    this.#accepted.clear();
    await this.#db.write(["trust"], async (store) => {
      for (const hash of await store.keys("trust")) await store.delete("trust", hash);
    });
  }
}
