import type {ChartSpec} from "../charts/spec";
import type {Diagnostic} from "../base/errors";
import type {LocalText} from "../base/words";

/** What an input cell says of itself; the kind decides which further keys it has. */
export interface InputSpec {
  kind: string;
  label: LocalText;
  default: unknown;
  [key: string]: unknown;
}

interface CellBase {
  /** stable within the document: the name, or `text-<n>` */
  id: string;
  /** the exact text of the cell in the file, line ends included */
  source: string;
  /** one-based line where it begins */
  line: number;
  /** what is wrong with the cell's own text */
  problems: Diagnostic[];
}
export interface TextCell extends CellBase {
  kind: "text";
  /** the language it is meant for; null for everyone */
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
/** A closed set: the compiler walks it. */
export type Cell = TextCell | SqlCell | ChartCell | InputCell;

/** A document: what it says of itself, and its cells in order. */
export interface Notebook {
  /** empty when it does not say */
  title: LocalText;
  /** BCP 47 tag it is written in; null when it does not say, or speaks several */
  lang: string | null;
  /** canonical relations it reads */
  needs: string[];
  /** the exact text before the first cell: front matter with its fences, and blank lines; may be empty */
  frontMatter: string;
  cells: Cell[];
  /** what is wrong with the front matter */
  problems: Diagnostic[];
}
