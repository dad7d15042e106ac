import {AppError} from "../base/errors";
import {editFrontMatter, readFrontMatter} from "./front-matter";
import {countBreaks} from "./text/lines";
import type {Notebook} from "./notebook";
import {parseNotebook} from "./parse";

/** The format version that this build writes; a document without a version is version 1. */
export const currentFormat = 1;

/** Maximum size of a document in UTF-8 bytes. */
export const mostBytes = 1_000_000;
/** Maximum number of lines: parsing costs by the line, and an untrusted text must not block the page. */
export const mostLines = 20_000;
/** Maximum number of cells. */
export const mostCells = 2000;

/** Converts a text of one version to the next; it need not set the version. */
export type Migration = (text: string) => string;

/** From version 1 to 2, from 2 to 3 and so on. */
const migrations: readonly Migration[] = [];

/** An imported document, migrated to the current version. */
export interface MigratedNotebook {
  notebook: Notebook;
  /** the text, after any migrations */
  text: string;
  /** the version it was written in; null when current */
  migratedFrom: number | null;
}

/**
 * Reads an untrusted text. Throws `notebook.too_large`, `notebook.not_text` or `notebook.too_new`; all other errors are
 * among the notebook's problems.
 */
export function readNotebook(text: string, steps: readonly Migration[] = migrations): MigratedNotebook {
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
  // a UTF-16 unit takes at most three bytes
  const bytes = text.length * 3 <= mostBytes ? 0 : new TextEncoder().encode(text).length;
  if (bytes > mostBytes) throw new AppError("notebook.too_large", {bytes, limit: mostBytes});
  const lines = countBreaks(text) + 1;
  if (lines > mostLines) throw new AppError("notebook.too_large", {lines, limit: mostLines});
}

/** Control characters that occur in binary files but not in text. */
// eslint-disable-next-line no-control-regex
const controls = /[\0-\x08\x0E-\x1A\x1C-\x1F]/;

function requireText(text: string): void {
  const at = text.search(controls);
  if (at !== -1) throw new AppError("notebook.not_text", {offset: at, code: text.charCodeAt(at)});
}
