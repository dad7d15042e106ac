import type {Database} from "../engine/database";
import {canonicalRelations, factRelations, type FactRelation} from "./canonical";
import {columnList} from "./staging";
import {tablesOf} from "./tables";

/**
 * Makes `stg_customers`, `stg_shop_daily`, `stg_product_daily`, `stg_ads_daily` and `stg_refunds` of every loaded source, in
 * the order of import; all exist, empty where no file tells of them. What two files say of one thing is taken from the later
 * import; customers are the same ones only by a strong key.
 */
export async function rebuildFacts(
  db: Database,
  sourceIds: readonly string[],
  existing: ReadonlySet<string>
): Promise<void> {
  for (const relation of factRelations) {
    const tables = sourceIds
      .map((id, position) => ({table: tablesOf(id)[relation], position}))
      .filter(({table}) => existing.has(table));
    await db.exec(`create or replace view stg_${relation} as ${factsSql(relation, tables)}`);
  }
}

/** Forgets the views, so that the tables below them can go. */
export async function dropFacts(db: Database): Promise<void> {
  await db.exec(factRelations.map((relation) => `drop view if exists stg_${relation}`).join(";\n"));
}

function factsSql(relation: FactRelation, tables: readonly {table: string; position: number}[]): string {
  const {columns} = canonicalRelations[relation];
  if (tables.length === 0)
    return `select ${columns.map(({name, type}) => `null::${type} as ${name}`).join(", ")} where false`;
  const list = columnList(columns);
  const union = tables.map(({table, position}) => `select ${list}, ${position} as import_position from ${table}`);
  return `select ${list}
from (
    ${union.join("\n    union all\n    ")}
) as imported
qualify row_number() over (
    partition by ${identityOf(relation)}
    order by import_position desc, row_number desc
) = 1`;
}

/** What makes two rows one thing. */
function identityOf(relation: FactRelation): string {
  const key = canonicalRelations[relation].key.join(", ");
  return relation === "customers"
    ? `${key}, case when customer_key_quality = 'strong' then '' else source_id || ' ' || row_number end`
    : key;
}
