/** A line of a text: offsets of its beginning and of the next line's, the line break included. */
export interface Line {
  from: number;
  to: number;
  /** the line without its break */
  text: string;
}

/** The lines of a text as Markdown counts them: ended by LF, CRLF or a CR alone. */
export function* linesOf(text: string, from = 0): Generator<Line> {
  let at = from;
  while (at < text.length) {
    const to = lineEnd(text, at);
    yield {from: at, to, text: text.slice(at, to).replace(/\r?\n$|\r$/, "")};
    at = to;
  }
}

/** Where the line that holds an offset begins. */
export function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && text[at - 1] !== "\n" && text[at - 1] !== "\r") at -= 1;
  return at;
}

/** Where the line after the one that holds an offset begins. */
export function lineEnd(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && text[at] !== "\n" && text[at] !== "\r") at += 1;
  if (text[at] === "\r" && text[at + 1] === "\n") return at + 2;
  return Math.min(at + 1, text.length);
}

/** How many line breaks a text has: what to add to the number of the line it begins on. */
export function countBreaks(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}

/** The line break that a text uses: its first, else LF. */
export function breakOf(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
}

/** The text with `end` after it, unless it ends with a line break or is empty. */
export function ensureBreak(text: string, end: string): string {
  return text === "" || /[\r\n]$/.test(text) ? text : text + end;
}

/** A line that opens lists or quotes within each other deeper than any prose; Markdown parsers choke on them. */
export function isAbyss(line: string): boolean {
  return /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){25}/.test(line);
}
