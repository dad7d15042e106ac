import {toRows} from "../base/table";
import type {Database} from "../engine/database";
import {orderColumns} from "./canonical";
import {existingTables, onlyShops, piecesOf, unionOf, type GivenShops} from "./staging/pieces";
import {lifeRank} from "./staging/staging";
import {tablesOf} from "./staging/tables";

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
const compared = orderColumns.filter(({name}) => [...told, "platform", "shop", "order_id"].includes(name));

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
  if (before.length === 0) {
    const [row = {}] = toRows(await db.query(`select count(*) as all_orders from ${own[0]!.table}`));
    return {new: Number(row["all_orders"]), changed: 0, unchanged: 0};
  }
  const only = await onlyShops(db, pieces);
  const states = (some: typeof pieces) =>
    unionOf(some, compared, only, ({position}) => `, ${position} as import_position`);
  const [row = {}] = toRows(await db.query(changesSql(own[0]!.table, states(own), states(before), before.length)));
  const count = (name: string) => Number(row[name] ?? 0);
  const [again, changed] = [count("known_orders"), count("changed_orders")];
  return {new: count("all_orders") - again, changed, unchanged: again - changed};
}

/**
 * How many orders the fresh states hold, how many of them were known, and how many of those stand otherwise now: a fresh
 * state wins over the known one as in `rebuildStaging`. An order, and what is told of it, are compared by hashes of 64 bits:
 * in a million orders two are taken for one with a chance below one in ten million, and joined three times as fast. A source
 * holds an order once, so only several may hold it twice.
 */
function changesSql(table: string, fresh: string, before: string, sources: number): string {
  const state = (states: string, others: string) => `select
        hash(order_id) as id_hash,
        hash(platform, shop, order_id) as order_hash,
        ${standing} as standing,
        hash(${told.join(", ")}) as told_hash
    from (
        ${states}
    ) as states
    where hash(order_id) in (${others})`;
  const latest = `select order_hash, max(standing) as standing, arg_max(told_hash, standing) as told_hash
    from known
    group by order_hash`;
  return `with
known as (
    ${state(before, `select hash(order_id) from ${table}`)}
),
fresh as (
    ${state(fresh, "select id_hash from known")}
),
before as (
    ${sources === 1 ? "select * from known" : latest}
)
select
    (select count(*) from ${table}) as all_orders,
    count(*) as known_orders,
    count(*) filter (where fresh.standing > before.standing and fresh.told_hash <> before.told_hash) as changed_orders
from fresh
inner join before on before.order_hash = fresh.order_hash`;
}

/** Which state of an order counts, as one number that is largest for it: its place in life, the refund, the source's place. */
const standing = `(${lifeRank("status")})::hugeint * 100000000000000000000000000
            + (coalesce(refund_amount, 0) * 100)::hugeint * 1000000
            + import_position`;
