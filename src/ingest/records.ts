/** Where the records of a text begin and end, told without parsing their cells. */
export interface RecordSpan {
  from: number;
  /** end without the line end */
  to: number;
  /** where the next record begins */
  next: number;
}

/**
 * The records of a text, one by one: a line end inside a quoted cell does not end a record. A quote opens a cell only at
 * its start (or after the `=` of a guard), as RFC 4180 has it.
 */
export function* recordSpans(text: string, delimiter: string, quote = '"'): Generator<RecordSpan> {
  let from = 0;
  let state: CellState = "start";
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!;
    if (state !== "quoted" && (character === "\n" || character === "\r")) {
      const next = character === "\r" && text[index + 1] === "\n" ? index + 2 : index + 1;
      yield {from, to: index, next};
      from = next;
      index = next - 1;
      state = "start";
    } else state = nextState(state, character, delimiter, quote);
  }
  if (from < text.length) yield {from, to: text.length, next: text.length};
}

type CellState = "start" | "guard" | "plain" | "quoted" | "closed";

function nextState(state: CellState, character: string, delimiter: string, quote: string): CellState {
  if (state === "quoted") return character === quote ? "closed" : "quoted";
  if (character === quote) return state === "plain" ? "plain" : "quoted";
  if (character === delimiter) return "start";
  return state === "start" && character === "=" ? "guard" : "plain";
}

/** How many characters of the text stand before the first record under the header. */
export function bodyOffset(
  text: string,
  {delimiter, quote, headerRow}: {delimiter: string; quote: string; headerRow: number}
): number {
  if (headerRow < 0) return 0;
  let record = 0;
  for (const {next} of recordSpans(text, delimiter, quote)) if (record++ === headerRow) return next;
  return text.length;
}

/** The line end that a text uses, by its first one. */
export function lineEnd(text: string): "\r\n" | "\n" | "\r" {
  return (/\r\n|\n|\r/.exec(text)?.[0] as "\r\n" | "\n" | "\r" | undefined) ?? "\n";
}
