import {tokenize} from "../../engine/sql";
import {callable, keywords} from "./keywords";

/** The token class of a range, which chooses its colour. */
export type Ink = "keyword" | "function" | "string" | "number" | "input" | "comment" | "key" | "heading" | "strong";

/** A highlighted range; offsets in the text, end exclusive. */
export interface Stroke {
  from: number;
  to: number;
  ink: Ink;
}

/** The languages of cells. */
export type EditorLanguage = "sql" | "yaml" | "markdown";

/** The highlighted ranges of a text, in order. */
export function paint(text: string, language: EditorLanguage): Stroke[] {
  return painters[language](text);
}

const painters: Readonly<Record<EditorLanguage, (text: string) => Stroke[]>> = {
  sql: paintSql,
  yaml: (text) => paintByPattern(text, yamlPattern),
  markdown: (text) => paintByPattern(text, markdownPattern)
};

/** Highlights SQL with the engine's tokenizer; what lies between tokens is a comment or space. */
function paintSql(text: string): Stroke[] {
  const strokes: Stroke[] = [];
  let end = 0;
  const tokens = tokenize(text);
  for (const [index, {kind, text: word, from, to}] of tokens.entries()) {
    comment(text, end, from, strokes);
    end = to;
    if (kind === "string" || kind === "number") strokes.push({from, to, ink: kind});
    else if (kind === "parameter") strokes.push({from, to, ink: "input"});
    else if (kind === "word" && tokens[index - 1]?.text !== ".") {
      const ink = inkOf(word.toLowerCase(), tokens[index + 1]?.text === "(");
      if (ink) strokes.push({from, to, ink});
    }
  }
  comment(text, end, text.length, strokes);
  return strokes;
}

function inkOf(word: string, isCalled: boolean): Ink | null {
  if (keywords.has(word) && !(isCalled && callable.has(word))) return "keyword";
  return isCalled ? "function" : null;
}

function comment(text: string, from: number, to: number, strokes: Stroke[]): void {
  const gap = text.slice(from, to);
  const said = gap.trim();
  if (said === "") return;
  const start = from + gap.indexOf(said);
  strokes.push({from: start, to: start + said.length, ink: "comment"});
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
function paintByPattern(text: string, pattern: RegExp): Stroke[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const ink = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined)?.[0];
    return ink === undefined ? [] : [{from: match.index, to: match.index + match[0].length, ink: ink as Ink}];
  });
}
