import {toRows} from "../../base/table";
import type {Database} from "../../engine/database";
import {quoteLiteral} from "../../engine/sql";
import {factRelations, type RelationName} from "../canonical";

/** Names of one source's tables: canonical relations and intermediate ones. */
export interface SourceTables extends Record<RelationName, string> {
  /** rows during loading; dropped when the import is done */
  rows: string;
  /** `row_number` and `reason` of rejected rows */
  rejects: string;
  /** rows of each source's first and last order, where orders are built from lines: they may continue in another file */
  edges: string;
}

/** The table names of a source. */
export function tablesOf(sourceId: string): SourceTables {
  if (!/^\w+$/.test(sourceId)) throw new TypeError(`not a source id: ${sourceId}`);
  const parts = ["rows", "rejects", "edges", "orders", "lines", ...factRelations] as const;
  return Object.fromEntries(parts.map((part) => [part, `stg_${sourceId}__${part}`])) as Record<
    (typeof parts)[number],
    string
  >;
}

/** Of every source that shares its tables with others: under which id they are kept, and how many share them. */
export type Holders = ReadonlyMap<string, {id: string; sharers: number}>;

/** `source_id`, `holder`: the sources that were loaded together into the tables of one holder. */
export const holdersTable = "stg_holders";

/** Which sources share tables; `existing` names the tables there are. */
export async function readHolders(db: Database, existing: ReadonlySet<string>): Promise<Holders> {
  if (!existing.has(holdersTable)) return new Map();
  const rows = toRows(
    await db.query(`select source_id, holder, count(*) over (partition by holder) as sharers from ${holdersTable}`)
  );
  return new Map(
    rows.map((row) => [String(row["source_id"]), {id: String(row["holder"]), sharers: Number(row["sharers"])}])
  );
}

/** Records that sources share the tables of one holder. */
export async function addHolder(db: Database, sourceIds: readonly string[], holder: string): Promise<void> {
  const rows = sourceIds.map((id) => `(${quoteLiteral(id)}, ${quoteLiteral(holder)})`).join(", ");
  await db.exec(
    `create table if not exists ${holdersTable} (source_id varchar, holder varchar); insert into ${holdersTable} values ${rows}`
  );
}

/** Takes sources out of the tables that they share with others; tables without a source are dropped. */
export async function leaveHolders(db: Database, sourceIds: readonly string[]): Promise<void> {
  if (sourceIds.length === 0 || !(await hasHolders(db))) return;
  const left = `source_id in (${sourceIds.map(quoteLiteral).join(", ")})`;
  const rows = toRows(
    await db.query(`select holder, count(*) filter (where not ${left}) as others
from ${holdersTable}
where holder in (select holder from ${holdersTable} where ${left})
group by holder`)
  );
  const existing = await listTables(db);
  for (const row of rows) {
    const tables = Object.values(tablesOf(String(row["holder"]))).filter((table) => existing.has(table));
    const isShared = Number(row["others"]) > 0;
    const statements = tables.map((table) => (isShared ? `delete from ${table} where ${left}` : `drop table ${table}`));
    await db.exec([...statements, `delete from ${holdersTable} where ${left}`].join(";\n"));
  }
  await dropEmptyHolders(db);
}

/** Forgets that any source is in the tables of a holder. */
export async function forgetHolder(db: Database, holder: string): Promise<void> {
  if (!(await hasHolders(db))) return;
  await db.exec(`delete from ${holdersTable} where holder = ${quoteLiteral(holder)}`);
  await dropEmptyHolders(db);
}

async function hasHolders(db: Database): Promise<boolean> {
  const found = await db.query(`select 1 as one
from duckdb_tables()
where database_name = current_database() and table_name = ${quoteLiteral(holdersTable)}`);
  return found.numRows > 0;
}

/** Without files that were loaded together there is no `stg_holders`. */
async function dropEmptyHolders(db: Database): Promise<void> {
  const [row] = toRows(await db.query(`select count(*) as sources from ${holdersTable}`));
  if (Number(row?.["sources"]) === 0) await db.exec(`drop table ${holdersTable}`);
}

/** Drops the tables that are of nobody but these sources. */
export async function dropOwnTables(db: Database, sourceIds: readonly string[]): Promise<void> {
  const own = new Set(sourceIds.flatMap((id) => Object.values(tablesOf(id))));
  const drops = [...(await listTables(db))].filter((table) => own.has(table)).map((table) => `drop table ${table}`);
  if (drops.length > 0) await db.exec(drops.join(";\n"));
}

async function listTables(db: Database): Promise<ReadonlySet<string>> {
  const tables = await db.query("select table_name from duckdb_tables() where database_name = current_database()");
  return new Set(toRows(tables).map((row) => String(row["table_name"])));
}
