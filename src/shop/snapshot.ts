import type {Database} from "../engine/database";
import {AttachedTables, saveTables} from "../engine/saved-tables";
import {toRows} from "../base/table";
import {listSourceTables} from "../ingest/combine";
import type {ImportPlan, ImportReport} from "../ingest/plan";
import {madeModelsOf} from "../models/on-demand";
import type {Files, ImportFacts, ReadFile} from "./imports";
import {readBuildVariables, type SavedBuild} from "./pipeline";

/** What is saved of a shop, besides its tables; JSON. */
export interface SnapshotContent {
  /** of its files, in order of import */
  reports: readonly ImportReport[];
  /** tables that hold the files' rows */
  sources: readonly string[];
  /** tables of models */
  models: readonly string[];
  /** what those were made with, as `readBuildVariables` gives it */
  variables: string;
}

/** Content as it was kept; null where it is not. */
export function readContent(value: unknown): SnapshotContent | null {
  const {reports, sources, models, variables} = (value ?? {}) as Partial<SnapshotContent>;
  const isContent = [reports, sources, models].every(Array.isArray) && typeof variables === "string";
  return isContent ? (value as SnapshotContent) : null;
}

/** The loaded rows of a shop and what was made of them: enough to open it without reading its files again. */
export interface ShopSnapshot {
  /** a DuckDB database file; whoever kept it has compared its checksum */
  bytes: Uint8Array<ArrayBuffer>;
  content: SnapshotContent;
}

/**
 * Rows for which a snapshot pays. Fewer are read from the files in half a second; more would take a few hundred megabytes of
 * the engine's memory, in which a snapshot lies as long as it is read from.
 */
const payingRows = {from: 10_000, to: 1_000_000};

/** Whether a snapshot of these files is worth its time and room; one of a sample never is, since samples are not kept. */
export function isWorthSaving(files: Files): boolean {
  const rows = files.reduce((sum, {report}) => sum + report.rowsLoaded, 0);
  return rows >= payingRows.from && rows <= payingRows.to && files.every(({isSample}) => !isSample);
}

/** Saves the tables of a shop; null where they changed meanwhile. Rejects with `engine.cancelled` once aborted. */
export async function saveShop(db: Database, files: Files, signal: AbortSignal): Promise<ShopSnapshot | null> {
  const made = madeModelsOf(db);
  const models = made.tables;
  const variables = await readBuildVariables(db);
  const sources = await listSourceTables(
    db,
    files.map(({plan}) => plan.source.id)
  );
  const views = await listViews(db);
  const tables = [...sources, ...models].map((name) => ({
    name,
    ...(views.has(name) && {from: AttachedTables.rowsOf(name)})
  }));
  const bytes = await saveTables(db, tables, signal);
  const standing = new Set(made.tables);
  const isSame = models.every((name) => standing.has(name)) && variables === (await readBuildVariables(db));
  return isSame ? {bytes, content: {reports: files.map(({report}) => report), sources, models, variables}} : null;
}

/** Relations that are views, as tables of a snapshot are that is read from. */
async function listViews(db: Database): Promise<ReadonlySet<string>> {
  const views = await db.query("select view_name from duckdb_views() where database_name = current_database()");
  return new Set(toRows(views).map((row) => String(row["view_name"])));
}

/** Planned files with their reports of then; null where they are not the very files of the snapshot. */
export function matchReports(
  planned: ReadonlyMap<ImportPlan, ImportFacts | null>,
  {reports}: SnapshotContent
): ReadFile[] | null {
  const bySource = new Map(reports.map((report) => [report.sourceId, report]));
  if (bySource.size !== planned.size) return null;
  const read = [...planned].flatMap(([plan, facts]): ReadFile[] => {
    const report = bySource.get(plan.source.id);
    return report && facts ? [{plan, report, facts}] : [];
  });
  return read.length === bySource.size ? read : null;
}

/**
 * A snapshot that a shop is read from.
 *
 * `open` attaches it: the files' tables are there as views, those of models as `build` says. Before the files' tables are
 * changed, `own` copies them; `close` is called when the models were made anew. `discard` at any time takes all of it away.
 */
export class OpenedSnapshot {
  readonly #attached: AttachedTables;
  readonly #content: SnapshotContent;
  #isOwned = false;

  private constructor(attached: AttachedTables, content: SnapshotContent) {
    this.#attached = attached;
    this.#content = content;
  }

  /** Attaches a snapshot. Rejects where the engine does not accept it, or where a table is missing. */
  static async open(db: Database, {bytes, content}: ShopSnapshot): Promise<OpenedSnapshot> {
    const opened = new OpenedSnapshot(await AttachedTables.attach(db, bytes), content);
    try {
      await opened.#attached.view(content.sources);
      return opened;
    } catch (error) {
      await opened.discard();
      throw error;
    }
  }

  /** The tables of models, for a rebuild. */
  get build(): SavedBuild {
    const {models, variables} = this.#content;
    return {names: models, variables, viewSql: (name) => this.#attached.viewSql(name)};
  }

  /** Whether the files' tables are tables of the shop's own. */
  get isOwned(): boolean {
    return this.#isOwned;
  }

  /** Copies the files' tables, once. */
  async own(): Promise<void> {
    if (this.#isOwned) return;
    await this.#attached.copy(this.#content.sources);
    this.#isOwned = true;
  }

  /** Lets go of the file, when no model is read from it any more. */
  close(): Promise<void> {
    return this.#attached.detach();
  }

  /** Takes away what is read from it, and lets go of the file. */
  async discard(): Promise<void> {
    if (!this.#isOwned) await this.#attached.drop(this.#content.sources);
    await this.#attached.detach();
  }
}
