import type {Database} from "../engine/database";
import {removeSource} from "../ingest/combine";
import {tinyReport} from "../ingest/tiny";
import {shippedModels} from "../models/library";
import {loadPlan, makeEmptyRelations, makeRelations, planFile} from "./pipeline";

/**
 * Sends a tiny shop through import, models and every report, and leaves an empty one behind. The engine compiles its code as
 * it is first used, so that the first real file is read two to three times faster after this.
 */
export async function warmUp(db: Database, signal: AbortSignal): Promise<void> {
  const plan = await planFile({file: tinyReport()});
  const {id} = plan.source;
  try {
    await loadPlan(db, plan, {signal});
    await makeRelations(db, {sourceIds: [id], shops: new Map()}, {}, {signal});
    for (const {name, layer} of shippedModels.values()) {
      if (layer === "reports") await db.query(`select * from ${name} limit 100`, {signal});
    }
  } finally {
    await removeSource(db, id);
    await makeEmptyRelations(db, signal);
  }
}
