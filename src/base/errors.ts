/** A position in a text: zero-based offset, and one-based line and column where known. */
export interface Place {
  offset?: number;
  /** where it ends, exclusive; absent for a single position */
  end?: number;
  line?: number;
  column?: number;
}

/** A remark about the user's file or notebook, shown to them; not a failure. */
export interface Diagnostic {
  /** dotted code, room first: `ingest.ids_ruined`; also the message key in `i18n` */
  code: string;
  severity: "info" | "warning" | "error";
  /** values for the message's placeholders */
  details: Record<string, unknown>;
  at?: Place;
}

/** A failure with a code that `ui` translates; `details` are values, never sentences. */
export class AppError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly details: Record<string, unknown>;

  constructor(code: Code, details: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(details)}`, options);
    this.name = new.target.name;
    this.code = code;
    this.details = details;
  }

  /** For tests: throws unless `error` is of this class and, where given, has this code. */
  static assert(error: unknown, {code}: {code?: string} = {}): asserts error is AppError {
    if (!(error instanceof this)) throw new Error(`expected ${this.name}, got ${String(error)}`);
    if (code !== undefined && error.code !== code) throw new Error(`expected code ${code}, got ${error.code}`);
  }
}
