import {AppError} from "../base/errors";
import {findFence, replaceBody} from "./fence";
import {breakOf} from "./lines";
import type {Cell, Notebook} from "./notebook";
import {parseNotebook} from "./parse";
import {serializeNotebook} from "./serialize";

/** The document with one cell's text replaced; no other line changes. Throws `notebook.no_cell`. */
export function editCell(notebook: Notebook, id: string, source: string): Notebook {
  const index = indexOf(notebook, id);
  return withSources(notebook, sourcesOf(notebook).with(index, source));
}

/** The document with a new cell before the one at `index`; at the end when there is none. */
export function insertCell(notebook: Notebook, index: number, source: string): Notebook {
  return withSources(notebook, sourcesOf(notebook).toSpliced(index, 0, source), index);
}

/** The document without a cell. Throws `notebook.no_cell`. */
export function removeCell(notebook: Notebook, id: string): Notebook {
  return withSources(notebook, sourcesOf(notebook).toSpliced(indexOf(notebook, id), 1));
}

/** The document with a cell moved so that it stands at `index`. Throws `notebook.no_cell`. */
export function moveCell(notebook: Notebook, id: string, index: number): Notebook {
  const from = indexOf(notebook, id);
  const sources = sourcesOf(notebook);
  const [source = ""] = sources.splice(from, 1);
  return withSources(notebook, sources.toSpliced(index, 0, source), index);
}

/** A cell's text with another body between the same fences; prose is replaced but for its language marker. */
export function withBody(cell: Cell, body: string): string {
  return cell.kind === "text" ? cell.source.replace(cell.markdown, () => body) : replaceBody(cell.source, body);
}

/** The body that `withBody` replaces: SQL, YAML or Markdown. */
export function bodyOf(cell: Cell): string {
  if (cell.kind === "text") return cell.markdown;
  if (cell.kind === "sql") return cell.sql;
  const {open, close} = findFence(cell.source);
  return cell.source.slice(open.to, close?.from);
}

function sourcesOf({cells}: Notebook): string[] {
  return cells.map(({source}) => source);
}

function indexOf({cells}: Notebook, id: string): number {
  const index = cells.findIndex((cell) => cell.id === id);
  if (index === -1) throw new AppError("notebook.no_cell", {id});
  return index;
}

/** Parsed anew: what a cell's text means may depend on what stands before it. */
function withSources(notebook: Notebook, sources: readonly string[], moved = -1): Notebook {
  const end = breakOf(serializeNotebook(notebook));
  const joined = sources.map((source, index) => {
    if (source === "" || index === sources.length - 1) return source;
    const isSeam = index === moved || index === moved - 1;
    return isSeam ? ensureBlankLine(source, end) : ensureBreak(source, end);
  });
  return parseNotebook(notebook.frontMatter + joined.join(""));
}

function ensureBreak(source: string, end: string): string {
  return /[\r\n]$/.test(source) ? source : source + end;
}

function ensureBlankLine(source: string, end: string): string {
  const ended = ensureBreak(source, end);
  return /(\r\n|\n|\r)[ \t]*(\r\n|\n|\r)$/.test(ended) ? ended : ended + end;
}
