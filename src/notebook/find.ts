import {bodyOf, editCell, withBody} from "./edit";
import {countBreaks, lineEnd, lineStart} from "./text/lines";
import type {Cell, Notebook} from "./notebook";

/** A match in a cell's body. */
export interface Match {
  cell: string;
  /** offsets in `bodyOf` the cell, end exclusive */
  from: number;
  to: number;
  /** one-based line of the document */
  line: number;
  /** the line of the match, shortened around it */
  excerpt: string;
}

/** Options of a search. */
export interface FindOptions {
  /** skips prose in other languages; searches all prose when absent */
  lang?: string;
  /** maximum number of matches; 1000 when absent */
  limit?: number;
}

/**
 * Searches the bodies of a notebook. Ignores case and character width: full-width letters, digits, brackets, commas and
 * spaces match their half-width forms.
 */
export function findInNotebook(notebook: Notebook, query: string, {lang, limit = 1000}: FindOptions = {}): Match[] {
  const wanted = normalize(query).text;
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

/** The document with matches replaced, and their number; pass `matches` to replace only some. */
export function replaceInNotebook(
  notebook: Notebook,
  query: string,
  replacement: string,
  {matches, ...options}: FindOptions & {matches?: readonly Match[]} = {}
): {notebook: Notebook; count: number} {
  const chosen = matches ?? findInNotebook(notebook, query, {limit: Infinity, ...options});
  // last cell first, since changing a cell's text may change the ids of those after it
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

/** A text normalised for case and width, with the original offset of each character. */
function normalize(text: string): {text: string; origins: number[]} {
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
  const {text, origins} = normalize(body);
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

/** Characters of the excerpt before and after the match. */
const around = 40;

function excerptOf(body: string, {from, to}: {from: number; to: number}): string {
  const start = Math.max(lineStart(body, from), from - around);
  const end = Math.min(lineEnd(body, Math.max(from, to - 1)), to + around);
  const isCut = {start: start > lineStart(body, from), end: end < lineEnd(body, Math.max(from, to - 1))};
  const text = body.slice(start, end).replace(/\s+/g, " ").trim();
  return `${isCut.start ? "…" : ""}${text}${isCut.end ? "…" : ""}`;
}
