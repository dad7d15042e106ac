import {topologicalSort, upstream} from "../base/graph";
import {parseHeader} from "../base/header";
import {readFolder} from "../base/registry";
import type {Measure} from "../base/words";
import {parseModel, sources, type Model} from "./model";
import {sourceHeaders} from "./definition/sources";
import {inheritTags, measureOf, parseTags, type ColumnTags, type RelationTags} from "./tags";

/** Models by name, each after all it reads. */
export type Models = ReadonlyMap<string, Model>;

/** What is said of the tables that ingest fills. */
const sourceTags: ReadonlyMap<string, RelationTags> = new Map(
  sources.map((name) => [name, parseTags(name, parseHeader(sourceHeaders[name].trimStart()))])
);

/** Reads a folder of SQL files, as `import.meta.glob` gives it, and puts them in building order. */
export function readModels(files: Readonly<Record<string, string>>): Models {
  const entries = readFolder(files);
  const known = new Set([...sources, ...entries.keys()]);
  const models = new Map([...entries.values()].map((entry) => [entry.name, parseModel(entry, known)]));
  return inheritAll(new Map(topologicalSort(edgesOf(models)).map((name) => [name, models.get(name)!])));
}

/** Models whose tags hold what their columns keep from the relations they read; each stands after all it reads. */
function inheritAll(models: Models): Models {
  const tags = new Map(sourceTags);
  const inherited = [...models].map(([name, model]): [string, Model] => {
    const read = model.references.flatMap((reference) => tags.get(reference) ?? []);
    tags.set(name, inheritTags(model.tags, read));
    return [name, {...model, tags: tags.get(name)!}];
  });
  return new Map(inherited);
}

/** The models that ship. */
export const shippedModels: Models = readModels(
  import.meta.glob<string>("./*/*.sql", {query: "?raw", import: "default", eager: true})
);

/** What the header of a relation says of it, of the tables that ingest fills too; null for a name that is none of them. */
export function tagsOf(relation: string, models: Models = shippedModels): RelationTags | null {
  return models.get(relation)?.tags ?? sourceTags.get(relation) ?? null;
}

/** Whether a relation is one of the shop's, and not one of those that only others are made of, or one of the engine's own. */
export function isMeantToBeRead(relation: string, models: Models = shippedModels): boolean {
  return tagsOf(relation, models) !== null && !relation.startsWith("int_");
}

/** How the numbers of every column of the relations are written; a name means the same in all of them. */
export function readMeasures(models: Models = shippedModels): Map<string, Measure> {
  const found = new Map<string, Measure>();
  for (const {columns} of allTags(models))
    for (const [name, facts] of columns) {
      const measure = measureOf(facts);
      const earlier = found.get(name);
      if (measure === null) continue;
      found.set(name, {...(earlier?.good ? earlier : measure), series: earlier?.series ?? measure.series});
    }
  return found;
}

/** The same for what ships. */
export const shippedMeasures: ReadonlyMap<string, Measure> = readMeasures();

/** The columns that identify a person and are shown masked until asked for. */
export function maskedColumns(models: Models = shippedModels): Set<string> {
  return columnsWith(({isMasked}) => isMasked, models);
}

/** The columns that identify a person or an order. */
export function identityColumns(models: Models = shippedModels): Set<string> {
  return columnsWith(({isIdentity}) => isIdentity, models);
}

function columnsWith(has: (tags: ColumnTags) => boolean, models: Models): Set<string> {
  const columns = allTags(models).flatMap((tags) => [...tags.columns]);
  return new Set(columns.flatMap(([name, tags]) => (has(tags) ? [name] : [])));
}

function allTags(models: Models): RelationTags[] {
  return [...sourceTags.values(), ...[...models.values()].map(({tags}) => tags)];
}

/** Who reads whom among models; sources are left out. */
export function edgesOf(models: Models): ReadonlyMap<string, readonly string[]> {
  return new Map([...models].map(([name, {references}]) => [name, references]));
}

/** A relation and all that it is built of, in building order; none for an unknown one. */
export function modelsOf(relation: string, models: Models = shippedModels): Models {
  const read = upstream(edgesOf(models), [relation]);
  return new Map([...models].filter(([name]) => read.has(name)));
}

const tableVariables = new WeakMap<Models, ReadonlyMap<string, ReadonlySet<string>>>();

/** Whether a relation is a table that has to be made again when one of these variables changes. */
export function isBuiltFrom(relation: string, variables: readonly string[], models: Models = shippedModels): boolean {
  let known = tableVariables.get(models);
  if (!known) {
    const tables = [...models.values()].filter(({materialization}) => materialization === "table");
    known = new Map(tables.map(({name}) => [name, new Set(variablesOf(name, models))]));
    tableVariables.set(models, known);
  }
  const read = known.get(relation);
  return read !== undefined && variables.some((variable) => read.has(variable));
}

/**
 * The variables that a relation's rows depend on, through all it reads; empty for an unknown relation. While nothing is
 * selected, a page narrowed by `selected_purchases` does not depend on the stage cuts, so dragging them leaves it alone:
 * `isSet` says which variables have a value now; without it, every variable that could ever matter is named.
 */
export function variablesOf(
  relation: string,
  models: Models = shippedModels,
  isSet: (variable: string) => boolean = () => true
): string[] {
  return collectVariables(relation, models, isSet, ({variables}) => variables);
}

/** Those of `variablesOf` whose values become part of the plan of a query that reads the relation. */
export function boundVariablesOf(
  relation: string,
  models: Models = shippedModels,
  isSet: (variable: string) => boolean = () => true
): string[] {
  return collectVariables(relation, models, isSet, ({boundVariables}) => boundVariables);
}

function collectVariables(
  relation: string,
  models: Models,
  isSet: (variable: string) => boolean,
  ofModel: (model: Model) => readonly string[]
): string[] {
  const isOpen = ({gates}: Model, reference: string): boolean => gates.get(reference)?.some(isSet) ?? true;
  const edges = new Map(
    [...models].map(([name, model]) => [name, model.references.filter((reference) => isOpen(model, reference))])
  );
  const read = upstream(edges, [relation]);
  const found = [...read].flatMap((name) => {
    const model = models.get(name);
    return model ? ofModel(model) : [];
  });
  return [...new Set(found)].sort();
}
