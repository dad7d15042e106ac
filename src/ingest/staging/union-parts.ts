import {toRows} from "../../base/table";
import type {Database} from "../../engine/database";
import {quoteLiteral} from "../../engine/sql";
import type {CanonicalColumn, RelationName} from "../canonical";
import {holdersTable, readHolders, tablesOf, type Holders} from "./tables";

/** One source's table in a combined relation. */
export interface UnionPart {
  table: string;
  sourceId: string;
  /** how many sources share the table, its own rows told by `source_id`; 1 for a table of its own */
  sharers: number;
  /** its position among the sources: of two states equally far in an order's life the later position wins */
  position: number;
  /** its shop, where its rows name none; empty when unknown */
  shop: string;
  /** what is added to its order numbers, which other sources of the shop use for other orders; absent where they do not */
  numbering?: string;
  /** the shop within which its customer numbers and names are valid; absent where they are valid in every shop */
  keySpace?: string;
  /** ids of orders of which it has only a part, and which are read from the joined tables instead */
  parts?: readonly string[];
}

/** Shops entered by a person, by source, for sources that name none. */
export type GivenShops = ReadonlyMap<string, string>;

/** What is added to the order numbers of sources that begin to number anew, by source. */
export type Numberings = ReadonlyMap<string, string>;

/** What is loaded: the tables there are, and which sources share some. */
export interface Existing {
  tables: ReadonlySet<string>;
  holders: Holders;
}

/** The tables of the sources that have such a relation. */
export function unionPartsOf(
  sourceIds: readonly string[],
  kind: RelationName,
  {tables, holders}: Existing,
  given: GivenShops,
  numberings: Numberings = new Map()
): UnionPart[] {
  return sourceIds
    .map((sourceId, position) => {
      const {id = sourceId, sharers = 1} = holders.get(sourceId) ?? {};
      const shop = given.get(sourceId) ?? "";
      return {table: tablesOf(id)[kind], sourceId, sharers, position, shop, numbering: numberings.get(sourceId)};
    })
    .filter(({table}) => tables.has(table));
}

/** Names of all tables that belong to sources. */
export async function readExisting(db: Database): Promise<Existing> {
  // a source's tables may be views of a file that was saved in an earlier visit
  const table = await db.query(`select table_name
from (
    select database_name, table_name from duckdb_tables()
    union all
    select database_name, view_name from duckdb_views() where contains(view_name, '__') or view_name = '${holdersTable}'
)
where database_name = current_database() and starts_with(table_name, 'stg_')`);
  const tables = new Set(toRows(table).map((row) => String(row["table_name"])));
  return {tables, holders: await readHolders(db, tables)};
}

/** The rows of one piece, for a `from`. */
function rowsOf({table, sourceId, sharers}: UnionPart): string {
  return sharers === 1 ? table : `(select * from ${table} where source_id = ${quoteLiteral(sourceId)})`;
}

/** Pieces that can be read in one go: of one table, and with nothing to be said of one that is not said of all. */
function groupsOf(pieces: readonly UnionPart[]): UnionPart[][] {
  const groups = new Map<string, UnionPart[]>();
  for (const piece of pieces) {
    const {table, shop, keySpace, numbering} = piece;
    const key = JSON.stringify([table, shop, keySpace ?? null, numbering !== undefined]);
    groups.set(key, [...(groups.get(key) ?? []), piece]);
  }
  return [...groups.values()];
}

/** The table of a group, and the condition that its rows are those of its pieces where there are others in it. */
function groupRows(group: readonly UnionPart[]): {table: string; condition: string | null} {
  const [{table, sharers}] = group as [UnionPart];
  const ids = group.map(({sourceId}) => quoteLiteral(sourceId)).join(", ");
  return {table, condition: group.length === sharers ? null : `source_id in (${ids})`};
}

/** Platforms whose files name exactly one shop, to which files without a shop then belong. */
export async function onlyShops(db: Database, pieces: readonly UnionPart[]): Promise<ReadonlyMap<string, string>> {
  if (pieces.length === 0) return new Map();
  const all = groupsOf(pieces)
    .map((group) => {
      const {table, condition} = groupRows(group);
      return `select distinct platform, ${givenShop(group[0]!)} as shop from ${table}${whereAll([condition])}`;
    })
    .join(" union ");
  const table = await db.query(
    `select platform, min(shop) as shop from (${all}) where shop <> '' group by platform having count(*) = 1`
  );
  return new Map(toRows(table).map((row) => [String(row["platform"]), String(row["shop"])]));
}

/** Platforms whose customer numbers and names are valid only within a shop. */
const ownNumbers: readonly string[] = ["other", "woocommerce"];

/**
 * Sets `keySpace` on order tables whose shop was entered by a person, when the platform has other shops too. A shop in
 * a column of the file is a store of a chain, whose stores share their customers.
 */
export async function withKeySpaces(db: Database, pieces: readonly UnionPart[]): Promise<UnionPart[]> {
  if (!pieces.some(({shop}) => shop !== "")) return [...pieces];
  const all = pieces.map((piece, at) => `select distinct ${at} as at, platform, shop as named from ${rowsOf(piece)}`);
  const rows = toRows(await db.query(all.join(" union all "))).map((row) => ({
    piece: pieces[Number(row["at"])]!,
    platform: String(row["platform"]),
    named: String(row["named"])
  }));
  const apart = new Map(
    ownNumbers.flatMap((platform) => {
      const own = rows.filter((row) => row.platform === platform);
      const chain = new Set(own.map(({named}) => named));
      const stores = new Set(own.filter(({named}) => named !== "").map(({piece: {sourceId}}) => sourceId));
      const known = new Set(own.map(({named, piece}) => named || piece.shop).filter((shop) => shop !== ""));
      const isApart = ({shop, sourceId}: UnionPart) =>
        shop !== "" && known.size > 1 && !chain.has(shop) && !stores.has(sourceId);
      const given = own.filter(({piece}) => isApart(piece));
      return given.map(({piece: {sourceId, shop}}) => [sourceId, shop] as const);
    })
  );
  return pieces.map((piece) => {
    const keySpace = apart.get(piece.sourceId);
    return keySpace === undefined ? piece : {...piece, keySpace};
  });
}

/** All rows of some pieces, their shops resolved; with `import_position`, the piece's place among all, where it is asked for. */
export function unionOf(
  pieces: readonly UnionPart[],
  columns: readonly CanonicalColumn[],
  shops: ReadonlyMap<string, string>,
  {isPlaced = false} = {}
): string {
  if (pieces.length === 0) return emptySelect(columns);
  return groupsOf(pieces)
    .map((group) => {
      const [piece] = group as [UnionPart];
      const list = columns.map(({name}) => columnOf(name, piece, shops)).join(", ");
      const {table, condition} = groupRows(group);
      const where = whereAll([condition, withoutParts(group)]);
      if (piece.sharers === 1)
        return `select ${list}${isPlaced ? `, ${piece.position} as import_position` : ""} from ${table}${where}`;
      if (!isPlaced && piece.numbering === undefined) return `select ${list} from ${table}${where}`;
      return `select ${list}${isPlaced ? ", import_position" : ""} from ${table}
inner join (values ${placesOf(group)}) as places(placed_source, import_position, numbering) on placed_source = source_id${where}`;
    })
    .join("\nunion all\n");
}

/** SQL for a column of a piece, by its name. */
function columnOf(name: string, piece: UnionPart, shops: ReadonlyMap<string, string>): string {
  if (name === "shop") return `${shopSql(piece, shops)} as shop`;
  if (name === "customer_key") return keySql(piece);
  return name === "order_id" && piece.numbering !== undefined ? `${numberSql(piece)} as order_id` : name;
}

/** SQL for an order number that is its own only together with its source's numbering. */
function numberSql({sharers, numbering = ""}: UnionPart): string {
  return `order_id || ' · ' || ${sharers === 1 ? quoteLiteral(numbering) : "numbering"}`;
}

function placesOf(group: readonly UnionPart[]): string {
  return group
    .map(
      ({sourceId, position, numbering = ""}) => `(${quoteLiteral(sourceId)}, ${position}, ${quoteLiteral(numbering)})`
    )
    .join(", ");
}

/** The condition that leaves out orders of which a source of the group has only a part; null where there are none. */
function withoutParts(group: readonly UnionPart[]): string | null {
  const [{sharers}] = group as [UnionPart];
  const isAlone = sharers === 1;
  const left = group.flatMap(({sourceId, parts = []}) => parts.map((id) => (isAlone ? id : `${sourceId} ${id}`)));
  if (left.length === 0) return null;
  return `${isAlone ? "order_id" : "source_id || ' ' || order_id"} not in (${left.map(quoteLiteral).join(", ")})`;
}

function whereAll(conditions: readonly (string | null)[]): string {
  const all = conditions.filter((condition) => condition !== null);
  return all.length === 0 ? "" : ` where ${all.join(" and ")}`;
}

function shopSql(piece: UnionPart, shops: ReadonlyMap<string, string>): string {
  const cases = piece.shop
    ? []
    : [...shops].map(
        ([platform, shop]) => `when shop = '' and platform = ${quoteLiteral(platform)} then ${quoteLiteral(shop)}`
      );
  return cases.length ? `case ${cases.join(" ")} else shop end` : givenShop(piece);
}

/** SQL for a customer key: a phone or e-mail is valid in every shop, a number or name only in its own. */
function keySql({keySpace}: UnionPart): string {
  if (keySpace === undefined) return "customer_key";
  return `case
    when lower(customer_key) = buyer_email or customer_key = buyer_phone then customer_key
    else customer_key || ${quoteLiteral(` · ${keySpace}`)}
end as customer_key`;
}

function givenShop({shop}: UnionPart): string {
  return shop ? `coalesce(nullif(shop, ''), ${quoteLiteral(shop)})` : "shop";
}

function emptySelect(columns: readonly CanonicalColumn[]): string {
  return `select ${columns.map(({name, type}) => `null::${type} as ${name}`).join(", ")} where false`;
}
