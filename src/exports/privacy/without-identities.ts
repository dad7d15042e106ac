import {toRows, type Row} from "../../base/table";
import type {Database} from "../../engine/database";
import {createSelectView} from "../../engine/select";
import {findReferences, quoteIdentifier, quoteLiteral} from "../../engine/sql";
import {identityColumns} from "../../models/library";

/** The schema of relations without identities, and of cells that read them; it stands only while they are computed. */
const schema = "leaving";

/** Rows that a cell may have at most; a table of more is no summary. */
const mostRows = 5001;
/** Milliseconds that a cell may take. */
const timeoutMilliseconds = 20_000;

/** A select to compute, by the name under which others read it. */
export interface Select {
  name: string;
  sql: string;
}

/**
 * The rows of some selects over the same relations, in which every column that identifies a person or an order holds
 * meaningless tokens instead: equal where the values are equal, different where they differ. In order, each reading those before;
 * null where one fails.
 */
export async function computeWithoutIdentities(
  db: Database,
  selects: readonly Select[]
): Promise<Map<string, Row[] | null>> {
  const results = new Map<string, Row[] | null>();
  await db.exec(`drop schema if exists ${schema} cascade; create schema ${schema}`);
  try {
    await hideIdentities(db, selects);
    for (const select of selects) results.set(select.name, await compute(db, select));
    return results;
  } finally {
    await db.exec(`drop schema if exists ${schema} cascade`);
  }
}

async function compute(db: Database, {name, sql}: Select): Promise<Row[] | null> {
  const view = `${schema}.${quoteIdentifier(name)}`;
  const signal = AbortSignal.timeout(timeoutMilliseconds);
  try {
    await createSelectView(db, view, sql);
    return toRows(await db.query(`from ${view} limit ${mostRows}`, {signal}));
  } catch {
    // an earlier relation of that name would answer for it
    await db.exec(`drop view if exists ${view}`);
    return null;
  }
}

/** One column that identifies somebody. */
interface IdentityColumn {
  relation: string;
  column: string;
  type: string;
}

/** Puts a view without identities before every relation that the selects may read. */
async function hideIdentities(db: Database, selects: readonly Select[]): Promise<void> {
  const columns = await findIdentityColumns(db);
  const relations = new Set(columns.map(({relation}) => relation));
  const read = new Set(selects.flatMap(({sql}) => findReferences(sql, relations)));
  const salt = [...crypto.getRandomValues(new Uint32Array(4))].join("-");
  const views = [...read].map((relation) => {
    const replaced = columns
      .filter((each) => each.relation === relation)
      .map(({column, type}) => `${tokenOf(quoteIdentifier(column), type, salt)} as ${quoteIdentifier(column)}`);
    const name = quoteIdentifier(relation);
    return `create view ${schema}.${name} as select * replace (${replaced.join(", ")}) from main.${name}`;
  });
  if (views.length > 0) await db.exec(views.join(";\n"));
}

async function findIdentityColumns(db: Database): Promise<IdentityColumn[]> {
  const names = [...identityColumns()].map(quoteLiteral).join(", ");
  const found = await db.query(`
    select table_name, column_name, data_type
    from duckdb_columns()
    where database_name = current_database() and schema_name = 'main' and not internal and column_name in (${names})`);
  return toRows(found).map((row) => ({
    relation: String(row.table_name),
    column: String(row.column_name),
    type: String(row.data_type)
  }));
}

/** A prime just above the largest whole number of four bytes, and below half of it. */
const prime = 2_147_483_647;

/** SQL of a token of the same type: equal for equal values, and without any other relation to the value. */
function tokenOf(column: string, type: string, salt: string): string {
  const mark = `hash(${column}, ${quoteLiteral(salt)})`;
  if (type === "VARCHAR") return `'·' || md5(${quoteLiteral(salt)} || ${column})`;
  const where = `case when ${column} is not null then`;
  if (type === "DATE") return `${where} date '1900-01-01' + (${mark} % 40000)::integer end`;
  if (type === "INTEGER")
    return `((${column}::hugeint * ${factorOf(salt)} + ${factorOf(`${salt}+`)}) % ${prime})::integer`;
  if (/^(U?BIGINT|HUGEINT|DOUBLE)$/.test(type)) return `${where} (${mark} >> 12)::${type} end`;
  return `null::${type}`;
}

/** A whole number made of a text. */
function factorOf(text: string): number {
  let sum = 1;
  for (const character of text) sum = (sum * 31 + character.codePointAt(0)!) % 1_000_000_007;
  return sum + 2;
}

/**
 * Whether two results hold the same rows, in any order: fractions are equal to ten digits, since the order in which they are
 * summed is not.
 */
export function areSameRows(some: readonly Row[], others: readonly Row[], columns: readonly string[]): boolean {
  if (some.length !== others.length) return false;
  const textOf = (row: Row) =>
    JSON.stringify(
      columns.map((name) => row[name] ?? null),
      rounded
    );
  const sorted = [some, others].map((rows) => rows.map(textOf).sort());
  return sorted[0]!.every((text, at) => text === sorted[1]![at]);
}

/** A value of a row, or of a list or struct in it, as it is compared. */
function rounded(_: string, value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? value : value.toPrecision(10);
  return typeof value === "bigint" ? String(value) : value;
}
