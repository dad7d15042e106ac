import type {Database} from "../engine/database";
import {lineColumns, orderColumns} from "./canonical";
import {dropFacts, rebuildFacts} from "./staging/facts";
import {createTitleMacro} from "./staging/title-keywords";
import {
  onlyShops,
  unionPartsOf,
  readExisting,
  unionOf,
  withKeySpaces,
  type GivenShops,
  type Numberings,
  type UnionPart
} from "./staging/union-parts";
import {rebuildRejected} from "./staging/rejected";
import {joinSplitOrders, type JoinedOrders} from "./staging/split";
import {lifeRank} from "./staging/staging";
import {dropOwnTables, holdersTable, leaveHolders, tablesOf} from "./staging/tables";

/**
 * Creates the canonical relations as views over all loaded sources; without sources they are empty. Of several states
 * of one order (platform, shop, order id) the one latest in its life wins, and of equal ones the later source's;
 * refunds of a refund report are deducted where the order does not include them. Orders of sources with a numbering are told
 * apart by it.
 */
export async function rebuildStaging(
  db: Database,
  sourceIds: readonly string[],
  given: GivenShops = new Map(),
  numberings: Numberings = new Map()
): Promise<void> {
  const existing = await readExisting(db);
  await db.exec("drop view if exists stg_orders; drop view if exists stg_lines");
  await db.exec("drop table if exists stg_superseded_orders; drop table if exists stg_superseded_lines");
  const joined = await joinSplitOrders(db, sourceIds, existing, given, numberings);
  const partsOf = (kind: "orders" | "lines") =>
    withJoined(sourceIds, joined, kind, (ids) => unionPartsOf(ids, kind, existing, given, numberings));
  const orders = await withKeySpaces(db, partsOf("orders"));
  const lines = partsOf("lines");
  const shops = sourceIds.length < 2 ? new Map<string, string>() : await onlyShops(db, [...orders, ...lines]);
  await rebuildFacts(db, (relation) => unionPartsOf(sourceIds, relation, existing, given), shops);
  const hasRefunds = unionPartsOf(sourceIds, "refunds", existing, given).length > 0;
  const view = await ordersView(db, orders, shops);
  await db.exec(`create view stg_orders as ${hasRefunds ? withRefunds(view) : view}`);
  await db.exec(`create view stg_lines as ${await linesView(db, lines, shops, orders)}`);
  await rebuildRejected(db, sourceIds, existing);
  await createTitleMacro(db);
}

/** The tables of every source, and of orders that were split over two files; those have their first source's shop and numbering. */
function withJoined(
  sourceIds: readonly string[],
  {pieces, parts}: JoinedOrders,
  kind: "orders" | "lines",
  partsOf: (ids: readonly string[]) => UnionPart[]
): UnionPart[] {
  const own = sourceIds.flatMap((id, position) =>
    partsOf([id]).map((piece) => ({...piece, position, parts: parts.get(id) ?? []}))
  );
  const bySource = new Map(own.map((piece) => [piece.sourceId, piece]));
  const whole = pieces.flatMap(({sourceId, sharers, ...tables}) => {
    const table = tables[kind];
    const first = bySource.get(sourceId);
    return table === null || !first ? [] : [{...first, table, sharers, parts: []}];
  });
  return [...own, ...whole];
}

/** Names of the tables that hold these sources, the shared ones included; enough to rebuild the staging elsewhere. */
export async function listSourceTables(db: Database, sourceIds: readonly string[]): Promise<string[]> {
  const {tables, holders} = await readExisting(db);
  const own = sourceIds.flatMap((id) => Object.values(tablesOf(holders.get(id)?.id ?? id)));
  return [...new Set([...own, holdersTable])].filter((table) => tables.has(table));
}

/** Drops a source's tables; the caller rebuilds the staging of the others. */
export function removeSource(db: Database, sourceId: string): Promise<void> {
  return removeSources(db, [sourceId]);
}

/** Forgets several sources. */
export async function removeSources(db: Database, sourceIds: readonly string[]): Promise<void> {
  if (sourceIds.length === 0) return;
  await db.exec("drop view if exists stg_orders; drop view if exists stg_lines; drop view if exists stg_rejects");
  await dropFacts(db);
  await leaveHolders(db, sourceIds);
  await dropOwnTables(db, sourceIds);
}

async function ordersView(
  db: Database,
  pieces: readonly UnionPart[],
  shops: ReadonlyMap<string, string>
): Promise<string> {
  const union = unionOf(pieces, orderColumns, shops);
  if (pieces.length < 2) return union;
  const states = unionOf(pieces, orderColumns, shops, {isPlaced: true});
  await db.exec(`create table stg_superseded_orders as
with
states as (
    ${states}
),
repeated as (
    select platform, shop, order_id
    from states
    group by platform, shop, order_id
    having count(*) > 1
)
select states.source_id, states.row_number, states.order_id
from states
inner join repeated
    on repeated.platform = states.platform and repeated.shop = states.shop and repeated.order_id = states.order_id
qualify row_number() over (
    partition by states.platform, states.shop, states.order_id
    order by ${latestFirst("states.")}
) > 1`);
  return without(union, "stg_superseded_orders");
}

/** SQL order in which the state that counts comes first. */
function latestFirst(from = ""): string {
  return `${lifeRank(`${from}status`)} desc, ${from}refund_amount desc, ${from}import_position desc, ${from}row_number desc`;
}

/** SQL of a combined relation without superseded rows, which are identified by source and row. */
function without(union: string, superseded: string): string {
  return `select combined.*
from (
    ${union}
) as combined
anti join ${superseded} as superseded
    on superseded.source_id = combined.source_id and superseded.row_number = combined.row_number`;
}

/**
 * SQL of orders with refunds from refund reports. Order and report describe the same money, so the larger amount
 * counts, and never more than was paid.
 */
function withRefunds(orders: string): string {
  return `select reported.* exclude (reported_amount) replace (
    greatest(refund_amount, reported_amount) as refund_amount,
    (paid_amount - greatest(refund_amount, reported_amount))::decimal(18, 2) as net_amount,
    case
        when reported_amount <= refund_amount then status
        when reported_amount >= paid_amount then 'refunded_full'
        when status = 'completed' then 'refunded_part'
        else status
    end as status
)
from (
    select
        known.*,
        least(coalesce(given_back.refund_amount, 0), known.paid_amount)::decimal(18, 2) as reported_amount
    from (
        ${orders}
    ) as known
    left join (
        select platform, order_id, sum(refund_amount) as refund_amount
        from stg_refunds
        where is_settled
        group by platform, order_id
    ) as given_back
        on given_back.platform = known.platform and given_back.order_id = known.order_id
) as reported`;
}

/** The view of lines: those of each order's winning state; lines in several item reports are taken once. */
async function linesView(
  db: Database,
  pieces: readonly UnionPart[],
  shops: ReadonlyMap<string, string>,
  orders: readonly UnionPart[]
): Promise<string> {
  const union = unionOf(pieces, lineColumns, shops);
  if (pieces.length < 2) return union;
  const states = unionOf(pieces, lineColumns, shops, {isPlaced: true});
  const lost =
    orders.length < 2
      ? "select null as source_id, null as order_id where false"
      : "select source_id, order_id from stg_superseded_orders";
  await db.exec(`create table stg_superseded_lines as
with
lost as (
    ${lost}
),
states as (
    select states.*, lost.order_id is not null as is_lost
    from (
        ${states}
    ) as states
    left join lost on lost.source_id = states.source_id and lost.order_id = states.order_id
)
select source_id, row_number
from states
qualify is_lost or row_number() over (
    partition by platform, shop, order_id, line_id
    order by is_lost, coalesce(refund_amount, 0) desc, import_position desc, row_number desc
) > 1`);
  return without(union, "stg_superseded_lines");
}
