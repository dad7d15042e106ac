import {AppError, type Place} from "../base/errors";

/** Why a query failed, as DuckDB says it with `errors_as_json`. */
export type QueryErrorCode =
  | "engine.cancelled"
  | "engine.column_not_found"
  | "engine.table_not_found"
  | "engine.function_not_found"
  | "engine.syntax"
  | "engine.permission"
  | "engine.out_of_memory"
  | "engine.conversion"
  | "engine.not_a_select"
  | "engine.timeout"
  | "engine.stopped"
  | "engine.failed";

/** A failed query: the text, where in it, and what DuckDB thinks was meant. */
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
}

interface DuckDBError {
  exception_type?: string;
  exception_message?: string;
  error_subtype?: string;
  name?: string;
  candidates?: string;
  position?: string;
}

/** Turns whatever DuckDB threw into a `QueryError`. */
export function toQueryError(error: unknown, sql: string): QueryError {
  if (error instanceof QueryError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const said = parseMessage(message);
  const offset = said.position === undefined ? undefined : Number(said.position);
  return new QueryError(
    codeOf(said),
    {
      sql,
      place: offset === undefined || Number.isNaN(offset) ? {} : placeAt(sql, offset),
      candidates: said.candidates ? said.candidates.split(",").map((name) => name.trim()) : [],
      name: said.name,
      message: said.exception_message ?? message
    },
    {cause: error}
  );
}

function parseMessage(message: string): DuckDBError {
  const start = message.indexOf("{");
  if (start === -1) return {exception_message: message};
  try {
    return JSON.parse(message.slice(start)) as DuckDBError;
  } catch {
    return {exception_message: message};
  }
}

function codeOf({
  exception_type: type = "",
  error_subtype: subtype = "",
  exception_message: message = ""
}: DuckDBError): QueryErrorCode {
  if (subtype === "COLUMN_NOT_FOUND") return "engine.column_not_found";
  if (subtype === "MISSING_ENTRY")
    return /function/i.test(message) ? "engine.function_not_found" : "engine.table_not_found";
  if (/parser|syntax/i.test(type)) return "engine.syntax";
  if (/permission|extension|autoload/i.test(type)) return "engine.permission";
  if (/out of memory/i.test(type) || /out of memory/i.test(message)) return "engine.out_of_memory";
  if (/conversion|invalid input/i.test(type)) return "engine.conversion";
  if (/interrupt/i.test(type) || /interrupted/i.test(message)) return "engine.cancelled";
  return "engine.failed";
}

/** Line and column, both one-based, of an offset into a text. */
export function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset).split("\n");
  return {offset, line: before.length, column: (before.at(-1)?.length ?? 0) + 1};
}
