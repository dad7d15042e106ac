import {toRows} from "../base/table";
import type {Database} from "../engine/database";
import {tagsOf, variablesOf, type Models} from "./library";
import type {MadeModels} from "./made";
import type {Layer, Model} from "./model";
import {madeModelsOf} from "./on-demand";
import type {RelationTags} from "./tags";

/** One column of a relation. */
export interface CatalogColumn {
  name: string;
  /** DuckDB's name of its type; empty while the relation has not been made yet */
  type: string;
  /** what it means, in English; empty where the name says it all (`column.<name>` in messages has its heading) */
  doc: string;
}

/** One relation that a query can read. */
export interface CatalogRelation {
  name: string;
  layer: Exclude<Layer, "macros"> | "staging";
  /** what one row is, in English */
  description: string;
  /** all of them once the relation has been made, until then those that its header explains */
  columns: CatalogColumn[];
  key: readonly string[];
  /** what the header says of its metrics, rows and columns; null for a relation that no header describes */
  tags: RelationTags | null;
  /** the file's text; empty for staging, which ingest writes */
  sql: string;
  /** variables its rows depend on, through all it reads */
  variables: readonly string[];
  /** relations and formulas it names */
  references: readonly string[];
}

/** Every relation by name, staging first, then in building order. */
export type Catalog = ReadonlyMap<string, CatalogRelation>;

/** Lists staging, as it is in the database, and all models, as their headers have them; relations of notebooks are not in it. */
export async function readCatalog(db: Database, models: Models = madeModelsOf(db).models): Promise<Catalog> {
  const columns = await readColumns(db, models);
  const staged = [...columns]
    .filter(([name]) => name.startsWith("stg_"))
    .map(([name, found]) => stagingOf(name, found));
  const modelled = [...models.values()]
    .filter(({layer}) => layer !== "macros")
    .map((model) => relationOf(model, columns.get(model.name) ?? headerColumns(model), models));
  return new Map([...staged, ...modelled].map((relation) => [relation.name, relation]));
}

/** Makes whatever has not been made in this database yet, so that the catalog names every column. */
export async function readWholeCatalog(db: Database): Promise<Catalog> {
  const made = madeModelsOf(db);
  const known = knownColumns(made);
  await made.make([...made.models.keys()].filter((name) => !known.has(name)));
  return readCatalog(db);
}

/** Columns of relations that stood at some time: they are the same over any data. */
const seen = new WeakMap<MadeModels, Map<string, CatalogColumn[]>>();

function knownColumns(made: MadeModels): Map<string, CatalogColumn[]> {
  const known = seen.get(made) ?? new Map<string, CatalogColumn[]>();
  seen.set(made, known);
  return known;
}

async function readColumns(db: Database, models: Models): Promise<Map<string, CatalogColumn[]>> {
  const rows = toRows(
    await db.query(`
      select table_name, column_name, data_type
      from duckdb_columns()
      where database_name = current_database() and schema_name = 'main' and not internal
      order by table_name, column_index`)
  );
  const found = new Map<string, CatalogColumn[]>();
  for (const {table_name: table, column_name: name, data_type: type} of rows) {
    const relation = String(table);
    const doc = models.get(relation)?.columns.get(String(name)) ?? "";
    found.set(relation, [...(found.get(relation) ?? []), {name: String(name), type: String(type), doc}]);
  }
  const known = knownColumns(madeModelsOf(db));
  for (const [name, columns] of found) if (models.has(name)) known.set(name, columns);
  return new Map([...known, ...found]);
}

function headerColumns({columns}: Model): CatalogColumn[] {
  return [...columns].map(([name, doc]) => ({name, type: "", doc}));
}

function stagingOf(name: string, columns: CatalogColumn[]): CatalogRelation {
  const tags = tagsOf(name);
  return {name, layer: "staging", description: "", columns, key: [], tags, sql: "", variables: [], references: []};
}

function relationOf(model: Model, columns: CatalogColumn[], models: Models): CatalogRelation {
  const {name, layer, description, key, tags, sql, references} = model;
  const variables = variablesOf(name, models);
  const at = layer as CatalogRelation["layer"];
  return {name, layer: at, description, columns, key, tags, sql, variables, references};
}
