/** A line of a text, by the offsets of its start and of the next line's start. */
export interface Line {
  from: number;
  to: number;
  /** the line without its break */
  text: string;
}

/** The lines of a text as Markdown defines them: ended by LF, CRLF or a single CR. */
export function* linesOf(text: string, from = 0): Generator<Line> {
  let at = from;
  while (at < text.length) {
    const to = lineEnd(text, at);
    yield {from: at, to, text: text.slice(at, to).replace(/\r?\n$|\r$/, "")};
    at = to;
  }
}

/** Offset of the start of the line at an offset. */
export function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && text[at - 1] !== "\n" && text[at - 1] !== "\r") at -= 1;
  return at;
}

/** Offset of the start of the line after the one at an offset. */
export function lineEnd(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && text[at] !== "\n" && text[at] !== "\r") at += 1;
  if (text[at] === "\r" && text[at + 1] === "\n") return at + 2;
  return Math.min(at + 1, text.length);
}

/** Number of line breaks in a text. */
export function countBreaks(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}

/** The line break that a text uses first; LF when it has none. */
export function breakOf(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
}

/** The text with `end` appended, unless it ends with a line break or is empty. */
export function ensureBreak(text: string, end: string): string {
  return text === "" || /[\r\n]$/.test(text) ? text : text + end;
}

/** Whether a line nests lists or quotes so deeply that Markdown parsers become slow. */
export function isNestedTooDeep(line: string): boolean {
  return /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){25}/.test(line);
}
