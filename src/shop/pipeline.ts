import type {Diagnostic} from "../base/errors";
import {toRows, type Row} from "../base/table";
import type {Database, Value} from "../engine/database";
import type {Staged} from "../ingest/changes";
import {rebuildStaging} from "../ingest/combine";
import {diagnoseStaging} from "../ingest/diagnostics";
import {headerSignature} from "../ingest/header";
import {loadSource} from "../ingest/load";
import type {LoadOptions} from "../ingest/loading";
import type {ImportPlan, ImportReport, Mapping, Origin} from "../ingest/plan";
import {openSource} from "../ingest/read";
import {planWithAnswer} from "../ingest/rereading";
import {sniff} from "../ingest/sniff";
import {buildModels, needsRebuild, rebuildFor, type BuildReport} from "../models/build";
import {readCatalog, type Catalog} from "../models/catalog";
import type {Models} from "../models/library";

/** The DuckDB variables that relations are built with, by name; null takes one out of force. */
export type Variables = Readonly<Record<string, Value>>;

/** The loaded sources that make up a shop; of equal states of an order the later source's wins. */
export type Sources = Staged;

/** A shop without any file. */
export const noSources: Sources = {sourceIds: [], shops: new Map()};

/** What one kind of analysis needs, and whether the data has it. */
export interface Capability {
  name: string;
  isOn: boolean;
  /** code of the reason it is off: `notice.<reason>` */
  reason: string | null;
}

/** What the relations say of the shop as a whole. */
export interface ShopDescription {
  /** the row of `history`; null without any */
  history: Row | null;
  capabilities: readonly Capability[];
}

/** What a rebuild came to. */
export interface Rebuilt extends ShopDescription {
  /** what is worth knowing about all files together */
  diagnostics: readonly Diagnostic[];
  build: BuildReport;
  catalog: Catalog;
}

/** How relations are made. */
export interface MakeOptions {
  signal?: AbortSignal;
  /** the models to make; all that ship where left out */
  models?: Models;
}

/**
 * How a text would be read: its encoding, dialect, platform and columns. `answerTo` gives what a person answered for files
 * with the same header, by its signature; null where nobody did. Rejects with the codes of `openSource`.
 */
export async function planFile(
  {file, origin = null}: {file: Blob & {name?: string}; origin?: Origin | null},
  answerTo: (signature: string) => Mapping | null = () => null
): Promise<ImportPlan> {
  const sniffed = sniff(await openSource(file, origin));
  return planWithAnswer(sniffed, answerTo(headerSignature(sniffed.header)));
}

/** Loads a planned file into the tables of its own source; `rebuild` puts it into the shop. Rejects as `loadSource` does. */
export function loadPlan(db: Database, plan: ImportPlan, options: LoadOptions = {}): Promise<ImportReport> {
  return loadSource(db, plan, options);
}

/**
 * Makes every relation of a shop: the canonical ones over its loaded sources, and all models with these variables in force.
 * Variables that are not named keep their values. Rules of the models are not counted; `checkModels` does that later.
 */
export async function rebuild(db: Database, sources: Sources, variables: Variables = {}): Promise<Rebuilt> {
  const build = await makeRelations(db, sources, variables);
  const diagnostics = await diagnoseStaging(db);
  const catalog = await readCatalog(db);
  return {build, diagnostics, catalog, ...(await describeShop(db))};
}

/** The part of `rebuild` that makes relations, without a look at what they say. */
export async function makeRelations(
  db: Database,
  {sourceIds, shops}: Sources,
  variables: Variables,
  {signal, models}: MakeOptions = {}
): Promise<BuildReport> {
  await rebuildStaging(db, sourceIds, shops);
  await setVariables(db, variables);
  return buildModels(db, {signal, models, isChecked: false});
}

/** Makes every relation over no orders at all; once aborted, only the canonical ones, for a rebuild is about to follow. */
export async function makeEmptyRelations(db: Database, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) await rebuildStaging(db, noSources.sourceIds);
  else await makeRelations(db, noSources, {});
}

/** Puts variables in force. */
export async function setVariables(db: Database, variables: Variables): Promise<void> {
  await Promise.all(Object.entries(variables).map(([name, value]) => db.setVariable(name, value)));
}

/** Variables that change what can be computed, though no table is made with them. */
const describing: ReadonlySet<string> = new Set(["industry_share", "benchmark_shares", "own_customers"]);

/** Whether tables have to be made again, or the shop described again, when these variables change. */
export function isBuiltFrom(variables: readonly string[]): boolean {
  return changesDescription(variables) || needsRebuild(variables);
}

/** Makes again what depends on variables that were changed; the new description, or null where it cannot have changed. */
export async function rebuildChanged(db: Database, variables: readonly string[]): Promise<ShopDescription | null> {
  const {relations} = await rebuildFor(db, variables);
  return relations.length > 0 || changesDescription(variables) ? describeShop(db) : null;
}

function changesDescription(variables: readonly string[]): boolean {
  return variables.some((name) => describing.has(name));
}

/** What the relations that stand say of the shop. */
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
