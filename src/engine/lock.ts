/** The only place, as DuckDB sees it, where files can be read or written: a prefix of registered names, not a folder. */
export const inputDirectory = "in/";

/**
 * Run on every new connection, in this order, before any file or notebook is opened: no extension is ever fetched, no
 * path or URL outside the prefix is reachable, and none of it can be changed back.
 */
export const lockStatements: readonly string[] = [
  "set memory_limit = '3GB'",
  "set threads = 1",
  "set errors_as_json = true",
  "set autoinstall_known_extensions = false",
  "set autoload_known_extensions = false",
  "set allow_community_extensions = false",
  `set allowed_directories = ['${inputDirectory}']`,
  "set enable_external_access = false",
  "set lock_configuration = true"
];
