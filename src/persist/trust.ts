import type {HuitouDatabase} from "./database";
import {memoryDatabase} from "./fallback";

/** The notebooks of others that a person agreed to run, each by the hash of exactly its text. */
export class Trust {
  readonly #db: HuitouDatabase;
  /** agreed to while the page is open; all there is when the browser keeps nothing */
  readonly #accepted = new Set<string>();

  constructor(db: HuitouDatabase | null) {
    this.#db = db ?? memoryDatabase();
  }

  /** Whether this text was agreed to; when the browser cannot say, it was not. */
  async isAccepted(hash: string): Promise<boolean> {
    if (this.#accepted.has(hash)) return true;
    try {
      return (await this.#db.read(["trust"], (store) => store.get("trust", hash))) !== undefined;
    } catch {
      return false;
    }
  }

  /** Agrees to a text; false when only for as long as the page is open. */
  async accept(hash: string): Promise<boolean> {
    this.#accepted.add(hash);
    try {
      await this.#db.write(["trust"], (store) => store.put("trust", hash, {acceptedAt: Date.now()}));
      return this.#db.isDurable;
    } catch {
      return false;
    }
  }

  /** Agrees to nothing any more. Rejects when the browser would remember it nevertheless. */
  async forget(): Promise<void> {
    this.#accepted.clear();
    await this.#db.write(["trust"], async (store) => {
      for (const hash of await store.keys("trust")) await store.delete("trust", hash);
    });
  }
}
