import {toRows} from "../../base/table";
import type {Database} from "../../engine/database";
import {quoteLiteral} from "../../engine/sql";
import type {Layout} from "../columns/layout";
import type {Loading} from "../loading";
import type {GivenShops} from "./union-parts";
import {ordersFromLinesSql, recordsFromRowsSql} from "./staging";
import {tablesOf} from "./tables";

/** Orders that were split over two files, joined. */
export interface JoinedOrders {
  /** canonical tables of joined orders and lines, and the source with the first part; one for each pair of files */
  pieces: {orders: string | null; lines: string; sourceId: string}[];
  /** source → ids of orders of which it has only a part */
  parts: ReadonlyMap<string, readonly string[]>;
}

const joinedRows = "stg_joined__rows";

/**
 * Keeps the rows of a file's first and last order during loading, together with the SQL that builds orders from them;
 * only these orders can continue in another file.
 */
export async function keepEdges({db, layout, tables, plan, signal}: Loading): Promise<void> {
  const {kind, items} = layout.platform;
  const {id} = plan.source;
  if (items || (kind !== "orders" && kind !== "lines") || (layout.positions["order_id"] ?? -1) < 0) return;
  const ordersSql = kind === "orders" ? quoteLiteral(ordersFromLinesSql(id, layout, joinedRows)) : "null";
  await db.exec(
    `create or replace table ${tables.edges} as
with
ends as (
    select arg_min(order_id, row_number) as first_order, arg_max(order_id, row_number) as last_order
    from ${tables.rows}
    where reject_reason is null
)
select
    edge_rows.*,
    edge_rows.order_id = ends.first_order as is_first,
    edge_rows.order_id = ends.last_order as is_last,
    ${quoteLiteral(kindOfRows(layout))} as rows_kind,
    ${ordersSql}::varchar as orders_sql,
    ${quoteLiteral(recordsFromRowsSql(id, layout, joinedRows, "lines"))} as lines_sql
from ${tables.rows} as edge_rows
cross join ends
where edge_rows.reject_reason is null and edge_rows.order_id in (ends.first_order, ends.last_order)`,
    {signal}
  );
}

/** A key for layouts whose rows can be joined, whatever their column order. */
function kindOfRows({platform}: Layout): string {
  return JSON.stringify([platform.name, platform.derived, platform.sums, platform.rules]);
}

/** Joins orders that were split over two files of one shop. */
export async function joinSplitOrders(
  db: Database,
  sourceIds: readonly string[],
  existing: ReadonlySet<string>,
  shops: GivenShops
): Promise<JoinedOrders> {
  for (const table of existing) if (/^stg_joined_\d/.test(table)) await db.exec(`drop table ${table}`);
  const edges = sourceIds.filter((id) => existing.has(tablesOf(id).edges));
  const pieces: JoinedOrders["pieces"] = [];
  const parts = new Map<string, string[]>();
  for (const [first, second, orderId] of await meetings(db, edges)) {
    // of two shops that number alike
    if ((shops.get(first) ?? "") !== (shops.get(second) ?? "")) continue;
    if (!(await goesOn(db, first, second))) continue;
    pieces.push(await join(db, first, second, pieces.length));
    for (const id of [first, second]) parts.set(id, [...(parts.get(id) ?? []), orderId]);
  }
  await db.exec(`drop table if exists ${joinedRows}`);
  return {pieces, parts};
}

/** Pairs of files where one ends with the order that the other begins with. */
async function meetings(db: Database, sourceIds: readonly string[]): Promise<[string, string, string][]> {
  if (sourceIds.length < 2) return [];
  const ends = sourceIds.map(
    (id) => `select ${quoteLiteral(id)} as source_id, any_value(rows_kind) as rows_kind,
    any_value(order_id) filter (where is_first) as first_order, any_value(order_id) filter (where is_last) as last_order
from ${tablesOf(id).edges}`
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
  return rows.map((row) => [String(row["first_source"]), String(row["second_source"]), String(row["order_id"])]);
}

/** Columns of a line that describe the item rather than its order; the order's money when there are none. */
const ofItems = /(title|sku|product_id|line_id|_price|quantity|_factor|attributes)$/;

/** Whether each part has items that the other lacks; otherwise it is the same order twice. */
async function goesOn(db: Database, first: string, second: string): Promise<boolean> {
  const columns = toRows(await db.query(`describe ${tablesOf(first).edges}`)).map((row) => String(row["column_name"]));
  const items = columns.filter((name) => ofItems.test(name));
  const list = (items.length > 0 ? items : columns.filter((name) => name.endsWith("_amount"))).join(", ");
  const part = (id: string, end: string) => `select ${list} from ${tablesOf(id).edges} where ${end}`;
  const [a, b] = [part(first, "is_last"), part(second, "is_first")];
  const [row = {}] = toRows(
    await db.query(`select
    (select count(*) from (${a} except all ${b})) as only_first,
    (select count(*) from (${b} except all ${a})) as only_second`)
  );
  return Number(row["only_first"]) > 0 && Number(row["only_second"]) > 0;
}

/** Larger than any row number: the second part's rows come after the first's. */
const beyond = 1_000_000_000_000;

async function join(
  db: Database,
  first: string,
  second: string,
  index: number
): Promise<JoinedOrders["pieces"][number]> {
  const [a, b] = [tablesOf(first).edges, tablesOf(second).edges];
  await db.exec(`create or replace table ${joinedRows} as
select * from ${a} where is_last
union all by name
select * replace (row_number + ${beyond} as row_number) from ${b} where is_first`);
  const [how = {}] = toRows(await db.query(`select orders_sql, lines_sql from ${a} limit 1`));
  const {orders, lines} = tablesOf(`joined_${index}`);
  await db.exec(`create or replace table ${lines} as ${String(how["lines_sql"])}`);
  if (how["orders_sql"] === null) return {orders: null, lines, sourceId: first};
  await db.exec(`create or replace table ${orders} as
select * from (${String(how["orders_sql"])}) where reject_reason is null`);
  return {orders, lines, sourceId: first};
}
