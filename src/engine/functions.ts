import {toRows, type Row} from "../base/table";
import type {Database} from "./database";
import {isRefusedFunction} from "./select";

/** A function that a select may call. */
export interface EngineFunction {
  name: string;
  kind: "scalar" | "aggregate" | "window" | "table";
  /** parameter names of its longest form, in order */
  parameters: readonly string[];
  /** number of required parameters */
  required: number;
  /** DuckDB's description, in English; empty where it has none */
  description: string;
  /** defined by us rather than by DuckDB */
  isOwn: boolean;
}

/** The functions offered as completions in a select, by name, without aliases. */
export async function readFunctions(db: Database): Promise<EngineFunction[]> {
  const rows = toRows(
    await db.query(`
      select
          function_name as name,
          any_value(function_type) as kind,
          arg_max(parameters, len(parameters)) as parameters,
          min(len(parameters)) as required,
          coalesce(any_value(description), '') as description,
          not bool_or(internal) as is_own
      from duckdb_functions()
      where function_type <> 'pragma'
        and database_name = case when internal then 'system' else current_database() end
        and (alias_of is null or alias_of = function_name or not regexp_matches(alias_of, '\\w')
            or function_name in (${wellKnown}))
        and regexp_full_match(function_name, '[A-Za-z][A-Za-z0-9_]*')
        and not regexp_matches(function_name, '${machinery}')
      group by name
      order by name`)
  );
  const found = rows.map(functionOf).filter(({name}) => !isRefusedFunction(name));
  const all = new Map([...found, ...grammarFunctions].map((each) => [each.name, each]));
  return [...all.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** aliases that are in common use and therefore offered */
const wellKnown =
  "'len', 'mean', 'stddev', 'variance', 'string_agg', 'date_diff', 'ceil', 'substr', 'strpos', 'starts_with', 'arg_min', 'arg_max'";

/** functions about the database rather than data, or for other databases' tools */
const machinery =
  "^(pg_|has_\\w+_privilege|inet_|duckdb_|pragma_|read_|sniff_|current_|st_|col_description|s?h?obj_description|" +
  "format_pg_type|format_type|map_to_pg_oid|get_block_size|test_|vector_type|variant_|create_sort_key|" +
  "(curr|next)val|txid_|remap_struct|in_search_path|parse_duckdb|is_histogram|session_user|user|which_secret|" +
  "sleep_ms|summary|stats|glob|repeat_row|ago|setseed|write_log|error|getvariable|timetz_byte|normalized_interval)";

function functionOf({name, kind, parameters, required, description, is_own: isOwn}: Row): EngineFunction {
  return {
    name: String(name),
    kind: kind === "aggregate" ? "aggregate" : String(kind).startsWith("table") ? "table" : "scalar",
    parameters: (parameters as unknown[] | null)?.map(String) ?? [],
    required: Number(required),
    description: String(description),
    isOwn: isOwn === true
  };
}

/** Functions of DuckDB's grammar that its function list lacks or does not describe. */
const grammarFunctions: readonly EngineFunction[] = [
  define("scalar", "coalesce", ["value", "other"], "Returns the first of its arguments that is not null."),
  define("window", "row_number", [], "The number of the row within its partition, counting from 1."),
  define("window", "rank", [], "The rank of the row, with gaps after ties."),
  define("window", "dense_rank", [], "The rank of the row, without gaps."),
  define("window", "percent_rank", [], "The rank of the row as a share: (rank - 1) / (rows - 1)."),
  define("window", "cume_dist", [], "The share of rows that come no later than this one."),
  define(
    "window",
    "ntile",
    ["buckets"],
    "The number of the bucket, from 1, when rows are cut into so many equal ones."
  ),
  define("window", "lag", ["value", "offset", "default"], "The value so many rows before.", 1),
  define("window", "lead", ["value", "offset", "default"], "The value so many rows after.", 1),
  define("window", "first_value", ["value"], "The value of the first row of the frame."),
  define("window", "last_value", ["value"], "The value of the last row of the frame."),
  define("window", "nth_value", ["value", "n"], "The value of the n-th row of the frame.")
];

function define(
  kind: EngineFunction["kind"],
  name: string,
  parameters: readonly string[],
  description: string,
  required: number = parameters.length
): EngineFunction {
  return {name, kind, parameters, required, description, isOwn: false};
}
