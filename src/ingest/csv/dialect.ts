import {commonRules, type CellRules} from "../plan";
import {scanRecord} from "./lenient-parser";
import {commentStart} from "./regions";

/** The rules that a person may fix beforehand. */
export type FixedRules = Partial<Pick<CellRules, "delimiter" | "quote">>;

const delimiters = [",", ";", "\t", "|", "\u001E", "\u001F", ":", "^", "~", " "] as const;
/** Delimiters that are found inside values more often than between them. */
const rareDelimiters = /^[:^~ ]$/;
/** Penalties of delimiters that also occur inside values. */
const doubts: Readonly<Record<string, number>> = {" ": 0.75, ":": 0.35, "^": 0.9, "~": 0.9};

const judgedCharacters = 48 * 1024;
const judgedRecords = 150;

/**
 * Detects the cell rules of a text by reading its head in every likely way; the best gives records of equal width (or
 * runs of equal width, where a file has several tables) and cells that look like values. After van den Burg, Nazábal
 * and Sutton, "Wrangling messy CSV files by detecting row and type patterns", 2019.
 */
export function findRules(head: string, fixed: FixedRules = {}): CellRules {
  const text = withoutComments(head.replace(/^\uFEFF/, "").slice(0, judgedCharacters));
  const declared = /^"?sep=(.)"?\r?\n/i.exec(text)?.[1];
  const isGuarded = hasGuards(head);
  const delimiter = fixed.delimiter ?? declared;
  const quotes = fixed.quote === undefined ? likelyQuotes(text) : [fixed.quote];
  const candidates = (delimiter === undefined ? [...delimiters] : [delimiter]).flatMap((each) =>
    quotes.map((quote): CellRules => ({...commonRules, delimiter: each, quote, escape: quote, isGuarded}))
  );
  let best = {rules: candidates[0]!, score: 0};
  for (const each of candidates) {
    const isRare = delimiter === undefined && rareDelimiters.test(each.delimiter);
    if (isRare && (best.score > leastCommon || !dividesAll(text, each))) continue;
    const score = scoreOf(text, each, best.score);
    if (score > best.score) best = {rules: each, score};
  }
  const rules = best.score > 0 || delimiter !== undefined ? best.rules : {...commonRules, isGuarded};
  return withPadding(text, withBlank(text, withEscape(text, rules), fixed));
}

/** From this score on, a common delimiter is not given up for a rare one. */
const leastCommon = 0.4;

/** A text without the comments above its table; all of it where every line is one. */
function withoutComments(text: string): string {
  const table = text.replace(/^(?:[ \t]*(?:(?:#|\/\/|--\s)[^\r\n]*)?(?:\r\n|\r|\n))+/, "");
  return table.trim() === "" || commentStart.test(table) ? text : table;
}

/**
 * Whether a delimiter divides every row alike; a blank in addition has to make a column of numbers or times, since words and names
 * have blanks too.
 */
function dividesAll(text: string, rules: CellRules): boolean {
  if (rules.delimiter !== " ") return areAlike(recordsOf(text, rules));
  return [false, true].some((isPadded) => {
    const records = recordsOf(text, {...rules, isPadded});
    return areAlike(records) && records[0]!.some((_, at) => records.slice(1).every((cells) => isValue(cells[at]!)));
  });
}

function areAlike(records: readonly (readonly string[])[]): boolean {
  const width = records[0]?.length ?? 0;
  return width > 1 && records.length > 1 && records.every(({length}) => length === width);
}

/** Whether a cell is a number, time or address rather than words. */
function isValue(cell: string): boolean {
  return cell !== "" && values.some((pattern) => pattern.test(cell));
}

/** Whether some cells are guarded, as in `="0123"`. */
export function hasGuards(head: string): boolean {
  return /(^|[\t\n\r,;|])="/.test(head);
}

/** The quote characters that enclose whole cells somewhere, the likeliest first; the double quote always. */
export function likelyQuotes(head: string): string[] {
  const text = head.slice(0, judgedCharacters);
  const single = text.match(/(?:^|[,;\t| \n\r])'(?:[^'\n\r]|'')*'(?=[,;\t| \n\r]|$)/gm)?.length ?? 0;
  const double = text.match(/(?:^|[,;\t| \n\r=])"(?:[^"\n\r]|"")*"(?=[,;\t| \n\r]|$)/gm)?.length ?? 0;
  return single > double ? ["'", '"'] : ['"'];
}

function recordsOf(text: string, rules: CellRules, most = judgedRecords): string[][] {
  const records: string[][] = [];
  for (let at = 0; at < text.length && records.length < most;) {
    const {cells, next} = scanRecord(text, at, rules);
    if (next <= at) break;
    if (cells.length > 1 || cells[0]?.trim()) records.push(cells);
    at = next;
  }
  // the last record may be cut off
  if (records.length > 2 && text.length >= judgedCharacters) records.pop();
  return records;
}

/** The score of a set of rules, 0 to 1; 0 as soon as it cannot exceed `least`. */
function scoreOf(text: string, rules: CellRules, least = 0): number {
  if (!text.includes(rules.delimiter)) return 0;
  const records = recordsOf(text, rules);
  if (records.length === 0) return 0;
  const widths = records.map((cells) => cells.length);
  const breadth = widths.reduce((sum, width) => sum + (width - 1) / width, 0) / widths.length;
  const shape = consistency(widths) * breadth * (doubts[rules.delimiter] ?? 1);
  if (shape <= least) return 0;
  const form = mean(records.flat().map((cell) => likeness(cell, rules.quote)));
  return shape * form * form;
}

/** The share of records of the commonest width, and of records as wide as a neighbour. */
function consistency(widths: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  const most = Math.max(...[...counts].map(([width, count]) => (width > 1 ? count : 0)));
  const alike = widths.filter((width, at) => width > 1 && (width === widths[at - 1] || width === widths[at + 1]));
  const single = widths.length === 1 && widths[0]! > 1 ? 1 : 0;
  return (most + Math.max(alike.length, single)) / (2 * widths.length);
}

const values: readonly RegExp[] = [
  /^$/,
  /^[-+(]?[¥$€£￥]?\s?[-+]?(\d+|\d{1,3}([,. '’]\d{3})+)([.,]\d+)?\)?\s?(%|元|€|[A-Z]{3})?$/,
  /^[-+]?\d+(\.\d+)?[eE][-+]?\d+$/,
  /^(\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?)([T ]\d{1,2}:\d\d(:\d\d(\.\d+)?)?( ?[AP]M)?( ?(Z|UTC|[-+]\d\d:?\d\d))?)?$/i,
  /^\d{1,2}:\d\d(:\d\d)?( ?[AP]M)?$/i,
  /^(https?|ftp):\/\/\S+$|^www\.\S+$/i,
  /^[\w.+-]+@[\w-]+(\.[\w-]+)+$/,
  /^(-|--|n\/?a|null|none|true|false|yes|no|是|否|无)$/i
];
const word = /^[\p{L}\p{N}#*=&][\p{L}\p{N}\p{M}_\-./&#*()（）]*$/u;
const phrase = /^[\p{L}\p{N}(（【《“][^\t|;]*$/u;

/** How much a cell looks like a complete value, 0 to 1; a part of a quoted value scores 0. */
function likeness(cell: string, quote: string): number {
  const text = cell.trim();
  if (quote !== "" && text !== quote && (text.startsWith(quote) || text.endsWith(quote))) return 0.1;
  if (values.some((pattern) => pattern.test(text))) return 1;
  if (word.test(text)) return 0.95;
  return phrase.test(text) ? 0.85 : 0.6;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);
}

/** Detects backslash escapes: backslashes before quotes within cells, where quotes are not doubled. */
function withEscape(text: string, rules: CellRules): CellRules {
  if (rules.quote === "") return rules;
  const {quote, delimiter} = rules;
  let escaped = 0;
  for (let at = text.indexOf(`\\${quote}`); at >= 0; at = text.indexOf(`\\${quote}`, at + 2)) {
    const rest = text.slice(at + 2, at + 2 + delimiter.length);
    if (rest !== delimiter && !/^[\r\n]/.test(rest) && at + 2 < text.length) escaped++;
  }
  if (escaped === 0) return rules;
  const backslashed = {...rules, escape: "\\"};
  return scoreOf(text, backslashed) >= scoreOf(text, rules) ? backslashed : rules;
}

/** When a blank nearly always follows the delimiter, both together are the delimiter. */
function withBlank(text: string, rules: CellRules, fixed: FixedRules): CellRules {
  const {delimiter} = rules;
  if (fixed.delimiter !== undefined || delimiter === " " || delimiter.length > 1) return rules;
  const spaced = {...rules, delimiter: `${delimiter} `};
  const plain = recordsOf(text, rules);
  const inner = plain.flatMap((cells) => cells.slice(1));
  if (inner.length === 0) return rules;
  const widths = plain.map((cells) => cells.length);
  const others = recordsOf(text, spaced).map((cells) => cells.length);
  const isSame =
    others.length === widths.length && others.filter((width, at) => width === widths[at]).length >= others.length * 0.9;
  const isAligned = /(^|[^ ]) {2,}[^ ]/m.test(text) && inner.some((cell) => cell.startsWith("  "));
  return isSame && !isAligned && scoreOf(text, spaced) > 0.97 * scoreOf(text, rules) ? spaced : rules;
}

/** Detects columns padded with blanks: where each blank divides, cells between two of them are sometimes empty. */
function withPadding(text: string, rules: CellRules): CellRules {
  if (rules.delimiter !== " ") return rules;
  const padded = {...rules, isPadded: true};
  const records = recordsOf(text, rules);
  const width = Math.max(...records.map((cells) => cells.length));
  const hasGap = Array.from({length: width}, (_, at) => at).some((at) => records.every((cells) => !cells[at]));
  return hasGap || scoreOf(text, padded) > scoreOf(text, rules) ? padded : rules;
}
