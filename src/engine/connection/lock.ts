/** The prefix of registered file names, the only ones that DuckDB can read or write; not a folder. */
export const inputDirectory = "in/";

/** The schema of notebook cells; a cell may have a model's name without replacing it. */
export const cellSchema = "notebook";

/**
 * Run on every new connection, in this order, before any file or notebook is opened: no extension is fetched, nothing
 * outside the prefix can be read, and none of these settings can be changed back.
 */
export const lockStatements: readonly string[] = [
  "set memory_limit = '3GB'",
  "set threads = 1",
  "set errors_as_json = true",
  // binding time grows with the cube of the depth: 1 s at 300, 29 s at 900, DuckDB's default
  "set max_expression_depth = 250",
  "set autoinstall_known_extensions = false",
  "set autoload_known_extensions = false",
  "set allow_community_extensions = false",
  `set allowed_directories = ['${inputDirectory}']`,
  "set enable_external_access = false",
  // cells come last: our own SQL always means the models, while a view in the cells' schema looks there first
  `create schema ${cellSchema}`,
  `set search_path = 'main,${cellSchema}'`,
  "set lock_configuration = true"
];

/**
 * How the engine is opened: big integers become doubles, decimals stay exact (`base/table` reads them), and a running
 * query polls for cancellation every 20 ms.
 */
export const queryConfig = {castBigIntToDouble: true, queryPollingInterval: 20};

/**
 * The name under which a file is registered, always under `in/`. Characters that are special in a glob pattern or path
 * are escaped without collisions; a registered name is returned unchanged.
 */
export function registeredName(name: string): string {
  if (name.startsWith(inputDirectory)) return name;
  const safe = name.replaceAll(/[*?[\]{}\\/%:"'#<>|\p{Cc}]|^\./gu, (character) => encode(character));
  return inputDirectory + safe;
}

function encode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}
