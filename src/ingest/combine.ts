import {toRows} from "../base/table";
import type {Database} from "../engine/database";
import {quoteLiteral} from "../engine/sql";
import {lineColumns, orderColumns, type CanonicalColumn} from "./canonical";
import {dropFacts, rebuildFacts} from "./facts";
import {columnList, lifeRank} from "./staging";
import {tablesOf} from "./tables";

/** One source's part in a combined relation. */
export interface Piece {
  table: string;
  /** its place among all: of two states that are equally far in an order's life the later one's wins */
  position: number;
  /** whose shop it is, where its rows name none; empty when nobody said */
  shop: string;
}

/** Shops that a person named, by the source that names none itself. */
export type GivenShops = ReadonlyMap<string, string>;

/**
 * Makes the canonical relations of every loaded source; all exist, empty, when there is none. Of several states of one order
 * (platform, shop, order id) the latest in its life wins, and of equal ones the later source's. All are views: nothing is
 * copied.
 */
export async function rebuildStaging(
  db: Database,
  sourceIds: readonly string[],
  given: GivenShops = new Map()
): Promise<void> {
  const existing = await existingTables(db);
  const pieces = (kind: "orders" | "lines") => piecesOf(sourceIds, kind, existing, given);
  await db.exec("drop view if exists stg_orders; drop view if exists stg_lines");
  await db.exec("drop table if exists stg_superseded_orders; drop table if exists stg_superseded_lines");
  const orders = pieces("orders");
  const lines = pieces("lines");
  const shops = await onlyShops(db, [...orders, ...lines]);
  await db.exec(`create view stg_orders as ${await ordersView(db, orders, shops)}`);
  await db.exec(`create view stg_lines as ${await linesView(db, lines, shops, orders)}`);
  await rebuildFacts(db, sourceIds, existing);
}

/** Forgets a source; the caller rebuilds the staging of those that stay. */
export async function removeSource(db: Database, sourceId: string): Promise<void> {
  await db.exec("drop view if exists stg_orders; drop view if exists stg_lines");
  await dropFacts(db);
  await db.exec(
    Object.values(tablesOf(sourceId))
      .map((table) => `drop table if exists ${table}`)
      .join(";\n")
  );
}

/** Sources as the pieces of a combined relation, those that have such a table. */
export function piecesOf(
  sourceIds: readonly string[],
  kind: "orders" | "lines",
  existing: ReadonlySet<string>,
  given: GivenShops
): Piece[] {
  return sourceIds
    .map((id, position) => ({table: tablesOf(id)[kind], position, shop: given.get(id) ?? ""}))
    .filter(({table}) => existing.has(table));
}

/** The tables that hold something of a source. */
export async function existingTables(db: Database): Promise<Set<string>> {
  const table = await db.query("select table_name from duckdb_tables() where starts_with(table_name, 'stg_')");
  return new Set(toRows(table).map((row) => String(row["table_name"])));
}

/** Platforms of which the files name exactly one shop: files that name none belong to it. */
export async function onlyShops(db: Database, pieces: readonly Piece[]): Promise<ReadonlyMap<string, string>> {
  if (pieces.length < 2) return new Map();
  const all = pieces
    .map((piece) => `select distinct platform, ${givenShop(piece)} as shop from ${piece.table}`)
    .join(" union ");
  const table = await db.query(
    `select platform, min(shop) as shop from (${all}) where shop <> '' group by platform having count(*) = 1`
  );
  return new Map(toRows(table).map((row) => [String(row["platform"]), String(row["shop"])]));
}

/** All rows of some pieces, their shops resolved. */
export function unionOf(
  pieces: readonly Piece[],
  columns: readonly CanonicalColumn[],
  shops: ReadonlyMap<string, string>,
  more: (piece: Piece) => string = () => ""
): string {
  if (pieces.length === 0) return emptySelect(columns);
  return pieces
    .map((piece) => {
      const list = columnList(columns).replace(/\bshop\b/, `${shopSql(piece, shops)} as shop`);
      return `select ${list}${more(piece)} from ${piece.table}`;
    })
    .join("\nunion all\n");
}

function shopSql(piece: Piece, shops: ReadonlyMap<string, string>): string {
  const cases = piece.shop
    ? []
    : [...shops].map(
        ([platform, shop]) => `when shop = '' and platform = ${quoteLiteral(platform)} then ${quoteLiteral(shop)}`
      );
  return cases.length ? `case ${cases.join(" ")} else shop end` : givenShop(piece);
}

function givenShop({shop}: Piece): string {
  return shop ? `coalesce(nullif(shop, ''), ${quoteLiteral(shop)})` : "shop";
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
    order by ${latestFirst("states.")}
) > 1`);
  return without(union, "stg_superseded_orders");
}

/** The state of an order that counts comes first. */
export function latestFirst(from = ""): string {
  return `${lifeRank(`${from}status`)} desc, ${from}refund_amount desc, ${from}import_position desc, ${from}row_number desc`;
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
