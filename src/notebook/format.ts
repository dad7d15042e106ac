import {AppError} from "../base/errors";
import {editFrontMatter, readFrontMatter} from "./front-matter";
import {countBreaks} from "./text/lines";
import type {Notebook} from "./notebook";
import {parseNotebook} from "./parse";

/** The version of the format that this page writes; a document that does not say is of version 1. */
export const currentFormat = 1;

/** UTF-8 bytes of a document at most. */
export const mostBytes = 1_000_000;
/** Lines of a document at most: reading costs by the line, and a page must not stand still for a stranger's text. */
export const mostLines = 20_000;
/** Cells of a document at most. */
export const mostCells = 2000;

/** From the text of one version to that of the next, which need not say its own number. */
export type Migration = (text: string) => string;

/** From version 1 to 2, from 2 to 3 and so on. */
const migrations: readonly Migration[] = [];

/** A document that came from outside this page: opened, and brought up to date. */
export interface NotebookReading {
  notebook: Notebook;
  /** as it was, or as the migrations left it */
  text: string;
  /** the version it was written in; null when that is the current one */
  migratedFrom: number | null;
}

/**
 * Reads a text that may be anything. Throws `notebook.too_large`, `notebook.not_text` or `notebook.too_new`; whatever else
 * is wrong with it is among the notebook's problems.
 */
export function readNotebook(text: string, steps: readonly Migration[] = migrations): NotebookReading {
  requireSize(text);
  requireText(text);
  const {format} = readFrontMatter(text);
  const latest = steps.length + 1;
  if (format > latest) throw new AppError("notebook.too_new", {format, known: latest});
  const current = format === latest ? text : migrate(text, format, steps);
  const notebook = parseNotebook(current);
  if (notebook.cells.length > mostCells)
    throw new AppError("notebook.too_many_cells", {cells: notebook.cells.length, limit: mostCells});
  return {notebook, text: current, migratedFrom: format === latest ? null : format};
}

function migrate(text: string, format: number, steps: readonly Migration[]): string {
  return steps.slice(format - 1).reduce((current, step, index) => {
    return editFrontMatter(step(current), {format: format + index + 1});
  }, text);
}

function requireSize(text: string): void {
  // never more than three bytes for a unit of a string
  const bytes = text.length * 3 <= mostBytes ? 0 : new TextEncoder().encode(text).length;
  if (bytes > mostBytes) throw new AppError("notebook.too_large", {bytes, limit: mostBytes});
  const lines = countBreaks(text) + 1;
  if (lines > mostLines) throw new AppError("notebook.too_large", {lines, limit: mostLines});
}

/** Signs that no editor writes and every program's files hold. */
// eslint-disable-next-line no-control-regex
const controls = /[\0-\x08\x0E-\x1A\x1C-\x1F]/;

function requireText(text: string): void {
  const at = text.search(controls);
  if (at !== -1) throw new AppError("notebook.not_text", {offset: at, code: text.charCodeAt(at)});
}
