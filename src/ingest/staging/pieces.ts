import {toRows} from "../../base/table";
import type {Database} from "../../engine/database";
import {quoteLiteral} from "../../engine/sql";
import type {CanonicalColumn, RelationName} from "../canonical";
import {columnList} from "./staging";
import {tablesOf} from "./tables";

/** One source's part in a combined relation. */
export interface Piece {
  table: string;
  /** its place among all: of two states that are equally far in an order's life the later one's wins */
  position: number;
  /** its shop, where its rows name none; empty when unknown */
  shop: string;
  /** the shop that alone knows its buyers' numbers and names; left out where they mean the same in every shop */
  keySpace?: string;
  /** orders of which it holds a part only; they are taken from elsewhere, whole */
  parts?: readonly string[];
}

/** Shops that a person named, by the source that names none itself. */
export type GivenShops = ReadonlyMap<string, string>;

/** Sources as the pieces of a combined relation, those that have such a table. */
export function piecesOf(
  sourceIds: readonly string[],
  kind: RelationName,
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
  if (pieces.length === 0) return new Map();
  const all = pieces
    .map((piece) => `select distinct platform, ${givenShop(piece)} as shop from ${piece.table}`)
    .join(" union ");
  const table = await db.query(
    `select platform, min(shop) as shop from (${all}) where shop <> '' group by platform having count(*) = 1`
  );
  return new Map(toRows(table).map((row) => [String(row["platform"]), String(row["shop"])]));
}

/** Platforms whose shops number, or name, their buyers each for itself. */
const ownNumbers: readonly string[] = ["other", "woocommerce"];

/**
 * Pieces of orders, those marked whose buyers are to be told by number and shop: their shop was given by a person, and
 * others of the platform are known. A shop that rows of a file name is one of a chain, whose shops share their buyers.
 */
export async function withKeySpaces(db: Database, pieces: readonly Piece[]): Promise<Piece[]> {
  if (!pieces.some(({shop}) => shop !== "")) return [...pieces];
  const all = pieces.map((piece, at) => `select distinct ${at} as at, platform, shop as named from ${piece.table}`);
  const rows = toRows(await db.query(all.join(" union all "))).map((row) => ({
    piece: pieces[Number(row["at"])]!,
    platform: String(row["platform"]),
    named: String(row["named"])
  }));
  const apart = new Map(
    ownNumbers.flatMap((platform) => {
      const own = rows.filter((row) => row.platform === platform);
      const chain = new Set(own.map(({named}) => named));
      const stores = new Set(own.filter(({named}) => named !== "").map(({piece: {table}}) => table));
      const known = new Set(own.map(({named, piece}) => named || piece.shop).filter((shop) => shop !== ""));
      const isApart = ({shop, table}: Piece) => shop !== "" && known.size > 1 && !chain.has(shop) && !stores.has(table);
      const given = own.filter(({piece}) => isApart(piece));
      return given.map(({piece: {table, shop}}) => [table, shop] as const);
    })
  );
  return pieces.map((piece) => {
    const keySpace = apart.get(piece.table);
    return keySpace === undefined ? piece : {...piece, keySpace};
  });
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
      const list = columnList(columns)
        .replace(/\bshop\b/, `${shopSql(piece, shops)} as shop`)
        .replace(/\bcustomer_key\b/, keySql(piece));
      return `select ${list}${more(piece)} from ${piece.table}${withoutParts(piece)}`;
    })
    .join("\nunion all\n");
}

function withoutParts({parts = []}: Piece): string {
  return parts.length === 0 ? "" : ` where order_id not in (${parts.map(quoteLiteral).join(", ")})`;
}

function shopSql(piece: Piece, shops: ReadonlyMap<string, string>): string {
  const cases = piece.shop
    ? []
    : [...shops].map(
        ([platform, shop]) => `when shop = '' and platform = ${quoteLiteral(platform)} then ${quoteLiteral(shop)}`
      );
  return cases.length ? `case ${cases.join(" ")} else shop end` : givenShop(piece);
}

/** A phone or an address is the same person's in every shop; a number or a name is its shop's own. */
function keySql({keySpace}: Piece): string {
  if (keySpace === undefined) return "customer_key";
  return `case
    when lower(customer_key) = buyer_email or customer_key = buyer_phone then customer_key
    else customer_key || ${quoteLiteral(` · ${keySpace}`)}
end as customer_key`;
}

function givenShop({shop}: Piece): string {
  return shop ? `coalesce(nullif(shop, ''), ${quoteLiteral(shop)})` : "shop";
}

function emptySelect(columns: readonly CanonicalColumn[]): string {
  return `select ${columns.map(({name, type}) => `null::${type} as ${name}`).join(", ")} where false`;
}
