import type {Database} from "../engine/database";
import {checkModels, type Violation} from "./check";
import {isBuiltFrom, shippedModels, type Models} from "./library";
import type {MakeOptions, SavedModels} from "./made";
import {madeModelsOf} from "./on-demand";

/** What a build did. Broken rules about the data are values here; broken SQL throws. */
export interface BuildReport {
  /** names of what was made, in order */
  relations: string[];
  violations: Violation[];
  /** wall time of building, rules not counted */
  milliseconds: number;
}

/** How models are built. */
export interface BuildOptions extends MakeOptions {
  /** what is made now, with all that it reads; all models unless it says */
  relations?: Iterable<string>;
  /** whether `@key` and `@check` of all models are counted at the end (default); `checkModels` counts them at any time */
  isChecked?: boolean;
  /** tables that were made of the same sources and variables in an earlier visit, and are read from there */
  saved?: SavedModels;
}

/** After the sources changed: makes relations anew, in order of reference, and counts broken rules. */
export async function buildModels(db: Database, options: BuildOptions = {}): Promise<BuildReport> {
  const start = performance.now();
  const made = madeModelsOf(db);
  await made.invalidateAll();
  if (options.saved) await made.adopt(options.saved);
  const relations = await made.make(options.relations ?? made.models.keys(), options);
  const milliseconds = performance.now() - start;
  const violations = options.isChecked === false ? [] : await checkModels(db, {signal: options.signal});
  return {relations, violations, milliseconds};
}

/** After the sources changed, for whoever reads through `makeWhenRead`: every relation is made anew when it is next read. */
export async function invalidateModels(db: Database): Promise<void> {
  await madeModelsOf(db).invalidateAll();
}

/** Whether the tables that are kept depend on one of these variables. */
export function needsRebuild(variables: readonly string[], models: Models = shippedModels): boolean {
  return [...models.keys()].some((name) => isBuiltFrom(name, variables, models));
}
