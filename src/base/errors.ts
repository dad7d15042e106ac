/** A place in a text: zero-based offset into it, and one-based line and column where they are known. */
export interface Place {
  offset?: number;
  /** where it ends, exclusive, when it is a stretch */
  end?: number;
  line?: number;
  column?: number;
}

/** Something worth telling the person about their file or notebook; not a failure. */
export interface Diagnostic {
  /** what it is, dotted, room first: `ingest.ids_ruined`; the key of its sentence in `i18n` */
  code: string;
  severity: "info" | "warning" | "error";
  /** the facts that the sentence names */
  details: Record<string, unknown>;
  at?: Place;
}

/** A failure with a code that `ui` can translate; `details` are facts, never sentences. */
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
