import type {Table} from "apache-arrow";
import {toRows, type Row} from "../base/table";
import type {Database} from "../engine/database";
import {quoteIdentifier, quoteLiteral} from "../engine/sql";

// reading relations; `from` is SQL

/** A relation of the catalog in SQL. */
export function nameOf(relation: string): string {
  return `main.${quoteIdentifier(relation)}`;
}

/** The rows of a relation with a value in a column, in SQL. */
export function nameOfRows(relation: string, {column, value}: {column: string; value: string}): string {
  return `(select * from ${nameOf(relation)} where ${quoteIdentifier(column)} = ${quoteLiteral(value)})`;
}

/** All rows of a relation as an Arrow table, for small ones and downloads. */
export function readTable(db: Database, from: string): Promise<Table> {
  return db.query(`select * from ${from}`);
}

/** The first rows of a relation, and its row count. */
export async function readPage(db: Database, from: string, count: number): Promise<{rows: Row[]; total: number}> {
  const rows = toRows(await db.query(`select * from ${from} limit ${count}`));
  const [row] = toRows(await db.query(`select count(*) as total from ${from}`));
  return {rows, total: Number(row?.total ?? 0)};
}
