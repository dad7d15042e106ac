import {AppError, type Place} from "../base/errors";

/** Why a query failed; each code has a message in `i18n`. */
export type QueryErrorCode =
  | "engine.cancelled"
  | "engine.column_not_found"
  | "engine.table_not_found"
  | "engine.function_not_found"
  | "engine.function_refused"
  | "engine.extension_needed"
  | "engine.not_grouped"
  | "engine.arguments"
  | "engine.syntax"
  | "engine.permission"
  | "engine.out_of_memory"
  | "engine.conversion"
  | "engine.not_a_select"
  | "engine.timeout"
  | "engine.stopped"
  | "engine.failed";

/** A failed query: its text, the place of the error, and DuckDB's suggestions. */
export class QueryError extends AppError<QueryErrorCode> {
  readonly sql: string;
  readonly place: Place;
  readonly candidates: readonly string[];

  constructor(
    code: QueryErrorCode,
    {
      sql,
      place = {},
      candidates = [],
      ...facts
    }: {sql: string; place?: Place; candidates?: readonly string[]} & Record<string, unknown>,
    options?: ErrorOptions
  ) {
    super(code, {...facts, ...place, candidates}, options);
    this.sql = sql;
    this.place = place;
    this.candidates = candidates;
  }

  /** Whether the statement was still queued when its engine stopped: it had no effect and is not at fault. */
  get isUnbegun(): boolean {
    return this.details.isUnbegun === true;
  }

  /** The same failure with another text and place, such as the text before rewriting. */
  withSource(sql: string, place: Place = {}): QueryError {
    const {name, message, milliseconds} = this.details;
    const facts = {name, message, ...(milliseconds === undefined ? {} : {milliseconds})};
    return new QueryError(this.code, {sql, place, candidates: this.candidates, ...facts}, {cause: this.cause});
  }
}

interface DuckDBError {
  exception_type?: string;
  exception_message?: string;
  error_subtype?: string;
  name?: string;
  type?: string;
  candidates?: string;
  position?: string;
}

/** Turns whatever DuckDB threw into a `QueryError`. */
export function toQueryError(error: unknown, sql: string): QueryError {
  if (error instanceof QueryError) return error;
  const thrown = parseMessage(messageOf(error));
  const code = codeOf(thrown);
  const message = thrown.exception_message ?? messageOf(error);
  return new QueryError(
    code,
    {
      sql,
      place: placeOf(thrown, sql),
      candidates: candidatesOf(thrown),
      name: codeOfMessage(thrown)?.name ?? thrown.name ?? extensionOf(thrown),
      message: code === "engine.conversion" ? withoutValues(message, sql) : message
    },
    {cause: error}
  );
}

/**
 * Values that DuckDB quotes from the data, and numbers as long as an order number: they may identify a buyer, so only
 * their ends are kept unless they stand in the statement itself.
 */
const quotedValues = /(?<=(?:string|value) ')[^\n]+?(?=' (?:to|can't) )|(?<=")[^"\n]+(?=")|\d{9,}/g;

function withoutValues(message: string, sql: string): string {
  return message.replace(quotedValues, (value) => {
    const isPlain = !/\p{L}|\d{9}/u.test(value) || sql.includes(value);
    return isPlain ? value : `${[...value].slice(0, 2).join("")}···${[...value].at(-1)}`;
  });
}

/** Whether DuckDB cannot go on after this error: WebAssembly trapped, or the database is marked invalid. */
export function isFatal(error: unknown): boolean {
  if (error instanceof QueryError) return false;
  if (error instanceof Error && /^(RuntimeError|RangeError|CompileError)$/.test(error.name)) return true;
  return /"exception_type":"(FATAL|INTERNAL)"/i.test(messageOf(error));
}

/** The error of a call that was queued when its engine stopped. */
export function queuedAtStop(sql: string): QueryError {
  return new QueryError("engine.stopped", {sql, isUnbegun: true});
}

/** The error of the call that ran when the engine died. */
export function stopped(error: unknown, sql: string): QueryError {
  return new QueryError("engine.stopped", {sql, message: messageOf(error)}, {cause: error});
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Characters of the longest message that is read: DuckDB repeats a line that it cannot read, however long it is. */
const longestMessage = 20_000;

function parseMessage(message: string): DuckDBError {
  if (message.length > longestMessage) return beginningOf(message);
  const start = message.indexOf("{");
  if (start === -1) return {exception_message: message};
  try {
    return JSON.parse(message.slice(start)) as DuckDBError;
  } catch {
    return {exception_message: message};
  }
}

/** What an error begins with whose message is too long to be parsed. */
function beginningOf(message: string): DuckDBError {
  const start = message.slice(0, 500);
  const said = (key: string) => new RegExp(`"${key}":"([^"\\\\]{1,200})`).exec(start)?.[1];
  return {exception_type: said("exception_type"), exception_message: said("exception_message") ?? start.slice(0, 200)};
}

/** Details that DuckDB gives only in its message: the missing name, and its kind. */
const messagePatterns: readonly (readonly [RegExp, QueryErrorCode])[] = [
  [/^(?:Table|Values list) "[^"]+" does not have a column named "(?<name>[^"]+)"/, "engine.column_not_found"],
  [/^Column "(?<name>[^"]+)" in \w+ list not found/, "engine.column_not_found"],
  [/^Referenced table "(?<name>[^"]+)" not found/, "engine.table_not_found"],
  [/^column "(?<name>[^"]+)" must appear in the GROUP BY clause/, "engine.not_grouped"],
  [/^No function matches the given name and argument types '(?<name>[^']+)'/, "engine.arguments"]
];

const subtypes: Readonly<Record<string, QueryErrorCode>> = {
  COLUMN_NOT_FOUND: "engine.column_not_found",
  SYNTAX_ERROR: "engine.syntax"
};

/** DuckDB's error type or message, and our code; the first match counts. */
const families: readonly (readonly [RegExp, QueryErrorCode])[] = [
  [/exists in the \w+ extension|^extension|required extension/i, "engine.extension_needed"],
  [/^parser|^syntax/i, "engine.syntax"],
  [/^permission|disabled by configuration|configuration has been locked/i, "engine.permission"],
  [/^out of memory|out of memory error|failed to allocate/i, "engine.out_of_memory"],
  [/^conversion|^out of range|^invalid input/i, "engine.conversion"],
  [/^interrupt|interrupted/i, "engine.cancelled"]
];

function codeOf(thrown: DuckDBError): QueryErrorCode {
  const {exception_type: type = "", error_subtype: subtype = "", exception_message: message = ""} = thrown;
  if (subtype === "MISSING_ENTRY") return missingCode(thrown.type);
  const known = subtypes[subtype] ?? codeOfMessage(thrown)?.code;
  if (known) return known;
  return families.find(([pattern]) => pattern.test(type) || pattern.test(message))?.[1] ?? "engine.failed";
}

function codeOfMessage({
  exception_message: message = ""
}: DuckDBError): {code: QueryErrorCode; name?: string} | undefined {
  const found = messagePatterns.find(([pattern]) => pattern.test(message));
  return found && {code: found[1], name: found[0].exec(message)?.groups?.name};
}

/** DuckDB's suggested names, without other overloads of a function. */
function candidatesOf({candidates, exception_message: message = ""}: DuckDBError): string[] {
  const listed = /^Candidate (?:bindings|tables): [: ]*(?<names>"[^\n]*")/m.exec(message)?.groups?.names ?? "";
  const names = candidates?.split(",") ?? listed.split('", "');
  return names.map((name) => name.trim().replace(/^"|"$/g, "")).filter((name) => name !== "" && !/[()]/.test(name));
}

function missingCode(kind = ""): QueryErrorCode {
  if (/function|macro/i.test(kind)) return "engine.function_not_found";
  return /table|view/i.test(kind) ? "engine.table_not_found" : "engine.failed";
}

function extensionOf({exception_message: message = ""}: DuckDBError): string | undefined {
  return /exists in the (\w+) extension|required extension '(\w+)'/.exec(message)?.slice(1).find(Boolean);
}

function placeOf({position}: DuckDBError, sql: string): Place {
  if (position === undefined || position === "") return {};
  return placeAt(sql, offsetOfByte(sql, Number(position)));
}

/** DuckDB counts bytes of UTF-8, our texts UTF-16 units. */
function offsetOfByte(text: string, position: number): number {
  const bytes = new TextEncoder().encode(text).subarray(0, position);
  return new TextDecoder().decode(bytes).length;
}

/** Line and column, both one-based, of an offset in a text. */
export function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset).split("\n");
  return {offset, line: before.length, column: (before.at(-1)?.length ?? 0) + 1};
}
