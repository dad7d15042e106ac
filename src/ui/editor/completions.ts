/** One completion. */
export interface CompletionItem {
  kind: "relation" | "cell" | "column" | "input" | "function" | "keyword" | "key" | "value";
  name: string;
  /** inserted text */
  insert: string;
  /** cursor position after insertion, in characters before its end */
  back?: number;
  /** name in the reader's language; matched too */
  title: string;
  /** shown beside the title: a type or value */
  detail: string;
  /** description */
  doc: string;
  /** rank at this position, independent of the typed text */
  fit: number;
}

/** The completions for the text between two offsets, best first. */
export interface CompletionList {
  from: number;
  to: number;
  /** the text between the offsets */
  typed: string;
  completions: readonly CompletionItem[];
}

/** The completions that match the typed text, ordered by match and then by `fit`. */
export function rank(typed: string, completions: readonly CompletionItem[], limit = 60): CompletionItem[] {
  const wanted = typed.toLowerCase();
  return completions
    .map((item) => ({item, score: scoreOf(wanted, item)}))
    .filter(({score}) => score > 0)
    .sort((a, b) => b.score - a.score || a.item.name.length - b.item.name.length || compare(a.item, b.item))
    .slice(0, limit)
    .map(({item}) => item);
}

function compare({name: a}: CompletionItem, {name: b}: CompletionItem): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** How well a name or title matches, 0 for not at all. */
function scoreOf(wanted: string, {name, title, kind, fit}: CompletionItem): number {
  if (wanted === "") return 1 + fit;
  const match = Math.max(matchName(wanted, name.toLowerCase(), kind), matchTitle(wanted, title.toLowerCase()));
  return match === 0 ? 0 : match + fit;
}

function matchName(wanted: string, name: string, kind: CompletionItem["kind"]): number {
  if (name === wanted) return 100;
  if (name.startsWith(wanted)) return 80;
  if (kind === "keyword") return 0;
  if (name.includes(`_${wanted}`)) return 60;
  if (initialsOf(name).startsWith(wanted)) return 50;
  return isSpecific(wanted) && name.includes(wanted) ? 30 : 0;
}

/** The initials of a name: `net_sales` is found by `ns`. */
function initialsOf(name: string): string {
  const words = name.split("_");
  return words.length > 1 ? words.map((word) => word[0] ?? "").join("") : "";
}

function matchTitle(wanted: string, title: string): number {
  if (title === "") return 0;
  if (title === wanted) return 90;
  if (title.startsWith(wanted)) return 70;
  return isSpecific(wanted) && title.includes(wanted) ? 40 : 0;
}

/** Whether a text is specific enough to search within names: one Han character, or a few letters. */
function isSpecific(wanted: string): boolean {
  return wanted.length >= 3 || /[^\p{ASCII}]/u.test(wanted);
}
