import type {Database} from "../../engine/database";
import {quoteLiteral} from "../../engine/sql";
import {tablesOf} from "./tables";

/** Makes `stg_rejects`: one row per row of a file that was not loaded, with its file and why. */
export async function rebuildRejected(
  db: Database,
  sourceIds: readonly string[],
  existing: ReadonlySet<string>
): Promise<void> {
  const pieces = sourceIds
    .map((id) => ({id, table: tablesOf(id).rejects}))
    .filter(({table}) => existing.has(table))
    .map(
      ({id, table}) => `select ${quoteLiteral(id)} as source_id, row_number::bigint as row_number, reason from ${table}`
    );
  const none = "select null::varchar as source_id, null::bigint as row_number, null::varchar as reason where false";
  await db.exec(`create or replace view stg_rejects as ${pieces.join("\nunion all\n") || none}`);
}
