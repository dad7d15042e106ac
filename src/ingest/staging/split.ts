import {toRows} from "../../base/table";
import type {Database} from "../../engine/database";
import {quoteLiteral} from "../../engine/sql";
import type {Layout} from "../columns/layout";
import {grouped} from "../columns/shape";
import type {Loading} from "../loading";
import type {Existing, GivenShops, Numberings} from "./union-parts";
import {ordersFromLinesSql, recordsFromRowsSql} from "./staging";
import {tablesOf} from "./tables";

/** Orders that were split over two files, joined. */
export interface JoinedOrders {
  /** canonical tables of joined orders and lines, and the source with the first part of each, `sharers` in one table */
  pieces: {orders: string | null; lines: string; sourceId: string; sharers: number}[];
  /** source → ids of orders of which it has only a part */
  parts: ReadonlyMap<string, readonly string[]>;
}

const joinedRows = "stg_joined__rows";

/**
 * Keeps the rows of each source's first and last order during loading, together with the SQL that builds orders from them;
 * only these orders can continue in another file. With `isShared` the rows have a `source_id`, else one is added.
 */
export async function keepEdges({db, layout, tables, plan, signal}: Loading, isShared = false): Promise<void> {
  const {kind, items} = layout.platform;
  if (items || (kind !== "orders" && kind !== "lines") || (layout.positions["order_id"] ?? -1) < 0) return;
  const rows = isShared ? tables.rows : `(select ${quoteLiteral(plan.source.id)} as source_id, * from ${tables.rows})`;
  const ordersSql = kind === "orders" ? quoteLiteral(ordersFromLinesSql(null, layout, joinedRows)) : "null";
  const linesSql = quoteLiteral(recordsFromRowsSql(null, layout, joinedRows, "lines"));
  // long texts: once for each source
  const once = (text: string) => `case when row_number() over (partition by edge_rows.source_id) = 1 then ${text} end`;
  await db.exec(
    `create or replace table ${tables.edges} as
with
ends as (
    select source_id, arg_min(order_id, row_number) as first_order, arg_max(order_id, row_number) as last_order
    from ${rows}
    where reject_reason is null
    group by source_id
)
select
    edge_rows.*,
    edge_rows.order_id = ends.first_order as is_first,
    edge_rows.order_id = ends.last_order as is_last,
    ${once(quoteLiteral(kindOfRows(layout)))} as rows_kind,
    ${once(`${ordersSql}::varchar`)} as orders_sql,
    ${once(linesSql)} as lines_sql
from ${rows} as edge_rows
inner join ends on ends.source_id = edge_rows.source_id
where edge_rows.reject_reason is null and edge_rows.order_id in (ends.first_order, ends.last_order)`,
    {signal}
  );
}

/** A key for layouts whose rows can be joined, whatever their column order. */
function kindOfRows({platform}: Layout): string {
  return JSON.stringify([platform.name, platform.derived, platform.sums, platform.rules]);
}

/** An order that one source ends and another begins with, and the tables of their first and last orders' rows. */
interface SplitOrder {
  first: string;
  second: string;
  orderId: string;
  firstEdges: string;
  secondEdges: string;
}

/** Joins orders that were split over two files of one shop. */
export async function joinSplitOrders(
  db: Database,
  sourceIds: readonly string[],
  {tables, holders}: Existing,
  shops: GivenShops,
  numberings: Numberings
): Promise<JoinedOrders> {
  for (const table of tables) if (/^stg_joined_\d/.test(table)) await db.exec(`drop table ${table}`);
  const edges = new Map(
    sourceIds
      .map((id) => [id, tablesOf(holders.get(id)?.id ?? id).edges] as const)
      .filter(([, table]) => tables.has(table))
  );
  // of two shops that number alike, or of files that begin to number anew
  const isOneOrder = ({first, second}: SplitOrder) =>
    [shops, numberings].every((given) => (given.get(first) ?? "") === (given.get(second) ?? ""));
  const met = (await findSplitOrders(db, edges)).filter(isOneOrder);
  const pieces: JoinedOrders["pieces"] = [];
  const parts = new Map<string, string[]>();
  let joins = 0;
  for (const orders of grouped(met, ({firstEdges, secondEdges}) => `${firstEdges} ${secondEdges}`).values()) {
    const split = await onlyParts(db, orders);
    if (split.length === 0) continue;
    pieces.push(...(await join(db, split, joins++)));
    for (const {first, second, orderId} of split)
      for (const id of [first, second]) parts.set(id, [...(parts.get(id) ?? []), orderId]);
  }
  await db.exec(`drop table if exists ${joinedRows}`);
  return {pieces, parts};
}

/** Pairs of sources where one ends with the order that the other begins with. */
async function findSplitOrders(db: Database, edges: ReadonlyMap<string, string>): Promise<SplitOrder[]> {
  if (edges.size < 2) return [];
  const ends = [...grouped([...edges], ([, table]) => table)].map(
    ([table, sources]) => `select source_id, any_value(rows_kind) as rows_kind,
    any_value(order_id) filter (where is_first) as first_order, any_value(order_id) filter (where is_last) as last_order
from ${table}
where source_id in (${sources.map(([id]) => quoteLiteral(id)).join(", ")})
group by source_id`
  );
  const rows = toRows(
    await db.query(`with
ends as (
    ${ends.join("\n    union all\n    ")}
)
select before.source_id as first_source, after.source_id as second_source, before.last_order as order_id
from ends as before
inner join ends as after
    on before.last_order = after.first_order
    and before.rows_kind = after.rows_kind
    and before.source_id <> after.source_id
qualify count(*) over (partition by order_id) = 1`)
  );
  return rows.map((row) => {
    const [first, second] = [String(row["first_source"]), String(row["second_source"])];
    const tables = {firstEdges: edges.get(first)!, secondEdges: edges.get(second)!};
    return {first, second, orderId: String(row["order_id"]), ...tables};
  });
}

/** Columns of a line that describe the item rather than its order; the order's money when there are none. */
const ofItems = /(title|sku|product_id|line_id|_price|quantity|_factor|attributes)$/;

/** The orders whose parts each have items that the other lacks; the rest are the same order twice. They are of the same two tables. */
async function onlyParts(db: Database, orders: readonly SplitOrder[]): Promise<SplitOrder[]> {
  const [{firstEdges, secondEdges}] = orders as [SplitOrder];
  const columns = toRows(await db.query(`describe ${firstEdges}`)).map((row) => String(row["column_name"]));
  const items = columns.filter((name) => ofItems.test(name));
  const list = items.length > 0 ? items : columns.filter((name) => name.endsWith("_amount"));
  const part = (table: string, side: "first" | "second", end: string) =>
    `select ${["pairs.first_source", ...list.map((name) => `edge_rows.${name}`)].join(", ")}
    from ${table} as edge_rows
    inner join pairs on edge_rows.source_id = pairs.${side}_source
    where ${end}`;
  const rows = toRows(
    await db.query(`with
${pairsSql(orders)},
first_parts as (
    ${part(firstEdges, "first", "is_last")}
),
second_parts as (
    ${part(secondEdges, "second", "is_first")}
),
only_first as (
    select first_source from (select * from first_parts except all select * from second_parts)
),
only_second as (
    select first_source from (select * from second_parts except all select * from first_parts)
)
select distinct first_source
from only_first
where first_source in (select first_source from only_second)`)
  );
  const split = new Set(rows.map((row) => String(row["first_source"])));
  return orders.filter(({first}) => split.has(first));
}

/** The pairs as a CTE; a source is the first of one pair at most, since it has one last order. */
function pairsSql(orders: readonly SplitOrder[]): string {
  const rows = orders.map(({first, second}) => `(${quoteLiteral(first)}, ${quoteLiteral(second)})`).join(", ");
  return `pairs as (
    select * from (values ${rows}) as pairs(first_source, second_source)
)`;
}

/** Larger than any row number: the second part's rows come after the first's. */
const beyond = 1_000_000_000_000;

/** Joins split orders of the same two tables; each is its first source's. */
async function join(db: Database, split: readonly SplitOrder[], index: number): Promise<JoinedOrders["pieces"]> {
  const [{firstEdges, secondEdges}] = split as [SplitOrder];
  await db.exec(`create or replace table ${joinedRows} as
with
${pairsSql(split)}
select edge_rows.*
from ${firstEdges} as edge_rows
inner join pairs on pairs.first_source = edge_rows.source_id
where is_last
union all by name
select edge_rows.* replace (pairs.first_source as source_id, edge_rows.row_number + ${beyond} as row_number)
from ${secondEdges} as edge_rows
inner join pairs on pairs.second_source = edge_rows.source_id
where is_first`);
  const [how = {}] = toRows(
    await db.query(`select any_value(orders_sql) as orders_sql, any_value(lines_sql) as lines_sql from ${firstEdges}`)
  );
  const {orders, lines} = tablesOf(`joined_${index}`);
  await db.exec(`create or replace table ${lines} as ${String(how["lines_sql"])}`);
  const hasOrders = how["orders_sql"] !== null;
  if (hasOrders)
    await db.exec(`create or replace table ${orders} as
select * from (${String(how["orders_sql"])}) where reject_reason is null`);
  return split.map(({first}) => ({
    orders: hasOrders ? orders : null,
    lines,
    sourceId: first,
    sharers: split.length
  }));
}
