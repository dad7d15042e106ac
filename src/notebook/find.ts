import {bodyOf, editCell, withBody} from "./edit";
import {countBreaks, lineEnd, lineStart} from "./text/lines";
import type {Cell, Notebook} from "./notebook";

/** A place in a cell's body where words that were looked for stand. */
export interface Match {
  cell: string;
  /** offsets into `bodyOf` the cell, end exclusive */
  from: number;
  to: number;
  /** one-based line of the document */
  line: number;
  /** the line it stands on, shortened around it */
  excerpt: string;
}

/** Where to look. */
export interface FindOptions {
  /** prose of other languages is left out; every prose when absent */
  lang?: string;
  /** matches at most; a thousand when absent */
  limit?: number;
}

/**
 * Where a notebook's bodies hold some words. Case and width do not matter: full-width letters and digits are their
 * half-width twins, and so are brackets, commas and spaces.
 */
export function findInNotebook(notebook: Notebook, query: string, {lang, limit = 1000}: FindOptions = {}): Match[] {
  const wanted = fold(query).text;
  if (wanted === "") return [];
  const cells = notebook.cells.filter((cell) => isShown(cell, lang));
  const found: Match[] = [];
  for (const cell of cells) {
    const body = bodyOf(cell);
    for (const place of placesOf(body, wanted)) {
      if (found.length === limit) return found;
      found.push({cell: cell.id, ...place, line: lineOf(cell, body, place.from), excerpt: excerptOf(body, place)});
    }
  }
  return found;
}

/** The document with what was found replaced, and how often; give `matches` to replace only some of it. */
export function replaceInNotebook(
  notebook: Notebook,
  query: string,
  replacement: string,
  {matches, ...options}: FindOptions & {matches?: readonly Match[]} = {}
): {notebook: Notebook; count: number} {
  const chosen = matches ?? findInNotebook(notebook, query, {limit: Infinity, ...options});
  // from the end, since what a cell's text becomes may change the ids of those below it
  const ids = notebook.cells.map(({id}) => id).filter((id) => chosen.some(({cell}) => cell === id));
  const replaced = ids.reduceRight((current, id) => {
    const cell = notebook.cells.find((each) => each.id === id)!;
    const places = chosen.filter((match) => match.cell === id).sort((a, b) => b.from - a.from);
    const body = places.reduce((text, {from, to}) => text.slice(0, from) + replacement + text.slice(to), bodyOf(cell));
    return editCell(current, id, withBody(cell, body));
  }, notebook);
  return {notebook: replaced, count: chosen.length};
}

function isShown(cell: Cell, lang: string | undefined): boolean {
  return cell.kind !== "text" || cell.lang === null || lang === undefined || cell.lang === lang;
}

/** A text without case and width, and where each of its letters came from. */
function fold(text: string): {text: string; origins: number[]} {
  const origins: number[] = [];
  let folded = "";
  let at = 0;
  for (const character of text) {
    const plain = character.normalize("NFKC").toLowerCase();
    for (let index = 0; index < plain.length; index += 1) origins.push(at);
    folded += plain;
    at += character.length;
  }
  origins.push(at);
  return {text: folded, origins};
}

function* placesOf(body: string, wanted: string): Generator<{from: number; to: number}> {
  const {text, origins} = fold(body);
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) {
    const from = origins[at]!;
    let next = at + wanted.length;
    while (origins[next] === origins[next - 1] && next < origins.length - 1) next += 1;
    yield {from, to: origins[next]!};
  }
}

function lineOf(cell: Cell, body: string, from: number): number {
  const start = Math.max(0, cell.source.indexOf(body));
  const above = cell.kind === "text" ? cell.source.slice(0, start) : `${cell.source.split(/\r\n|\n|\r/, 1)[0]}\n`;
  return cell.line + countBreaks(above) + countBreaks(body.slice(0, from));
}

/** letters before and after */
const around = 40;

function excerptOf(body: string, {from, to}: {from: number; to: number}): string {
  const start = Math.max(lineStart(body, from), from - around);
  const end = Math.min(lineEnd(body, Math.max(from, to - 1)), to + around);
  const isCut = {start: start > lineStart(body, from), end: end < lineEnd(body, Math.max(from, to - 1))};
  const text = body.slice(start, end).replace(/\s+/g, " ").trim();
  return `${isCut.start ? "…" : ""}${text}${isCut.end ? "…" : ""}`;
}
