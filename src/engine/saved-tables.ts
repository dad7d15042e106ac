import {toRows} from "../base/table";
import type {Database} from "./database";
import {emptyDatabaseFile} from "./connection/empty-file";
import {quoteIdentifier, quoteLiteral} from "./sql";

/**
 * Rows copied per call while tables are saved, and rows that are compressed together, a multiple of 2,048: a query that comes
 * meanwhile waits for a tenth of a second. With DuckDB's 122,880 rows it would wait for half a second, for a file a third smaller.
 */
const rowsPerCall = 20_480;

/** How many files were saved or attached: DuckDB may hold a file for a moment after it is detached, so none is named twice. */
let files = 0;

/** A table to save: its name, and the relation that holds its rows where that is not the table of this name. */
export interface TableToSave {
  name: string;
  from?: string;
}

/**
 * Copies tables into a DuckDB database file in memory and returns its bytes. Kept plans stay valid, since nothing in the
 * database itself changes. Rejects with `engine.cancelled` between two calls once aborted.
 */
export async function saveTables(
  db: Database,
  tables: readonly TableToSave[],
  signal?: AbortSignal
): Promise<Uint8Array<ArrayBuffer>> {
  const file = await db.registerBuffer(`saving-${files++}.db`, emptyDatabaseFile());
  // DuckDB's log of this file; without an own buffer it would be looked for outside
  const log = await db.registerBuffer(`${file}.wal`, new Uint8Array(0));
  const run = (sql: string) => db.query(sql, {signal});
  try {
    await run(`attach ${quoteLiteral(file)} as saving (recovery_mode no_wal_writes, row_group_size ${rowsPerCall})`);
    try {
      for (const table of tables) await copyTable(run, table);
      await run("checkpoint saving");
    } finally {
      await db.query("detach saving");
      await db.query("select 1"); // the file is closed by the next statement
    }
    return await db.readBuffer(file);
  } finally {
    await db.dropFile(file);
    await db.dropFile(log);
  }
}

async function copyTable(
  run: Database["query"],
  {name, from = `main.${quoteIdentifier(name)}`}: TableToSave
): Promise<void> {
  const target = `saving.main.${quoteIdentifier(name)}`;
  const [row] = toRows(await run(`select coalesce(max(rowid), -1) as last_row from ${from}`));
  const lastRow = Number(row?.["last_row"]);
  await run(`create table ${target} as select * from ${from} where rowid < ${rowsPerCall}`);
  for (let start = rowsPerCall; start <= lastRow; start += rowsPerCall)
    await run(`insert into ${target} select * from ${from} where rowid >= ${start} and rowid < ${start + rowsPerCall}`);
}

/**
 * Tables of a database file that are read where they are, instead of being copied into the database.
 *
 * `attach` makes the file readable; `viewSql` gives the statement that puts one of its tables into the database as a view.
 * Before a table is to be changed, `copy` turns its view into a table; `detach` is last, when no view is left.
 */
export class AttachedTables {
  /** the tables in the file */
  readonly names: ReadonlySet<string>;
  readonly #db: Database;
  readonly #file: string;

  private constructor(db: Database, file: string, names: ReadonlySet<string>) {
    this.#db = db;
    this.#file = file;
    this.names = names;
  }

  /**
   * Attaches the bytes that `saveTables` returned. Rejects where DuckDB refuses them; it may never answer where they were
   * damaged, so that a caller who had them from elsewhere first compares their checksum.
   */
  static async attach(db: Database, bytes: Uint8Array): Promise<AttachedTables> {
    const file = await db.registerBuffer(`saved-${files++}.db`, bytes);
    try {
      await db.exec(`attach ${quoteLiteral(file)} as saved (read_only)`);
    } catch (error) {
      await db.dropFile(file);
      throw error;
    }
    const rows = toRows(await db.query("select table_name from duckdb_tables() where database_name = 'saved'"));
    return new AttachedTables(db, file, new Set(rows.map((row) => String(row["table_name"]))));
  }

  /** Makes views of these tables, under their names. */
  async view(names: Iterable<string>): Promise<void> {
    const statements = [...names].map((name) => this.viewSql(name));
    if (statements.length > 0) await this.#db.exec(statements.join(";\n"));
  }

  /** The statement that makes a view of a table, under its name. */
  viewSql(name: string): string {
    return `create view main.${quoteIdentifier(name)} as select * from ${AttachedTables.rowsOf(name)}`;
  }

  /** A table in the attached file, as SQL. */
  static rowsOf(name: string): string {
    return `saved.main.${quoteIdentifier(name)}`;
  }

  /** Puts tables in the place of these views, with the same rows. */
  async copy(names: Iterable<string>): Promise<void> {
    for (const name of names) {
      const view = `main.${quoteIdentifier(name)}`;
      const copied = `main.${quoteIdentifier(`${name}__copied`)}`;
      await this.#db.exec(`create or replace table ${copied} as select * from ${AttachedTables.rowsOf(name)};
drop view ${view};
alter table ${copied} rename to ${quoteIdentifier(name)}`);
    }
  }

  /** Drops these views. */
  async drop(names: Iterable<string>): Promise<void> {
    const statements = [...names].map((name) => `drop view if exists main.${quoteIdentifier(name)}`);
    if (statements.length > 0) await this.#db.exec(statements.join(";\n"));
  }

  /** Lets go of the file. Views of it that are left can only be dropped after that. */
  async detach(): Promise<void> {
    await this.#db.exec("detach saved");
    await this.#db.query("select 1"); // the file is closed by the next statement
    await this.#db.dropFile(this.#file);
  }
}
