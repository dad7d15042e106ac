import {AppError} from "../base/errors";
import {toRows} from "../base/table";
import type {Database} from "../engine/database";
import {QueryError} from "../engine/query-error";
import {loadRecordByRecord} from "./staging/slow-path";
import {encodingOfText, isStrictUtf8} from "./encoding/encoding";
import {layoutOf} from "./columns/layout";
import {countRows, insertPart, progress, removeEndMarkers, type Loading, type LoadOptions} from "./loading";
import {isPlain, isUsual, partTexts, withPart} from "./staging/parts";
import type {ImportPlan, ImportReport} from "./plan";
import {reportOn} from "./staging/report";
import {keepEdges} from "./staging/split";
import {lifeRank, linesFromItemsSql, ordersFromLinesSql, recordsFromRowsSql} from "./staging/staging";
import {leaveHolders, tablesOf, type SourceTables} from "./staging/tables";

/**
 * Loads a file into `stg_<id>__orders` and `stg_<id>__lines`; rejected rows are in `stg_<id>__rejects`. Loading a
 * source again replaces it. Throws `ingest.no_time` for a mapping without any time, `ingest.no_rows` for a file with
 * only a header.
 */
export async function loadSource(db: Database, plan: ImportPlan, options: LoadOptions = {}): Promise<ImportReport> {
  const {clock = () => performance.now()} = options;
  const started = clock();
  const {columns} = plan.mapping ?? {};
  if (columns && !columns.ordered_at && !columns.paid_at)
    throw new AppError("ingest.no_time", {name: plan.source.name});
  const loading = {...options, db, plan, layout: layoutOf(plan), tables: tablesOf(plan.source.id)};
  try {
    const path = await loadRows(loading);
    await takeFooterOut(loading);
    progress(loading, "checking", plan.source.size, 0);
    const rowsLoaded = await finish(loading);
    await leaveHolders(db, [plan.source.id]);
    return await reportOn(loading, {path, rowsLoaded}, () => clock() - started);
  } catch (error) {
    await dropTables(db, loading.tables);
    throw error;
  }
}

async function loadRows(loading: Loading): Promise<ImportReport["path"]> {
  if (isUsual(loading.plan.dialect) && !loading.plan.mapping?.filledDown?.length) {
    try {
      await loadFast(loading);
      return "fast";
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await dropTables(loading.db, loading.tables);
      await correctEncoding(loading);
    }
  }
  await loadRecordByRecord(loading);
  return "careful";
}

/** Whether DuckDB refused the structure of a text, as opposed to a cancelled or failed query. */
export function isRefusal(error: unknown): boolean {
  if (error instanceof QueryError) return error.code === "engine.conversion" || error.code === "engine.failed";
  return error instanceof AppError && /^ingest\.(open_quote|unreadable_text)$/.test(error.code);
}

/** Corrects the encoding of a file whose samples were valid UTF-8 but whose rest is not. */
async function correctEncoding({plan}: Loading): Promise<void> {
  const {source} = plan;
  if (isPlain(plan) && !(await isStrictUtf8(source.file)))
    source.encoding = (await encodingOfText(source.file)).encoding;
}

/**
 * From this many rows on, a checkpoint compresses the tables to about a fifth of the memory; otherwise eight million
 * orders fill it. For smaller files a checkpoint would take longer than the import.
 */
const packingRows = 3_000_000;

/** Reads a plan's text part by part into the table of rows. Throws `ingest.no_rows` where there are none. */
export async function loadFast(loading: Loading): Promise<void> {
  const {db, plan, tables, signal, decode} = loading;
  let parts = 0;
  let rows = 0;
  let packed = 0;
  // of an earlier reading of the same file
  await db.exec(`drop table if exists ${tables.rejects}`);
  progress(loading, "loading", 0, 0);
  for await (const text of partTexts(plan, decode, signal)) {
    signal?.throwIfAborted();
    await withPart(db, `${plan.source.id}_${parts}.csv`, text, (file) =>
      insertPart(loading, {file, offset: rows}, parts > 0)
    );
    parts++;
    rows = (await countRows(db, tables.rows)) - parts;
    progress(loading, "loading", text.bytesRead, rows);
    if (rows - packed < packingRows) continue;
    await db.exec("checkpoint");
    packed = rows;
  }
  if (packed > 0 && packed < rows) await db.exec("checkpoint");
  if (parts === 0 || rows === 0) throw new AppError("ingest.no_rows", {name: plan.source.name});
  await removeEndMarkers(loading, parts);
}

/** Builds orders and lines from the rows and records rejected ones; returns the number of loaded rows. */
async function finish(loading: Loading): Promise<number> {
  const {db, layout, tables, signal} = loading;
  const {grain, items, orderAlias} = layout.platform;
  if (grain === "order") {
    await rejectDuplicates(loading);
    await setRejectsAside(loading);
    const orders = await countRows(db, tables.rows);
    if (items) {
      await makeItems(loading);
      await db.exec(`alter table ${tables.rows} drop column items`);
    }
    await db.exec(`drop table if exists ${tables.orders}; alter table ${tables.rows} rename to ${tables.orders}`, {
      signal
    });
    return orders;
  }
  if (orderAlias !== undefined) await nameByAlias(loading, orderAlias);
  await makeOrdersOfLines(loading);
  const rows = await countRows(db, tables.rows);
  if (items) await makeItems(loading);
  else await makeRecords(loading);
  await db.exec(`drop table ${tables.rows}`);
  return rows;
}

/**
 * Builds orders from rows that are lines, if they are of orders, and moves rejected rows out of them. With `isShared` the rows
 * are of several sources, told by `source_id`.
 */
export async function makeOrdersOfLines(loading: Loading, isShared = false): Promise<void> {
  await keepEdges(loading, isShared);
  if (loading.layout.platform.kind === "orders") await makeOrders(loading, isShared);
  await setRejectsAside(loading, isShared);
}

/** Builds the relation with one record for each row: lines of orders, or what else the file holds. */
export async function makeRecords({db, layout, tables, plan, signal}: Loading, isShared = false): Promise<void> {
  const {kind} = layout.platform;
  const relation = kind === "orders" ? "lines" : kind;
  const records = recordsFromRowsSql(isShared ? null : plan.source.id, layout, tables.rows, relation);
  await db.exec(`create or replace table ${tables[relation]} as ${records}`, {signal});
}

/** Rejects the last records as the file's footer, as many as a person specified. */
async function takeFooterOut({db, tables, plan, signal}: Loading): Promise<void> {
  const {footerRows = 0} = plan.dialect;
  if (footerRows <= 0) return;
  await db.exec(`create table if not exists ${tables.rejects} (row_number bigint, reason varchar)`);
  const all = `(select row_number from ${tables.rows} union all select row_number from ${tables.rejects})`;
  const [row = {}] = toRows(await db.query(`select max(row_number) as last_row from ${all}`));
  const isFooter = `row_number > ${Number(row["last_row"]) - Math.trunc(footerRows)}`;
  await db.exec(
    `update ${tables.rows} set reject_reason = 'footer_row' where ${isFooter};
update ${tables.rejects} set reason = 'footer_row' where ${isFooter}`,
    {signal}
  );
}

async function makeItems({db, layout, tables, signal, plan}: Loading): Promise<void> {
  await db.exec(
    `create or replace table ${tables.lines} as ${linesFromItemsSql(plan.source.id, layout, tables.rows)}`,
    {
      signal
    }
  );
}

/** Gives rows without an order number that of the row with the same alias; where there is none, the alias itself. */
async function nameByAlias({db, tables, signal}: Loading, alias: string): Promise<void> {
  await db.exec(
    `update ${tables.rows} set order_id = named.order_id
from (
    select ${alias} as alias, min(order_id) as order_id
    from ${tables.rows}
    where reject_reason is null and order_id <> ${alias}
    group by alias
    having count(distinct order_id) = 1
) as named
where ${tables.rows}.${alias} = named.alias and ${tables.rows}.order_id = named.alias`,
    {signal}
  );
}

/** Of two states of one order in a file the later in its life stays; `key` names what is one order. */
export async function rejectDuplicates({db, tables, signal}: Loading, key = "shop, order_id"): Promise<void> {
  const twice = `select ${key} from ${tables.rows} where reject_reason is null group by ${key} having count(*) > 1`;
  if ((await countRows(db, `(${twice})`)) === 0) return;
  await db.exec(
    `update ${tables.rows} set reject_reason = 'duplicate_order' where rowid in (
    select ${tables.rows}.rowid from ${tables.rows} inner join (${twice}) as twice using (${key})
    where reject_reason is null
    qualify row_number() over (
        partition by ${key} order by ${lifeRank("status")} desc, refund_amount desc, row_number desc
    ) > 1
)`,
    {signal}
  );
}

/** Builds orders from lines; orders without any time are rejected with all their lines. */
async function makeOrders({db, plan, layout, tables, signal}: Loading, isShared: boolean): Promise<void> {
  const orders = ordersFromLinesSql(isShared ? null : plan.source.id, layout, tables.rows);
  await db.exec(`create or replace table ${tables.orders} as ${orders}`, {signal});
  if ((await countRows(db, `${tables.orders} where reject_reason is not null`)) === 0) return;
  const key = isShared ? "source_id, order_id" : "order_id";
  await db.exec(`update ${tables.rows} set reject_reason = 'bad_date'
where reject_reason is null and (${key}) in (select (${key}) from ${tables.orders} where reject_reason is not null);
delete from ${tables.orders} where reject_reason is not null`);
}

/** Moves what was rejected out of the rows; with `source_id` where several sources share the table. */
export async function setRejectsAside({db, tables}: Loading, isShared = false): Promise<void> {
  const source = isShared ? {column: "source_id varchar, ", name: "source_id, "} : {column: "", name: ""};
  await db.exec(`create table if not exists ${tables.rejects} (${source.column}row_number bigint, reason varchar);
insert into ${tables.rejects} select ${source.name}row_number, reject_reason from ${tables.rows} where reject_reason is not null;
delete from ${tables.rows} where reject_reason is not null`);
}

/** Drops all tables of one source. */
export async function dropTables(db: Database, tables: SourceTables): Promise<void> {
  await db.exec(
    Object.values(tables)
      .map((table) => `drop table if exists ${table}`)
      .join(";\n")
  );
}
