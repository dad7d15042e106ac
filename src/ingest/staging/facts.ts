import type {Database} from "../../engine/database";
import {canonicalRelations, factRelations, type FactRelation} from "../canonical";
import {unionOf, type UnionPart} from "./union-parts";
import {columnList} from "./staging";

/**
 * Creates `stg_customers`, `stg_shop_daily`, `stg_product_daily`, `stg_ads_daily` and `stg_refunds` over all loaded
 * sources in order of import; without sources they are empty. Where two files have the same key the later import wins;
 * customers are matched only by a strong key.
 */
export async function rebuildFacts(
  db: Database,
  piecesOf: (relation: FactRelation) => readonly UnionPart[],
  shops: ReadonlyMap<string, string>
): Promise<void> {
  for (const relation of factRelations)
    await db.exec(`create or replace view stg_${relation} as ${factsSql(relation, piecesOf(relation), shops)}`);
}

/** Drops the views, so that the tables below them can be dropped. */
export async function dropFacts(db: Database): Promise<void> {
  await db.exec(factRelations.map((relation) => `drop view if exists stg_${relation}`).join(";\n"));
}

function factsSql(relation: FactRelation, pieces: readonly UnionPart[], shops: ReadonlyMap<string, string>): string {
  const {columns} = canonicalRelations[relation];
  if (pieces.length === 0) return unionOf(pieces, columns, shops);
  return `select ${columnList(columns)}
from (
    ${unionOf(pieces, columns, shops, {isPlaced: true})}
) as imported
qualify row_number() over (
    partition by ${identityOf(relation)}
    order by import_position desc, row_number desc
) = 1`;
}

/** SQL for the key that identifies a row. */
function identityOf(relation: FactRelation): string {
  const key = canonicalRelations[relation].key.join(", ");
  return relation === "customers"
    ? `${key}, case when customer_key_quality = 'strong' then '' else source_id || ' ' || row_number end`
    : key;
}
