import type {Diagnostic} from "../base/errors";
import {toRows, type Row} from "../base/table";
import type {Database, Value} from "../engine/database";
import type {Staged} from "../ingest/changes";
import {rebuildStaging} from "../ingest/combine";
import {diagnoseStaging} from "../ingest/diagnostics";
import {headerSignature} from "../ingest/header";
import {loadSource} from "../ingest/load";
import type {LoadOptions} from "../ingest/loading";
import {loadSources, type LoadAllOptions, type LoadResult} from "../ingest/together";
import type {ImportPlan, ImportReport, Mapping, Origin} from "../ingest/plan";
import {planText, sniffText} from "../ingest/reading";
import {LayoutMemory} from "../ingest/sniff";
import {buildModels, needsRebuild, invalidateModels, type BuildReport} from "../models/build";
import {readCatalog, type Catalog} from "../models/catalog";
import type {MakeProgress, SavedModels} from "../models/made";
import {withoutMaking} from "../models/on-demand";

/** DuckDB variables for building relations, by name; null unsets one. */
export type Variables = Readonly<Record<string, Value>>;

/** The loaded sources of a shop; of equal states of an order the later source's wins. */
export type Sources = Staged;

/** A shop without files. */
export const noSources: Sources = {sourceIds: [], shops: new Map()};

/** A kind of analysis, and whether the data supports it. */
export interface Capability {
  name: string;
  isOn: boolean;
  /** suffix of the message key `notice.<reason>` when it is off; null when it is on */
  reason: string | null;
}

/** What the relations say about the shop as a whole. */
export interface ShopDescription {
  /** the row of `history`; null when there is none */
  history: Row | null;
  capabilities: readonly Capability[];
}

/** The result of a rebuild. */
export interface Rebuilt extends ShopDescription {
  /** diagnostics about all files together */
  diagnostics: readonly Diagnostic[];
  build: BuildReport;
  catalog: Catalog;
  /** whether the tables of the saved build were taken over */
  isAsSaved: boolean;
}

/** Tables of models that an earlier visit made, and the variables that they were made with. */
export interface SavedBuild extends SavedModels {
  /** as `readBuildVariables` gave them */
  variables: string;
}

/** What is read of a shop before any page is: what it holds, what can be told of it, and what an import changed. */
const firstNeeded = ["history", "capabilities", "headlines"];

/**
 * Plans how to read a text: encoding, dialect, platform and columns. `answerTo` returns the stored mapping for a
 * header's signature, or null; `layouts` remembers those of files planned before. Rejects with the codes of `openSource`, or with
 * the signal's reason.
 */
export async function planFile(
  {file, origin = null}: {file: Blob & {name?: string}; origin?: Origin | null},
  answerTo: (signature: string) => Mapping | null = () => null,
  layouts = new LayoutMemory(),
  signal?: AbortSignal
): Promise<ImportPlan> {
  const sniffed = await sniffText({file, origin}, layouts, signal);
  return planText(sniffed, answerTo(headerSignature(sniffed.header)), signal);
}

/**
 * Loads a planned file into the tables of its source; `rebuild` then adds it to the shop. Rejects as `loadSource` does.
 */
export function loadPlan(db: Database, plan: ImportPlan, options: LoadOptions = {}): Promise<ImportReport> {
  return loadSource(withoutMaking(db), plan, options);
}

/** Loads planned files, those of one layout together; what cannot be read is a result too. See `loadSources`. */
export function loadPlans(
  db: Database,
  plans: readonly ImportPlan[],
  options: LoadAllOptions = {}
): AsyncGenerator<LoadResult> {
  return loadSources(withoutMaking(db), plans, options);
}

/**
 * Makes the canonical relations of a shop over its loaded sources, and of the models, with these variables in force, what a page
 * needs first; the others are made when somebody reads them, through a database of `makeWhenRead`. Variables that are not named
 * keep their values. Rules of the models are not counted; `checkModels` does that later. Tables of a saved build of the same
 * sources are not made again if they were made with the same variables.
 */
export async function rebuild(
  db: Database,
  sources: Sources,
  variables: Variables = {},
  onProgress?: (progress: MakeProgress) => void,
  saved: SavedBuild | null = null
): Promise<Rebuilt> {
  await stageShop(db, sources, variables);
  const isAsSaved = saved !== null && saved.variables === (await readBuildVariables(db));
  const options = {relations: firstNeeded, isChecked: false, onProgress, ...(isAsSaved && {saved})};
  const build = await buildModels(db, options);
  const diagnostics = await diagnoseStaging(db);
  const catalog = await readCatalog(db);
  return {build, diagnostics, catalog, isAsSaved, ...(await describeShop(db))};
}

/** Makes the canonical relations; all models are made when somebody reads them. */
export async function stageShop(
  db: Database,
  {sourceIds, shops, numberings}: Sources,
  variables: Variables = {}
): Promise<void> {
  await rebuildStaging(withoutMaking(db), sourceIds, shops, numberings);
  await setVariables(db, variables);
  await invalidateModels(db);
}

/** Sets variables in DuckDB. */
export async function setVariables(db: Database, variables: Variables): Promise<void> {
  await Promise.all(Object.entries(variables).map(([name, value]) => db.setVariable(name, value)));
}

/** The variables in force that rows of the models' tables depend on, with their values, as JSON. */
export async function readBuildVariables(db: Database): Promise<string> {
  const rows = toRows(await db.query("select name, value, type from duckdb_variables() order by name"));
  const set = rows.filter(({name, type}) => type !== '"NULL"' && needsRebuild([String(name)]));
  return JSON.stringify(set.map(({name, value, type}) => [name, value, type]));
}

/** Variables that affect capabilities but no table. */
const describing: ReadonlySet<string> = new Set(["industry_share", "benchmark_shares", "own_customers"]);

/** Whether a change of these variables requires rebuilding tables or describing the shop again. */
export function isBuiltFrom(variables: readonly string[]): boolean {
  return changesDescription(variables) || needsRebuild(variables);
}

/** After variables were changed: the new description, or null where it cannot have changed, as while a cut is dragged. */
export async function describeChanged(db: Database, variables: readonly string[]): Promise<ShopDescription | null> {
  return isBuiltFrom(variables) ? describeShop(db) : null;
}

function changesDescription(variables: readonly string[]): boolean {
  return variables.some((name) => describing.has(name));
}

/** Describes the shop from its current relations. */
export async function describeShop(db: Database): Promise<ShopDescription> {
  const [history = null] = toRows(await db.query("select * from history"));
  const rows = toRows(await db.query("select capability, is_on, reason from capabilities"));
  const capabilities = rows.map(({capability, is_on: isOn, reason}) => ({
    name: String(capability),
    isOn: Boolean(isOn),
    reason: reason === null ? null : String(reason)
  }));
  return {history, capabilities};
}
