import type {Database} from "../../engine/database";
import {quoteLiteral} from "../../engine/sql";
import type {Existing} from "./union-parts";
import {tablesOf} from "./tables";

/** Creates `stg_rejects`: one row per rejected row of any file, with its file and reason. */
export async function rebuildRejected(
  db: Database,
  sourceIds: readonly string[],
  {tables, holders}: Existing
): Promise<void> {
  const own = sourceIds
    .filter((id) => !holders.has(id))
    .map((id) => ({id, table: tablesOf(id).rejects}))
    .filter(({table}) => tables.has(table))
    .map(
      ({id, table}) => `select ${quoteLiteral(id)} as source_id, row_number::bigint as row_number, reason from ${table}`
    );
  const sharing = sourceIds.filter((id) => holders.has(id));
  const ids = sharing.map(quoteLiteral).join(", ");
  const shared = [...new Set(sharing.map((id) => tablesOf(holders.get(id)!.id).rejects))].map(
    (table) => `select source_id, row_number, reason from ${table} where source_id in (${ids})`
  );
  const pieces = [...own, ...shared];
  const none = "select null::varchar as source_id, null::bigint as row_number, null::varchar as reason where false";
  await db.exec(`create or replace view stg_rejects as ${pieces.join("\nunion all\n") || none}`);
}
