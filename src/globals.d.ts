/** The version of the program, from package.json; filled in by the build. */
declare const __APP_VERSION__: string;

/** Hash of all that tables are made by. */
declare const __BUILD__: string;
