/** A repair that one press makes: `insert` in place of what stands from `from` to `to`. */
export interface EditorFix {
  label: string;
  from: number;
  to: number;
  insert: string;
}

/** Something wrong with a text, underlined where it stands; offsets into the text, end exclusive. */
export interface EditorProblem {
  from: number;
  to: number;
  severity: "info" | "warning" | "error";
  message: string;
  fixes: readonly EditorFix[];
}
