import type {Database} from "../../engine/database";
import {removeSource} from "../../ingest/combine";
import {tinyReport} from "../../ingest/tiny";
import {readCatalog} from "../../models/catalog";
import {shippedModels} from "../../models/library";
import {loadPlan, stageShop, noSources, planFile} from "../pipeline";

/**
 * Runs a tiny synthetic shop through import, models and every report, then builds an empty one. This compiles the
 * engine's code, so that the first real file is read two to three times faster.
 */
export async function warmUp(db: Database, signal: AbortSignal): Promise<void> {
  const plan = await planFile({file: tinyReport()});
  const {id} = plan.source;
  try {
    await loadPlan(db, plan, {signal});
    await stageShop(db, {sourceIds: [id], shops: new Map()});
    for (const {name, layer} of shippedModels.values()) {
      if (layer === "reports") await db.query(`select * from ${name} limit 100`, {signal});
    }
    // which columns a relation has does not depend on its rows
    await readCatalog(db);
  } finally {
    await removeSource(db, id);
    await stageShop(db, noSources);
  }
}
