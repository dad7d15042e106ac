import {noOwnFacts, readOwnFacts, type OwnFacts} from "../shop/own-facts";
import type {HuitouDatabase} from "./database";
import {asPersistError} from "./failure";

/** Where facts are kept. Rejects with the codes of `persist.`. */
export class OwnFactStore {
  readonly #db: HuitouDatabase;

  constructor(db: HuitouDatabase) {
    this.#db = db;
  }

  /** The stored facts; `noOwnFacts` when there are none, or none that can be read. */
  async read(): Promise<OwnFacts> {
    const value = await this.#db.read(["meta"], (store) => store.get("meta", "own_facts")).catch(rethrow);
    return readOwnFacts(value) ?? noOwnFacts;
  }

  /** Replaces the stored facts. */
  async write(facts: OwnFacts): Promise<void> {
    await this.#db.write(["meta"], (store) => store.put("meta", "own_facts", facts)).catch(rethrow);
  }
}

function rethrow(error: unknown): never {
  throw asPersistError(error);
}
