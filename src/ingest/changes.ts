import {toRows} from "../base/table";
import type {Database} from "../engine/database";
import {orderColumns} from "./canonical";
import {latestFirst} from "./combine";
import {existingTables, onlyShops, piecesOf, unionOf, type GivenShops} from "./pieces";
import {tablesOf} from "./tables";

/** What one file did to the orders that were known before it. */
export interface Changes {
  /** orders that no file before it held */
  new: number;
  /** orders whose state, money or times are other than before */
  changed: number;
  /** orders that stayed as they were, those of which it knows an older state included */
  unchanged: number;
}

/** All loaded sources, as `rebuildStaging` is given them. */
export interface Staged {
  sourceIds: readonly string[];
  shops: GivenShops;
}

const told = [
  ...["status", "gross_amount", "discount_amount", "shipping_amount", "tax_amount", "paid_amount", "refund_amount"],
  ...["received_amount", "ordered_at", "paid_at", "shipped_at", "completed_at"]
];
const compared = orderColumns.filter(({name}) =>
  [...told, "platform", "shop", "order_id", "row_number"].includes(name)
);

/** What a loaded source does to the orders of other sources, loaded as well. Null for a source without orders. */
export async function countChanges(
  db: Database,
  sourceId: string,
  known: ReadonlySet<string>,
  {sourceIds, shops}: Staged
): Promise<Changes | null> {
  const pieces = piecesOf(sourceIds, "orders", await existingTables(db), shops);
  const tables = new Set([...known].map((id) => tablesOf(id).orders));
  const own = pieces.filter(({table}) => table === tablesOf(sourceId).orders);
  const before = pieces.filter(({table}) => tables.has(table));
  if (own.length === 0) return null;
  const only = await onlyShops(db, pieces);
  const states = (some: typeof pieces) =>
    unionOf(some, compared, only, ({position}) => `, ${position} as import_position`);
  const sql =
    before.length === 0
      ? `select count(*) as all_orders from ${own[0]!.table}`
      : changesSql(states(own), states(before));
  const [row = {}] = toRows(await db.query(sql));
  const all = Number(row["all_orders"] ?? 0);
  const changed = Number(row["changed_orders"] ?? 0);
  const fresh = before.length === 0 ? all : Number(row["new_orders"] ?? 0);
  return {new: fresh, changed, unchanged: all - fresh - changed};
}

/** Orders of the fresh states: how they stood without them, and how they stand with them. */
function changesSql(fresh: string, before: string): string {
  const isSame = told.map((name) => `before.${name} is not distinct from after.${name}`).join("\n        and ");
  const latest = `qualify row_number() over (partition by platform, shop, order_id order by ${latestFirst()}) = 1`;
  return `with
fresh as (
    ${fresh}
),
known as (
    select states.*
    from (
        ${before}
    ) as states
    semi join fresh
        on fresh.platform = states.platform and fresh.shop = states.shop and fresh.order_id = states.order_id
),
before as (
    select * from known ${latest}
),
after as (
    select *
    from (select * from known union all select * from fresh) as states
    ${latest}
)
select
    count(*) filter (where before.order_id is null) as new_orders,
    count(*) filter (where before.order_id is not null and not (
        ${isSame}
    )) as changed_orders,
    count(*) as all_orders
from after
left join before
    on before.platform = after.platform and before.shop = after.shop and before.order_id = after.order_id`;
}
