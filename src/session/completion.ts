/** A column that a text may name. */
export interface NamedColumn {
  name: string;
  /** DuckDB's name of its type */
  type: string;
  /** what the reader calls it */
  heading: string;
  /** what it means, where more is known than its heading */
  doc: string;
}

/** A relation or a cell that a text may name. */
export interface NamedRelation {
  name: string;
  kind: "relation" | "cell";
  /** what the reader calls it; empty for a cell */
  title: string;
  /** what one row is */
  doc: string;
  columns: readonly NamedColumn[];
}

/** An input that a text may read as `$name`. */
export interface NamedInput {
  name: string;
  /** what the reader calls it */
  label: string;
  /** its present value, as the reader sees it */
  value: string;
}

/** A function that a text may call. */
export interface NamedFunction {
  name: string;
  /** names of its parameters, in order */
  parameters: readonly string[];
  /** what it does */
  doc: string;
  /** one of ours rather than DuckDB's */
  isOwn: boolean;
}

/** Everything that an editor can complete. */
export interface EditorNames {
  relations: readonly NamedRelation[];
  inputs: readonly NamedInput[];
  functions: readonly NamedFunction[];
}
