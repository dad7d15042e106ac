import type {Database} from "../engine/database";
import {rebuildStaging, removeSource} from "../ingest/combine";
import {loadSource} from "../ingest/load";
import {proposeMapping} from "../ingest/mapping";
import {openSource} from "../ingest/read";
import {sniff} from "../ingest/sniff";
import {tinyReport} from "../ingest/tiny";
import {buildModels} from "../models/build";
import {shippedModels} from "../models/library";

/**
 * Sends a tiny shop through import, models and every report, and leaves an empty one behind. The engine compiles its code as
 * it is first used, so that the first real file is read two to three times faster after this.
 */
export async function warmUp(db: Database, signal: AbortSignal): Promise<void> {
  const plan = proposeMapping(sniff(await openSource(tinyReport())));
  try {
    await loadSource(db, plan, {signal});
    await rebuildStaging(db, [plan.source.id]);
    await buildModels(db, {signal, isChecked: false});
    for (const {name, layer} of shippedModels.values()) {
      if (layer === "reports") await db.query(`select * from ${name} limit 100`, {signal});
    }
  } finally {
    await removeSource(db, plan.source.id);
    await leaveEmpty(db, signal);
  }
}

/** Makes every relation over no orders at all; skipped when a real import, which makes them anyway, is waiting. */
export async function leaveEmpty(db: Database, signal?: AbortSignal): Promise<void> {
  await rebuildStaging(db, []);
  if (!signal?.aborted) await buildModels(db, {isChecked: false});
}
