import {quoteIdentifier, quoteLiteral} from "../engine/sql";
import type {Database} from "../engine/database";
import {checkModels, type Violation} from "./check";
import {isBuiltFrom, shippedModels, type Models} from "./library";
import type {Model} from "./model";

/** One relation, built. */
export interface BuiltRelation {
  name: string;
  materialization: Model["materialization"];
  /** wall time of making it; next to nothing for a view */
  milliseconds: number;
}

/** What a build did. Broken rules about the data are values here; broken SQL throws. */
export interface BuildReport {
  relations: BuiltRelation[];
  violations: Violation[];
  /** wall time of building, rules not counted */
  milliseconds: number;
}

/** How far a build is. */
export interface BuildProgress {
  /** the relation being made or checked */
  relation: string;
  done: number;
  total: number;
}

/** How models are built. */
export interface BuildOptions {
  onProgress?: (progress: BuildProgress) => void;
  signal?: AbortSignal;
  /** whether `@key` and `@check` are counted at the end (default); they can also be counted later, by `checkModels` */
  isChecked?: boolean;
  models?: Models;
}

/** Makes every macro, table and view over `stg_orders` and `stg_lines`, in order of reference, and counts broken rules. */
export async function buildModels(db: Database, options: BuildOptions = {}): Promise<BuildReport> {
  const models = options.models ?? shippedModels;
  const report = await buildAll(db, [...models.values()], options);
  const violations = options.isChecked === false ? [] : await checkModels(db, {models, signal: options.signal});
  return {...report, violations};
}

/** Makes again the tables whose rows depend on one of the changed variables; views follow by themselves. */
export async function rebuildFor(
  db: Database,
  variables: readonly string[],
  options: BuildOptions = {}
): Promise<BuildReport> {
  const models = options.models ?? shippedModels;
  const touched = [...models.values()].filter(({name}) => isBuiltFrom(name, variables, models));
  return {...(await buildAll(db, touched, options)), violations: []};
}

/** Whether `rebuildFor` would make any table. */
export function needsRebuild(variables: readonly string[], models: Models = shippedModels): boolean {
  return [...models.keys()].some((name) => isBuiltFrom(name, variables, models));
}

async function buildAll(
  db: Database,
  models: readonly Model[],
  {onProgress, signal}: BuildOptions
): Promise<Omit<BuildReport, "violations">> {
  const start = performance.now();
  const relations: BuiltRelation[] = [];
  for (const [done, model] of models.entries()) {
    onProgress?.({relation: model.name, done, total: models.length});
    relations.push(await buildOne(db, model, signal));
  }
  return {relations, milliseconds: performance.now() - start};
}

async function buildOne(db: Database, model: Model, signal?: AbortSignal): Promise<BuiltRelation> {
  const start = performance.now();
  await db.exec(createStatement(model), {signal});
  if (model.materialization !== "macro") await db.exec(commentStatement(model), {signal});
  return {name: model.name, materialization: model.materialization, milliseconds: performance.now() - start};
}

/** A macro's file holds its parameters and its body; a relation's file holds one select. */
function createStatement({name, materialization, sql}: Model): string {
  const head = `create or replace ${materialization} ${quoteIdentifier(name)}`;
  return materialization === "macro" ? `${head} ${bodyOf(sql)}` : `${head} as\n${sql}`;
}

function bodyOf(sql: string): string {
  return sql
    .split("\n")
    .filter((line) => !line.startsWith("--"))
    .join("\n");
}

function commentStatement({name, materialization, description}: Model): string {
  return `comment on ${materialization} ${quoteIdentifier(name)} is ${quoteLiteral(description)}`;
}
