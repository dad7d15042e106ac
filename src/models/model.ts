import {AppError} from "../base/errors";
import {parseHeader, tagValues} from "../base/header";
import type {FolderEntry} from "../base/registry";
import {findReads} from "../engine/references";
import {findBoundVariables, findVariables} from "../engine/sql";
import {parseTags, type RelationTags} from "./tags";

/** How far up the stair a model stands; also the name of its folder. Macros are formulas that models share. */
export type Layer = "macros" | "intermediate" | "marts" | "reports";

/** The relations that ingest makes and every model starts from. */
export const sources = [
  "stg_orders",
  "stg_lines",
  "stg_customers",
  "stg_shop_daily",
  "stg_product_daily",
  "stg_ads_daily",
  "stg_refunds",
  "stg_rejects"
] as const;
/** One of them. */
export type SourceName = (typeof sources)[number];

/** One SQL file of the room, read. */
export interface Model {
  name: string;
  layer: Layer;
  /** what one row is; the first lines of its header */
  description: string;
  /** the columns that no two rows share; empty for macros and one-row relations */
  key: readonly string[];
  /** what its own columns mean, where the name does not say it all */
  columns: ReadonlyMap<string, string>;
  /** what its header says of its metrics, rows and columns; columns keep what relations it reads say of them */
  tags: RelationTags;
  /** conditions that hold for every row of any data */
  checks: readonly string[];
  /** whether its rows are kept, or computed whenever they are read */
  materialization: "table" | "view" | "macro";
  /**
   * the relation that is read a part at a time while the table is made (`-- @slices int_chosen_orders`): one with a column
   * `row_number`, each of whose rows gives rows of the table by itself; null for a table that is made at once
   */
  slicedRelation: string | null;
  /**
   * what makes the table's rows of the rows that the file's select gives (`-- @computed fit_purchases`): a name of
   * `statistics/computations.ts`; null for a table whose rows are those of the select
   */
  computation: string | null;
  /** the file's text, header included */
  sql: string;
  /** sources and models it names */
  references: readonly string[];
  /** variables it reads itself */
  variables: readonly string[];
  /** those of them whose values become part of a plan; the others are read live */
  boundVariables: readonly string[];
  /** references whose rows matter only while one of these variables is set (`-- @when stage, tier: name`) */
  gates: ReadonlyMap<string, readonly string[]>;
}

const layers: readonly string[] = ["macros", "intermediate", "marts", "reports"] satisfies Layer[];

/**
 * Reads one file; `known` are the names that count as references. Throws
 * `models.bad_header` when its header says too little, `models.bad_tag` for a tag that nobody knows.
 */
export function parseModel({folder, name, content}: FolderEntry<string>, known: ReadonlySet<string>): Model {
  const header = parseHeader(content);
  if (!layers.includes(folder) || header.description === "") throw new AppError("models.bad_header", {name, folder});
  const layer = folder as Layer;
  return {
    name,
    layer,
    description: header.description,
    key: tagValues(header, "key").flatMap((value) => value.split(/,\s*/)),
    columns: new Map(tagValues(header, "column").map(splitColumn)),
    tags: parseTags(name, header),
    checks: tagValues(header, "check"),
    materialization: materializationOf(layer, tagValues(header, "materialize")[0]),
    slicedRelation: tagValues(header, "slices")[0] ?? null,
    computation: tagValues(header, "computed")[0] ?? null,
    sql: content.trimEnd().replace(/;$/, ""),
    references: findKnownReads(content, known).filter((reference) => reference !== name),
    variables: findVariables(content),
    boundVariables: findBoundVariables(content),
    gates: new Map(tagValues(header, "when").map(splitGate))
  };
}

/** Which of the `known` relations and formulas a statement reads, in order of first mention. */
export function findKnownReads(sql: string, known: ReadonlySet<string>): string[] {
  const {relations, calls} = findReads(sql);
  return [...new Set([...relations.map(({name}) => name), ...calls])].filter((name) => known.has(name));
}

function splitColumn(value: string): [string, string] {
  const end = value.search(/\s/);
  return end === -1 ? [value, ""] : [value.slice(0, end), value.slice(end).trim()];
}

function splitGate(value: string): [string, string[]] {
  const [variables = "", reference = ""] = value.split(":").map((part) => part.trim());
  return [reference, variables.split(/,\s*/)];
}

/** Intermediates and marts are kept unless they say otherwise; reports follow the sliders. */
function materializationOf(layer: Layer, header: string | undefined): Model["materialization"] {
  if (layer === "macros") return "macro";
  if (header === "table" || header === "view") return header;
  return layer === "reports" ? "view" : "table";
}
