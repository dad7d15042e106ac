import {closeFence, openFenceOf} from "./fence";
import {readFrontMatter} from "../front-matter";
import {countBreaks, ensureBreak, linesOf} from "./lines";
import type {Cell} from "../notebook";
import {languageMarker, languageOf, splitSegments} from "./segments";

/** The text of a cell to place in a document, and the cell it was; null for a new one. */
export interface CellText {
  source: string;
  cell: Cell | null;
}

/** Options of `joinCells`. */
export interface JoinOptions {
  /** indexes of pieces whose position changed */
  moved: ReadonlySet<number>;
  /** the document's line break */
  end: string;
}

/**
 * Joins cells in a new order to a document. Each text stays as it is; between them is added what keeps them separate
 * cells: a line break, a blank line, the end of an open fence, or a language marker where prose would merge or change
 * its language.
 */
export function joinCells(frontMatter: string, pieces: readonly CellText[], {moved, end}: JoinOptions): string {
  let language = languageAfter(frontMatter, null);
  let text = "";
  let isAfterProse = false;
  for (const [index, {source, cell}] of pieces.entries()) {
    const isProse = cell ? cell.kind === "text" : beginsWithProse(source);
    const wanted = cell?.kind === "text" ? cell.lang : null;
    const needsMarker = isProse
      ? !hasMarker(source) && (isAfterProse || language !== wanted)
      : // an indented fence would continue a list at the end of the prose above
        isAfterProse && /^ +[`~]/.test(source) && !followsSameCell(pieces[index - 1]!, cell);
    const isLast = index === pieces.length - 1;
    text +=
      (needsMarker ? languageMarker(isProse ? wanted : language) + end : "") +
      (isLast ? source : ensureBreak(closeFence(source, end), end));
    if (moved.has(index + 1) || (moved.has(index) && !isLast)) text = ensureBlankLine(text, end);
    language = languageAfter(source, isProse ? (markerOf(source) ?? wanted) : language);
    isAfterProse = isProse;
  }
  // a first line of dashes would begin front matter
  const isSwallowed = readFrontMatter(frontMatter + text).end > frontMatter.length;
  return frontMatter + (isSwallowed ? end : "") + text;
}

/** Whether a cell follows the same cell as before. */
function followsSameCell(above: CellText, cell: Cell | null): boolean {
  return above.cell !== null && cell !== null && above.cell.line + countBreaks(above.source) === cell.line;
}

function beginsWithProse(source: string): boolean {
  return splitSegments(source).segments[0]?.fence === null;
}

function ensureBlankLine(source: string, end: string): string {
  const whole = ensureBreak(source, end);
  return /(\r\n|\n|\r)[ \t]*(\r\n|\n|\r)$/.test(whole) ? whole : whole + end;
}

function hasMarker(source: string): boolean {
  return markerOf(source) !== undefined;
}

function markerOf(source: string): string | null | undefined {
  const [first] = linesOf(source);
  return first ? languageOf(first.text.trimStart()) : undefined;
}

/** The language of prose after a text: that of the last marker among its trailing blank lines. */
function languageAfter(source: string, before: string | null): string | null {
  if (openFenceOf(source) !== null) return before;
  for (const {text} of [...linesOf(source)].reverse()) {
    const language = languageOf(text);
    if (language !== undefined) return language;
    if (text.trim() !== "") return before;
  }
  return before;
}
