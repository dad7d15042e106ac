import type {Table} from "apache-arrow";
import {toRows, type Row} from "../base/table";
import type {Database} from "../engine/database";
import {quoteIdentifier, quoteLiteral} from "../engine/sql";

// Looking into relations; `from` is as SQL names it.

/** How SQL names a relation of the catalog. */
export function nameOf(relation: string): string {
  return `main.${quoteIdentifier(relation)}`;
}

/** How SQL names the rows of a relation that hold a value in a column. */
export function nameOfRows(relation: string, {column, value}: {column: string; value: string}): string {
  return `(select * from ${nameOf(relation)} where ${quoteIdentifier(column)} = ${quoteLiteral(value)})`;
}

/** Every row of a relation, as an Arrow table; for small ones and for downloads. */
export function readTable(db: Database, from: string): Promise<Table> {
  return db.query(`select * from ${from}`);
}

/** The first rows of a relation, and how many it has. */
export async function readPage(db: Database, from: string, count: number): Promise<{rows: Row[]; total: number}> {
  const rows = toRows(await db.query(`select * from ${from} limit ${count}`));
  const [row] = toRows(await db.query(`select count(*) as total from ${from}`));
  return {rows, total: Number(row?.total ?? 0)};
}
