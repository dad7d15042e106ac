import {AppError} from "../base/errors";
import {toRows} from "../base/table";
import type {Database} from "../engine/database";
import {quoteLiteral} from "../engine/sql";
import {layoutOf} from "./columns/layout";
import {platformNamed} from "./columns/platform";
import {
  dropTables,
  isRefusal,
  loadFast,
  loadSource,
  makeOrdersOfLines,
  makeRecords,
  rejectDuplicates,
  setRejectsAside
} from "./load";
import {progress, type Loading, type LoadOptions} from "./loading";
import {bodyStart, isUsual} from "./staging/parts";
import type {ImportPlan, ImportProgress, ImportReport} from "./plan";
import {lineEnd} from "./records";
import {countBySource, reportOnAll} from "./staging/report";
import {endOfFileReason, fileEndMark} from "./staging/staging";
import {dropOwnTables, addHolder, forgetHolder, leaveHolders, tablesOf} from "./staging/tables";

/** A planned file, and what came of it: a report, or why it was not loaded. */
export interface LoadResult {
  plan: ImportPlan;
  result: ImportReport | AppError;
}

/** How many files are loaded, and how far the ones in hand are. */
export interface LoadAllOptions extends Omit<LoadOptions, "onProgress"> {
  /** `plan` is the first of the files in hand, `done` how many are loaded or refused */
  onProgress?: (progress: ImportProgress, plan: ImportPlan, done: number) => void;
}

/** bytes of files that are loaded together: what a cancelled or refused batch costs */
const batchBytes = 16 * 1024 * 1024;

/**
 * Loads files one after another, and those of one layout together, which takes a hundredth of a second a file instead of a
 * tenth. A file that cannot be read is an error of its own and keeps no other from being loaded; once aborted, so is each that
 * was not loaded before. Every file can be removed by itself afterwards.
 */
export async function* loadSources(
  db: Database,
  plans: readonly ImportPlan[],
  options: LoadAllOptions = {}
): AsyncGenerator<LoadResult> {
  let done = 0;
  for (const batch of batchesOf(plans)) {
    const {onProgress, ...rest} = options;
    const onBatch = (progress: ImportProgress) => onProgress?.(progress, batch[0]!, done);
    for await (const loaded of loadBatch(db, batch, {...rest, onProgress: onBatch})) {
      done++;
      yield loaded;
    }
  }
}

/** Files that can be loaded together, in the order of the first of each batch. */
function batchesOf(plans: readonly ImportPlan[]): ImportPlan[][] {
  const batches: ImportPlan[][] = [];
  const open = new Map<string, {batch: ImportPlan[]; bytes: number}>();
  for (const plan of plans) {
    const key = layoutKey(plan);
    const last = key === null ? undefined : open.get(key);
    const isFull = !last || last.bytes + plan.source.size > batchBytes;
    if (!isFull && last.batch.every(({source}) => source.id !== plan.source.id)) {
      last.batch.push(plan);
      last.bytes += plan.source.size;
      continue;
    }
    const batch = [plan];
    batches.push(batch);
    if (key !== null) open.set(key, {batch, bytes: plan.source.size});
  }
  return batches;
}

/** What files have in common that can be loaded together; null for one that has to be loaded alone. */
function layoutKey({source, dialect, header, platform, mapping}: ImportPlan): string | null {
  const {encoding, head} = source;
  if (!mapping && !platformNamed(platform)) return null;
  const layout = layoutOf({source, dialect, header, platform, mapping, evidence: [], isConfirmed: true});
  const {kind, grain, items, orderAlias} = layout.platform;
  const isOfOrders = kind === "orders" || (kind === "lines" && grain === "line");
  if (!isOfOrders || items !== undefined || orderAlias !== undefined) return null;
  const hasNumbers = (layout.positions["order_id"] ?? -1) >= 0;
  if (!hasNumbers || header.length < 2) return null;
  if (!isUsual(dialect) || (dialect.footerRows ?? 0) > 0 || encoding.startsWith("utf-16")) return null;
  if (mapping && !mapping.columns.ordered_at && !mapping.columns.paid_at) return null;
  if (mapping?.filledDown?.length) return null;
  return JSON.stringify([platform, mapping, header, dialect, encoding, lineEnd(head, dialect.delimiter)]);
}

/** Loads files of one layout together; where DuckDB refuses them, each half by itself, down to the file that it refuses. */
async function* loadBatch(
  db: Database,
  plans: readonly ImportPlan[],
  options: LoadOptions
): AsyncGenerator<LoadResult> {
  if (options.signal?.aborted) {
    for (const plan of plans) yield {plan, result: new AppError("engine.cancelled")};
    return;
  }
  if (plans.length === 1) {
    yield {plan: plans[0]!, result: await loadAlone(db, plans[0]!, options)};
    return;
  }
  const results = await loadTogether(db, plans, options);
  if (results) {
    for (const [index, plan] of plans.entries()) yield {plan, result: results[index]!};
    return;
  }
  const middle = Math.ceil(plans.length / 2);
  yield* loadBatch(db, plans.slice(0, middle), options);
  yield* loadBatch(db, plans.slice(middle), options);
}

async function loadAlone(db: Database, plan: ImportPlan, options: LoadOptions): Promise<ImportReport | AppError> {
  try {
    return await loadSource(db, plan, options);
  } catch (error) {
    return known(error);
  }
}

function known(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError("ingest.failed", {message: String(error)}, {cause: error});
}

/** What came of each plan, in their order; null where the files cannot be read together. */
async function loadTogether(
  db: Database,
  plans: readonly ImportPlan[],
  options: LoadOptions
): Promise<readonly (ImportReport | AppError)[] | null> {
  const {clock = () => performance.now()} = options;
  const started = clock();
  const plan = await joinedPlan(plans).catch(() => null);
  // a file that is not there any more says so by itself
  if (!plan) return null;
  const loading: Loading = {...options, db, plan, layout: layoutOf(plan), tables: tablesOf(plan.source.id)};
  const {tables} = loading;
  try {
    await loadFast(loading);
    if (!(await assignSources(loading, plans))) {
      await dropTables(db, tables);
      return null;
    }
    progress(loading, "checking", plan.source.size, 0);
    const rowsOf = await finishAll(loading);
    await replaceOwnTables(loading, plans);
    return await reportsOf(loading, plans, rowsOf, (clock() - started) / plans.length);
  } catch (error) {
    await forget(loading).catch(() => undefined); // an engine that was ended has nothing left to forget
    if (isRefusal(error) || (error instanceof AppError && error.code === "ingest.no_rows")) return null;
    return plans.map(() => known(error));
  }
}

/** Builds orders and lines from the rows of all sources and records rejected ones; how many rows of each were loaded. */
async function finishAll(loading: Loading): Promise<ReadonlyMap<string, number>> {
  const {db, layout, tables, signal} = loading;
  if (layout.platform.grain === "order") {
    await rejectDuplicates(loading, "source_id, shop, order_id");
    await setRejectsAside(loading, true);
    await db.exec(`drop table if exists ${tables.orders}; alter table ${tables.rows} rename to ${tables.orders}`, {
      signal
    });
    return countBySource(db, tables.orders);
  }
  await makeOrdersOfLines(loading, true);
  const rows = await countBySource(db, tables.rows);
  await makeRecords(loading, true);
  await db.exec(`drop table ${tables.rows}`, {signal});
  return rows;
}

async function forget({db, plan, tables}: Loading): Promise<void> {
  await dropTables(db, tables);
  await forgetHolder(db, plan.source.id);
}

/** how many batches were loaded together so far: each has tables of its own name */
let batches = 0;

/** distinguishes them from those of an earlier visit, whose tables may be here too */
const visit = crypto.randomUUID().slice(0, 8);

/** One file after another as one text without header, each with a row behind it that says where it ends. */
async function joinedPlan(plans: readonly ImportPlan[]): Promise<ImportPlan> {
  const [first] = plans as [ImportPlan];
  const {dialect, header, source} = first;
  const newline = lineEnd(source.head, dialect.delimiter);
  const end = newline + fileEndMark + dialect.delimiter.repeat(header.length - 1) + newline;
  const texts = await Promise.all(plans.map(async (plan) => plan.source.file.slice(await bodyStartInFile(plan))));
  const file = new Blob(texts.flatMap((text) => [text, end]));
  return {
    ...first,
    dialect: {...dialect, headerRow: -1},
    source: {...source, id: `shared_${visit}_${batches++}`, file, size: file.size, hasBom: false}
  };
}

const headBytes = 512 * 1024;

/** Bytes before the first record under the header. No encoding but UTF-16 has a line end within a character. */
async function bodyStartInFile(plan: ImportPlan): Promise<number> {
  const {file, encoding, hasBom, head} = plan.source;
  if (encoding === "utf-8") return bodyStart(plan) + (hasBom ? 3 : 0);
  const newline = lineEnd(head, plan.dialect.delimiter) === "\r" ? 0x0d : 0x0a;
  const bytes = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
  const before = new TextDecoder().decode(new TextEncoder().encode(head).subarray(0, bodyStart(plan)));
  let at = 0;
  for (const character of before) if (character.charCodeAt(0) === newline) at = bytes.indexOf(newline, at) + 1;
  return at;
}

/** Gives every row its own source and its number in that; false where a file's end was not read, or a file has no rows. */
async function assignSources({db, layout, tables, signal}: Loading, plans: readonly ImportPlan[]): Promise<boolean> {
  const ends = `select row_number as last_row, row_number() over (order by row_number) as place
from ${tables.rows}
where reject_reason = '${endOfFileReason}'`;
  const found = toRows(await db.query(ends)).map((row) => Number(row["last_row"]));
  const isWhole = found.length === plans.length && found.every((last, at) => last - (found[at - 1] ?? 0) > 1);
  if (!isWhole) return false;
  const files = plans
    .map(({source}, at) => `(${found[at - 1] ?? 0}, ${found[at]}, ${quoteLiteral(source.id)})`)
    .join(", ");
  const isOrders = layout.platform.grain === "order"; // whose rows have a source already
  await db.exec(
    `create or replace table ${tables.orders} as
select
    ${isOrders ? "" : "files.source_id, "}loaded.* replace (
        ${isOrders ? "files.source_id as source_id, " : ""}(loaded.row_number - files.first_row)::bigint as row_number
    )
from ${tables.rows} as loaded
inner join (
    select source_id, first_row, unnest(range(first_row + 1, last_row)) as place
    from (values ${files}) as ends(first_row, last_row, source_id)
) as files on files.place = loaded.row_number;
drop table ${tables.rows};
alter table ${tables.orders} rename to ${tables.rows}`,
    {signal}
  );
  return true;
}

/** From now on the sources are in these tables, and in no others. */
async function replaceOwnTables({db, plan}: Loading, plans: readonly ImportPlan[]): Promise<void> {
  const ids = plans.map(({source}) => source.id);
  await leaveHolders(db, ids);
  await dropOwnTables(db, ids);
  await addHolder(db, ids, plan.source.id);
}

async function reportsOf(
  loading: Loading,
  plans: readonly ImportPlan[],
  rowsOf: ReadonlyMap<string, number>,
  milliseconds: number
): Promise<ImportReport[]> {
  const {tables} = loading;
  const parts = plans.map((plan) => {
    const rowsLoaded = rowsOf.get(plan.source.id) ?? 0;
    return {plan, path: "fast" as const, rowsLoaded, rejects: tables.rejects};
  });
  return (await reportOnAll(loading, parts)).map((report) => ({...report, milliseconds}));
}
