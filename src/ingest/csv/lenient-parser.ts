import type {CellRules} from "../plan";

/** A record read by the lenient parser. */
export interface ReadRecord {
  cells: string[];
  /** end of its text, without the line end */
  to: number;
  /** start of the next record */
  next: number;
  /** whether it ended at a line end, rather than at the end of the text */
  isEnded: boolean;
  /** whether a quote is never closed: the cells are those of the first line, with quotes as plain characters */
  isOpen: boolean;
  /** number of misplaced quotes; 0 for well-formed records */
  oddities: number;
  /**
   * how it deviates from the dialect: `quote`, quotes read as plain characters (`"Big" screen`); `delimiter`, another
   * delimiter; `doubtful`, quotes of which a cell may have been meant differently; null for none
   */
  repair: "quote" | "delimiter" | "doubtful" | null;
  /** number of line ends within quoted cells */
  lineEnds: number;
}

/** A cell and its end. */
interface Cell {
  text: string;
  /** offset after the cell, its closing quote and blanks */
  end: number;
  oddities: number;
  lineEnds: number;
  isOpen: boolean;
}

/** Maximum length of a quoted cell; a longer one is an unclosed quote. */
const longestRecord = 256 * 1024;
/**
 * How many quotes are examined as possible ends of a cell after its first misplaced one. Without this bound each line of
 * a file of misplaced quotes would be read to the end of the file.
 */
const mostMisplaced = 200;
/** Delimiters that a single line may use instead of the file's. */
const otherDelimiters = [",", ";", "\t", "|", " "];

/** Whether a cell ends here: at a delimiter, a line end, or the end of the text. */
function endsCell(text: string, at: number, delimiter: string): boolean {
  return at >= text.length || isLineEnd(text, at) || (delimiter !== "" && text.startsWith(delimiter, at));
}

function isLineEnd(text: string, at: number): boolean {
  return text[at] === "\n" || text[at] === "\r";
}

function afterLineEnd(text: string, at: number): number {
  if (text[at] === "\r" && text[at + 1] === "\n") return at + 2;
  return at < text.length ? at + 1 : at;
}

/** Skips blanks that are not delimiters. */
function skipBlanks(text: string, at: number, {delimiter}: CellRules): number {
  let end = at;
  while ((text[end] === " " || text[end] === "\t") && !text.startsWith(delimiter, end)) end++;
  return end;
}

/** The offset of a quoted cell's text; −1 when the cell is not quoted. */
function quotedStart(text: string, at: number, rules: CellRules): number {
  if (rules.quote === "") return -1;
  const start = skipBlanks(text, at, rules);
  if (text[start] === rules.quote) return start + 1;
  return rules.isGuarded && text[start] === "=" && text[start + 1] === rules.quote ? start + 2 : -1;
}

function lineStop(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isLineEnd(text, end)) end++;
  return end;
}

function plainCell(text: string, at: number, {delimiter, quote}: CellRules): Cell {
  let end = at;
  if (delimiter.length === 1) while (end < text.length && text[end] !== delimiter && !isLineEnd(text, end)) end++;
  else while (!endsCell(text, end, delimiter)) end++;
  const cell = text.slice(at, end);
  return {text: cell, end, oddities: quote !== "" && cell.includes(quote) ? 1 : 0, lineEnds: 0, isOpen: false};
}

/** A possible end of a quoted cell. */
interface Closing {
  /** end of what is written in the cell, with quotes still doubled */
  to: number;
  /** offset after the closing quote and blanks */
  end: number;
  /** penalty: number of quotes that should have been doubled, or look like an end and are not */
  oddities: number;
  /** whether it is two quotes before a delimiter, which may also be an escaped quote */
  isDoubled: boolean;
}

/**
 * The possible ends of a quoted cell, most likely first: a quote before a delimiter or line end. A doubled quote is a
 * quote in the text, but `""` before a delimiter may also be a stray quote and the end.
 */
function* closings(text: string, from: number, rules: CellRules): Generator<Closing> {
  const {quote, escape, delimiter} = rules;
  const stop = Math.min(text.length, from + longestRecord);
  let oddities = 0;
  let examined = 0;
  for (let at = from; at < stop; at++) {
    const quoteAt = indexBefore(stop, text, quote, at);
    const escapeAt = isDoubling(rules) ? -1 : text.slice(at, quoteAt).indexOf(escape);
    at = escapeAt < 0 ? quoteAt : at + escapeAt;
    if (at >= stop || (oddities > 0 && ++examined > mostMisplaced)) return;
    if (text[at] !== quote) {
      if (text[at + 1] === quote || text[at + 1] === escape) at++;
    } else if (text[at + 1] === quote) {
      const end = skipBlanks(text, at + 2, rules);
      if (endsCell(text, end, delimiter)) yield {to: at, end, oddities: oddities + 1, isDoubled: true};
      at++;
    } else {
      const end = skipBlanks(text, at + 1, rules);
      if (endsCell(text, end, delimiter)) {
        yield {to: at, end, oddities, isDoubled: false};
        oddities += 2;
      }
      oddities++;
    }
  }
}

/** The cell that begins at an offset and ends as specified. */
function closedCell(text: string, from: number, {to, end, oddities, isDoubled}: Closing, rules: CellRules): Cell {
  const raw = text.slice(from, to);
  const content = withoutEscapes(raw, rules) + (isDoubled ? rules.quote : "");
  return {text: content, end, oddities, lineEnds: lineEndsIn(raw, text[to]), isOpen: false};
}

/** Whether a quote in a quoted cell is written as two. */
function isDoubling({quote, escape}: CellRules): boolean {
  return escape === quote || escape === "";
}

/** What is written in a quoted cell: two quotes are one; an escape before anything but a quote or an escape is a plain character. */
function withoutEscapes(raw: string, rules: CellRules): string {
  const {quote, escape} = rules;
  if (isDoubling(rules)) return raw.includes(quote) ? raw.replaceAll(quote + quote, quote) : raw;
  let content = "";
  for (let at = 0; at < raw.length; at++) {
    const [sign, next] = [raw[at]!, raw[at + 1]];
    const isPair = sign === escape ? next === quote || next === escape : sign === quote && next === quote;
    if (isPair) at++;
    content += isPair ? next! : sign;
  }
  return content;
}

/** The next offset of a character; `stop` when it is not before that. */
function indexBefore(stop: number, text: string, sign: string, from: number): number {
  const at = text.indexOf(sign, from);
  return at < 0 || at > stop ? stop : at;
}

/** Number of line ends in a text (`\n`, `\r`, or both together); a last `\r` before a following `\n` does not count. */
function lineEndsIn(text: string, following: string | undefined): number {
  let count = 0;
  for (let at = text.search(/[\r\n]/); at >= 0 && at < text.length; at++) {
    if (text[at] === "\n") count++;
    else if (text[at] === "\r" && (text[at + 1] ?? following) !== "\n") count++;
  }
  return count;
}

/** A cell read as usual parsers do; reports an unclosed quote. */
function usualCell(text: string, at: number, rules: CellRules): Cell {
  const start = quotedStart(text, at, rules);
  if (start < 0) return plainCell(text, at, rules);
  for (const closing of closings(text, start, rules)) {
    if (closing.isDoubled && rules.escape === rules.quote) continue;
    return closedCell(text, start, closing, rules);
  }
  return {text: "", end: text.length, oddities: 0, lineEnds: 0, isOpen: true};
}

/** The record at an offset, read by its dialect; misplaced quotes are plain characters. */
export function scanRecord(text: string, from: number, rules: CellRules): ReadRecord {
  const {delimiter, isPadded} = rules;
  const cells: string[] = [];
  let oddities = 0;
  let lineEnds = 0;
  let at = isPadded ? skipDelimiters(text, from, delimiter) : from;
  for (;;) {
    const cell = usualCell(text, at, rules);
    if (cell.isOpen) return {...firstLine(text, from, rules), oddities: oddities + 1, isOpen: true};
    cells.push(cell.text);
    oddities += cell.oddities;
    lineEnds += cell.lineEnds;
    // no reading of misplaced quotes reaches so far
    if (oddities > 0 && lineEnds > mostLines) return {...firstLine(text, from, rules), oddities, isOpen: true};
    if (!text.startsWith(delimiter, cell.end) || delimiter === "" || cell.end >= text.length)
      return ended(text, cell.end, {cells, oddities, lineEnds});
    at = cell.end + delimiter.length;
    if (!isPadded) continue;
    at = skipDelimiters(text, at, delimiter);
    if (at >= text.length || isLineEnd(text, at)) return ended(text, at, {cells, oddities, lineEnds});
  }
}

function ended(
  text: string,
  to: number,
  {cells, oddities, lineEnds}: Pick<ReadRecord, "cells" | "oddities" | "lineEnds">
): ReadRecord {
  const [next, isEnded] = [afterLineEnd(text, to), to < text.length];
  // no object spread here: this runs once for each record
  return {cells, to, next, isEnded, isOpen: false, oddities, repair: null, lineEnds};
}

function skipDelimiters(text: string, from: number, delimiter: string): number {
  let at = from;
  while (delimiter !== "" && (text.startsWith(delimiter, at) || (delimiter === " " && text[at] === "\t"))) at++;
  return at;
}

/** The first line only, with every quote as a plain character. */
function firstLine(text: string, from: number, rules: CellRules): ReadRecord {
  const to = lineStop(text, from);
  const read = scanRecord(text.slice(from, to), 0, {...rules, quote: ""});
  return {...read, to, next: afterLineEnd(text, to), isEnded: to < text.length};
}

/**
 * The record at an offset, repaired where quotes or delimiter deviate: of all readings with `width` cells the one with
 * the fewest misplaced quotes, else as it is. Misplaced quotes are weighed over at most `lines` further lines.
 */
export function readRecord(text: string, from: number, rules: CellRules, width: number, lines = mostLines): ReadRecord {
  const usual = scanRecord(text, from, rules);
  const isPlain = usual.oddities === 0 && !usual.isOpen;
  if (width < 2) return isPlain ? usual : boundedLine(text, from, rules);
  if (isPlain && usual.cells.length === width) return usual;
  const line = isPlain ? usual : boundedLine(text, from, rules);
  if (line.cells.length <= width / 2) {
    const found = otherwiseDivided(text, from, rules, width);
    if (found) return found;
  }
  if (isPlain) return splitMissingDelimiter(text, from, rules, width, usual) ?? usual;
  // inches in a title: one misplaced quote, and no other reading has none
  if (usual.oddities === 1 && !usual.isOpen && usual.lineEnds === 0 && usual.cells.length === width)
    return {...usual, oddities: 0, repair: "quote"};
  const read = leastOdd(text.slice(from, horizon(text, from, rules, width, lines)), 0, rules, width);
  return read
    ? {...read, to: from + read.to, next: afterLineEnd(text, from + read.to), isEnded: from + read.to < text.length}
    : line;
}

/** How far a record with misplaced quotes can reach: to the line before one that is a complete record by itself. */
function horizon(text: string, from: number, rules: CellRules, width: number, most: number): number {
  let to = lineStop(text, from);
  const onLine = leastOdd(text.slice(from, to), 0, rules, width);
  // further lines cost more than the reading of the first line alone
  const lines = onLine ? Math.min(most, (onLine.cost + leftCost - leastMisplaced) / lineCost) : most;
  for (let line = 0; line < Math.floor(lines) && to < text.length && to - from < longestRecord; line++) {
    const start = afterLineEnd(text, to);
    const end = lineStop(text, start);
    const {cells, isOpen} = scanRecord(text.slice(start, end), 0, rules);
    // two cells occur easily in a remark over several lines
    if (width > 2 && cells.length === width && !isOpen) return to;
    to = end;
  }
  return to;
}

/**
 * Splits a well-quoted record that is too narrow because a delimiter is missing between two quoted cells. Its end is
 * certain: another end would break well-formed records.
 */
function splitMissingDelimiter(
  text: string,
  from: number,
  rules: CellRules,
  width: number,
  {cells, to, next, isEnded}: ReadRecord
): ReadRecord | null {
  const record = text.slice(from, to);
  if (cells.length >= width || rules.quote === "" || !record.includes(rules.quote + rules.quote)) return null;
  const read = leastOdd(record, 0, rules, width, gluedCost);
  return read && read.to === record.length ? {...read, to, next, isEnded} : null;
}

/** A record that has no reading of the right width ends with its line, so that it affects no other. */
function boundedLine(text: string, from: number, rules: CellRules): ReadRecord {
  const to = lineStop(text, from);
  const line = text.slice(from, to);
  const read = scanRecord(line, 0, rules);
  return {...read, to, next: afterLineEnd(text, to), isEnded: to < text.length, isOpen: read.isOpen};
}

/** A record whose cells have another delimiter than the file's. */
function otherwiseDivided(text: string, from: number, rules: CellRules, width: number): ReadRecord | null {
  if (width < 3) return null;
  const line = text.slice(from, lineStop(text, from));
  for (const delimiter of otherDelimiters) {
    if (delimiter === rules.delimiter) continue;
    const how = {...rules, delimiter, isPadded: false};
    const first = scanRecord(line, 0, how);
    const read =
      first.isOpen && line.includes(delimiter) ? scanRecord(text, from, how) : {...first, to: from + first.to};
    if (read.cells.length !== width || read.isOpen || read.oddities > 0) continue;
    return {...read, next: afterLineEnd(text, read.to), isEnded: read.to < text.length, repair: "delimiter"};
  }
  return null;
}

/** A reading from a cell to the end of its record. */
interface ParsePath {
  cost: number;
  /** first cell and the rest; null after the last */
  cells: {text: string; rest: ParsePath["cells"]} | null;
  to: number;
  lineEnds: number;
  /** whether a cell may have been meant differently */
  isDoubtful: boolean;
}

const mostClosings = 8;
const mostLines = 60;
const widestSearch = 2000;
const literalCost = 2;
const letterCost = 0.75;
const gluedCost = 1;
const lineCost = 1.5;
/** Penalty for remaining lines that are not records by themselves. */
const leftCost = 1;
/** Least penalty of a quoted cell of which the end is not the first quote. */
const leastMisplaced = 1;
/** Bounds of one search, in characters read: so many, and so many for each character of the text. */
const [leastReads, readsPerCharacter, mostReads] = [100_000, 64, 8_000_000];
/** What a step costs beside the characters that it reads. */
const stepReads = 16;

/**
 * The reading with exactly `width` cells and the least penalty, where each opening quote may be a plain character and
 * each closing quote may not be the end; null when there is none, or none was found within the bounds.
 */
function leastOdd(
  text: string,
  from: number,
  rules: CellRules,
  width: number,
  most = Infinity
): (ReadRecord & {cost: number}) | null {
  const best = width > widestSearch ? null : new Search(text, rules, width).cheapest(from);
  if (!best || best.cost > most) return null;
  const {to, lineEnds, cost, isDoubtful} = best;
  const cells: string[] = [];
  for (let cell = best.cells; cell; cell = cell.rest) cells.push(cell.text);
  const repair = cost === 0 ? null : isDoubtful ? "doubtful" : "quote";
  const next = afterLineEnd(text, to);
  return {cells, to, next, isEnded: to < text.length, isOpen: false, oddities: 0, repair, lineEnds, cost};
}

/** A cell of a reading, and its penalty. */
interface Step {
  text: string;
  end: number;
  lineEnds: number;
  /** whether the next cell begins without a delimiter */
  isGlued: boolean;
  cost: number;
  isDoubtful: boolean;
}

/** A state of the search: the start of a cell after `count` cells, its untried steps, and the best path so far. */
interface Frame {
  key: string;
  count: number;
  steps: Generator<Step>;
  /** the step whose rest is being searched */
  step: Step | null;
  best: ParsePath | null;
}

/** Depth-first search for the cheapest reading; on a stack of its own, since a record may have thousands of cells. */
class Search {
  readonly #text: string;
  readonly #rules: CellRules;
  readonly #width: number;
  readonly #known = new Map<string, ParsePath | null>();
  readonly #stack: Frame[] = [];
  #left: number;

  constructor(text: string, rules: CellRules, width: number) {
    this.#text = text;
    this.#rules = rules;
    this.#width = width;
    this.#left = Math.min(mostReads, leastReads + readsPerCharacter * text.length);
  }

  /** The reading with the least penalty from an offset; null when there is none or the bounds are exceeded. */
  cheapest(from: number): ParsePath | null {
    this.#enter(from, 0);
    for (;;) {
      if (this.#left < 0) return null;
      const frame = this.#stack.at(-1)!;
      const next = frame.best?.cost === 0 ? null : frame.steps.next();
      if (next && !next.done) {
        frame.step = next.value;
        const rest = this.#rest(next.value, frame.count + 1);
        if (rest !== undefined) join(frame, rest);
        continue;
      }
      this.#known.set(frame.key, frame.best);
      this.#stack.pop();
      const parent = this.#stack.at(-1);
      if (!parent) return frame.best;
      join(parent, frame.best);
    }
  }

  #enter(at: number, count: number): void {
    this.#stack.push({key: `${at} ${count}`, count, steps: this.#cells(at), step: null, best: null});
  }

  /** The best path after a step; undefined while it has to be searched. */
  #rest({end, isGlued}: Step, count: number): ParsePath | null | undefined {
    const {delimiter} = this.#rules;
    const isLast = end >= this.#text.length || isLineEnd(this.#text, end);
    if (isLast && !isGlued) {
      if (count !== this.#width) return null;
      const cost = end < this.#text.length ? leftCost : 0;
      return {cost, cells: null, to: end, lineEnds: 0, isDoubtful: false};
    }
    if (count >= this.#width) return null;
    const at = isGlued ? end : end + delimiter.length;
    const known = this.#known.get(`${at} ${count}`);
    if (known === undefined) this.#enter(at, count);
    return known;
  }

  *#cells(at: number): Generator<Step> {
    const [text, rules] = [this.#text, this.#rules];
    const start = quotedStart(text, at, rules);
    let tried = 0;
    if (start >= 0)
      for (const closing of closings(text, start, rules)) {
        const cell = closedCell(text, start, closing, rules);
        this.#left -= stepReads + closing.end - start;
        if (cell.lineEnds > mostLines || ++tried > mostClosings) break;
        const {oddities, lineEnds} = cell;
        yield {
          ...cell,
          isGlued: false,
          cost: oddities + lineEnds * lineCost,
          isDoubtful: oddities > 0 && lineEnds > 0
        };
      }
    const plain = plainCell(text, at, rules);
    this.#left -= stepReads + plain.end - at;
    yield {...plain, isGlued: false, ...this.#literalCost(start, plain)};
    yield* this.#glued(at, start, plain);
  }

  /** The penalty of a cell read as it stands; one that begins with a quote and has no other may go on elsewhere. */
  #literalCost(start: number, {text, oddities}: Cell): Pick<Step, "cost" | "isDoubtful"> {
    if (start < 0) return {cost: oddities * letterCost, isDoubtful: false};
    const {quote} = this.#rules;
    return {cost: literalCost, isDoubtful: text.indexOf(quote) === text.lastIndexOf(quote)};
  }

  /** A cell followed by a quoted one without a delimiter. */
  *#glued(at: number, start: number, plain: Cell): Generator<Step> {
    const {quote} = this.#rules;
    if (quote === "" || plain.oddities === 0) return;
    const from = start >= 0 ? start : at;
    const end = this.#text.indexOf(quote, from);
    const opening = start >= 0 ? end + 1 : end;
    if (end <= at || this.#text[opening] !== quote || isLineEnd(this.#text, opening)) return;
    const text = this.#text.slice(from, end);
    yield {text, end: opening, lineEnds: 0, isGlued: true, cost: gluedCost, isDoubtful: true};
  }
}

/** Takes the step of a frame together with the best rest, if that is cheaper than what was found before. */
function join(frame: Frame, rest: ParsePath | null): void {
  const step = frame.step!;
  if (!rest || (frame.best && step.cost + rest.cost >= frame.best.cost)) return;
  frame.best = {
    cost: step.cost + rest.cost,
    cells: {text: step.text, rest: rest.cells},
    to: rest.to,
    lineEnds: step.lineEnds + rest.lineEnds,
    isDoubtful: step.isDoubtful || rest.isDoubtful
  };
}
