import {AppError} from "../base/errors";
import type {LocalText} from "../base/words";
import {findFence, replaceBody, withName} from "./text/fence";
import {editFrontMatter} from "./front-matter";
import {breakOf, ensureBreak, lineEnd} from "./text/lines";
import {freeName, problemOfName} from "./names";
import type {Cell, Notebook} from "./notebook";
import {parseNotebook} from "./parse";
import {renameInBody} from "./sql/rename";
import {joinCells, type CellText} from "./text/join-cells";
import {serializeNotebook} from "./serialize";

/** The document with one cell's text replaced and no other line changed. Throws `notebook.no_cell`. */
export function editCell(notebook: Notebook, id: string, source: string): Notebook {
  const index = indexOf(notebook, id);
  return withSources(notebook, sourcesOf(notebook).with(index, source));
}

/** The document with a new cell before the one at `index`, or at the end; the new cell's id is `idAt(…, index)`. */
export function insertCell(notebook: Notebook, index: number, source: string): Notebook {
  const at = Math.max(0, Math.min(index, notebook.cells.length));
  return assemble(notebook, piecesOf(notebook).toSpliced(at, 0, {source, cell: null}), [at]);
}

/** The document without a cell. Throws `notebook.no_cell`. */
export function removeCell(notebook: Notebook, id: string): Notebook {
  return assemble(notebook, piecesOf(notebook).toSpliced(indexOf(notebook, id), 1), []);
}

/** The document with a cell moved to `index`. Throws `notebook.no_cell`. */
export function moveCell(notebook: Notebook, id: string, index: number): Notebook {
  const from = indexOf(notebook, id);
  const at = Math.max(0, Math.min(index, notebook.cells.length - 1));
  if (at === from) return notebook;
  const pieces = piecesOf(notebook);
  return assemble(notebook, pieces.toSpliced(from, 1).toSpliced(at, 0, ...pieces.slice(from, from + 1)), [at]);
}

/** The document with a copy of a cell after it, and the copy's id. Throws `notebook.no_cell`. */
export function duplicateCell(notebook: Notebook, id: string): {notebook: Notebook; id: string} {
  const index = indexOf(notebook, id);
  const cell = notebook.cells[index]!;
  const source = cell.kind === "text" ? cell.source : withName(cell.source, freeName(notebook, cell.name || cell.kind));
  const copy = {source, cell: cell.kind === "text" ? cell : null};
  const copied = assemble(notebook, piecesOf(notebook).toSpliced(index + 1, 0, copy), [index + 1]);
  return {notebook: copied, id: idAt(copied, index + 1)};
}

/**
 * The document with a cell renamed, and with it all references: SQL, charts, selections, values in prose. Throws
 * `notebook.no_cell`, or the problem of the new name. Prose has no name and is not changed.
 */
export function renameCell(notebook: Notebook, id: string, name: string): Notebook {
  const cell = notebook.cells[indexOf(notebook, id)]!;
  if (cell.kind === "text" || cell.name === name) return notebook;
  const problem = problemOfName(name, new Set(notebook.cells.flatMap((each) => ("name" in each ? [each.name] : []))));
  if (problem) throw new AppError(problem.code, problem.details);
  const rename = {kind: cell.kind, from: cell.name, to: name};
  // a second cell with the same name is never referenced
  const isRead = cell.name !== "" && notebook.cells.find((each) => "name" in each && each.name === cell.name) === cell;
  const sources = notebook.cells.map((each) => {
    const {from, to} = bodyRange(each);
    const body = each.source.slice(from, to);
    const renamed = isRead ? renameInBody(each, body, rename) : body;
    const source = each.source.slice(0, from) + renamed + each.source.slice(to);
    return each === cell ? withName(source, name) : source;
  });
  return withSources(notebook, sources);
}

/** The document with another title; only its front matter changes, which is added when missing. */
export function withTitle(notebook: Notebook, title: LocalText): Notebook {
  const text = serializeNotebook(notebook);
  return parseNotebook(editFrontMatter(text, {title}));
}

/** The id of the cell at an index; empty when there is none. */
export function idAt({cells}: Notebook, index: number): string {
  return cells[index]?.id ?? "";
}

/** A cell's text with another body between the same fences; prose is replaced except for its language marker. */
export function withBody(cell: Cell, body: string): string {
  if (cell.kind === "text") {
    const {from, to} = bodyRange(cell);
    return cell.source.slice(0, from) + body + cell.source.slice(to);
  }
  // a SQL body excludes its last line break
  return replaceBody(cell.source, cell.kind === "sql" && body !== "" ? `${body}\n` : body);
}

/** The body that `withBody` replaces: SQL, YAML or Markdown. */
export function bodyOf(cell: Cell): string {
  if (cell.kind === "text") return cell.markdown;
  if (cell.kind === "sql") return cell.sql;
  const {from, to} = bodyRange(cell);
  return cell.source.slice(from, to);
}

/** The range of a cell's body in its text. */
function bodyRange(cell: Cell): {from: number; to: number} {
  if (cell.kind === "text") {
    // the text of the prose may also occur in its marker
    const start = cell.source.trimStart().startsWith("<!--") ? lineEnd(cell.source, 0) : 0;
    const from = cell.source.startsWith(cell.markdown, start) ? start : cell.source.indexOf(cell.markdown);
    return {from, to: from + cell.markdown.length};
  }
  const {open, close} = findFence(cell.source);
  return {from: open.to, to: close?.from ?? cell.source.length};
}

function sourcesOf({cells}: Notebook): string[] {
  return cells.map(({source}) => source);
}

function indexOf({cells}: Notebook, id: string): number {
  const index = cells.findIndex((cell) => cell.id === id);
  if (index === -1) throw new AppError("notebook.no_cell", {id});
  return index;
}

function piecesOf({cells}: Notebook): CellText[] {
  return cells.map((cell) => ({source: cell.source, cell}));
}

/** Parsed again, because the meaning of a cell's text may depend on the text before it. */
function withSources(notebook: Notebook, sources: readonly string[]): Notebook {
  const end = breakOf(serializeNotebook(notebook));
  const joined = sources.map((source, index) => (index === sources.length - 1 ? source : ensureBreak(source, end)));
  return parseNotebook(notebook.frontMatter + joined.join(""));
}

function assemble(notebook: Notebook, pieces: readonly CellText[], moved: readonly number[]): Notebook {
  const end = breakOf(serializeNotebook(notebook));
  return parseNotebook(joinCells(notebook.frontMatter, pieces, {moved: new Set(moved), end}));
}
