import type {Database} from "../../src/engine/database";
import type {Mapping} from "../../src/ingest/plan";
import {JoiningMemory} from "../../src/persist/joining";
import {MappingMemory} from "../../src/persist/mappings";
import {memoryStore} from "../../src/persist/browser/store";
import {Shop, type ShopOptions} from "../../src/shop/shop";

/** A shop that remembers nothing beyond the test. */
export function makeShop(db: Database, options: Partial<ShopOptions> = {}): Shop {
  const mappings = new MappingMemory<Mapping>(memoryStore());
  return new Shop(db, {mappings, joining: new JoiningMemory(memoryStore()), ...options});
}
