import {toRows} from "../base/table";
import type {Database} from "../engine/database";
import {quoteLiteral} from "../engine/sql";
import {lineColumns, orderColumns, type CanonicalColumn} from "./canonical";
import {columnList, lifeRank} from "./staging";
import {tablesOf} from "./tables";

/** One source's part in a combined relation. */
interface Piece {
  table: string;
  /** place in the order of import */
  position: number;
}

/**
 * Makes `stg_orders` and `stg_lines` of every loaded source, in the order of import; both exist, empty, when there is none.
 * Of several states of one order (platform, shop, order id) the latest in its life wins, whichever file came first. Both
 * are views: nothing is copied.
 */
export async function rebuildStaging(db: Database, sourceIds: readonly string[]): Promise<void> {
  const existing = await existingTables(db);
  const pieces = (kind: "orders" | "lines") =>
    sourceIds.map((id, position) => ({table: tablesOf(id)[kind], position})).filter(({table}) => existing.has(table));
  await db.exec("drop view if exists stg_orders; drop view if exists stg_lines");
  await db.exec("drop table if exists stg_superseded_orders; drop table if exists stg_superseded_lines");
  const orders = pieces("orders");
  const lines = pieces("lines");
  const shops = await onlyShops(db, [...orders, ...lines]);
  await db.exec(`create view stg_orders as ${await ordersView(db, orders, shops)}`);
  await db.exec(`create view stg_lines as ${await linesView(db, lines, shops, orders)}`);
}

/** Forgets a source; the caller rebuilds the staging of those that stay. */
export async function removeSource(db: Database, sourceId: string): Promise<void> {
  await db.exec("drop view if exists stg_orders; drop view if exists stg_lines");
  await db.exec(
    Object.values(tablesOf(sourceId))
      .map((table) => `drop table if exists ${table}`)
      .join(";\n")
  );
}

async function existingTables(db: Database): Promise<Set<string>> {
  const table = await db.query("select table_name from duckdb_tables() where starts_with(table_name, 'stg_')");
  return new Set(toRows(table).map((row) => String(row["table_name"])));
}

/** Platforms of which the files name exactly one shop: files that name none belong to it. */
async function onlyShops(db: Database, pieces: readonly Piece[]): Promise<ReadonlyMap<string, string>> {
  if (pieces.length < 2) return new Map();
  const all = pieces.map(({table}) => `select distinct platform, shop from ${table}`).join(" union ");
  const table = await db.query(
    `select platform, min(shop) as shop from (${all}) where shop <> '' group by platform having count(*) = 1`
  );
  return new Map(toRows(table).map((row) => [String(row["platform"]), String(row["shop"])]));
}

function unionOf(
  pieces: readonly Piece[],
  columns: readonly CanonicalColumn[],
  shops: ReadonlyMap<string, string>,
  more: (piece: Piece) => string = () => ""
): string {
  if (pieces.length === 0) return emptySelect(columns);
  const list = columnList(columns).replace(/\bshop\b/, `${shopSql(shops)} as shop`);
  return pieces.map((piece) => `select ${list}${more(piece)} from ${piece.table}`).join("\nunion all\n");
}

function shopSql(shops: ReadonlyMap<string, string>): string {
  const cases = [...shops].map(
    ([platform, shop]) => `when shop = '' and platform = ${quoteLiteral(platform)} then ${quoteLiteral(shop)}`
  );
  return cases.length ? `case ${cases.join(" ")} else shop end` : "shop";
}

function emptySelect(columns: readonly CanonicalColumn[]): string {
  return `select ${columns.map(({name, type}) => `null::${type} as ${name}`).join(", ")} where false`;
}

async function ordersView(db: Database, pieces: readonly Piece[], shops: ReadonlyMap<string, string>): Promise<string> {
  const union = unionOf(pieces, orderColumns, shops);
  if (pieces.length < 2) return union;
  const states = unionOf(pieces, orderColumns, shops, ({position}) => `, ${position} as import_position`);
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
    order by ${lifeRank("states.status")} desc, states.refund_amount desc, states.import_position desc, states.row_number desc
) > 1`);
  return without(union, "stg_superseded_orders");
}

/** A combined relation without the rows that lost, read by their source and place in it. */
function without(union: string, superseded: string): string {
  return `select combined.*
from (
    ${union}
) as combined
anti join ${superseded} as superseded
    on superseded.source_id = combined.source_id and superseded.row_number = combined.row_number`;
}

/** Lines go with the state of their order that won; lines known twice from item reports are taken once. */
async function linesView(
  db: Database,
  pieces: readonly Piece[],
  shops: ReadonlyMap<string, string>,
  orders: readonly Piece[]
): Promise<string> {
  const union = unionOf(pieces, lineColumns, shops);
  if (pieces.length < 2) return union;
  const states = unionOf(pieces, lineColumns, shops, ({position}) => `, ${position} as import_position`);
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
