import {tokenize} from "../../engine/sql";
import {callable, keywords} from "../../engine/keywords";

/** The token class of a range, which chooses its colour. */
export type TokenClass =
  "keyword" | "function" | "string" | "number" | "input" | "comment" | "key" | "heading" | "strong";

/** A highlighted range; offsets in the text, end exclusive. */
export interface HighlightRange {
  from: number;
  to: number;
  tokenClass: TokenClass;
}

/** The languages of cells. */
export type EditorLanguage = "sql" | "yaml" | "markdown";

/** The highlighted ranges of a text, in order. */
export function highlight(text: string, language: EditorLanguage): HighlightRange[] {
  return highlighters[language](text);
}

const highlighters: Readonly<Record<EditorLanguage, (text: string) => HighlightRange[]>> = {
  sql: highlightSql,
  yaml: (text) => highlightByPattern(text, yamlPattern),
  markdown: (text) => highlightByPattern(text, markdownPattern)
};

/** Highlights SQL with the engine's tokenizer; what lies between tokens is a comment or space. */
function highlightSql(text: string): HighlightRange[] {
  const ranges: HighlightRange[] = [];
  let end = 0;
  const tokens = tokenize(text);
  for (const [index, {kind, text: word, from, to}] of tokens.entries()) {
    comment(text, end, from, ranges);
    end = to;
    if (kind === "string" || kind === "number") ranges.push({from, to, tokenClass: kind});
    else if (kind === "parameter") ranges.push({from, to, tokenClass: "input"});
    else if (kind === "word" && tokens[index - 1]?.text !== ".") {
      const tokenClass = tokenClassOf(word.toLowerCase(), tokens[index + 1]?.text === "(");
      if (tokenClass) ranges.push({from, to, tokenClass});
    }
  }
  comment(text, end, text.length, ranges);
  return ranges;
}

function tokenClassOf(word: string, isCalled: boolean): TokenClass | null {
  if (keywords.has(word) && !(isCalled && callable.has(word))) return "keyword";
  return isCalled ? "function" : null;
}

function comment(text: string, from: number, to: number, ranges: HighlightRange[]): void {
  const gap = text.slice(from, to);
  const trimmed = gap.trim();
  if (trimmed === "") return;
  const start = from + gap.indexOf(trimmed);
  ranges.push({from: start, to: start + trimmed.length, tokenClass: "comment"});
}

const yamlPattern = new RegExp(
  [
    String.raw`(?<comment>(?<=^|\s)#[^\n]*)`,
    String.raw`(?<key>(?<=^[ \t]*(?:- +)*|[{,][ \t]*)(?:"[^"\n]*"|'[^'\n]*'|[^\s#{}[\],:"'&*!|>%@-][^\n#{}[\],:]*?)(?=:(?:\s|$)))`,
    String.raw`(?<string>"(?:[^"\\]|\\[\s\S])*"|'(?:[^']|'')*')`,
    String.raw`(?<number>(?<=[\s[,])-?\d[\d_.]*(?:e[+-]?\d+)?(?=\s*(?:[,\]}\n]|$))|(?<=:\s+|[[,]\s*)(?:true|false|null)(?=\s*(?:[,\]}\n]|$)))`
  ].join("|"),
  "gmu"
);

const markdownPattern = new RegExp(
  [
    String.raw`(?<heading>^#{1,6}[ \t][^\n]*)`,
    String.raw`(?<comment><!--[\s\S]*?-->)`,
    String.raw`(?<input>\{\{[^{}\n]*\}\})`,
    "(?<string>`[^`\\n]+`)",
    String.raw`(?<strong>\*\*(?=\S)(?:[^*\n]|\*(?!\*))+?(?<=\S)\*\*)`,
    String.raw`(?<keyword>^[ \t]*(?:>|[-*+](?=[ \t])|\d+[.)](?=[ \t])))`
  ].join("|"),
  "gmu"
);

/** Highlights matches of a pattern; a named group is the token class. */
function highlightByPattern(text: string, pattern: RegExp): HighlightRange[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const tokenClass = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined)?.[0];
    return tokenClass === undefined
      ? []
      : [{from: match.index, to: match.index + match[0].length, tokenClass: tokenClass as TokenClass}];
  });
}
