import type {ChartSpec} from "../charts/spec";
import type {Diagnostic} from "../base/errors";
import type {LocalText} from "../base/words";

/** The spec of an input cell; its kind determines the other keys. */
export interface InputSpec {
  kind: string;
  label: LocalText;
  default: unknown;
  [key: string]: unknown;
}

interface CellBase {
  /** stable within the document: the name, or `text-<n>` */
  id: string;
  /** the exact text of the cell in the file, including line ends */
  source: string;
  /** one-based line of its start */
  line: number;
  /** problems of the cell's own text */
  problems: Diagnostic[];
}
export interface TextCell extends CellBase {
  kind: "text";
  /** the language it is for; null for all */
  lang: string | null;
  /** Markdown, without the language marker */
  markdown: string;
}
export interface SqlCell extends CellBase {
  kind: "sql";
  name: string;
  /** one select */
  sql: string;
}
export interface ChartCell extends CellBase {
  kind: "chart";
  name: string;
  /** null when the YAML does not validate; `problems` says why */
  spec: ChartSpec | null;
}
export interface InputCell extends CellBase {
  kind: "input";
  name: string;
  /** null when the YAML does not validate; `problems` says why */
  spec: InputSpec | null;
}
/** The cell kinds; a closed union, so that switches over it are checked for completeness. */
export type Cell = TextCell | SqlCell | ChartCell | InputCell;

/** A document: its front matter, and its cells in order. */
export interface Notebook {
  /** empty when absent */
  title: LocalText;
  /** BCP 47 tag of its language; null when absent, or when it has several */
  lang: string | null;
  /** canonical relations without which it is not offered */
  needs: string[];
  /** the exact text before the first cell: front matter with its fences, and blank lines; may be empty */
  frontMatter: string;
  cells: Cell[];
  /** problems of the front matter */
  problems: Diagnostic[];
}
